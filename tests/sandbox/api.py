"""A sandbox in this process, with a clock that is moved by hand."""

import asyncio
import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx

from runner.sandbox.app import Sandbox

LIST = b"Phone Number,customer_name\n+14155550101,Ann\n+14155550102,Bob\n+14155550103,Cid\n"
FIELDS = {"campaignName": "Spring renewals", "sipPhoneNumber": "+14155550123", "agentId": "D5D0p7TUs66TTAEAx"}
SCHEDULED = {
    **FIELDS,
    "isScheduled": "true",
    "scheduledDate": "2027-03-01",
    "scheduledTime": "09:00:00",
    "scheduledTimezone": "America/Los_Angeles",
}
SCHEDULED_AT = datetime(2027, 3, 1, 17, tzinfo=UTC)


class Clock:
    """Stands still until it is set."""

    def __init__(self) -> None:
        self.time = datetime(2026, 11, 22, 21, 40, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.time


class Api:
    """Sends requests to a sandbox without a network; `lines` is its log."""

    def __init__(self, **options: Any) -> None:
        self.clock = Clock()
        self.lines: list[str] = []
        self.sandbox = Sandbox(now=self.clock, log=self.lines.append, **options)

    def request(self, method: str, path: str, **options: Any) -> httpx.Response:
        async def answer() -> httpx.Response:
            transport = httpx.ASGITransport(self.sandbox)
            async with httpx.AsyncClient(transport=transport, base_url="http://sandbox.invalid") as client:
                return await client.request(method, path, **{"headers": {"X-API-Key": "any"}, **options})

        return asyncio.run(answer())

    def create(self, fields: Mapping[str, str] = SCHEDULED, contacts: bytes = LIST) -> httpx.Response:
        return self.request(
            "POST", "/v1/campaigns", data=fields, files={"file": ("contacts.csv", contacts, "text/csv")}
        )

    def made(self, name: str, fields: Mapping[str, str] = SCHEDULED) -> dict[str, Any]:
        """Create a campaign and give it as it was answered."""
        return self.body(self.create({**fields, "campaignName": name}), 201)

    def find(self, campaign: Mapping[str, Any]) -> dict[str, Any]:
        return self.body(self.request("GET", f"/v1/campaigns/{campaign['campaignId']}"), 200)

    def update(self, campaign: Mapping[str, Any], **values: object) -> httpx.Response:
        headers = {"X-API-Key": "any", "Content-Type": "application/json"}
        path = f"/v1/campaigns/{campaign['campaignId']}"
        return self.request("PATCH", path, content=json.dumps(values), headers=headers)

    def delete(self, campaign: Mapping[str, Any]) -> httpx.Response:
        return self.request("DELETE", f"/v1/campaigns/{campaign['campaignId']}")

    def in_status(self, status: str) -> dict[str, Any]:
        """Create a campaign that is in this status now, with it as its name, and return it."""
        if status == "paused":
            self.sandbox.faults.add("paused")
        campaign = self.made(status, {**SCHEDULED, "concurrentCalls": "1"})
        if status in ("live", "completed"):
            self.clock.time = SCHEDULED_AT + timedelta(minutes=2 if status == "live" else 3)
        return self.find(campaign)

    def page(self, **query: object) -> dict[str, Any]:
        return self.body(self.request("GET", "/v1/campaigns", params=query), 200)

    def names(self, **query: object) -> list[str]:
        return [campaign["campaignName"] for campaign in self.page(**query)["data"]]

    @staticmethod
    def body(response: httpx.Response, status: int) -> dict[str, Any]:
        assert response.status_code == status, response.text
        body: dict[str, Any] = response.json()
        return body

    @classmethod
    def refusal(cls, response: httpx.Response) -> tuple[int, str]:
        """Give the status and the message of an error."""
        return response.status_code, cls.body(response, response.status_code)["message"]
