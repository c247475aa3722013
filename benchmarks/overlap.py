"""Overlap: whom campaigns of 1,000 contacts have in common and who is called too often, against Polars on the same.

Whole processes that read the numbers from one file, interleaved.
"""

import argparse
import json
import random
import sys
import tempfile
from array import array
from pathlib import Path

from benchmarks.processes import PEERS, READERS, Usage, compare

NAMES = {"overlap_ours": "campaign-runner", "overlap_polars": "Polars"}
CONTACTS = 1_000
DAYS = 90
"""The launches are spread over so many days."""


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--campaigns", type=int, nargs="+", default=[100, 1_000, 5_000])
    parser.add_argument("--rounds", type=int, default=5)
    given, _ = parser.parse_known_args()
    sys.stdout.write(
        f"overlap, campaigns of {CONTACTS:,} contacts: whole processes, median of {given.rounds} interleaved rounds\n\n"
        "| campaigns | program | s | vs. Polars | ms per campaign | peak MB | vs. Polars |\n"
        "|--:|---|--:|--:|--:|--:|--:|\n"
    )
    for count in given.campaigns:
        with tempfile.TemporaryDirectory() as folder:
            _write(Path(folder), count)
            pythons = {"overlap_ours": sys.executable, "overlap_polars": PEERS}
            commands = {name: [python, str(READERS / f"{name}.py"), folder] for name, python in pythons.items()}
            _print(count, compare(commands, given.rounds))


def _print(count: int, usages: dict[str, Usage]) -> None:
    peer = usages["overlap_polars"]
    for name, usage in usages.items():
        in_time, in_memory = usage.time / peer.time, usage.memory / peer.memory
        other = ", **other findings**" if usage.output != peer.output else ""
        sys.stdout.write(
            f"| {count:,} | {NAMES[name]}{other} | {usage.time:.2f} | {in_time:.2f} | {usage.time / count * 1000:.2f} "
            f"| {usage.memory:,.0f} | {in_memory:.2f} |\n"
        )
    sys.stdout.flush()


def _write(folder: Path, count: int) -> None:
    """Write the lists: of each a tenth are people whom any other may call too, and every tenth repeats half of one."""
    chance = random.Random(1)
    regulars = range(10**10, 10**10 + 20 * count)
    times = sorted(chance.randrange(DAYS * 24) for _ in range(count))
    before: list[int] = []
    with (folder / "numbers").open("wb") as out:
        for index in range(count):
            people = set(chance.sample(regulars, CONTACTS // 10))
            people |= set(before[: CONTACTS // 2]) if index % 10 == 9 else set()
            own = range(2 * 10**10 + index * CONTACTS, 2 * 10**10 + (index + 1) * CONTACTS)
            before = [*people, *own[: CONTACTS - len(people)]]
            chance.shuffle(before)
            array("Q", before).tofile(out)
    (folder / "times.json").write_text(json.dumps(times))


if __name__ == "__main__":
    main()
