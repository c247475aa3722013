"""Writes a list's SHA-256 and row count into its campaign file."""

import argparse
from pathlib import Path

from runner.cli.context import Context
from runner.cli.exit_codes import FINDINGS
from runner.cli.options import add_fetch, add_format
from runner.cli.planning import remote_lists
from runner.cli.selection import selected_files
from runner.config import discovery, pin_editor
from runner.config.pin_editor import Pins
from runner.errors import StoreError
from runner.files.atomic import replace_content
from runner.findings import Finding, Findings
from runner.plan.campaign_files import load_files
from runner.plan.policy import read_policy
from runner.report import contact_lists, json_output
from runner.report.text.color import Ink
from runner.yamlfile.document import Document


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_format(parser)
    parser.add_argument("paths", nargs="*", metavar="PATH", help="campaign files or folders (default: all of DIR)")
    add_fetch(parser)


def run(context: Context) -> int:
    settings = context.settings()
    files = selected_files(context.args.paths, discovery.files(settings.directory), settings)
    findings, done = Findings(), []
    with context.terminal.working("reading campaigns"):
        lists = remote_lists(context, settings, refetch=True)
        policy = read_policy(settings.folders, settings.root, settings.cache)
        loaded = load_files(files, settings.root, settings.directory, elsewhere=lists, leave_out=policy.leaves_out)
    for path, desired in zip(files, loaded, strict=True):
        # A list that changed since it was pinned may be pinned again.
        others = Findings(finding for finding in desired.findings if finding.code != "pin-mismatch")
        if desired.unread and desired.document is not None:
            findings.add(_unread(desired.document))
        elif desired.contacts is None or others.has_errors:
            findings.extend(others)
        else:
            done.append(_pinned(path, desired.path, Pins(desired.contacts.sha256, desired.contacts.rows)))
    if context.args.format == "json":
        context.terminal.say(json_output.dumps(contact_lists.pin_json(done, findings)))
    else:
        context.terminal.show(contact_lists.pin_text(done, findings, Ink(context.terminal.color)))
    return FINDINGS if findings.has_errors or any(one.outcome == "by-hand" for one in done) else 0


def _unread(document: Document) -> Finding:
    message, hint = "the list isn't on this machine", "pass `--fetch` to read it, and pin it as it is now"
    return document.finding("list-unread", message, ("contacts", "path"), at_value=True, hint=hint)


def _pinned(path: Path, shown: str, pins: Pins) -> contact_lists.PinResult:
    try:
        data = path.read_bytes()
        written = pin_editor.with_pins(data, shown, pins)
        if written is not None and written != data:
            replace_content(path, written)
    except OSError as exc:
        message = f"`{shown}` can't be written: {exc.strerror}"
        raise StoreError(message, hint="check the file's permissions, and its folder's") from exc
    outcome = "by-hand" if written is None else "same" if written == data else "pinned"
    return contact_lists.PinResult(shown, outcome, pins.sha256, pins.rows)
