"""The faults that the sandbox has on request, and how many requests each still affects."""

import difflib
import enum
import math
import re
from collections.abc import Iterable


class Stage(enum.Enum):
    """Which requests a fault affects, and when."""

    BEFORE = "POST, nothing is created"
    LARGE = "POST of more than a megabyte, nothing is created"
    DURING = "POST, the campaign or the answer differs"
    AFTER = "POST, the campaign is created"
    FORM = "POST, GET by id and PATCH, the form of the answer"
    LISTING = "GET of the list"
    READING = "GET by id"
    BEFORE_CHANGE = "PATCH, nothing is changed"
    CHANGING = "PATCH, the campaign or the answer differs"
    AFTER_CHANGE = "PATCH, the campaign is changed"
    BEFORE_DELETE = "DELETE, nothing is deleted"
    AFTER_DELETE = "DELETE, the campaign is deleted"


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
    PAUSED = ("paused", Stage.DURING, "creates a campaign that is paused")
    ROW_ERRORS = ("row-errors", Stage.DURING, "answers with two row errors")
    SLOW = ("slow", Stage.DURING, "waits 1 s before the answer")
    BARE_ID = ("bare-id", Stage.DURING, "the campaign's id starts with camp-, and its agent's id has no prefix")
    BAD_REQUEST = ("400", Stage.BEFORE, "answers 400, creates nothing")
    BAD_FIELD = ("400-field", Stage.BEFORE, "answers 400 and names scheduledDate among quoted parts, creates nothing")
    UNAUTHORIZED = ("401", Stage.BEFORE, "answers 401, creates nothing")
    NO_BALANCE = ("402", Stage.BEFORE, "answers 402, the balance is too low; creates nothing")
    FORBIDDEN = ("403", Stage.BEFORE, "answers 403, creates nothing")
    NO_AGENT = ("404", Stage.BEFORE, "answers 404, there is no such agent; creates nothing")
    CONFLICT_BEFORE = ("409-before", Stage.BEFORE, "answers 409 although no campaign of that name exists")
    TOO_LARGE = ("413", Stage.BEFORE, "answers 413, creates nothing")
    UNPROCESSABLE = ("422-detail", Stage.BEFORE, "answers 422 with `detail` instead of `message`, creates nothing")
    RESET = ("reset-large", Stage.LARGE, "drops the connection after a megabyte of a larger request, creates nothing")
    REDIRECT = ("redirect", Stage.BEFORE, "answers 307 to another host, creates nothing")

    ID_ONLY = ("id-only", Stage.FORM, "answers with the campaignId alone")
    NO_DATE = ("no-date", Stage.FORM, "answers without scheduledDate")
    EPOCH_DATE = ("epoch-date", Stage.FORM, "answers with scheduledDate as milliseconds since 1970")
    ZONE_SUFFIX = (
        "zone-suffix",
        Stage.FORM,
        "answers with scheduledDate in local time, with the zone's name behind it",
    )
    STATUS_CAPITALS = ("status-capitals", Stage.FORM, "answers with campaignStatus in capitals")
    ERRORS_TEXT = ("errors-text", Stage.FORM, "answers with errors as one text")
    ERRORS_OBJECT = ("errors-object", Stage.FORM, "answers with errors as an object by row")
    OTHER_WORDS = ("other-words", Stage.FORM, "answers the same in other words: an offset, a number without its plus")

    LAG = ("lag", Stage.LISTING, "campaigns just created aren't in the next N lists")
    LIST_ERROR = ("list-500", Stage.LISTING, "the list answers 500")
    SHIFT = ("shift", Stage.LISTING, "later pages shift by one: an item is repeated, another is missing")

    GET_LOST = ("get-lost-reply", Stage.READING, "drops the connection of a GET by id without an answer")
    GET_MISSING = ("get-404", Stage.READING, "answers a GET by id with 404 although the campaign is there")
    GET_TOO_MANY = ("get-429", Stage.READING, "answers a GET by id with 429 and Retry-After: 1")
    GET_ERROR = ("get-500", Stage.READING, "answers a GET by id with 500")
    GET_HTML = ("get-html-200", Stage.READING, "answers a GET by id with 200 and HTML")

    PATCH_HANG = ("patch-hang", Stage.AFTER_CHANGE, "changes the campaign and never answers")
    PATCH_LOST = ("patch-lost-reply", Stage.AFTER_CHANGE, "changes the campaign, then drops the connection")
    PATCH_ERROR_AFTER = ("patch-500-after", Stage.AFTER_CHANGE, "changes the campaign, then answers 500")
    PATCH_ERROR_BEFORE = ("patch-500-before", Stage.BEFORE_CHANGE, "answers a PATCH with 500, changes nothing")
    PATCH_TOO_MANY = ("patch-429", Stage.BEFORE_CHANGE, "answers a PATCH with 429 and Retry-After: 1, changes nothing")
    PATCH_REFUSED = ("patch-400", Stage.BEFORE_CHANGE, "answers a PATCH with 400, changes nothing")
    PATCH_MISSING = ("patch-404", Stage.BEFORE_CHANGE, "answers a PATCH with 404 although the campaign is there")
    PATCH_CONFLICT = ("patch-409", Stage.BEFORE_CHANGE, "answers a PATCH with 409, changes nothing")
    PATCH_UNDONE = ("patch-undone", Stage.CHANGING, "answers a PATCH with the campaign as it was, changes nothing")
    PATCH_PRETENDED = ("patch-pretended", Stage.CHANGING, "answers a PATCH as if it was done, changes nothing")
    PATCH_WRONG_INSTANT = ("patch-wrong-instant", Stage.CHANGING, "moves a campaign one hour later than requested")

    DELETE_LOST = ("delete-lost-reply", Stage.AFTER_DELETE, "deletes the campaign, then drops the connection")
    DELETE_ERROR_AFTER = ("delete-500-after", Stage.AFTER_DELETE, "deletes the campaign, then answers 500")
    DELETE_ERROR_BEFORE = ("delete-500-before", Stage.BEFORE_DELETE, "answers a DELETE with 500, deletes nothing")
    DELETE_MISSING = ("delete-404", Stage.BEFORE_DELETE, "answers a DELETE with 404, deletes nothing")
    DELETE_UNKNOWN = ("delete-405", Stage.BEFORE_DELETE, "answers a DELETE with 405, deletes nothing")
    DELETE_CONFLICT = ("delete-409", Stage.BEFORE_DELETE, "answers a DELETE with 409, deletes nothing")
    DELETE_UNDONE = ("delete-204", Stage.BEFORE_DELETE, "answers a DELETE with 204, deletes nothing")

    def __init__(self, label: str, stage: Stage, meaning: str) -> None:
        self.label = label
        self.stage = stage
        self.meaning = meaning

    @property
    def status(self) -> int:
        """Return the HTTP status that the name has."""
        return int(re.findall("[0-9]{3}", self.label)[0])


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
    """Return a line for each stage, and under it a line for each of its faults: its name and what it does."""
    width = max(len(label) for label in _BY_LABEL)
    return [
        line
        for stage in Stage
        for line in (
            f"{stage.value}:",
            *(f"  {fault.label:{width}}  {fault.meaning}" for fault in Fault if fault.stage is stage),
        )
    ]


def _parse(spec: str) -> tuple[Fault, float]:
    label, colon, count = spec.partition(":")
    fault = _BY_LABEL.get(label)
    if fault is None:
        near = difflib.get_close_matches(label, _BY_LABEL, n=1)
        raise ValueError(f"unknown fault `{label}`" + "".join(f": did you mean `{name}`?" for name in near))
    if not colon:
        return fault, 1
    if count == "*":
        return fault, math.inf
    if not re.fullmatch("[1-9][0-9]{0,8}", count):
        raise ValueError(f"`{count}` isn't a number of requests: write `{label}:3`, or `{label}:*` for all of them")
    return fault, int(count)
