"""The forms that an answer may have a campaign in, beside the documented one."""

from typing import Any

from runner.sandbox.campaigns import StoredCampaign
from runner.sandbox.faults import Fault

_ROW_ERROR = "missing required variable 'customer_name'"


def reshape(body: dict[str, Any], campaign: StoredCampaign, fault: Fault) -> dict[str, Any]:
    """Return the body of a campaign in the form of a fault."""
    match fault:
        case Fault.ID_ONLY:
            return {"campaignId": body["campaignId"]}
        case Fault.NO_DATE:
            return {name: value for name, value in body.items() if name != "scheduledDate"}
        case Fault.EPOCH_DATE if campaign.schedule:
            return {**body, "scheduledDate": round(campaign.launchAt.timestamp() * 1000)}
        case Fault.ZONE_SUFFIX if campaign.schedule:
            return {**body, "scheduledDate": f"{_local(campaign)}[{campaign.schedule.scheduledTimezone}]"}
        case Fault.STATUS_CAPITALS:
            return {**body, "campaignStatus": body["campaignStatus"].upper()}
        case Fault.ERRORS_TEXT:
            return {**body, "errors": f"Row 3: {_ROW_ERROR}"}
        case Fault.ERRORS_OBJECT:
            return {**body, "errors": {"3": _ROW_ERROR}}
        case Fault.OTHER_WORDS:
            return _in_other_words(body, campaign)
        case _:
            return body


def _in_other_words(body: dict[str, Any], campaign: StoredCampaign) -> dict[str, Any]:
    return {
        **body,
        "scheduledDate": _local(campaign),
        "agent": {"agentId": campaign.agentId.removeprefix("agent_")},
        "phoneNumber": {"sipPhoneNumber": int(campaign.sipPhoneNumber)},
        "errors": body["errors"] or [],
        "contactCount": campaign.contacts,
    }


def _local(campaign: StoredCampaign) -> str | None:
    if campaign.schedule is None:
        return None
    return campaign.schedule.local(campaign.launchAt).isoformat(timespec="seconds")
