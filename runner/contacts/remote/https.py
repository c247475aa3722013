"""Reads a file over https."""

import contextlib
from collections.abc import AsyncGenerator

import httpx

from runner import __version__, connections
from runner.contacts.remote.address import Address
from runner.contacts.remote.fetch_errors import FetchError, status_error
from runner.contacts.remote.transfer_limits import CONNECT_SECONDS, PIECE_BYTES, READ_SECONDS, check_size

MAX_REDIRECTS = 5
# The pin is that of the stored bytes, so they must not be compressed on the way.
_HEADERS = {"Accept-Encoding": "identity", "User-Agent": f"campaign-runner/{__version__}"}
_TIMEOUT = httpx.Timeout(READ_SECONDS, connect=CONNECT_SECONDS)


async def pieces(address: Address, limit: int) -> AsyncGenerator[bytes]:
    """Yield the bytes of a file; FetchError for everything that can go wrong."""
    try:
        async with httpx.AsyncClient(headers=_HEADERS, timeout=_TIMEOUT) as client:
            request = client.build_request("GET", address.url)
            for _ in range(MAX_REDIRECTS + 1):
                async with contextlib.aclosing(await client.send(request, stream=True)) as response:
                    if response.next_request is None:
                        _check(response, limit)
                        async for piece in response.aiter_raw(PIECE_BYTES):
                            yield piece
                        return
                    request = _secure(response.next_request)
    except connections.ERRORS as exc:
        problem = connections.explain(exc)
        raise FetchError(problem.message, problem.hint) from exc
    raise FetchError(f"it redirects more than {MAX_REDIRECTS} times", "write the address that it redirects to")


def _check(response: httpx.Response, limit: int) -> None:
    if response.status_code != httpx.codes.OK:
        raise status_error(response.status_code)
    length = response.headers.get("Content-Length", "")
    check_size(int(length) if length.isascii() and length.isdecimal() else 0, limit)


def _secure(request: httpx.Request) -> httpx.Request:
    if request.url.scheme != "https":
        message = f"it redirects to `{request.url.scheme}:`, where the list would be sent unencrypted"
        raise FetchError(message, "write an address that stays on https")
    return request
