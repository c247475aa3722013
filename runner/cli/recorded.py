"""What commands about recorded campaigns share: the state opened to change one, and the names that it has."""

import time
from collections.abc import Iterable, Mapping

from runner.api.responses import Live
from runner.apply.drift import Drift
from runner.cli.context import Context
from runner.cli.settings import Settings
from runner.config import discovery
from runner.did_you_mean import closest_or_longer, closest_path
from runner.errors import UsageError
from runner.formatting import printable, quoted
from runner.report import json_output
from runner.report.text import status
from runner.report.text.color import Ink
from runner.state.record import Record
from runner.state.session import Ledger


def check_unrecorded(campaign_id: str, name: str, ledger: Ledger) -> None:
    """Refuse an id that is recorded for another campaign than `name`."""
    for other, record in ledger.records.items():
        if record.campaignId == campaign_id and other != name:
            raise UsageError(
                f"{campaign_id} is recorded already, for `{other}`", hint="copy the id from the dashboard again"
            )


def read_campaign(context: Context, settings: Settings, campaign_id: str, name: str, ledger: Ledger) -> Live:
    """Read the account's campaign of an id, to be recorded as `name`.

    UsageError where there is none, or where it has another name; RefusedError where the account has none of the other
    recorded campaigns: what belongs to two accounts must not get into one state.
    """
    from runner.apply.account_guard import check_same_account
    from runner.apply.account_lookup import Reader
    from runner.cli import api_client

    with context.terminal.working("asking the API"), api_client.opened(context, settings) as client:
        live = client.get(campaign_id)
        if live is None:
            raise UsageError(
                f"the account has no campaign {quoted(campaign_id)}: nothing was recorded",
                hint="copy the id from the dashboard of the account that SIGMAMIND_API_KEY belongs to",
            )
        if live.name != name:
            other = quoted(live.name) if isinstance(live.name, str) else "a name that can't be read"
            raise UsageError(
                f"{quoted(campaign_id)} isn't {quoted(name)}: the account calls it {other}; nothing was recorded",
                hint="copy the id from the dashboard again; the name in the account and in the file must be the same",
            )
        others = {each: record for each, record in ledger.records.items() if each != name}
        check_same_account(others, client.sweep, Reader(client.get, time.sleep, settings.settle, context.now))
    return live


def not_recorded(name: str, records: Mapping[str, Record]) -> UsageError:
    """Return the error for a name that isn't recorded, with the one that was probably meant: its file may be named."""
    by_path = {record.path: each for each, record in records.items()}
    path = closest_path(name, by_path) if discovery.is_campaign_name(name) else None
    meant = by_path[path] if path else closest_or_longer(name, records, key=_key)
    return UsageError(
        f"no campaign is recorded as {quoted(name)}",
        hint=f"did you mean `{printable(meant)}`?" if meant else "`campaigns status` lists the names",
    )


def check_recorded(names: Iterable[str], records: Mapping[str, Record]) -> None:
    """Refuse names that aren't recorded, all of them at once."""
    unknown = [not_recorded(name, records) for name in names if name not in records]
    if unknown:
        hints = dict.fromkeys(error.hint for error in unknown if error.hint)
        raise UsageError("; ".join(error.message for error in unknown), hint="; ".join(hints))


def _key(name: str) -> str:
    """Return a name as it is compared: without regard to case and the amount of white space."""
    return " ".join(name.casefold().split())


def open_ledger(settings: Settings) -> Ledger:
    """Open the state for its own API unless one is named: resolve and unlock ask no API."""
    state, _ = settings.store.load()
    api = settings.api if settings.api_chosen or state is None else state.api
    return Ledger(settings.store, api, settings.folder)


def show(context: Context, records: dict[str, Record], otherwise: str = "") -> None:
    """Show records as `status` does; `otherwise` is the text where there are none."""
    terminal = context.terminal
    if context.args.format == "json":
        terminal.say(json_output.dumps(json_output.status(records, None, context.now())))
    elif records:
        terminal.show(status.status(records, Drift(), context.now(), width=terminal.width, ink=Ink(terminal.color)))
    else:
        terminal.show(otherwise)
