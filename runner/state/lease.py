"""Leases, for stores without a lock: an intent belongs to a run until an instant, unless the run renews it."""

import time
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from runner import timezones
from runner.errors import StoreError
from runner.formatting import count, one_line
from runner.state.record import Record
from runner.state.session import Ledger

POLL_SECONDS = 2.0


@dataclass(frozen=True, slots=True)
class Lease:
    """One run's lease on its intents, for `span` from the last renewal; `timeout` limits `wait`, in seconds."""

    span: timedelta
    timeout: float
    holder: str = field(default_factory=lambda: uuid.uuid4().hex)

    def with_lease(self, run: dict[str, Any], now: datetime) -> dict[str, Any]:
        """Return the `run` of a record with the lease in it."""
        return {**run, "lease": {"holder": self.holder, "until": timezones.format_utc(now + self.span)}}

    def renew(self, ledger: Ledger, now: datetime) -> None:
        """Renew the lease once half of it is over; RaceError where another run has taken an intent."""
        ours = {n: r for n, r in ledger.records.items() if r.status == "creating" and _holder(r) == self.holder}
        if any(now + self.span / 2 >= _until(record) for record in ours.values()):
            renewed = {name: replace(record, run=self.with_lease(record.run, now)) for name, record in ours.items()}
            ledger.record(renewed)

    def others(self, records: Mapping[str, Record], now: datetime) -> dict[str, Record]:
        """Return the intents on which another run has a lease."""
        return {name: r for name, r in records.items() if is_leased(r, now) and _holder(r) != self.holder}

    def wait(self, ledger: Ledger, now: Callable[[], datetime], sleep: Callable[[float], None]) -> None:
        """Wait until no other run is creating campaigns; StoreError where one still is after the timeout."""
        ends = time.monotonic() + self.timeout
        while others := self.others(ledger.records, now()):
            left = ends - time.monotonic()
            if left <= 0:
                raise StoreError(_busy(others), hint=_HINT)
            sleep(min(POLL_SECONDS, left))
            ledger.reload()


_HINT = (
    "wait for it to end and run the same command again; it creates only what is missing. Only if you know that the run "
    "is dead: `campaigns unlock`, then run it again"
)


def is_leased(record: Record, now: datetime) -> bool:
    """Tell whether a run that may be alive is creating this campaign."""
    return record.status == "creating" and _holder(record) is not None and _until(record) > now


def without_lease(run: dict[str, Any]) -> dict[str, Any]:
    """Return the `run` of a record without a lease."""
    return {key: value for key, value in run.items() if key != "lease"}


def _busy(others: Mapping[str, Record]) -> str:
    record = next(iter(others.values()))
    who = record.run.get("url") or record.run.get("host") or record.run.get("id")
    until = timezones.format_utc(_until(record))
    return f"another run, {one_line(str(who))}, is creating {count(len(others), 'campaign')} until {until}"


def _holder(record: Record) -> str | None:
    lease = record.run.get("lease")
    return lease.get("holder") if isinstance(lease, dict) else None


def _until(record: Record) -> datetime:
    return timezones.parse_instant(record.run["lease"]["until"])
