"""Reads the form of a create into a campaign; its contact list is read later."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, BinaryIO

from starlette.datastructures import FormData

from runner.sandbox import openapi
from runner.sandbox.campaigns import StoredCampaign, new_id
from runner.sandbox.schedule import Schedule

SCHEDULE = ("scheduledDate", "scheduledTime", "scheduledTimezone")

_CONCURRENT_CALLS = 5
"""The default of a request without `concurrentCalls`; the API's isn't documented."""


@dataclass(frozen=True, slots=True)
class CreateRequest:
    """A create; `defaults` are the variables that have a value for every contact."""

    campaign: StoredCampaign
    file: BinaryIO
    defaults: frozenset[str]


def read(form: FormData, now: datetime) -> CreateRequest:
    """Read a form; ValueError with every constraint that it breaks."""
    shape = openapi.shape("CampaignCreate")
    values: dict[str, Any] = {
        name: shape.fields[name].read(part) if isinstance(part, str) and name in shape.fields else part
        for name, part in form.multi_items()
        # The documentation leaves the variables empty where the list has all of them.
        if (name, part) != ("dynamicVariables", "")
    }
    repeated = [f"{name}: is given more than once" for name in shape.fields if len(form.getlist(name)) > 1]
    problems = repeated + shape.problems(values)
    if values.get("isScheduled") is True:
        problems += missing_schedule(values)
    if problems:
        raise ValueError("; ".join(problems))
    return CreateRequest(_campaign(values, now), values["file"].file, frozenset(values.get("dynamicVariables", ())))


def missing_schedule(values: Mapping[str, Any]) -> list[str]:
    """Return a problem for each field that a scheduled campaign lacks."""
    return [f"{name}: is required when isScheduled is true" for name in SCHEDULE if name not in values]


def with_prefix(agentId: str) -> str:
    """Return an agent's id as answers have it: with a prefix, even where the request had none."""
    return agentId if agentId.startswith("agent_") else f"agent_{agentId}"


def _campaign(values: Mapping[str, Any], now: datetime) -> StoredCampaign:
    schedule = Schedule(*(values[name] for name in SCHEDULE)) if values.get("isScheduled") else None
    return StoredCampaign(
        campaignId=new_id(),
        campaignName=values["campaignName"],
        sipPhoneNumber=values["sipPhoneNumber"],
        agentId=with_prefix(values["agentId"]),
        concurrentCalls=values.get("concurrentCalls", _CONCURRENT_CALLS),
        schedule=schedule,
        launchAt=schedule.instant(now) if schedule else now,
    )
