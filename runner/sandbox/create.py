"""Reads the form of a create and makes a campaign of it, before anyone looks into its contact list."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, BinaryIO

from starlette.datastructures import FormData

from runner.sandbox import openapi
from runner.sandbox.campaigns import Campaign, new_id
from runner.sandbox.schedule import Schedule

SCHEDULE = ("scheduledDate", "scheduledTime", "scheduledTimezone")

_ACCOUNT_DEFAULT = 5  # calls at once where the request doesn't say: the real default isn't documented


@dataclass(frozen=True, slots=True)
class Create:
    """What a create asks for; `defaults` are the variables that have a value for every contact."""

    campaign: Campaign
    file: BinaryIO
    defaults: frozenset[str]


def read(form: FormData, now: datetime) -> Create:
    """Read a form; ValueError with every constraint that it breaks."""
    shape = openapi.shape("CampaignCreate")
    values: dict[str, Any] = {
        name: shape.fields[name].read(part) if isinstance(part, str) and name in shape.fields else part
        for name, part in form.multi_items()
        # The documentation has the variables left empty where the list brings them all.
        if (name, part) != ("dynamicVariables", "")
    }
    twice = [f"{name}: is given more than once" for name in shape.fields if len(form.getlist(name)) > 1]
    problems = twice + shape.problems(values)
    if values.get("isScheduled") is True:
        problems += [f"{name}: is required when isScheduled is true" for name in SCHEDULE if name not in values]
    if problems:
        raise ValueError("; ".join(problems))
    return Create(_campaign(values, now), values["file"].file, frozenset(values.get("dynamicVariables", ())))


def prefixed(agentId: str) -> str:
    """Give an agent's id as answers have it: with a prefix, whatever the request had."""
    return agentId if agentId.startswith("agent_") else f"agent_{agentId}"


def _campaign(values: Mapping[str, Any], now: datetime) -> Campaign:
    schedule = Schedule(*(values[name] for name in SCHEDULE)) if values.get("isScheduled") else None
    return Campaign(
        campaignId=new_id(),
        campaignName=values["campaignName"],
        sipPhoneNumber=values["sipPhoneNumber"],
        agentId=prefixed(values["agentId"]),
        concurrentCalls=values.get("concurrentCalls", _ACCOUNT_DEFAULT),
        schedule=schedule,
        launchAt=schedule.instant(now) if schedule else now,
    )
