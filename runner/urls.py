"""URLs of APIs from the environment: https, or http on this machine."""

import ipaddress
import re
from urllib.parse import urlsplit

from runner.errors import UsageError

_HOST = r"[\w.-]+|[0-9a-f:.]+"


def is_loopback(url: str) -> bool:
    """Tell whether a URL's host is this machine."""
    host = urlsplit(url).hostname or ""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def api_address(name: str, text: str) -> str:
    """Check the URL in a variable: https, or http on this machine, with nothing after its path."""
    try:
        parts = urlsplit(text)
        well_formed = (
            bool(re.fullmatch(_HOST, parts.hostname or ""))
            and not parts.query
            and not parts.fragment
            and parts.username is None
        )
        port_is_number = parts.port is None or parts.port > 0
    except ValueError:
        well_formed = port_is_number = False
        parts = urlsplit("")
    if not (well_formed and port_is_number):
        raise UsageError(f"{name} isn't the URL of an API", hint="unset it, or set it to https://HOST")
    if parts.scheme != "https" and not (parts.scheme == "http" and is_loopback(text)):
        raise UsageError(
            f"{name} starts with `{parts.scheme}:`, so the key would be sent unencrypted",
            hint="set it to https://HOST; http is only for this machine (127.0.0.1, localhost)",
        )
    return text.rstrip("/")
