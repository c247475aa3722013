"""Fetches one list into the cache, and holds it against its pin while it is read."""

import asyncio
import contextlib
import hashlib
from collections.abc import AsyncGenerator
from dataclasses import dataclass
from pathlib import Path

from runner.contacts.remote.address import Address
from runner.contacts.remote.cache import new_file, path
from runner.contacts.remote.errors import ChangedError, FailedError, check_size
from runner.files.atomic import AtomicFile

MOST_BYTES = 4 * 1024**3
"""No list is larger."""
ROW_BYTES = 64 * 1024
HEAD_BYTES = 1024**2
"""A list of so many pinned rows has at most so many bytes for each, and these beside."""


@dataclass(frozen=True, slots=True)
class Pin:
    """What a list must be: the SHA-256 of its bytes, and how many contacts it has."""

    sha256: str
    rows: int

    @property
    def limit(self) -> int:
        return min(MOST_BYTES, HEAD_BYTES + self.rows * ROW_BYTES)


def fetch(address: Address, pin: Pin | None, cache: Path | None, seconds: float) -> Path:
    """Fetch a list, and give its file in the cache; FailedError where it can't be had, or is another than is pinned.

    Without a pin it is taken as it is.
    """
    if cache is None:
        raise FailedError("there is no cache folder to keep it in", "set HOME, or XDG_CACHE_HOME")
    try:
        with new_file(cache) as draft:
            sha256 = asyncio.run(_copied(address, pin, draft, seconds))
            file = path(cache, address, sha256)
            draft.commit(file)
    except OSError as exc:
        reason = (exc.strerror or "the system doesn't say why").lower()
        hint = "see that the cache folder can be written to, and has room"
        raise FailedError(f"it can't be kept in the cache ({reason})", hint) from exc
    return file


async def _copied(address: Address, pin: Pin | None, draft: AtomicFile, seconds: float) -> str:
    """Write a list, and give its digest."""
    limit, size, digest = pin.limit if pin else MOST_BYTES, 0, hashlib.sha256()
    try:
        async with asyncio.timeout(seconds), contextlib.aclosing(_pieces(address, limit)) as pieces:
            async for piece in pieces:
                size += len(piece)
                check_size(size, limit)
                digest.update(piece)
                draft.file.write(piece)
    except TimeoutError as exc:
        hint = "try again, or allow for more with CAMPAIGNS_FETCH_SECONDS"
        raise FailedError(f"it isn't read within {seconds:g} seconds", hint) from exc
    found = digest.hexdigest()
    if pin is not None and found != pin.sha256:
        raise ChangedError(
            f"the list's SHA-256 is {found[:12]}…, and {pin.sha256[:12]}… is pinned",
            "see who changed it and why; once it is reviewed, `campaigns contacts pin --fetch` writes the new values",
        )
    return found


def _pieces(address: Address, limit: int) -> AsyncGenerator[bytes]:
    if address.scheme == "https":
        from runner.contacts.remote import https

        return https.pieces(address, limit)
    from runner.contacts.remote import object_stores

    return object_stores.pieces(address, limit)
