"""As long as a launch is ahead and its list is there, a campaign that exists is judged: then and now."""

import json
from typing import Any

import pytest

from runner.calling_hours.people import locations
from tests.project import CONTACTS, Project

NAME = "Q4 Outreach Campaign"
EARLY = {"scheduledTime": "06:30:00"}
LATE_RULE = "callingHours: {tighten: [{rule: US, monFri: [], sat: [], sun: []}]}\nfindings: {calling-hours: error}\n"
CODES = ("calling-hours", "calling-holiday", "calling-hours-unsure")


def create(project: Project, **fields: Any) -> None:
    project.add(**fields)
    assert project.apply().code == 0


def entry(project: Project) -> Any:
    [campaign] = project.plan()["campaigns"]
    return campaign


def found(project: Project) -> list[tuple[str, str, str]]:
    plan = project.plan()
    return [(one["code"], one["severity"], one["hint"]) for one in plan["findings"] if one["code"] in CODES]


def outputs(project: Project) -> dict[str, str]:
    page = project.root / "page.html"
    assert project.run("report", "--html", str(page)).code == 0
    return {
        "text": project.run("plan").out,
        "markdown": project.run("plan", "--format", "markdown").out,
        "page": page.read_text(encoding="utf-8"),
        "status": project.run("status").out,
    }


def test_what_was_found_at_the_create_is_recorded_and_found_again(project: Project) -> None:
    create(project, **EARLY)

    then = project.recorded[NAME]["hours"]
    assert sum(then["clashes"].values()) > 0
    assert {severity for _, severity, _ in found(project)} == {"warning"}
    assert all(f"{code} was found when it was created, too; " in hint for code, _, hint in found(project))
    assert (entry(project)["hoursAtCreate"], entry(project)["hoursNotChecked"]) == (then, None)
    assert entry(project)["hours"]["clashes"]
    assert project.run("status", "--format", "json").json["hours"] == [
        {"campaignName": NAME, "atCreate": then, "now": then, "notChecked": None}
    ]
    [code, *_] = then["clashes"]
    for name, shown in outputs(project).items():
        assert f"when created {then['clashes'][code]} {code}" in shown, name


def test_what_was_good_and_is_good_is_counted_and_makes_no_finding(project: Project) -> None:
    create(project)

    assert project.recorded[NAME]["hours"] == {"clashes": {}, "unjudged": 0}
    assert project.plan()["findings"] == []
    shown = outputs(project)
    for name in ("text", "markdown", "status"):
        assert "calling hours of recorded launches ahead: 1 checked again, 0 with a clash\n" in shown[name]
    assert "Recorded, outside calling hours" in shown["page"]
    assert "when created no clash; now no clash" in shown["page"]


def test_a_rule_that_came_later_is_a_warning_and_blocks_nothing(project: Project) -> None:
    create(project)
    project.write("policy.yaml", LATE_RULE)

    findings = found(project)

    assert {(code, severity) for code, severity, _ in findings} == {("calling-hours", "warning")}
    assert all("no calling-hours was found when it was created; " in hint for _, _, hint in findings)
    assert [project.run(command).code for command in ("plan", "validate", "apply")] == [0, 0, 0]
    assert "when created no clash; now 1 calling-hours" in project.run("status").out
    assert len(project.api.posts) == 1


def test_a_clash_that_is_gone_is_still_said(project: Project) -> None:
    create(project, **EARLY)
    project.write("policy.yaml", "callingHours: {off: [{rule: US, reason: consent}]}\n")
    state = project.state
    state["campaigns"][NAME]["hours"] = {"clashes": {"calling-hours": 2}, "unjudged": 0}
    project.state_file.write_text(json.dumps(state))

    assert "when created 2 calling-hours; now " in project.run("plan").out


def test_a_record_of_an_earlier_version_is_judged_without_what_was_found_then(project: Project) -> None:
    create(project, **EARLY)
    state = project.state
    del state["campaigns"][NAME]["hours"]
    project.state_file.write_text(json.dumps(state))

    assert all("whether this was found when it was created isn't recorded" in hint for _, _, hint in found(project))
    assert "when created not recorded; now " in project.run("status").out


def gone(project: Project) -> None:
    (project.directory / "contacts" / "q4.csv").unlink()


def longer(project: Project) -> None:
    project.csv(text=CONTACTS + "+14155550104,Dee\n")


def broken(project: Project) -> None:
    project.csv(text=CONTACTS + "nobody,Dee\n")


def deleted(project: Project) -> None:
    (project.directory / "q4.yaml").unlink()


def mistyped(project: Project) -> None:
    project.add(concurrentCalls="many")


def bad_policy(project: Project) -> None:
    project.write("policy.yaml", "limits: {newCampaigns: many}\n")


@pytest.mark.parametrize(
    ("spoil", "reason"),
    [
        (gone, "its list is missing"),
        (longer, "its list has changed since it was sent"),
        (broken, "its list has errors"),
        (deleted, "it has no file here"),
        (mistyped, "its file has errors"),
        (bad_policy, "the policy has errors"),
    ],
)
def test_what_is_not_checked_is_counted_and_never_looks_passed(project: Project, spoil: Any, reason: str) -> None:
    create(project, **EARLY)
    spoil(project)

    assert (entry(project)["hours"], entry(project)["hoursNotChecked"]) == (None, reason)
    assert found(project) == []
    [status] = project.run("status", "--format", "json").json["hours"]
    assert (status["now"], status["notChecked"]) == (None, reason)
    shown = outputs(project)
    for name in ("text", "markdown", "status"):
        assert (
            "calling hours of recorded launches ahead: 0 checked again, 0 with a clash, 1 not checked\n" in shown[name]
        )
    for name, text in shown.items():
        assert f"now not checked, {reason}" in text, name
    assert "no clash" not in shown["page"]


def test_a_list_elsewhere_that_is_not_fetched_is_not_checked(project: Project) -> None:
    create(project)
    record = project.recorded[NAME]
    pins = {"path": "https://lists.example/q4.csv", "sha256": record["contacts"]["sha256"], "rows": 3}
    project.add(contacts=pins)

    assert entry(project)["hoursNotChecked"] == "its list wasn't fetched"
    assert "now not checked, its list wasn't fetched" in project.run("status").out


def test_a_new_campaign_whose_list_is_not_fetched_is_counted_too(project: Project) -> None:
    project.add(contacts={"path": "https://lists.example/q4.csv", "sha256": "0" * 64, "rows": 3})

    assert entry(project)["hoursNotChecked"] == "its list wasn't fetched"
    assert "calling hours of what would be sent: 1 launch not checked\n" in project.run("plan").out
    page = project.run("plan", "--format", "markdown").out
    alert = page.index("> **Calling hours of 1 campaign aren't checked:**")
    assert alert < page.index(f"> - **{NAME}**, 3 contacts: its list wasn't fetched") < page.index("| campaign |")
    assert "<br>calling hours not checked" in page


def test_contacts_without_a_rule_are_counted_and_look_like_no_pass(project: Project) -> None:
    project.csv(text="Phone Number\n+14155550101\n+80012345678\n")
    project.write("policy.yaml", "findings: {phone-type: info}\n")
    create(project)

    assert project.recorded[NAME]["hours"]["unjudged"] == 1
    for name, shown in outputs(project).items():
        assert "no rule in effect for 1 contact" in shown, name
        assert name == "page" or ", 1 contact without a rule in effect\n" in shown, name


def test_a_launch_that_is_past_is_not_judged(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    def unwanted(*_: object) -> object:
        raise AssertionError("its list was read for this")

    create(project, **EARLY)
    project.clock.move(days=30)
    monkeypatch.setattr(locations, "locate", unwanted)

    assert found(project) == []
    assert (entry(project)["hours"], entry(project)["hoursNotChecked"]) == (None, None)
    assert "calling hours of" not in project.run("plan").out + project.run("status").out
    assert "hours" not in project.run("status", "--format", "json").json


def test_an_edited_file_is_judged_by_what_was_sent(project: Project) -> None:
    create(project, **EARLY)
    before = entry(project)["hours"]
    project.add(scheduledTime="12:00:00", concurrentCalls=1)

    assert entry(project)["action"] == "changed"
    assert (entry(project)["hours"]["start"], entry(project)["hours"]["lines"]) == ("2026-12-01T14:30:00Z", 5)
    assert entry(project)["hours"]["clashes"] == before["clashes"]


def test_what_would_be_proposed_for_a_new_campaign_is_not_for_one_that_exists(project: Project) -> None:
    create(project, **EARLY)

    assert entry(project)["hours"]["fixes"] == {"earliestStart": None, "latestStart": None, "lines": None, "split": []}


def test_only_the_worst_campaigns_are_named_and_the_rest_is_counted(project: Project) -> None:
    for number in range(12):
        project.csv(f"contacts/{number}.csv", f"Phone Number\n+141555502{number:02}\n")
        project.add(f"{number}.yaml", campaignName=f"Q{number:02}", contacts=f"contacts/{number}.csv")
    assert project.apply().code == 0
    for number in range(12):
        (project.directory / "contacts" / f"{number}.csv").unlink()

    out = project.run("plan").out

    assert "recorded launches ahead: 0 checked again, 0 with a clash, 12 not checked\n" in out
    assert out.count("now not checked") == 11
    assert "  and 2 more campaigns, the worst: Q08: when created" in out
