"""The API's answers: read tolerantly, compared with the request, and made safe to repeat."""

import html
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from runner import timezones
from runner.formatting import one_line

Difference = dict[str, str]
_ROWS_LISTED = 20
# Unicode's paired quotation marks; languages differ in which of a pair opens.
_QUOTES = "\u00ab\u00bb\u2018-\u201f\u2039\u203a\u300c-\u300f\u301d-\u301f\uff02\uff07\uff62\uff63"


@dataclass(frozen=True, slots=True)
class Live:
    """A campaign as the API holds it; None is a field that the answer didn't have.

    `launch` is `scheduledDate`, "" where it is null. `row_errors` quotes no cell.
    """

    id: str | None = None
    name: str | None = None
    status: str | None = None
    launch: str | None = None
    scheduled: bool | None = None
    concurrent_calls: int | None = None
    agent_id: str | None = None
    number: str | None = None
    row_errors: str = ""

    @classmethod
    def read(cls, body: Any) -> "Live":
        """Read a Campaign object of any API version; a field of the wrong type counts as absent."""
        if not isinstance(body, dict):
            return cls()
        agent, phone = body.get("agent"), body.get("phoneNumber")
        calls, scheduled = body.get("concurrentCalls"), body.get("scheduled")
        return cls(
            id=identifier(body.get("campaignId")),
            name=text(body.get("campaignName")),
            status=text(body.get("campaignStatus")),
            launch="" if "scheduledDate" in body and body["scheduledDate"] is None else text(body.get("scheduledDate")),
            scheduled=scheduled if isinstance(scheduled, bool) else None,
            concurrent_calls=calls if isinstance(calls, int) and not isinstance(calls, bool) else None,
            agent_id=text(agent.get("agentId") if isinstance(agent, dict) else body.get("agentId")),
            number=number(phone.get("sipPhoneNumber") if isinstance(phone, dict) else phone),
            row_errors=_row_errors(body.get("errors")),
        )


def differences(request: Mapping[str, Any], launch_at: str | None, live: Live, now: datetime) -> list[Difference]:
    """Return the fields in which the API's campaign differs from the request; absent fields don't count."""
    differing: list[Difference] = []

    def differs(field: str, asked: object, answered: object) -> None:
        differing.append({"field": field, "asked": one_line(str(asked)), "answered": one_line(str(answered))})

    if live.name is not None and live.name != request.get("campaignName"):
        differs("campaignName", request.get("campaignName"), live.name)
    _compare_launch(launch_at, live, now, differs)
    if live.agent_id is not None and not same_agent(str(request.get("agentId")), live.agent_id):
        differs("agentId", request.get("agentId"), live.agent_id)
    if live.number is not None and live.number != number(request.get("sipPhoneNumber")):
        differs("sipPhoneNumber", request.get("sipPhoneNumber"), live.number)
    calls = request.get("concurrentCalls")
    if calls is not None and live.concurrent_calls is not None and live.concurrent_calls != calls:
        differs("concurrentCalls", calls, live.concurrent_calls)
    if live.row_errors:
        differs("errors", "none", live.row_errors)
    return differing


def parse(body: bytes) -> Any:
    """Return a body's JSON; None where it isn't JSON, or is nested too deep."""
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        return None


def mask(message: str) -> str:
    """Make the API's words safe to repeat: hide quoted parts, addresses and numbers of four or more digits."""
    message = html.unescape(message)
    for quote in ("'", '"', "`"):
        message = re.sub(f"{quote}.*{quote}", f"{quote}…{quote}", message, flags=re.DOTALL)
    message = re.sub(f"[{_QUOTES}].*[{_QUOTES}]", "\u201c…\u201d", message, flags=re.DOTALL)
    message = re.sub(r"\S+@\S+", "…", message)
    return one_line(re.sub(r"\d(?:[\s().-]{0,3}\d){3,}", "…", message))


def _compare_launch(launch_at: str | None, live: Live, now: datetime, differs: Any) -> None:
    requested = launch_at or "at once"
    if live.scheduled is not None and live.scheduled != (launch_at is not None):
        differs("isScheduled", str(launch_at is not None).lower(), str(live.scheduled).lower())
    if live.launch is not None and not _same_instant(launch_at, live.launch):
        differs("scheduledDate", requested, live.launch or "at once")
    expected = _expected_statuses(launch_at, now)
    if live.status is not None and live.status not in expected:
        differs("campaignStatus", expected[0], live.status)


def _expected_statuses(launch_at: str | None, now: datetime) -> tuple[str, ...]:
    if launch_at is None:
        return ("live", "completed")
    return ("scheduled", "live", "completed") if timezones.parse_instant(launch_at) <= now else ("scheduled",)


def _same_instant(launch_at: str | None, answered: str) -> bool:
    if launch_at is None or not answered:
        return launch_at is None and not answered
    try:
        instant = datetime.fromisoformat(answered)
    except ValueError:
        return False
    return instant.replace(tzinfo=instant.tzinfo or UTC) == timezones.parse_instant(launch_at)


def same_agent(asked: str, answered: str) -> bool:
    """Tell whether two ids are the same agent's: an answer may have a prefix that the request doesn't have."""
    return asked == answered or any(
        re.fullmatch(r"[A-Za-z]+[_-]" + re.escape(bare), whole)
        for bare, whole in ((asked, answered), (answered, asked))
    )


def _row_errors(errors: Any) -> str:
    """Summarize row errors by row, kind and variable; other forms are only counted, since they quote cells."""
    if not isinstance(errors, list) or not errors:
        return ""
    known = [message for error in errors if isinstance(error, str) and (message := _row_error(error))]
    listed = known[:_ROWS_LISTED]
    if len(known) > len(listed):
        listed.append(f"{len(known) - len(listed):,} more rows")
    if other := len(errors) - len(known):
        listed.append(f"{other:,} of another kind")
    return f"{len(errors):,} row errors, rows as the API counts them: " + ", ".join(listed)


def _row_error(error: str) -> str | None:
    if match := re.fullmatch(r"Row (\d{1,9}): missing required variable '([A-Za-z_][A-Za-z0-9_]{0,63})'", error):
        return f"row {match[1]} has no `{match[2]}`"
    if match := re.fullmatch(r"Row (\d{1,9}): invalid phone number '.*'", error, flags=re.DOTALL):
        return f"the number in row {match[1]} was refused"
    return None


def text(value: Any) -> str | None:
    """Return a text; None for anything else."""
    return value if isinstance(value, str) else None


def identifier(value: Any) -> str | None:
    """Return what can be an id; None for anything else."""
    return value if isinstance(value, str) and re.fullmatch(r"[!-~]{1,128}", value) else None


def number(value: Any) -> str | None:
    """Return the digits of a phone number with a plus, without one, or as an integer; None for anything else."""
    digits = str(value).removeprefix("+") if isinstance(value, (str, int)) else ""
    return digits if digits.isascii() and digits.isdigit() else None
