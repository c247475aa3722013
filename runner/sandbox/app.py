"""The API as an ASGI application: routes requests, logs what it would dial, and fails on request."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from runner.sandbox import create_request, openapi, pagination, update
from runner.sandbox.account import Account
from runner.sandbox.answer_forms import reshape
from runner.sandbox.campaigns import CampaignStore, StoredCampaign, new_id
from runner.sandbox.contacts import RowProblem, UploadedContacts, read_contacts
from runner.sandbox.faults import Fault, Faults, Stage
from runner.sandbox.request_checks import expect_media_type, is_large, read_a_megabyte, refusing
from runner.sandbox.responses import NoAnswer, campaign_body, error, fault_response

_PATH = "/v1/campaigns"
_NUMBERS = "/v1/phone-numbers"
_ROW_ERRORS = tuple(
    RowProblem(message, message)
    for message in ("Row 3: missing required variable 'customer_name'", "Row 7: invalid phone number '+1234'")
)


class Sandbox:
    """The application; `requests` counts the requests by method and path, `faults` are those still to come.

    `key` is the only key that is accepted; by default any is. `required_variables` are those of every agent. OSError
    where `data` can't be used, ValueError for an unknown fault.
    """

    def __init__(
        self,
        *,
        now: Callable[[], datetime],
        log: Callable[[str], None],
        data: Path | None = None,
        account: Account = Account(),  # noqa: B008 - nothing changes it
        faults: Iterable[str] = (),
        key: str | None = None,
        required_variables: Collection[str] = (),
    ) -> None:
        self.requests: Counter[tuple[str, str]] = Counter()
        self.faults = Faults(faults)
        self._now = now
        self._log = log
        self._store = CampaignStore(data)
        self._account = account
        self._key = key
        self._required_variables = required_variables
        self._lagging: set[str] = set()
        self._app = self._routed()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            self.requests[scope["method"], scope["path"]] += 1
        await self._app(scope, receive, send)

    def _routed(self) -> Starlette:
        app = Starlette(
            routes=[
                self._route(_PATH, {"GET": self._list, "POST": self._create}),
                self._route(
                    f"{_PATH}/{{campaignId}}", {"GET": self._find, "PATCH": self._update, "DELETE": self._delete}
                ),
                self._route("/v1/agents/{agentId}", {"GET": self._agent}),
                self._route(_NUMBERS, {"GET": self._numbers}),
            ],
            exception_handlers={HTTPException: self._refused, ClientDisconnect: self._abandoned},
        )
        app.router.redirect_slashes = False
        return app

    def _route(self, path: str, handlers: Mapping[str, Callable[[Request], Awaitable[Response]]]) -> Route:
        async def endpoint(request: Request) -> Response:
            key = request.headers.get("X-API-Key")
            if not key or self._key not in (None, key):
                raise HTTPException(401, "X-API-Key: is missing or wrong")
            # Starlette lets HEAD through wherever it lets GET through.
            return await handlers["GET" if request.method == "HEAD" else request.method](request)

        return Route(path, endpoint, methods=[*handlers])

    async def _list(self, request: Request) -> Response:
        if self.faults.take(Fault.LIST_ERROR):
            return self._failing(request, Fault.LIST_ERROR)
        with refusing():
            query = pagination.read(request.query_params, _PATH)
        shifted = query.page > 0 and self.faults.take(Fault.SHIFT)
        body = pagination.page_body(self._visible(), query, self._now(), shifted=shifted)
        self._say(request, "200")
        return JSONResponse(body)

    async def _agent(self, request: Request) -> Response:
        agent = self._account.agent(request.path_params["agentId"])
        if agent is None:
            raise HTTPException(404, "there is no such agent")
        self._say(request, "200")
        return JSONResponse(agent)

    async def _numbers(self, request: Request) -> Response:
        with refusing():
            query = pagination.read(request.query_params, _NUMBERS)
        if self._account.phoneNumbers is None:
            raise HTTPException(404, "this sandbox has no account file, so it has no list of numbers")
        self._say(request, "200")
        return JSONResponse(pagination.page(self._account.phoneNumbers, query))

    async def _find(self, request: Request) -> Response:
        if fault := self.faults.take_first(Stage.READING):
            return self._failing(request, fault)
        return self._answer(request, "200", self._found(request))

    async def _update(self, request: Request) -> Response:
        if fault := self.faults.take_first(Stage.BEFORE_CHANGE):
            return self._failing(request, fault)
        campaign = self._found(request)
        expect_media_type(request, "application/json")
        with refusing():
            values = update.read(await request.body())
        self._say_ignored(request, "CampaignUpdate", values)
        status = campaign.status(self._now())
        if not update.is_allowed(status, values):
            raise HTTPException(409, f"the campaign is {status}: only one that is scheduled or paused can be changed")
        with refusing():
            changed = update.apply(campaign, values, self._now())
            if changed.schedule is None:
                self._say_unscheduled(request, values)
            return self._updated(request, campaign, changed)

    def _updated(self, request: Request, before: StoredCampaign, changed: StoredCampaign) -> Response:
        if self.faults.take(Fault.PATCH_UNDONE):
            return self._answer(request, f"{Fault.PATCH_UNDONE.label} {_summary(before)}", before)
        if self.faults.take(Fault.PATCH_PRETENDED):
            return self._answer(request, f"{Fault.PATCH_PRETENDED.label} {_summary(before)}", changed)
        if changed.launchAt != before.launchAt and self.faults.take(Fault.PATCH_WRONG_INSTANT):
            changed = replace(changed, launchAt=changed.launchAt + timedelta(hours=1))
        self._store.replace(changed)
        if fault := self.faults.take_first(Stage.AFTER_CHANGE):
            return self._failing(request, fault)
        return self._answer(request, f"200 {_summary(changed)}", changed)

    async def _delete(self, request: Request) -> Response:
        if fault := self.faults.take_first(Stage.BEFORE_DELETE):
            return self._failing(request, fault)
        campaign = self._found(request)
        self._store.delete(campaign.campaignId)
        if fault := self.faults.take_first(Stage.AFTER_DELETE):
            return self._failing(request, fault)
        self._say(request, f"204 `{campaign.campaignName}` was {campaign.status(self._now())}")
        return Response(status_code=204)

    async def _create(self, request: Request) -> Response:
        if is_large(request) and (fault := self.faults.take_first(Stage.LARGE)):
            await read_a_megabyte(request)
            return self._failing(request, fault)
        if fault := self.faults.take_first(Stage.BEFORE):
            return self._failing(request, fault)
        campaign, contacts = await self._read(request)
        if self.faults.take(Fault.ROW_ERRORS):
            contacts = replace(contacts, problems=_ROW_ERRORS)
        errors = tuple(problem.masked for problem in contacts.problems)
        campaign = self._alter(replace(campaign, contacts=contacts.dialed, errors=errors))
        with refusing():
            self._store.add(campaign)
        if self.faults.pending(Fault.LAG):
            self._lagging.add(campaign.campaignId)
        if self.faults.take(Fault.SLOW):
            await asyncio.sleep(1)
        return self._created(request, campaign, contacts)

    async def _read(self, request: Request) -> tuple[StoredCampaign, UploadedContacts]:
        expect_media_type(request, "multipart/form-data")
        async with request.form() as form:
            self._say_ignored(request, "CampaignCreate", form)
            with refusing():
                create = create_request.read(form, self._now())
                if create.campaign.schedule is None:
                    self._say_unscheduled(request, form)
                contacts = await asyncio.to_thread(
                    read_contacts, create.file, required=self._required_variables, defaults=create.defaults
                )
        return create.campaign, contacts

    def _alter(self, campaign: StoredCampaign) -> StoredCampaign:
        if campaign.schedule and self.faults.take(Fault.WRONG_INSTANT):
            campaign = replace(campaign, launchAt=campaign.launchAt + timedelta(hours=1))
        if campaign.schedule and self.faults.take(Fault.LIVE):
            campaign = replace(campaign, launchAt=self._now(), schedule=None)
        if self.faults.take(Fault.PAUSED):
            campaign = replace(campaign, paused=True)
        if self.faults.take(Fault.BARE_ID):
            campaign = replace(campaign, campaignId=new_id("camp-"), agentId=campaign.agentId.removeprefix("agent_"))
        return campaign

    def _created(self, request: Request, campaign: StoredCampaign, contacts: UploadedContacts) -> Response:
        fault = self.faults.take_first(Stage.AFTER)
        skipped = f", {_count(contacts.skipped, 'row', 'rows')} skipped" if contacts.skipped else ""
        self._say(request, f"{fault.label if fault else 201} {_summary(campaign)}{skipped}")
        if fault and fault is not Fault.NO_ID:
            return fault_response(request, fault, self._now())
        body = self._body(campaign, errors=[problem.message for problem in contacts.problems])
        if fault is Fault.NO_ID:
            del body["campaignId"]
        return JSONResponse(body, 201)

    def _answer(self, request: Request, text: str, campaign: StoredCampaign) -> Response:
        self._say(request, text)
        return JSONResponse(self._body(campaign))

    def _body(self, campaign: StoredCampaign, errors: Sequence[str] | None = None) -> dict[str, Any]:
        body = campaign_body(campaign, self._now(), errors=errors)
        fault = self.faults.take_first(Stage.FORM)
        return reshape(body, campaign, fault) if fault else body

    def _found(self, request: Request) -> StoredCampaign:
        campaign = self._store.find(request.path_params["campaignId"])
        if campaign is None:
            raise HTTPException(404, "there is no such campaign")
        return campaign

    def _visible(self) -> list[StoredCampaign]:
        if self._lagging and not self.faults.take(Fault.LAG):
            self._lagging.clear()
        return [campaign for campaign in self._store.newest_first() if campaign.campaignId not in self._lagging]

    def _failing(self, request: Request, fault: Fault) -> Response:
        self._say(request, f"{fault.label}: {fault.meaning}")
        return fault_response(request, fault, self._now())

    async def _refused(self, request: Request, exc: Exception) -> Response:
        assert isinstance(exc, HTTPException)  # noqa: S101 - it handles only these
        self._say(request, f"{exc.status_code}: {exc.detail}")
        return error(request, exc.status_code, exc.detail, self._now(), exc.headers)

    async def _abandoned(self, request: Request, _: Exception) -> Response:
        self._say(request, "abandoned by the client")
        return NoAnswer(drop=False)

    def _say(self, request: Request, text: str) -> None:
        self._log(_printable(f"{request.method} {request.url.path} {text}"))

    def _say_ignored(self, request: Request, schema: str, values: Mapping[str, Any]) -> None:
        for name in openapi.shape(schema).unknown(values):
            self._say(request, f"ignores `{name}`: the API has no such field")

    def _say_unscheduled(self, request: Request, values: Mapping[str, Any]) -> None:
        for name in create_request.SCHEDULE:
            if name in values:
                self._say(request, f"ignores `{name}`: the campaign isn't scheduled")


def _summary(campaign: StoredCampaign) -> str:
    when = f"on {campaign.launchAt.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}" if campaign.schedule else "NOW"
    contacts = _count(campaign.contacts, "contact", "contacts")
    return f"{campaign.campaignId} `{campaign.campaignName}`: would dial {contacts} {when}"


def _count(number: int, one: str, many: str) -> str:
    return f"{number:,} {one if number == 1 else many}"


def _printable(text: str) -> str:
    return "".join(char if char.isprintable() else char.encode("unicode_escape").decode() for char in text)
