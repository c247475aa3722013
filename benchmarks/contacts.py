"""Contact lists: `validate` of a campaign, and the same rows found by other readers in the same run.

Whole processes, interleaved, the memory with that of their children. `--rows`, `--rounds` and `--peers` make it
shorter; .venv-bench has the peers, `make .venv-bench/.made-from-lock` makes it.
"""

import argparse
import json
import random
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from benchmarks.campaign_text import campaign_text
from benchmarks.processes import CAMPAIGNS, PEERS, READERS, Usage, compare

NAMES = {
    "auto": "campaign-runner",
    "1": "campaign-runner, `--jobs 1`",
    "polars_reader": "Polars, streaming",
    "duckdb_reader": "DuckDB",
    "pyarrow_reader": "PyArrow",
    "csv_reader": "csv.reader, dict",
    "frictionless_reader": "frictionless",
}
PATIENT = 100_000
"""frictionless is left out beyond so many rows: it takes 10 s a million."""
LISTS = 100
HEADER = b"Phone Number,customer_name,city,plan\n"
AREAS = (201, 202, 203, 205, 206, 207, 208, 209, 210)
CITIES = (b"Springfield", b"Riverside", b"Salem", b"Georgetown")


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--rows", type=int, nargs="+", default=[10_000, 1_000_000, 10_000_000])
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--peers", nargs="+", default=[name for name in NAMES if name.endswith("reader")])
    given, _ = parser.parse_known_args()
    for rows in given.rows:
        for quoted in (False, True):
            _compare(1, rows, given.rounds, given.peers, quoted=quoted)
    _compare(LISTS, 10_000, given.rounds, ["polars_reader"], quoted=False)


def _compare(lists: int, rows: int, rounds: int, peers: Sequence[str], *, quoted: bool) -> None:
    with tempfile.TemporaryDirectory() as folder:
        paths = [Path(folder) / f"{number}.csv" for number in range(lists)]
        for number, path in enumerate(paths):
            write(path, rows, quoted=quoted)
            path.with_suffix(".yaml").write_text(campaign_text(f"Campaign {number}", path.name))
        usages = compare(_commands(paths, rows, peers), rounds, cwd=folder, codes=(0, 1))
        size = sum(path.stat().st_size for path in paths)
    what = f"{rows:,} rows" if lists == 1 else f"{lists} lists of {rows:,} rows"
    kind = "each cell in quotes" if quoted else "plain"
    sys.stdout.write(f"\n{what}, {size / 1e6:,.0f} MB, {kind}; median of {rounds}\n\n")
    _print(usages)


def _commands(paths: Sequence[Path], rows: int, peers: Sequence[str]) -> dict[str, list[str]]:
    """Return the commands that read these lists, those of the peers as far as they are patient."""
    validate = [CAMPAIGNS, "--dir", str(paths[0].parent), "validate", "--format", "json", "--jobs"]
    commands = {jobs: [*validate, jobs] for jobs in ("auto", "1")}
    for name in peers:
        if name != "frictionless_reader" or rows <= PATIENT:
            python = sys.executable if name == "csv_reader" else PEERS
            commands[name] = [python, str(READERS / f"{name}.py"), *map(str, paths)]
    return commands


def _print(usages: dict[str, Usage]) -> None:
    polars = usages["polars_reader"]
    expected = _rows(polars.output)
    sys.stdout.write("| reader | s | vs. Polars | peak MB | vs. Polars |\n|---|--:|--:|--:|--:|\n")
    for name, usage in usages.items():
        found = _our_rows(usage.output) if name in ("auto", "1") else _rows(usage.output)
        other = "" if found == expected else ", **other findings**"
        in_time, in_memory = usage.time / polars.time, usage.memory / polars.memory
        sys.stdout.write(
            f"| {NAMES[name]}{other} | {usage.time:.3f} | {in_time:.2f} | {usage.memory:,.0f} | {in_memory:.2f} |\n"
        )
    sys.stdout.flush()


def _rows(output: str) -> list[tuple[int, int, str]]:
    """Return list, row and kind of what a reader printed: a line for each list."""
    lists = enumerate(map(json.loads, output.splitlines()))
    return sorted((number, row, kind) for number, found in lists for kind in ("bad", "again") for row in found[kind])


def _our_rows(output: str) -> list[tuple[int, int, str]]:
    kinds = {"phone-format": "bad", "csv-blank-row": "bad", "phone-repeated": "again"}
    findings = [finding for finding in json.loads(output)["findings"] if finding["code"] in kinds]
    return sorted((int(Path(each["path"]).stem), each["row"], kinds[each["code"]]) for each in findings)


def write(path: Path, rows: int, *, quoted: bool) -> None:
    """Write a list of about 45 bytes a row: 0.01 % of the numbers are bad, 0.1 % stand there already."""
    chance = random.Random(1)
    bad = set(chance.sample(range(rows), rows // 10_000))
    again = dict.fromkeys(chance.sample(range(1, rows), rows // 1_000))
    with path.open("wb") as file:
        file.write(HEADER)
        for start in range(0, rows, 100_000):
            lines = []
            for index in range(start, min(start + 100_000, rows)):
                number = _number(chance.randrange(index) if index in again else index)
                number = number[1:] if index in bad else number
                cells = (number, b"Customer %d" % index, CITIES[index % 4], b"basic")
                lines.append(b'"' + b'","'.join(cells) + b'"\n' if quoted else b",".join(cells) + b"\n")
            file.write(b"".join(lines))


def _number(index: int) -> bytes:
    """Return a number that libphonenumber takes for one, another for each index below 10 million."""
    area, rest = divmod(index * 7, 8_000_000)
    return b"+1%d%d" % (AREAS[area], 2_000_000 + rest)


if __name__ == "__main__":
    main()
