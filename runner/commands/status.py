"""Shows what is recorded and, where asked, what the API says of it now."""

from collections.abc import Mapping

from runner import ledger
from runner.answer import Live
from runner.context import Context
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
    live = _live(context, settings, records) if context.args.refresh else {}
    terminal = context.terminal
    if context.args.format == "json":
        terminal.say(json.dumps(json.status(records, live)))
    elif not records:
        empty = f"nothing is recorded in `{settings.store.shown}` yet"
        terminal.say(empty)
    else:
        terminal.say(text.status(records, live, context.now(), width=terminal.width, ink=Ink(terminal.color)))
    return 0


def _live(context: Context, settings: Settings, records: Mapping[str, Record]) -> dict[str, Live | None]:
    from runner.commands import connection  # httpx is only for those who ask

    known = {name: record.campaignId for name, record in records.items() if record.campaignId}
    with context.terminal.working("asking the API"), connection.opened(context, settings) as client:
        return {name: client.get(campaign_id) for name, campaign_id in known.items()}
