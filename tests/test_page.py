"""The page on when people would be called: of itself alone, escaped, with tables for all that is drawn."""

import html
import os
import re
import shutil
import subprocess
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from runner.report import page
from tests.project import Project

EARLY: dict[str, Any] = {"scheduledTime": "06:30:00", "concurrentCalls": 5}
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")


class Tags(HTMLParser):
    """Checks that tags nest, and keeps what they refer to."""

    VOID = frozenset({"meta", "rect", "line", "br"})

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.links: list[str] = []
        self.ids: list[str] = []
        self.tags: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.tags.add(tag)
        self.links += [value for key in ("href", "src") if (value := given.get(key))]
        self.ids += [value] if (value := given.get("id")) else []
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def written(project: Project, *args: str) -> str:
    out = project.root / "launches.html"
    result = project.run("report", "--html", str(out), *args)
    assert (result.code, result.out) == (0, "")
    return out.read_text(encoding="utf-8")


@pytest.fixture
def busy(project: Project) -> Project:
    project.csv("contacts/q4.csv", "Phone Number,customer_name\n+14155550101,Ada\n+12125550102,Bo\n")
    project.add(**EARLY, campaignName='<script>alert("1")</script> & co')
    project.add("late.yaml", campaignName="Late", scheduledTime="12:00:00")
    return project


def test_it_is_whole_and_needs_nothing_else(busy: Project) -> None:
    text = written(busy)

    tags = Tags()
    tags.feed(text)
    assert tags.open == []
    assert not tags.tags & {"script", "img", "iframe", "link"}
    assert "default-src 'none'" in text
    assert len(tags.ids) == len(set(tags.ids))
    assert [link for link in tags.links if link.startswith("#") and link[1:] not in tags.ids] == []
    assert not re.search(r"url\(|@import|https?://", text)


def test_what_comes_from_a_file_is_escaped(busy: Project) -> None:
    text = written(busy)

    assert "<script" not in text
    assert html.escape('<script>alert("1")</script> & co') in text


def test_each_run_zone_and_finding_is_in_a_table(busy: Project) -> None:
    text = written(busy)

    assert text.count('<tr><th scope="row">America/Los_Angeles</th>') == 3
    assert "<caption>Runs, in UTC</caption>" in text
    assert "1 people called in quiet hours, Tue 01 Dec 06:30 America/Los_Angeles" in text
    assert 'href="./campaigns/q4.yaml#L6"' in text
    assert "Ada" not in text
    assert "+1415" not in text


def test_findings_lead_to_the_commit_in_a_workflow(busy: Project) -> None:
    busy.environ |= {
        "GITHUB_SERVER_URL": "https://github.com",
        "GITHUB_REPOSITORY": "acme/calls",
        "GITHUB_SHA": "9fceb02",
    }

    assert 'href="https://github.com/acme/calls/blob/9fceb02/campaigns/q4.yaml#L6"' in written(busy)


def test_nothing_to_send_is_a_page_too(project: Project) -> None:
    project.add()
    project.apply()

    assert "Nothing would be sent whose people and launch are known." in written(project)


def test_the_hours_of_a_run_are_those_of_the_local_clock() -> None:
    def hours(first: str, most: str) -> set[int]:
        return page._local_hours({"first": f"2026-12-{first}", "most": f"2026-12-{most}"})

    assert hours("01T12:30:00-05:00", "01T14:00:00-05:00") == {12, 13}
    assert hours("01T23:30:00-05:00", "02T01:30:00-05:00") == {23, 0, 1}
    assert hours("01T12:00:00-05:00", "01T12:00:00-05:00") == {12}
    assert hours("01T12:00:00-05:00", "03T12:00:00-05:00") == set(range(24))


def test_a_page_of_five_hundred_campaigns_is_small(project: Project) -> None:
    project.csv("contacts/q4.csv", "Phone Number\n+14155550101\n+12125550102\n")
    for number in range(500):
        project.add(f"{number}.yaml", campaignName=f"C{number}", concurrentCalls=5)

    assert len(written(project).encode()) < 3_000_000


@pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium on this machine")
def test_a_browser_shows_it_from_a_file(busy: Project, tmp_path: Path) -> None:
    written(busy)
    flags = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"]
    command = [str(CHROMIUM), *flags, f"--user-data-dir={tmp_path / 'profile'}", "--virtual-time-budget=2000"]

    done = subprocess.run(
        [*command, "--dump-dom", (busy.root / "launches.html").as_uri()],
        capture_output=True,
        text=True,
        timeout=90,
        env={**os.environ, "HOME": str(tmp_path)},
    )

    assert "<h1>When people would be called</h1>" in done.stdout
    assert 'class="clash"' in done.stdout
