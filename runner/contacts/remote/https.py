"""Reads a file by https."""

import contextlib
from collections.abc import AsyncGenerator

import httpx

from runner import __version__
from runner.contacts.remote.address import Address
from runner.contacts.remote.errors import CONNECT_SECONDS, READ_SECONDS, FailedError, check_size, status

HOPS = 5
"""So many redirects are followed."""
PIECE = 256 * 1024
# What is pinned are the bytes as they are kept: nothing is to be compressed on the way.
_HEADERS = {"Accept-Encoding": "identity", "User-Agent": f"campaign-runner/{__version__}"}


async def pieces(address: Address, limit: int) -> AsyncGenerator[bytes]:
    """Give a file's bytes; FailedError for all that can go wrong."""
    try:
        async with _client() as client:
            request = client.build_request("GET", address.url)
            for _ in range(HOPS + 1):
                async with contextlib.aclosing(await client.send(request, stream=True)) as response:
                    if response.next_request is None:
                        _check(response, limit)
                        async for piece in response.aiter_raw(PIECE):
                            yield piece
                        return
                    request = _secure(response.next_request)
    except httpx.TimeoutException as exc:
        raise FailedError("the server doesn't answer in time", "try again later") from exc
    except httpx.RemoteProtocolError as exc:
        raise FailedError("the answer broke off before its end", "try again") from exc
    except httpx.ConnectError as exc:
        raise FailedError(*_unconnected(exc)) from exc
    except (httpx.HTTPError, httpx.InvalidURL) as exc:
        raise FailedError(f"the connection failed ({type(exc).__name__})", "try again") from exc
    raise FailedError(f"it redirects more than {HOPS} times", "write the address that it leads to")


def _client() -> httpx.AsyncClient:
    try:
        return httpx.AsyncClient(headers=_HEADERS, timeout=httpx.Timeout(READ_SECONDS, connect=CONNECT_SECONDS))
    except (OSError, ValueError) as exc:  # their texts may hold a proxy's password
        hint = "check HTTPS_PROXY, SSL_CERT_FILE and SSL_CERT_DIR"
        raise FailedError("the environment's proxy or certificates can't be used", hint) from exc


def _check(response: httpx.Response, limit: int) -> None:
    if response.status_code != httpx.codes.OK:
        raise status(response.status_code)
    length = response.headers.get("Content-Length", "")
    check_size(int(length) if length.isascii() and length.isdecimal() else 0, limit)


def _secure(request: httpx.Request) -> httpx.Request:
    if request.url.scheme != "https":
        message = f"it redirects to `{request.url.scheme}:`, where the list would travel in the open"
        raise FailedError(message, "write an address that stays with https")
    return request


def _unconnected(error: BaseException) -> tuple[str, str]:
    import socket
    import ssl

    found: BaseException | None = error
    while found is not None:
        match found:
            case ssl.SSLError():
                return "the server's certificate isn't trusted", "name your own authority's with SSL_CERT_FILE"
            case socket.gaierror():
                return "there is no host of that name", "check the address, and HTTPS_PROXY"
            case ConnectionRefusedError():
                return "the connection was refused", "check the address, and whether the server runs"
            case _:
                pass
        found = found.__cause__ or found.__context__
    return "no connection can be made", "check the address, the network and HTTPS_PROXY"
