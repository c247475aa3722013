"""Reads an object from Amazon S3, Google Cloud Storage or Azure, or from a store that speaks like one of them.

Region, endpoint and credentials come from the environment, which obstore reads.
"""

import os
from collections.abc import AsyncGenerator
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

import obstore
from obstore.exceptions import BaseError
from obstore.store import AzureStore, GCSStore, ObjectStore, S3Store

from runner.contacts.remote.address import Address
from runner.contacts.remote.store_errors import store_error
from runner.contacts.remote.transfer_limits import CONNECT_SECONDS, PIECE_BYTES, READ_SECONDS, check_size

_ENDPOINTS = {
    "s3": ("AWS_ENDPOINT_URL_S3", "AWS_ENDPOINT_URL", "AWS_ENDPOINT"),
    "gs": ("GOOGLE_BASE_URL",),
    "az": ("AZURE_STORAGE_ENDPOINT", "AZURE_ENDPOINT"),
}
_ALLOW_HTTP = {"s3": "AWS_ALLOW_HTTP", "az": "AZURE_ALLOW_HTTP"}


async def pieces(address: Address, limit: int) -> AsyncGenerator[bytes]:
    """Yield the bytes of an object; FetchError for everything that can go wrong."""
    try:
        response = await obstore.get_async(_store(address), address.name)
        check_size(response.meta["size"], limit)
        async for piece in response.stream(min_chunk_size=PIECE_BYTES):
            yield bytes(piece)
    except (BaseError, OSError, ValueError) as exc:
        raise store_error(address.scheme, str(exc)) from exc


def _store(address: Address) -> ObjectStore:
    options: dict[str, Any] = {
        "allow_http": _allows_http(address.scheme),
        "connect_timeout": timedelta(seconds=CONNECT_SECONDS),
        "read_timeout": timedelta(seconds=READ_SECONDS),
        # The default is 30 seconds for the whole object; the caller has a deadline of its own.
        "timeout": timedelta(hours=24),
    }
    retry: Any = {"max_retries": 2, "retry_timeout": timedelta(seconds=READ_SECONDS)}
    store: Any = {"s3": S3Store, "gs": GCSStore, "az": AzureStore}[address.scheme]
    opened: ObjectStore = store(address.host, client_options=options, retry_config=retry)
    return opened


def _allows_http(scheme: str) -> bool:
    """Tell whether the environment allows plain http, or names an endpoint on this machine."""
    if os.environ.get(_ALLOW_HTTP.get(scheme, ""), "").lower() in ("1", "true", "yes"):
        return True
    endpoint = next((url for name in _ENDPOINTS.get(scheme, ()) if (url := os.environ.get(name))), "")
    return urlsplit(endpoint).hostname in ("localhost", "127.0.0.1", "::1")
