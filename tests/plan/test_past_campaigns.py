"""Plan's cost is what is new: a past campaign whose file is as recorded isn't read, unless it must be compared."""

import contextlib
import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from runner.cli import planning
from runner.config import schema
from runner.config.defaults import DefaultsFiles
from runner.files.paths import RepositoryRoot
from runner.plan import campaign_batches, past_campaigns
from runner.plan.campaign_file import read_campaign_file
from runner.plan.campaign_files import load_files
from runner.plan.desired import Desired
from tests.project import Project

LISTENING: list[set[Path]] = []
CHANGING = {
    "kind": "delete",
    "patch": {},
    "launchAt": None,
    "recordedAt": "2026-11-25T00:00:00Z",
    "run": {"id": "1", "attempt": 1, "host": "one"},
}


def _hear(event: str, args: tuple[Any, ...]) -> None:
    """Note what is opened; an audit hook can't be removed again."""
    if LISTENING and event == "open" and isinstance(args[0], str | bytes | os.PathLike):
        LISTENING[-1].add(Path(os.fsdecode(args[0])))


sys.addaudithook(_hear)


@contextlib.contextmanager
def opened(project: Project) -> Iterator[set[str]]:
    """Yield the names of the lists that are opened."""
    names: set[str] = set()
    LISTENING.append(set())
    try:
        yield names
    finally:
        names |= {path.stem for path in LISTENING.pop() if path.parent == project.directory / "contacts"}


def people(first: int, count: int = 10) -> str:
    return "Phone Number\n" + "".join(f"+1415{5_560_000 + number}\n" for number in range(first, first + count))


def add(project: Project, name: str, first: int, date: str, **fields: Any) -> None:
    project.csv(f"contacts/{name}.csv", people(first))
    project.add(f"{name}.yaml", campaignName=name, contacts=f"contacts/{name}.csv", scheduledDate=date, **fields)


@pytest.fixture
def living(project: Project) -> Project:
    """On 22 December: `early` and `late` were dialed on 1 and 20 December, `next` dials on 5 January."""
    add(project, "early", 0, "2026-12-01")
    add(project, "late", 100, "2026-12-20")
    add(project, "next", 200, "2027-01-05")
    assert project.apply().code == 0
    project.clock.move(days=30)
    return project


def planned(project: Project, name: str = "early") -> Any:
    plan = project.plan()
    jsonschema.validate(plan, schema.load("plan"))
    return next(campaign for campaign in plan["campaigns"] if campaign["campaignName"] == name)


def edit(project: Project, name: str, before: str, after: str) -> None:
    file = project.directory / f"{name}.yaml"
    text = file.read_text()
    assert before in text
    file.write_text(text.replace(before, after))


def rewrite(project: Project, name: str, **fields: Any) -> None:
    """Replace fields of a record."""
    state = project.state
    record = {**state["campaigns"][name], **fields}
    state["campaigns"][name] = {key: value for key, value in record.items() if value is not ...}
    project.state_file.write_text(json.dumps(state))


@pytest.mark.parametrize("command", [("plan",), ("apply",), ("report", "--html", "page.html"), ("calendar",)])
def test_only_lists_of_launches_ahead_are_opened(
    living: Project, command: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)

    with opened(living) as lists:
        assert living.run(*command).code == 0

    assert lists == {"next"}


@pytest.mark.parametrize(("named", "lists"), [("next", {"next"}), ("early", {"early", "next"})])
def test_validate_of_named_files_opens_only_these_and_lists_of_launches_ahead(
    living: Project, named: str, lists: set[str]
) -> None:
    with opened(living) as opened_lists:
        assert living.run("validate", str(living.directory / f"{named}.yaml")).code == 0

    assert opened_lists == lists


def test_a_past_campaign_is_unchanged_and_says_that_its_list_was_not_read(living: Project) -> None:
    campaign = planned(living)

    assert (campaign["action"], campaign["notRead"], campaign["contacts"]) == ("unchanged", True, 10)
    assert (campaign["launchAt"], campaign["fingerprint"]) == (
        "2026-12-01T20:00:00Z",
        living.recorded["early"]["fingerprint"],
    )
    assert planned(living, "next")["notRead"] is False


def test_outputs_for_people_say_how_many_lists_were_not_read(living: Project, tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    assert living.run("report", "--html", str(page)).code == 0

    assert "3 campaigns unchanged (2 lists of past launches not read)\n" in living.run("plan").out
    assert (
        "3 campaigns unchanged (2 lists of past launches not read)." in living.run("plan", "--format", "markdown").out
    )
    assert "2 lists of past launches not read." in page.read_text()


def test_validate_reads_every_list(living: Project) -> None:
    with opened(living) as lists:
        assert living.run("validate").code == 0

    assert lists == {"early", "late", "next"}


def test_a_campaign_file_is_not_parsed_while_its_bytes_are_as_recorded(
    living: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[str] = []

    def noted(path: Path, repository: RepositoryRoot, defaults: DefaultsFiles) -> Desired:
        read.append(path.stem)
        return read_campaign_file(path, repository, defaults)

    for module in (campaign_batches, past_campaigns):
        monkeypatch.setattr(module, "read_campaign_file", noted)

    living.plan()

    assert read == ["next"]


@pytest.mark.parametrize(("date", "near"), [("2026-12-27", {"late"}), ("2026-12-28", set())])
def test_a_past_campaign_near_a_new_one_is_read_and_compared(living: Project, date: str, near: set[str]) -> None:
    add(living, "new", 105, date)

    with opened(living) as lists:
        findings = living.plan()["findings"]

    assert lists == {"new", "next"} | near
    assert [finding["code"] for finding in findings] == ["people-again"] * len(near)


def test_the_days_of_the_policy_are_how_near_a_past_campaign_must_be(living: Project) -> None:
    add(living, "new", 5, "2026-12-28")
    living.write("policy.yaml", "overlap: {days: 30}\n")

    with opened(living) as lists:
        assert [finding["code"] for finding in living.plan()["findings"]] == ["people-again"]

    assert lists == {"early", "late", "new", "next"}


def test_a_list_that_was_also_sent_for_another_past_campaign_is_read_where_that_one_is_near(living: Project) -> None:
    living.csv("contacts/old.csv", people(0))
    old = living.add("old.yaml", campaignName="old", contacts="contacts/old.csv", scheduledDate="2026-12-24")
    assert living.apply().code == 0
    living.clock.move(days=5)
    old.unlink()
    (living.directory / "contacts" / "old.csv").unlink()
    add(living, "new", 5, "2026-12-29")

    with opened(living) as lists:
        findings = living.plan()["findings"]

    assert {"early", "new"} <= lists
    assert "5 of its 10 people are also in `old`" in next(
        finding["message"] for finding in findings if finding["code"] == "people-again"
    )


def test_people_who_are_called_too_often_are_counted_with_past_campaigns(living: Project) -> None:
    living.write("policy.yaml", "overlap: {days: 1, callsPerWeek: 1}\n")
    add(living, "new", 105, "2026-12-26")

    assert {finding["code"] for finding in living.plan()["findings"]} == {"people-often"}


def test_a_campaign_at_once_is_compared_with_what_was_dialed_before(living: Project) -> None:
    add(living, "new", 105, "2026-12-26", isScheduled=False)

    assert "people-again" in {finding["code"] for finding in living.plan()["findings"]}


def test_a_campaign_of_unknown_outcome_is_compared_as_one_that_may_dial_now(living: Project) -> None:
    add(living, "sent", 105, "2026-12-26", isScheduled=False)
    assert living.apply().code == 0
    rewrite(living, "sent", status="unknown", campaignId=None)

    assert "people-again" in {finding["code"] for finding in planned(living, "sent")["findings"]}


def test_an_update_that_leaves_a_postponed_launch_alone_is_compared_where_it_dials(living: Project) -> None:
    add(living, "moved", 105, "2027-01-20")
    assert living.apply().code == 0
    at = {"scheduledDate": "2026-12-26", "scheduledTime": "12:00:00", "scheduledTimezone": "America/Los_Angeles"}
    postponed = {**at, "from": "2027-01-20T20:00:00Z", "at": "2026-12-22T00:00:00Z"}
    rewrite(living, "moved", postponed=postponed, launchAt="2026-12-26T20:00:00Z")
    living.write("policy.yaml", "updates: scheduled\n")
    edit(living, "moved", "concurrentCalls: 5", "concurrentCalls: 6")

    campaign = planned(living, "moved")

    assert campaign["action"] == "update"
    assert "people-again" in {finding["code"] for finding in campaign["findings"]}


def test_an_edited_file_of_a_past_campaign_is_reported(living: Project) -> None:
    edit(living, "early", "concurrentCalls: 5", "concurrentCalls: 6")

    campaign = planned(living)

    assert (campaign["action"], campaign["differs"], campaign["notRead"]) == ("changed", ["concurrentCalls"], False)
    assert [(one["code"], one["line"]) for one in campaign["findings"]] == [("changed-after-create", 1)]


def test_a_file_whose_line_ends_changed_is_read_and_means_the_same(living: Project) -> None:
    file = living.directory / "early.yaml"
    file.write_bytes(file.read_bytes().replace(b"\n", b"\r\n"))

    campaign = planned(living)

    assert (campaign["action"], campaign["notRead"]) == ("unchanged", False)


def test_a_file_that_moved_is_read(living: Project) -> None:
    living.directory.joinpath("early.yaml").rename(living.directory / "first.yaml")

    campaign = planned(living)

    assert (campaign["action"], campaign["notRead"]) == ("moved", False)


def test_a_deleted_file_is_removed_and_a_deleted_list_is_nothing_that_plan_looks_for(living: Project) -> None:
    living.directory.joinpath("early.yaml").unlink()
    living.directory.joinpath("contacts/late.csv").unlink()

    plan = living.plan()

    assert {one["campaignName"]: one["action"] for one in plan["campaigns"]} == {
        "early": "removed",
        "late": "unchanged",
        "next": "unchanged",
    }
    assert plan["findings"] == []
    assert [one["code"] for one in living.run("validate", "--format", "json").json["findings"]] == ["file-missing"]


def test_a_copy_that_kept_the_name_is_an_error_at_both_lines(living: Project) -> None:
    (living.directory / "copy.yaml").write_bytes((living.directory / "early.yaml").read_bytes())

    findings = living.plan()["findings"]

    assert [(one["code"], one["path"], one["line"]) for one in findings if one["code"] == "name-twice"] == [
        ("name-twice", "campaigns/copy.yaml", 1),
        ("name-twice", "campaigns/early.yaml", 1),
    ]


def test_a_past_campaign_under_a_link_out_of_the_repository_is_an_error_as_before(
    living: Project, tmp_path: Path
) -> None:
    file, outside = living.directory / "early.yaml", tmp_path / "outside.yaml"
    file.rename(outside)
    file.symlink_to(outside)

    assert "path-outside" in {one["code"] for one in living.plan()["findings"]}


def test_an_unfinished_split_of_a_past_campaign_is_reported(living: Project) -> None:
    living.write(".early.yaml.parts", "# --by zone\nearly-1.yaml\n")

    assert [one["code"] for one in planned(living)["findings"]] == ["split-unfinished"]


def test_a_warning_about_a_past_file_keeps_its_line_and_its_list_is_not_read(project: Project) -> None:
    add(project, "early", 0, "2026-12-01", scheduledTimezone="Etc/GMT+8")
    assert project.apply().code == 0
    before = planned(project)["findings"]
    project.clock.move(days=30)

    with opened(project) as lists:
        campaign = planned(project)

    assert (lists, campaign["notRead"], campaign["findings"]) == (set(), True, before)
    assert [one["code"] for one in before] == ["fixed-offset-zone"]


@pytest.mark.parametrize(
    "fields",
    [
        {"file": ...},
        {"file": None},
        {"imported": True},
        {"unconfirmed": True},
        {"changing": CHANGING},
        {"gone": {"at": "2026-11-25T00:00:00Z"}},
        {"deleted": {"at": "2026-11-25T00:00:00Z"}},
        {"differences": [{"field": "concurrentCalls", "asked": "5", "answered": "4"}]},
        {"account": {"launchAt": "2027-02-01T20:00:00Z", "status": "scheduled", "seenAt": "2026-11-25T00:00:00Z"}},
        {"status": "unknown"},
        {"fingerprint": "v1:" + "0" * 64, "file": ...},
    ],
    ids="-".join,
)
def test_what_is_not_settled_or_was_recorded_by_an_earlier_version_is_read(
    living: Project, fields: dict[str, Any]
) -> None:
    rewrite(living, "early", **fields)

    with opened(living) as lists:
        campaign = planned(living)

    assert lists == {"early", "next"}
    assert campaign["notRead"] is False


def test_a_postponed_launch_is_read_after_it_too(living: Project) -> None:
    at = {"scheduledDate": "2026-12-02", "scheduledTime": "12:00:00", "scheduledTimezone": "America/Los_Angeles"}
    postponed = {**at, "from": "2026-12-01T20:00:00Z", "at": "2026-11-25T00:00:00Z"}
    rewrite(living, "early", postponed=postponed, launchAt="2026-12-02T20:00:00Z")

    with opened(living) as lists:
        assert planned(living)["action"] == "unchanged"

    assert lists == {"early", "next"}


def test_as_of_an_instant_before_the_launch_the_list_is_read(living: Project) -> None:
    with opened(living) as lists:
        living.plan("--as-of", "2026-11-30T00:00:00Z")

    assert lists == {"early", "late", "next"}


def test_an_apply_that_creates_records_the_bytes_of_files_that_an_earlier_version_recorded_without(
    living: Project,
) -> None:
    before = living.recorded
    for name in ("early", "late"):
        rewrite(living, name, file=...)
    assert living.apply().code == 0
    assert "file" not in living.recorded["early"]

    add(living, "new", 300, "2027-03-01")
    assert living.apply().code == 0

    assert [living.recorded[name] for name in ("early", "late")] == [before[name] for name in ("early", "late")]


def test_an_update_records_the_bytes_of_the_file_that_it_was_made_from(living: Project) -> None:
    living.write("policy.yaml", "updates: scheduled\n")
    before = (living.directory / "next.yaml").read_bytes()
    edit(living, "next", "concurrentCalls: 5", "concurrentCalls: 6")
    assert living.apply().code == 0
    living.clock.move(days=30)

    assert planned(living, "next")["notRead"] is True
    living.write("next.yaml", before)
    assert planned(living, "next")["differs"] == ["concurrentCalls"]


def test_an_update_that_moves_a_launch_near_a_past_campaign_is_compared_with_it(living: Project) -> None:
    add(living, "moved", 105, "2027-02-01")
    assert living.apply().code == 0
    living.write("policy.yaml", "updates: scheduled\n")
    edit(living, "moved", "2027-02-01", "2026-12-24")

    with opened(living) as lists:
        campaign = planned(living, "moved")

    assert (campaign["action"], lists) == ("update", {"late", "moved", "next"})
    assert [one["code"] for one in campaign["findings"]] == ["people-again"]


def test_in_a_public_repository_every_list_is_read(living: Project, tmp_path: Path) -> None:
    event = tmp_path / "event.json"
    event.write_text('{"repository": {"private": false}}')
    living.environ["GITHUB_EVENT_PATH"] = str(event)

    with opened(living) as lists:
        living.plan()

    assert lists == {"early", "late", "next"}


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    launches=st.lists(st.tuples(st.integers(0, 40), st.integers(0, 30)), min_size=1, max_size=6),
    new=st.lists(st.tuples(st.integers(1, 20), st.integers(0, 30)), max_size=3),
    days=st.integers(1, 20),
)
def test_what_would_be_sent_has_the_findings_that_reading_everything_gives(
    project: Project,
    monkeypatch: pytest.MonkeyPatch,
    launches: list[tuple[int, int]],
    new: list[tuple[int, int]],
    days: int,
) -> None:
    for file in [*project.directory.rglob("*.*")]:
        file.unlink()
    project.api.campaigns.clear()
    project.clock.at = project.clock.at.replace(year=2026, month=11, day=22)
    project.write("policy.yaml", f"overlap: {{days: {days}, share: 0.0, callsPerWeek: 1}}\n")
    for index, (day, first) in enumerate(launches):
        add(project, f"recorded-{index}", first, _day(day + 5))
    assert project.apply().code == 0
    project.clock.move(days=30)
    for index, (day, first) in enumerate(new):
        add(project, f"new-{index}", first, _day(day + 32))

    sent, hash_ = _sent(project)

    with monkeypatch.context() as patched:
        patched.setattr(planning, "load_files", lambda *args, **kwargs: load_files(*args, **{**kwargs, "past": None}))
        assert (sent, hash_) == _sent(project)


def _day(days: int) -> str:
    from datetime import date, timedelta

    return (date(2026, 11, 22) + timedelta(days=days)).isoformat()


def _sent(project: Project) -> tuple[list[Any], str]:
    """What plan says of campaigns that aren't unchanged, and its hash."""
    plan = project.plan()
    return [one for one in plan["campaigns"] if one["action"] != "unchanged"], plan["hash"]
