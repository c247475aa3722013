"""Shows how a campaign's record changed, from the earlier states that the store keeps."""

import argparse
import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from runner.cli import rehearsal
from runner.cli.context import Context
from runner.cli.options import add_format, add_sandbox
from runner.cli.planning import save
from runner.cli.recorded import not_recorded
from runner.cli.settings import Settings
from runner.errors import StateError, UsageError
from runner.formatting import quoted
from runner.report import json_output
from runner.report.receipt import receipt_json
from runner.report.text import status
from runner.report.text.color import Ink
from runner.report.text.receipt import receipt_text
from runner.state.encoding import decode_state
from runner.state.record import Json, Record, State
from runner.state.store import Snapshot

Entry = tuple[Snapshot, Record | None]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_format(parser)
    parser.add_argument("name", metavar="NAME", help="the campaignName")
    parser.add_argument(
        "--export", metavar="FILE", type=Path, help="write the receipt as FILE.json and as a page, FILE.html"
    )
    add_sandbox(parser)


def run(context: Context) -> int:
    terminal = context.terminal
    settings = context.settings()
    rehearsal.check_begun(settings)
    states = list(_states(context, settings))
    entries = list(_entries(states, context.args.name))
    if not any(record for _, record in entries):
        records = {name: record for _, state in states for name, record in state.campaigns.items()}
        raise not_recorded(context.args.name, records)
    record = next(record for _, record in reversed(entries) if record)
    exported = receipt_json(context.args.name, record, entries, states[-1][1].api, context.now())
    written = [] if context.args.export is None else _export(exported, context.args.export)
    if context.args.format == "json":
        answer = {"version": json_output.VERSION, "history": [_json(*entry) for entry in entries]}
        answer |= {"receipts": exported["receipts"]}
        terminal.say(json_output.dumps(answer | ({"written": list(map(str, written))} if written else {})))
    else:
        terminal.show(status.history(entries, context.now(), width=terminal.width, ink=Ink(terminal.color)))
        terminal.show("\n".join(f"wrote {path}" for path in written) if written else receipt_text(exported))
    return 0


def _export(exported: Json, file: Path) -> list[Path]:
    """Write a receipt as JSON and as a page, and return their paths; neither where one of them exists."""
    from runner.report.html.receipt import receipt_page

    if not file.name.strip() or file.name == "..":
        raise UsageError(f"{quoted(str(file))} names no file", hint="name one, as in `--export receipt`")
    stem = file.with_suffix("") if file.suffix in (".json", ".html") else file
    data, page = (stem.with_name(f"{stem.name}.{kind}") for kind in ("json", "html"))
    for path in (data, page):
        if os.path.lexists(path):  # a broken link leads to a file that would be written elsewhere
            message = f"{quoted(str(path))} exists already, and a receipt never replaces a file"
            raise UsageError(message, hint="name another file, or delete this one")
    save(json_output.dumps(exported) + "\n", data, "the receipt")
    save(receipt_page(exported), page, "the page")
    return [data, page]


def _states(context: Context, settings: Settings) -> Iterator[tuple[Snapshot, State]]:
    """Yield each state that the store keeps, oldest first; one that can't be read is a warning."""
    for snapshot in reversed(list(settings.store.history())):
        try:
            yield snapshot, decode_state(snapshot.data, snapshot.version[:12])
        except StateError as exc:
            context.terminal.note(f"warning: {exc.message}")


def _entries(states: Iterable[tuple[Snapshot, State]], name: str) -> Iterator[Entry]:
    """Yield each state in which the record changed, oldest first."""
    last: Record | None = None
    for snapshot, state in states:
        record = state.campaigns.get(name)
        if record != last:
            yield snapshot, record
        last = record


def _json(snapshot: Snapshot, record: Record | None) -> dict[str, Any]:
    return {
        "at": snapshot.at,
        "commit": snapshot.version,
        "status": record.status if record else None,
        "campaignId": record.campaignId if record else None,
        "path": record.path if record else None,
        "launchAt": record.launchAt if record else None,
        "contacts": record.called if record else None,
        **({"leftOut": record.leftOut} if record and record.leftOut else {}),
        "differences": record.differences if record else [],
        "run": record.run if record else None,
    }
