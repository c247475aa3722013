"""Campaigns that are recorded and still to dial, but that the account doesn't have or wasn't seen to have."""

from datetime import datetime

from runner import timezones
from runner.findings import Finding, Severity
from runner.formatting import quoted, shell_quote
from runner.state.record import Record

GONE = "gone"
"""What a record's `accepted` holds once somebody acknowledged that the account doesn't have the campaign."""

WRONG_ACCOUNT = (
    "check SIGMAMIND_API_KEY: it may be the key of another account or workspace. "
    "If its campaigns were deleted on purpose, `campaigns apply --accept-account` records that they are gone"
)
"""The hint where the account has none of the recorded campaigns."""


def is_to_dial(record: Record, now: datetime) -> bool:
    """Whether a campaign was created, nobody deleted it here, and its launch is ahead, as requested or as last seen."""
    if record.status != "created" or record.deleted is not None:
        return False
    launches = (record.launchAt, (record.account or {}).get("launchAt"))
    return any(timezones.parse_instant(launch) > now for launch in launches if launch)


def is_missed(record: Record, now: datetime) -> bool:
    """Whether a campaign is to dial, and nobody has acknowledged a difference after which it may well be gone."""
    return is_to_dial(record, now) and record.accepted is None


def gone_warning(name: str, record: Record) -> Finding:
    """Return the warning about a campaign to dial that the account doesn't have."""
    at = timezones.in_zone(record.dials_at, record.request.get("scheduledTimezone"))
    return Finding(
        "gone-from-account",
        f"{quoted(name)}, {record.campaignId}, is gone from the account: whether it dials {timezones.format_local(at)} "
        "isn't known",
        record.path,
        severity=Severity.WARNING,
        hint="it isn't created again: to call its contacts, copy the file and give it a new name; "
        "if it was deleted on purpose, `campaigns apply --accept-account` acknowledges that",
    )


def unconfirmed_warning(name: str, record: Record) -> Finding:
    """Return the warning about an id that was recorded without being read."""
    return Finding(
        "id-unconfirmed",
        f"nobody has seen {record.campaignId} in the account: its id was recorded unchecked",
        record.path,
        severity=Severity.WARNING,
        hint=f"with SIGMAMIND_API_KEY set, run `campaigns resolve {shell_quote(name)} --created ID`",
    )
