"""Who is creating a campaign right now, where no lock can tell: an intent holds until an instant, unless renewed."""

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
    """One run's hold on its intents, for `span` from the last time that it was written.

    `patience` is how many seconds it waits for another run.
    """

    span: timedelta
    patience: float
    holder: str = field(default_factory=lambda: uuid.uuid4().hex)

    def taken(self, run: dict[str, Any], now: datetime) -> dict[str, Any]:
        """Give the `run` of a record with the lease in it."""
        return {**run, "lease": {"holder": self.holder, "until": timezones.format_utc(now + self.span)}}

    def renew(self, ledger: Ledger, now: datetime) -> None:
        """Write the lease of its intents anew once half of it is over; RaceError where another run has taken one."""
        ours = {n: r for n, r in ledger.records.items() if r.status == "creating" and _holder(r) == self.holder}
        if any(now + self.span / 2 >= _until(record) for record in ours.values()):
            ledger.record({name: replace(record, run=self.taken(record.run, now)) for name, record in ours.items()})

    def others(self, records: Mapping[str, Record], now: datetime) -> dict[str, Record]:
        """Give the intents that another run holds."""
        return {name: r for name, r in records.items() if held(r, now) and _holder(r) != self.holder}

    def wait(self, ledger: Ledger, now: Callable[[], datetime], sleep: Callable[[float], None]) -> None:
        """Wait until no other run is creating; StoreError where one still is once the patience is at its end."""
        ends = time.monotonic() + self.patience
        while others := self.others(ledger.records, now()):
            left = ends - time.monotonic()
            if left <= 0:
                raise StoreError(_busy(others), hint=_HINT)
            sleep(min(POLL_SECONDS, left))
            ledger.reload()


_HINT = (
    "wait for it to end and run the same command again; it launches only what is still missing. Only if that run is "
    "surely dead: `campaigns unlock`, then run it again"
)


def held(record: Record, now: datetime) -> bool:
    """Tell whether a run that may be alive is creating this."""
    return record.status == "creating" and _holder(record) is not None and _until(record) > now


def ended(run: dict[str, Any]) -> dict[str, Any]:
    """Give the `run` of a record that nobody is working on any more."""
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
