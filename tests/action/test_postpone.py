"""The brake as a step of a workflow: what it postpones, and what the run shows of it."""

import httpx
import pytest

from tests.action.test_step import DATE, KEY, Ended, Workflow, workflow

__all__ = ["workflow"]
pytestmark = pytest.mark.slow
LATER = DATE.replace("-12-01", "-12-08")


def postpone(workflow: Workflow, **inputs: str) -> Ended:
    given = {"to": f"{LATER} 12:00", **inputs}
    return workflow.step("workflow_dispatch", None, command="postpone", **given)


def launches(workflow: Workflow) -> dict[str, str]:
    listed = httpx.get(f"{workflow.api}/v1/campaigns", params={"page": 0, "size": 100}, headers=KEY).json()["data"]
    return {each["campaignName"]: each["scheduledDate"][:10] for each in listed}


def test_all_are_postponed_while_a_hold_is_there_and_the_files_are_broken(workflow: Workflow) -> None:
    workflow.add("another")
    workflow.push()
    workflow.apply()
    (workflow.checkout / "campaigns" / "HOLD").write_text("wrong list")
    (workflow.checkout / "campaigns" / "q4.yaml").write_text("campaignName: [")
    workflow.push()

    ended = postpone(workflow, all="true")

    assert (ended.code, ended.outputs["result"]) == (0, "postponed"), ended.log
    assert launches(workflow) == {"q4": LATER, "another": LATER}
    assert "**2 campaigns postponed.**" in ended.summary
    assert "| ✅ postponed | another" in ended.summary
    assert postpone(workflow, all="true").code == 0


def test_the_named_ones_are_postponed(workflow: Workflow) -> None:
    workflow.add("--yes `$(id)`")
    workflow.push()
    workflow.apply()

    ended = postpone(workflow, names="--yes `$(id)`\n\n")

    assert (ended.code, ended.outputs["result"]) == (0, "postponed"), ended.log
    assert launches(workflow) == {"q4": DATE, "--yes `$(id)`": LATER}


@pytest.mark.parametrize(
    ("inputs", "code", "reason"),
    [
        ({}, 2, "no campaign is named"),
        ({"all": "true", "names": "q4"}, 2, "all"),
        ({"all": "true", "to": ""}, 2, "`to` is empty"),
        ({"all": "true", "to": "tomorrow"}, 2, "isn't a date and time"),
        ({"names": "q5"}, 2, "q5"),
    ],
)
def test_a_mistake_postpones_nothing(workflow: Workflow, inputs: dict[str, str], code: int, reason: str) -> None:
    workflow.apply()
    ended = postpone(workflow, **inputs)
    assert (ended.code, ended.outputs["result"]) == (code, "failed")
    assert reason in ended.outputs["failure-reason"]
    assert launches(workflow) == {"q4": DATE}


def test_what_dials_already_is_shown_first_and_fails_the_step(workflow: Workflow) -> None:
    workflow.add("now", isScheduled=False)
    workflow.push()
    workflow.apply()

    ended = postpone(workflow, all="true")

    assert (ended.code, ended.outputs["result"]) == (5, "partial"), ended.log
    assert ended.outputs["failure-reason"] == "1 rejected"
    assert ended.summary.index("❌ rejected | now") < ended.summary.index("✅ postponed | q4")
