"""status: since when an immediate campaign dials, and how that is known."""

import json
from typing import Any

from tests.fake_api import loses_the_answer
from tests.project import Project

Q4 = "Q4 Outreach Campaign"


def text(project: Project, *args: str) -> str:
    """Return status's text as one line, of cells of several lines too."""
    return " ".join(project.run("status", *args).out.split())


def started(project: Project, *args: str) -> Any:
    (campaign,) = project.run("status", "--format", "json", *args).json["campaigns"]
    return campaign["started"]


def test_one_that_was_answered_at_once_started_when_it_was_created(project: Project) -> None:
    project.add(isScheduled=False)
    project.apply()
    project.clock.move(hours=3)

    assert "immediate started Sun 22 Nov 2026 21:40 UTC, 3 hours ago, when it was created" in text(project)
    assert started(project) == {
        "notBefore": "2026-11-22T21:40:00Z",
        "notAfter": "2026-11-22T21:40:00Z",
        "source": "record",
    }


def test_one_that_a_later_run_has_found_started_in_between(project: Project) -> None:
    project.add(isScheduled=False)
    project.api.hidden.add(Q4)
    project.api.on_post.append(loses_the_answer)
    project.apply()
    unknown = text(project), started(project)
    project.api.hidden.clear()
    project.clock.move(hours=2)
    project.apply()

    assert "started" not in unknown[0]
    assert unknown[1] is None
    assert "started between Sun 22 Nov 2026 21:40 UTC and Sun 22 Nov 2026 23:40 UTC, just now" in text(project)
    assert started(project)["notBefore"] == "2026-11-22T21:40:00Z"


def test_of_one_that_was_imported_the_latest_start_is_known(project: Project) -> None:
    path = project.add(isScheduled=False)
    fields = {"campaignName": Q4, "agentId": "D5D0p7TUs66TTAEAx", "sipPhoneNumber": "+14155550100"}
    campaign = project.api.create({**fields, "concurrentCalls": "5"})

    project.run("import", campaign["campaignId"], "--file", str(path))

    assert "started by Sun 22 Nov 2026 21:40 UTC, just now, when it was recorded" in text(project)
    assert started(project)["notBefore"] is None


def test_what_the_account_shows_counts_first(project: Project) -> None:
    project.add(isScheduled=False)
    project.apply()
    project.clock.move(hours=1)
    project.api.campaigns[0]["scheduledDate"] = "2026-11-22T21:45:00.000Z"

    assert "started Sun 22 Nov 2026 21:45 UTC, 55 minutes ago, as the account shows" in text(project, "--refresh")
    assert started(project, "--refresh") == {
        "notBefore": "2026-11-22T21:45:00Z",
        "notAfter": "2026-11-22T21:45:00Z",
        "source": "account",
    }


def test_the_start_of_one_that_does_not_dial_is_unknown(project: Project) -> None:
    project.add(isScheduled=False)
    project.apply()
    project.api.campaigns[0]["campaignStatus"] = "paused"

    assert "start unknown" in text(project, "--refresh")
    assert started(project, "--refresh") is None


def test_a_record_of_an_earlier_version_says_no_more_than_it_knows(project: Project) -> None:
    project.add(isScheduled=False)
    project.apply()
    state = project.state
    shown = []
    for missing in ("receipts", "account"):
        del state["campaigns"][Q4][missing]
        project.state_file.write_text(json.dumps(state))
        shown.append(text(project))

    assert "started by Sun 22 Nov 2026 21:40 UTC" in shown[0]
    assert "start unknown" in shown[1]


def test_a_scheduled_campaign_has_its_launch(project: Project) -> None:
    project.add()
    project.apply()

    assert "started" not in project.run("status", "--format", "json").json["campaigns"][0]
    assert "start" not in text(project)
