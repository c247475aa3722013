"""Whether a plan may be carried out: it is the one expected, and somebody said yes."""

import json
import re
import sys
from pathlib import Path

from runner.cli.context import Context
from runner.errors import RefusedError, UsageError
from runner.plan.plan import Plan
from runner.report.headline import contacts_of, headline
from runner.report.text.plan import plan_text

SANDBOX = "sandbox"
"""The API that a sandbox's state belongs to: its port is another with every run."""


def check(context: Context, made: Plan, api: str) -> None:
    """Raise where the plan isn't the one expected, or nobody approves of it; nothing to send needs no approval."""
    if context.args.expect is not None:
        _expected(made, context.args.expect)
    if not made.sends:
        return
    if context.args.yes or context.environ.get("CI") == "true":
        return
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        raise UsageError("nobody is there to approve of this plan", hint="approve of it with --yes, or with CI=true")
    if context.args.format != "text" or not context.terminal.out.isatty():
        context.terminal.note(plan_text(made, width=context.terminal.width))
    contacts = contacts_of([*made.of("create"), *made.maybe])
    whom = f"Rehearse calling {contacts}" if api == SANDBOX else f"Call {contacts} through {api}"
    answer = context.terminal.ask(f"\n{headline(made)}\n{whom}? Only `yes` goes on: ")
    if answer.strip() != "yes":
        raise RefusedError("not approved: nothing was sent")


def _expected(made: Plan, expect: str) -> None:
    if re.fullmatch("sha256:[0-9a-f]{64}", expect):
        if made.sends and made.hash != expect:
            raise RefusedError(
                f"the plan is {made.hash}, not the one that was approved: nothing was sent",
                hint="the files or the state have changed since: review `campaigns plan` again",
            )
        return
    if unapproved := sorted(name for name, _ in made.sends - _approved(Path(expect))):
        names = ", ".join(f"`{name}`" for name in unapproved)
        raise RefusedError(
            f"the plan has what `{expect}` doesn't: {names}; nothing was sent",
            hint="the files or the state have changed since: review `campaigns plan` again",
        )


def _approved(path: Path) -> frozenset[tuple[str, str]]:
    try:
        body = json.loads(path.read_bytes())
        sends = [entry for entry in body["campaigns"] if entry["action"] in ("create", "unknown", "blocked")]
        return frozenset((entry["campaignName"], entry["fingerprint"]) for entry in sends)
    except OSError as exc:
        raise UsageError(
            f"`{path}` can't be read: {exc.strerror}",
            hint="--expect takes `sha256:…`, or a file that `plan --out` wrote",
        ) from exc
    except (ValueError, KeyError, TypeError, RecursionError) as exc:
        raise UsageError(f"`{path}` isn't a plan", hint="--expect takes a file that `plan --out` wrote") from exc
