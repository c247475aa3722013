"""The page as text: what it says, where it leads, and that nothing foreign becomes markup."""

import enum
import json
import re
import shlex
import time
from dataclasses import fields, is_dataclass, replace
from datetime import UTC, datetime, timedelta
from html import unescape
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from runner.calling_hours.rules.rulebook import Coverage
from runner.findings import Findings, Severity
from runner.report.html.links import Links, links
from runner.report.html.page import page
from runner.report.plan_view import PlanView
from tests.project import Project
from tests.report import views

DOCS = "https://github.com/campaign-runner/campaign-runner/blob/0123456789abcdef0123456789abcdef01234567/docs"
LINKS = Links("https://github.com/o/r/blob/abc", DOCS)
GITHUB = {"GITHUB_SERVER_URL": "https://github.com", "GITHUB_REPOSITORY": "o/r", "GITHUB_SHA": "abc"}
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


def with_clashes(view: PlanView, **values: Any) -> PlanView:
    """The plan with these values in every clash."""
    launches = (
        replace(launch, clashes=tuple(replace(clash, **values) for clash in launch.clashes)) for launch in view.launches
    )
    return replace(view, launches=tuple(launches))


def test_the_figures_name_what_a_reviewer_decides_by() -> None:
    text = words(page(views.usual(), LINKS))

    assert "Called IMMEDIATELY when applied 120 contacts in 1 campaign" in text
    assert "Outside calling hours ! 4 of 6 launches, 1 not checked" in text
    assert "Findings 1 error, 2 warnings, 1 note" in text
    assert "Merge before Mon 23 Nov 2026 00:10 UTC" in text
    assert "! Tue 1 Dec 06:00, ending 08:10 to 11:40" in text
    assert "start between Tue 1 Dec 2026 08:00 America/Los_Angeles and" in text


@pytest.mark.parametrize(
    ("policy", "headline"),
    [
        ("limits: {contactsPerApply: 2}\n", "apply would refuse: 1 limit exceeded, 1 campaign ready"),
        ("limits: []\n", "apply would refuse: the policy has errors, 1 campaign ready"),
        ("limits: {contactsPerApply: 3}\n", "apply would create 1 campaign and call 3 contacts"),
    ],
)
def test_the_title_is_the_headline_of_plan(project: Project, tmp_path: Path, policy: str, headline: str) -> None:
    project.add()
    project.write("policy.yaml", policy)

    project.run("report", "--html", str(tmp_path / "plan.html"))

    assert project.run("plan").out.startswith(f"{headline}\n")
    assert f"<h1>{headline}</h1>" in (tmp_path / "plan.html").read_text()


def test_a_command_on_the_page_can_be_pasted_into_a_shell(project: Project, tmp_path: Path) -> None:
    project.csv("contacts/q4.csv", "Phone Number\n+14155550101\n+12125550102\n")
    project.add("it's $HOME.yaml", scheduledTime="06:30:00")

    project.run("report", "--html", str(tmp_path / "plan.html"))

    (command,) = set(re.findall("campaigns split (.*?) --by zone", words((tmp_path / "plan.html").read_text())))
    assert shlex.split(command) == ["campaigns/it's $HOME.yaml"]


def test_an_update_has_its_old_and_new_values_on_the_page(project: Project, tmp_path: Path) -> None:
    project.write("policy.yaml", "updates: scheduled\n")
    project.add()
    assert project.apply().code == 0
    project.add(scheduledTime="15:30:00", agentId="D5winback")
    page = tmp_path / "plan.html"
    assert project.run("report", "--html", str(page)).code == 0

    shown = words(page.read_text())

    assert "apply would update 1 campaign of 3 contacts" in shown
    assert "Changed in the account 1 campaign" in shown
    assert "launch: Tue 1 Dec 2026 12:00 → 15:30 America/Los_Angeles" in shown
    assert "agent: D5D0p7TUs66TTAEAx → D5winback" in shown


def test_launches_without_local_hours_are_shown_too() -> None:
    text = words(page(views.view(views.launch("Not read", views.AS_OF)), LINKS))

    assert "time zone unknown" in text
    assert "The local hours of its contacts are unknown." in text
    assert "not checked" in text


def test_a_launch_at_an_unknown_hour_is_marked_although_it_has_no_zone(project: Project, tmp_path: Path) -> None:
    project.csv("contacts/q4.csv", "Phone Number\n+870773111632\n")
    project.add(concurrentCalls=1)

    project.run("report", "--html", str(tmp_path / "plan.html"))

    text = (tmp_path / "plan.html").read_text()
    assert "1 contact, outside calling hours</title>" in text
    assert "the local hour is unknown for 1 contact" in text


def test_an_empty_plan_has_an_empty_page() -> None:
    text = words(page(views.view(), LINKS))

    assert "No upcoming launches." in text
    assert "No findings." in text


def test_information_is_listed_and_is_no_clash() -> None:
    text = words(page(with_clashes(views.usual(), severity=Severity.INFO), LINKS))

    assert "Outside calling hours no clash, 1 not checked" in text
    assert "confidence A, info" in text


def test_a_launch_without_a_known_rule_does_not_count_as_free_of_clashes() -> None:
    launch = replace(views.usual().launches[2], clashes=(), uncovered={Coverage.UNKNOWN: 12})
    text = words(page(views.view(launch), LINKS))

    assert "no rule known for 12 contacts" in text
    assert "No rule known 12 contacts" in text


def foreign(value: Any) -> Any:
    """Put markup into every text but actions, codes and severities."""
    if isinstance(value, str) and not isinstance(value, enum.Enum):
        return FOREIGN + value
    if isinstance(value, tuple):
        return tuple(map(foreign, value))
    if isinstance(value, Findings):
        return Findings(map(foreign, value))
    if not is_dataclass(value) or isinstance(value, type):
        return value
    names = {field.name for field in fields(value)} - {"action", "code"}
    return replace(value, **{name: foreign(getattr(value, name)) for name in names})


def test_no_text_of_the_plan_becomes_markup() -> None:
    clean, dirty = page(views.usual(), LINKS), page(foreign(views.usual()), LINKS)

    assert elements(dirty).count("script") == 1
    assert elements(dirty).count("th") == elements(clean).count("th")
    assert "\u202e" not in dirty


@given(name=st.text(max_size=60) | st.lists(st.sampled_from(["<b>", "</td>", "<", ">", "&lt;", '"', "x"])).map("".join))
@settings(max_examples=50, deadline=None)
def test_any_name_is_one_text(name: str) -> None:
    named, plain = (views.view(views.launch(each, views.AS_OF)) for each in (name or "x", "x"))

    assert elements(page(named, LINKS)) == elements(page(plain, LINKS))


def test_a_source_that_is_no_address_is_no_link() -> None:
    assert "javascript:" not in page(with_clashes(views.usual(), source="javascript:alert(1)"), LINKS)


@pytest.mark.parametrize(
    ("environ", "path", "target"),
    [
        (GITHUB, "campaigns/q4 #1.yaml", "https://github.com/o/r/blob/abc/campaigns/q4%20%231.yaml#L7"),
        (GITHUB, "lists/a.csv", "https://github.com/o/r/blob/abc/lists/a.csv?plain=1#L7"),
        (GITHUB, "s3://lists/a.csv", None),
        ({}, "a.yaml", None),
        ({"GITHUB_SERVER_URL": "https://github.com"}, "a.yaml", None),
        (GITHUB | {"GITHUB_SERVER_URL": "javascript:"}, "a.yaml", None),
    ],
)
def test_a_file_is_linked_where_its_address_holds_on_any_machine(
    environ: dict[str, str], path: str, target: str | None
) -> None:
    written = links(environ, None).to(path, 7, "the place")

    assert re.findall('href="(.*?)"', written) == ([target] if target else [])
    assert ">the place<" in written


def test_a_page_that_is_mailed_has_no_link_that_leads_nowhere(project: Project, tmp_path: Path) -> None:
    project.add(scheduledTime="06:30:00")

    project.run("report", "--html", str(tmp_path / "plan.html"))

    written = (tmp_path / "plan.html").read_text()
    inner = set(re.findall(' href="#(.*?)"', written))
    assert {
        target for target in re.findall(' href="(.*?)"', written) if not target.startswith(("#", "https://"))
    } == set()
    assert inner <= set(re.findall(' id="(.*?)"', written))
    assert "<code>campaigns/q4.yaml:6</code>" in written


def test_the_page_says_why_the_plan_has_to_be_merged_by_then(project: Project, tmp_path: Path) -> None:
    project.add()

    project.run("report", "--html", str(tmp_path / "plan.html"))

    text = words((tmp_path / "plan.html").read_text())
    assert "Merged later, the launch of Q4 Outreach Campaign is in the past, and apply refuses it." in text


def test_a_finding_leads_to_what_its_code_means() -> None:
    written = page(views.usual(), LINKS)

    assert f'<a href="{DOCS}/reference/findings.md#phone-missing"><code>phone-missing</code></a>' in written


@pytest.mark.parametrize("docs", ["", "javascript:alert(1)", "file:///docs"])
def test_a_code_is_no_link_where_no_browser_can_open_the_documentation(
    project: Project, tmp_path: Path, docs: str
) -> None:
    project.environ["CAMPAIGNS_DOCS_URL"] = docs
    project.add(scheduledTime="06:30:00")

    project.run("report", "--html", str(tmp_path / "plan.html"))

    written = (tmp_path / "plan.html").read_text()
    assert "<td><code>calling-hours</code>" in written
    assert "campaigns explain calling-hours" in written


def test_a_finding_leads_to_its_campaign_on_the_page() -> None:
    findings = page(views.usual(), LINKS).rpartition('id="findings"')[2]

    assert '<a href="#c3">Q4 outreach</a>' in findings


def test_a_campaign_shows_the_number_that_calls_and_the_agent(project: Project, tmp_path: Path) -> None:
    project.add(agentId="D5winback")

    project.run("report", "--html", str(tmp_path / "plan.html"))

    assert "From +14155550100, agent D5winback, over 5 lines" in words((tmp_path / "plan.html").read_text())


def test_a_campaign_whose_number_and_agent_are_not_known_says_so() -> None:
    text = words(page(views.view(views.launch("Broken", views.AS_OF)), LINKS))

    assert "From an unknown number, agent unknown" in text


@pytest.mark.parametrize(
    ("hour", "longest", "columns", "note"),
    [
        (17, 2, range(9, 13), " No calls before 09:00 or from 13:00 on."),
        (8, 6, range(6), " No calls from 06:00 on."),
        (31, 1, range(23, 24), " No calls before 23:00."),
        (17, 30, range(24), ""),
    ],
)
def test_the_chart_of_hours_shows_the_hours_with_calls(hour: int, longest: int, columns: range, note: str) -> None:
    start = datetime(2026, 12, 1, tzinfo=UTC) + timedelta(hours=hour)
    durations = (timedelta(hours=1), timedelta(hours=longest))
    los_angeles, chicago = ("US", "America/Los_Angeles"), ("US", "America/Chicago")
    zones = [los_angeles, chicago] if longest == 2 else [los_angeles]
    written = page(views.view(views.assessed("Q4", start, durations, zones)), LINKS)

    heads = re.findall('<th scope="col">([0-9]{2})</th>', written)
    assert heads == [f"{column:02}" for column in columns]
    assert f"a rule.{note}</p>" in written


def test_a_single_time_zone_that_is_left_out_is_not_counted_in_the_plural() -> None:
    zones = [("US", f"Etc/GMT+{number}") for number in range(1, 13)]
    zones += [("DE", f"Etc/GMT-{number}") for number in range(1, 14)]
    launch = views.assessed("Q4", views.AS_OF, (timedelta(hours=1), timedelta(hours=1)), zones)

    text = words(page(views.view(launch), LINKS))

    assert " 1 more time zone " in text.partition("Approximate calls")[2].partition("! marks")[0]


def test_only_its_own_style_and_script_are_permitted() -> None:
    written = page(views.usual(), LINKS)

    (policy,) = re.findall(r'http-equiv="Content-Security-Policy" content="([^"]*)"', written)
    assert unescape(policy).startswith("default-src 'none'; style-src 'sha256-")
    assert "unsafe" not in policy
    assert re.findall(r' (?:src|style|on\w+)="', written) == []


def test_contacts_with_several_candidate_zones_count_once() -> None:
    launch = next(launch for launch in views.usual().launches if launch.name == "Q4 outreach")
    names = {span.zone for span in launch.zones}
    zones = tuple(replace(span, other_zones=tuple(names - {span.zone})) for span in launch.zones)

    text = words(page(views.view(replace(launch, zones=zones)), LINKS))

    assert "US 1,600" in text.rpartition("Countries")[2]


def test_rows_that_add_up_to_more_contacts_than_the_campaign_has_are_explained(
    project: Project, tmp_path: Path
) -> None:
    project.csv("contacts/q4.csv", "Phone Number\n+19072345678\n+12125550102\n")
    project.add()

    project.run("report", "--html", str(tmp_path / "plan.html"))

    text = words((tmp_path / "plan.html").read_text())
    assert "The rows add up to 3 contacts; the campaign has 2." in text
    assert "1 contact may be in one of several time zones: each of these rows counts it." in text
    assert "America/Anchorage US or America/Adak 1" in text


def test_contacts_without_a_time_zone_are_counted_beside_each_chart(project: Project, tmp_path: Path) -> None:
    project.csv("contacts/q4.csv", "Phone Number\n+12125550102\n+870773111632\n+870773111633\n")
    project.add()

    project.run("report", "--html", str(tmp_path / "plan.html"))

    text = words((tmp_path / "plan.html").read_text())
    assert (
        "The rows add up to 1 contact; the campaign has 3. 2 contacts are in no row: the time zone is unknown." in text
    )
    assert text.count("Not counted here: 2 contacts whose time zone is unknown.") == 2
    assert "time zone unknown Q4 Outreach Campaign: Tue 1 Dec 20:00 to 20:02, 2 contacts, outside calling hours" in text
    assert "Time zone 15 All, each in local time 1 America/New_York 1 ! marks" in text


def test_a_campaign_without_a_known_number_of_contacts_is_counted_beside_each_chart() -> None:
    text = words(page(views.usual(), LINKS))

    missing = "310 contacts whose time zone is unknown, and 1 campaign whose number of contacts is unknown"
    assert text.count(f"Not counted here: {missing}.") == 2


def test_rows_that_add_up_need_no_explanation() -> None:
    text = words(page(views.view(views.usual().launches[1]), LINKS))

    assert "rows add up" not in text
    assert "in no row" not in text
    assert "Not counted here" not in text


@pytest.mark.slow
def test_five_hundred_campaigns_make_a_page_of_three_megabytes_soon() -> None:
    view = views.many(500)
    start = time.process_time()

    written = page(view, LINKS)

    assert time.process_time() - start < 3
    assert len(written.encode()) < 3_200_000
    assert elements(written).count("details") == 501


def test_the_command_writes_the_page_of_the_plan(project: Project, tmp_path: Path) -> None:
    project.csv("contacts/q4.csv", "Phone Number\n+14155550101\n+12125550102\n")
    project.add(scheduledTime="06:30:00")
    target = tmp_path / "plan.html"

    result = project.run("report", "--html", str(target))

    assert (result.code, result.out) == (0, f"written: {target}\n")
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


def test_the_page_is_called_after_the_plan_unless_it_is_named(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    project.add()
    monkeypatch.chdir(project.root)

    result = project.run("report")

    assert (result.code, result.out) == (0, "written: plan.html\n")
    assert project.root.joinpath("plan.html").read_text().startswith("<!doctype html>")


def test_a_page_that_cannot_be_written_is_said(project: Project) -> None:
    project.add()

    result = project.run("report", "--html", "/nowhere/plan.html")

    assert (result.code, result.out) == (4, "")
    assert "Traceback" not in result.err
