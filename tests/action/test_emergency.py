"""A campaign that dials before its time: the action's comments, summaries, issues and annotations begin with it."""

import html

import pytest

from runner.sandbox.faults import Faults
from tests.action.test_step import Workflow, workflow

__all__ = ["workflow"]
pytestmark = pytest.mark.slow
FIRST = "is DIALING NOW, though it was scheduled for"


def first_words(text: str) -> str:
    """Return what a reader sees first: without the marker of the action."""
    return html.unescape("\n".join(line for line in text.splitlines() if not line.startswith("<!--"))[:400])


def test_every_place_begins_with_what_dials(workflow: Workflow) -> None:
    workflow.pull_request()
    workflow.push(pull=7)
    workflow.sandbox.faults = Faults(["live"])

    applied = workflow.apply()
    workflow.add("june")
    planned = workflow.pull_request(8)
    drifted = workflow.step("schedule")

    assert (applied.code, planned.code, drifted.code) == (5, 0, 5), applied.log + drifted.log
    for text in (workflow.comment(7), workflow.comment(8), drifted.summary, planned.summary):
        assert first_words(text).startswith("> [!CAUTION]\n> **camp_")
        assert FIRST in first_words(text)
        assert " delete q4</code> may stop it" in first_words(text)
    for ended in (applied, planned, drifted):
        assert "::error::camp_" in ended.log
        assert FIRST in ended.log
    titles = [issue["title"] for issue in workflow.hub.issues]
    assert titles == ["Campaigns: a campaign is DIALING NOW, before its time"] * 2
