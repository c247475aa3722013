"""Resolves the date, time and time zone of a request to an instant."""

import functools
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from importlib.resources import files
from zoneinfo import ZoneInfo


@dataclass(frozen=True, slots=True)
class Schedule:
    """A local date and time with its time zone, as requested; each matches its pattern."""

    scheduledDate: str
    scheduledTime: str
    scheduledTimezone: str

    def instant(self, now: datetime) -> datetime:
        """Return the instant in UTC; ValueError where the local time doesn't exist, or isn't in the future."""
        zone = _zone(self.scheduledTimezone)
        wall = datetime.combine(self._date(), time.fromisoformat(self.scheduledTime))
        try:
            instant = wall.replace(tzinfo=zone).astimezone(UTC)
            local = instant.astimezone(zone).replace(tzinfo=None)
        except OverflowError as exc:
            raise ValueError("scheduledDate: is out of range") from exc
        if local != wall:
            raise ValueError("scheduledTime: does not exist on that day in that zone")
        if instant <= now:
            raise ValueError("scheduledDate: must be in the future")
        return instant

    def local(self, instant: datetime) -> datetime:
        """Return an instant in the schedule's time zone."""
        return instant.astimezone(_zone(self.scheduledTimezone))

    def _date(self) -> date:
        # The part after the `T` isn't midnight in any zone: the date counts as written.
        written, _, _ = self.scheduledDate.partition("T")
        try:
            return date.fromisoformat(written)
        except ValueError as exc:
            raise ValueError("scheduledDate: is not a day of the calendar") from exc


@functools.cache
def _zone(name: str) -> ZoneInfo:
    # The database that is locked with the dependencies, not the machine's.
    database = files("tzdata")
    if name not in database.joinpath("zones").read_text(encoding="utf-8").splitlines():
        raise ValueError("scheduledTimezone: is not a time zone of the IANA database")
    with database.joinpath("zoneinfo", *name.split("/")).open("rb") as data:
        return ZoneInfo.from_file(data, key=name)
