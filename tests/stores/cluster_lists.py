"""Lists of 200 MB that two workers of a Dask cluster read, with credentials of their own: `make stores`."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from tests.jobs.dask_cluster import DaskCluster
from tests.stores.emulators import Store
from tests.stores.proxy import CUT_ALWAYS, CUT_ONCE, Proxy
from tests.stores.repository import ROWS, Command, LargeList, Repository, peak_memory

WORKER_PEAK_BYTES = 250_000_000
"""What a worker may need to read one of the two lists and compare them, without the bytes of the list itself."""


@pytest.fixture(scope="module")
def dask(store: Store, between: Proxy, tmp_path_factory: pytest.TempPathFactory) -> Iterator[DaskCluster]:
    """Two workers whose environment leads to the store."""
    folder = tmp_path_factory.mktemp("dask")
    with DaskCluster(folder, NO_PROXY="*", **store.environ(between.port)) as cluster:
        cluster.start_worker()
        cluster.start_worker()
        cluster.wait_for_workers()
        yield cluster


def on(cluster: DaskCluster, repository: Repository, *command: str) -> Command:
    """Run a command that has no credentials on the cluster, and check that this machine fetches nothing."""
    done = repository.run(*command, "--jobs", cluster.address, credentials=False)
    assert repository.cached == []
    return done


def files_of_workers(cluster: DaskCluster) -> dict[str, bytes]:
    """Return what scheduler and workers wrote to their folders and logs."""
    paths = [path for path in cluster.folder.rglob("*") if path.is_file()]
    return {str(path.relative_to(cluster.folder)): path.read_bytes() for path in paths}


def test_two_workers_find_what_one_process_finds(
    repository: Repository, dask: DaskCluster, other: LargeList, record_property: Callable[[str, object], None]
) -> None:
    other.put(repository.store, "other.csv")
    repository.add(other, "other")

    plan = ("plan", "--fetch", "--as-of", "2099-11-28T12:00:00Z")
    planned = on(dask, repository, *plan)
    alone = repository.run(*plan, "--jobs", "1")

    assert (planned.code, planned.json) == (0, alone.json)
    assert [campaign["contacts"] for campaign in planned.json["campaigns"]] == [ROWS, ROWS]
    peaks = [peak_memory(worker.pid) for worker in dask.workers]
    assert max(peaks) < WORKER_PEAK_BYTES
    assert not [name for name, data in files_of_workers(dask).items() if b"1415200" in data]
    record_property(
        f"{repository.store.scheme}://, two lists of {other.path.stat().st_size / 1e6:.0f} MB on two workers",
        f"plan --fetch {planned.seconds:.1f} s, up to {max(peaks) / 1e6:.0f} MB for a worker; "
        f"without them {alone.seconds:.1f} s and {alone.peak / 1e6:.0f} MB",
    )


def test_a_worker_whose_connection_is_cut_goes_on_or_says_so(repository: Repository, dask: DaskCluster) -> None:
    repository.proxy.cuts, repository.proxy.after = CUT_ONCE, 100_000_000
    assert on(dask, repository, "validate", "--fetch").code == 0

    repository.proxy.cuts, repository.proxy.after = CUT_ALWAYS, 50_000_000
    done = on(dask, repository, "validate", "--fetch")

    ((code, message),) = done.errors
    assert (done.code, code) == (1, "list-unfetched")
    assert message.endswith("the connection broke off before the end of the list")
    repository.proxy.reset()
    assert on(dask, repository, "validate", "--fetch").code == 0


def test_a_list_that_was_replaced_is_a_pin_mismatch_on_a_worker(
    repository: Repository, dask: DaskCluster, other: LargeList
) -> None:
    other.put(repository.store)

    done = on(dask, repository, "validate", "--fetch")

    assert (done.code, [code for code, _ in done.errors]) == (1, ["pin-mismatch"])


@pytest.mark.parametrize("store", ["az"], indirect=True)
def test_a_worker_whose_token_has_expired_names_its_variable(
    repository: Repository, store: Store, between: Proxy, tmp_path: Path
) -> None:
    expired = store.sas(ends=-timedelta(hours=1))
    environ = {**store.environ(between.port), "AZURE_STORAGE_SAS_TOKEN": expired}
    with DaskCluster(tmp_path / "dask", NO_PROXY="*", **environ) as cluster:
        cluster.start_worker()
        cluster.wait_for_workers()

        done = on(cluster, repository, "validate", "--fetch")

        assert (done.code, [code for code, _ in done.errors]) == (1, ["list-unfetched"])
        assert "can't be fetched by a worker" in done.out
        assert "check that AZURE_STORAGE_SAS_TOKEN may read it" in done.out
        signature = expired.rpartition("sig=")[2]
        written = [*files_of_workers(cluster).values(), done.out.encode(), done.err.encode()]
        assert not any(signature.encode() in data for data in written)
