"""Shows what is recorded and, where asked, what the API says of it now."""

from collections.abc import Mapping

from runner import desired, drift, ledger
from runner.context import Context
from runner.drift import Drift
from runner.report import json, text
from runner.report.ink import Ink
from runner.settings import Settings
from runner.state import Record


def run(context: Context) -> int:
    settings = context.settings()
    state, _ = settings.store.load()
    records = state.campaigns if state else {}
    if state and context.args.refresh:
        ledger.of_this_api(state, settings.api, settings.store.shown)
    seen = _seen(context, settings, records) if context.args.refresh else None
    terminal = context.terminal
    if context.args.format == "json":
        terminal.say(json.dumps(json.status(records, seen, context.now())))
        return 0
    if records:
        terminal.say(
            text.status(records, seen or Drift(), context.now(), width=terminal.width, ink=Ink(terminal.color))
        )
    else:
        terminal.say(f"nothing is recorded in `{settings.store.shown}` yet")
    if seen and seen.strangers:
        terminal.say("\n" + text.strangers(seen.strangers, width=terminal.width, ink=Ink(terminal.color)))
    return 0


def _seen(context: Context, settings: Settings, records: Mapping[str, Record]) -> Drift:
    from runner.commands import connection  # httpx is only for those who ask

    files = desired.files(settings.directory) if settings.directory.is_dir() else []
    named = {wanted.name for wanted in desired.load(files, settings.root, lists_of=())}
    with context.terminal.working("asking the API"), connection.opened(context, settings) as client:
        return drift.look(client, records, named)
