"""How long a list takes to be called, as a range, and what is assumed for it."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from runner.formatting import count


class Seconds(NamedTuple):
    """So many seconds at least and at most."""

    least: int
    most: int

    def __str__(self) -> str:
        return f"{self.most}" if self.least == self.most else f"{self.least} to {self.most}"


_RING, _TALK, _GAP = Seconds(15, 25), Seconds(10, 90), Seconds(5, 5)
_LAST = datetime(9999, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Pace:
    """What a call is taken to need: it rings, somebody talks, and the line waits before the next one.

    Nobody has measured them on SigmaMind; the defaults are assumed, 30 to 120 seconds in all as in `runner.forecast`,
    which has their sources. The API documents no retries, hence one attempt.
    """

    ring: Seconds = _RING
    talk: Seconds = _TALK
    gap: Seconds = _GAP
    attempts: int = 1

    @property
    def call(self) -> Seconds:
        """How long one call holds a line."""
        least, most = (sum(one) for one in zip(self.ring, self.talk, self.gap, strict=True))
        return Seconds(max(least, 1), max(most, 1))

    @property
    def person(self) -> tuple[int, int]:
        """How long one person holds a line, with all attempts."""
        return self.call.least * self.attempts, self.call.most * self.attempts

    @property
    def assumed(self) -> str:
        """What a forecast takes for granted, for whoever reads its numbers."""
        often = "once" if self.attempts == 1 else f"{self.attempts} times"
        each = f"{self.ring} seconds of ringing, {self.talk} of talk and {self.gap} of gap"
        return f"each number is called {often}, a call holds a line for {each}, and all lines stay busy"


@dataclass(frozen=True, slots=True)
class Run:
    """When dialling begins, and when it ends at the earliest and at the latest, in UTC; the ends are outside."""

    start: datetime
    least: datetime
    most: datetime


@dataclass(frozen=True, slots=True)
class Forecast:
    """What calling so many people over so many lines takes, if all lines stay busy."""

    contacts: int
    lines: int
    pace: Pace

    @property
    def least(self) -> timedelta:
        return self._time(self.pace.call.least)

    @property
    def most(self) -> timedelta:
        return self._time(self.pace.call.most)

    @property
    def calls_an_hour(self) -> tuple[int, int]:
        """From so many calls to so many, over all lines."""
        return self.lines * 3600 // self.pace.call.most, self.lines * 3600 // self.pace.call.least

    @property
    def rate(self) -> str:
        slow, fast = self.calls_an_hour
        rate = f"{slow:,}" if slow == fast else f"{slow:,} to {fast:,}"
        return f"{rate} calls an hour over {count(self.lines, 'line')}"

    def __str__(self) -> str:
        return f"{self.rate}, if {self.pace.assumed}"

    def _time(self, seconds: int) -> timedelta:
        return timedelta(seconds=max(-(-self.contacts * self.pace.attempts * seconds // self.lines), seconds))


def run(start: datetime, contacts: int, lines: int | None, pace: Pace) -> Run:
    """Give the run of a list; where the lines aren't known no end is, and the run is its first call's start alone."""
    begin = start.astimezone(UTC)
    if lines is None:
        return Run(begin, begin, begin)
    time, left = Forecast(contacts, lines, pace), max(_LAST - begin, timedelta())
    return Run(begin, begin + min(time.least, left), begin + min(time.most, left))


def lines_for(contacts: int, pace: Pace, most: timedelta) -> int | None:
    """Give the least lines over which a list is surely called in so much time; None where one call alone takes more."""
    seconds = int(most.total_seconds())
    if seconds < pace.call.most:
        return None
    return max(-(-contacts * pace.attempts * pace.call.most // seconds), 1)
