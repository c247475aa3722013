"""Why a list can't be fetched, in words of our own: the libraries' messages repeat whole addresses."""


class FetchError(Exception):
    """A list can't be fetched: `message` says why, `hint` what to do."""

    def __init__(self, message: str, hint: str) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class PinMismatchError(FetchError):
    """The list that was fetched isn't the pinned one."""


def status_error(code: int) -> FetchError:
    """Return the error for an HTTP status other than 200."""
    match code:
        case 401 | 403 | 407:
            hint = "check that you may read it; docs/how-to/remote-lists.md says where credentials come from"
            return FetchError(f"the server denies access ({code})", hint)
        case 404 | 410:
            return FetchError(f"not found ({code})", "check the address; the list may have been deleted")
        case 429 | 500 | 502 | 503 | 504:
            return FetchError(f"the server is busy or failing ({code})", "try again later")
        case _:
            return FetchError(f"the server answers {code}", "check the address")
