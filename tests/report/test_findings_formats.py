"""Findings in the formats of CI servers: JUnit XML, and GitLab's Code Quality report."""

import json
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import jsonschema
import pytest
import xmlschema

from runner.findings import LISTED, Finding, Findings
from runner.report import code_quality, junit
from tests.project import Project

HERE = Path(__file__).parent
JUNIT = xmlschema.XMLSchema(HERE / "junit.xsd")
CODE_QUALITY = json.loads((HERE / "code_quality.schema.json").read_bytes())
NASTY = "<&\"'>]]>`\x1b[31m\x00\ud800\u202e"


@pytest.fixture
def wrong(project: Project) -> Project:
    """A repository with a good campaign, one with an error, one with a warning, and a list with 20 errors."""
    project.add("good.yaml", campaignName="Good")
    project.add("typo.yaml", campaignName="Typo", colour="red")
    project.add("now.yaml", campaignName="Now", isScheduled=False)
    project.csv("contacts/bad.csv", "Phone Number\n" + "4155550101\n" * 20)
    project.add("list.yaml", campaignName="List", contacts="contacts/bad.csv")
    return project


def cases(text: str) -> dict[str, ElementTree.Element]:
    """Check a report against the schema, and return its test cases by name."""
    JUNIT.validate(text)
    return {case.attrib["name"]: case for case in ElementTree.fromstring(text).iter("testcase")}


def entries(listed: Any) -> list[dict[str, Any]]:
    """Check a report against the schema, and its fingerprints, and return its entries."""
    jsonschema.validate(listed, CODE_QUALITY)
    prints = {entry["fingerprint"] for entry in listed}
    assert len(prints) == len(listed)
    checked: list[dict[str, Any]] = listed
    return checked


def test_a_file_is_a_test_that_fails_where_the_file_has_errors(wrong: Project) -> None:
    result = wrong.run("validate", "--format", "junit")

    report = cases(result.out)
    failed = {name for name, case in report.items() if case.find("failure") is not None}
    assert report.keys() >= {f"campaigns/{name}.yaml" for name in ("good", "typo", "now", "list")}
    assert failed == {"campaigns/typo.yaml", "campaigns/contacts/bad.csv"}
    assert ElementTree.fromstring(result.out).attrib["failures"] == "2"
    assert result.code == 1


def test_a_failed_test_shows_what_validate_says_of_the_file(wrong: Project) -> None:
    failure = cases(wrong.run("validate", "--format", "junit").out)["campaigns/typo.yaml"].find("failure")

    assert failure is not None
    assert (failure.attrib["type"], failure.attrib["message"]) == ("unknown-key", "1 error")
    assert failure.text
    assert failure.text.strip() in wrong.run("validate", str(wrong.directory / "typo.yaml")).out


def test_a_warning_is_the_output_of_a_test_that_passes(project: Project) -> None:
    project.add(isScheduled=False)

    result = project.run("validate", "--format", "junit")

    [case] = cases(result.out).values()
    output = case.findtext("system-out")
    assert output
    assert "warning[immediate-launch]" in output
    assert (case.find("failure"), result.code) == (None, 0)


def test_named_files_and_lists_are_the_tests(wrong: Project) -> None:
    named = wrong.run("validate", str(wrong.directory / "good.yaml"), "--format", "junit").out
    checked = wrong.run("contacts", "check", str(wrong.directory / "contacts/q4.csv"), "--format", "junit").out

    assert list(cases(named)) == ["campaigns/good.yaml"]
    assert list(cases(checked)) == ["campaigns/contacts/q4.csv"]


def test_a_repository_without_campaigns_is_a_report_without_tests(project: Project) -> None:
    assert cases(project.run("validate", "--format", "junit").out) == {}
    assert entries(project.run("validate", "--format", "gitlab").json) == []


def test_each_finding_is_an_entry_with_its_place_and_severity(wrong: Project) -> None:
    result = wrong.run("validate", "--format", "gitlab")

    listed = entries(result.json)
    findings = wrong.run("validate", "--format", "json").json["findings"]
    places = [(entry["check_name"], entry["location"]["path"], entry["location"]["lines"]["begin"]) for entry in listed]
    assert places == [(finding["code"], finding["path"], finding["line"]) for finding in findings]
    severities = {entry["check_name"]: entry["severity"] for entry in listed}
    assert severities["unknown-key"] == "blocker"
    assert severities["immediate-launch"] == "major"
    assert result.code == 1


def test_a_finding_that_only_moved_is_not_new(project: Project) -> None:
    path = project.add(colour="red")
    before = entries(project.run("validate", "--format", "gitlab").json)
    path.write_text("# one line more\n" + path.read_text())

    after = entries(project.run("validate", "--format", "gitlab").json)

    assert before[0]["location"] != after[0]["location"]
    assert before[0]["fingerprint"] == after[0]["fingerprint"]


def test_what_is_not_listed_is_counted() -> None:
    many = Findings(Finding("phone-format", "no plus", "a.csv", n, row=n) for n in range(1, LISTED + 51))

    assert entries(code_quality.entries(many))[-1]["description"] == "phone-format: and 50 more"
    report = junit.document("s", ["a.csv"], many)
    assert (f"and {LISTED - 5:,} more)" in report, "and 50 more in a.csv" in report) == (True, True)


def test_whatever_a_finding_holds_the_reports_can_be_read() -> None:
    one = Finding("bad-value", NASTY, f"campaigns/{NASTY}.yaml", hint=NASTY, excerpt=NASTY)

    text = junit.document("s", [one.path, "b.yaml"], Findings([one])).encode(errors="replace").decode()

    assert len(cases(text)) == 2
    assert len(entries(json.loads(json.dumps(code_quality.entries(Findings([one])))))) == 1


def test_options_in_a_proposed_command_fit_the_format(project: Project) -> None:
    folder = project.root / 'a & b <c> "d"'
    project.directory.rename(folder)
    project.environ["CAMPAIGNS_DIR"] = str(folder)
    project.csv("../odd/contacts/x.csv", "Phone Number\n+1 415 555 0101\n")

    for form in ("junit", "gitlab", "sarif"):
        result = project.run(
            "--dir", str(folder), "contacts", "check", str(project.root / "odd/contacts/x.csv"), "--format", form
        )
        assert result.code == 1
        assert "campaigns --dir" in result.out
        if form == "junit":
            assert cases(result.out)
        else:
            assert result.json


@pytest.mark.parametrize("form", ["sarif", "junit", "gitlab"])
def test_a_hold_is_said_beside_a_report_that_has_no_place_for_it(project: Project, form: str) -> None:
    project.add()
    project.write("HOLD", "legal review\n")

    result = project.run("validate", "--format", form)

    assert "legal review" in result.err
    assert "legal review" not in result.out
