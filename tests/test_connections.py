"""What prevents a connection is said in words of our own: certificates, proxies and names."""

import ssl
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from runner import connections
from runner.api.client import Client
from runner.cli import main
from runner.connections import ConnectionProblem
from runner.errors import ApiError
from tests import list_server
from tests.list_server import Server
from tests.project import Project

SECRET = "for-tests-only"  # of a proxy; no message has it
NAMES = ("HTTPS_PROXY", "HTTP_PROXY", "ALL_PROXY", "NO_PROXY", "SSL_CERT_FILE", "SSL_CERT_DIR")


@pytest.fixture(autouse=True)
def bare_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in NAMES:
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)


def problem(url: str = "https://127.0.0.1:1/") -> ConnectionProblem:
    try:
        httpx.get(url, timeout=5)
    except connections.ERRORS as exc:
        return connections.explain(exc)
    pytest.fail("there was a connection")


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("NO_PROXY", "localhost, fd00::/8", "NO_PROXY has `fd00::/8`, a range of IPv6 addresses"),
        ("no_proxy", "[fe80::]/10", "no_proxy has `[fe80::]/10`, a range of IPv6 addresses"),
        ("NO_PROXY", f"me:{SECRET}", "NO_PROXY has an entry that is neither a host nor an address"),
        ("ALL_PROXY", f"socks5://me:{SECRET}@127.0.0.1:1", "the proxy in ALL_PROXY is a SOCKS proxy"),
        ("https_proxy", f"socks5h://me:{SECRET}@127.0.0.1:1", "the proxy in https_proxy is a SOCKS proxy"),
        ("HTTPS_PROXY", f"socks4://me:{SECRET}@127.0.0.1:1", "HTTPS_PROXY isn't the address of a proxy"),
        ("HTTPS_PROXY", f"http://me:{SECRET}@127.0.0.1:port", "HTTPS_PROXY isn't the address of a proxy"),
        ("SSL_CERT_FILE", "/nowhere.pem", "the file in SSL_CERT_FILE can't be read: no such file or directory"),
        ("SSL_CERT_FILE", __file__, "the file in SSL_CERT_FILE can't be read: no certificate in PEM form"),
    ],
)
def test_a_setting_that_can_not_be_used_is_named(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, words: str
) -> None:
    monkeypatch.setenv(name, value)

    result = problem()

    assert words in result.message
    assert result.lasting
    assert SECRET not in result.message + result.hint


def test_settings_that_httpx_takes_are_no_problem(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_PROXY", "*.example.com,.example.org,10.0.0.0/8,::1")

    assert problem().message == "the connection was refused"


@pytest.mark.parametrize(
    ("url", "words"),
    [("https://127.0.0.1:1/", "the connection was refused"), ("https://nowhere.invalid/", "there is no such host")],
)
def test_the_proxy_may_be_what_is_not_reached(monkeypatch: pytest.MonkeyPatch, url: str, words: str) -> None:
    assert problem(url).message == words
    assert "PROXY" not in problem(url).hint

    monkeypatch.setenv("HTTPS_PROXY", f"http://me:{SECRET}@127.0.0.1:1")
    assert "the proxy in HTTPS_PROXY" in problem(url).hint


@pytest.mark.parametrize(("status", "lasting"), [(407, True), (403, True), (502, False)])
def test_a_proxy_that_refuses_is_not_taken_for_the_server(status: int, lasting: bool) -> None:
    result = connections.explain(httpx.ProxyError(f"{status} Go away, {SECRET}"))

    assert result.message == f"the proxy refuses the connection ({status})"
    assert result.lasting is lasting


@pytest.mark.parametrize(
    ("code", "words"), [(10, "has expired"), (62, "is for another host"), (20, "isn't trusted"), (18, "isn't trusted")]
)
def test_each_fault_of_a_certificate_has_its_words(code: int, words: str) -> None:
    cause = ssl.SSLCertVerificationError()
    cause.verify_code = code
    error = httpx.ConnectError("no")
    error.__cause__ = cause

    result = connections.explain(error)

    assert words in result.message
    assert result.lasting


@pytest.fixture(scope="module")
def tls(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Server, Path]]:
    """A server whose certificate no public authority has signed, and that certificate."""
    folder = tmp_path_factory.mktemp("tls")
    with list_server.over_tls(folder) as server:
        yield server, folder / "localhost.pem"


def test_github_behind_a_private_authority_is_read_with_its_certificate(
    project: Project, tls: tuple[Server, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    server, certificate = tls
    server.files = {"/repos/me/repo": b'{"default_branch": "main"}'}
    server.requests.clear()
    project.add()
    project.environ |= {"GITHUB_REPOSITORY": "me/repo", "GITHUB_API_URL": f"https://localhost:{server.server_port}"}

    refused = project.run("--state", "github:campaign-state", "plan")
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    planned = project.run("--state", "github:campaign-state", "plan", "--format", "json")

    assert refused.code == 4
    assert "the server's certificate isn't trusted" in refused.err
    assert "hint: set SSL_CERT_FILE to a PEM file" in refused.err
    assert [change["action"] for change in planned.json["campaigns"]] == ["create"]


def test_the_api_behind_a_private_authority_is_asked_once(tls: tuple[Server, Path]) -> None:
    waits: list[float] = []
    url = f"https://localhost:{tls[0].server_port}"
    client = Client(url, "for-tests", timeout=5, sleep=waits.append)

    with pytest.raises(ApiError, match="the server's certificate isn't trusted") as stopped:
        client.sweep()

    assert "SSL_CERT_FILE" in str(stopped.value.hint)
    assert waits == []


def test_a_client_of_the_api_that_can_not_be_made_is_a_mistake_of_the_environment(
    project: Project, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("ALL_PROXY", f"socks5://me:{SECRET}@127.0.0.1:1")
    project.add()
    environ = {"CAMPAIGNS_DIR": str(project.directory), "SIGMAMIND_API_KEY": "for-tests"}

    code = main.main(["plan", "--online"], environ=environ)

    assert code == 2
    assert "the proxy in ALL_PROXY is a SOCKS proxy" in capsys.readouterr().err
