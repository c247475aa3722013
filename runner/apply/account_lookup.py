"""Finds out which recorded campaigns the account has: what its list lacks is read by id before it counts as missing."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from runner import timezones
from runner.api.client import Client, Sweep
from runner.api.responses import Live
from runner.apply.drift import Drift
from runner.apply.reconcile import best_sweep
from runner.errors import ApiError
from runner.state.record import Record


@dataclass(frozen=True, slots=True)
class Reader:
    """How the account is asked again: `get` reads a campaign by its id, `wait` waits that many seconds.

    `settle` is how many seconds the account may lag behind a create.
    """

    get: Callable[[str], Live | None]
    wait: Callable[[float], None]
    settle: float
    now: Callable[[], datetime]


def find_recorded(records: Mapping[str, Record], sweep: Sweep, reader: Reader) -> dict[str, Live | None]:
    """Return the account's campaign for each record that has an id; None where neither list nor id leads to one.

    What was recorded less than `settle` seconds ago is read once more after them, but for what is known to be gone.
    """
    listed = {live.id: live for live in sweep.campaigns}
    ids = {name: record.campaignId for name, record in records.items() if record.campaignId}
    live = {name: _read(listed.get(id_), id_, reader) for name, id_ in ids.items()}
    missing = [name for name in live if live[name] is None]
    seconds = max((_still_to_wait(records[name], reader) for name in missing), default=0.0)
    if seconds:
        reader.wait(seconds)
        live |= {name: reader.get(ids[name]) for name in missing}
    return live


def _read(listed: Live | None, campaign_id: str, reader: Reader) -> Live | None:
    """Return a campaign as the list shows it, by its id where the list leaves something out or doesn't show it."""
    if listed is not None and listed.is_complete:
        return listed
    live = reader.get(campaign_id)
    return listed.updated_by(live) if listed and live else listed or live


def _still_to_wait(record: Record, reader: Reader) -> float:
    if not record.exists:
        return 0.0
    due = timezones.parse_instant(record.recordedAt) + timedelta(seconds=reader.settle)
    return min(max((due - reader.now()).total_seconds(), 0.0), reader.settle)


def look(client: Client, records: Mapping[str, Record], named: Collection[str | None], reader: Reader) -> Drift:
    """Read the account's list, then one by one what it doesn't show; `named` are the names in campaign files.

    ApiError where a campaign isn't found and the list never agrees with itself: it may hide what it doesn't show.
    """
    sweep = best_sweep(client.sweep)
    live = find_recorded(records, sweep, reader)
    if None in live.values() and not sweep.complete:
        raise ApiError(
            "GET /v1/campaigns: the account's list changed each time it was read, so what it lacks isn't known",
            hint="run the same command again",
        )
    ids = {record.campaignId for record in records.values()}
    unrecorded = [each for each in sweep.campaigns if each.id not in ids]
    strangers = tuple(each for each in unrecorded if each.name not in named)
    namesakes = tuple(each for each in unrecorded if each.name in named and each.name not in records)
    return Drift(live, strangers, namesakes=namesakes)
