"""The page as text: what it says, where it leads, and that nothing foreign becomes markup."""

import copy
import json
import re
import time
from html import unescape
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from runner.report.html.links import Links, links
from runner.report.html.page import page
from tests.project import Project
from tests.report import plans

LINKS = Links("..")
FOREIGN = "<script>alert(1)</script>\"'&`\u202e"


class Reader(HTMLParser):
    """Counts elements, and sees that each that is opened is closed in order."""

    VOID = frozenset(("meta", "input", "br"))

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def elements(written: str) -> list[str]:
    reader = Reader()
    reader.feed(written)
    assert reader.open == []
    return reader.tags


def words(written: str) -> str:
    body = written.partition("<body>")[2].partition("<script>")[0]
    return " ".join(unescape(re.sub("<[^>]*>", " ", body)).split())


def test_it_says_what_apply_would_do_and_what_stands_against_it() -> None:
    said = words(page(plans.usual(), LINKS))

    assert "apply would refuse: 1 campaign blocked by errors, 6 campaigns ready" in said
    assert "Dials IMMEDIATELY when applied 120 people in 1 campaign" in said
    assert "At once passes until Mon 23 Nov 00:10 UTC" in said
    assert "Against calling hours ! 4 of 7 launches" in said
    assert "! Tue 1 Dec 06:00 to 08:10 or 11:40" in said
    assert "start between Tue 1 Dec 2026 08:00 (UTC-08:00) and Tue 1 Dec 2026 12:20 (UTC-08:00)" in said


def test_a_plan_without_hours_has_its_launches_all_the_same() -> None:
    made = plans.usual()
    for campaign in made["campaigns"]:
        del campaign["hours"]

    said = words(page(made, LINKS))

    assert "zone not known" in said
    assert "Its people's local hours are not known." in said


def test_a_plan_of_nothing_says_so() -> None:
    said = words(page(plans.plan(), LINKS))

    assert "nothing to create" in said
    assert "No launch is ahead." in said
    assert "Nothing was found." in said


def test_information_is_told_and_is_no_clash() -> None:
    made = plans.usual()
    for campaign in made["campaigns"]:
        for clash in (campaign["hours"] or {}).get("clashes", []):
            clash["severity"] = "info"

    said = words(page(made, LINKS))

    assert "Against calling hours no check failed" in said
    assert "confidence A, info" in said


def foreign(value: Any, key: str = "") -> Any:
    """Put markup into every text that isn't a time, an action or a severity."""
    if isinstance(value, dict):
        return {name: foreign(inner, name) for name, inner in value.items()}
    if isinstance(value, list):
        return [foreign(inner, key) for inner in value]
    times = {"start", "end", "first", "least", "most", "open", "launchAt", "asOf", "mergeBefore", "at"}
    kept = {"action", "code", "severity", "earliestStart", "latestStart", *times}
    return FOREIGN + value if isinstance(value, str) and key not in kept else value


def test_no_text_of_the_plan_becomes_markup() -> None:
    made = plans.usual()

    clean, dirty = elements(page(made, LINKS)), elements(page(foreign(copy.deepcopy(made)), LINKS))

    assert {"script": dirty.count("script")} == {"script": 1}
    assert dirty.count("th") == clean.count("th")
    assert "\u202e" not in page(foreign(made), LINKS)


@given(name=st.text(max_size=60) | st.lists(st.sampled_from(["<b>", "</td>", "<", ">", "&lt;", '"', "x"])).map("".join))
@settings(max_examples=50, deadline=None)
def test_any_name_is_one_text(name: str) -> None:
    made = plans.plan(plans.campaign(name or "x", plans.AS_OF))
    plain = plans.plan(plans.campaign("x", plans.AS_OF))

    assert elements(page(made, LINKS)) == elements(page(plain, LINKS))


def test_a_source_that_is_no_address_is_no_link() -> None:
    made = plans.usual()
    for campaign in made["campaigns"]:
        for clash in (campaign["hours"] or {}).get("clashes", []):
            clash["source"] = "javascript:alert(1)"

    assert "javascript:" not in page(made, LINKS)


@pytest.mark.parametrize(
    ("environ", "path", "target"),
    [
        ({}, "campaigns/q4 #1.yaml", "../campaigns/q4%20%231.yaml#L7"),
        ({"GITHUB_SERVER_URL": "https://github.com"}, "a.yaml", "../a.yaml#L7"),
        (
            {"GITHUB_SERVER_URL": "javascript:", "GITHUB_REPOSITORY": "o/r", "GITHUB_SHA": "abc"},
            "a.yaml",
            "../a.yaml#L7",
        ),
        (
            {"GITHUB_SERVER_URL": "https://github.com", "GITHUB_REPOSITORY": "o/r", "GITHUB_SHA": "abc"},
            "lists/a.csv",
            "https://github.com/o/r/blob/abc/lists/a.csv?plain=1#L7",
        ),
        ({}, "s3://lists/a.csv", None),
    ],
)
def test_a_finding_leads_to_its_file_and_line(
    tmp_path: Path, environ: dict[str, str], path: str, target: str | None
) -> None:
    assert links(tmp_path / "out" / "plan.html", tmp_path, environ).to(path, 7) == target


def test_only_its_own_style_and_script_are_permitted() -> None:
    written = page(plans.usual(), LINKS)

    (policy,) = re.findall(r'http-equiv="Content-Security-Policy" content="([^"]*)"', written)
    assert unescape(policy).startswith("default-src 'none'; style-src 'sha256-")
    assert "unsafe" not in policy
    assert re.findall(r' (?:src|style|on\w+)="', written) == []


def test_people_who_may_live_by_several_clocks_count_once() -> None:
    made = plans.usual()
    (first, *_) = [one for one in made["campaigns"] if one["hours"]]
    names = [zone["zone"] for zone in first["hours"]["zones"]]
    for zone in first["hours"]["zones"]:
        zone["zones"] = names
    made["campaigns"] = [first]

    assert "US 1,600" in words(page(made, LINKS)).partition("Countries")[2]


@pytest.mark.slow
def test_five_hundred_campaigns_make_a_page_of_three_megabytes_soon() -> None:
    made = plans.many(500)
    begun = time.perf_counter()

    written = page(made, LINKS)

    assert time.perf_counter() - begun < 3
    assert len(written.encode()) < 3_200_000
    assert elements(written).count("details") == 501


def test_the_command_writes_the_page_of_the_plan(project: Project, tmp_path: Path) -> None:
    project.csv("contacts/q4.csv", "Phone Number\n+14155550101\n+12125550102\n")
    project.add(scheduledTime="06:30:00")
    target = tmp_path / "plan.html"

    result = project.run("report", "--html", str(target))

    assert (result.code, result.out) == (0, f"written: {target}\n")
    assert target.read_text() == page(project.plan(), links(target, project.root, {}))
    assert "! clash" in target.read_text()
    assert json.loads(project.run("report", "--html", str(target), "--format", "json").out) == {
        "version": 1,
        "html": str(target),
    }


def test_in_a_workflow_findings_lead_to_the_commit(project: Project, tmp_path: Path) -> None:
    project.add(scheduledTime="06:30:00")
    project.environ |= {
        "GITHUB_SERVER_URL": "https://github.com",
        "GITHUB_REPOSITORY": "acme/calls",
        "GITHUB_SHA": "9fceb02",
    }

    project.run("report", "--html", str(tmp_path / "plan.html"))

    target = 'href="https://github.com/acme/calls/blob/9fceb02/campaigns/q4.yaml#L6"'
    assert target in (tmp_path / "plan.html").read_text()


def test_the_page_can_be_asked_for_as_of_another_instant(project: Project, tmp_path: Path) -> None:
    project.add()

    project.run("report", "--html", str(tmp_path / "plan.html"), "--as-of", "2026-11-30T07:08:00Z")

    assert "As of Mon 30 Nov 2026 07:08 UTC" in (tmp_path / "plan.html").read_text()


@pytest.mark.parametrize(("args", "code"), [((), 2), (("--html", "/nowhere/plan.html"), 4)])
def test_a_page_that_cannot_be_written_is_said(project: Project, args: tuple[str, ...], code: int) -> None:
    project.add()

    result = project.run("report", *args)

    assert (result.code, result.out) == (code, "")
    assert "Traceback" not in result.err
