"""How large a fetched list may be, and how long a server may be silent."""

from runner.contacts.remote.fetch_errors import FetchError

CONNECT_SECONDS = 10.0
READ_SECONDS = 30.0
PIECE_BYTES = 256 * 1024
MAX_BYTES = 4 * 1024**3
_ROW_BYTES = 64 * 1024
_EXTRA_BYTES = 1024**2


def max_bytes(rows: int) -> int:
    """Return the maximum size of a list with this many pinned rows."""
    return min(MAX_BYTES, _EXTRA_BYTES + rows * _ROW_BYTES)


def check_size(size: int, limit: int) -> None:
    """Raise FetchError for more bytes than the limit."""
    if size > limit:
        message = f"it is larger than {limit // 1024**2:,} MiB, the limit for this list"
        raise FetchError(message, "check that the address is the list's; docs/how-to/remote-lists.md has the limits")
