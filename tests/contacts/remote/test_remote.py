"""Lists outside the repository: fetched, checked against their pins, cached privately, and never shown whole."""

import hashlib
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from runner.contacts.remote.address import Address, ListProblem, parse_address
from runner.formatting import redact_url
from tests import list_server
from tests.fake_api import answers
from tests.list_server import Bucket, Server, redirects, running, says
from tests.project import CONTACTS, Project

LIST = CONTACTS.encode()
NAME = "Q4 Outreach Campaign"
SECRET = "zqsecretxv"
FORMATS = {
    "validate": ("text", "json", "markdown", "github", "sarif", "junit", "gitlab"),
    "plan": ("text", "json", "markdown", "github"),
    "apply": ("text", "json"),
}


def sha(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def pinned(url: str, data: bytes = LIST, **more: Any) -> dict[str, Any]:
    return {"path": url, "sha256": sha(data), "rows": data.count(b"\n") - 1, **more}


@pytest.fixture(scope="module")
def tls(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Server, Path]]:
    folder = tmp_path_factory.mktemp("tls")
    with list_server.over_tls(folder) as server:
        yield server, folder / "localhost.pem"


@pytest.fixture
def https(tls: tuple[Server, Path], monkeypatch: pytest.MonkeyPatch) -> Server:
    """A server that has one list, `/q4.csv`, and is trusted."""
    server, certificate = tls
    server.files, server.faults, server.fault = {"/q4.csv": LIST}, {}, list_server.whole
    server.requests.clear()
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    monkeypatch.setenv("NO_PROXY", "*")
    return server


@pytest.fixture(scope="module")
def bucket() -> Iterator[Bucket]:
    """S3 with one list, `q4/all of it.csv`."""
    with list_server.s3() as bucket:
        bucket.put("q4/all%20of%20it.csv", LIST)
        yield bucket


@pytest.fixture
def store(bucket: Bucket, monkeypatch: pytest.MonkeyPatch) -> Bucket:
    """The environment that leads to the bucket."""
    for name, value in {
        "AWS_ENDPOINT_URL": bucket.url,
        "AWS_REGION": "us-east-1",
        "AWS_ACCESS_KEY_ID": SECRET,
        "AWS_SECRET_ACCESS_KEY": SECRET,
        "NO_PROXY": "*",
    }.items():
        monkeypatch.setenv(name, value)
    return bucket


def at(server: Server, path: str = "/q4.csv") -> str:
    return f"https://localhost:{server.server_port}{path}"


def kept(project: Project) -> list[Path]:
    return sorted((project.cache / "campaign-runner" / "lists").glob("*"), key=lambda path: path.name)


def fetch_findings(project: Project, *args: str) -> list[tuple[str, str, int, str]]:
    findings = project.plan("--fetch", *args)["findings"]
    return [(f["code"], f["path"], f["line"], f["message"]) for f in findings]


def test_a_list_elsewhere_is_planned_from_its_pin_and_nothing_is_requested(project: Project, https: Server) -> None:
    project.add(contacts=pinned(at(https)))

    (planned,) = project.plan()["campaigns"]

    assert (planned["action"], planned["contacts"], planned["notRead"]) == ("create", 3, True)
    assert [f["code"] for f in planned["findings"]] == ["list-unread"]
    assert re.search(r"  +3  Tue.*\n.* not read  ", project.run("plan").out)
    assert "3<br><sub>not read</sub>" in project.run("plan", "--format", "markdown").out
    assert project.run("validate", "--format", "json").json["counts"] == {"list-unread": 1}
    assert (https.requests, kept(project)) == ([], [])


def test_apply_refuses_to_send_a_list_that_was_not_read(project: Project, https: Server) -> None:
    project.add(contacts=pinned(at(https)))

    result = project.apply()

    assert (result.code, project.api.posts, project.recorded, https.requests) == (7, [], {}, [])
    assert "--fetch" in result.err


def test_a_list_is_fetched_once_checked_and_sent(project: Project, https: Server) -> None:
    project.add(contacts=pinned(at(https)))
    planned = project.plan()

    read = project.plan("--fetch")
    done = project.apply("--expect", planned["hash"])

    assert read["hash"] == planned["hash"]
    assert (read["campaigns"][0]["notRead"], read["findings"]) == (False, [])
    assert (done.code, project.api.lists, https.requests) == (0, [CONTACTS], ["/q4.csv"])
    (file,) = kept(project)
    assert (file.name, file.read_bytes()) == (f"{sha(LIST)}.csv", LIST)
    assert (file.stat().st_mode & 0o777, file.parent.stat().st_mode & 0o777) == (0o600, 0o700)


def test_a_list_of_s3_is_fetched_with_the_credentials_of_the_environment(project: Project, store: Bucket) -> None:
    project.add(contacts=pinned("s3://lists/q4/all of it.csv"))

    done = project.apply("--fetch")

    assert (done.code, project.api.lists) == (0, [CONTACTS])
    assert project.recorded[NAME]["contacts"]["sha256"] == sha(LIST)


def test_a_recorded_campaign_no_longer_needs_its_list(project: Project, https: Server) -> None:
    project.add(contacts=pinned(at(https)))
    assert project.apply("--fetch").code == 0
    for file in kept(project):
        file.unlink()
    https.files.clear()
    https.requests.clear()

    assert project.actions() == {NAME: "unchanged"}
    assert project.plan("--fetch")["findings"] == []
    assert project.apply("--fetch").code == 0
    assert (len(project.api.posts), https.requests) == (1, [])


@pytest.mark.parametrize("fetch", [(), ("--fetch",)])
@pytest.mark.parametrize(
    ("edit", "differs"),
    [
        ({"sha256": "0" * 64}, ["contacts"]),
        ({"columns": {"customer_name": "name"}}, ["contacts"]),
        ({"path": "q4-moved.csv"}, []),
    ],
)
def test_a_later_edit_is_detected_without_the_list(
    project: Project, https: Server, edit: dict[str, Any], differs: list[str], fetch: tuple[str, ...]
) -> None:
    project.add(contacts=pinned(at(https)))
    assert project.apply("--fetch").code == 0
    (file,) = kept(project)
    file.unlink()
    edited = {**edit, "path": at(https, f"/{edit.get('path', 'q4.csv')}")}
    project.add(contacts=pinned(at(https)) | edited)

    (planned,) = project.plan(*fetch)["campaigns"]

    assert (planned["action"], planned["differs"]) == ("changed" if differs else "unchanged", differs)


def test_an_update_reads_the_list_again_before_it_is_sent(project: Project, https: Server) -> None:
    project.write("policy.yaml", "updates: scheduled\n")
    project.add(contacts=pinned(at(https)))
    assert project.apply("--fetch").code == 0
    project.add(contacts=pinned(at(https)), scheduledTime="13:00:00")
    shutil.rmtree(project.cache)

    (planned,) = project.plan()["campaigns"]
    assert (planned["action"], planned["notRead"]) == ("update", True)
    assert project.apply().code == 7
    assert project.apply("--fetch").code == 0
    assert len(project.api.patches) == 1


@pytest.mark.parametrize("more", [{"columns": {"customer_name": "name"}}, {"phoneColumn": "Phone Number"}])
def test_a_list_that_would_be_read_otherwise_is_no_update(project: Project, https: Server, more: Any) -> None:
    project.write("policy.yaml", "updates: scheduled\n")
    project.add(contacts=pinned(at(https)))
    assert project.apply("--fetch").code == 0
    project.add(contacts=pinned(at(https), **more), scheduledTime="13:00:00")

    assert project.actions() == {NAME: "changed"}
    assert project.apply("--fetch").code == 5
    assert project.api.patches == []


def test_a_large_list_elsewhere_is_made_smaller_where_it_comes_from(project: Project, https: Server) -> None:
    rows = "".join(f"+1415{5300000 + row},Guest\n" for row in range(10_001)).encode()
    https.files["/q4.csv"] = data = b"Phone Number,customer_name\n" + rows
    path = str(project.add(contacts=pinned(at(https), data)))
    project.api.on_post = [answers(413, "too large")]

    (outcome,) = project.apply("--fetch").json["outcomes"]

    assert outcome["message"].endswith("make smaller lists where it comes from, and a campaign of each")
    assert "outside the repository" in project.run("split", path, "--by", "size", "--sizes", "10000", "--fetch").err


def test_a_later_edit_of_a_default_is_detected_without_the_list(project: Project, https: Server) -> None:
    project.add(contacts=pinned(at(https)), dynamicVariables={"customer_name": "there"})
    assert project.apply("--fetch").code == 0
    (file,) = kept(project)
    file.unlink()
    project.add(contacts=pinned(at(https)), dynamicVariables={"customer_name": "you"})

    assert project.plan()["campaigns"][0]["differs"] == ["dynamicVariables"]


@pytest.mark.parametrize("read", [True, False])
def test_a_list_that_moves_out_of_git_or_back_is_still_the_one_that_was_sent(
    project: Project, https: Server, read: bool
) -> None:
    project.add("here.yaml", contacts="contacts/q4.csv", campaignName="Here")
    project.add("there.yaml", contacts=pinned(at(https)), campaignName="There")
    assert project.apply("--fetch").code == 0
    project.add("here.yaml", contacts=pinned(at(https)), campaignName="Here")
    project.add("there.yaml", contacts="contacts/q4.csv", campaignName="There")
    if not read:
        kept(project)[0].unlink()

    assert project.actions() == {"Here": "unchanged", "There": "unchanged"}


FAULTS: dict[str, tuple[list_server.Fault, str, str]] = {
    "truncated": (list_server.truncated, "list-unfetched", "broke off"),
    "truncated unseen": (list_server.cut_unseen, "pin-mismatch", "is pinned"),
    "changed": (list_server.changed, "pin-mismatch", "is pinned"),
    "slow": (list_server.slow, "list-unfetched", "longer than 0.5 seconds"),
    "silent": (list_server.silent, "list-unfetched", "longer than 0.5 seconds"),
    "refused": (says(403), "list-unfetched", "denies access (403)"),
    "gone": (says(404), "list-unfetched", "not found (404)"),
    "large": (list_server.large, "list-unfetched", "larger than 1 MiB"),
}
OF_HTTPS: dict[str, tuple[list_server.Fault, str, str]] = {
    **FAULTS,
    "endless": (list_server.endless, "list-unfetched", "larger than 1 MiB"),
    "busy": (says(503), "list-unfetched", "busy or failing (503)"),
    "odd": (says(204), "list-unfetched", "answers 204"),
    "to http": (redirects(f"http://localhost/q4.csv?sig={SECRET}"), "list-unfetched", "redirects to `http:`"),
    "in circles": (redirects("/q4.csv"), "list-unfetched", "more than 5 times"),
    "to nowhere": (redirects("https://"), "list-unfetched", ""),
}


def check_fault(project: Project, url: str, code: str, words: str) -> None:
    project.environ["CAMPAIGNS_FETCH_SECONDS"] = "0.5" if "0.5" in words else "30"
    project.add(contacts=pinned(url))
    project.add("two.yaml", contacts=pinned(url, rows=3), campaignName="Two")

    findings = fetch_findings(project)
    result = project.apply("--fetch")

    assert [(c, path, line) for c, path, line, _ in findings] == [
        (code, "campaigns/q4.yaml", 9),
        (code, "campaigns/two.yaml", 9),
    ]
    assert words in findings[0][3]
    assert (result.code, project.api.posts, project.recorded, kept(project)) == (1, [], {}, [])
    assert SECRET not in result.out + result.err + json.dumps(findings)


@pytest.mark.parametrize("fault", OF_HTTPS)
def test_what_goes_wrong_by_https_is_a_finding_for_each_campaign_and_leaves_nothing(
    project: Project, https: Server, fault: str
) -> None:
    https.fault, code, words = OF_HTTPS[fault]

    check_fault(project, at(https), code, words)


@pytest.mark.parametrize("fault", FAULTS)
def test_what_goes_wrong_with_s3_is_a_finding_for_each_campaign_and_leaves_nothing(
    project: Project, store: Bucket, monkeypatch: pytest.MonkeyPatch, fault: str
) -> None:
    with running(Server(store.get)) as between:
        between.fault, code, words = FAULTS[fault]
        monkeypatch.setenv("AWS_ENDPOINT_URL", f"http://127.0.0.1:{between.server_port}")

        check_fault(project, "s3://lists/q4/all of it.csv", code, words)


def test_a_download_from_a_store_that_breaks_off_once_goes_on(
    project: Project, store: Bucket, monkeypatch: pytest.MonkeyPatch
) -> None:
    with running(Server(store.get)) as between:
        between.fault = list_server.truncated_once
        monkeypatch.setenv("AWS_ENDPOINT_URL", f"http://127.0.0.1:{between.server_port}")
        project.add(contacts=pinned("s3://lists/q4/all of it.csv"))

        assert (fetch_findings(project), len(between.requests)) == ([], 2)


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("https://127.0.0.1:1/q4.csv", "refused"),
        ("https://no-such-host.invalid/q4.csv", ""),
        ("s3://no-such-bucket/q4.csv", "not found (404)"),
        ("s3://lists/../q4.csv", "a part, can't be read"),
    ],
)
@pytest.mark.usefixtures("store", "https")
def test_an_address_with_nothing_behind_it_is_a_finding(project: Project, url: str, words: str) -> None:
    project.environ["CAMPAIGNS_FETCH_SECONDS"] = "5"
    project.add(contacts=pinned(url))

    ((code, _, line, message),) = fetch_findings(project)

    assert (code, line) == ("list-unfetched", 9)
    assert words in message


def test_a_server_with_an_untrusted_certificate_is_not_read(
    project: Project, https: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SSL_CERT_FILE")
    project.add(contacts=pinned(at(https)))

    ((_, _, _, message),) = fetch_findings(project)

    assert "certificate isn't trusted" in message


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("HTTPS_PROXY", "HTTPS_PROXY isn't the address of a proxy"),
        ("SSL_CERT_FILE", "the file in SSL_CERT_FILE can't be read"),
    ],
)
def test_an_environment_that_can_not_be_used_is_a_finding(
    project: Project, https: Server, monkeypatch: pytest.MonkeyPatch, name: str, words: str
) -> None:
    monkeypatch.delenv("NO_PROXY")
    monkeypatch.setenv(name, f"odd://me:{SECRET}@nowhere")
    project.add(contacts=pinned(at(https)))

    ((code, _, _, message),) = fetch_findings(project)

    assert code == "list-unfetched"
    assert words in message
    assert SECRET not in message


@pytest.mark.parametrize(
    ("proxy", "words"), [("", "the server's certificate isn't trusted"), ("socks5://127.0.0.1:1", "is a SOCKS proxy")]
)
def test_a_store_behind_an_untrusted_certificate_or_a_socks_proxy_is_said_as_a_server_is(
    project: Project, https: Server, monkeypatch: pytest.MonkeyPatch, proxy: str, words: str
) -> None:
    for name in ("SSL_CERT_FILE", "NO_PROXY"):
        monkeypatch.delenv(name)
    monkeypatch.setenv("HTTPS_PROXY", proxy)
    monkeypatch.setenv("AWS_ENDPOINT_URL", f"https://localhost:{https.server_port}")
    monkeypatch.setenv("AWS_SKIP_SIGNATURE", "true")
    project.add(contacts=pinned("s3://lists/q4.csv"))

    ((_, _, _, message),) = fetch_findings(project)

    assert words in message


def test_plain_http_to_a_store_is_for_this_machine_alone(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://store.invalid")
    monkeypatch.setenv("AWS_SKIP_SIGNATURE", "true")
    project.add(contacts=pinned("s3://lists/q4.csv"))

    ((_, _, _, message),) = fetch_findings(project)

    assert "plain http" in message


@pytest.mark.parametrize("url", ["gs://lists/q4.csv", "az://lists/q4.csv"])
def test_stores_of_google_and_azure_that_can_not_be_reached_are_findings(
    project: Project, monkeypatch: pytest.MonkeyPatch, url: str
) -> None:
    monkeypatch.setenv("AZURE_STORAGE_ACCOUNT_NAME", "nobody")
    monkeypatch.setenv("GOOGLE_APPLICATION_CREDENTIALS", "/nowhere.json")
    project.environ["CAMPAIGNS_FETCH_SECONDS"] = "3"
    project.add(contacts=pinned(url))

    ((code, _, line, _),) = fetch_findings(project)

    assert (code, line) == ("list-unfetched", 9)


def test_what_the_cache_has_damaged_is_never_sent_and_fetched_again(project: Project, https: Server) -> None:
    project.add(contacts=pinned(at(https)))
    project.plan("--fetch")
    (file,) = kept(project)
    file.write_bytes(LIST.replace(b"Ada", b"Eve"))

    assert project.plan()["campaigns"][0]["notRead"] is True
    assert kept(project) == []
    assert project.apply().code == 7
    assert project.apply("--fetch").code == 0
    assert project.api.lists == [CONTACTS]


def test_a_list_with_other_rows_than_are_pinned_is_not_sent(project: Project, https: Server) -> None:
    project.add(contacts=pinned(at(https), rows=4))

    result = project.apply("--fetch")

    assert (result.code, project.api.posts) == (1, [])
    assert project.plan()["counts"] == {"pin-mismatch": 1}


def test_a_bad_row_is_reported_under_the_address_without_its_query(project: Project, https: Server) -> None:
    body = LIST.replace(b"+14155550102", b"4155550102")
    https.files["/q4.csv"] = body
    project.add(contacts=pinned(at(https, "/q4.csv?version=7"), body))

    finding = project.plan("--fetch")["findings"][0]

    assert (finding["code"], finding["path"], finding["row"]) == ("phone-format", at(https), 3)
    assert https.requests == ["/q4.csv?version=7"]


@pytest.mark.parametrize("without", [("sha256",), ("rows",), ("sha256", "rows")])
def test_a_list_elsewhere_must_be_pinned(project: Project, https: Server, without: tuple[str, ...]) -> None:
    long = {key: value for key, value in pinned(at(https)).items() if key not in without}
    project.add(contacts=long if len(long) > 1 else at(https))

    findings = project.plan("--fetch")["findings"]

    assert [(f["code"], f["line"]) for f in findings] == [("missing-key", 9)] * len(without)
    assert {f["hint"].partition("`")[2].partition("`")[0] for f in findings} == {
        "campaigns contacts pin campaigns/q4.yaml --fetch"
    }
    assert https.requests == []


def test_pin_writes_what_is_there_now(project: Project, https: Server) -> None:
    path = project.add(contacts=at(https))
    command = ("contacts", "pin", str(path))

    assert project.run(*command).code == 1
    assert project.run(*command, "--fetch").code == 0
    assert project.plan()["findings"] == []
    https.files["/q4.csv"] = LIST + b"+14155550104,Di\n"
    assert project.run(*command, "--fetch").code == 0
    (planned,) = project.plan()["campaigns"]
    assert (planned["contacts"], planned["notRead"]) == (4, False)


def test_check_takes_an_address_which_may_be_signed_there(project: Project, https: Server) -> None:
    url = at(https, f"/q4.csv?X-Amz-Signature={SECRET}")

    refused = project.run("contacts", "check", url)
    checked = project.run("contacts", "check", url, "--fetch")
    https.fault = says(403)
    failed = project.run("contacts", "check", url, "--fetch", "--format", "json")

    assert (refused.code, checked.code, failed.code) == (2, 0, 1)
    assert checked.out == "1 list, 3 contacts: no errors\n"
    assert failed.json["counts"] == {"list-unfetched": 1}
    assert SECRET not in "".join(done.out + done.err for done in (refused, checked, failed))


@pytest.mark.parametrize(
    "url",
    [
        f"https://bucket.invalid/q4.csv?X-Amz-Credential=a&X-Amz-Signature={SECRET}",
        f"https://a.blob.invalid/q4.csv?sv=2024&sig={SECRET}",
        f"https://me:{SECRET}@lists.invalid/q4.csv",
        f"https://{SECRET}@lists.invalid/q4.csv?a=b",
        f"s3://lists/q4.csv?token={SECRET}",
    ],
)
def test_credentials_in_an_address_are_an_error_and_in_no_output(project: Project, url: str) -> None:
    project.add(contacts=pinned(url, wrong=url, requiredVariables=url, phoneColumn={"a": url}))
    project.write("two.yaml", f'contacts: "{url}"\nsipPhoneNumber: "{url}"\nagentId: [\n')
    project.add("three.yaml", contacts=pinned(url), campaignName="Three")

    results = [project.run(c, "--format", form) for c, forms in FORMATS.items() for form in forms]
    results.append(project.run("contacts", "pin", "--fetch"))

    assert project.run("validate", "--format", "json").json["counts"]["list-secret"] == 1
    assert {result.code for result in results} == {1}
    assert SECRET not in "".join(result.out + result.err for result in results)


@given(st.text(alphabet="az@:/?#=&%. ", max_size=20), st.text(alphabet="az@:/?#=&%", max_size=20))
def test_no_line_shows_what_is_behind_the_question_mark_of_an_address(before: str, behind: str) -> None:
    line = f"contacts: https://host/{before}x?{behind}{SECRET}"

    assert SECRET not in redact_url(line)
    assert len(redact_url(line)) == len(line)


@given(st.text(max_size=30))
def test_any_address_is_read_or_refused(rest: str) -> None:
    for scheme in ("https", "s3", "gs", "az", "http"):
        address = parse_address(f"{scheme}://{rest}")

        assert isinstance(address, Address | ListProblem)
        assert not isinstance(address, Address) or address.display.startswith(f"{scheme}://{address.host}/")


@pytest.mark.parametrize(
    "path",
    [
        "http://host/q4.csv",
        "ftp://host/q4.csv",
        "https://",
        "https://host",
        "https://host:x/q4.csv",
        "https:///q4.csv",
        "https://host/a b.csv",
        "s3://bucket",
        "s3://bucket/q4.csv?versionId=7",
        "s3://bucket/a#b",
        "gs://bucket:80/q4.csv",
    ],
)
def test_an_address_of_another_kind_is_a_bad_value(project: Project, path: str) -> None:
    project.add(contacts=pinned(path))

    assert [(code, line) for code, _, line, _ in fetch_findings(project)] == [("bad-value", 9)]


def test_an_address_has_its_parts() -> None:
    address = parse_address("S3://our-lists/2026/q4 of%20all.csv")

    assert address == Address(
        "s3",
        "our-lists",
        "2026/q4 of%20all.csv",
        "s3://our-lists/2026/q4 of%20all.csv",
        "S3://our-lists/2026/q4 of%20all.csv",
    )


def test_the_draft_of_a_run_that_was_killed_is_deleted_by_the_next(project: Project, https: Server) -> None:
    folder = project.cache / "campaign-runner" / "lists"
    folder.mkdir(parents=True)
    old, new = folder / ".old.draft", folder / ".new.draft"
    for draft in (old, new):
        draft.write_bytes(LIST)
    os.utime(old, (0, 0))
    project.add(contacts=pinned(at(https)))

    project.plan("--fetch")

    assert [path.name for path in kept(project)] == [".new.draft", f"{sha(LIST)}.csv"]


@pytest.mark.parametrize("environ", [{"XDG_CACHE_HOME": ""}, {}])
def test_a_cache_that_can_not_be_written_is_a_finding(project: Project, https: Server, environ: dict[str, str]) -> None:
    project.environ.update(environ)
    project.cache.write_text("")
    project.add(contacts=pinned(at(https)))

    ((code, _, _, message),) = fetch_findings(project)

    assert code == "list-unfetched"
    assert "cache" in message


def test_nothing_of_the_network_is_imported_where_nothing_is_fetched(project: Project, https: Server) -> None:
    project.add(contacts=pinned(at(https)))
    project.plan("--fetch")
    script = (
        "import sys; from runner.cli import main as cli; code = cli.main(['plan']); "
        "heavy = {'httpx', 'obstore', 'asyncio', 'ssl'} & set(sys.modules); sys.exit(str(heavy) if heavy else code)"
    )
    environ = {"CAMPAIGNS_DIR": str(project.directory), "XDG_CACHE_HOME": str(project.cache)}

    done = subprocess.run([sys.executable, "-c", script], env=environ, capture_output=True, text=True)

    assert (done.returncode, done.stderr, "not read" in done.stdout) == (0, "", False)


@pytest.mark.slow
def test_an_interrupted_download_leaves_nothing(project: Project, https: Server) -> None:
    https.fault = list_server.slow
    project.add(contacts=pinned(at(https)))
    environ = {**os.environ, "CAMPAIGNS_DIR": str(project.directory), "XDG_CACHE_HOME": str(project.cache)}
    # A shell's background job ignores SIGINT, and so would its children.
    script = (
        "import runpy, signal; signal.signal(signal.SIGINT, signal.default_int_handler); "
        "runpy.run_module('runner', run_name='__main__')"
    )
    command = [sys.executable, "-c", script, "plan", "--fetch"]
    with subprocess.Popen(
        command,
        env=environ,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        while not kept(project):
            time.sleep(0.02)
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=20)

    assert (process.returncode, out, err, kept(project)) == (130, b"", b"", [])
