"""Cases that were computed by hand from the law they name."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml

from runner.calling_hours.assessment import Assessment, assess
from runner.calling_hours.clashes import Clash
from runner.calling_hours.rules.rulebook import Rulebook
from tests.calling_hours.groups import at, group, pace

CASES: list[dict[str, Any]] = yaml.safe_load((Path(__file__).parent / "cases.yaml").read_text(encoding="utf-8"))
OFFERED = ("earliest", "latest", "lines", "split")


def outcome(case: dict[str, Any]) -> Assessment:
    least, _, most = str(case["minutes"]).partition("-")
    minutes = int(most or least)
    who = [case["who"]] if isinstance(case["who"], str) else case["who"]
    start = at(case["start"]) if "start" in case else None
    now = at(case["now"]) if start is None else start - timedelta(hours=25)
    book = Rulebook(pace=pace(60 * int(least) // minutes, 60))
    return assess([group(one, minutes // len(who)) for one in who], start, 1, book, now)


def said(clashes: tuple[Clash, ...]) -> Iterator[str]:
    for clash in clashes:
        yield f"{clash.rule.id} {clash.code} {clash.severity}"
        for part in clash.parts:
            name = f" {part.holiday}" if part.holiday else ""
            yield f"{part.zone} {part.start:%a %H:%M}-{part.end:%a %H:%M} {part.reason}{name}"


def offered(found: Assessment) -> dict[str, Any]:
    fixes = found.alternatives
    result: dict[str, Any] = {}
    if fixes.start:
        result |= {"earliest": minute(fixes.start.earliest), "latest": minute(fixes.start.latest)}
    if fixes.lines:
        result["lines"] = f"{fixes.lines.lines} from {minute(fixes.lines.start)}"
    if fixes.split:
        result["split"] = {part.zone_group.zones[0]: minute(part.start) for part in fixes.split}
    return result


def minute(when: datetime) -> str:
    return f"{when:%Y-%m-%d %H:%M}"


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["case"])
def test_a_case_comes_out_as_computed_by_hand(case: dict[str, Any]) -> None:
    found = outcome(case)

    assert list(said(found.clashes)) == case.get("found", [])
    wanted = {key: case[key] for key in OFFERED if key in case}
    assert {key: value for key, value in offered(found).items() if key in wanted or key == "split"} == wanted
    assert found.merge_before == (at(f"{case['merge']} {case['now'].split()[2]}") if "merge" in case else None)


def test_there_are_sixty_cases_and_each_names_its_source() -> None:
    assert len(CASES) >= 60
    assert all(case["source"] for case in CASES)
    assert len({case["case"] for case in CASES}) == len(CASES)
