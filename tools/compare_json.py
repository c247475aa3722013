"""Compares the JSON, exit codes and states of two checkouts, over every case and the stories beside this file.

    python -m tools.compare_json CHECKOUT_BEFORE CHECKOUT_AFTER

Each command runs as a process of its own, so nothing here depends on how the code is laid out. Sentences are compared
for being there, not for their words. A checkout's own `.venv` runs it where there is one, else the Python that runs
this.
"""

import argparse
import difflib
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import zip_longest
from pathlib import Path
from typing import Any

import yaml

from tools.compare_json_normalize import PROSE
from tools.compare_json_world import CASES, Checkout, Run, World

STORIES = Path(__file__).with_name("compare_json_stories.yaml")
SHOWN, DIFF_LINES = 10, 40
"""How many differences are printed, and how many lines of each."""

Steps = Sequence[Mapping[str, Any]]


@dataclass(frozen=True)
class Comparison:
    """How many runs a story has, a diff for each that differs, and how many sentences weren't compared, by key."""

    runs: int
    diffs: tuple[str, ...]
    texts: Counter[str]


def main() -> int:
    """Print how many runs differ, and the first differences; return 1 where there are any, 2 where nothing ran."""
    args = _arguments()
    sides = [_checkout(path, args.python) for path in (args.before, args.after)]
    try:
        for side in sides:
            side.check()
    except ValueError as exc:
        print(f"error: {exc}", file=sys.stderr)
        return 2
    content = yaml.safe_load(STORIES.read_text(encoding="utf-8"))
    campaign = {**content["campaign"], "scheduledDate": _launch_date()}
    stories = {name: steps for name, steps in _stories(content).items() if args.only in name}
    with ThreadPoolExecutor(args.jobs) as pool:
        comparisons = list(pool.map(lambda name: _compare(name, stories[name], campaign, sides), stories))
    diffs = [diff for each in comparisons for diff in each.diffs]
    texts = sum((each.texts for each in comparisons), Counter[str]())
    print(f"{sum(each.runs for each in comparisons)} runs, {len(diffs)} differ")
    print(f"not compared but for being there: {', '.join(f'{key} ({texts[key]})' for key in PROSE)}")
    for diff in diffs[:SHOWN]:
        print(f"\n{diff}")
    return 1 if diffs else 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("before", type=Path, metavar="CHECKOUT_BEFORE")
    parser.add_argument("after", type=Path, metavar="CHECKOUT_AFTER")
    parser.add_argument("--python", type=Path, help="the Python that runs both")
    parser.add_argument("--only", default="", metavar="TEXT", help="the stories whose name has this text")
    parser.add_argument("--jobs", type=int, default=2, metavar="N", help="how many stories at once (2)")
    return parser.parse_args()


def _checkout(path: Path, python: Path | None) -> Checkout:
    own = path.resolve() / ".venv" / "bin" / "python"
    chosen = python or (own if own.exists() else Path(sys.executable))
    return Checkout(path.resolve(), chosen.absolute())  # its links lead out of a virtual environment


def _launch_date() -> str:
    """Return a Wednesday at least 30 days ahead."""
    day = datetime.now(UTC).date() + timedelta(days=30)
    return (day + timedelta(days=(2 - day.weekday()) % 7)).isoformat()


def _stories(content: Mapping[str, Any]) -> dict[str, Steps]:
    """Return the steps by name: those of the file, then one for each case, with what git can't hold built."""
    files = {"files": content["files"]}
    stories: dict[str, Steps] = {name: [files, *steps] for name, steps in content["stories"].items()}
    for case in sorted(path for path in CASES.iterdir() if path.is_dir()):
        built = content["built"].get(case.name, [])
        stories[f"case {case.name}"] = [{"case": case.name}, *built, *_case(case, content)]
    return stories


def _case(case: Path, content: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    kind = "account" if (case / "account.json").exists() else "case"
    yield from content[kind]
    if (case / "campaigns" / "state.json").exists():
        yield from content["recorded"]


def _compare(name: str, steps: Steps, campaign: Mapping[str, Any], sides: Sequence[Checkout]) -> Comparison:
    runs: list[list[Run]] = []
    texts: Counter[str] = Counter()
    for side in sides:
        with tempfile.TemporaryDirectory() as folder:
            world = World(side, Path(folder).resolve(), campaign)
            runs.append(world.follow(steps))
        texts += world.normalizer.texts
    pairs = list(zip_longest(*runs))
    diffs = tuple(_diff(name, *pair) for pair in pairs if pair[0] != pair[1])
    return Comparison(len(pairs), diffs, texts)


def _diff(story: str, before: Run | None, after: Run | None) -> str:
    step = next(run.step for run in (before, after) if run)
    names = (f"before: {story}: {step}", f"after: {story}: {step}")
    old, new = (run.lines if run else [] for run in (before, after))
    lines = list(difflib.unified_diff(old, new, *names, lineterm=""))
    left = [f"... and {len(lines) - DIFF_LINES} more lines"] if len(lines) > DIFF_LINES else []
    return "\n".join([*lines[:DIFF_LINES], *left])


if __name__ == "__main__":
    sys.exit(main())
