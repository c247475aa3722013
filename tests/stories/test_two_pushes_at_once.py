"""Two pushes at once, and a job that died between create and record: nobody is called twice."""

import os
import signal

import pytest

from tests.action.test_step import Ended, Workflow, workflow

__all__ = ["workflow"]

pytestmark = pytest.mark.slow


def kill_after_create(workflow: Workflow) -> Ended:
    """Run apply, and kill it when it is about to record what was created."""
    under_way = workflow.begin("push")

    def die(method: str, path: str) -> int | None:
        if not workflow.created:
            return None
        os.kill(under_way.process.pid, signal.SIGKILL)
        return 500

    workflow.hub.fault = die
    ended = under_way.ended()
    workflow.hub.fault = lambda method, path: None
    return ended


def test_two_pushes_at_once_create_each_campaign_once(workflow: Workflow) -> None:
    workflow.add("second")
    workflow.push()
    ended = [step.ended() for step in [workflow.begin("push"), workflow.begin("push")]]

    assert [each.code for each in ended] == [0, 0], ended
    assert sum(int(each.outputs["created"]) for each in ended) == 2
    assert (workflow.requested, workflow.created) == (2, ["q4", "second"])


def test_a_job_that_died_between_create_and_record_is_run_again_and_finds_what_it_created(workflow: Workflow) -> None:
    assert kill_after_create(workflow).code == -signal.SIGKILL
    early = workflow.apply(lock_timeout="0.1")
    unlocked = workflow.step("workflow_dispatch", command="unlock")
    again = workflow.apply()

    assert (early.code, unlocked.outputs["result"]) == (4, "unlocked"), early.log
    assert (again.code, again.outputs["result"], again.outputs["created"]) == (0, "applied", "1"), again.log
    assert (workflow.requested, workflow.created) == (1, ["q4"])


def test_the_dead_jobs_old_commit_run_again_leaves_it_to_the_newer_one(workflow: Workflow) -> None:
    old = workflow.git("rev-parse", "HEAD")
    kill_after_create(workflow)
    workflow.step("workflow_dispatch", command="unlock")
    workflow.add("newer")
    workflow.push()
    results = []
    for commit in (old, "main", old):
        workflow.git("checkout", "-q", commit)
        results.append(workflow.apply().outputs["result"])

    assert results == ["superseded", "applied", "superseded"]
    assert (workflow.requested, workflow.created) == (2, ["newer", "q4"])
