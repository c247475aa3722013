"""Reads the JSON of an update, and applies it to a campaign."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from runner.sandbox import openapi
from runner.sandbox.campaigns import StoredCampaign
from runner.sandbox.create_request import SCHEDULE, with_prefix

_COPIED = ("campaignName", "sipPhoneNumber", "concurrentCalls")


def read(body: bytes) -> dict[str, Any]:
    """Read a body; ValueError with every constraint that it breaks."""
    values = openapi.read_json(body)
    if not isinstance(values, dict):
        raise ValueError("the body must be a JSON object")
    if problems := openapi.shape("CampaignUpdate").problems(values):
        raise ValueError("; ".join(problems))
    return values


def apply(campaign: StoredCampaign, values: dict[str, Any], now: datetime) -> StoredCampaign:
    """Return the campaign with `values` replaced; ValueError for a schedule that isn't possible."""
    campaign = replace(campaign, **{name: values[name] for name in _COPIED if name in values})
    if "agentId" in values:
        campaign = replace(campaign, agentId=with_prefix(values["agentId"]))
    if values.get("isScheduled") is False:
        return replace(campaign, schedule=None, launchAt=now)
    if campaign.schedule and any(name in values for name in SCHEDULE):
        schedule = replace(campaign.schedule, **{name: values[name] for name in SCHEDULE if name in values})
        return replace(campaign, schedule=schedule, launchAt=schedule.instant(now))
    return campaign
