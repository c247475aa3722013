"""What the account was last seen to do with a recorded campaign, and whether it dials before its launch."""

from datetime import datetime

from runner import timezones
from runner.state.record import Record

_DIALS = frozenset({"live", "running", "active", "dialing", "dialling", "started", "ongoing", "inprogress"})
"""The API's word for a campaign that dials, and what it might say in another version."""
_HAS_DIALED = frozenset({"completed", "complete", "finished", "ended", "done"})
"""The API's word for a campaign that has called everybody, and what it might say in another version."""


def dials(status: str | None) -> bool:
    """Whether the account's word for a campaign means that it calls people."""
    return _letters(status) in _DIALS


def has_begun(status: str | None) -> bool:
    """Whether the account's word for a campaign means that it calls people, or has called them all."""
    return dials(status) or _letters(status) in _HAS_DIALED


def _letters(status: str | None) -> str:
    return "".join(filter(str.isalpha, (status or "").casefold()))


def holds_otherwise(record: Record, now: datetime) -> bool:
    """Whether the account was last seen with another launch than the recorded one, or doing something else."""
    if record.account is None:
        return False
    launch_at, status = record.account["launchAt"], record.account["status"]
    if record.launchAt is None or timezones.parse_instant(record.launchAt) <= now:
        return status not in ("live", "completed", "scheduled")
    return bool(status != "scheduled" or launch_at != record.launchAt)


def is_early(record: Record, now: datetime) -> bool:
    """Whether the account was last seen to dial, or to have dialed, a campaign whose launch is ahead.

    An acknowledgment doesn't end that: only another look at the account does, and the launch.
    """
    if not record.exists or record.launchAt is None or timezones.parse_instant(record.launchAt) <= now:
        return False
    return has_begun((record.account or {}).get("status"))
