"""The days of a timeline side by side, in percent of its width; days without a call are left out."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cached_property

_DAY = timedelta(days=1)
_WIDTH = 100.0
_GAP = 2.0
_SHARE = 0.25
"""Maximum share of the width for all gaps."""


@dataclass(frozen=True)
class Axis:
    """`days` in UTC, in order; equal days are equally wide."""

    days: tuple[date, ...]

    @cached_property
    def gaps(self) -> int:
        return sum(after - before > _DAY for before, after in zip(self.days, self.days[1:], strict=False))

    @cached_property
    def gap(self) -> float:
        return min(_GAP, _WIDTH * _SHARE / self.gaps) if self.gaps else 0.0

    @cached_property
    def day(self) -> float:
        """The width of a day."""
        return (_WIDTH - self.gaps * self.gap) / max(len(self.days), 1)

    @cached_property
    def starts(self) -> dict[date, float]:
        starts, x = {}, 0.0
        for number, day in enumerate(self.days):
            if number and day - self.days[number - 1] > _DAY:
                x += self.gap
            starts[day] = x
            x += self.day
        return starts

    def x(self, at: datetime) -> float:
        """Return the position of an instant; one on no day of the axis is at the end of the day before it."""
        utc = at.astimezone(UTC)
        if utc.date() in self.starts:
            seconds = utc.hour * 3600 + utc.minute * 60 + utc.second
            return self.starts[utc.date()] + self.day * seconds / 86400
        before = [day for day in self.days if day < utc.date()]
        return self.starts[before[-1]] + self.day if before else 0.0


def axis_of(spans: list[tuple[datetime, datetime]]) -> Axis:
    """Return the axis of all days that a span touches."""
    days: set[date] = set()
    for start, end in spans:
        first, last = start.astimezone(UTC).date(), end.astimezone(UTC).date()
        days.update(first + _DAY * number for number in range((last - first).days + 1))
    return Axis(tuple(sorted(days)))
