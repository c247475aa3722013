"""Counts a list's contacts, countries, time zones and blank cells."""

import argparse

from runner.cli.context import Context
from runner.cli.exit_codes import FINDINGS
from runner.cli.list_files import at_list, display_name, list_path, list_source
from runner.cli.options import add_format
from runner.contacts import stats
from runner.contacts.csvfile import opening
from runner.contacts.csvfile.errors import OpenError
from runner.contacts.list_findings import Report
from runner.findings import Findings
from runner.report import contact_lists, json_output
from runner.report.text.color import Ink
from runner.report.text.findings import findings_text


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_format(parser)
    parser.add_argument("lists", nargs="+", metavar="CSV", help="a contact list")
    parser.add_argument("--phone-column", metavar="NAME", help="header of the phone column, if several could be it")


def run(context: Context) -> int:
    source, findings = list_source(context), Findings()
    lists = [list_path(context, name) for name in context.args.lists]
    files = [(csv, display_name(context, csv)) for csv in lists]
    done = []
    with context.terminal.working("reading contact lists"):
        for csv, shown in files:
            report = Report(shown, Findings(), at_list(shown))
            try:
                with opening.open_list(csv) as given:
                    counted = stats.read(given.file, source, report)
            except OpenError as exc:
                report.whole(exc.code, exc.message, exc.hint)
                counted = None
            except OSError as exc:
                report.whole("file-missing", f"the list can't be read: {exc.strerror}", "check its permissions")
                counted = None
            if counted is None:
                findings.extend(report.findings)
            else:
                done.append((shown, counted))
    if context.args.format == "json":
        context.terminal.say(json_output.dumps(contact_lists.stats_json(done, findings)))
    else:
        parts = [contact_lists.stats_text(shown, one) for shown, one in done]
        listed = findings_text(findings, Ink(context.terminal.color))
        context.terminal.show("\n".join([*parts, *([listed] if listed else [])]))
    return FINDINGS if findings.has_errors else 0
