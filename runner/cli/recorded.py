"""What resolve, import and unlock share: the state opened to change one recorded campaign."""

from runner.apply.drift import Drift
from runner.cli.context import Context
from runner.cli.settings import Settings
from runner.errors import UsageError
from runner.report import json_output
from runner.report.text import status
from runner.report.text.color import Ink
from runner.state.record import Record
from runner.state.session import Ledger


def check_unrecorded(campaign_id: str, ledger: Ledger) -> None:
    """Refuse an id that is recorded for another campaign."""
    for name, record in ledger.records.items():
        if record.campaignId == campaign_id:
            raise UsageError(
                f"{campaign_id} is recorded already, for `{name}`", hint="copy the id from the dashboard again"
            )


def open_ledger(settings: Settings) -> Ledger:
    """Open the state for its own API unless one is named: resolve and unlock ask no API."""
    state, _ = settings.store.load()
    return Ledger(settings.store, settings.api if settings.api_chosen or state is None else state.api)


def show(context: Context, records: dict[str, Record], otherwise: str = "") -> None:
    """Show records as `status` does; `otherwise` is the text where there are none."""
    terminal = context.terminal
    if context.args.format == "json":
        terminal.say(json_output.dumps(json_output.status(records, None, context.now())))
    elif records:
        terminal.say(status.status(records, Drift(), context.now(), width=terminal.width, ink=Ink(terminal.color)))
    else:
        terminal.say(otherwise)
