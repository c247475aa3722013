"""The example for GitLab, run as its jobs would be: from a merge request to a campaign that exists once."""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import jsonschema
import pytest
import xmlschema

from tests.distribution.gitlab import EXAMPLE, GitLab, git
from tests.paths import ROOT

SCHEMAS = ROOT / "tests" / "report"

pytestmark = pytest.mark.slow


@pytest.fixture
def gitlab(tmp_path: Path) -> Iterator[GitLab]:
    command = [sys.executable, "-m", "runner", "sandbox", "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            yield GitLab.create(tmp_path, process.stdout.readline().split()[4].rstrip(","))
        finally:
            process.terminate()


def test_a_merge_is_sent_once_and_the_state_says_who_started_the_job(gitlab: GitLab) -> None:
    planned, applied, drift = (gitlab.run(job) for job in ("plan", "apply", "drift"))
    postponed = gitlab.run("postpone", TO="2031-01-07 12:00")
    again = gitlab.run("apply")

    codes = [job.code for job in (planned, applied, drift, postponed, again)]
    assert codes == [0, 0, 0, 0, 0], applied.log + postponed.log
    assert json.loads((planned.folder / "plan.json").read_bytes())["summary"]["create"] == 1
    assert "1 created" in applied.log
    assert "created" not in again.log
    state = json.loads(git(gitlab.folder / "remote.git", "show", "campaign-state:state.json"))
    [record] = state["campaigns"].values()
    assert (record["run"]["id"], record["run"]["actor"], record["run"]["url"][-10:]) == ("4711", "ada", "/jobs/4711")
    assert record["run"]["commit"] == git(gitlab.checkout, "rev-parse", "HEAD")


def test_a_merge_request_with_a_mistake_fails_with_every_report(gitlab: GitLab) -> None:
    campaign = next((gitlab.checkout / "campaigns").glob("*.yaml"))
    campaign.write_text(campaign.read_text() + "colour: red\n")
    gitlab.push("typo")

    review = gitlab.run("review", "typo")

    reports = EXAMPLE["review"]["artifacts"]["reports"]
    quality = json.loads((review.folder / reports["codequality"]).read_bytes())
    jsonschema.validate(quality, json.loads((SCHEMAS / "code_quality.schema.json").read_bytes()))
    xmlschema.XMLSchema(SCHEMAS / "junit.xsd").validate(review.folder / reports["junit"])
    assert review.code == 1
    assert "unknown-key" in {entry["check_name"] for entry in quality}
    assert "error[unknown-key]" in review.log
    assert all((review.folder / name).read_bytes() for name in EXAMPLE["review"]["artifacts"]["paths"])


def test_only_jobs_of_the_environment_are_given_the_key() -> None:
    jobs = {name: job for name, job in EXAMPLE.items() if isinstance(job, dict) and "script" in job}

    assert {name for name, job in jobs.items() if job.get("environment")} == {"apply", "postpone", "drift"}
