"""Checks contact lists alone, without a campaign file."""

import argparse
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from runner.cli.context import Context
from runner.cli.exit_codes import FINDINGS
from runner.cli.list_files import at_list, display_name, list_path, list_source
from runner.cli.options import FINDINGS_FORMATS, add_fetch, add_format, add_jobs
from runner.cli.planning import remote_lists
from runner.config.campaign import ContactsSource
from runner.contacts.cluster.lists import ClusterLists, ListAnswer
from runner.contacts.contacts import Answer, Contacts
from runner.contacts.csvfile.opening import STDIN
from runner.contacts.reader import ListReader
from runner.contacts.remote.address import ListProblem, is_address, parse_address
from runner.errors import UsageError
from runner.findings import Finding, Findings
from runner.jobs.progress import Progress
from runner.jobs.workers import Workers
from runner.report import contact_lists, json_output
from runner.report.headline import ContactCounts
from runner.report.text.color import Ink
from runner.report.text.plan import totals, validation_text


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_format(parser, FINDINGS_FORMATS)
    parser.add_argument("lists", nargs="+", metavar="CSV", help="a contact list, or with --fetch its address")
    parser.add_argument("--phone-column", metavar="NAME", help="header of the phone column, if several could be it")
    add_fetch(parser)
    add_jobs(parser)


def run(context: Context) -> int:
    source, findings, total = list_source(context), Findings(), 0
    with context.workers() as workers, context.terminal.working("reading contact lists") as progress:
        files = [_local(context, name, findings) for name in context.args.lists]
        progress.begin_lists(len(files))
        for answer in _read(list(filter(None, files)), source, workers, progress, findings):
            contacts = answer()
            rows = contacts.rows if contacts else 0
            total += rows
            progress.list_read(rows)
    write = context.terminal.show if context.args.format == "text" else context.terminal.say
    write(_check_result(context, files, total, findings))
    return FINDINGS if findings.has_errors else 0


def _read(
    files: Sequence[tuple[Path, str]], source: ContactsSource, workers: Workers, progress: Progress, findings: Findings
) -> list[Answer[Contacts | None]]:
    """Return, once asked, the contacts of each list; a cluster reads those that it sees too."""
    lists = ListReader(workers=workers, progress=progress)
    on_cluster = ClusterLists(workers.cluster, leave_out=False, fetches=False) if workers.cluster else None
    answers: list[Answer[Contacts | None]] = []
    for csv, shown in files:
        if on_cluster and csv != STDIN and not is_address(shown):
            answers.append(_with_findings(on_cluster.read(source, {}, csv, shown, at_list(shown)), findings))
        else:
            lists.expect(source, {}, csv, shown)
            answers.append(partial(lists.read, source, {}, csv, shown, findings, at=at_list(shown)))
    return answers


def _with_findings(asked: Answer[ListAnswer], findings: Findings) -> Answer[Contacts | None]:
    def answer() -> Contacts | None:
        read = asked()
        findings.extend(read.findings)
        return read.contacts

    return answer


def _local(context: Context, name: str, findings: Findings) -> tuple[Path, str] | None:
    """Return a list's file and its display name; one kept outside the repository is fetched as it is now."""
    if not is_address(name):
        csv = list_path(context, name)
        return csv, display_name(context, csv)
    address = parse_address(name, signed=True)
    if isinstance(address, ListProblem):
        raise UsageError(address.message, hint=address.hint)
    if not context.args.fetch:
        raise UsageError(f"`{address.display}` isn't on this machine", hint="pass `--fetch` to read it")
    file = remote_lists(context, context.settings()).fetched(address, ContactsSource(""))
    if isinstance(file, Path):
        return file, address.display
    findings.add(Finding(file.code, file.message, address.display, hint=file.hint))
    return None


def _check_result(context: Context, lists: Sequence[tuple[Path, str] | None], total: int, findings: Findings) -> str:
    number, contacts = len(lists), ContactCounts(total)
    match context.args.format:
        case "json":
            return json_output.dumps(contact_lists.check_json(number, total, findings))
        case "sarif":
            from runner.report import sarif

            return json_output.dumps(sarif.log(findings, context.docs()))
        case "junit":
            from runner.report import junit

            return junit.document("campaigns contacts check", [shown for _, shown in filter(None, lists)], findings)
        case "gitlab":
            from runner.report import code_quality

            return json_output.dumps(code_quality.entries(findings))
        case "github":
            from runner.report import annotations

            return annotations.annotations(findings, context.docs()) + totals(number, contacts, findings, "list")
        case "markdown":
            from runner.report.markdown.plan import validation_markdown

            return validation_markdown(number, contacts, findings, context.docs(), "list")
        case _:
            return validation_text(number, contacts, findings, Ink(context.terminal.color), "list")
