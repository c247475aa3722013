"""The API's client: lists, reads, creates, changes and deletes campaigns, and reads agents and phone numbers."""

import functools
import json
import time
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import IO, Any
from urllib.parse import quote

import httpx

from runner import __version__, connections, retry
from runner.api import values
from runner.api.account import AccountNumber, AccountNumbers, Agent
from runner.api.change_result import ChangeResult, classify_change
from runner.api.create_result import Ambiguous, Created, CreateResult, NotSent, capped_wait, classify, describe
from runner.api.messages import mask
from runner.api.responses import Live, parse, same_agent
from runner.api.sent_cells import without_cells
from runner.errors import ApiError, KeyRefusedError
from runner.retry import RetryableError
from runner.urls import is_loopback

CONNECT_SECONDS = 10.0
ANSWER_BYTES = 8 * 1024 * 1024
PAGE_SIZES = (100, 10, 1)
PAGES = 10_000
_CAMPAIGNS = "/v1/campaigns"
_NUMBERS = "/v1/phone-numbers"
_POST_ATTEMPTS = 3


@dataclass(frozen=True)
class Sweep:
    """One reading of the account's list; `complete` where it has as many ids as each page counts, all with a name."""

    campaigns: tuple[Live, ...]
    complete: bool

    def find(self, name: str) -> Live | None:
        return next(iter(self.named(name)), None)

    def named(self, name: str) -> list[Live]:
        """Return the campaigns of exactly this name: the only way to look one up that the API documents."""
        return self._by_name.get(name, [])

    @functools.cached_property
    def _by_name(self) -> dict[str, list[Live]]:
        by_name: dict[str, list[Live]] = {}
        for live in self.campaigns:
            if isinstance(live.name, str):
                by_name.setdefault(live.name, []).append(live)
        return by_name


class Client:
    """One API with one key; a GET is retried, a POST only where no connection was made, a PATCH or DELETE never.

    `timeout` is in seconds, for a whole answer. A GET that fails raises ApiError; `create` returns a `CreateResult`,
    `patch` and `delete` a `ChangeResult`.
    """

    def __init__(
        self,
        url: str,
        key: str,
        *,
        timeout: float,
        sleep: Callable[[float], None],
        transport: httpx.BaseTransport | None = None,
    ) -> None:
        self._timeout = timeout
        self._sleep = sleep
        self._key = key
        self._host = httpx.URL(url).host
        self._http = httpx.Client(
            base_url=url,
            headers={"X-API-Key": key, "Accept": "application/json", "User-Agent": f"campaign-runner/{__version__}"},
            timeout=httpx.Timeout(timeout, connect=CONNECT_SECONDS, pool=CONNECT_SECONDS),
            follow_redirects=False,
            transport=transport,
            trust_env=not is_loopback(url),
        )

    def close(self) -> None:
        self._http.close()

    def sweep(self) -> Sweep:
        """Read the whole list once."""
        campaigns: dict[str, Live] = {}
        totals: set[int] = set()
        for page in self._pages(_CAMPAIGNS, _campaign_id):
            # A campaign that is deleted between two pages moves another from the second to the first: it is on neither.
            totals |= _totals(page)
            campaigns.update((live.id, live) for live in map(Live.read, page["data"]) if live.id)
        named = tuple(map(self._named, campaigns.values()))
        return Sweep(named, complete=totals == {len(named)} and all(isinstance(live.name, str) for live in named))

    def _named(self, live: Live) -> Live:
        """Return a campaign of the list with its name; by its id where the list leaves it out."""
        if isinstance(live.name, str) or live.id is None:
            return live
        return live.updated_by(self.get(live.id) or live)

    def get(self, campaign_id: str) -> Live | None:
        """Read one campaign; None where the API has none with that id, ApiError where the answer is of another one."""
        path = f"{_CAMPAIGNS}/{quote(campaign_id, safe='')}"
        try:
            answer = self._get(path, {}, absent_ok=True)
        except _AnswerTooLarge:
            raise ApiError(f"GET {path}: the answer is over 8 MiB", hint=_WRONG_URL) from None
        if answer is None:
            return None
        live = Live.read(answer)
        if live.id != campaign_id:
            raise ApiError(f"GET {path}: the answer isn't the campaign of this id", hint=_WRONG_URL)
        return live

    def agent(self, agent_id: str) -> Agent | None:
        """Read one agent; None where the API has none with that id, an empty one where the answer can't be used."""
        try:
            answer = self._get(f"/v1/agents/{quote(agent_id, safe='')}", {}, absent_ok=True)
        except (_Declined, _AnswerTooLarge):
            return Agent()
        agent = None if answer is None else Agent.read(answer)
        return agent if agent is None or same_agent(agent_id, agent.id or "") else Agent()

    def numbers(self, e164: Collection[str]) -> AccountNumbers:
        """Read the account's whole list of phone numbers, and return those that are in `e164`."""
        listed: dict[str | None, AccountNumber] = {}
        totals: set[int] = set()
        requested = {values.digits(each) for each in e164}
        try:
            for page in self._pages(_NUMBERS, _digits, bare=True):
                totals |= _totals(page)
                listed |= {each.digits: each for each in map(AccountNumber.read, page["data"])}
        except _Declined:
            return AccountNumbers({}, complete=False)
        by_digits = {key: each for key, each in listed.items() if key is not None and key in requested}
        return AccountNumbers(by_digits, complete=None not in listed and totals <= {len(listed)})

    def create(self, request: Mapping[str, Any], contacts: IO[bytes]) -> CreateResult:
        """Create a campaign, streaming its contacts, and return what the answer proves."""
        fields = {key: value if isinstance(value, str) else _compact(value) for key, value in request.items()}
        what = f"POST {_CAMPAIGNS}"
        try:
            status, headers, body = self._post(fields, contacts)
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout) as exc:
            return NotSent(f"{what}: no connection to {self._host} ({mask(self._without_key(str(exc)))})")
        except (httpx.HTTPError, httpx.InvalidURL, httpx.StreamError, OSError, _AnswerTooSlow, _AnswerTooLarge) as exc:
            why = f"no usable answer from {self._host} ({type(exc).__name__.lstrip('_')})"
            return Ambiguous(f"{what}: {why}", broke_down=True)
        result = classify(what, status, headers.get("Retry-After"), body, self._without_key)
        return (
            result if isinstance(result, Created) else replace(result, message=without_cells(result.message, contacts))
        )

    def patch(self, campaign_id: str, fields: Mapping[str, Any]) -> ChangeResult:
        """Change these fields of a campaign; what isn't named stays."""
        return self._change("PATCH", campaign_id, json=dict(fields))

    def delete(self, campaign_id: str) -> ChangeResult:
        """Delete a campaign; the API's documentation names this request without describing it."""
        return self._change("DELETE", campaign_id)

    def _change(self, method: str, campaign_id: str, **content: Any) -> ChangeResult:
        path = f"{_CAMPAIGNS}/{quote(campaign_id, safe='')}"
        try:
            status, headers, body = self._exchange(method, path, **content)
        except (httpx.HTTPError, httpx.InvalidURL, httpx.StreamError, OSError, _AnswerTooSlow, _AnswerTooLarge) as exc:
            reason = f"no usable answer from {self._host} ({type(exc).__name__.lstrip('_')})"
            return ChangeResult("unclear", f"{method} {path}: {reason}")
        return classify_change(f"{method} {path}", status, headers.get("Retry-After"), body, self._without_key)

    def _post(self, fields: Mapping[str, str], contacts: IO[bytes]) -> tuple[int, httpx.Headers, bytes]:
        def attempt() -> tuple[int, httpx.Headers, bytes]:
            contacts.seek(0)
            files = {"file": ("contacts.csv", contacts, "text/csv")}
            try:
                return self._exchange("POST", _CAMPAIGNS, data=fields, files=files)
            except (httpx.ConnectError, httpx.ConnectTimeout) as exc:
                raise RetryableError(exc) from None  # nothing was sent

        return retry.call(attempt, self._sleep, _POST_ATTEMPTS)

    def _exchange(self, method: str, path: str, **content: Any) -> tuple[int, httpx.Headers, bytes]:
        body = bytearray()
        with self._http.stream(method, path, **content) as response:
            deadline = time.monotonic() + self._timeout
            for piece in response.iter_bytes():
                body += piece
                if len(body) > ANSWER_BYTES:
                    raise _AnswerTooLarge
                if time.monotonic() > deadline:
                    raise _AnswerTooSlow
            return response.status_code, response.headers, bytes(body)

    def _without_key(self, text: str) -> str:
        """Remove the key, in case the API repeats it."""
        for form in (self._key, quote(self._key, safe="")):
            text = text.replace(form, "…") if form else text
        return text

    def _pages(self, path: str, key: Callable[[Any], str | None], *, bare: bool = False) -> Iterator[dict[str, Any]]:
        """Yield a list's pages; from the start in smaller ones where one is too large, as with many row errors."""
        for size in PAGE_SIZES:
            try:
                yield from self._pages_of(size, path, key, bare=bare)
            except _AnswerTooLarge:
                continue
            return
        raise ApiError(f"GET {path}: one entry alone is over 8 MiB", hint=_WRONG_URL)

    def _pages_of(
        self, size: int, path: str, key: Callable[[Any], str | None], *, bare: bool
    ) -> Iterator[dict[str, Any]]:
        """Yield a list's pages; a page whose keys were all there before, from an API without pages, is the last.

        With `bare`, an array without the wrapper is a page too.
        """
        seen: set[str | None] = set()
        for index in range(PAGES):
            page = self._get(path, {"page": index, "size": size})
            page = {"data": page} if bare and isinstance(page, list) else page
            if not isinstance(page, dict) or not isinstance(page.get("data"), list):
                raise _Declined(f"GET {path}: the answer isn't a page of {path[4:]}", hint=_WRONG_URL)
            yield page
            keys = set(map(key, page["data"]))
            if keys <= seen or page.get("hasNext") is False:
                return
            seen |= keys

    def _get(self, path: str, query: Mapping[str, int], *, absent_ok: bool = False) -> Any:
        return retry.call(lambda: self._get_once(path, query, absent_ok=absent_ok), self._sleep)

    def _get_once(self, path: str, query: Mapping[str, int], *, absent_ok: bool) -> Any:
        what = f"GET {path}"
        try:
            status, headers, body = self._exchange("GET", path, params=query)
        except (httpx.HTTPError, httpx.InvalidURL, httpx.StreamError, OSError, _AnswerTooSlow) as exc:
            problem = connections.explain(exc) if isinstance(exc, httpx.TransportError) else None
            if problem is not None and problem.lasting:
                raise ApiError(f"{what}: no connection to {self._host}: {problem.message}", hint=problem.hint) from exc
            why = mask(self._without_key(str(exc))) or type(exc).__name__.lstrip("_")
            raise _retryable(f"{what}: no usable answer from {self._host} ({why})") from exc
        message = describe(what, status, body, self._without_key)
        if status in retry.STATUSES:
            raise _retryable(message, capped_wait(headers.get("Retry-After")))
        if status == 404 and absent_ok and (not body or parse(body) is not None):  # a page is a gateway's
            return None
        if status in (401, 403):
            raise KeyRefusedError(message, hint=KEY_REFUSED)
        if not 200 <= status < 300:
            raise (_Declined if 400 <= status < 500 else ApiError)(message, hint=_WRONG_URL)
        answer = parse(body)
        if answer is None:
            raise _retryable(f"{what}: {status}, but the answer isn't JSON")
        return answer


KEY_REFUSED = "check SIGMAMIND_API_KEY: it may be revoked, or belong to another account"
API_DOWN = "nothing more was sent; run the same command again once the API answers: it looks each campaign up first"
_WRONG_URL = "check SIGMAMIND_API_URL: the answer doesn't look like the API's"


class _Declined(ApiError):  # noqa: N818
    """A 4xx, or an answer of another form: the API doesn't have this endpoint."""


class _AnswerTooLarge(Exception):  # noqa: N818
    """An answer of over ANSWER_BYTES."""


class _AnswerTooSlow(Exception):  # noqa: N818
    """An answer that isn't complete within the timeout."""


def _campaign_id(item: Any) -> str | None:
    return Live.read(item).id


def _digits(item: Any) -> str | None:
    return AccountNumber.read(item).digits


def _totals(page: Mapping[str, Any]) -> set[int]:
    """Return how many entries its list has by a page, which may not say: API versions have two names for it."""
    count = values.known(values.whole(page.get("totalCount", page.get("totalCounts"))))
    return set() if count is None else {count}


def _retryable(message: str, seconds: float | None = None) -> RetryableError:
    return RetryableError(ApiError(f"{message} (tried {retry.ATTEMPTS} times)", hint=API_DOWN), seconds)


def _compact(value: Any) -> str:
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False)
