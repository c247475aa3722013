"""However narrow a terminal is, words, paths and commands stay whole."""

import re
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from runner.cli.planning import recorded_campaigns
from runner.cli.settings import read_settings
from runner.config import discovery
from runner.plan.campaign_files import load_files
from runner.plan.inputs import Inputs
from runner.plan.plan import Plan
from runner.plan.planner import build_plan
from runner.plan.policy import Policy
from runner.report.headline import ContactCounts
from runner.report.text.plan import plan_text, validation_text
from runner.report.text.wrap import display_width, lay_out
from tests.project import Project

WIDTHS = range(40, 201)
COMMAND = re.compile(r"^ {4,}(campaigns .*)$|`(campaigns [^`]*)`|see: (campaigns explain \S+)$", flags=re.MULTILINE)


@pytest.fixture
def plan(project: Project) -> Plan:
    """Campaigns with long names and paths, quiet hours, a changed file, and a list with errors."""
    project.add("q4.yaml")
    assert project.apply().code == 0
    project.add("q4.yaml", concurrentCalls=7)
    project.csv("contacts/people of the west.csv", "Phone\n+12125550101\n+442079460101\n4155550101\n4155550102\n")
    project.csv("contacts/good.csv", "Phone\n+12125550101\n+14155550103\n")
    for name in ("good", "people of the west"):
        project.add(
            f"regions of the united states/renewal reminder, {name}.yaml",
            campaignName=f"A renewal reminder for everybody whose plan ends, {name}",
            contacts=f"../contacts/{name}.csv",
            scheduledTime="04:30:00",
        )
    settings = read_settings(str(project.directory), None, {})
    files = load_files(discovery.files(settings.directory), settings.root, settings.directory)
    return build_plan(Inputs(tuple(files), Policy(), recorded_campaigns(settings), project.clock()))


def drawn(plan: Plan, width: int) -> str:
    checked = validation_text(len(plan.changes), ContactCounts.of(plan.changes), plan.findings)
    return lay_out(plan_text(plan, width=width) + checked, width)


def paths(plan: Plan) -> set[str]:
    return {finding.path for finding in plan.findings} | {change.path for change in plan.changes}


def commands(text: str) -> Counter[str]:
    return Counter(next(filter(None, match.groups())) for match in COMMAND.finditer(text))


def test_every_path_and_command_stands_whole_on_a_line_at_any_width(plan: Plan) -> None:
    wide = drawn(plan, 1000)

    assert {command.split()[1] for command in commands(wide)} >= {"postpone", "delete", "contacts", "explain"}
    for width in WIDTHS:
        text = drawn(plan, width)
        assert commands(text) == commands(wide)
        assert [path for path in paths(plan) if text.count(path) != wide.count(path)] == []


def test_a_line_is_no_wider_than_the_terminal_where_it_can_be_broken(plan: Plan) -> None:
    unbreakable = re.compile("|".join(map(re.escape, [*paths(plan), "campaigns ", "sha256:"])))

    for width in WIDTHS:
        too_wide = [line for line in drawn(plan, width).splitlines() if display_width(line) > width]
        assert [line for line in too_wide if not unbreakable.search(line)] == []


def test_a_number_stays_with_its_noun() -> None:
    text = "  America/Chicago  from Tue 1 Dec 12:00 to 12:02, 4,812 contacts"

    assert lay_out(text, 55) == "  America/Chicago  from Tue 1 Dec 12:00 to 12:02,\n    4,812 contacts"
    assert lay_out(text, None) == text


@given(st.text("ab `é東\u0301", max_size=60), st.integers(1, 40))
def test_a_broken_line_has_the_same_text(text: str, width: int) -> None:
    assert lay_out(text, width).split() == text.split()


@pytest.mark.parametrize(
    ("environ", "broken"),
    [({}, False), ({"COLUMNS": "60"}, True), ({"COLUMNS": "0"}, False), ({"COLUMNS": "wide"}, False)],
)
def test_a_log_has_one_line_for_a_message_and_columns_says_how_wide_it_is(
    project: Project, environ: dict[str, str], broken: bool
) -> None:
    project.environ |= environ
    project.csv("contacts/q4.csv", "Phone\n4155550101\n")
    project.add()

    result = project.run("validate")
    failure = project.run("resolve", "Q3", "--accept")

    hint = "write the plus and the country code; a guessed code calls strangers; adding a plus alone"
    assert (hint in result.out) is not broken
    assert ("\n      campaigns status\n" in failure.err) is broken
    assert "\n      campaigns contacts fix campaigns/contacts/q4.csv --default-region …\n" in result.out


def test_json_is_never_broken(project: Project) -> None:
    project.environ["COLUMNS"] = "40"
    project.csv("contacts/q4.csv", "Phone\n4155550101\n")
    project.add()

    (finding,) = project.run("validate", "--format", "json").json["findings"]

    assert "; or `campaigns contacts fix" in finding["hint"]
