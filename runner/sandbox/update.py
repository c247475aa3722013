"""Reads the JSON of an update, and applies it to a campaign."""

from collections.abc import Mapping
from dataclasses import asdict, replace
from datetime import datetime
from typing import Any

from runner.sandbox import openapi
from runner.sandbox.campaigns import StoredCampaign
from runner.sandbox.create_request import SCHEDULE, missing_schedule, with_prefix
from runner.sandbox.schedule import Schedule

_COPIED = ("campaignName", "sipPhoneNumber", "concurrentCalls")


def read(body: bytes) -> dict[str, Any]:
    """Read a body; ValueError with every constraint that it breaks."""
    values = openapi.read_json(body)
    if not isinstance(values, dict):
        raise ValueError("the body must be a JSON object")
    if problems := openapi.shape("CampaignUpdate").problems(values):
        raise ValueError("; ".join(problems))
    return values


def is_allowed(status: str, values: Mapping[str, Any]) -> bool:
    """Tell whether a campaign in this status can be changed; a live one can only in its lines."""
    known = values.keys() & openapi.shape("CampaignUpdate").fields.keys()
    return status in ("scheduled", "paused") or (status == "live" and known == {"concurrentCalls"})


def apply(campaign: StoredCampaign, values: Mapping[str, Any], now: datetime) -> StoredCampaign:
    """Return the campaign with `values` replaced; ValueError for a schedule that isn't possible."""
    changed = replace(campaign, **{name: values[name] for name in _COPIED if name in values})
    if "agentId" in values:
        changed = replace(changed, agentId=with_prefix(values["agentId"]))
    if values.get("isScheduled") is False:
        return replace(changed, schedule=None, launchAt=now, paused=False)
    wall_clock = {name: values[name] for name in SCHEDULE if name in values}
    if campaign.schedule and wall_clock:
        return _rescheduled(changed, {**asdict(campaign.schedule), **wall_clock}, now)
    if not campaign.schedule and values.get("isScheduled"):
        return _rescheduled(changed, wall_clock, now)
    return changed


def _rescheduled(campaign: StoredCampaign, wall_clock: Mapping[str, str], now: datetime) -> StoredCampaign:
    if problems := missing_schedule(wall_clock):
        raise ValueError("; ".join(problems))
    schedule = Schedule(**wall_clock)
    return replace(campaign, schedule=schedule, launchAt=schedule.instant(now))
