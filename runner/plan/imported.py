"""Imported campaigns: the request is what the account holds, and a file is compared with that by what it means."""

from dataclasses import replace
from typing import Any

from runner import timezones
from runner.api.responses import Live, same_agent
from runner.api.values import known
from runner.config.campaign import SCHEDULE, Campaign
from runner.plan.desired import Desired
from runner.state.record import Record


def held_campaign(campaign: Campaign, launch_at: str | None, live: Live) -> tuple[Campaign, str | None]:
    """Return a file's campaign with what the account holds in place of its own values, and the account's launch in UTC.

    What the account doesn't say, or not readably, stays as in the file.
    """
    digits = known(live.number)
    held: dict[str, Any] = {
        "agentId": known(live.agent_id),
        "sipPhoneNumber": digits and f"+{digits}",
        "concurrentCalls": known(live.concurrent_calls),
    }
    held = {name: value for name, value in held.items() if value is not None}
    if live.launch_at is not None:
        held |= {"isScheduled": True, **_wall_clock(live.launch_at, campaign.scheduledTimezone)}
        launch_at = live.launch_at
    elif live.launch == "" and not live.scheduled and live.status in ("live", "completed"):
        held |= {"isScheduled": False, **dict.fromkeys(SCHEDULE)}
        launch_at = None
    return replace(campaign, **held), launch_at


def _wall_clock(instant: str, zone: str | None) -> dict[str, str]:
    """Return an instant as date, time and zone; in UTC where the zone's clocks show that time twice."""
    at = timezones.in_zone(instant, zone)
    if zone is None or len(timezones.instants(at.replace(tzinfo=None), zone)) != 1:
        at, zone = timezones.parse_instant(instant), "UTC"
    return dict(zip(SCHEDULE, (f"{at:%Y-%m-%d}", f"{at:%H:%M:%S}", zone), strict=True))


def in_recorded_form(desired: Desired, record: Record) -> Desired:
    """Return the file of an imported campaign with the record's values in place of those that mean the same.

    Another zone may name the same instant, an agent's id may have a prefix, and lines that a file leaves to the account
    are those that the account has.
    """
    campaign, request = desired.campaign, record.request
    if not record.imported or campaign is None:
        return desired
    same: dict[str, Any] = {}
    if isinstance(request.get("agentId"), str) and same_agent(campaign.agentId, request["agentId"]):
        same["agentId"] = request["agentId"]
    if campaign.concurrentCalls is None:
        same["concurrentCalls"] = request.get("concurrentCalls")
    launch_at = record.postponed["from"] if record.postponed else record.launchAt
    if desired.launch is not None and launch_at is not None and desired.launch.instant == launch_at:
        same |= {name: request.get(name) for name in SCHEDULE}
    return desired.with_fields(same)
