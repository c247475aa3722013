"""Reads a file over https."""

import contextlib
import socket
import ssl
from collections.abc import AsyncGenerator

import httpx

from runner import __version__
from runner.contacts.remote.address import Address
from runner.contacts.remote.fetch_errors import FetchError, status_error
from runner.contacts.remote.transfer_limits import CONNECT_SECONDS, PIECE_BYTES, READ_SECONDS, check_size

MAX_REDIRECTS = 5
# The pin is that of the stored bytes, so they must not be compressed on the way.
_HEADERS = {"Accept-Encoding": "identity", "User-Agent": f"campaign-runner/{__version__}"}


async def pieces(address: Address, limit: int) -> AsyncGenerator[bytes]:
    """Yield the bytes of a file; FetchError for everything that can go wrong."""
    try:
        async with _client() as client:
            request = client.build_request("GET", address.url)
            for _ in range(MAX_REDIRECTS + 1):
                async with contextlib.aclosing(await client.send(request, stream=True)) as response:
                    if response.next_request is None:
                        _check(response, limit)
                        async for piece in response.aiter_raw(PIECE_BYTES):
                            yield piece
                        return
                    request = _secure(response.next_request)
    except httpx.TimeoutException as exc:
        raise FetchError("the server doesn't answer in time", "try again later") from exc
    except httpx.RemoteProtocolError as exc:
        raise FetchError("the connection broke off before the end of the list", "try again") from exc
    except httpx.ConnectError as exc:
        raise _connect_error(exc) from exc
    except (httpx.HTTPError, httpx.InvalidURL) as exc:
        raise FetchError(f"the connection failed ({type(exc).__name__})", "try again") from exc
    raise FetchError(f"it redirects more than {MAX_REDIRECTS} times", "write the address that it redirects to")


def _client() -> httpx.AsyncClient:
    try:
        return httpx.AsyncClient(headers=_HEADERS, timeout=httpx.Timeout(READ_SECONDS, connect=CONNECT_SECONDS))
    except (OSError, ValueError) as exc:  # their messages may contain a proxy's password
        hint = "check HTTPS_PROXY, SSL_CERT_FILE and SSL_CERT_DIR"
        raise FetchError("the environment's proxy or certificates can't be used", hint) from exc


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


def _connect_error(error: BaseException) -> FetchError:
    cause: BaseException | None = error
    while cause is not None:
        match cause:
            case ssl.SSLError():
                hint = "set SSL_CERT_FILE to the certificate of your own authority"
                return FetchError("the server's certificate isn't trusted", hint)
            case socket.gaierror():
                return FetchError("there is no such host", "check the address and HTTPS_PROXY")
            case ConnectionRefusedError():
                return FetchError("the connection was refused", "check the address, and whether the server runs")
            case _:
                cause = cause.__cause__ or cause.__context__
    return FetchError("the server can't be reached", "check the address, the network and HTTPS_PROXY")
