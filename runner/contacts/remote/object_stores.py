"""Reads an object from Amazon S3, Google Cloud Storage or Azure, or from a store that speaks like one of them.

Region, endpoint and credentials come from the environment, which obstore reads.
"""

from collections.abc import AsyncGenerator
from datetime import timedelta
from typing import Any

import obstore
from obstore.exceptions import BaseError
from obstore.store import AzureStore, GCSStore, ObjectStore, S3Store

from runner.contacts.remote.address import Address
from runner.contacts.remote.store_errors import store_error
from runner.contacts.remote.store_settings import allows_http, check_settings
from runner.contacts.remote.transfer_limits import CONNECT_SECONDS, PIECE_BYTES, READ_SECONDS, check_size


async def pieces(address: Address, limit: int) -> AsyncGenerator[bytes]:
    """Yield the bytes of an object; FetchError for everything that can go wrong."""
    check_settings(address.scheme)
    try:
        response = await obstore.get_async(_store(address), address.name)
        check_size(response.meta["size"], limit)
        async for piece in response.stream(min_chunk_size=PIECE_BYTES):
            yield bytes(piece)
    except (BaseError, OSError, ValueError) as exc:
        raise store_error(address.scheme, str(exc)) from exc


def _store(address: Address) -> ObjectStore:
    options: dict[str, Any] = {
        "allow_http": allows_http(address.scheme),
        "connect_timeout": timedelta(seconds=CONNECT_SECONDS),
        "read_timeout": timedelta(seconds=READ_SECONDS),
        # The default is 30 seconds for the whole object; the caller has a deadline of its own.
        "timeout": timedelta(hours=24),
    }
    retry: Any = {"max_retries": 2, "retry_timeout": timedelta(seconds=READ_SECONDS)}
    store: Any = {"s3": S3Store, "gs": GCSStore, "az": AzureStore}[address.scheme]
    opened: ObjectStore = store(address.host, client_options=options, retry_config=retry)
    return opened
