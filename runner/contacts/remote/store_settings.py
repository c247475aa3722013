"""What the environment says of a store: where it is, and with which credentials it is read. obstore reads the same."""

import os
from urllib.parse import urlsplit

from runner.contacts.remote.fetch_errors import FetchError

_ENDPOINTS = {
    "s3": ("AWS_ENDPOINT_URL_S3", "AWS_ENDPOINT_URL", "AWS_ENDPOINT"),
    "gs": ("GOOGLE_BASE_URL",),
    "az": ("AZURE_STORAGE_ENDPOINT", "AZURE_ENDPOINT"),
}
_ALLOW_HTTP = {"s3": "AWS_ALLOW_HTTP", "az": "AZURE_ALLOW_HTTP"}
_SECRETS = {
    "s3": ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"),
    "gs": ("GOOGLE_BEARER_TOKEN",),
    "az": ("AZURE_STORAGE_SAS_TOKEN", "AZURE_STORAGE_ACCOUNT_KEY", "AZURE_CLIENT_SECRET"),
}
_OTHER_CREDENTIALS = {
    "s3": ("AWS_ROLE_ARN", "AWS_WEB_IDENTITY_TOKEN_FILE"),
    "gs": ("GOOGLE_SERVICE_ACCOUNT", "GOOGLE_SERVICE_ACCOUNT_KEY", "GOOGLE_APPLICATION_CREDENTIALS"),
    "az": ("AZURE_FEDERATED_TOKEN_FILE",),
}
"""Paths, and JSON, in which there may be spaces."""
_NAMES = {
    "s3": ("AWS_REGION", "AWS_DEFAULT_REGION"),
    "gs": (),
    "az": ("AZURE_STORAGE_ACCOUNT_NAME", "AZURE_CLIENT_ID", "AZURE_TENANT_ID"),
}


def credentials_in_use(scheme: str) -> str:
    """Return the names of the variables whose credentials are used."""
    return " and ".join(_set(_SECRETS[scheme] + _OTHER_CREDENTIALS[scheme])) or "your credentials"


def check_settings(scheme: str) -> None:
    """Raise FetchError for a value with a space or a line break, or an endpoint without a host: obstore panics."""
    for name in _set(_SECRETS[scheme] + _NAMES[scheme] + _ENDPOINTS[scheme]):
        value = os.environ[name]
        if not value.isprintable() or " " in value:
            hint = "set it without; often a secret was pasted with the end of its line"
            raise FetchError(f"{name} has a space or a line break in it", hint)
    for name in _set(_ENDPOINTS[scheme]):
        if not _is_address(os.environ[name]):
            raise FetchError(f"{name} isn't the address of a store", "write it like https://HOST")


def allows_http(scheme: str) -> bool:
    """Tell whether the environment allows plain http, or names an endpoint on this machine."""
    if os.environ.get(_ALLOW_HTTP.get(scheme, ""), "").lower() in ("1", "true", "yes"):
        return True
    endpoint = next((os.environ[name] for name in _set(_ENDPOINTS[scheme])), "")
    return urlsplit(endpoint).hostname in ("localhost", "127.0.0.1", "::1")


def _is_address(text: str) -> bool:
    try:
        url = urlsplit(text)
        return url.scheme in ("http", "https") and bool(url.hostname) and url.port != 0
    except ValueError:
        return False


def _set(names: tuple[str, ...]) -> list[str]:
    """Return those of the variables that are set."""
    return [name for name in names if os.environ.get(name)]
