"""The API as an ASGI application: routes requests, says what it would dial, and fails on request."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Collection, Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.types import Message, Receive, Scope, Send

from runner.sandbox import contacts, create, listing, openapi, update
from runner.sandbox.answers import NoAnswer, campaign_body, error, faulty, instant
from runner.sandbox.campaigns import Campaign, NameTaken, Store
from runner.sandbox.contacts import Contacts
from runner.sandbox.faults import Fault, Faults, Stage

_PATH = "/v1/campaigns"
_ROW_ERRORS = ("Row 3: missing required variable 'customer_name'", "Row 7: invalid phone number '+1234'")


class Sandbox:
    """The application; `requests` counts what arrived by method and path, `faults` are those still to come.

    `key` is the one key that is let in, by default any; `required_variables` are those of every agent.
    """

    def __init__(
        self,
        *,
        now: Callable[[], datetime],
        log: Callable[[str], None],
        data: Path | None = None,
        faults: Iterable[str] = (),
        key: str | None = None,
        required_variables: Collection[str] = (),
    ) -> None:
        self.requests: Counter[tuple[str, str]] = Counter()
        self.faults = Faults(faults)
        self._now = now
        self._log = log
        self._store = Store(data)
        self._key = key
        self._required_variables = required_variables
        self._lagging: set[str] = set()
        self._app = self._routed()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, never before the whole of it has arrived: clients don't expect to be cut short."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        self.requests[scope["method"], scope["path"]] += 1
        arriving = True

        async def receiving() -> Message:
            nonlocal arriving
            message = await receive()
            arriving = message["type"] == "http.request" and message.get("more_body", False)
            return message

        async def answering(message: Message) -> None:
            while arriving:
                await receiving()
            await send(message)

        await self._app(scope, receiving, answering)

    def _routed(self) -> Starlette:
        one = f"{_PATH}/{{campaignId}}"
        app = Starlette(
            routes=[
                Route(_PATH, self._guarded(self._list), methods=["GET"]),
                Route(_PATH, self._guarded(self._create), methods=["POST"]),
                Route(one, self._guarded(self._find), methods=["GET"]),
                Route(one, self._guarded(self._update), methods=["PATCH"]),
            ],
            exception_handlers={HTTPException: self._refused, ClientDisconnect: self._left},
        )
        app.router.redirect_slashes = False
        return app
