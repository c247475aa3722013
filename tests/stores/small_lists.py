"""Names, credentials and encodings that a store of each kind accepts or refuses: `make stores`."""

import base64
import gzip
import os
import secrets
from datetime import timedelta
from typing import Any

import pytest

from tests.project import CONTACTS, Project, Result
from tests.stores.emulators import Store

LIST = CONTACTS.encode()
HOUR = timedelta(hours=1)
ANONYMOUS = {"s3": "AWS_SKIP_SIGNATURE", "gs": "GOOGLE_SKIP_SIGNATURE", "az": "AZURE_SKIP_SIGNATURE"}


@pytest.fixture(autouse=True)
def _environ(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """The environment leads to the store."""
    monkeypatch.setenv("NO_PROXY", "*")
    for name, value in store.environ(store.port).items():
        monkeypatch.setenv(name, value)


def check(project: Project, store: Store, name: str, bucket: str = "lists") -> Result:
    return project.run("contacts", "check", "--fetch", f"{store.scheme}://{bucket}/{name}")


@pytest.mark.parametrize(
    "name",
    [
        "q4 all.csv",
        "ü/ñ/日本.csv",
        "a+b.csv",
        "a%20b%2Fc.csv",
        "a&b=c.csv",
        "~'(c)!*[x]:@,;$.csv",
        ".hidden",
        "a//b.csv",
    ],
)
def test_a_name_is_that_of_the_object(project: Project, store: Store, name: str) -> None:
    store.put(name, LIST)

    done = check(project, store, name)

    assert (done.code, "can't be read" in done.out) == ((1, True) if "//" in name else (0, False))


@pytest.mark.parametrize(("name", "bucket"), [("none.csv", "lists"), ("q4.csv", "no-such-bucket")])
def test_what_is_not_there_is_not_found(project: Project, store: Store, name: str, bucket: str) -> None:
    store.put("q4.csv", LIST)

    done = check(project, store, name, bucket)

    assert (done.code, "not found (404)" in done.out) == (1, True)


def test_a_public_list_needs_no_credentials(project: Project, store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    store.put("q4.csv", LIST, bucket="public")
    for name in store.credentials:
        monkeypatch.delenv(name)
    monkeypatch.setenv(ANONYMOUS[store.scheme], "true")

    assert check(project, store, "q4.csv", "public").code == 0


def test_a_private_list_needs_credentials(project: Project, store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    if store.scheme == "gs":
        pytest.skip("fake-gcs-server lets everyone read")
    store.put("q4.csv", LIST)
    for name in store.credentials:
        monkeypatch.delenv(name)
    monkeypatch.setenv(ANONYMOUS[store.scheme], "true")

    done = check(project, store, "q4.csv")

    assert (done.code, "denies access (403)" in done.out) == (1, True)


def test_a_list_that_is_stored_compressed_is_read(project: Project, store: Store) -> None:
    """Google Cloud Storage decompresses what is stored with `Content-Encoding`; the others don't."""
    packed = gzip.compress(LIST)
    store.put("packed.csv.gz", packed)
    store.put("encoded.csv", packed, encoding="gzip")

    assert check(project, store, "packed.csv.gz").code == 0
    assert check(project, store, "encoded.csv").code == 0


def refused(project: Project, store: Store, hint: str) -> None:
    """Check that each command ends with the hint, without a credential in its output and with nothing in the cache."""
    project.add(contacts={"path": f"{store.scheme}://lists/q4.csv", "sha256": "0" * 64, "rows": 3})

    results = [project.run(command, "--fetch") for command in ("validate", "plan", "apply")]

    for result in results:
        printed = result.out + result.err
        assert (result.code, hint in printed) == (1, True), printed
        assert not [name for name in store.credentials if os.environ.get(name, store.key) in printed]
    assert project.api.posts == []
    assert list((project.cache / "campaign-runner" / "lists").iterdir()) == []


@pytest.mark.parametrize("store", ["s3"], indirect=True)
def test_a_key_that_s3_does_not_know_is_refused(project: Project, store: Store) -> None:
    store.put("q4.csv", LIST)
    store.send("POST", "/moto-api/reset-auth", b"0")
    try:
        refused(project, store, "check AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, and renew what has expired")
    finally:
        store.send("POST", "/moto-api/reset-auth", b"inf")


@pytest.mark.parametrize("store", ["az"], indirect=True)
@pytest.mark.parametrize(
    "sas", [{"ends": -HOUR}, {"begins": HOUR}, {"may": "w"}], ids=["expired", "not valid yet", "not for reading"]
)
def test_a_sas_token_that_azure_refuses_is_to_be_renewed(
    project: Project, store: Store, monkeypatch: pytest.MonkeyPatch, sas: Any
) -> None:
    monkeypatch.setenv("AZURE_STORAGE_SAS_TOKEN", store.sas(**sas))
    store.put("q4.csv", LIST)

    refused(project, store, "check that AZURE_STORAGE_SAS_TOKEN may read it, and renew what has expired")


@pytest.mark.parametrize("store", ["az"], indirect=True)
def test_the_key_of_the_azure_account_is_accepted_and_no_other(
    project: Project, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("AZURE_STORAGE_SAS_TOKEN")
    monkeypatch.setenv("AZURE_STORAGE_ACCOUNT_KEY", base64.b64encode(secrets.token_bytes(32)).decode())
    store.put("q4.csv", LIST)

    refused(project, store, "check that AZURE_STORAGE_ACCOUNT_KEY may read it, and renew what has expired")

    monkeypatch.setenv("AZURE_STORAGE_ACCOUNT_KEY", store.key)
    assert check(project, store, "q4.csv").code == 0
