"""Leases, for stores without a lock: an intent belongs to a run until an instant, unless the run renews it."""

import time
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from runner import timezones
from runner.errors import StoreError
from runner.formatting import count, one_line
from runner.state.record import Json, Record
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
        ours = {name: run for name, run in _intents(ledger.records).items() if _holder(run) == self.holder}
        if any(now + self.span / 2 >= _until(run) for run in ours.values()):
            ledger.record({n: ledger.records[n].with_intent_run(self.with_lease(run, now)) for n, run in ours.items()})

    def others(self, records: Mapping[str, Record], now: datetime) -> dict[str, Record]:
        """Return the intents on which another run has a lease."""
        runs = _intents(records).items()
        return {name: records[name] for name, run in runs if _is_leased(run, now) and _holder(run) != self.holder}

    def wait(self, ledger: Ledger, now: Callable[[], datetime], sleep: Callable[[float], None]) -> None:
        """Wait until no other run creates or changes campaigns; StoreError where one still is after `timeout`."""
        ends = time.monotonic() + self.timeout
        while others := self.others(ledger.records, now()):
            left = ends - time.monotonic()
            if left <= 0:
                raise StoreError(_busy(others), hint=_HINT)
            sleep(min(POLL_SECONDS, left))
            ledger.reload()


_HINT = (
    "wait for it to end and run the same command again; it does only what is left. Only if you know that the run "
    "is dead: `campaigns unlock`, then run it again"
)


def is_leased(record: Record, now: datetime) -> bool:
    """Tell whether a run that may be alive is creating or changing this campaign."""
    return record.intent_run is not None and _is_leased(record.intent_run, now)


def without_lease(run: dict[str, Any]) -> dict[str, Any]:
    """Return the `run` of a record without a lease."""
    return {key: value for key, value in run.items() if key != "lease"}


def _busy(others: Mapping[str, Record]) -> str:
    run = next(iter(_intents(others).values()))
    who = run.get("url") or run.get("host") or run.get("id")
    until = timezones.format_utc(_until(run))
    verb = "changing" if all(record.changing for record in others.values()) else "creating"
    return f"another run, {one_line(str(who))}, is {verb} {count(len(others), 'campaign')} until {until}"


def _intents(records: Mapping[str, Record]) -> dict[str, Json]:
    """Return the runs that are creating or changing campaigns."""
    return {name: run for name, record in records.items() if (run := record.intent_run) is not None}


def _is_leased(run: Json, now: datetime) -> bool:
    return _holder(run) is not None and _until(run) > now


def _holder(run: Json) -> str | None:
    lease = run.get("lease")
    return lease.get("holder") if isinstance(lease, dict) else None


def _until(run: Json) -> datetime:
    return timezones.parse_instant(run["lease"]["until"])
