"""Says roughly how long a list takes to be called."""

from dataclasses import dataclass

SECONDS = (30, 120)
"""How long a number holds a line at least and at most, where the policy doesn't say."""
_DAY = 24 * 60


@dataclass(frozen=True, slots=True)
class Length:
    """From `least` to `most` minutes, rounded apart to what a person would say."""

    least: int
    most: int

    def __str__(self) -> str:
        if not self.least:
            return f"up to {_minutes(self.most)}"
        if self.least >= _DAY:
            return f"{self.least // _DAY} to {_minutes(self.most)}"
        return f"{_minutes(self.least)} to {_minutes(self.most)}"


def length(contacts: int | None, lines: object, seconds: tuple[int, int] = SECONDS) -> Length | None:
    """Give how long calling a list takes; None where the people or the lines aren't known.

    Contacts times seconds a call, shared by the lines. Nobody has measured the seconds on SigmaMind; they are assumed:
    30 is a ring that nobody answers or a machine that does (Cisco's dialers ring 15 by default, 60 at most:
    developer.cisco.com, contact-center-express, noAnswerRingLimit), 120 is a short talk by everybody (an agent's simple
    call takes 1 to 2 minutes: atoms-docs.smallest.ai, understanding-metrics). Left out, `concurrentCalls` is the
    account's default, which the API doesn't tell, so that no length is told either.
    """
    if not contacts or not isinstance(lines, int) or lines < 1:
        return None
    rounds = max(contacts / lines, 1)
    least, most = (rounds * each / 60 for each in seconds)
    down, up = int(least // _step(least) * _step(least)), int(-(-most // _step(most)) * _step(most))
    return Length(down, up)


def _step(minutes: float) -> int:
    """Give what so many minutes are rounded to."""
    for below, step in ((60, 5), (4 * 60, 10), (_DAY, 60)):
        if minutes < below:
            return step
    return _DAY


def _minutes(minutes: int) -> str:
    if minutes >= _DAY and minutes % _DAY == 0:
        return f"{minutes // _DAY:,} day{'s' * (minutes > _DAY)}"
    hours, left = divmod(minutes, 60)
    return " ".join([*([f"{hours} h"] if hours else []), *([f"{left} min"] if left else [])])
