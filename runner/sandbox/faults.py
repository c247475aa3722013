"""The faults that the sandbox has on request, and how many requests each still affects."""

import enum
import math
import re
from collections.abc import Iterable


class Stage(enum.Enum):
    """Which requests a fault affects, and when."""

    BEFORE = "a create: nothing is created"
    DURING = "a create: the campaign or the answer differs"
    AFTER = "a create: the campaign is created"
    LISTING = "a list"


class Fault(enum.Enum):
    """One fault: its name, which requests it affects, and what it does."""

    LOST_REPLY = ("lost-reply", Stage.AFTER, "creates the campaign, then drops the connection without an answer")
    HANG = ("hang", Stage.AFTER, "creates the campaign and never answers")
    HANG_BEFORE = ("hang-before", Stage.BEFORE, "creates nothing and never answers")
    SERVER_ERROR_BEFORE = ("500-before", Stage.BEFORE, "answers 500, creates nothing")
    UNAVAILABLE_BEFORE = ("503-before", Stage.BEFORE, "answers 503, creates nothing")
    SERVER_ERROR_AFTER = ("500-after", Stage.AFTER, "creates the campaign, then answers 500")
    GATEWAY_AFTER = ("502-html-after", Stage.AFTER, "creates the campaign, then answers 502 with a gateway's HTML")
    TIMEOUT_AFTER = ("408-after", Stage.AFTER, "creates the campaign, then answers 408")
    TOO_MANY = ("429", Stage.BEFORE, "answers 429 with Retry-After: 1, creates nothing")
    HTML = ("html-200", Stage.BEFORE, "answers 200 with HTML, creates nothing")
    NO_ID = ("no-id", Stage.AFTER, "creates the campaign, then answers 201 without a campaignId")
    WRONG_INSTANT = ("wrong-instant", Stage.DURING, "creates a scheduled campaign one hour later than requested")
    LIVE = ("live", Stage.DURING, "creates a scheduled campaign that is live at once")
    ROW_ERRORS = ("row-errors", Stage.DURING, "answers with two row errors")
    SLOW = ("slow", Stage.DURING, "waits 1 s before the answer")
    BARE_ID = (
        "bare-id",
        Stage.DURING,
        "the campaign's id starts with camp-, and its agent's id has no prefix",
    )
    BAD_REQUEST = ("400", Stage.BEFORE, "answers 400, creates nothing")
    UNAUTHORIZED = ("401", Stage.BEFORE, "answers 401, creates nothing")
    FORBIDDEN = ("403", Stage.BEFORE, "answers 403, creates nothing")
    TOO_LARGE = ("413", Stage.BEFORE, "answers 413, creates nothing")
    CONFLICT_BEFORE = ("409-before", Stage.BEFORE, "answers 409 although no campaign of that name exists")
    REDIRECT = ("redirect", Stage.BEFORE, "answers 307 to another host, creates nothing")
    LAG = ("lag", Stage.LISTING, "campaigns just created aren't in the next N lists")
    LIST_ERROR = ("list-500", Stage.LISTING, "the list answers 500")
    SHIFT = ("shift", Stage.LISTING, "later pages shift by one: an item is repeated, another is missing")

    def __init__(self, label: str, stage: Stage, meaning: str) -> None:
        self.label = label
        self.stage = stage
        self.meaning = meaning


_BY_LABEL = {fault.label: fault for fault in Fault}


class Faults:
    """The faults still to come, in the order in which they were added; ValueError for an unknown one."""

    def __init__(self, specs: Iterable[str] = ()) -> None:
        self._left: dict[Fault, float] = {}
        for spec in specs:
            self.add(spec)

    def add(self, spec: str) -> None:
        """Add a fault by its spec: NAME, NAME:N for N requests, NAME:* for all requests."""
        fault, count = _parse(spec)
        self._left[fault] = self._left.get(fault, 0) + count

    def pending(self, fault: Fault) -> bool:
        return self._left.get(fault, 0) > 0

    def take(self, fault: Fault) -> bool:
        """Tell whether this request is affected; if so, count it."""
        if not self.pending(fault):
            return False
        self._left[fault] -= 1
        return True

    def take_first(self, stage: Stage) -> Fault | None:
        """Take the first fault of a stage: a request has at most one of them."""
        return next((fault for fault in list(self._left) if fault.stage is stage and self.take(fault)), None)


def describe() -> list[str]:
    """Return a line for each fault: its name and what it does."""
    width = max(len(label) for label in _BY_LABEL)
    return [f"{fault.label:{width}}  {fault.meaning}" for fault in Fault]


def _parse(spec: str) -> tuple[Fault, float]:
    label, colon, count = spec.partition(":")
    fault = _BY_LABEL.get(label)
    if fault is None:
        raise ValueError(f"unknown fault `{label}`: the sandbox has {', '.join(_BY_LABEL)}")
    if not colon:
        return fault, 1
    if count == "*":
        return fault, math.inf
    if not re.fullmatch("[1-9][0-9]{0,8}", count):
        raise ValueError(f"`{count}` isn't a number of requests: write `{label}:3`, or `{label}:*` for all of them")
    return fault, int(count)
