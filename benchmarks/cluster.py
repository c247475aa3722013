"""A Dask cluster: what a list, its contacts and a comparison cost its workers and its scheduler.

Processor seconds of the processes themselves, so that other work on the machine doesn't count. docs/how-to/scale.md
works out from these what larger repositories cost.
"""

import argparse
import os
import pickle
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from benchmarks.campaign_text import campaign_text
from benchmarks.contacts import AREAS
from runner.contacts.cluster.lists import ContactsOnCluster
from runner.contacts.cluster.reading import SharedFile
from runner.contacts.contacts import LocalContacts
from runner.jobs.option import Jobs
from runner.jobs.workers import Workers
from runner.plan.campaign_files import load_files
from runner.plan.checks.overlap.cluster_groups import group_on_cluster
from runner.plan.checks.suppression.index import SuppressedPeople
from runner.plan.checks.suppression.kept_people import count_people, read_people
from tests.jobs.dask_cluster import DaskCluster

_TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Spent:
    """What a step took: its seconds, the processor seconds of workers, scheduler and this process, and bytes.

    `held` is what all workers hold more than before, `peak` what they held at most, each at its own moment.
    """

    seconds: float
    workers: float
    scheduler: float
    here: float
    held: int
    peak: int


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--lists", type=int, default=40)
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--listed", type=int, default=5_000_000)
    parser.add_argument("--workers", type=int, default=2)
    given, _ = parser.parse_known_args()
    with tempfile.TemporaryDirectory() as name, DaskCluster(Path(name) / "dask") as dask:
        for _ in range(given.workers):
            dask.start_worker(memory="8GiB")
        _write(Path(name), given.lists, given.rows, given.listed)
        dask.wait_for_workers()
        with Workers(Jobs(address=dask.address)) as workers:
            _print(given, list(_steps(Path(name), dask, workers)))


def _print(given: argparse.Namespace, steps: list[tuple[str, str, int, Spent]]) -> None:
    sys.stdout.write(
        f"a cluster of {given.workers} workers, {given.lists} lists of {given.rows:,} rows, processor seconds\n\n"
        "| step | s | workers, s | scheduler, s | here, s | each of | workers, µs | kept, bytes | peak, bytes |\n"
        "|---|--:|--:|--:|--:|---|--:|--:|--:|\n"
    )
    for step, unit, count, spent in steps:
        each, kept, peak = spent.workers / count * 1e6, spent.held / count, spent.peak / count
        sys.stdout.write(
            f"| {step} | {spent.seconds:.2f} | {spent.workers:.2f} | {spent.scheduler:.2f} | {spent.here:.2f} "
            f"| {count:,} {unit} | {each:.2f} | {kept:,.1f} | {peak:,.1f} |\n"
        )


def _steps(folder: Path, dask: DaskCluster, workers: Workers) -> Iterator[tuple[str, str, int, Spent]]:
    cluster, paths = workers.cluster, sorted(folder.glob("*.yaml"))
    assert cluster is not None
    meter = _Meter(dask)
    load_files(paths[:2], folder, folder, workers=workers)  # so that each worker has imported what it needs
    meter.spent()
    files = load_files(paths, folder, folder, workers=workers)
    spent = meter.spent()
    contacts = [file.contacts for file in files if isinstance(file.contacts, ContactsOnCluster)]
    people = sum(one.people_count for one in contacts)
    yield "read the lists", "contacts", people, spent
    groups = group_on_cluster(cluster, contacts)
    yield "compare them", "people", people, meter.spent()
    status = (folder / "dnc.txt").stat()
    shared = SharedFile(folder / "dnc.txt", status.st_size, status.st_mtime_ns)
    listed = cluster.keep(read_people, shared, "1")
    total, _ = cluster.ask(count_people, listed)()
    yield "read a suppression list", "numbers", total, meter.spent()
    hits = [one.ask(_hits, listed) for one in contacts]
    suppressed = sum(hit() for hit in hits)
    yield f"look for {suppressed:,} people on it", "people", people, meter.spent()
    calls = [one.ask(_nothing) for one in contacts * 50]
    answers = [call() for call in calls]
    yield "calls that do nothing", "calls", len(answers), meter.spent()
    facts = [(one.number_infos, one.columns, one.sha256, one.digest, one.rows) for one in contacts]
    sys.stdout.write(
        f"a list's facts are {len(pickle.dumps(facts)) / len(facts):,.0f} bytes, the groups "
        f"{len(pickle.dumps(groups)):,} bytes\n\n"
    )


def _hits(contacts: LocalContacts, listed: SuppressedPeople) -> int:
    return len(listed.find(contacts.people))


def _nothing(_: LocalContacts) -> None:
    """Take nothing but a call."""


class _Meter:
    """Looks at a cluster's processes: what they took since it looked last."""

    def __init__(self, dask: DaskCluster) -> None:
        self._workers = [process.pid for process in dask.workers]
        self._scheduler = dask.scheduler.pid
        self._last = self._look()

    def spent(self) -> Spent:
        now, last = self._look(), self._last
        self._last = now
        return Spent(
            now.seconds - last.seconds,
            now.workers - last.workers,
            now.scheduler - last.scheduler,
            now.here - last.here,
            now.held - last.held,
            now.peak - last.held,
        )

    def _look(self) -> Spent:
        seconds, scheduler = time.perf_counter(), _processor_seconds(self._scheduler)
        workers, here = sum(map(_processor_seconds, self._workers)), time.process_time()
        held, peak = (sum(_memory(pid, name) for pid in self._workers) for name in ("VmRSS", "VmHWM"))
        for pid in self._workers:
            Path(f"/proc/{pid}/clear_refs").write_text("5")  # the peak begins anew
        return Spent(seconds, workers, scheduler, here, held, peak)


def _processor_seconds(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / _TICKS


def _memory(pid: int, name: str) -> int:
    """Return a size in a process's status, in bytes: what it holds, or what it held at most."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) * 1024 for line in lines if line.startswith(f"{name}:"))


def _write(folder: Path, lists: int, rows: int, listed: int) -> None:
    """Write lists that share a tenth of their people with the next one, and a suppression list with some of them."""
    for number in range(lists):
        first = number * rows * 9 // 10
        with (folder / f"{number}.csv").open("w") as out:
            out.write("Phone Number,customer_name,city,plan\n")
            out.writelines(
                f"+{_number(one)},Ada Lovelace {one % 997},Springfield,basic\n" for one in range(first, first + rows)
            )
        (folder / f"{number}.yaml").write_text(campaign_text(f"Campaign {number}", f"{number}.csv"))
    with (folder / "dnc.txt").open("w") as out:
        out.writelines(f"{_number(one * 50)}\n" for one in range(listed))


def _number(index: int) -> int:
    area = AREAS[index % len(AREAS)]
    return 10_000_000_000 + area * 10_000_000 + 2_000_000 + index // len(AREAS) % 7_000_000


if __name__ == "__main__":
    main()
