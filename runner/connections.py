"""Why a server can't be reached: names, certificates and proxies, in words of our own.

The libraries' messages may hold a proxy's password.
"""

import ipaddress
import os
import re
import socket
import ssl
from dataclasses import dataclass

import httpx

ERRORS = (httpx.HTTPError, httpx.InvalidURL, ImportError, OSError, ValueError)
"""What httpx raises for a request; all but the first before it sends anything, for the environment's settings."""
_PROXIES = ("HTTPS_PROXY", "ALL_PROXY", "HTTP_PROXY")
_HTTP_PROXY = "set it to http://HOST:PORT, or unset it"


@dataclass(frozen=True, slots=True)
class ConnectionProblem:
    """What prevents a connection, and what to do; `lasting` where another attempt can't help, only another setting."""

    message: str
    hint: str
    lasting: bool = False


def explain(error: BaseException) -> ConnectionProblem:
    """Return what one of ERRORS means."""
    match error:
        case httpx.TimeoutException():
            return ConnectionProblem("the server doesn't answer in time", "try again later")
        case httpx.RemoteProtocolError():
            return ConnectionProblem("the connection broke off", "try again")
        case httpx.ProxyError():
            return _proxy_refusal(str(error))
        case httpx.ConnectError():
            return _unreachable(error)
        case httpx.HTTPError():
            return ConnectionProblem(f"the connection failed ({type(error).__name__})", "try again")
        case _:
            return _unusable_settings(error)


def _unreachable(error: BaseException) -> ConnectionProblem:
    cause: BaseException | None = error
    while cause is not None:
        match cause:
            case ssl.SSLCertVerificationError():
                return _untrusted(cause)
            case ssl.SSLError():
                hint = f"check the address and its port{_of_proxy()}"
                return ConnectionProblem("the server doesn't speak https as expected", hint)
            case socket.gaierror():
                return ConnectionProblem("there is no such host", f"check the address{_of_proxy()}")
            case ConnectionRefusedError():
                hint = f"check the address, and whether the server runs{_of_proxy()}"
                return ConnectionProblem("the connection was refused", hint)
            case _:
                cause = cause.__cause__ or cause.__context__
    return ConnectionProblem("the server can't be reached", "check the address, the network and HTTPS_PROXY")


def _untrusted(error: ssl.SSLCertVerificationError) -> ConnectionProblem:
    # The codes are OpenSSL's, X509_V_ERR_…
    if error.verify_code in (9, 10):
        hint = "check this machine's date; else the server needs a new certificate"
        return ConnectionProblem("the server's certificate has expired or isn't valid yet", hint, lasting=True)
    if error.verify_code in (62, 64):
        hint = f"check the address{_of_proxy()}"
        return ConnectionProblem("the server's certificate is for another host", hint, lasting=True)
    return untrusted_authority()


def untrusted_authority() -> ConnectionProblem:
    name = _variable("SSL_CERT_FILE")
    hint = (
        f"add the certificate of the server's authority to the file in {name}"
        if name
        else "set SSL_CERT_FILE to a PEM file with the certificate of your own authority"
    )
    return ConnectionProblem("the server's certificate isn't trusted", hint, lasting=True)


def _proxy_refusal(text: str) -> ConnectionProblem:
    status = re.match(r"\d{3}\b", text)
    name = next(filter(None, map(_variable, _PROXIES)), "HTTPS_PROXY")
    if status is None:
        return ConnectionProblem("the proxy can't be used", f"check {name}")
    hint = (
        f"set {name} to http://USER:PASSWORD@HOST:PORT"
        if status[0] == "407"
        else f"ask for access to the host, or check {name}"
    )
    return ConnectionProblem(f"the proxy refuses the connection ({status[0]})", hint, lasting=status[0][0] == "4")


def _unusable_settings(error: BaseException) -> ConnectionProblem:
    """Return which of the environment's settings prevents a client."""
    if isinstance(error, ImportError):
        return socks_proxy()
    if isinstance(error, OSError):
        return _unusable_certificates(error)
    for name in filter(None, map(_variable, _PROXIES)):
        url = os.environ[name]
        try:
            httpx.Proxy(url if "://" in url else f"http://{url}")
        except (httpx.InvalidURL, ValueError):
            return ConnectionProblem(f"{name} isn't the address of a proxy that can be used", _HTTP_PROXY, lasting=True)
    if exceptions := _variable("NO_PROXY"):
        return _unusable_exceptions(exceptions)
    hint = "check HTTPS_PROXY, ALL_PROXY, NO_PROXY and SSL_CERT_FILE"
    return ConnectionProblem("the settings of the proxy or the certificates can't be used", hint, lasting=True)


def socks_proxy() -> ConnectionProblem:
    name = next(filter(_is_socks, map(_variable, _PROXIES)), "the system's settings")
    return ConnectionProblem(f"the proxy in {name} is a SOCKS proxy, which isn't supported", _HTTP_PROXY, lasting=True)


def _unusable_certificates(error: OSError) -> ConnectionProblem:
    name = _variable("SSL_CERT_FILE") or _variable("SSL_CERT_DIR")
    where = f"the file in {name}" if name else "this machine's certificates"
    reason = "no certificate in PEM form" if isinstance(error, ssl.SSLError) else (error.strerror or "").lower()
    hint = f"set {name or 'SSL_CERT_FILE'} to a PEM file with the certificates that you trust"
    return ConnectionProblem(f"{where} can't be read: {reason}", hint, lasting=True)


def _unusable_exceptions(name: str) -> ConnectionProblem:
    """Return the problem of NO_PROXY: httpx takes host names, addresses and ranges of IPv4."""
    ranges = [each.strip() for each in os.environ[name].split(",") if _is_ipv6_range(each.strip())]
    entry = f"`{ranges[0]}`, a range of IPv6 addresses" if ranges else "an entry that is neither a host nor an address"
    hint = "write the hosts themselves, such as `api.example.com` or `.example.com`"
    return ConnectionProblem(f"{name} has {entry}, which isn't supported", hint, lasting=True)


def _is_ipv6_range(entry: str) -> bool:
    try:
        return "/" in entry and ipaddress.ip_network(re.sub(r"[][]", "", entry), strict=False).version == 6
    except ValueError:
        return False


def _is_socks(name: str | None) -> bool:
    return name is not None and os.environ[name].lower().startswith("socks")


def _of_proxy() -> str:
    """Return the end of a hint, where a proxy may be what can't be reached."""
    name = next(filter(None, map(_variable, _PROXIES)), None)
    return f", and the proxy in {name}" if name else ""


def _variable(name: str) -> str | None:
    """Return the name under which a variable is set: lower case comes first, as in Python's library."""
    return next((each for each in (name.lower(), name) if os.environ.get(each)), None)
