"""validate, status, resolve, import, init, schema, sandbox."""

import json
import signal
import subprocess
import sys
import urllib.request
from pathlib import Path

import jsonschema
import pytest

from runner.config import placeholders, schema
from tests.fake_api import loses_the_answer, times_out
from tests.project import Project

Q4 = "Q4 Outreach Campaign"
BIN = Path(sys.executable).parent / "campaigns"


def test_validate_counts_campaigns_and_contacts(project: Project) -> None:
    project.add()
    project.add("b.yaml", campaignName="B", scheduledDate="2026-12-21")

    result = project.run("validate", "--format", "json")

    assert (result.code, result.json) == (
        0,
        {"version": 1, "ok": True, "campaigns": 2, "contacts": 6, "findings": [], "counts": {}},
    )


def test_validate_of_one_file_says_nothing_of_the_others_but_knows_their_names(project: Project) -> None:
    one = project.add("one.yaml", campaignName="Same")
    project.add("two.yaml", campaignName="Same", agentId="")

    result = project.run("validate", "--format", "json", str(one))

    assert result.code == 1
    assert result.json["campaigns"] == 1
    assert [(f["code"], f["path"]) for f in result.json["findings"]] == [("name-twice", "campaigns/one.yaml")]


def test_validate_takes_folders_and_refuses_what_is_no_campaign(project: Project) -> None:
    project.add("spring/a.yaml", contacts="../contacts/q4.csv")
    project.add("b.yaml", campaignName="B", agentId="")

    assert project.run("validate", str(project.directory / "spring")).code == 0
    refused = project.run("validate", str(project.directory / "contacts" / "q4.csv"))
    assert refused.code == 2
    assert "isn't a campaign file" in refused.err


def test_validate_without_the_state_judges_the_files_alone(project: Project) -> None:
    project.add()
    project.apply()
    project.clock.move(days=30)

    assert project.run("validate").code == 0
    assert project.run("validate", "--no-state").code == 1


def test_files_that_are_no_campaigns_are_left_alone(project: Project) -> None:
    project.add("deep/er/a.yml", contacts="../../contacts/q4.csv")
    project.write("policy.yaml", "limits: {}\n")
    project.write(".hidden/b.yaml", "no campaign")
    project.write("notes.txt", "no campaign")

    assert project.run("validate", "--format", "json").json["campaigns"] == 1


def test_a_list_may_lie_anywhere_in_the_git_work_tree_and_nowhere_else(project: Project, tmp_path: Path) -> None:
    (project.root / ".git").mkdir()
    (project.root / "lists").mkdir()
    (project.root / "lists" / "a.csv").write_text("Phone Number\n+14155550101\n")
    (tmp_path / "outside.csv").write_text("Phone Number\n+14155550101\n")
    (project.root / "lists" / "link.csv").symlink_to(tmp_path / "outside.csv")

    project.add(contacts="../lists/a.csv")
    assert project.run("validate").code == 0
    for path in ("../../outside.csv", "../lists/link.csv", str(tmp_path / "outside.csv")):
        file = project.directory / "q4.yaml"
        file.write_text(file.read_text().rpartition("contacts:")[0] + f"contacts: {path}\n")
        result = project.run("validate", "--format", "json")
        assert [f["code"] for f in result.json["findings"]] == ["path-outside"]


def test_status_shows_what_is_recorded(project: Project) -> None:
    project.add()
    project.add("b.yaml", campaignName="B", isScheduled=False)
    project.apply()

    result = project.run("status", "--format", "json")

    assert result.code == 0
    assert result.json["campaigns"][1] == {
        "campaignName": Q4,
        "campaignId": "camp_0000000000000002",
        "status": "created",
        "path": "campaigns/q4.yaml",
        "launchAt": "2026-12-01T20:00:00Z",
        "contacts": 3,
        "recordedAt": "2026-11-22T21:40:00Z",
        "differences": [],
        "live": None,
    }
    assert project.run("status").out.count("camp_") == 2


def test_status_refreshed_says_what_the_api_says(project: Project) -> None:
    project.add()
    project.add("b.yaml", campaignName="B")
    project.apply()
    project.api.campaigns[0]["campaignStatus"] = "paused"
    del project.api.campaigns[1]

    result = project.run("status", "--refresh", "--format", "json")

    assert [campaign["live"] for campaign in result.json["campaigns"]] == [
        {"found": True, "campaignStatus": "paused", "scheduledDate": "2026-12-01T20:00:00.000Z", "concurrentCalls": 5},
        {"found": False},
    ]
    text = project.run("status", "--refresh").out
    assert "paused" in text
    assert "gone" in text


def test_status_refreshed_needs_a_key(project: Project) -> None:
    project.add()
    project.apply()
    del project.environ["SIGMAMIND_API_KEY"]

    assert project.run("status", "--refresh").code == 2
    assert project.run("status").code == 0


def test_an_unknown_is_settled_by_hand_as_created(project: Project) -> None:
    project.add()
    project.api.on_post = [loses_the_answer]
    project.api.hidden = {Q4}
    project.apply()

    campaign_id = project.api.campaigns[0]["campaignId"]
    result = project.run("resolve", Q4, "--created", campaign_id, "--format", "json")

    assert result.code == 0
    assert result.json["campaigns"][0]["campaignId"] == campaign_id
    assert project.actions() == {Q4: "unchanged"}
    assert project.run("resolve", Q4, "--not-created").code == 2, "what is created can't be made undone by a word"


def test_an_unknown_is_settled_by_hand_as_not_created(project: Project) -> None:
    project.add()
    project.api.on_post = [times_out]
    project.apply()

    assert project.run("resolve", Q4, "--not-created").code == 0
    assert project.actions() == {Q4: "create"}


def test_resolve_needs_a_recorded_name_and_an_id_that_is_one(project: Project) -> None:
    project.add()
    project.api.on_post = [times_out]
    project.apply()

    assert project.run("resolve", "Another", "--accept").code == 2
    assert project.run("resolve", Q4, "--created", "two words").code == 2
    assert project.recorded[Q4]["status"] == "unknown"


def test_a_campaign_that_exists_is_imported_and_is_unchanged_then(project: Project) -> None:
    path = project.add()
    project.apply()
    project.state_file.unlink()
    assert project.apply().code == 5

    result = project.run("import", "camp_0000000000000001", "--file", str(path), "--format", "json")

    assert result.code == 0
    assert result.json["campaigns"][0]["campaignName"] == Q4
    assert project.actions() == {Q4: "unchanged"}
    assert project.run("import", "camp_0000000000000001", "--file", str(path)).code == 2


def test_an_import_that_differs_from_its_file_says_so(project: Project) -> None:
    path = project.add()
    project.apply()
    project.state_file.unlink()
    project.add(concurrentCalls=9)

    result = project.run("import", "camp_0000000000000001", "--file", str(path))

    assert result.code == 5
    assert "concurrentCalls is 5, requested 9" in result.out


@pytest.mark.parametrize(("campaign_id", "name"), [("camp_none", Q4), ("camp_0000000000000001", "Other")])
def test_an_import_of_nothing_or_of_another_name_is_refused(project: Project, campaign_id: str, name: str) -> None:
    project.add()
    project.apply()
    project.state_file.unlink()
    path = project.add(campaignName=name)

    assert project.run("import", campaign_id, "--file", str(path)).code == 2
    assert not project.state_file.exists()


def test_what_init_writes_is_an_error_until_it_is_filled_in_and_is_never_overwritten(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(project.root)
    first = project.run("init", "--format", "json")

    assert first.code == 0
    assert first.json["written"] == [
        "campaigns/first.yaml",
        "campaigns/contacts/first.csv",
        "campaigns/defaults.yaml",
        "campaigns/policy.yaml",
        "schemas/campaign.schema.json",
        "schemas/defaults.schema.json",
        "schemas/policy.schema.json",
    ]
    lines = (project.directory / "first.yaml").read_text().splitlines()
    unfilled = [finding["line"] for finding in project.plan()["findings"] if finding["code"] == "not-filled-in"]
    assert [lines[line - 1].split()[0] for line in unfilled] == ["sipPhoneNumber:", "agentId:", "contacts:"]
    assert [project.run(*command).code for command in (["validate"], ["apply"], ["apply", "--sandbox"])] == [1, 1, 1]
    assert project.api.requests == []
    text = "\n".join(lines).replace(placeholders.NUMBER, "+14155550100").replace(placeholders.AGENT, "D5renewals")
    project.write("first.yaml", text + "\n")
    project.csv("contacts/first.csv")
    assert project.run("validate", "--format", "json").json["findings"] == []
    assert (project.apply().code, project.api.names) == (0, ["First campaign"])
    for file, name in (("first.yaml", "campaign"), ("defaults.yaml", "defaults"), ("policy.yaml", "policy")):
        schema_line = (project.directory / file).read_text().splitlines()[0]
        named = schema_line.partition("$schema=")[2]
        assert json.loads((project.directory / named).read_text()) == schema.load(name)
    project.write("first.yaml", "mine")
    assert project.run("init", "--format", "json").json["kept"] == first.json["written"]
    assert (project.directory / "first.yaml").read_text() == "mine"


def test_the_defaults_that_init_writes_give_the_campaign_what_it_leaves_out(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(project.root)
    assert project.run("init").code == 0
    project.csv("contacts/first.csv")
    for name in ("first.yaml", "defaults.yaml"):
        text = (project.directory / name).read_text()
        project.write(name, text.replace(placeholders.NUMBER, "+14155550100").replace(placeholders.AGENT, "D5renewals"))
    before = project.plan()
    lines = (project.directory / "defaults.yaml").read_text().splitlines()
    project.write("defaults.yaml", "\n".join([*lines[:3], *(line.removeprefix("# ") for line in lines[3:])]) + "\n")
    keys = ("sipPhoneNumber", "agentId", "scheduledTimezone", "concurrentCalls", "dynamicVariables")
    own = (project.directory / "first.yaml").read_text().splitlines()
    project.write("first.yaml", "\n".join(line for line in own if not line.startswith(keys)) + "\n")

    after = project.plan()

    assert (after["findings"], [entry["action"] for entry in after["campaigns"]]) == ([], ["create"])
    assert {*after["campaigns"][0]["defaults"]} >= {*keys[:4], "dynamicVariables.customer_name"}
    assert before["campaigns"][0]["launchAt"] == after["campaigns"][0]["launchAt"]


@pytest.mark.parametrize("name", ["campaign", "defaults", "plan", "policy", "state"])
def test_schemas_are_printed_and_are_draft_7(project: Project, name: str) -> None:
    result = project.run("schema", name)

    jsonschema.Draft7Validator.check_schema(result.json)
    assert result.json["$schema"] == "http://json-schema.org/draft-07/schema#"


@pytest.mark.parametrize("name", ["campaign", "defaults", "plan", "policy", "state"])
def test_schemas_document_every_property_and_have_no_bare_choice(name: str) -> None:
    def walk(node: object, path: str) -> None:
        if isinstance(node, dict):
            assert not {"anyOf", "oneOf"} & node.keys(), path
            for key, child in node.get("properties", {}).items():
                if isinstance(child, dict) and not {"if", "then"} & {*path.split("/")} and "$ref" not in child:
                    assert child.get("title"), f"{path}/{key}"
                    assert child.get("description"), f"{path}/{key}"
                    assert {"examples", "defaultSnippets"} & child.keys(), f"{path}/{key}"
            for key, child in node.items():
                walk(child, f"{path}/{key}")
        elif isinstance(node, list):
            for number, child in enumerate(node):
                walk(child, f"{path}/{number}")

    walk(schema.load(name), "")


def test_the_sandbox_serves_until_it_is_interrupted(tmp_path: Path) -> None:
    command = [str(BIN), "sandbox", "--port", "0", "--data", str(tmp_path / "data.sqlite"), "--fault", "list-500"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as served:
        assert served.stdout is not None
        url = served.stdout.readline().split()[4].rstrip(",")
        request = urllib.request.Request(f"{url}/v1/campaigns", headers={"X-API-Key": "any"})
        with pytest.raises(urllib.error.HTTPError, match="500"):
            urllib.request.urlopen(request)
        with urllib.request.urlopen(request) as answer:
            assert json.load(answer)["totalCount"] == 0
        served.send_signal(signal.SIGINT)
        assert served.wait(20) == 0


def test_the_sandbox_names_its_faults(project: Project) -> None:
    assert "lost-reply" in project.run("sandbox", "--fault", "list").out
    refused = project.run("sandbox", "--fault", "nonsense")
    assert refused.code == 2
    assert "nonsense" in refused.err
