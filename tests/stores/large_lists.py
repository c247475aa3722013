"""Lists of 200 MB in a store of each kind, and connections that are cut: `make stores`."""

import time
from collections.abc import Callable
from datetime import timedelta

import pytest

from tests.stores.emulators import Store
from tests.stores.proxy import CUT_ALWAYS, CUT_ONCE
from tests.stores.repository import ROWS, LargeList, Repository

PEAK_BYTES = 160_000_000
"""What one process may need to fetch and read the list; half of it is the reading."""


def test_a_large_list_is_validated_and_planned_within_the_memory(
    repository: Repository, large: LargeList, record_property: Callable[[str, object], None]
) -> None:
    validated = repository.run("validate", "--fetch", "--jobs", "1")
    planned = repository.run("plan", "--fetch", "--jobs", "1")

    assert (validated.code, planned.code, validated.err + planned.err) == (0, 0, "")
    (campaign,) = planned.json["campaigns"]
    assert (campaign["action"], campaign["contacts"], campaign["notRead"]) == ("create", ROWS, False)
    assert (repository.cached, repository.proxy.connections) == ([f"{large.sha256}.csv"], 1)
    assert max(validated.peak, planned.peak) < PEAK_BYTES
    record_property(
        f"{repository.store.scheme}://, {large.path.stat().st_size / 1e6:.0f} MB",
        f"validate --fetch {validated.seconds:.1f} s and {validated.peak / 1e6:.0f} MB of memory, "
        f"then plan --fetch {planned.seconds:.1f} s and {planned.peak / 1e6:.0f} MB",
    )


def test_a_download_that_is_cut_once_goes_on_from_there(repository: Repository) -> None:
    repository.proxy.cuts, repository.proxy.after = CUT_ONCE, 100_000_000

    done = repository.run("validate", "--fetch")

    assert (done.code, repository.proxy.connections) == (0, 2)


def test_a_connection_that_stays_cut_is_a_finding_and_leaves_nothing(repository: Repository) -> None:
    repository.proxy.cuts, repository.proxy.after = CUT_ALWAYS, 50_000_000

    done = repository.run("validate", "--fetch")
    ((code, message),) = done.errors

    assert (done.code, code, repository.cached) == (1, "list-unfetched", [])
    assert message.endswith("the connection broke off before the end of the list")
    repository.proxy.cuts = 0
    assert repository.run("plan", "--fetch").code == 0


def test_a_list_that_was_replaced_is_a_pin_mismatch(repository: Repository, other: LargeList) -> None:
    assert repository.run("validate", "--fetch").code == 0
    other.put(repository.store)
    kept = repository.cached

    assert repository.run("plan", "--fetch").code == 0
    for name in kept:
        (repository.cache / name).unlink()
    done = repository.run("plan", "--fetch")

    assert [code for code, _ in done.errors] == ["pin-mismatch"]
    assert (done.code, repository.cached) == (1, [])


def test_a_list_that_is_replaced_while_it_is_read_is_never_half_of_each(
    repository: Repository, other: LargeList
) -> None:
    repository.proxy.cuts, repository.proxy.after = CUT_ONCE, 100_000_000
    repository.proxy.when_cut = lambda: other.put(repository.store)

    done = repository.run("validate", "--fetch")
    ((code, message),) = done.errors

    assert (done.code, code, repository.cached) == (1, "list-unfetched", [])
    assert message.endswith("the connection broke off before the end of the list")
    assert [code for code, _ in repository.run("validate", "--fetch").errors] == ["pin-mismatch"]


@pytest.mark.parametrize("store", ["az"], indirect=True)
def test_a_token_that_expires_before_the_rest_is_fetched_is_a_refusal(
    repository: Repository, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    expiring = {**store.environ(repository.proxy.port), "AZURE_STORAGE_SAS_TOKEN": store.sas(ends=timedelta(seconds=4))}
    monkeypatch.setattr(store, "environ", lambda _port: expiring)
    repository.proxy.cuts, repository.proxy.after = CUT_ONCE, 100_000_000
    repository.proxy.when_cut = lambda: time.sleep(5)

    done = repository.run("validate", "--fetch")
    ((code, message),) = done.errors

    assert (done.code, code, repository.cached) == (1, "list-unfetched", [])
    assert message.endswith("the store denies access (403)")
