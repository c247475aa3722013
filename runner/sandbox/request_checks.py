"""Checks of a request as a whole, and the answers to what breaks a rule."""

import contextlib
from collections.abc import Iterator

from starlette.exceptions import HTTPException
from starlette.requests import Request

from runner.sandbox.campaigns import NameTaken

_MEGABYTE = 1_000_000


@contextlib.contextmanager
def refusing() -> Iterator[None]:
    """Answer a request that breaks a rule with its status."""
    try:
        yield
    except ValueError as exc:
        raise HTTPException(400, str(exc)) from exc
    except NameTaken as exc:
        raise HTTPException(409, "campaignName: another campaign of that name already exists") from exc


def expect_media_type(request: Request, expected: str) -> None:
    media_type, _, _ = request.headers.get("Content-Type", "").partition(";")
    if media_type.strip().lower() != expected:
        raise HTTPException(415, f"Content-Type: must be {expected}")


def is_large(request: Request) -> bool:
    return int(request.headers.get("Content-Length", 0)) > _MEGABYTE


async def read_a_megabyte(request: Request) -> None:
    read = 0
    async for chunk in request.stream():
        read += len(chunk)
        if read >= _MEGABYTE:
            return
