"""Fetches one list into the cache, and checks it against its pin while it is read."""

import asyncio
import contextlib
import hashlib
from collections.abc import AsyncGenerator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from runner.config.campaign import ContactsSource
from runner.contacts.remote.address import Address
from runner.contacts.remote.cache import cache_path, new_draft
from runner.contacts.remote.fetch_errors import FetchError, PinMismatchError
from runner.contacts.remote.transfer_limits import MAX_BYTES, check_size, max_bytes


@dataclass(frozen=True, slots=True)
class Pin:
    """What a list must be: the SHA-256 of its bytes, and the number of its contacts."""

    sha256: str
    rows: int


def pin_of(source: ContactsSource) -> Pin | None:
    """Return what a list must be; None where the campaign doesn't say all of it."""
    return Pin(source.sha256.lower(), source.rows) if source.sha256 and source.rows else None


def fetch(address: Address, pin: Pin | None, cache: Path | None, seconds: float) -> Path:
    """Fetch a list and return its file in the cache; FetchError. Without a pin any bytes are accepted."""
    if cache is None:
        raise FetchError("there is no cache folder to write it to", "set HOME or XDG_CACHE_HOME")
    try:
        with new_draft(cache) as draft:
            sha256 = fetch_into(draft.file, address, pin, seconds)
            path = cache_path(cache, address, sha256)
            draft.commit(path)
    except OSError as exc:
        reason = (exc.strerror or "the system doesn't say why").lower()
        hint = "check that the cache folder is writable and has room"
        raise FetchError(f"it can't be written to the cache ({reason})", hint) from exc
    return path


def fetch_into(file: BinaryIO, address: Address, pin: Pin | None, seconds: float) -> str:
    """Fetch a list into a file that is open for writing, and return its SHA-256; FetchError, OSError."""
    return asyncio.run(_download(address, pin, file, seconds))


async def _download(address: Address, pin: Pin | None, file: BinaryIO, seconds: float) -> str:
    limit, size, digest = max_bytes(pin.rows) if pin else MAX_BYTES, 0, hashlib.sha256()
    try:
        async with asyncio.timeout(seconds), contextlib.aclosing(_pieces(address, limit)) as pieces:
            async for piece in pieces:
                size += len(piece)
                check_size(size, limit)
                digest.update(piece)
                file.write(piece)
    except TimeoutError as exc:
        hint = "try again, or allow more with CAMPAIGNS_FETCH_SECONDS"
        raise FetchError(f"it takes longer than {seconds:g} seconds", hint) from exc
    sha256 = digest.hexdigest()
    if pin is not None and sha256 != pin.sha256:
        raise PinMismatchError(
            f"the list's SHA-256 is {sha256[:12]}…, but {pin.sha256[:12]}… is pinned",
            "find out who changed it and why; after a review, `campaigns contacts pin --fetch` writes the new pins",
        )
    return sha256


def _pieces(address: Address, limit: int) -> AsyncGenerator[bytes]:
    if address.scheme == "https":
        from runner.contacts.remote import https

        return https.pieces(address, limit)
    from runner.contacts.remote import object_stores

    return object_stores.pieces(address, limit)
