"""Where a list lies that isn't in the repository, and what of its address may be shown."""

import re
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, urlsplit

SCHEMES = ("https", "s3", "gs", "az")

_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*)://")
_HOST = re.compile(r"[A-Za-z0-9_.-]+|[0-9A-Fa-f:.]+")
# Under such names signed addresses of S3, Google and Azure have their secrets, and others what they call one.
_SECRET = re.compile(r"sig|token|secret|passw|pwd|credential|auth|key|jwt|x-(amz|goog|ms)-", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Address:
    """A file at `place`, a host or a bucket, under `name`; only `shown` may be repeated: it has no query."""

    scheme: str
    place: str
    name: str
    shown: str
    url: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Fault:
    """Why an address can't be used; `code` is the finding's."""

    code: str
    message: str
    hint: str


def is_address(path: str) -> bool:
    """Whether a list's path leads elsewhere than into the repository."""
    return _SCHEME.match(path) is not None


def parse(path: str, *, signed: bool = False) -> Address | Fault:
    """Read an address; credentials are refused in it, unless it may be `signed` since it stands in no file."""
    written = _SCHEME.match(path)
    scheme = written[1].lower() if written else ""
    if scheme not in SCHEMES:
        return Fault(
            "bad-value", f"`{scheme}://` isn't read", "a list comes by `https://`, `s3://`, `gs://` or `az://`"
        )
    try:
        parts = urlsplit(path)
        place, port, query = parts.hostname or "", parts.port, parse_qsl(parts.query, keep_blank_values=True)
    except ValueError:
        return _unreadable(scheme)
    if not signed and (parts.username is not None or any(_SECRET.search(name) for name, _ in query)):
        return Fault(
            "list-secret",
            "the address has credentials in it, and would be committed",
            "take them out, and withdraw them if they were ever committed; where credentials come from instead is in "
            "docs/remote-lists.md",
        )
    unfit = {*path} & {*" \\"} if scheme == "https" else (parts.query, parts.fragment, port) != ("", "", None)
    if unfit or not (_HOST.fullmatch(place) and parts.path.strip("/") and path.isprintable()):
        return _unreadable(scheme)
    host = parts.netloc.rpartition("@")[2] if scheme == "https" else place
    return Address(scheme, host, parts.path.removeprefix("/"), f"{scheme}://{host}{parts.path}", path)


def _unreadable(scheme: str) -> Fault:
    like = "https://HOST/PATH" if scheme == "https" else f"{scheme}://BUCKET/NAME"
    return Fault("bad-value", "the address of the list can't be read", f"write it like `{like}`")
