"""Checks, mends, counts and pins contact lists."""

import contextlib
import stat
from pathlib import Path

from runner.cli import selection
from runner.cli.context import Context
from runner.cli.planning import remote_lists
from runner.config import discovery, pin_editor
from runner.config.campaign import ContactsSource
from runner.config.pin_editor import Pins
from runner.contacts import repair, stats
from runner.contacts.csvfile import opening
from runner.contacts.csvfile.errors import OpenError
from runner.contacts.list_findings import Locate, Report
from runner.contacts.reader import read_contacts
from runner.contacts.remote.address import ListProblem, is_address, parse_address
from runner.errors import StoreError, UsageError
from runner.files import paths
from runner.files.atomic import AtomicFile
from runner.files.paths import real_path
from runner.findings import Finding, Findings, Severity
from runner.formatting import quoted
from runner.phone_numbers.national import REGIONS
from runner.plan import desired
from runner.report import contact_lists, json_output
from runner.report.text.color import Ink
from runner.report.text.findings import findings_text
from runner.report.text.plan import totals, validation_text
from runner.yamlfile.document import Document

FINDINGS = 1


def run(context: Context) -> int:
    match context.args.action:
        case "check":
            return _check(context)
        case "fix":
            return _fix(context)
        case "pin":
            return _pin(context)
        case _:
            return _stats(context)


def _check(context: Context) -> int:
    source, findings, total = _source(context), Findings(), 0
    with context.terminal.working("reading contact lists"):
        files = [_found(context, name, findings) for name in context.args.lists]
        for csv, shown in filter(None, files):
            read = read_contacts(source, {}, csv, shown, findings, at=_at(shown))
            total += read.rows if read else 0
    context.terminal.say(_checked(context, len(files), total, findings))
    return FINDINGS if findings.has_errors else 0


def _found(context: Context, name: str, findings: Findings) -> tuple[Path, str] | None:
    """Give a list's file and the name it goes by; one that is elsewhere is fetched, as it is now."""
    if not is_address(name):
        csv = _csv(name)
        return csv, _shown(context, csv)
    address = parse_address(name, signed=True)
    if isinstance(address, ListProblem):
        raise UsageError(address.message, hint=address.hint)
    if not context.args.fetch:
        raise UsageError(f"`{address.display}` isn't on this machine", hint="`--fetch` reads it")
    file = remote_lists(context, context.settings()).fetched(address, ContactsSource(""))
    if isinstance(file, Path):
        return file, address.display
    findings.add(Finding(file.code, file.message, address.display, hint=file.hint))
    return None


def _checked(context: Context, number: int, total: int, findings: Findings) -> str:
    match context.args.format:
        case "json":
            return json_output.dumps(contact_lists.checked(number, total, findings))
        case "sarif":
            from runner.report import sarif

            return json_output.dumps(sarif.log(findings))
        case "github":
            from runner.report import annotations

            return annotations.annotations(findings) + totals(number, total, findings, "list")
        case "markdown":
            from runner.report.markdown.plan import validation_markdown

            return validation_markdown(number, total, findings, "list")
        case _:
            return validation_text(number, total, findings, Ink(context.terminal.color), "list")


def _fix(context: Context) -> int:
    csv = _csv(context.args.list)
    shown = _shown(context, csv)
    region = context.args.default_region
    if region is not None and region.upper() not in REGIONS:
        known = ", ".join(sorted(REGIONS))
        raise UsageError(f"no rule is known for the region {quoted(region)}", hint=f"known are {known}")
    out = _out(csv, context.args.out)
    if out.exists():
        raise UsageError(
            f"`{_shown(context, out)}` is there already, and nothing is overwritten",
            hint="name another file with --out, or delete that one",
        )
    wanted = repair.RepairOptions(_source(context), REGIONS[region.upper()] if region else None, context.args.encoding)
    with context.terminal.working("mending the contact list"):
        done = _fixed(csv, shown, out, _shown(context, out), wanted)
    if context.args.format == "json":
        context.terminal.say(json_output.dumps(contact_lists.fixed(done)))
    else:
        context.terminal.say(contact_lists.fixed_text(done, Ink(context.terminal.color)))
    return FINDINGS if done.out is None or done.findings.has_errors else 0


def _fixed(csv: Path, shown: str, out: Path, shown_out: str, wanted: repair.RepairOptions) -> contact_lists.Fixed:
    findings, left = Findings(), Findings()
    report = Report(shown, findings, _at(shown))
    mode = 0o600 if csv == opening.STDIN else stat.S_IMODE(csv.stat().st_mode)
    try:
        with opening.open_list(csv) as given, AtomicFile(out.parent, mode) as copy:
            done = None
            if given.encrypted:
                message = "the list is encrypted, and a copy of it would lie there for all to read"
                report.whole("csv-encrypted", message, "decrypt it to where it may lie, and mend that")
            else:
                done = repair.write_repaired_copy(given.file, wanted, report, copy.file.write)
            if done is not None:
                copy.commit(out, new=True)
        if done is None:
            return contact_lists.Fixed(shown, None, 0, (), findings)
        read_contacts(wanted.source, {}, out, shown_out, left, at=_at(shown_out))
    except FileExistsError as exc:
        raise UsageError(f"`{shown_out}` has come to be there meanwhile", hint="name another file with --out") from exc
    except OpenError as exc:
        report.whole(exc.code, exc.message, exc.hint)
        return contact_lists.Fixed(shown, None, 0, (), findings)
    except OSError as exc:
        message = f"`{shown}` can't be copied to `{shown_out}`: {exc.strerror}"
        raise StoreError(message, hint="see that the one can be read and the other be written") from exc
    return contact_lists.Fixed(shown, shown_out, done.contacts, tuple(done), left)


def _stats(context: Context) -> int:
    source, findings = _source(context), Findings()
    files = [(csv, _shown(context, csv)) for csv in map(_csv, context.args.lists)]
    done = []
    with context.terminal.working("reading contact lists"):
        for csv, shown in files:
            report = Report(shown, Findings(), _at(shown))
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
        context.terminal.say(json_output.dumps(contact_lists.stats(done, findings)))
    else:
        parts = [contact_lists.stats_text(shown, one) for shown, one in done]
        listed = findings_text(findings, Ink(context.terminal.color))
        context.terminal.say("\n".join([*parts, *([listed] if listed else [])]))
    return FINDINGS if findings.has_errors else 0


def _pin(context: Context) -> int:
    directory = context.directory()
    root = paths.repository(directory)
    files = selection.chosen(context.args.paths, discovery.files(directory), directory)
    findings, done = Findings(), []
    with context.terminal.working("reading campaigns and contact lists"):
        refetched = remote_lists(context, context.settings(), refetch=True)
        loaded = desired.load(files, root, elsewhere=refetched)
    for path, one in zip(files, loaded, strict=True):
        # What is pinned already may be pinned anew.
        against = Findings(found for found in one.findings if found.code != "pin-mismatch")
        if one.unread and one.document is not None:
            findings.add(_not_here(one.document))
        elif one.contacts is None or against.has_errors:
            findings.extend(against)
        else:
            done.append(_pinned(path, one.path, Pins(one.contacts.sha256, one.contacts.rows)))
    if context.args.format == "json":
        context.terminal.say(json_output.dumps(contact_lists.pinned(done, findings)))
    else:
        context.terminal.say(contact_lists.pinned_text(done, findings, Ink(context.terminal.color)))
    return FINDINGS if findings.has_errors or any(one.outcome == "by-hand" for one in done) else 0


def _not_here(document: Document) -> Finding:
    message, hint = "the list isn't on this machine", "`--fetch` reads it as it is now, to pin that"
    return document.finding("list-unread", message, ("contacts", "path"), at_value=True, hint=hint)


def _pinned(path: Path, shown: str, pins: Pins) -> contact_lists.Pinned:
    try:
        data = path.read_bytes()
        written = pin_editor.with_pins(data, shown, pins)
        if written is not None and written != data:
            target = path.resolve()
            with AtomicFile(target.parent, stat.S_IMODE(target.stat().st_mode)) as draft:
                draft.file.write(written)
                draft.commit(target)
    except OSError as exc:
        message = f"`{shown}` can't be written: {exc.strerror}"
        raise StoreError(message, hint="check the file's permissions, and its folder's") from exc
    outcome = "by-hand" if written is None else "same" if written == data else "pinned"
    return contact_lists.Pinned(shown, outcome, pins.sha256, pins.rows)


def _source(context: Context) -> ContactsSource:
    return ContactsSource("", phoneColumn=context.args.phone_column)


def _csv(name: str) -> Path:
    """Give the path of a list; that of a pipe as it is named, since what stands behind it has no path."""
    if name in ("-", "/dev/stdin"):
        return opening.STDIN
    with contextlib.suppress(OSError, ValueError):
        if stat.S_ISFIFO(Path(name).stat().st_mode):
            return Path(name).absolute()
    path = real_path(name)
    if path.is_file():
        return path
    what = f"`{name}` is a folder" if path.is_dir() else f"there is no file `{name}`"
    raise UsageError(what, hint="name a contact list, a CSV")


def _out(csv: Path, named: str | None) -> Path:
    """Give where the mended copy goes."""
    if named is not None:
        return real_path(named)
    if csv == opening.STDIN:
        raise UsageError("a list from a pipe has no name to call its copy by", hint="name the copy with --out")
    name = csv.name.removesuffix(".gz").removesuffix(".zst").removesuffix(".csv")
    return csv.with_name(f"{name}.fixed.csv")


def _shown(context: Context, path: Path) -> str:
    return paths.display_path(path, paths.repository(context.directory()))


def _at(shown: str) -> Locate:
    """Place at the list what would be said of its campaign's file."""

    def at(
        code: str,
        message: str,
        route: tuple[str | int, ...],  # noqa: ARG001 - there is no place in the file
        *,
        at_value: bool = False,  # noqa: ARG001
        severity: Severity = Severity.ERROR,
        hint: str | None = None,
    ) -> Finding:
        return Finding(code, message, shown, severity=severity, hint=hint)

    return at
