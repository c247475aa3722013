"""Lists read by a Dask cluster: the same result to the byte, whatever becomes of it, and no number on a disk."""

import functools
import hashlib
import itertools
import json
import random
import signal
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from runner.jobs import cluster
from runner.jobs.cluster import Cluster, ClusterError
from tests import list_server
from tests.jobs.dask_cluster import ROOT, DaskCluster, stop
from tests.list_server import Server
from tests.project import CONTACTS, Project, Result

NUMBERS = [f"+1415555{number:04}" for number in range(101, 200)]
PEOPLE = random.Random(1).sample(NUMBERS, 90)


@pytest.fixture(scope="module")
def https(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Server, Path]]:
    folder = tmp_path_factory.mktemp("tls")
    with list_server.over_tls(folder) as server:
        yield server, folder / "localhost.pem"


@pytest.fixture(scope="module")
def dask(tmp_path_factory: pytest.TempPathFactory, https: tuple[Server, Path]) -> Iterator[DaskCluster]:
    """A scheduler and two workers that trust the https server; the tests that end a process start another one."""
    with DaskCluster(tmp_path_factory.mktemp("dask"), SSL_CERT_FILE=str(https[1]), NO_PROXY="*") as started:
        started.start_worker()
        started.start_worker()
        started.wait_for_workers()
        yield started


def contact_list(numbers: list[str], *columns: str) -> str:
    cells = itertools.cycle(["America/New_York,NY,10001", "America/Chicago,IL,60601", "nowhere,,"])
    header = ",".join(["Phone Number", "customer_name", *columns])
    rows = (f"{number},Ada" + (f",{next(cells)}" if columns else "") for number in numbers)
    return "\n".join([header, *rows]) + "\n"


@pytest.fixture
def repository(project: Project, https: tuple[Server, Path]) -> Project:
    """Lists that overlap, are located by their columns, are outside the repository, or have errors; some suppressed."""
    server, _ = https
    lists = {
        "one": contact_list(PEOPLE[:40]),
        "two": contact_list(PEOPLE[20:60]),
        "three": contact_list(PEOPLE[30:50], "timezone", "state", "zip"),
        "own": contact_list([*PEOPLE[80:83], "+14155550100"]),
        "broken": contact_list([*PEOPLE[:5], PEOPLE[1]]).replace("Ada\n", "\n", 2) + "415555,Bo\n",
    }
    for name, text in lists.items():
        project.csv(f"contacts/{name}.csv", text)
        project.add(f"{name}.yaml", campaignName=name, contacts=f"contacts/{name}.csv", scheduledTime="20:45:00")
    project.add("other.yaml", campaignName="other", contacts="contacts/two.csv", scheduledDate="2026-12-03")
    remote = contact_list(PEOPLE[35:90], "timezone", "state", "zip").encode()
    server.files, server.fault = {"/far.csv": remote}, list_server.whole
    source = {"path": f"https://localhost:{server.server_port}/far.csv", "rows": 55}
    source["sha256"] = hashlib.sha256(remote).hexdigest()
    project.add("far.yaml", campaignName="far", contacts=source, scheduledDate="2026-12-02")
    project.write("lists/dnc.txt", "\n".join([*PEOPLE[10:45], "+14165550001", "unreadable"]) + "\n")
    return project


def policy(project: Project, **more: Any) -> None:
    limits = {"suppression": [{"path": "lists/dnc.txt"}], "overlap": {"callsPerWeek": 2, "share": 0.1}}
    project.write("policy.yaml", json.dumps(limits | more))


def files_with_numbers(dask: DaskCluster) -> list[Path]:
    """Return the files and logs of scheduler and workers in which a number of a list is, as text or as 8 bytes."""
    numbers = [*NUMBERS, "+14155550100", "+14165550001"]
    needles = [number.removeprefix("+1").encode() for number in numbers]
    needles += [int(number).to_bytes(8, "little") for number in numbers]
    files = {path: path.read_bytes() for path in dask.folder.rglob("*") if path.is_file()}
    assert b"Registered to" in files[dask.folder / "worker-0" / "log"]
    return [path for path, data in files.items() if any(needle in data for needle in needles)]


def on(project: Project, dask: DaskCluster | None, *command: str) -> Result:
    jobs = "1" if dask is None else dask.address
    return project.run(*command, "--format", "json", "--fetch", "--jobs", jobs)


@pytest.fixture
def trusted(https: tuple[Server, Path], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(https[1]))
    monkeypatch.setenv("NO_PROXY", "*")


@pytest.mark.slow
@pytest.mark.usefixtures("trusted")
@pytest.mark.parametrize(
    ("suppressed", "codes"),
    [
        ("error", {"own-number", "suppressed", "suppression-unread", "calling-hours-unsure", "place-contradicts"}),
        ("leave-out", {"people-again", "people-often", "calling-hours-unsure", "place-contradicts"}),
    ],
)
def test_a_cluster_finds_what_one_process_finds(
    repository: Project, dask: DaskCluster, suppressed: str, codes: set[str]
) -> None:
    policy(repository, suppressed=suppressed)

    lists = ["contacts", "check", *map(str, sorted((repository.directory / "contacts").glob("*.csv")))]

    spread = [on(repository, dask, "plan"), on(repository, dask, "validate"), on(repository, dask, *lists)]

    assert not list(repository.cache.rglob("*.csv"))  # no list and no index is on this machine's disk either
    assert spread == [on(repository, None, "plan"), on(repository, None, "validate"), on(repository, None, *lists)]
    assert files_with_numbers(dask) == []
    assert codes <= {finding["code"] for finding in spread[0].json["findings"]}


@pytest.mark.slow
@pytest.mark.usefixtures("trusted")
def test_a_list_that_a_worker_can_not_fetch_is_said_to_be_a_workers(
    repository: Project, dask: DaskCluster, https: tuple[Server, Path]
) -> None:
    https[0].fault = list_server.says(403)

    findings = on(repository, dask, "validate").json["findings"]

    (message,) = (finding["message"] for finding in findings if finding["code"] == "list-unfetched")
    assert message.endswith("can't be fetched by a worker: the server denies access (403)")


@pytest.mark.slow
@pytest.mark.usefixtures("trusted")
def test_what_a_killed_worker_kept_is_worked_out_again(
    repository: Project, dask: DaskCluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    policy(repository, suppressed="leave-out")
    gathered: list[int] = []

    def gather_and_kill(connected: Cluster, asked: Any) -> Any:
        results = gather(connected, asked)
        if not gathered:
            stop(dask.workers[0])
        gathered.append(len(results))
        return results

    gather = Cluster._gather
    monkeypatch.setattr(Cluster, "_gather", gather_and_kill)
    spread = on(repository, dask, "plan")

    assert len(gathered) > 2
    assert files_with_numbers(dask) == []
    assert spread == on(repository, None, "plan")


@pytest.mark.slow
def test_apply_sends_what_a_cluster_has_checked(repository: Project, dask: DaskCluster, trusted: None) -> None:
    for name in ("broken", "own"):
        (repository.directory / f"{name}.yaml").unlink()
    policy(repository, suppressed="leave-out")

    applied = on(repository, dask, "apply", "--yes")

    assert applied.code == 0
    uploaded = "".join(repository.api.lists)
    assert not any(number in uploaded for number in PEOPLE[10:45])
    assert PEOPLE[50] in uploaded


@pytest.mark.slow
def test_a_failure_on_a_worker_shows_its_class_and_place_alone(dask: DaskCluster) -> None:
    with Cluster(dask.address) as connected, pytest.raises(ClusterError) as error:
        connected.ask(int, f"not a number: {NUMBERS[0]}")()

    assert error.value.message.startswith("a worker failed with ValueError in ")
    assert NUMBERS[0] not in error.value.message
    assert files_with_numbers(dask) == []


def refused(project: Project, dask: DaskCluster) -> str:
    result = on(project, dask, "plan")
    assert (result.code, result.out) == (4, "")
    assert "hint: " in result.err
    return result.err


@pytest.mark.slow
def test_a_cluster_that_may_not_be_used_or_ends_is_refused(
    project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cluster, "_CONNECT_SECONDS", 3)
    monkeypatch.setattr(cluster, "_ANSWER_SECONDS", 4)
    monkeypatch.setattr(cluster, "_WORKERS_SECONDS", 1)
    monkeypatch.setattr(cluster, "_LOOK_SECONDS", 0.1)
    gather = Cluster._gather
    other = tmp_path / "other" / "campaign_runner-99.dist-info" / "METADATA"
    other.parent.mkdir(parents=True)
    other.write_text("Metadata-Version: 2.1\nName: campaign-runner\nVersion: 99\n")
    project.add()
    with DaskCluster(tmp_path / "dask") as unsafe:
        ending: list[Callable[[], None]] = []

        def stop_and_gather(connected: Cluster, asked: Any) -> Any:
            ending[-1]()
            return gather(connected, asked)

        empty = refused(project, unsafe)
        unsafe.start_worker(PYTHONPATH=f"{other.parents[1]}:{ROOT}")
        unsafe.start_worker(DASK_DISTRIBUTED__WORKER__MEMORY__SPILL="0.7")
        unsafe.start_worker()
        unsafe.wait_for_workers()
        other_version = refused(project, unsafe)
        unsafe.stop_worker(0)
        may_spill = refused(project, unsafe)
        unsafe.stop_worker(1)
        monkeypatch.setattr(Cluster, "_gather", stop_and_gather)
        ending.append(functools.partial(stop, unsafe.workers[2]))
        idle = refused(project, unsafe)
        unsafe.start_worker()
        unsafe.wait_for_workers()
        ending.append(functools.partial(unsafe.scheduler.send_signal, signal.SIGSTOP))
        hangs = refused(project, unsafe)
        silent = refused(project, unsafe)
        unsafe.scheduler.send_signal(signal.SIGCONT)
        ending.append(functools.partial(stop, unsafe.scheduler))
        lost = refused(project, unsafe)
        gone = refused(project, unsafe)

    assert "has no worker" in empty
    assert "has campaign-runner 99, this machine" in other_version
    assert "may write phone numbers to its disk" in may_spill
    assert "DASK_DISTRIBUTED__WORKER__MEMORY__SPILL=False" in may_spill
    assert "no worker of the cluster" in idle
    assert "was lost" in hangs
    assert "was lost" in lost
    assert "no Dask scheduler answers" in silent
    assert "no Dask scheduler answers" in gone


@pytest.mark.slow
def test_a_worker_that_sees_another_file_reads_nothing(
    project: Project, dask: DaskCluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    project.add()
    list_file = project.csv()
    stat = Path.stat

    def earlier(path: Path, **options: Any) -> Any:
        found = stat(path, **options)
        if path == list_file:
            list_file.write_text(CONTACTS + CONTACTS.splitlines()[-1] + "\n")
        return found

    monkeypatch.setattr(Path, "stat", earlier)

    assert "a worker sees another file" in refused(project, dask)


def test_a_tls_address_needs_certificates() -> None:
    with pytest.raises(ClusterError, match="needs TLS certificates"):
        Cluster("tls://127.0.0.1:8786")
