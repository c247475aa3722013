"""What a store's refusal means: the finding says what to renew or to set, and repeats nothing of the answer."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from runner.contacts.remote.store_errors import store_error
from tests import list_server
from tests.list_server import Handler, Server, running
from tests.project import CONTACTS, Project

SECRET = "zqsecretxv"
VARIABLES = {
    "s3": {"AWS_ACCESS_KEY_ID": SECRET, "AWS_SECRET_ACCESS_KEY": SECRET, "AWS_SESSION_TOKEN": SECRET},
    "gs": {"GOOGLE_BEARER_TOKEN": SECRET},
    "az": {"AZURE_STORAGE_ACCOUNT_NAME": "account", "AZURE_STORAGE_SAS_TOKEN": f"sp=r&sig={SECRET}"},
}
ENDPOINTS = {"s3": "AWS_ENDPOINT_URL", "gs": "GOOGLE_BASE_URL", "az": "AZURE_STORAGE_ENDPOINT"}
OF_AWS = "AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY and AWS_SESSION_TOKEN"


@pytest.fixture
def store(monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    """A store of each kind that has every object, with credentials for it."""
    monkeypatch.setenv("NO_PROXY", "*")
    with running(Server(lambda _request: (200, CONTACTS.encode()))) as server:
        for scheme, endpoint in ENDPOINTS.items():
            monkeypatch.setenv(endpoint, f"http://127.0.0.1:{server.server_port}")
            for name, value in VARIABLES[scheme].items():
                monkeypatch.setenv(name, value)
        yield server


def finding(project: Project, scheme: str) -> tuple[str, str]:
    """Return message and hint of the one finding, after checking that no secret is in it."""
    project.add(contacts={"path": f"{scheme}://lists/q4.csv", "sha256": "0" * 64, "rows": 3})
    (one,) = project.plan("--fetch")["findings"]
    assert SECRET not in json.dumps(one)
    return one["message"].partition("can't be fetched: ")[2] or one["code"], one["hint"]


@pytest.mark.parametrize("scheme", ENDPOINTS)
def test_each_store_may_be_on_this_machine_without_encryption(project: Project, store: Server, scheme: str) -> None:
    assert finding(project, scheme)[0] == "pin-mismatch"


@pytest.mark.parametrize(
    ("scheme", "status", "code", "words", "hint"),
    [
        ("s3", 400, "ExpiredToken", "credentials have expired", f"renew {OF_AWS}"),
        ("s3", 403, "InvalidAccessKeyId", "doesn't accept the credentials", f"check {OF_AWS}, and renew"),
        ("s3", 403, "AccessDenied", "denies access (403)", f"check that {OF_AWS} may read it"),
        ("s3", 403, "RequestTimeTooSkewed", "clock is wrong", "set the clock"),
        ("s3", 400, "AuthorizationHeaderMalformed", "in another region", "AWS_REGION"),
        ("s3", 301, "PermanentRedirect", "in another region", "AWS_REGION"),
        ("s3", 403, "InvalidObjectState", "archived", "restore it"),
        ("s3", 404, "NoSuchKey", "not found (404)", "check the address"),
        ("gs", 401, "AuthenticationRequired", "doesn't accept the credentials", "check GOOGLE_BEARER_TOKEN"),
        ("gs", 403, "AccessDenied", "denies access (403)", "check that GOOGLE_BEARER_TOKEN may read it"),
        ("gs", 400, "UserProjectMissing", "pay for it", "copy the list"),
        ("az", 403, "AuthenticationFailed", "doesn't accept the credentials", "check AZURE_STORAGE_SAS_TOKEN"),
        ("az", 409, "PublicAccessNotPermitted", "nobody read without credentials", "docs/how-to/remote-lists.md"),
    ],
)
def test_a_refusal_is_explained_by_its_code(
    project: Project, store: Server, scheme: str, status: int, code: str, words: str, hint: str
) -> None:
    body = f"<Error><Code>{code}</Code><Message>no</Message><Token-0>{SECRET}</Token-0></Error>"
    store.fault = lambda to, _status, _body: to.answer(status, body.encode())

    message, advice = finding(project, scheme)

    assert words in message
    assert hint in advice


def test_a_sas_token_that_has_expired_is_to_be_renewed(project: Project, store: Server) -> None:
    detail = f"Signature not valid in the specified time frame: Start [{SECRET}]"
    store.fault = lambda to, _status, _body: to.answer(403, f"<Code>AuthenticationFailed</Code>{detail}".encode())

    assert finding(project, "az") == (
        "the credentials have expired, or aren't valid yet",
        "renew AZURE_STORAGE_SAS_TOKEN",
    )


def test_an_object_that_its_store_decompresses_is_not_taken_for_a_connection_that_broke(
    project: Project, store: Server
) -> None:
    store.fault = decompressed

    assert finding(project, "gs")[0] == "the store decompresses the object, and doesn't say how large it is"


def decompressed(to: Handler, _status: int, body: bytes) -> None:
    """Answer as Google Cloud Storage does for an object that is stored compressed: without its length."""
    to.send_response(200)
    to.send_header("Transfer-Encoding", "chunked")
    to.send_header("Last-Modified", "Sun, 22 Nov 2026 10:00:00 GMT")
    to.send_header("ETag", '"e"')
    to.end_headers()
    to.wfile.write(b"%x\r\n%b\r\n0\r\n\r\n" % (len(body), body))


@pytest.mark.parametrize(
    ("scheme", "variable", "content", "words", "hint"),
    [
        ("gs", "GOOGLE_APPLICATION_CREDENTIALS", '{"type": "external_account"}', "federation", "GOOGLE_BEARER_TOKEN"),
        ("gs", "GOOGLE_APPLICATION_CREDENTIALS", f"{SECRET}, no JSON", "can't be read", "GOOGLE_APPLICATION_CREDENT"),
        ("gs", "GOOGLE_SERVICE_ACCOUNT", "", "can't be read", "check GOOGLE_SERVICE_ACCOUNT"),
        ("az", "AZURE_STORAGE_ACCOUNT_KEY", f"{SECRET}!", "can't be read", "check AZURE_STORAGE_ACCOUNT_KEY"),
        ("az", "AZURE_STORAGE_SAS_TOKEN", SECRET, "can't be read", "check AZURE_STORAGE_SAS_TOKEN"),
    ],
)
def test_credentials_that_can_not_be_read_are_named_and_not_shown(
    project: Project,
    store: Server,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    scheme: str,
    variable: str,
    content: str,
    words: str,
    hint: str,
) -> None:
    monkeypatch.delenv({"gs": "GOOGLE_BEARER_TOKEN", "az": "AZURE_STORAGE_SAS_TOKEN"}[scheme])
    file = tmp_path / "credentials.json"
    file.write_text(content)
    monkeypatch.setenv(variable, str(file) if scheme == "gs" else content)

    message, advice = finding(project, scheme)

    assert words in message
    assert hint in advice


def test_a_storage_account_must_be_named(project: Project, store: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("AZURE_STORAGE_ACCOUNT_NAME")

    assert finding(project, "az") == ("the storage account isn't named", "set AZURE_STORAGE_ACCOUNT_NAME")


@pytest.mark.parametrize(
    ("scheme", "variable"),
    [
        ("s3", "AWS_SESSION_TOKEN"),
        ("s3", "AWS_REGION"),
        ("gs", "GOOGLE_BEARER_TOKEN"),
        ("az", "AZURE_STORAGE_SAS_TOKEN"),
    ],
)
def test_a_secret_with_the_end_of_its_line_is_named(
    project: Project, store: Server, monkeypatch: pytest.MonkeyPatch, scheme: str, variable: str
) -> None:
    monkeypatch.setenv(variable, f"{SECRET}\n")

    assert finding(project, scheme)[0] == f"{variable} has a space or a line break in it"
    assert store.requests == []


@pytest.mark.parametrize("scheme", ENDPOINTS)
@pytest.mark.parametrize("value", ["127.0.0.1:9000", "://", "ftp://store", "http://store:port"])
def test_an_endpoint_that_is_no_address_is_named(
    project: Project, store: Server, monkeypatch: pytest.MonkeyPatch, scheme: str, value: str
) -> None:
    monkeypatch.setenv(ENDPOINTS[scheme], value)

    assert finding(project, scheme) == (
        f"{ENDPOINTS[scheme]} isn't the address of a store",
        "write it like https://HOST",
    )


@pytest.mark.parametrize("host", ["169.254.169.254", "metadata.google.internal"])
def test_a_machine_without_a_role_lacks_credentials_and_is_not_said_to_lack_a_connection(host: str) -> None:
    text = f"Error performing GET http://{host}/token - HTTP error: error sending request\n kind: Connect"

    error = store_error("gs", text)

    assert "no credentials" in error.message
    assert "GOOGLE_SKIP_SIGNATURE=true" in error.hint


def test_a_token_that_is_refused_is_no_missing_list() -> None:
    text = "Error performing token request: Error performing POST URL - Server returned non-2xx status code: 400 Bad"

    assert store_error("az", text).message == "the store doesn't accept the credentials"


def test_a_store_elsewhere_is_encrypted(project: Project, store: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GOOGLE_BASE_URL", "http://store.invalid")

    assert finding(project, "gs")[0] == "the store's endpoint is plain http"


def test_a_proxy_that_refuses_is_not_taken_for_the_store(
    project: Project, store: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", "https://store.invalid")
    monkeypatch.setenv("HTTPS_PROXY", f"http://me:{SECRET}@127.0.0.1:{store.server_port}")
    monkeypatch.delenv("NO_PROXY")

    message, hint = finding(project, "s3")

    assert (message, "HTTPS_PROXY" in hint) == ("the proxy refuses the connection", True)


def test_a_store_that_can_not_go_on_where_it_broke_off_has_broken_off(project: Project, store: Server) -> None:
    store.fault = list_server.truncated

    assert finding(project, "gs")[0] == "the connection broke off before the end of the list"
