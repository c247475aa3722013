"""Reads a file from Amazon's, Google's or Azure's object store, or one that speaks as they do.

Region, endpoint and credentials are the environment's, as obstore reads it.
"""

import os
import re
from collections.abc import AsyncGenerator
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from runner.contacts.remote.address import Address
from runner.contacts.remote.errors import CONNECT_SECONDS, READ_SECONDS, FailedError, check_size, status

if TYPE_CHECKING:
    from obstore.store import ObjectStore

PIECE = 256 * 1024
_ENDPOINTS = {
    "s3": ("AWS_ENDPOINT_URL_S3", "AWS_ENDPOINT_URL", "AWS_ENDPOINT"),
    "az": ("AZURE_STORAGE_ENDPOINT", "AZURE_ENDPOINT"),
}
_ALLOWS = {"s3": "AWS_ALLOW_HTTP", "az": "AZURE_ALLOW_HTTP"}
_STATUS = re.compile(r"non-2xx status code: (\d{3})")


async def pieces(address: Address, limit: int) -> AsyncGenerator[bytes]:
    """Give an object's bytes; FailedError for all that can go wrong."""
    try:
        import obstore
        from obstore.exceptions import BaseError
    except ImportError as exc:
        raise FailedError("obstore isn't installed", "`pip install obstore`") from exc
    try:
        found = await obstore.get_async(_store(address), address.name)
        check_size(found.meta["size"], limit)
        async for piece in found.stream(min_chunk_size=PIECE):
            yield bytes(piece)
    except FileNotFoundError as exc:
        raise status(404) from exc
    except PermissionError as exc:
        raise status(403) from exc
    except (BaseError, OSError, ValueError) as exc:
        raise _failure(str(exc)) from exc


def _store(address: Address) -> "ObjectStore":
    from obstore.store import AzureStore, GCSStore, S3Store

    options: dict[str, Any] = {
        "allow_http": _allows_http(address.scheme),
        "connect_timeout": timedelta(seconds=CONNECT_SECONDS),
        "read_timeout": timedelta(seconds=READ_SECONDS),
        # Else 30 seconds for all of an answer: the deadline is the caller's.
        "timeout": timedelta(hours=24),
    }
    retry: Any = {"max_retries": 2, "retry_timeout": timedelta(seconds=READ_SECONDS)}
    store: Any = {"s3": S3Store, "gs": GCSStore, "az": AzureStore}[address.scheme]
    made: ObjectStore = store(address.place, client_options=options, retry_config=retry)
    return made


def _allows_http(scheme: str) -> bool:
    """Whether the environment names an endpoint on this machine, or allows for plain http by itself."""
    if os.environ.get(_ALLOWS.get(scheme, ""), "").lower() in ("1", "true", "yes"):
        return True
    endpoint = next((url for name in _ENDPOINTS.get(scheme, ()) if (url := os.environ.get(name))), "")
    return urlsplit(endpoint).hostname in ("localhost", "127.0.0.1", "::1")


def _failure(text: str) -> FailedError:
    """Tell what an error means by the words in it that are no address."""
    if answered := _STATUS.search(text):
        return status(int(answered[1]))
    if "BadScheme" in text:
        hint = "let the endpoint begin with https, or set AWS_ALLOW_HTTP=true where the network is your own"
        return FailedError("the store's endpoint is plain http", hint)
    if "kind: Timeout" in text or "TimedOut" in text:
        return FailedError("the store doesn't answer in time", "try again later")
    if "kind: Connect" in text or "dns error" in text:
        return FailedError("no connection to the store can be made", "check its endpoint and region in the environment")
    if "Parsing" in text or "parse path" in text:
        return FailedError("the store can't have a file of that name", "check the address")
    if "Body" in text or "Decode" in text or "IncompleteMessage" in text:
        return FailedError("the answer broke off before its end", "try again")
    hint = "check the store's variables in the environment; docs/remote-lists.md lists them"
    return FailedError("the store can't be read", hint)
