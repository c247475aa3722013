"""What the API says of a campaign, read tolerantly, compared with what was asked, and made safe to repeat."""

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
# Every quotation mark that Unicode has in pairs, whichever of the two opens.
_QUOTES = "\u00ab\u00bb\u2018-\u201f\u2039\u203a\u300c-\u300f\u301d-\u301f\uff02\uff07\uff62\uff63"


@dataclass(frozen=True, slots=True)
class Live:
    """A campaign as the API holds it; None is a field that the answer didn't have.

    `launch` is `scheduledDate`: "" where it is null. `row_errors` are already reduced: no cell is in them.
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
        """Read a Campaign object of any version of the API; what isn't of its type counts as not there."""
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
    """Say in which fields the API's campaign isn't what was asked for; fields that aren't there don't count."""
    found: list[Difference] = []

    def differs(field: str, asked: object, answered: object) -> None:
        found.append({"field": field, "asked": one_line(str(asked)), "answered": one_line(str(answered))})

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
    return found


def parse(body: bytes) -> Any:
    """Read JSON; None for what isn't, or is nested beyond reason."""
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        return None


def masked(words: str) -> str:
    """Make the API's words safe to repeat: quoted parts and numbers of four or more digits are hidden."""
    import html  # only an answer that is repeated pays for it

    words = html.unescape(words)
    for quote in ("'", '"', "`"):
        words = re.sub(f"{quote}.*{quote}", f"{quote}…{quote}", words, flags=re.DOTALL)
    words = re.sub(f"[{_QUOTES}].*[{_QUOTES}]", "\u201c…\u201d", words, flags=re.DOTALL)
    words = re.sub(r"\S+@\S+", "…", words)
    return one_line(re.sub(r"\d(?:[\s().-]{0,3}\d){3,}", "…", words))


def _compare_launch(launch_at: str | None, live: Live, now: datetime, differs: Any) -> None:
    wanted = launch_at or "at once"
    if live.scheduled is not None and live.scheduled != (launch_at is not None):
        differs("isScheduled", str(launch_at is not None).lower(), str(live.scheduled).lower())
    if live.launch is not None and not _same_instant(launch_at, live.launch):
        differs("scheduledDate", wanted, live.launch or "at once")
    begun = launch_at is None or timezones.parse_instant(launch_at) <= now
    fine = (
        ("live", "completed") if launch_at is None else ("scheduled", "live", "completed") if begun else ("scheduled",)
    )
    if live.status is not None and live.status not in fine:
        differs("campaignStatus", fine[0], live.status)


def _same_instant(launch_at: str | None, answered: str) -> bool:
    if launch_at is None or not answered:
        return launch_at is None and not answered
    try:
        instant = datetime.fromisoformat(answered)
    except ValueError:
        return False
    return instant.replace(tzinfo=instant.tzinfo or UTC) == timezones.parse_instant(launch_at)


def same_agent(asked: str, answered: str) -> bool:
    """Tell whether two ids are one agent's: answers may have a prefix that requests don't have."""
    return asked == answered or any(
        re.fullmatch(r"[A-Za-z]+[_-]" + re.escape(bare), whole)
        for bare, whole in ((asked, answered), (answered, asked))
    )


def _row_errors(errors: Any) -> str:
    """Reduce the API's row errors to row, kind and variable; other forms are counted alone, since they quote cells."""
    if not isinstance(errors, list) or not errors:
        return ""
    said = [_row_error(error) for error in errors if isinstance(error, str)]
    known = [words for words in said if words]
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
    """Give what is text; None for anything else."""
    return value if isinstance(value, str) else None


def identifier(value: Any) -> str | None:
    """Give what can be an id; None for anything else."""
    return value if isinstance(value, str) and re.fullmatch(r"[!-~]{1,128}", value) else None


def number(value: Any) -> str | None:
    """Give a phone number's digits, whether it came with a plus, without, or as an integer; None where it is none."""
    digits = str(value).removeprefix("+") if isinstance(value, (str, int)) else ""
    return digits if digits.isascii() and digits.isdigit() else None
