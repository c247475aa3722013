"""What updates change, old and new, in the words of every output."""

from collections.abc import Iterator, Mapping
from datetime import datetime

from runner import timezones
from runner.config.campaign import SCHEDULE
from runner.formatting import one_line
from runner.plan.change import Change

_NAMES: Mapping[str, str] = {"agentId": "agent", "sipPhoneNumber": "from", "concurrentCalls": "lines"}


def change_lines(change: Change) -> list[str]:
    """Return a line for each value that an update changes: `launch: Tue 4 Jun 2030 12:00 → 15:30 Europe/Paris`."""
    return [*_launch(change), *_values(change)]


def _launch(change: Change) -> Iterator[str]:
    """Yield the old and the new launch in local time."""
    if not change.moves_launch or change.record is None or change.record.launchAt is None:
        return
    before = timezones.in_zone(change.record.launchAt, change.record.zone)
    launch = change.desired.launch if change.desired else None
    if launch is None or launch.at is None:
        yield f"launch: {timezones.format_local(before)} → unknown"
    else:
        yield f"launch: {_shortened(before, launch.at)} → {_local(launch.at, before)}"


def _local(at: datetime, before: datetime) -> str:
    """Return the new launch, without the day where that stays."""
    words = timezones.format_local(at)
    day = f"{at:%a} {at.day} {at:%b %Y} "
    return words.removeprefix(day) if at.replace(tzinfo=None).date() == before.replace(tzinfo=None).date() else words


def _shortened(before: datetime, at: datetime) -> str:
    """Return the old launch, without the zone where that stays."""
    words, zone = timezones.format_local(before), f" {getattr(at.tzinfo, 'key', 'UTC')}"
    return words.removesuffix(zone)


def _values(change: Change) -> Iterator[str]:
    for one in change.updates:
        if one.field not in SCHEDULE:
            before = "the account's default" if one.before is None else one_line(str(one.before), 60)
            yield f"{_NAMES[one.field]}: {before} → {one_line(str(one.after), 60)}"
