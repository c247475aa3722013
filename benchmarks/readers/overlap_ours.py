"""campaign-runner's comparison of many lists."""

import json
import sys
from array import array
from datetime import UTC, datetime, timedelta
from pathlib import Path

from runner.plan.checks.overlap.comparison import compare_groups
from runner.plan.checks.overlap.groups import group_lists
from runner.plan.checks.overlap.query import OverlapQuery

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
new, min_shared = [True] * len(times), [each // 5 + 1] * len(times)
query = OverlapQuery([each] * len(times), times, new, min_shared, timedelta(days=7), 3)
result = compare_groups(query, group_lists(numbers))
again = {one: [others.largest[0][1], others.count] for one, others in result.people_again.items()}
often = {one: [calls.people, calls.most_calls, calls.others.count] for one, calls in result.people_often.items()}
print(json.dumps({"again": sorted(again.items()), "often": sorted(often.items())}))
