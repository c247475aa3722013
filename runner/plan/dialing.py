"""What the account was last seen to do with a recorded campaign: whether it dials before its launch, and since when."""

from datetime import datetime
from typing import Literal, NamedTuple

from runner import timezones
from runner.state.record import Record

_DIALS = frozenset({"live", "running", "active", "dialing", "dialling", "started", "ongoing", "inprogress"})
"""The API's word for a campaign that dials, and what it might say in another version."""
_HAS_DIALED = frozenset({"completed", "complete", "finished", "ended", "done"})
"""The API's word for a campaign that has called everybody, and what it might say in another version."""


class Start(NamedTuple):
    """The instants in UTC between which an immediate campaign started, and who says so.

    `not_before` is None where nothing tells. The account's word is one instant, and the record's are those around the
    request: its receipt, and when the answer or a later look-up was recorded.
    """

    not_before: str | None
    not_after: str
    source: Literal["account", "record"]


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


def immediate_start(record: Record) -> Start | None:
    """Return when an immediate campaign started; None where it isn't one, or isn't seen to dial."""
    account = record.account
    if record.launchAt is not None or not record.exists or account is None or not has_begun(account["status"]):
        return None
    if account["launchAt"] is not None:
        return Start(account["launchAt"], account["launchAt"], "account")
    requests = [receipt["at"] for receipt in record.receipts or () if receipt["kind"] == "create"]
    return Start(requests[0] if requests else None, record.recordedAt, "record")
