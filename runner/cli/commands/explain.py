"""Explains the code of a finding: what it means, why it matters, and how to fix it."""

import argparse
import re
from collections.abc import Mapping
from typing import Any

from runner.cli.context import Context
from runner.cli.options import add_format
from runner.did_you_mean import closest_or_longer
from runner.errors import UsageError
from runner.formatting import quoted
from runner.report import json_output
from runner.report.documentation import finding_address
from runner.report.explanations import Explanation, explanations
from runner.report.text import explanation
from runner.report.text.color import Ink


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_format(parser)
    parser.add_argument(
        "code", nargs="?", metavar="CODE", help="the word in brackets; without it, all codes are listed"
    )


def run(context: Context) -> int:
    known, terminal = explanations(), context.terminal
    ink, is_read_here = Ink(terminal.color), terminal.color or terminal.out.isatty()
    if context.args.code is None:
        if context.args.format == "json":
            codes = [_as_json(each) for each in known.values()]
            terminal.say(json_output.dumps({"version": json_output.VERSION, "codes": codes}))
        else:
            terminal.say(explanation.codes_text(known.values(), terminal.width if is_read_here else None, ink))
        return 0
    asked = _explanation(context.args.code, known)
    page = finding_address(context.docs(), asked.code)
    address = f"\n{page}\n" if page else ""
    if context.args.format == "json":
        terminal.say(json_output.dumps({"version": json_output.VERSION, **_as_json(asked), "markdown": asked.text}))
    elif is_read_here:
        terminal.say(explanation.explanation_text(asked, terminal.width, ink) + address)
    else:
        terminal.say(explanation.explanation_markdown(asked) + address)
    return 0


def _explanation(written: str, known: Mapping[str, Explanation]) -> Explanation:
    """Return the explanation of a code, which may be copied with its severity, as in `error[unknown-key]`."""
    bracketed = re.fullmatch(r".*\[(.+)\]:?", written.strip())
    code = re.sub(r"[\s_]+", "-", (bracketed[1] if bracketed else written.strip()).lower())
    if code in known:
        return known[code]
    if code.isdecimal():
        raise UsageError(f"{quoted(written)} isn't a finding's code", hint="`campaigns --help` lists the exit codes")
    meant = closest_or_longer(code, known)
    hint = f"did you mean `{meant}`?" if meant else "`campaigns explain` lists the codes"
    raise UsageError(f"there is no code {quoted(written)}", hint=hint)


def _as_json(each: Explanation) -> dict[str, Any]:
    return {"code": each.code, "group": each.group, "severity": each.severity, "summary": each.summary}
