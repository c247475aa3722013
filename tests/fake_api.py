"""An API in memory that does the work and may lose the answer, refuse, or list late."""

import itertools
import json
import re
from collections.abc import Callable
from email import policy
from email.parser import BytesParser
from typing import Any

import httpx

Json = dict[str, Any]
Behaviour = Callable[["FakeApi", Json], httpx.Response]
"""Answers a request from what it asks for: the fields of a POST, `campaignId` and `patch` of a PATCH, `campaignId`."""

SCHEDULE = ("scheduledDate", "scheduledTime", "scheduledTimezone")
CHANGEABLE = {"sipPhoneNumber": str, "agentId": str, "isScheduled": bool, "concurrentCalls": int} | dict.fromkeys(
    SCHEDULE, str
)


class FakeApi:
    """Holds campaigns by name; `on_post`, `on_patch` and `on_delete` are behaviours for the next requests of that kind.

    After those it behaves. `hidden` are names that its list doesn't show yet. `agents` are its agents by id, `numbers`
    its phone numbers. Every request it gets is in `requests`, every POST's fields in `posts`, every contact list in
    `lists`, every PATCH's body in `patches`, the id of every DELETE in `deletes`.
    """

    def __init__(self) -> None:
        self.campaigns: list[Json] = []
        self._ids = itertools.count(1)
        self.on_post: list[Behaviour] = []
        self.on_patch: list[Behaviour] = []
        self.on_delete: list[Behaviour] = []
        self.on_get: list[httpx.Response | Exception] = []
        self.hidden: set[str] = set()
        self.agents: dict[str, Json] = {}
        self.numbers: list[Json] = []
        self.requests: list[tuple[str, str]] = []
        self.posts: list[Json] = []
        self.lists: list[str] = []
        self.patches: list[Json] = []
        self.deletes: list[str] = []
        self._schedules: dict[str, Json] = {}
        self.transport = httpx.MockTransport(self.answer)

    @property
    def names(self) -> list[str]:
        return sorted(campaign["campaignName"] for campaign in self.campaigns)

    def create(self, fields: Json, **other: Any) -> Json:
        """Do the work: make the campaign, with `other` fields in its answer."""
        scheduled = fields.get("isScheduled") == "true"
        campaign = {
            "campaignId": f"camp_{next(self._ids):016d}",
            "campaignName": fields["campaignName"],
            "campaignStatus": "scheduled" if scheduled else "live",
            "scheduledDate": _instant(fields) if scheduled else None,
            "scheduled": scheduled,
            "concurrentCalls": int(fields["concurrentCalls"]) if "concurrentCalls" in fields else 10,
            "agent": {"name": "Agent", "agentId": f"agent_{fields['agentId']}", "status": "Live"},
            "phoneNumber": {"sipPhoneNumber": fields["sipPhoneNumber"], "active": True},
            "errors": None,
            **other,
        }
        self.campaigns.append(campaign)
        self._schedules[campaign["campaignId"]] = {name: fields[name] for name in SCHEDULE if name in fields}
        return campaign

    def find(self, campaign_id: str) -> Json | None:
        return next((campaign for campaign in self.campaigns if campaign["campaignId"] == campaign_id), None)

    def change(self, campaign: Json, patch: Json) -> Json:
        """Do the work of a PATCH, whatever the campaign's status; ValueError for what it can't be changed to."""
        for name, value in patch.items():
            if type(value) is not CHANGEABLE.get(name):
                raise ValueError(f"{name} isn't a field of that type")
        if patch.get("isScheduled") is False:
            campaign.update(campaignStatus="live", scheduled=False, scheduledDate=None)
        elif patch.keys() & {"isScheduled", *SCHEDULE}:
            campaign["scheduledDate"] = self._rescheduled(campaign["campaignId"], patch)
        if "agentId" in patch:
            campaign["agent"] = {**campaign.get("agent", {}), "agentId": f"agent_{patch['agentId']}"}
        if "sipPhoneNumber" in patch:
            campaign["phoneNumber"] = {**campaign.get("phoneNumber", {}), "sipPhoneNumber": patch["sipPhoneNumber"]}
        if "concurrentCalls" in patch:
            campaign["concurrentCalls"] = patch["concurrentCalls"]
        return campaign

    def work(self, asked: Json) -> httpx.Response:
        """Do what a request asks for, and answer it."""
        if "campaignId" not in asked:
            return httpx.Response(201, json=self.create(asked))
        campaign = self.find(asked["campaignId"])
        if campaign is None:
            return error(404, "no such campaign")
        if "patch" not in asked:
            self.campaigns.remove(campaign)
            return httpx.Response(204)
        status, patch = str(campaign["campaignStatus"]).lower(), asked["patch"]
        if status not in ("scheduled", "paused") and (status, *patch) != ("live", "concurrentCalls"):
            return error(409, f"the campaign is {status}")
        try:
            return httpx.Response(200, json=self.change(campaign, patch))
        except ValueError as exc:
            return error(400, str(exc))

    def _rescheduled(self, campaign_id: str, patch: Json) -> str:
        changed = {name: patch[name] for name in SCHEDULE if name in patch}
        schedule = {**self._schedules.get(campaign_id, {}), **changed}
        if len(schedule) < len(SCHEDULE) or not re.fullmatch("[0-9]{2}(:[0-9]{2}){2}", schedule["scheduledTime"]):
            raise ValueError("scheduledDate, scheduledTime (HH:mm:ss) and scheduledTimezone belong together")
        self._schedules[campaign_id] = schedule
        return _instant(schedule)

    def answer(self, request: httpx.Request) -> httpx.Response:
        self.requests.append((request.method, request.url.path))
        if request.method == "GET":
            return self._read(request)
        asked = self._asked(request)
        behaviours = {"POST": self.on_post, "PATCH": self.on_patch, "DELETE": self.on_delete}[request.method]
        behaviour = behaviours.pop(0) if behaviours else works
        return behaviour(self, asked)

    def _asked(self, request: httpx.Request) -> Json:
        if request.method == "POST":
            fields, contacts = _multipart(request)
            self.posts.append(fields)
            self.lists.append(contacts)
            return fields
        campaign_id = request.url.path.rpartition("/")[2]
        if request.method == "DELETE":
            self.deletes.append(campaign_id)
            return {"campaignId": campaign_id}
        self.patches.append(json.loads(request.read()))
        return {"campaignId": campaign_id, "patch": self.patches[-1]}

    def _read(self, request: httpx.Request) -> httpx.Response:
        if self.on_get:
            answer = self.on_get.pop(0)
            if isinstance(answer, Exception):
                raise answer
            return answer
        wanted = request.url.path.rpartition("/")[2]
        if request.url.path == "/v1/campaigns":
            shown = [campaign for campaign in self.campaigns if campaign["campaignName"] not in self.hidden]
            return _page(shown, request)
        if request.url.path == "/v1/phone-numbers":
            return _page(self.numbers, request)
        if request.url.path.startswith("/v1/agents/"):
            return httpx.Response(200, json=self.agents[wanted]) if wanted in self.agents else error(404, "no agent")
        campaign = self.find(wanted)
        return httpx.Response(200, json=campaign) if campaign else error(404, "no such campaign")

    def has(self, account: Json) -> None:
        """Take the agents and numbers of an account, as the sandbox reads one."""
        self.agents = {agent["agentId"]: agent for agent in account["agents"]}
        self.numbers = account["phoneNumbers"]


def works(api: FakeApi, fields: Json) -> httpx.Response:
    if fields.get("campaignName") in api.names:
        return error(409, "a campaign of this name exists")
    return api.work(fields)


def loses_the_answer(api: FakeApi, fields: Json) -> httpx.Response:
    """Do the work, and end the connection without a word."""
    api.work(fields)
    raise httpx.RemoteProtocolError("server disconnected without sending a response")


def never_connects(api: FakeApi, fields: Json) -> httpx.Response:
    raise httpx.ConnectError("connection refused")


def times_out(api: FakeApi, fields: Json) -> httpx.Response:
    raise httpx.ReadTimeout("timed out")


def answers(
    status: int, message: str = "", *, after_work: bool = False, headers: dict[str, str] | None = None
) -> Behaviour:
    """Answer with an error, before or after the work."""

    def behave(api: FakeApi, fields: Json) -> httpx.Response:
        if after_work:
            api.work(fields)
        return error(status, message, headers)

    return behave


def says(status: int, body: bytes, *, after_work: bool = True) -> Behaviour:
    """Answer with these bytes, whatever they are."""

    def behave(api: FakeApi, fields: Json) -> httpx.Response:
        if after_work:
            api.work(fields)
        return httpx.Response(status, content=body)

    return behave


def makes(**other: Any) -> Behaviour:
    """Do the work, with these fields in the campaign."""
    return lambda api, fields: httpx.Response(201, json=api.create(fields, **other))


def error(status: int, message: str, headers: dict[str, str] | None = None) -> httpx.Response:
    body = {"error": "Error", "message": message, "path": "/v1/campaigns", "status": status}
    return httpx.Response(status, json=body, headers=headers)


def _page(entries: list[Json], request: httpx.Request) -> httpx.Response:
    page, size = int(request.url.params["page"]), int(request.url.params["size"])
    chunk = entries[page * size : (page + 1) * size]
    more = (page + 1) * size < len(entries)
    return httpx.Response(
        200, json={"data": chunk, "page": page, "size": size, "totalCount": len(entries), "hasNext": more}
    )


def _multipart(request: httpx.Request) -> tuple[Json, str]:
    head = f"Content-Type: {request.headers['Content-Type']}\r\n\r\n".encode()
    message = BytesParser(policy=policy.HTTP).parsebytes(head + request.read())
    parts = {str(part.get_param("name", header="Content-Disposition")): part for part in message.iter_parts()}
    contacts = parts.pop("file").get_payload(decode=True)
    fields = {name: _text(part.get_payload(decode=True)) for name, part in parts.items()}
    return fields, _text(contacts)


def _text(payload: Any) -> str:
    return payload.decode() if isinstance(payload, bytes) else json.dumps(payload)


def _instant(fields: Json) -> str:
    from datetime import UTC, datetime
    from zoneinfo import ZoneInfo

    wall = datetime.fromisoformat(f"{fields['scheduledDate'][:10]}T{fields['scheduledTime']}")
    at = wall.replace(tzinfo=ZoneInfo(fields["scheduledTimezone"])).astimezone(UTC)
    return at.strftime("%Y-%m-%dT%H:%M:%S.000Z")
