"""Values that a defaults.yaml gives to the campaigns around it: which file counts, and where findings are."""

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from runner.config import schema
from runner.config.defaults import DefaultsFiles
from runner.files.paths import RepositoryRoot
from runner.plan.campaign_file import read_campaign_file
from runner.plan.desired import Desired
from tests.project import CAMPAIGN, Project

NUMBER, AGENT, ZONE = (f"{key}: {CAMPAIGN[key]}\n" for key in ("sipPhoneNumber", "agentId", "scheduledTimezone"))
SHARED = ("sipPhoneNumber", "agentId", "scheduledTimezone")


def place(finding: dict[str, Any]) -> tuple[str, str, int]:
    return finding["code"], finding["path"], finding["line"]


def validated(project: Project, *args: str) -> list[tuple[str, str, int]]:
    return [place(finding) for finding in project.run("validate", "--format", "json", *args).json["findings"]]


def test_writing_a_default_out_changes_neither_fingerprint_nor_hash(project: Project) -> None:
    project.add()
    before = project.plan()
    project.add(without=SHARED)
    project.write("defaults.yaml", f"# shared\n{AGENT}{NUMBER}{ZONE}")

    after = project.plan()

    assert (after["hash"], after["findings"]) == (before["hash"], [])
    assert after["campaigns"][0]["fingerprint"] == before["campaigns"][0]["fingerprint"]


def test_the_nearest_file_counts_and_nothing_is_merged_across_levels(project: Project) -> None:
    project.write("defaults.yaml", f"{NUMBER}{AGENT}{ZONE}concurrentCalls: 7\n")
    project.write("us/defaults.yml", f"{NUMBER}agentId: near\n{ZONE}")
    without = (*SHARED, "concurrentCalls")
    project.add("q4.yaml", without=without, campaignName="far")
    project.add("us/west/q4.yaml", without=without, campaignName="near")

    assert project.apply().code == 0

    requests = {name: record["request"] for name, record in project.recorded.items()}
    assert (requests["far"]["agentId"], requests["far"]["concurrentCalls"]) == (CAMPAIGN["agentId"], 7)
    assert (requests["near"]["agentId"], "concurrentCalls" in requests["near"]) == ("near", False)


def test_the_campaigns_own_file_wins_and_variables_and_contacts_are_merged_by_key(project: Project) -> None:
    project.write(
        "defaults.yaml",
        "agentId: other\nconcurrentCalls: 7\ndynamicVariables: {company: Acme, customer_name: friend}\n"
        "contacts: {phoneColumn: Cell, requiredVariables: [customer_name], blankValues: [N/A]}\n",
    )
    project.csv(text="Cell,Mobile,customer_name\n+14155550101,+14155550102,N/A\n")
    project.add(
        dynamicVariables={"customer_name": "there"}, contacts={"path": "contacts/q4.csv", "phoneColumn": "Mobile"}
    )

    assert project.apply().code == 0

    (sent,) = project.api.posts
    assert (sent["agentId"], sent["concurrentCalls"]) == (CAMPAIGN["agentId"], "5")
    assert json.loads(sent["dynamicVariables"]) == {"company": "Acme", "customer_name": "there"}
    assert "+14155550102" in project.api.lists[0]
    assert "N/A" not in project.api.lists[0]


def test_the_short_form_of_a_list_is_read_as_the_defaults_say(project: Project) -> None:
    project.write("defaults.yaml", "contacts: {phoneColumn: Cell}\n")
    project.csv(text="Cell,Mobile\n+14155550101,+14155550102\n")
    project.add()

    assert validated(project) == []


def test_a_zone_is_given_to_scheduled_campaigns_only(project: Project) -> None:
    project.write("defaults.yaml", ZONE)
    project.add(isScheduled=False)

    assert "schedule-ignored" not in {code for code, _, _ in validated(project)}
    assert project.apply().code == 0
    assert "scheduledTimezone" not in project.recorded[CAMPAIGN["campaignName"]]["request"]


def test_a_finding_is_at_the_line_that_has_the_value_and_once(project: Project) -> None:
    project.write("us/defaults.yaml", f"# who calls\nagentId: ' spaced'\n{NUMBER}scheduledTimezone: Mars/Base\n")
    for name in ("a", "b"):
        project.add(f"us/{name}.yaml", without=SHARED, campaignName=name)

    assert validated(project) == [
        ("bad-value", "campaigns/us/defaults.yaml", 2),
        ("unknown-zone", "campaigns/us/defaults.yaml", 4),
    ]
    assert {entry["action"] for entry in project.plan()["campaigns"]} == {"blocked"}


def test_what_is_wrong_with_one_campaigns_list_names_the_campaign(project: Project) -> None:
    project.write("defaults.yaml", "contacts: {phoneColumn: Cell}\nconcurrentCalls: 500\n")
    for name, header in (("a", "Cell"), ("b", "Mobile"), ("c", "Phone")):
        project.csv(f"contacts/{name}.csv", f"{header}\n+1415555010{ord(name) % 7}\n")
        project.add(f"{name}.yaml", campaignName=name, contacts=f"contacts/{name}.csv", without=("concurrentCalls",))

    findings = project.run("validate", "--format", "json").json["findings"]

    assert [(finding["path"], finding["line"], finding["message"]) for finding in findings][:2] == [
        ("campaigns/defaults.yaml", 1, "`campaigns/b.yaml`: the list has no column `Cell`"),
        ("campaigns/defaults.yaml", 1, "`campaigns/c.yaml`: the list has no column `Cell`"),
    ]
    assert {finding["code"] for finding in findings[2:]} == {"limit-passed"}
    assert all(finding["line"] == 2 for finding in findings[2:])


def test_another_folders_broken_defaults_dont_hold_what_only_names(project: Project) -> None:
    project.write("us/defaults.yaml", "agent: a\n")
    project.add("us/q4.yaml", campaignName="us")
    project.add("ca/q4.yaml", campaignName="ca")
    (narrowed,) = validated(project, str(project.directory / "ca"))
    assert narrowed[:2] == ("not-compared", "campaigns/ca/q4.yaml")

    applied = project.apply("--only", str(project.directory / "ca"))

    assert (applied.code, project.api.names) == (0, ["ca"])
    assert [finding["code"] for finding in applied.json["findings"]] == ["not-compared"]
    assert "`campaigns/us/q4.yaml`" in applied.json["findings"][0]["message"]


@pytest.mark.parametrize(
    ("text", "code", "line", "words"),
    [
        ("campaignName: Q4\n", "unknown-key", 1, "each campaign has its own name"),
        ("agentId: a\nisScheduled: true\n", "unknown-key", 2, "in its own file"),
        ("scheduledDate: 2026-12-01\n", "unknown-key", 1, "its own launch"),
        ("scheduledTime: 12:00:00\n", "unknown-key", 1, "its own launch"),
        ("contacts: contacts/q4.csv\n", "wrong-type", 1, "its own list"),
        ("contacts: {path: contacts/q4.csv}\n", "unknown-key", 1, "its own list"),
        ("contacts: {rows: 5}\n", "unknown-key", 1, "one list"),
        ("agentID: a\n", "unknown-key", 1, "not a known key"),
        ("agentId: [\n", "yaml-syntax", 1, ""),
        ("agentId: a\nagentId: b\n", "duplicate-key", 2, ""),
    ],
)
def test_a_file_with_an_error_stops_who_uses_it_and_no_other(
    project: Project, text: str, code: str, line: int, words: str
) -> None:
    project.write("us/defaults.yaml", text)
    for name in ("a", "b"):
        project.add(f"us/{name}.yaml", campaignName=name)
    project.add("ca.yaml", campaignName="ca")

    plan = project.plan()

    assert [place(finding) for finding in plan["findings"]] == [(code, "campaigns/us/defaults.yaml", line)]
    assert words in plan["findings"][0]["message"]
    assert {entry["campaignName"]: entry["action"] for entry in plan["campaigns"]} == {
        "a": "blocked",
        "b": "blocked",
        "ca": "create",
    }
    assert project.apply().code == 1
    assert project.api.names == []


def test_a_broken_file_hides_no_mistake_of_a_campaign_and_no_key_counts_as_missing(project: Project) -> None:
    project.write("defaults.yaml", "agentId: [\n")
    project.add(without=SHARED, concurrentCalls=0)

    assert [code for code, _, _ in validated(project)] == ["yaml-syntax", "bad-value"]


def test_two_files_in_a_folder_are_an_error(project: Project) -> None:
    project.write("defaults.yaml", AGENT)
    project.write("defaults.yml", AGENT)
    project.add()

    assert validated(project) == [("defaults-twice", "campaigns/defaults.yaml", 1)]


def test_a_file_with_capitals_in_its_name_stops_its_campaigns(project: Project) -> None:
    project.write("us/Defaults.YAML", "dynamicVariables: {company: Acme}\n")
    project.add("us/q4.yaml")
    project.add("ca.yaml", campaignName="ca")

    assert validated(project) == [("file-missing", "campaigns/us/Defaults.YAML", 1)]
    assert project.apply("--only", "campaigns/us/q4.yaml").code == 1
    assert (project.apply("--only", "campaigns/ca.yaml").code, project.api.names) == (0, ["ca"])


def test_a_link_out_of_the_repository_and_a_broken_one_are_not_taken_for_no_file(
    project: Project, tmp_path: Path
) -> None:
    outside = tmp_path / "outside.yaml"
    outside.write_text(AGENT)
    project.add()
    for target, code in ((outside, "path-outside"), (Path("nowhere.yaml"), "file-missing")):
        link = project.directory / "defaults.yaml"
        link.unlink(missing_ok=True)
        link.symlink_to(target)

        assert validated(project) == [(code, "campaigns/defaults.yaml", 1)]


def test_a_file_without_values_gives_none(project: Project) -> None:
    project.write("defaults.yaml", f"# {AGENT}\n  # nothing yet\n")
    project.add()
    assert project.apply().code == 0
    assert project.actions() == {CAMPAIGN["campaignName"]: "unchanged"}
    for nothing in ("{}\n", "---\n# nothing\n", "\ufeff# nothing\r\n"):
        project.write("defaults.yaml", nothing)

        assert validated(project) == []


def test_what_no_file_has_is_missing_at_the_campaign_and_the_hint_names_the_defaults(project: Project) -> None:
    project.write("defaults.yaml", ZONE)
    path = project.add(without=SHARED)
    findings = project.run("validate", "--format", "json").json["findings"]

    assert [place(finding)[:2] for finding in findings] == [("missing-key", "campaigns/q4.yaml")] * 2
    assert all(finding["hint"].endswith(", here or in `campaigns/defaults.yaml`") for finding in findings)
    path.write_text(path.read_text().replace('"2026-12-01"', '"2026-13-01"'))
    assert ("bad-value", "campaigns/q4.yaml", 3) in validated(project)


def test_an_empty_value_in_a_campaign_is_not_taken_for_none(project: Project) -> None:
    project.write("defaults.yaml", AGENT)
    project.write("q4.yaml", project.add().read_text().replace(f'agentId: "{CAMPAIGN["agentId"]}"', "agentId:"))

    assert validated(project) == [("bad-value", "campaigns/q4.yaml", 3)]


def test_a_campaign_of_that_name_stays_one(project: Project) -> None:
    project.add("us/defaults.yaml")
    project.add("us/q1.yaml", campaignName="beside", without=("agentId",))

    assert validated(project) == [("missing-key", "campaigns/us/q1.yaml", 1)]
    assert project.plan()["campaigns"][0]["path"] == "campaigns/us/defaults.yaml"


def test_validate_checks_a_file_that_nobody_uses(project: Project) -> None:
    project.add()
    project.write("empty/defaults.yaml", "agent: a\n")

    assert validated(project) == [("unknown-key", "campaigns/empty/defaults.yaml", 1)]
    assert validated(project, str(project.directory / "q4.yaml")) == []
    assert validated(project, str(project.directory / "empty")) == [("unknown-key", "campaigns/empty/defaults.yaml", 1)]
    assert project.apply().code == 0


def test_a_file_that_only_recorded_campaigns_use_stops_nothing(project: Project) -> None:
    project.add("old/q4.yaml")
    assert project.apply().code == 0
    project.write("old/defaults.yaml", "agent: a\n")
    project.add("q1.yaml", campaignName="new")

    assert project.run("validate").code == 0
    # It launches later, and what its file says then isn't known.
    assert (project.apply().code, project.api.names) == (5, [CAMPAIGN["campaignName"], "new"])


def test_a_mistake_that_new_and_recorded_campaigns_share_is_listed_once_as_an_error(project: Project) -> None:
    project.add("old.yaml")
    assert project.apply().code == 0
    project.write("defaults.yaml", "agent: a\n")
    project.add("new.yaml", campaignName="new")

    for findings in (project.run("validate", "--format", "json").json["findings"], project.plan()["findings"]):
        shared = [finding for finding in findings if finding["path"] == "campaigns/defaults.yaml"]
        assert [(finding["code"], finding["severity"]) for finding in shared] == [("unknown-key", "error")]


def test_naming_the_file_checks_the_campaigns_that_use_it(project: Project) -> None:
    project.write("us/defaults.yaml", "scheduledTimezone: Mars/Base\n")
    project.add("us/q4.yaml", without=("scheduledTimezone",))
    project.add("ca.yaml", campaignName="ca", agentId="")

    result = project.run("validate", "--format", "json", str(project.directory / "us" / "defaults.yaml"))

    assert (result.json["campaigns"], [place(finding)[:2] for finding in result.json["findings"]]) == (
        1,
        [("unknown-zone", "campaigns/us/defaults.yaml")],
    )


def test_a_file_that_is_named_is_checked_wherever_it_is(project: Project) -> None:
    project.add()
    project.write("us/defaults.yaml", "agent: a\n")
    outside = project.write("../other/defaults.yaml", "agent: a\n")

    assert validated(project, str(outside)) == [("unknown-key", "other/defaults.yaml", 1)]
    assert validated(project, str(outside.parent)) == [("unknown-key", "other/defaults.yaml", 1)]
    assert validated(project, "campaigns/us/defaults.yaml") == [("unknown-key", "campaigns/us/defaults.yaml", 1)]


def test_a_link_to_defaults_is_named_as_any_other(project: Project) -> None:
    shared = project.write("../common/ours.yaml", "concurentCalls: 5\n")
    for folder in ("us", "ca"):
        project.add(f"{folder}/q4.yaml", campaignName=folder)
        (project.directory / folder / "defaults.yaml").symlink_to(shared)

    link = str(project.directory / "us" / "defaults.yaml")
    assert {path for _, path, _ in validated(project, link)} == {
        "campaigns/us/defaults.yaml",
        "campaigns/ca/defaults.yaml",
    }
    assert project.run("validate", "--fix", link).code == 0
    assert shared.read_text() == "concurrentCalls: 5\n"


def test_a_default_that_changes_creates_nothing_again(project: Project) -> None:
    project.write("defaults.yaml", f"{NUMBER}{AGENT}{ZONE}")
    project.add(without=SHARED)
    assert project.apply().code == 0
    project.write("defaults.yaml", f"{NUMBER}agentId: another\n{ZONE}")
    entry = project.plan()["campaigns"][0]
    assert (entry["action"], entry["differs"]) == ("changed", ["agentId"])
    assert "(`agentId` from `campaigns/defaults.yaml:2` differs)" in entry["findings"][0]["message"]
    assert project.apply().code == 5
    project.write("policy.yaml", "updates: scheduled\n")

    entry = project.plan()["campaigns"][0]

    assert (entry["action"], [each["field"] for each in entry["changes"]]) == ("update", ["agentId"])
    assert project.apply().code == 0
    assert project.api.names == [CAMPAIGN["campaignName"]]


def test_a_past_campaign_is_known_by_its_file_and_the_values_of_its_defaults(project: Project) -> None:
    project.write("defaults.yaml", f"{NUMBER}{AGENT}{ZONE}")
    project.add(without=SHARED)
    assert project.apply().code == 0
    project.clock.move(days=30)
    assert project.plan()["campaigns"][0]["notRead"]
    project.write("defaults.yaml", f"# only a comment\n{AGENT}{NUMBER}{ZONE}")
    assert project.plan()["campaigns"][0]["notRead"]
    for text in (f"{NUMBER}agentId: another\n{ZONE}", "agentId: [\n", None):
        path = project.write("defaults.yaml", text or "")
        if text is None:
            path.unlink()

        entry = project.plan()["campaigns"][0]

        assert (entry["notRead"], entry["action"]) == (False, "changed"), text


def test_a_nearer_file_makes_a_past_campaign_be_read(project: Project) -> None:
    project.add("us/q4.yaml")
    assert project.apply().code == 0
    project.clock.move(days=30)
    assert project.plan()["campaigns"][0]["notRead"]
    project.write("us/defaults.yaml", "dynamicVariables: {company: Acme}\n")

    entry = project.plan()["campaigns"][0]

    assert (entry["notRead"], entry["differs"]) == (False, ["dynamicVariables"])


def test_pins_and_parts_leave_the_defaults_where_they_are(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(project.root)
    project.write("defaults.yaml", f"{NUMBER}{AGENT}{ZONE}contacts: {{columns: {{customer_name: name}}}}\n")
    project.add(without=SHARED)
    assert project.run("contacts", "pin").code == 0
    assert validated(project) == []

    split = project.run("split", "campaigns/q4.yaml", "--by", "size", "--sizes", "1,rest")

    assert split.code == 0, split.err
    parts = sorted(path.read_text() for path in project.directory.glob("q4-*.yaml"))
    assert len(parts) == 2
    assert not any("agentId" in part or "columns" in part for part in parts)
    assert validated(project) == []


@pytest.fixture
def sourced(project: Project) -> Project:
    """Seven campaigns with the same defaults, one that overrides one of them, one that has all it needs."""
    project.write("us/defaults.yaml", f"# shared\n{AGENT}{NUMBER}contacts: {{requiredVariables: [customer_name]}}\n")
    for day in range(1, 8):
        project.add(f"us/{day}.yaml", without=SHARED[:2], campaignName=f"Day {day}", scheduledDate=f"2026-12-0{day}")
    project.add("us/own.yaml", without=SHARED[:1], campaignName="Own agent", scheduledDate="2026-12-20")
    project.add("whole.yaml", campaignName="Whole", scheduledDate="2026-12-30")
    return project


def test_plan_says_where_each_value_is_from(sourced: Project) -> None:
    text = sourced.run("plan").out

    assert (
        """
values from defaults:
  Day 1, Day 2, Day 3, Day 4, Day 5 and 2 more
    agentId from campaigns/us/defaults.yaml:2
    sipPhoneNumber from campaigns/us/defaults.yaml:3
    contacts.requiredVariables from campaigns/us/defaults.yaml:4
  Own agent
    sipPhoneNumber from campaigns/us/defaults.yaml:3
    contacts.requiredVariables from campaigns/us/defaults.yaml:4
"""
        in text
    )
    assert "\n  Whole\n" not in text


def test_every_other_form_of_a_plan_says_so_too(sourced: Project, tmp_path: Path) -> None:
    markdown = sourced.run("plan", "--format", "markdown").out
    assert "**Own agent**: <code>sipPhoneNumber</code> from <code>campaigns/us/defaults.yaml:3</code>, " in markdown
    assert sourced.run("report", "--html", str(tmp_path / "plan.html")).code == 0
    assert "agentId from campaigns/us/defaults.yaml:2" in (tmp_path / "plan.html").read_text()
    plan = sourced.plan()
    jsonschema.validate(plan, schema.load("plan"))
    sources = {entry["campaignName"]: entry.get("defaults") for entry in plan["campaigns"]}
    assert sources["Own agent"] == {
        "sipPhoneNumber": {"path": "campaigns/us/defaults.yaml", "line": 3},
        "contacts.requiredVariables": {"path": "campaigns/us/defaults.yaml", "line": 4},
    }
    assert sources["Whole"] is None


def test_of_many_sets_of_values_the_first_are_listed_and_all_are_counted(project: Project) -> None:
    for number in range(12):
        project.write(f"{number:02}/defaults.yaml", AGENT)
        project.add(f"{number:02}/q4.yaml", without=("agentId",), campaignName=f"N{number}")

    text = project.run("plan").out

    assert text.count("agentId from") == 10
    assert "\n  and 2 more campaigns: `campaigns plan --format json` has all of them\n" in text


def test_what_exists_already_says_nothing_of_its_defaults(project: Project) -> None:
    project.write("defaults.yaml", AGENT)
    project.add(without=("agentId",))
    assert project.apply().code == 0

    assert "values from defaults" not in project.run("plan").out
    assert "defaults" not in project.plan()["campaigns"][0]


READABLE: dict[str, st.SearchStrategy[Any]] = {
    "sipPhoneNumber": st.sampled_from(["+14155550100", "+15555550100"]),
    "agentId": st.sampled_from(["D5renewals", " a", "your-agent"]),
    "scheduledTimezone": st.sampled_from(["America/Los_Angeles", "EST", "Mars/Base"]),
    "concurrentCalls": st.just(5),
    "dynamicVariables": st.dictionaries(st.sampled_from("ab"), st.sampled_from(["x", 1, True]), max_size=2),
    "contacts": st.fixed_dictionaries(
        {},
        optional={
            "phoneColumn": st.sampled_from(["Mobile", ["Mobile", "Home"]]),
            "columns": st.just({"Mobile": "m"}),
            "requiredVariables": st.just(["m"]),
            "blankValues": st.just(["N/A"]),
        },
    ),
}
FIELDS = {key: values | st.just(0) if key != "contacts" else values for key, values in READABLE.items()}
OWN = {key: CAMPAIGN[key] for key in ("campaignName", "scheduledDate", "scheduledTime")}


def written_out(own: dict[str, Any], defaults: dict[str, Any]) -> dict[str, Any]:
    """What somebody would write into the one file that has it all."""
    for key in ("dynamicVariables", "contacts"):
        if defaults.get(key):
            before = own.get(key, {})
            before = {"path": before} if isinstance(before, str) else before
            if not isinstance(before, dict):
                continue
            own = {**own, key: {**defaults[key], **before}}
    given = {key: value for key, value in defaults.items() if value != {}}
    if own["isScheduled"] is not True:
        given.pop("scheduledTimezone", None)
    return {**given, **own}


def read(folder: Path, campaign: dict[str, Any], defaults: dict[str, Any] | None) -> Desired:
    (folder / "defaults.yaml").unlink(missing_ok=True)
    (folder / "q4.yaml").write_text(json.dumps(campaign))
    if defaults is not None:
        (folder / "defaults.yaml").write_text(json.dumps(defaults))
    repository = RepositoryRoot(folder.parent)
    return read_campaign_file(folder / "q4.yaml", repository, DefaultsFiles(folder, repository))


@given(
    st.fixed_dictionaries({}, optional=FIELDS),
    st.fixed_dictionaries({}, optional=READABLE),
    st.sampled_from([True, False, "yes"]),
    st.booleans(),
)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_campaign_with_defaults_is_the_one_that_is_written_out(
    tmp_path: Path, own: dict[str, Any], defaults: dict[str, Any], scheduled: Any, short: bool
) -> None:
    contacts: Any = "contacts/q4.csv" if short else {"path": "contacts/q4.csv", **own.get("contacts", {})}
    campaign = {**OWN, **own, "isScheduled": scheduled, "contacts": contacts}

    apart = read(tmp_path, campaign, defaults)
    whole = read(tmp_path, written_out(campaign, defaults), None)

    assert apart.campaign == whole.campaign
    assert (apart.launch, apart.name) == (whole.launch, whole.name)
    if apart.campaign and whole.campaign:
        assert apart.campaign.request() == whole.campaign.request()
    assert messages(apart) == messages(whole)


def messages(desired: Desired) -> list[tuple[str, str, str]]:
    return sorted((finding.code, finding.severity, finding.message) for finding in desired.findings)
