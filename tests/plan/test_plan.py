"""How a file meets the state: what plan says that apply would do."""

import json
from typing import Any

import jsonschema
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from runner.config import schema
from tests.project import CAMPAIGN, CONTACTS, Project

Q4 = "Q4 Outreach Campaign"


@pytest.fixture
def launched(project: Project) -> Project:
    """A repository whose one campaign is created and still to be launched."""
    project.add()
    assert project.apply().code == 0
    return project


def test_a_new_file_is_created_at_its_instant(project: Project) -> None:
    project.add()

    result = project.run("plan", "--format", "json")

    assert result.code == 0
    plan = result.json
    jsonschema.validate(plan, schema.load("plan"))
    assert plan["summary"] == {
        "create": 1,
        "update": 0,
        "unchanged": 0,
        "changed": 0,
        "moved": 0,
        "removed": 0,
        "unknown": 0,
        "blocked": 0,
        "contacts": 3,
    }
    (campaign,) = plan["campaigns"]
    assert campaign["campaignName"] == Q4
    assert campaign["path"] == "campaigns/q4.yaml"
    assert campaign["launchAt"] == "2026-12-01T20:00:00Z"
    assert campaign["immediate"] is False
    assert campaign["contacts"] == 3
    assert plan["asOf"] == "2026-11-22T21:40:00Z"


def test_what_is_recorded_is_unchanged(launched: Project) -> None:
    assert launched.actions() == {Q4: "unchanged"}


def test_a_file_that_moved_is_moved(launched: Project) -> None:
    launched.directory.joinpath("q4.yaml").rename(launched.directory / "fourth.yaml")

    assert launched.actions() == {Q4: "moved"}


@pytest.mark.parametrize(
    ("fields", "differs"),
    [
        ({"concurrentCalls": 6}, ["concurrentCalls"]),
        ({"scheduledTime": "13:00:00", "agentId": "other"}, ["agentId", "scheduledTime"]),
        ({"dynamicVariables": {"customer_name": "you"}}, ["dynamicVariables"]),
        ({"isScheduled": False}, ["isScheduled", "scheduledDate", "scheduledTime", "scheduledTimezone"]),
    ],
)
def test_a_file_that_was_edited_is_changed_and_says_in_what(
    launched: Project, fields: dict[str, Any], differs: list[str]
) -> None:
    launched.add(**fields)

    (campaign,) = launched.plan()["campaigns"]

    assert (campaign["action"], campaign["differs"]) == ("changed", differs)
    assert campaign["campaignId"] == "camp_0000000000000001"
    assert [(f["code"], f["severity"]) for f in campaign["findings"]] == [("changed-after-create", "warning")]


def test_a_list_that_was_edited_is_a_change(launched: Project) -> None:
    launched.csv(text=CONTACTS + "+14155550104,Dee\n")

    (campaign,) = launched.plan()["campaigns"]

    assert (campaign["action"], campaign["differs"]) == ("changed", ["contacts"])


def test_a_default_whose_value_alone_changed_is_a_change(project: Project) -> None:
    project.add(dynamicVariables={"city": "Oslo"})
    project.apply()
    project.add(dynamicVariables={"city": "Rome"})

    (campaign,) = project.plan()["campaigns"]

    assert (campaign["action"], campaign["differs"]) == ("changed", ["dynamicVariables"])
    assert "Oslo" not in project.state_file.read_text()


def test_a_new_name_in_a_recorded_file_is_no_new_campaign(launched: Project) -> None:
    launched.add(campaignName="Another")

    (campaign,) = launched.plan()["campaigns"]

    assert (campaign["campaignName"], campaign["action"]) == ("Another", "changed")
    assert campaign["campaignId"] == "camp_0000000000000001"
    assert campaign["differs"] == ["campaignName"]


def test_a_copy_with_a_new_name_is_a_new_campaign(launched: Project) -> None:
    launched.add("again.yaml", campaignName="Again")

    assert launched.actions() == {Q4: "unchanged", "Again": "create"}


def test_a_copy_with_the_recorded_name_is_blocked_and_the_first_stays(launched: Project) -> None:
    launched.add("copy.yaml")

    result = launched.run("plan", "--format", "json")

    assert result.code == 1
    assert {c["path"]: c["action"] for c in result.json["campaigns"]} == {
        "campaigns/copy.yaml": "blocked",
        "campaigns/q4.yaml": "unchanged",
    }


def test_a_file_that_is_gone_is_removed_and_its_return_is_no_new_campaign(launched: Project) -> None:
    launched.directory.joinpath("q4.yaml").unlink()
    assert launched.actions() == {Q4: "removed"}

    launched.add()
    assert launched.actions() == {Q4: "unchanged"}


@pytest.mark.parametrize("status", ["creating", "unknown"])
def test_an_outcome_that_is_not_known_is_unknown_whatever_the_file_says(launched: Project, status: str) -> None:
    state = launched.state
    state["campaigns"][Q4].update(status=status, campaignId=None)
    launched.state_file.write_text(json.dumps(state))

    assert launched.actions() == {Q4: "unknown"}
    launched.add(concurrentCalls=9)
    assert launched.actions() == {Q4: "unknown"}
    launched.write("q4.yaml", "no: campaign\ncampaignName: Q4 Outreach Campaign\n")
    assert launched.actions() == {Q4: "unknown"}
    launched.directory.joinpath("q4.yaml").unlink()
    assert launched.actions() == {Q4: "unknown"}


def test_an_error_blocks_what_would_be_sent(project: Project) -> None:
    project.add("good.yaml", campaignName="Good")
    project.add("bad.yaml", campaignName="Bad", concurrentCalls=0)
    project.write("broken.yaml", "campaignName: [\n")

    result = project.run("plan", "--format", "json")

    assert result.code == 1
    assert {c["path"]: c["action"] for c in result.json["campaigns"]} == {
        "campaigns/good.yaml": "create",
        "campaigns/bad.yaml": "blocked",
        "campaigns/broken.yaml": "blocked",
    }
    jsonschema.validate(result.json, schema.load("plan"))


def test_a_recorded_campaign_never_blocks(launched: Project) -> None:
    launched.clock.move(days=30)
    launched.directory.joinpath("contacts/q4.csv").unlink()

    result = launched.run("plan", "--format", "json")

    assert result.code == 0
    assert result.json["summary"]["unchanged"] == 1
    validated = launched.run("validate", "--format", "json")
    assert (validated.code, {f["severity"] for f in validated.json["findings"]}) == (0, {"info"})
    assert launched.run("apply").code == 0
    assert launched.run("validate", "--no-state").code == 1


def test_the_hash_is_the_same_for_other_layouts_of_the_same_files(project: Project) -> None:
    path = project.add(dynamicVariables={"a": "x", "b": "y"})
    before = project.plan()["hash"]

    lines = path.read_text().splitlines()
    shuffled = [
        "# a comment",
        *reversed(lines[:-2]),
        'dynamicVariables: {"b": y, a: "x"}',
        "contacts: 'contacts/q4.csv'",
    ]
    path.unlink()
    project.write("other/name.yml", "\r\n".join(shuffled).replace("contacts/q4.csv", "../contacts/q4.csv"))
    project.csv(text="\ufeff" + CONTACTS.replace("\n", "\r\n"))
    project.clock.move(days=3)

    assert project.plan()["hash"] == before


LAYOUTS = st.fixed_dictionaries(
    {
        "keys": st.permutations(sorted(CAMPAIGN)),
        "quote": st.dictionaries(st.sampled_from(sorted(CAMPAIGN)), st.sampled_from(["'", '"'])),
        "flow": st.booleans(),
        "end": st.sampled_from(["\n", "\r\n"]),
        "mark": st.sampled_from(["", "\ufeff"]),
        "comment": st.booleans(),
        "csv_end": st.sampled_from(["\n", "\r\n"]),
        "csv_mark": st.sampled_from(["", "\ufeff"]),
        "csv_quotes": st.booleans(),
        "csv_delimiter": st.sampled_from([",", ";", "\t"]),
        "file": st.sampled_from(["q4.yaml", "other.yml", "x y.yaml"]),
    }
)


def laid_out(layout: dict[str, Any]) -> str:
    """Write the usual campaign in another layout."""

    def value(key: str) -> str:
        plain = str(CAMPAIGN[key]).lower() if isinstance(CAMPAIGN[key], bool) else str(CAMPAIGN[key])
        quote = layout["quote"].get(key, "") if isinstance(CAMPAIGN[key], str) else ""
        return f"{quote}{plain}{quote}"

    pairs = [f"{key}: {value(key)}" for key in layout["keys"]]
    if layout["flow"]:
        return str(layout["mark"]) + "{" + f",{layout['end']} ".join(pairs) + "}" + str(layout["end"])
    comment = "  # why" if layout["comment"] else ""
    lines = (f"{pair}{comment}{layout['end']}" for pair in pairs)
    return str(layout["mark"]) + "".join(lines)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=60)
@given(layout=LAYOUTS)
def test_the_hash_does_not_depend_on_order_quoting_or_line_ends(project: Project, layout: dict[str, Any]) -> None:
    for old in project.directory.glob("*.y*ml"):
        old.unlink()
    plain = {"keys": sorted(CAMPAIGN), "quote": {}, "flow": False, "end": "\n", "mark": "", "comment": False}
    project.write("q4.yaml", laid_out(plain))
    project.csv()
    usual = project.plan()["hash"]
    project.directory.joinpath("q4.yaml").unlink()

    project.write(layout["file"], laid_out(layout))
    rows = [line.split(",") for line in CONTACTS.splitlines()]
    quote = '"' if layout["csv_quotes"] else ""
    lines = [layout["csv_delimiter"].join(f"{quote}{cell}{quote}" for cell in row) for row in rows]
    project.csv(text=layout["csv_mark"] + "".join(line + layout["csv_end"] for line in lines))
    plan = project.plan()

    assert [f["code"] for f in plan["findings"] if f["severity"] != "info"] == []
    assert plan["hash"] == usual


def test_the_hash_changes_with_anything_that_is_sent(project: Project) -> None:
    hashes = set()
    for fields in ({}, {"concurrentCalls": 6}, {"campaignName": "B"}, {"scheduledTime": "12:00:01"}, {"agentId": "b"}):
        project.add(**fields)
        hashes.add(project.plan()["hash"])
    project.csv(text=CONTACTS.replace("Ada", "Eve"))
    hashes.add(project.plan()["hash"])

    assert len(hashes) == 6


def test_the_hash_does_not_depend_on_what_blocks(project: Project) -> None:
    project.add()
    before = project.plan()["hash"]

    project.clock.move(days=30)

    result = project.run("plan", "--format", "json")
    assert result.code == 1
    assert result.json["hash"] == before


def test_as_of_judges_times_as_of_another_instant(project: Project) -> None:
    project.add()

    early = project.run("plan", "--as-of", "2026-12-01T19:59:59Z")
    late = project.run("plan", "--as-of", "2026-12-01T12:00:00-08:00")

    assert (early.code, late.code) == (0, 1)
    assert "time-in-past" in late.out
    assert project.run("plan", "--as-of", "tomorrow").code == 2


def test_detailed_exitcode_tells_pending_changes_from_none(project: Project) -> None:
    project.add()

    assert project.run("plan", "--detailed-exitcode").code == 3
    project.apply()
    assert project.run("plan", "--detailed-exitcode").code == 0


def test_out_writes_the_plan_that_is_printed_as_json(project: Project) -> None:
    project.add()
    file = project.root / "plan.json"

    result = project.run("plan", "--format", "json", "--out", str(file))

    assert json.loads(file.read_text()) == result.json


def test_a_folder_without_campaigns_has_nothing_to_do(project: Project) -> None:
    result = project.run("plan")

    assert result.code == 0
    assert "nothing to do" in result.out


def test_an_immediate_campaign_is_marked_in_every_output(project: Project) -> None:
    project.add("now.yaml", campaignName="Now", isScheduled=False)

    (campaign,) = project.plan()["campaigns"]
    assert (campaign["immediate"], campaign["launchAt"]) == (True, None)
    for form in ("text", "json", "markdown", "github"):
        assert "IMMEDIATELY" in project.run("plan", "--format", form).out
        assert "IMMEDIATELY" in project.run("validate", "--format", form).out
    assert "IMMEDIATELY" in project.run("validate", "--format", "sarif").out
    assert "IMMEDIATELY" in project.run("apply").out
