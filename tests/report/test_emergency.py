"""A campaign that dials before its time is what every output says first, until the account shows otherwise."""

import html
import re
from typing import Any

import pytest

from runner.config import schema
from tests.fake_api import answers, makes
from tests.project import CAMPAIGN, Project, Result

Q4 = "Q4 Outreach Campaign"
ID = "camp_0000000000000001"
WHEN = "Tue 1 Dec 2026 12:00 America/Los_Angeles"
FIRST = f"{ID} `{Q4}` is DIALING NOW, though it was scheduled for {WHEN}"
DELETE = (
    "`campaigns delete 'Q4 Outreach Campaign'` may stop it: what DELETE does to a campaign that dials isn't documented"
)
STEPS = [
    f"  1. {DELETE}",
    "  2. if it still dials, stop it in the dashboard; calls under way are finished all the same",
    "  3. seen in the account at 2026-11-22T21:40:00Z: `campaigns status --refresh` looks again",
]
LIVE: dict[str, Any] = {"campaignStatus": "live", "scheduled": False, "scheduledDate": None}


@pytest.fixture
def live(project: Project) -> Project:
    """A campaign that the account dialed as soon as it was created, although it was scheduled."""
    project.add()
    project.api.on_post = [makes(**LIVE)]
    assert project.apply().code == 5
    return project


def head(result: Result, lines: int = 4) -> list[str]:
    return result.out.splitlines()[:lines]


def test_apply_says_it_before_the_outcome_and_exits_with_5(project: Project) -> None:
    project.add()
    project.api.on_post = [makes(**LIVE)]

    result = project.run("apply")

    lines = result.out.splitlines()
    outcome = next(number for number, line in enumerate(lines) if line.startswith("created "))
    assert (result.code, lines[outcome - 4 : outcome]) == (5, [FIRST, *STEPS])
    assert lines[-5:-1] == [FIRST, *STEPS]
    assert result.err.splitlines()[:4] == [FIRST, *STEPS], "also where stdout goes to a file"
    assert project.recorded[Q4]["account"]["status"] == "live"


def test_apply_says_it_first_on_stderr_and_in_its_json(project: Project) -> None:
    project.add()
    project.api.on_post = [makes(**LIVE)]

    result = project.apply()

    assert result.err.splitlines()[:4] == [FIRST, *STEPS]
    [entry] = result.json["dialing"]
    assert entry == {
        "campaignName": Q4,
        "campaignId": ID,
        "launchAt": "2026-12-01T20:00:00Z",
        "seenAt": "2026-11-22T21:40:00Z",
        "status": "live",
        "message": FIRST,
        "steps": [step.partition(". ")[2] for step in STEPS],
    }


@pytest.mark.parametrize(
    "command", [("plan",), ("validate",), ("status",), ("status", "--refresh"), ("apply",)], ids=" ".join
)
def test_every_command_begins_with_it(live: Project, command: tuple[str, ...]) -> None:
    assert head(live.run(*command)) == [FIRST, *STEPS]


@pytest.mark.parametrize("command", ["plan", "validate"])
def test_it_is_the_first_alert_of_a_comment(live: Project, command: str) -> None:
    text = live.run(command, "--format", "markdown").out

    assert text.startswith("> [!CAUTION]\n> **camp")
    assert "is DIALING NOW, though it was scheduled" in text.splitlines()[1]
    assert "campaigns delete" in text.splitlines()[3]


@pytest.mark.parametrize("command", ["plan", "validate"])
def test_it_is_the_first_error_of_a_workflow(live: Project, command: str) -> None:
    [first, *_] = live.run(command, "--format", "github").out.splitlines()

    assert first.startswith(f"::error::{FIRST}%0A`campaigns delete")


def test_it_is_above_the_headline_of_the_page_and_in_its_title(live: Project) -> None:
    file = live.root / "plan.html"
    assert live.run("report", "--html", str(file)).code == 0

    text = html.unescape(file.read_text(encoding="utf-8"))
    assert f'<header><div class="alert"><strong>{FIRST}</strong><ol><li>`campaigns delete' in text
    assert text.index(FIRST) < text.index("<h1>")
    assert "<title>DIALING NOW: " in text


@pytest.mark.parametrize(
    "command", [("plan",), ("validate",), ("status",), ("status", "--refresh"), ("apply",)], ids=" ".join
)
def test_the_json_of_every_command_has_it_only_while_it_lasts(live: Project, command: tuple[str, ...]) -> None:
    dialing = live.run(*command, "--format", "json").json["dialing"]
    live.clock.move(days=10)
    after = live.run(*command, "--format", "json").json

    assert [(one["campaignId"], one["message"]) for one in dialing] == [(ID, FIRST)]
    assert "dialing" not in after


def test_the_json_of_a_plan_with_it_passes_the_schema(live: Project) -> None:
    assert list(schema.errors(live.plan(), "plan")) == []


@pytest.mark.parametrize(
    "word", ["live", "LIVE", " Live ", "running", "In progress", "in_progress", "DIALING", "active"]
)
def test_whatever_word_means_that_it_dials_is_understood(project: Project, word: str) -> None:
    project.add()
    project.api.on_post = [makes(campaignStatus=word)]
    project.apply()

    assert head(project.run("plan"), 1) == [FIRST]


@pytest.mark.parametrize("word", ["completed", "Completed", "COMPLETE", "finished"])
def test_what_has_dialed_everybody_before_its_launch_is_said_first_in_other_words(project: Project, word: str) -> None:
    project.add()
    assert project.apply().code == 0
    project.api.campaigns[0]["campaignStatus"] = word
    first = f"{ID} `{Q4}` is COMPLETED, though it was scheduled for {WHEN}"

    refreshed = project.run("status", "--refresh")
    project.add("b.yaml", campaignName="B", scheduledDate="2026-12-15", contacts="b.csv")
    applied = project.run("apply")

    assert (refreshed.code, head(refreshed, 1), applied.code) == (5, [first], 5)
    assert refreshed.out.count("COMPLETED") == 2, "also as its launch"
    assert head(project.run("plan"), 1) == [first]
    assert [one["status"] for one in project.plan()["dialing"]] == [word.lower()]
    assert list(schema.errors(project.plan(), "plan")) == []
    page = project.root / "plan.html"
    project.run("report", "--html", str(page))
    assert "<title>COMPLETED EARLY: " in page.read_text(encoding="utf-8")
    for text in (refreshed.out, applied.out, project.run("plan", "--format", "markdown").out):
        assert "DIALING" not in text
        assert "may stop it" not in text


def test_what_dials_comes_before_what_has_dialed(project: Project) -> None:
    for name in ("A", "B"):
        project.add(f"{name}.yaml", campaignName=name)
    project.api.on_post = [makes(campaignStatus="completed"), makes(**LIVE)]
    project.apply()

    assert [one["campaignName"] for one in project.plan()["dialing"]] == ["B", "A"]


@pytest.mark.parametrize("word", ["scheduled", "paused", "", None, 7, "liven", "deactivated", "incomplete"])
def test_a_campaign_that_does_not_dial_is_no_emergency(project: Project, word: object) -> None:
    project.add()
    project.api.on_post = [makes(campaignStatus=word)]
    project.apply()

    for command in (("plan",), ("validate",), ("status",), ("status", "--refresh")):
        text = project.run(*command).out
        assert "DIALING" not in text
        assert "COMPLETED" not in text


@pytest.mark.parametrize("other", [LIVE, {"campaignStatus": "live"}], ids=["without a date", "with its date"])
def test_an_import_of_what_dials_says_so_and_so_does_the_plan_of_its_file(
    project: Project, other: dict[str, Any]
) -> None:
    project.add()
    fields = {key: str(value).replace("True", "true") for key, value in CAMPAIGN.items() if key != "contacts"}
    project.api.create(fields, **other)

    imported = project.run("import", ID, "--file", str(project.directory / "q4.yaml"))

    assert (imported.code, head(imported)) == (5, [FIRST, *STEPS])
    for command in ("plan", "validate"):
        assert head(project.run(command), 1) == [FIRST]


def test_a_campaign_that_resolve_finds_dialing_is_said_first(project: Project) -> None:
    project.add()
    project.api.on_post = [answers(500)]
    assert project.apply().code == 6
    fields = {key: str(value).replace("True", "true") for key, value in CAMPAIGN.items() if key != "contacts"}
    project.api.create(fields, **LIVE)

    result = project.run("resolve", Q4, "--created", ID)

    assert (result.code, head(result)) == (5, [FIRST, *STEPS])


def test_a_campaign_that_was_to_dial_at_once_is_no_emergency(project: Project) -> None:
    project.add(isScheduled=False)
    assert project.apply().code == 0

    assert "DIALING" not in project.run("status").out


def test_an_acknowledgment_does_not_end_it(live: Project) -> None:
    result = live.run("resolve", Q4, "--accept")

    assert (result.code, head(result)) == (0, [FIRST, *STEPS])
    assert head(live.run("plan"), 1) == [FIRST]
    assert live.run("apply").code == 5


def test_it_ends_when_apply_sees_that_the_account_shows_otherwise(live: Project) -> None:
    live.api.campaigns[0]["campaignStatus"] = "paused"
    refreshed = live.run("status", "--refresh")
    remembered = live.run("plan")
    live.run("apply")

    assert "DIALING" not in refreshed.out
    assert head(remembered, 1) == [FIRST]
    assert "DIALING" not in live.run("plan").out
    assert live.recorded[Q4]["account"]["status"] == "paused"


def test_without_a_key_apply_goes_on_saying_it(live: Project) -> None:
    del live.environ["SIGMAMIND_API_KEY"]

    assert live.run("apply").code == 5


def test_a_fresh_look_says_it_although_nobody_has_recorded_it(project: Project) -> None:
    project.add()
    assert project.apply().code == 0
    project.api.campaigns[0]["campaignStatus"] = "live"

    assert "DIALING" not in project.run("status").out
    result = project.run("status", "--refresh")
    assert (result.code, head(result, 1)) == (5, [FIRST])


def test_status_says_what_the_account_does_and_not_what_was_asked(live: Project) -> None:
    live.add("b.yaml", campaignName="B")
    live.api.on_post = [makes(scheduledDate="2026-12-02T04:00:00.000Z")]
    live.apply()
    live.clock.move(hours=3)

    text = " ".join(live.run("status").out.split())
    entries = {one["campaignName"]: one for one in live.run("status", "--format", "json").json["campaigns"]}

    for words in ("live, seen 3 hours ago", "DIALING NOW", "scheduled, seen 3 hours ago", "Tue 1 Dec 2026 20:00"):
        assert words in text
    assert entries[Q4]["account"]["status"] == "live"
    assert (entries["B"]["account"]["launchAt"], entries["B"]["launchAt"]) == (
        "2026-12-02T04:00:00Z",
        "2026-12-01T20:00:00Z",
    )


def test_status_is_silent_on_an_account_that_does_as_it_was_asked(project: Project) -> None:
    project.add()
    project.apply()

    assert "account" not in project.run("status", "--format", "json").json["campaigns"][0]
    project.clock.move(days=20)
    assert "account" not in project.run("status", "--format", "json").json["campaigns"][0]


def test_a_deleted_campaign_does_not_dial(live: Project) -> None:
    deleted = live.run("delete", Q4)

    assert deleted.code == 0
    assert "DIALING" not in live.run("plan").out
    assert "dialing" not in live.run("status", "--format", "json").json


def test_a_delete_that_is_refused_begins_with_it(live: Project) -> None:
    live.api.on_delete = [answers(405, "not allowed")]

    result = live.run("delete", Q4)

    assert (result.code, head(result)) == (5, [FIRST, *STEPS])


def test_postpone_begins_with_what_it_cannot_stop(live: Project) -> None:
    text = live.run("postpone", Q4, "--to", "2026-12-08 12:00")
    data = live.run("postpone", Q4, "--to", "2026-12-08 12:00", "--format", "json")

    assert (text.code, head(text)) == (5, [FIRST, *STEPS])
    assert [one["campaignId"] for one in data.json["dialing"]] == [ID]


def test_many_are_listed_to_a_limit_and_counted(project: Project) -> None:
    for number in range(12):
        project.add(f"{number:02}.yaml", campaignName=f"Campaign {number:02}")
    project.api.on_post = [makes(**LIVE)] * 12
    project.apply()

    lines = project.run("plan").out.splitlines()
    assert sum("is DIALING NOW" in line for line in lines) == 10
    assert "and 2 more campaigns DIALING NOW: `campaigns status` lists the ids" in lines
    assert len(project.plan()["dialing"]) == 12


def test_a_name_becomes_neither_markup_nor_a_command(project: Project) -> None:
    name = "<b>x</b> `rm -rf` $(id) ' ::error::"
    project.add(campaignName=name)
    project.api.on_post = [makes(**LIVE)]
    project.apply()

    assert "campaigns delete '<b>x</b> `rm -rf` $(id) '\"'\"' ::error::'" in project.run("plan").out
    assert "<b>" not in project.run("plan", "--format", "markdown").out
    page = project.root / "plan.html"
    project.run("report", "--html", str(page))
    assert "<b>" not in page.read_text(encoding="utf-8")


@pytest.mark.parametrize("command", ["apply", "plan", "status"])
def test_no_hint_about_a_campaign_that_dials_is_to_postpone_it(project: Project, command: str) -> None:
    project.add()
    project.api.on_post = [makes(**LIVE)]
    applied = project.run("apply")
    result = applied if command == "apply" else project.run(command)

    assert re.search(r"if it must not dial:\s+`?campaigns delete 'Q4 Outreach Campaign'", result.out)
    assert "campaigns postpone" not in result.out
