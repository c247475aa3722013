"""Addresses of lists outside the repository, and the part of an address that may be shown."""

import re
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, urlsplit

SCHEMES = ("https", "s3", "gs", "az")

_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*)://")
_HOST = re.compile(r"[A-Za-z0-9_.-]+|[0-9A-Fa-f:.]+")
# Signed addresses of S3, Google and Azure have their secrets under such names, and so have those of others.
_SECRET = re.compile(r"sig|token|secret|passw|pwd|credential|auth|key|jwt|x-(amz|goog|ms)-", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Address:
    """The file `name` on `host`, which is a bucket or a container for object stores.

    Only `display` may be shown: it has no query, and no credentials.
    """

    scheme: str
    host: str
    name: str
    display: str
    url: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class ListProblem:
    """Why a list can't be used; `code` is that of the finding."""

    code: str
    message: str
    hint: str


def is_address(path: str) -> bool:
    """Tell whether the path of a list leads out of the repository."""
    return _SCHEME.match(path) is not None


def parse_address(text: str, *, signed: bool = False) -> Address | ListProblem:
    """Parse an address; credentials in it are a problem, unless it may be `signed` because it is in no file."""
    match = _SCHEME.match(text)
    scheme = match[1].lower() if match else ""
    if scheme not in SCHEMES:
        hint = "use `https://`, `s3://`, `gs://` or `az://`"
        return ListProblem("bad-value", f"`{scheme}://` isn't supported", hint)
    try:
        parts = urlsplit(text)
        host, port, query = parts.hostname or "", parts.port, parse_qsl(parts.query, keep_blank_values=True)
    except ValueError:
        return _malformed(scheme)
    if not signed and (parts.username is not None or any(_SECRET.search(name) for name, _ in query)):
        return ListProblem(
            "list-secret",
            "the address has credentials in it, which would be committed",
            "take them out, and revoke them if they were ever committed; docs/how-to/remote-lists.md says where "
            "credentials come from",
        )
    unfit = {*text} & {*" \\"} if scheme == "https" else (parts.query, parts.fragment, port) != ("", "", None)
    if unfit or not (_HOST.fullmatch(host) and parts.path.strip("/") and text.isprintable()):
        return _malformed(scheme)
    if scheme == "https":
        host = parts.netloc.rpartition("@")[2]  # with its port
    return Address(scheme, host, parts.path.removeprefix("/"), f"{scheme}://{host}{parts.path}", text)


def _malformed(scheme: str) -> ListProblem:
    example = "https://HOST/PATH" if scheme == "https" else f"{scheme}://BUCKET/NAME"
    return ListProblem("bad-value", "the address of the list can't be read", f"write it like `{example}`")
