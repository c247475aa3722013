"""campaign-runner's comparison of many lists."""

import json
import sys
from array import array
from datetime import UTC, datetime, timedelta
from pathlib import Path

from runner.plan.checks.overlap.check import engine
from runner.plan.checks.overlap.query import Calls

folder = Path(sys.argv[1])
times = [
    datetime(2026, 1, 1, tzinfo=UTC) + timedelta(hours=hours)
    for hours in json.loads((folder / "times.json").read_text())
]
each = (folder / "numbers").stat().st_size // 8 // len(times)
numbers = []
with (folder / "numbers").open("rb") as file:
    for _ in times:
        numbers.append(array("Q"))
        numbers[-1].fromfile(file, each)
new, least = [True] * len(times), [each // 5 + 1] * len(times)
common = engine(each * len(times))(Calls(numbers, times, new, least, timedelta(days=7), 3))
again = {one: [met.worst[0][1], met.count] for one, met in common.again.items()}
often = {one: [said.people, said.most, said.others.count] for one, said in common.often.items()}
print(json.dumps({"again": sorted(again.items()), "often": sorted(often.items())}))
