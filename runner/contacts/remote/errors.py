"""Why a list can't be fetched, in words that hold nothing of a library's: those repeat whole addresses."""

CONNECT_SECONDS = 10.0
READ_SECONDS = 30.0
"""So long nothing may come."""
_DENIED = "see that you may read it; docs/remote-lists.md says where credentials come from"


class FailedError(Exception):
    """A list can't be fetched: what is, and what to do."""

    def __init__(self, message: str, hint: str) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class ChangedError(FailedError):
    """What was fetched isn't what is pinned."""


def status(code: int) -> FailedError:
    """Say an answer that isn't the file."""
    match code:
        case 401 | 403 | 407:
            return FailedError(f"the server refuses it ({code})", _DENIED)
        case 404 | 410:
            return FailedError(f"nothing is there ({code})", "check the address; the list may have been deleted")
        case 429 | 500 | 502 | 503 | 504:
            return FailedError(f"the server can't give it now ({code})", "try again later")
        case _:
            return FailedError(f"the server answers {code}", "check the address")


def check_size(size: int, limit: int) -> None:
    """Refuse what is larger than such a list can be."""
    if size > limit:
        message = f"it is larger than {limit // 1024**2:,} MiB, which `rows` allows for"
        raise FailedError(message, "see that the address is the list's; docs/remote-lists.md has the limit")
