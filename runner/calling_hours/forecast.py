"""How long calling a list takes, as a range, and the assumptions behind it."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from runner.formatting import count


class Seconds(NamedTuple):
    """A range of seconds, both ends included."""

    least: int
    most: int

    def __str__(self) -> str:
        return f"{self.most}" if self.least == self.most else f"{self.least} to {self.most}"


_RING, _TALK, _GAP = Seconds(15, 25), Seconds(10, 90), Seconds(5, 5)
_CHECKED = timedelta(days=1)
"""How long a list is checked whose end isn't known: a night comes before that."""
_END_OF_CALENDAR = datetime(9999, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Pace:
    """How long a call takes: ringing, talking, and the gap before the line's next call.

    The defaults are assumptions, not measured on SigmaMind: 30 to 120 seconds in all. An unanswered ring takes 15 to 60
    (Cisco's dialers: developer.cisco.com, contact-center-express, noAnswerRingLimit), an agent's simple call 1 to 2
    minutes (atoms-docs.smallest.ai, understanding-metrics). The API documents no retries, hence one attempt.
    """

    ring: Seconds = _RING
    talk: Seconds = _TALK
    gap: Seconds = _GAP
    attempts: int = 1

    @property
    def call(self) -> Seconds:
        """How long one call occupies a line."""
        least, most = (sum(seconds) for seconds in zip(self.ring, self.talk, self.gap, strict=True))
        return Seconds(max(least, 1), max(most, 1))

    @property
    def assumptions(self) -> str:
        """What a forecast assumes, in words."""
        attempts = "one call" if self.attempts == 1 else f"{self.attempts} calls"
        seconds = f"{self.ring} seconds of ringing, {self.talk} of talk and {self.gap} between calls"
        return f"{attempts} to each number, {seconds}, and all lines busy"


@dataclass(frozen=True, slots=True)
class CallingSpan:
    """When a list is called, in UTC: the start of the first call, and the range of the end of the last one.

    Where the end isn't known, the earliest one is the start, and the latest that of one line, within a day.
    """

    start: datetime
    earliest_end: datetime
    latest_end: datetime


@dataclass(frozen=True, slots=True)
class Forecast:
    """How long calling a list takes if all lines stay busy."""

    contacts: int
    lines: int
    pace: Pace

    @property
    def shortest(self) -> timedelta:
        return self._duration(self.pace.call.least)

    @property
    def longest(self) -> timedelta:
        return self._duration(self.pace.call.most)

    @property
    def calls(self) -> int:
        return self.contacts * self.pace.attempts

    @property
    def calls_per_hour(self) -> tuple[int, int]:
        """Fewest and most calls an hour, over all lines; never more than there are."""
        slow, fast = (self.lines * 3600 // seconds for seconds in (self.pace.call.most, self.pace.call.least))
        return min(slow, self.calls), min(fast, self.calls)

    @property
    def rate(self) -> str:
        slow, fast = self.calls_per_hour
        lines = count(min(self.lines, self.calls), "line")
        if slow == self.calls:
            return f"{count(slow, 'call')} within an hour over {lines}"
        rate = f"{slow:,}" if slow == fast else f"{slow:,} to {fast:,}"
        return f"{rate} calls an hour over {lines}"

    def __str__(self) -> str:
        return f"{self.rate}, assuming {self.pace.assumptions}"

    def _duration(self, seconds: int) -> timedelta:
        return timedelta(seconds=max(-(-self.calls * seconds // self.lines), seconds))


def calling_span(start: datetime, contacts: int, lines: int | None, pace: Pace) -> CallingSpan:
    """Return when a list is called; where `lines` is unknown, as slowly as one line would."""
    begin = start.astimezone(UTC)
    forecast, longest_possible = Forecast(contacts, lines or 1, pace), max(_END_OF_CALENDAR - begin, timedelta())
    if lines is None:
        return CallingSpan(begin, begin, begin + min(forecast.longest, longest_possible, _CHECKED))
    return CallingSpan(
        begin, begin + min(forecast.shortest, longest_possible), begin + min(forecast.longest, longest_possible)
    )


def lines_for(contacts: int, pace: Pace, limit: timedelta) -> int | None:
    """Return the fewest lines that call a list within a time for certain; None where one call alone takes longer."""
    seconds = int(limit.total_seconds())
    if seconds < pace.call.most:
        return None
    return max(-(-contacts * pace.attempts * pace.call.most // seconds), 1)
