"""Writes a copy of a contact list with every unambiguous problem fixed."""

import argparse
import stat
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from runner.cli.context import Context
from runner.cli.exit_codes import FINDINGS
from runner.cli.list_files import at_list, display_name, list_path, list_source
from runner.cli.options import add_format
from runner.contacts.csvfile import opening
from runner.contacts.csvfile.errors import OpenError
from runner.contacts.list_findings import Report
from runner.contacts.reader import read_contacts
from runner.contacts.repair.plain_text import WIDE_ENCODINGS
from runner.contacts.repair.repairs import RepairOptions
from runner.contacts.repair.writer import write_repaired_copy
from runner.errors import StoreError, UsageError
from runner.files.atomic import AtomicFile
from runner.files.paths import real_path
from runner.findings import Findings, Severity
from runner.formatting import quoted, shell_quote
from runner.phone_numbers import table
from runner.phone_numbers.phone_column import Assumption
from runner.plan.policy import read_policy
from runner.report import contact_lists, json_output
from runner.report.text.color import Ink

ENCODINGS = (
    "windows-1250",
    "windows-1251",
    "windows-1252",
    "windows-1254",
    "iso-8859-1",
    "iso-8859-2",
    "iso-8859-15",
    "mac-roman",
    "shift-jis",
    "gb18030",
    *WIDE_ENCODINGS,
)
"""Encodings that --encoding takes; a list itself doesn't always tell them apart."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_format(parser)
    parser.add_argument("list", metavar="CSV", help="the contact list, a CSV or .xlsx; it isn't changed")
    parser.add_argument("--phone-column", metavar="NAME", help="header of the phone column, if several could be it")
    parser.add_argument(
        "--out", metavar="FILE", help="the copy; must not exist yet (default: CSV's name with .fixed.csv)"
    )
    parser.add_argument(
        "--default-region", metavar="REGION", help="region of numbers without a country code, such as GB"
    )
    parser.add_argument(
        "--assume",
        choices=[*Assumption],
        help="what numbers without a plus are that have two readings: national ones, or such that lost their plus",
    )
    parser.add_argument(
        "--header-row", metavar="N", type=int, default=1, help="row of the header, if titles stand above it"
    )
    parser.add_argument(
        "--suppress",
        action="store_true",
        help="leave out people on the policy's suppression lists, and those who opted out in the list itself",
    )
    parser.add_argument(
        "--encoding", choices=ENCODINGS, help="the list's encoding, if it isn't UTF-8 and has no byte-order mark"
    )


def run(context: Context) -> int:
    csv = list_path(context, context.args.list)
    shown = display_name(context, csv)
    region = _region(context.args.default_region)
    if context.args.header_row < 1:
        raise UsageError("--header-row counts from 1", hint="name the row as a spreadsheet counts it")
    out = _out(csv, context.args.out)
    if out.exists():
        raise UsageError(
            f"`{display_name(context, out)}` exists already, and nothing is overwritten",
            hint="name another file with --out, or delete this one",
        )
    assume, encoding = context.args.assume, context.args.encoding
    options = RepairOptions(
        list_source(context),
        table.load().regions[region] if region else None,
        encoding,
        Assumption(assume) if assume else None,
        context.args.header_row,
    )
    findings = Findings()
    if context.args.suppress:
        options = replace(options, must_not_call=_must_not_call(context, findings))
    with context.terminal.working("fixing the contact list"):
        result = _fixed(csv, shown, out, display_name(context, out), options, findings)
    result = replace(result, region=region, options=_given_options(context))
    if context.args.format == "json":
        context.terminal.say(json_output.dumps(contact_lists.fix_json(result)))
    else:
        context.terminal.show(contact_lists.fix_text(result, Ink(context.terminal.color)))
    return FINDINGS if result.out is None or result.findings.has_errors else 0


def _must_not_call(context: Context, findings: Findings) -> Callable[[int], bool]:
    """Return who is on the policy's suppression lists; what keeps one from being used is an error."""
    from runner.plan.checks.suppression.membership import open_lists

    settings = context.settings()
    policy = read_policy(settings.folders, settings.root, settings.cache)
    findings.extend(policy.findings)
    if not policy.suppression and not findings.has_errors:
        hint = "name them in the policy, under `suppression`"
        raise UsageError(f"`{policy.path}` names no suppression list", hint=hint)
    return open_lists(policy, context.now(), findings)


def _fixed(
    csv: Path, shown: str, out: Path, shown_out: str, options: RepairOptions, findings: Findings
) -> contact_lists.FixResult:
    """Write the fixed copy, unless there are errors already."""
    if findings.has_errors:
        return contact_lists.FixResult(shown, None, 0, (), findings)
    remaining = Findings.merged([findings])
    report = Report(shown, findings, at_list(shown))
    mode = 0o600 if csv == opening.STDIN else stat.S_IMODE(csv.stat().st_mode)
    try:
        with opening.open_list(csv) as given, AtomicFile(out.parent, mode) as copy:
            repaired = None
            if given.encrypted:
                message = "the list is encrypted, and a fixed copy would be plain text"
                report.whole("csv-encrypted", message, "decrypt it to a safe place, and fix that file")
            else:
                repaired = write_repaired_copy(given.file, options, report, copy.file.write)
            if repaired is not None:
                copy.commit(out, new=True)
        if repaired is None:
            return contact_lists.FixResult(shown, None, 0, (), findings)
        read_contacts(options.source, {}, out, shown_out, remaining, at=at_list(shown_out))
    except FileExistsError as exc:
        raise UsageError(
            f"`{shown_out}` was created by another program meanwhile", hint="name another file with --out"
        ) from exc
    except OpenError as exc:
        report.whole(exc.code, exc.message, exc.hint)
        return contact_lists.FixResult(shown, None, 0, (), findings)
    except OSError as exc:
        message = f"`{shown}` can't be copied to `{shown_out}`: {exc.strerror}"
        raise StoreError(message, hint="check the permissions of both files and their folders") from exc
    # A number that can't be dialed is no fixed number.
    remaining = remaining.with_severities({"phone-impossible": Severity.ERROR})
    questions = tuple(repaired.questions.values())
    return contact_lists.FixResult(shown, shown_out, repaired.contacts, tuple(repaired), remaining, questions)


def _region(name: str | None) -> str | None:
    """Return the region of --default-region as the table of numbers names it."""
    if name is None or name.upper() in table.load().regions:
        return name and name.upper()
    raise UsageError(f"unknown region {quoted(name)}", hint="use a country's code of two letters, such as GB")


def _given_options(context: Context) -> tuple[str, ...]:
    """Return the options that say how the list is to be read, as they were given."""
    args = context.args
    given = {"--phone-column": args.phone_column, "--default-region": args.default_region, "--encoding": args.encoding}
    words = [f"{option} {shell_quote(value)}" for option, value in given.items() if value]
    return (*words, *([f"--header-row {args.header_row}"] if args.header_row > 1 else []))


def _out(csv: Path, named: str | None) -> Path:
    """Return the path of the fixed copy."""
    if named is not None:
        return real_path(named)
    if csv == opening.STDIN:
        raise UsageError(
            "a list from a pipe has no file name to derive the copy's name from", hint="name the copy with --out"
        )
    name = csv.name.removesuffix(".gz").removesuffix(".zst").removesuffix(".csv").removesuffix(".xlsx")
    return csv.with_name(f"{name}.fixed.csv")
