"""`apply --only` sends of the plan the named files alone; the rest stays as it was, and is said."""

import itertools
import json
import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from tests.fake_api import times_out
from tests.project import Project, Result

FILES = ("a.yaml", "b.yaml", "team/c.yaml")


def add(project: Project, file: str, **fields: Any) -> None:
    name = Path(file).stem[-1].upper() if "moved" in file else Path(file).stem.upper()
    numbers = [f"+1415555{place}{ord(name[0]):03}" for place in (1, 2)]
    project.csv(f"contacts/{name}.csv", "\n".join(["Phone Number", *numbers, ""]))
    contacts = "../" * file.count("/") + f"contacts/{name}.csv"
    project.add(file, **{"campaignName": name, "contacts": contacts, **fields})


def only(project: Project, *files: str, form: str = "json") -> Result:
    names = [str(project.directory / file) for file in files]
    return project.run("apply", "--format", form, "--only", *names)


def sent(project: Project) -> list[str]:
    return [fields["campaignName"] for fields in project.api.posts]


@pytest.fixture
def three(project: Project) -> Project:
    """A repository of three new campaigns."""
    for file in FILES:
        add(project, file)
    return project


SUBSETS = [subset for size in range(1, 4) for subset in itertools.combinations(FILES, size)]


@pytest.mark.parametrize("subset", SUBSETS)
def test_every_subset_is_sent_alone_and_a_later_apply_sends_exactly_the_rest(
    three: Project, subset: tuple[str, ...]
) -> None:
    add(three, "broken.yaml", agentId="")
    named = [Path(file).stem.upper() for file in subset]

    first = only(three, *subset)

    assert (first.code, sent(three), sorted(three.recorded)) == (0, named, named)
    assert first.json["only"]["paths"] == [f"campaigns/{file}" for file in subset]
    assert first.json["only"]["notSent"] == 4 - len(subset)
    three.directory.joinpath("broken.yaml").unlink()
    assert three.apply().code == 0
    assert sorted(sent(three)) == ["A", "B", "C"]
    assert set(three.actions().values()) == {"unchanged"}


KINDS = ("new", "error", "recorded", "unknown", "moved", "edited", "error in a recorded")


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=10)
@given(
    kinds=st.lists(st.sampled_from(KINDS), min_size=2, max_size=3),
    named=st.sets(st.integers(0, 2), min_size=1),
)
@example(kinds=["new", "unknown", "moved"], named={0})
def test_whatever_a_repository_has_others_stay_as_they_are_and_each_is_created_once(
    project: Project, kinds: list[str], named: set[int]
) -> None:
    clear(project)
    files = [prepare(project, number, kind) for number, kind in enumerate(kinds)]
    chosen = sorted({files[number % len(files)] for number in named})
    before, entries = project.recorded, project.plan()["campaigns"]
    of_chosen = [entry for entry in entries if entry["path"] in {f"campaigns/{file}" for file in chosen}]
    posts = len(project.api.posts)

    result = only(project, *chosen)

    blocked = any(entry["action"] == "blocked" for entry in of_chosen)
    sends = [entry["campaignName"] for entry in of_chosen if entry["action"] in ("create", "unknown")]
    assert (result.code == 1) == blocked
    assert sent(project)[posts:] == ([] if blocked else sends)
    names = {entry["campaignName"] for entry in of_chosen}
    assert {name: record for name, record in project.recorded.items() if name not in names} == {
        name: record for name, record in before.items() if name not in names
    }
    for file in files:
        add(project, file)
    project.apply()
    assert sorted(project.api.names) == [chr(ord("A") + number) for number in range(len(kinds))]


def clear(project: Project) -> None:
    """Delete all files, and what the account has."""
    for file in project.directory.rglob("*.*"):
        file.unlink()
    project.api.campaigns.clear()


def prepare(project: Project, number: int, kind: str) -> str:
    """Bring a campaign about; return its file."""
    name = chr(ord("a") + number)
    file = f"{name}.yaml"
    add(project, file)
    if kind not in ("new", "error"):
        project.api.on_post = [times_out] if kind == "unknown" else []
        only(project, file)
    if kind == "moved":
        project.directory.joinpath(file).unlink()
        file = f"moved-{file}"
    error = {"agentId": ""} if "error" in kind else {}
    add(project, file, campaignName=name.upper(), concurrentCalls=9 if kind == "edited" else 5, **error)
    return file


def test_the_whole_plan_is_shown_with_what_is_not_sent(three: Project) -> None:
    add(three, "broken.yaml", agentId="")

    result = only(three, "a.yaml", form="text")

    assert result.out.startswith(
        "apply would create 1 campaign and call 2 contacts; 3 other campaigns aren't sent (1 with errors): --only\n"
    )
    assert result.out.count("not sent") == 3
    assert "error[bad-value]" in result.out
    assert result.out.endswith("1 created; 3 other campaigns aren't sent (1 with errors): --only\n")


def test_an_update_of_another_is_shown_as_not_sent(project: Project) -> None:
    project.write("policy.yaml", "updates: scheduled\n")
    add(project, "a.yaml")
    project.apply()
    add(project, "a.yaml", concurrentCalls=9)
    add(project, "b.yaml")

    result = only(project, "b.yaml", form="text")

    assert re.search(r"^update A \(camp_\w+\), not sent$", result.out, flags=re.MULTILINE)
    assert (result.code, project.api.patches) == (0, [])
    assert (only(project, "a.yaml").code, project.api.patches) == (0, [{"concurrentCalls": 9}])


@pytest.mark.parametrize("form", ["text", "json"])
def test_without_others_nothing_more_is_said(project: Project, form: str) -> None:
    add(project, "a.yaml")

    assert "--only" not in only(project, "a.yaml", form=form).out


def test_errors_of_a_named_file_stop_everything(three: Project) -> None:
    add(three, "a.yaml", agentId="")

    refused = only(three, "a.yaml", "b.yaml")

    assert (refused.code, sent(three)) == (1, [])
    assert [each["code"] for each in refused.json["findings"]] == ["bad-value", "not-compared"]
    assert only(three, "b.yaml").code == 0


def test_a_name_that_another_file_has_stops_a_named_file(three: Project) -> None:
    add(three, "d.yaml", campaignName="A")

    assert (only(three, "a.yaml").code, sent(three)) == (1, [])


def test_errors_of_the_policy_and_a_hold_stop_everything(three: Project) -> None:
    three.write("policy.yaml", "limits: {newCampaigns: none}\n")
    assert only(three, "a.yaml").code == 1

    three.write("policy.yaml", "")
    three.write("HOLD", "a wrong agent\n")
    assert only(three, "a.yaml").code == 7
    assert sent(three) == []


@pytest.mark.parametrize("limit", ["newCampaigns: 1", "contactsPerApply: 3"])
def test_limits_are_of_what_is_sent(three: Project, limit: str) -> None:
    three.write("policy.yaml", f"limits: {{{limit}}}\n")

    assert (only(three, "a.yaml", "b.yaml").code, sent(three)) == (7, [])
    shown = only(three, "a.yaml", form="text")
    assert (shown.code, sent(three)) == (0, ["A"])
    assert "limit-passed" not in shown.out


def test_an_expected_hash_is_that_of_the_whole_plan(three: Project) -> None:
    whole = three.plan()["hash"]
    part = three.run("apply", "--expect", "sha256:" + "0" * 64, "--only", str(three.directory / "a.yaml"))
    assert (part.code, sent(three)) == (7, [])

    part = three.run("apply", "--expect", whole, "--only", str(three.directory / "a.yaml"))

    assert (part.code, sent(three)) == (0, ["A"])


def test_an_expected_file_allows_one_part_after_another(three: Project, tmp_path: Path) -> None:
    approved = str(tmp_path / "plan.json")
    three.run("plan", "--out", approved)
    add(three, "b.yaml", concurrentCalls=9)

    codes = [
        three.apply("--expect", approved, "--only", str(three.directory / file)).code
        for file in ("a.yaml", "b.yaml", "team/c.yaml")
    ]

    assert (codes, sent(three)) == ([0, 7, 0], ["A", "C"])


def test_unknown_outcomes_and_new_paths_of_others_stay_as_they_are(project: Project) -> None:
    for file in ("a.yaml", "b.yaml"):
        add(project, file)
    project.api.on_post = [times_out]
    assert project.apply().code == 6
    before = project.recorded
    project.directory.joinpath("b.yaml").rename(project.directory / "renamed.yaml")
    add(project, "team/c.yaml")

    result = only(project, "team/c.yaml", form="text")

    assert (result.code, project.api.names) == (0, ["B", "C"])
    assert [project.recorded[name]["status"] for name in "ABC"] == ["unknown", "created", "created"]
    assert project.recorded["A"] == before["A"]
    assert project.recorded["B"]["path"] == "campaigns/b.yaml"
    assert (
        "1 other campaign of unknown outcome isn't looked up, 1 new path of others isn't recorded: --only" in result.out
    )
    assert only(project, "team/c.yaml").json["only"] == {
        "paths": ["campaigns/team/c.yaml"],
        "notSent": 0,
        "notSettled": 1,
        "notRecorded": 1,
    }
    assert (only(project, "a.yaml").code, sorted(project.api.names)) == (0, ["A", "B", "C"])


def test_a_change_that_a_dead_run_began_is_settled_only_where_it_is_named(project: Project) -> None:
    project.write("policy.yaml", "updates: scheduled\n")
    for file in ("a.yaml", "b.yaml"):
        add(project, file)
    assert project.apply().code == 0
    state = project.state
    state["campaigns"]["B"]["changing"] = {
        "kind": "delete",
        "patch": {},
        "launchAt": None,
        "recordedAt": "2026-11-22T21:40:00Z",
        "run": state["campaigns"]["B"]["run"],
    }
    project.state_file.write_text(json.dumps(state))
    add(project, "team/c.yaml")

    result = only(project, "team/c.yaml")

    assert (result.code, result.json["only"]["notSettled"]) == (0, 1)
    assert project.recorded["B"]["changing"] is not None
    assert [each["campaignName"] for each in only(project, "b.yaml").json["outcomes"]] == ["B"]
    assert "changing" not in project.recorded["B"]


def test_an_edited_file_of_another_is_no_reason_to_fail(project: Project) -> None:
    for file in ("a.yaml", "b.yaml"):
        add(project, file)
    project.apply()
    add(project, "b.yaml", concurrentCalls=9)
    add(project, "team/c.yaml")

    assert only(project, "team/c.yaml").code == 0
    assert only(project, "b.yaml").code == 5


def test_a_campaign_that_dials_before_its_launch_is_always_said(project: Project) -> None:
    for file in ("a.yaml", "b.yaml"):
        add(project, file)
    project.apply()
    project.api.campaigns[0]["campaignStatus"] = "live"
    add(project, "team/c.yaml")

    result = only(project, "team/c.yaml", form="text")

    assert (result.code, sent(project)) == (5, ["A", "B", "C"])
    assert "`A` is DIALING NOW" in result.out
    assert [one["campaignName"] for one in only(project, "team/c.yaml").json["dialing"]] == ["A"]


def test_the_key_of_another_account_sends_no_named_file(project: Project) -> None:
    add(project, "a.yaml")
    project.apply()
    project.api.campaigns.clear()
    add(project, "b.yaml")

    assert (only(project, "b.yaml").code, sent(project)) == (7, ["A"])


def test_people_of_others_are_compared_and_what_could_not_be_is_said(three: Project) -> None:
    shared = "Phone Number\n+14155550101\n+14155550102\n"
    three.csv("contacts/A.csv", shared)
    three.csv("contacts/B.csv", shared)
    add(three, "team/c.yaml", agentId="")

    assert "people are also in `B`, which is new too" in only(three, "a.yaml", form="text").out
    result = only(three, "b.yaml")
    [finding] = result.json["findings"]
    assert (result.code, finding["code"], finding["path"]) == (0, "not-compared", "campaigns/b.yaml")
    assert finding["message"] == "not compared with 1 other campaign: `campaigns/team/c.yaml` (it has errors)"


def test_what_apply_remembers_of_a_deleted_list_is_compared(project: Project) -> None:
    project.environ["CAMPAIGNS_MEMORY_KEY"] = "for-tests-0123456789"
    add(project, "a.yaml")
    project.apply()
    project.directory.joinpath("contacts", "A.csv").unlink()
    add(project, "b.yaml")
    add(project, "c.yaml")

    assert only(project, "b.yaml").json["findings"] == []
    del project.environ["CAMPAIGNS_MEMORY_KEY"]
    assert [each["code"] for each in only(project, "c.yaml").json["findings"]] == ["not-compared"]


def test_a_file_is_named_from_here_from_the_root_or_by_its_folder(
    three: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(three.directory / "team")

    assert three.apply("--only", "../a.yaml").json["only"]["paths"] == ["campaigns/a.yaml"]
    assert three.apply("--only", "campaigns/b.yaml").json["only"]["paths"] == ["campaigns/b.yaml"]
    named = three.apply("--only", "campaigns/team", "--only", "c.yaml", "../a.yaml").json["only"]["paths"]
    assert named == ["campaigns/a.yaml", "campaigns/team/c.yaml"]


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("campaigns/aa.yaml", "did you mean `campaigns/a.yaml`?"),
        ("campaigns/contacts", "name campaign files, or a folder of them"),
        ("B", "that is the name of a campaign: name its file, `campaigns/b.yaml`"),
        ("campaigns/policy.yaml", None),
        ("../outside.yaml", None),
        ("", None),
    ],
)
def test_what_is_no_campaign_file_is_refused_before_anything_is_sent(
    three: Project, monkeypatch: pytest.MonkeyPatch, name: str, hint: str | None
) -> None:
    monkeypatch.chdir(three.root)
    three.write("policy.yaml", "")
    three.write("../../outside.yaml", "")

    refused = three.apply("--only", "campaigns/a.yaml", name)

    assert (refused.code, sent(three)) == (2, [])
    assert f"`{name}` isn't a campaign file in `campaigns`" in refused.err
    assert hint is None or hint in refused.err


@pytest.mark.parametrize("name", [".", "..", "contacts/.."])
def test_a_folder_here_without_campaigns_never_stands_for_one_at_the_root(
    three: Project, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    docs = three.root / "docs" / "pages" / "contacts"
    docs.mkdir(parents=True)
    monkeypatch.chdir(docs.parent)

    assert (three.apply("--only", name).code, sent(three)) == (2, [])


def test_a_rehearsal_takes_a_part_too(three: Project) -> None:
    result = three.run("apply", "--sandbox", "--yes", "--only", str(three.directory / "a.yaml"))

    assert result.code == 0
    assert "1 created; 2 other campaigns aren't sent: --only" in result.out
