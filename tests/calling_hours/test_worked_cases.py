"""Cases that were computed by hand from the source they name."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml

from runner.calling_hours.alternatives import Alternatives
from runner.calling_hours.assessment import Assessment, assess
from runner.calling_hours.clashes import Clash
from runner.calling_hours.rules.rulebook import Rulebook
from tests.calling_hours.groups import at, group, pace

CASES: list[dict[str, Any]] = yaml.safe_load((Path(__file__).parent / "cases.yaml").read_text(encoding="utf-8"))
ALTERNATIVES = ("earliest", "latest", "lines", "split")


def assessed(case: dict[str, Any]) -> Assessment:
    least, _, most = str(case["minutes"]).partition("-")
    minutes = int(most or least)
    locations = [case["contacts"]] if isinstance(case["contacts"], str) else case["contacts"]
    start = at(case["start"]) if "start" in case else None
    now = at(case["now"]) if start is None else start - timedelta(hours=25)
    book = Rulebook(pace=pace(60 * int(least) // minutes, 60))
    groups = [group(location, minutes // len(locations)) for location in locations]
    return assess(groups, start, 1, book, now)


def clash_lines(clashes: tuple[Clash, ...]) -> Iterator[str]:
    for clash in clashes:
        yield f"{clash.rule.id} {clash.code} {clash.severity}"
        for part in clash.parts:
            name = f" {part.holiday}" if part.holiday else ""
            yield f"{part.zone} {part.start:%a %H:%M}-{part.end:%a %H:%M} {part.reason}{name}"


def proposed(alternatives: Alternatives) -> dict[str, Any]:
    result: dict[str, Any] = {}
    if alternatives.start:
        result |= {"earliest": minute(alternatives.start.earliest), "latest": minute(alternatives.start.latest)}
    if alternatives.lines:
        result["lines"] = f"{alternatives.lines.lines} from {minute(alternatives.lines.start)}"
    if alternatives.split:
        result["split"] = {part.zone_group.zones[0]: minute(part.start) for part in alternatives.split}
    return result


def minute(at: datetime) -> str:
    return f"{at:%Y-%m-%d %H:%M}"


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["case"])
def test_a_case_comes_out_as_computed_by_hand(case: dict[str, Any]) -> None:
    assessment = assessed(case)

    assert list(clash_lines(assessment.clashes)) == case.get("clashes", [])
    expected = {key: case[key] for key in ALTERNATIVES if key in case}
    actual = proposed(assessment.alternatives)
    assert {key: value for key, value in actual.items() if key in expected or key == "split"} == expected
    assert assessment.merge_before == (at(f"{case['merge']} {case['now'].split()[2]}") if "merge" in case else None)


def test_there_are_sixty_cases_and_each_names_its_source() -> None:
    assert len(CASES) >= 60
    assert all(case["source"] for case in CASES)
    assert len({case["case"] for case in CASES}) == len(CASES)
