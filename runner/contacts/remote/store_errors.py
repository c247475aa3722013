"""Why a store doesn't hand over an object, in words of our own.

obstore's messages repeat addresses and whole answers, which may have a token in them; they are only searched.
"""

import re

from runner import connections
from runner.contacts.remote.fetch_errors import FetchError, status_error
from runner.contacts.remote.store_settings import credentials_in_use

_ANONYMOUS = {"s3": "AWS_SKIP_SIGNATURE", "gs": "GOOGLE_SKIP_SIGNATURE", "az": "AZURE_SKIP_SIGNATURE"}
_PLAIN_HTTP = {"s3": "set AWS_ALLOW_HTTP=true", "gs": "use another store", "az": "set AZURE_ALLOW_HTTP=true"}
_MACHINE_ROLE = re.compile(r"https?://(169\.254\.|metadata\.google\.internal)")
"""Where a machine in a cloud gets the credentials of its role; asked only if the environment has none."""
_STATUS = re.compile(r"non-2xx status code: (\d{3})")


def _codes(*codes: str) -> str:
    return f"<Code>({'|'.join(codes)})</Code>"


_REFUSED = "AuthenticationFailed", "AuthenticationRequired", "NoAuthenticationInformation", "InvalidAuthenticationInfo"
_REFUSED_BY_AWS = "InvalidAccessKeyId", "InvalidClientTokenId", "InvalidIdentityToken", "InvalidToken"
_ANSWERS = (
    (
        _codes("ExpiredToken", "ExpiredTokenException", "TokenRefreshRequired"),
        "the credentials have expired",
        "renew {used}",
    ),
    (
        "Signature not valid in the specified time frame",
        "the credentials have expired, or aren't valid yet",
        "renew {used}",
    ),
    (
        _codes("RequestTimeTooSkewed") + "|[Dd]ate header (in the request is incorrect|too old)",
        "this machine's clock is wrong, so the store doesn't accept its signature",
        "set the clock",
    ),
    (
        _codes("AuthorizationHeaderMalformed", "PermanentRedirect"),
        "the bucket is in another region",
        "set AWS_REGION to the bucket's region",
    ),
    (
        _codes("UserProjectMissing"),
        "those who read the bucket pay for it, which isn't supported for Google Cloud Storage",
        "copy the list to a bucket of your own",
    ),
    (
        _codes("InvalidObjectState", "BlobArchived", "BlobBeingRehydrated"),
        "the object is archived",
        "restore it first",
    ),
    (
        _codes("PublicAccessNotPermitted"),
        "the store lets nobody read without credentials",
        "docs/how-to/remote-lists.md says which variables to set",
    ),
    (
        _codes(*_REFUSED, *_REFUSED_BY_AWS, "SignatureDoesNotMatch") + "|status code: 401|token request: .*code: 4",
        "the store doesn't accept the credentials",
        "check {used}, and renew what has expired",
    ),
    (
        "status code: 403",
        "the store denies access (403)",
        "check that {used} may read it, and renew what has expired; a store may also answer so if there is no such "
        "object",
    ),
)
"""What an answer other than 200 means: what to search it for, message and hint."""

_FAILURES = (
    ("redirect without LOCATION", "the bucket is in another region", "set AWS_REGION to the bucket's region"),
    ("error following redirect", "the store redirects in circles", "check its endpoint and region in the environment"),
    (
        "external_account",
        "credentials of workload identity federation can't be read from a file",
        "set GOOGLE_BEARER_TOKEN instead; docs/how-to/remote-lists.md says how to get it",
    ),
    ("Account must be specified", "the storage account isn't named", "set AZURE_STORAGE_ACCOUNT_NAME"),
    (
        "service account file|token file|pem file|RSA key|KeyRejected|Access Key|AccessKey|SAS query|SAS key",
        "the credentials can't be read",
        "check {used}",
    ),
    (
        "Content-Length Header missing",
        "the store decompresses the object, and doesn't say how large it is",
        "store it without `Content-Encoding`; a list that is compressed ends in `.csv.gz`",
    ),
    ("BadScheme", "the store's endpoint is plain http", "use an https endpoint, or {plain_http} on a private network"),
    (
        "ProxyAuthRequired",
        "the proxy refuses the connection (407)",
        "set HTTPS_PROXY to http://USER:PASSWORD@HOST:PORT",
    ),
    (
        "TunnelUnsuccessful",
        "the proxy refuses the connection",
        "ask for access to the store's host, or check HTTPS_PROXY",
    ),
    ("kind: Timeout|TimedOut", "the store doesn't answer in time", "try again later"),
    (
        "kind: Connect|dns error",
        "the store can't be reached",
        "check its endpoint, its region and HTTPS_PROXY in the environment, and the network",
    ),
    (
        "Parsing|parse path",
        "a name with `//`, or with `.` or `..` as a part, can't be read",
        "check the address, or copy the object to another name",
    ),
    (
        "Body|Decode|IncompleteMessage|Content-Range|NotPartial",
        "the connection broke off before the end of the list",
        "try again",
    ),
)
"""What it means that no answer came, or that it broke off."""


def store_error(scheme: str, text: str) -> FetchError:
    """Return what obstore's message means."""
    if "InvalidCertificate" in text or "unsupported scheme socks" in text:
        problem = connections.socks_proxy() if "socks" in text else connections.untrusted_authority()
        return FetchError(problem.message, problem.hint)
    if _MACHINE_ROLE.search(text):
        hint = f"docs/how-to/remote-lists.md says which to set; {_ANONYMOUS[scheme]}=true if anyone may read the list"
        return FetchError("there are no credentials for the store in the environment", hint)
    status = _STATUS.search(text)
    for pattern, message, hint in _ANSWERS if status else _FAILURES:
        if re.search(pattern, text):
            return FetchError(message, hint.format(used=credentials_in_use(scheme), plain_http=_PLAIN_HTTP[scheme]))
    if status:
        return status_error(int(status[1]))
    return FetchError("the store can't be read", "check its variables in the environment")
