"""Writes a copy of a contact list with every unambiguous problem fixed."""

import argparse
import stat
from pathlib import Path

from runner.cli.context import Context
from runner.cli.exit_codes import FINDINGS
from runner.cli.list_files import at_list, display_name, list_path, list_source
from runner.cli.options import add_format
from runner.contacts import repair
from runner.contacts.csvfile import opening
from runner.contacts.csvfile.errors import OpenError
from runner.contacts.list_findings import Report
from runner.contacts.reader import read_contacts
from runner.errors import StoreError, UsageError
from runner.files.atomic import AtomicFile
from runner.files.paths import real_path
from runner.findings import Findings
from runner.formatting import quoted
from runner.phone_numbers.national import REGIONS
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
)
"""Encodings that --encoding takes; a list itself doesn't tell them apart."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_format(parser)
    parser.add_argument("list", metavar="CSV", help="the contact list; it isn't changed")
    parser.add_argument("--phone-column", metavar="NAME", help="header of the phone column, if several could be it")
    parser.add_argument(
        "--out", metavar="FILE", help="the copy; must not exist yet (default: CSV's name with .fixed.csv)"
    )
    parser.add_argument(
        "--default-region", metavar="REGION", help="region of numbers without a country code, such as GB"
    )
    parser.add_argument(
        "--encoding", choices=ENCODINGS, help="the list's encoding, if it isn't UTF-8 and has no byte-order mark"
    )


def run(context: Context) -> int:
    csv = list_path(context.args.list)
    shown = display_name(context, csv)
    region = context.args.default_region
    if region is not None and region.upper() not in REGIONS:
        known = ", ".join(sorted(REGIONS))
        raise UsageError(f"unknown region {quoted(region)}", hint=f"use one of {known}")
    out = _out(csv, context.args.out)
    if out.exists():
        raise UsageError(
            f"`{display_name(context, out)}` exists already, and nothing is overwritten",
            hint="name another file with --out, or delete this one",
        )
    options = repair.RepairOptions(
        list_source(context), REGIONS[region.upper()] if region else None, context.args.encoding
    )
    with context.terminal.working("fixing the contact list"):
        result = _fixed(csv, shown, out, display_name(context, out), options)
    if context.args.format == "json":
        context.terminal.say(json_output.dumps(contact_lists.fix_json(result)))
    else:
        context.terminal.say(contact_lists.fix_text(result, Ink(context.terminal.color)))
    return FINDINGS if result.out is None or result.findings.has_errors else 0


def _fixed(csv: Path, shown: str, out: Path, shown_out: str, options: repair.RepairOptions) -> contact_lists.FixResult:
    findings, remaining = Findings(), Findings()
    report = Report(shown, findings, at_list(shown))
    mode = 0o600 if csv == opening.STDIN else stat.S_IMODE(csv.stat().st_mode)
    try:
        with opening.open_list(csv) as given, AtomicFile(out.parent, mode) as copy:
            repaired = None
            if given.encrypted:
                message = "the list is encrypted, and a fixed copy would be plain text"
                report.whole("csv-encrypted", message, "decrypt it to a safe place, and fix that file")
            else:
                repaired = repair.write_repaired_copy(given.file, options, report, copy.file.write)
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
    return contact_lists.FixResult(shown, shown_out, repaired.contacts, tuple(repaired), remaining)


def _out(csv: Path, named: str | None) -> Path:
    """Return the path of the fixed copy."""
    if named is not None:
        return real_path(named)
    if csv == opening.STDIN:
        raise UsageError(
            "a list from a pipe has no file name to derive the copy's name from", hint="name the copy with --out"
        )
    name = csv.name.removesuffix(".gz").removesuffix(".zst").removesuffix(".csv")
    return csv.with_name(f"{name}.fixed.csv")
