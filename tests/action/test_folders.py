"""Two folders of campaigns, each with a state of its own on the branch."""

import shutil

import pytest

from tests.action.test_step import Workflow, workflow

__all__ = ["workflow"]
pytestmark = pytest.mark.slow


@pytest.mark.parametrize(("is_gone", "result"), [(False, "clean"), (True, "drift")])
def test_what_a_folder_has_recorded_is_drift_of_the_others_once_it_is_gone(
    workflow: Workflow, is_gone: bool, result: str
) -> None:
    (workflow.checkout / "us").mkdir()
    shutil.move(workflow.checkout / "campaigns", workflow.checkout / "us" / "campaigns")
    workflow.push()
    first = workflow.apply(dir="us/campaigns")
    workflow.add("other")
    (workflow.checkout / "de").mkdir()
    shutil.move(workflow.checkout / "campaigns", workflow.checkout / "de" / "campaigns")
    if is_gone:
        shutil.rmtree(workflow.checkout / "us")
    workflow.push()
    second = workflow.apply(dir="de/campaigns")
    drift = workflow.step("schedule", command="drift", dir="de/campaigns")

    assert (first.code, second.code) == (0, 0), second.log
    assert drift.outputs["result"] == result, drift.log
    assert ("**q4**" in drift.summary) == is_gone
