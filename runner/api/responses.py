"""The API's campaigns: read tolerantly, and compared with what was requested."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import datetime
from typing import Any, NamedTuple

from runner import timezones
from runner.api import values
from runner.api.upload_errors import UploadErrors
from runner.api.values import Unreadable, known
from runner.formatting import one_line

Difference = dict[str, str]
NOT_CONFIRMED = "not confirmed"
"""What a difference has as the answer where the account doesn't say what it holds."""


@dataclass(frozen=True, slots=True)
class Live:
    """A campaign as the API holds it; None is a field that the answer didn't have.

    `name` and `launch` are "" where they are null. `status` is in lower case. `launch` is `scheduledDate` as it was
    written; `launch_at` is in UTC. `number` has the digits alone. `row_errors` quotes no cell.
    """

    id: str | None = None
    name: str | Unreadable | None = None
    status: str | Unreadable | None = None
    launch: str | Unreadable | None = None
    scheduled: bool | Unreadable | None = None
    concurrent_calls: int | Unreadable | None = None
    agent_id: str | Unreadable | None = None
    number: str | Unreadable | None = None
    row_errors: UploadErrors = field(default_factory=UploadErrors)

    @classmethod
    def read(cls, body: Any) -> "Live":
        """Read a Campaign object of any API version."""
        if not isinstance(body, dict):
            return cls()
        return cls(
            id=values.identifier(body.get("campaignId")),
            name="" if _is_null(body, "campaignName") else values.text(body.get("campaignName")),
            status=values.status(body.get("campaignStatus")),
            launch="" if _is_null(body, "scheduledDate") else values.instant(body.get("scheduledDate")),
            scheduled=values.boolean(body.get("scheduled")),
            concurrent_calls=values.whole(body.get("concurrentCalls")),
            agent_id=values.text(_inner(body, "agent", "agentId")),
            number=values.number(_inner(body, "phoneNumber", "sipPhoneNumber")),
            row_errors=UploadErrors.read(body.get("errors")),
        )

    @property
    def launch_at(self) -> str | None:
        """The launch in UTC; None for an immediate one, and where it isn't known."""
        launch = known(self.launch)
        return timezones.format_utc(values.parse_answered_instant(launch)) if launch else None

    @property
    def is_complete(self) -> bool:
        """Whether the answer has every field that is always documented."""
        values = (self.name, self.status, self.launch, self.concurrent_calls, self.agent_id, self.number)
        return all(known(value) is not None for value in values)

    def seen(self, now: datetime) -> dict[str, str | None]:
        """Return the `account` of a record: what the account holds of this campaign now, null where it isn't known."""
        return {"launchAt": self.launch_at, "status": known(self.status), "seenAt": timezones.format_utc(now)}

    def updated_by(self, later: "Live") -> "Live":
        """Return what two answers about this campaign say together: the later one where it can be read."""
        answered = {each.name: known(getattr(later, each.name)) for each in fields(later)}
        readable = {name: value for name, value in answered.items() if value is not None}
        return replace(self, **{**readable, "row_errors": later.row_errors or self.row_errors})


class _Comparison(NamedTuple):
    """A field as it was requested, and as the account has it."""

    field: str
    asked: object
    answered: object
    agrees: bool

    @property
    def readable(self) -> bool:
        return self.answered is not None and not isinstance(self.answered, Unreadable)

    def difference(self) -> Difference:
        answered = NOT_CONFIRMED if self.answered is None else str(self.answered)
        return {"field": self.field, "asked": one_line(str(self.asked)), "answered": one_line(answered)}


def differences(request: Mapping[str, Any], launch_at: str | None, live: Live, now: datetime) -> list[Difference]:
    """Return the requested fields that the account's campaign doesn't have as requested, or doesn't confirm."""
    return [each.difference() for each in _compare(request, launch_at, live, now) if not each.agrees]


def is_doubt(difference: Difference) -> bool:
    """Whether a difference says no more than that a field was absent, or not understood."""
    return difference["answered"] == NOT_CONFIRMED or difference["answered"].startswith("unreadable (")


def is_confirmed(request: Mapping[str, Any], launch_at: str | None, live: Live, now: datetime) -> bool:
    """Whether an answer says of each requested field, in a form that is understood, what the account holds."""
    return all(each.agrees or each.readable for each in _compare(request, launch_at, live, now))


def _compare(request: Mapping[str, Any], launch_at: str | None, live: Live, now: datetime) -> Iterator[_Comparison]:
    name, agent, calls = request.get("campaignName"), request.get("agentId"), request.get("concurrentCalls")
    yield _Comparison("campaignName", name, live.name or None, live.name == name)
    yield from _compare_launch(launch_at, live, now)
    yield _Comparison("agentId", agent, _shown_agent(live), _is_agent(str(agent), live.agent_id))
    number = request.get("sipPhoneNumber")
    yield _Comparison("sipPhoneNumber", number, live.number, live.number == values.digits(number))
    if calls is not None:
        yield _Comparison("concurrentCalls", calls, live.concurrent_calls, live.concurrent_calls == calls)
    if live.row_errors:
        yield _Comparison("errors", "none", live.row_errors, agrees=False)


def _shown_agent(live: Live) -> str | Unreadable | None:
    """Return the agent as it may be shown: what may be a sentence may quote a contact."""
    if isinstance(live.agent_id, Unreadable):
        return live.agent_id
    return values.identifier(live.agent_id) or values.unreadable(live.agent_id)


def _compare_launch(launch_at: str | None, live: Live, now: datetime) -> Iterator[_Comparison]:
    scheduled, flag, launch = launch_at is not None, live.scheduled, live.launch
    shown = str(flag).lower() if isinstance(flag, bool) else flag
    # Where the flag is absent, date and status say the same.
    yield _Comparison("isScheduled", str(scheduled).lower(), shown, flag is None or flag == scheduled)
    answered = "at once" if launch == "" else launch
    yield _Comparison("scheduledDate", launch_at or "at once", answered, _is_launch(launch_at, live, now))
    expected = _expected_statuses(launch_at, now)
    yield _Comparison("campaignStatus", expected[0], live.status, live.status in expected)


def _is_launch(launch_at: str | None, live: Live, now: datetime) -> bool:
    if not live.launch:  # absent or null
        dials = live.status in ("live", "completed") and live.status in _expected_statuses(launch_at, now)
        return launch_at is None or (live.launch is None and dials)
    if launch_at is None or isinstance(live.launch, Unreadable):
        return False
    return values.parse_answered_instant(live.launch) == timezones.parse_instant(launch_at)


def _expected_statuses(launch_at: str | None, now: datetime) -> tuple[str, ...]:
    if launch_at is None:
        return ("live", "completed")
    return ("scheduled", "live", "completed") if timezones.parse_instant(launch_at) <= now else ("scheduled",)


def _is_agent(asked: str, answered: str | Unreadable | None) -> bool:
    return isinstance(answered, str) and same_agent(asked, answered)


def same_agent(asked: str, answered: str) -> bool:
    """Tell whether two ids are the same agent's: an answer may have a prefix that the request doesn't have."""
    return asked == answered or any(
        re.fullmatch(r"[A-Za-z]+[_-]" + re.escape(bare), whole)
        for bare, whole in ((asked, answered), (answered, asked))
    )


def parse(body: bytes) -> Any:
    """Return a body's JSON; None where it isn't JSON, or is nested too deep.

    A key that an object has twice has a list of its values, so that none of them counts as the answer.
    """
    try:
        return json.loads(body, object_pairs_hook=_object)
    except (ValueError, RecursionError):
        return None


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) == len(pairs):
        return members
    by_key: dict[str, list[Any]] = {}
    for key, value in pairs:
        by_key.setdefault(key, []).append(value)
    return {key: each if len(each) > 1 else each[0] for key, each in by_key.items()}


def _is_null(body: Mapping[str, Any], name: str) -> bool:
    return name in body and body[name] is None


def _inner(body: Mapping[str, Any], name: str, key: str) -> Any:
    """Return a field of the object `name`, or what stands in its place or beside it."""
    value = body.get(name)
    if isinstance(value, dict):
        value = value.get(key)
    return body.get(key) if value is None else value
