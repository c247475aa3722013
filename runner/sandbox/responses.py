"""The sandbox's answers, and those that never come."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Any

from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.types import Receive, Scope, Send

from runner.sandbox.campaigns import StoredCampaign
from runner.sandbox.faults import Fault

_GATEWAY = "<html><head><title>Gateway</title></head><body><h1>Gateway</h1></body></html>"
_WORDS = {
    Fault.NO_BALANCE: "Insufficient balance",
    Fault.NO_AGENT: "Agent not found",
    Fault.BAD_FIELD: (
        "Failed to convert property value of type 'java.lang.String' to required type 'java.util.Date' "
        "for property 'scheduledDate'; rejected 'tomorrow'"
    ),
}


class NoAnswer(Response):
    """Sends nothing: drops the connection, or keeps it open until the client or the server closes it."""

    def __init__(self, *, drop: bool) -> None:
        super().__init__()
        self._drop = drop

    async def __call__(self, scope: Scope, receive: Receive, _send: Send) -> None:
        if self._drop:
            abort = scope.get("state", {}).get("abort")
            if abort is None:
                raise ConnectionAbortedError("dropped, as the fault asks")
            abort()
        while (await receive())["type"] != "http.disconnect":
            pass


def campaign_body(campaign: StoredCampaign, now: datetime, *, errors: Sequence[str] | None = None) -> dict[str, Any]:
    """Return a campaign as the API does; `errors` replace the stored ones, which quote no cell."""
    listed = campaign.errors if errors is None else errors
    return {
        "campaignId": campaign.campaignId,
        "campaignName": campaign.campaignName,
        "campaignStatus": campaign.status(now),
        "scheduledDate": format_instant(campaign.launchAt) if campaign.schedule else None,
        "scheduled": campaign.schedule is not None,
        "concurrentCalls": campaign.concurrentCalls,
        "agent": {"name": "Sandbox agent", "agentId": campaign.agentId, "status": "Live"},
        "phoneNumber": {
            "sipPhoneNumber": campaign.sipPhoneNumber,
            "provider": "byo",
            "inboundAgentId": None,
            "outboundAgentId": campaign.agentId,
            "outboundPhoneNumber": campaign.sipPhoneNumber,
            "active": True,
            "terminationSipURI": None,
            "friendlyName": None,
        },
        "errors": list(listed) or None,
    }


def error(
    request: Request, status: int, message: str, now: datetime, headers: Mapping[str, str] | None = None
) -> JSONResponse:
    body = {
        "error": HTTPStatus(status).phrase,
        "message": message,
        "path": request.url.path,
        "status": status,
        "timestamp": format_instant(now),
    }
    return JSONResponse(body, status, headers)


def fault_response(request: Request, fault: Fault, now: datetime) -> Response:
    """Return the answer of a fault that replaces the real one."""
    match fault:
        case Fault.LOST_REPLY | Fault.RESET | Fault.GET_LOST | Fault.PATCH_LOST | Fault.DELETE_LOST:
            return NoAnswer(drop=True)
        case Fault.HANG | Fault.HANG_BEFORE | Fault.PATCH_HANG:
            return NoAnswer(drop=False)
        case Fault.HTML | Fault.GET_HTML | Fault.GATEWAY_AFTER:
            return HTMLResponse(_GATEWAY, fault.status)
        case Fault.REDIRECT:
            return RedirectResponse(f"http://elsewhere.invalid{request.url.path}", 307)
        case Fault.UNPROCESSABLE:
            detail = {
                "loc": ["body", "concurrentCalls"],
                "msg": "Input should be less than or equal to 20",
                "input": 500,
            }
            return JSONResponse({"detail": [detail]}, fault.status)
        case Fault.DELETE_UNDONE:
            return Response(status_code=fault.status)
        case _:
            headers = {"Retry-After": "1"} if fault.status == 429 else None
            return error(request, fault.status, _WORDS.get(fault, "as the fault asks"), now, headers)


def format_instant(at: datetime) -> str:
    """Format an instant as the API does: `2030-09-25T19:00:00.000Z`."""
    return at.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="milliseconds") + "Z"
