"""Roughly how long a list takes to be called, as a range that a person would say."""

from dataclasses import dataclass

from runner.calling_hours.forecast import Forecast, Pace

_DAY = 24 * 60


@dataclass(frozen=True, slots=True)
class Duration:
    """A range in minutes, its ends rounded apart."""

    shortest: int
    longest: int

    def __str__(self) -> str:
        if not self.shortest:
            return f"up to {_minutes(self.longest)}"
        if self.shortest >= _DAY:
            return f"{self.shortest // _DAY} to {_minutes(self.longest)}"
        return f"{_minutes(self.shortest)} to {_minutes(self.longest)}"


def estimate_duration(contacts: int | None, lines: object, pace: Pace) -> Duration | None:
    """Return how long calling a list takes; None where its contacts or its lines aren't known.

    A missing `concurrentCalls` is the account's default, which the API doesn't report.
    """
    if not contacts or not isinstance(lines, int) or lines < 1:
        return None
    forecast = Forecast(contacts, lines, pace)
    shortest, longest = (each.total_seconds() / 60 for each in (forecast.shortest, forecast.longest))
    down, up = int(shortest // _step(shortest) * _step(shortest)), int(-(-longest // _step(longest)) * _step(longest))
    return Duration(down, up)


def _step(minutes: float) -> int:
    """Return the step, in minutes, to which a duration is rounded."""
    for below, step in ((60, 5), (4 * 60, 10), (_DAY, 60)):
        if minutes < below:
            return step
    return _DAY


def _minutes(minutes: int) -> str:
    if minutes >= _DAY and minutes % _DAY == 0:
        return f"{minutes // _DAY:,} day{'s' * (minutes > _DAY)}"
    hours, left = divmod(minutes, 60)
    return " ".join([*([f"{hours} h"] if hours else []), *([f"{left} min"] if left else [])])
