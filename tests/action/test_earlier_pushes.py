"""What an earlier push brought is sent by the next one's run only where the earlier run was free to send it."""

import subprocess
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from runner.action import earlier_pushes
from runner.action.workflow_run import WorkflowRun
from runner.errors import RefusedError
from runner.plan.plan import Plan
from tests.action.test_pull_request_comment import change, plan
from tests.fake_github import FakeGitHub, serving

ZEROS = "0" * 40
OWN = 99_999


@dataclass
class Repository:
    """A repository on the hub, whose campaign `spring` came with the push `first`; `second` changed something else."""

    hub: FakeGitHub
    checkout: Path
    first: str = ""
    second: str = ""

    def push(self, **files: str) -> str:
        for name, text in files.items():
            path = self.checkout / "campaigns" / name.replace("_", ".")
            path.parent.mkdir(exist_ok=True)
            path.write_text(text)
        self.git("add", "-A")
        self.git("commit", "-qm", "change", "--allow-empty")
        self.git("push", "-qf", str(self.hub.bare), "HEAD:main")
        return self.git("rev-parse", "HEAD")

    def git(self, *args: str) -> str:
        done = subprocess.run(["git", *args], cwd=self.checkout, capture_output=True, text=True, check=True)
        return done.stdout.strip()

    def refusal(self, before: str | None = None, event: str = "push", **inputs: str) -> str | None:
        """Return why the run of the last push may not send the campaign, and the hint; None where it may."""
        environ = {
            **self.hub.environ,
            "GITHUB_EVENT_NAME": event,
            "GITHUB_SHA": self.git("rev-parse", "HEAD"),
            "GITHUB_RUN_ID": str(OWN),
            "GITHUB_WORKFLOW_REF": "me/repo/.github/workflows/apply.yml@refs/heads/main",
            **{f"INPUT_{name.upper()}": value for name, value in inputs.items()},
        }
        payload = {"before": before or self.first, "repository": {"default_branch": "main"}}
        try:
            earlier_pushes.check(WorkflowRun(environ, payload), self.plan)
        except RefusedError as exc:
            return f"{exc.message}; {exc.hint}"
        return None

    @property
    def plan(self) -> Plan:
        spring = change(path="campaigns/spring.yaml")
        assert spring.desired is not None
        return plan(replace(spring, desired=replace(spring.desired, list_path=self.checkout / "campaigns/list.csv")))


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Repository]:
    bare, checkout = tmp_path / "hub.git", tmp_path / "checkout"
    subprocess.run(["git", "init", "-q", "--bare", "-b", "main", str(bare)], check=True)
    subprocess.run(["git", "init", "-q", "-b", "main", str(checkout)], check=True)
    monkeypatch.chdir(checkout)
    monkeypatch.setattr("time.sleep", lambda seconds: None)
    for name in ("AUTHOR", "COMMITTER"):
        monkeypatch.setenv(f"GIT_{name}_NAME", "me")
        monkeypatch.setenv(f"GIT_{name}_EMAIL", "me@example.com")
    with serving(FakeGitHub(bare)) as hub:
        repository = Repository(hub, checkout)
        repository.first = repository.push(spring_yaml="a campaign", list_csv="a list")
        repository.second = repository.push(notes_txt="x")
        yield repository


@pytest.mark.parametrize(
    ("reviews", "about", "own", "why"),
    [
        ((), {}, (), None),
        (("approved",), {}, ("approved",), None),
        ((), {"status": "in_progress", "conclusion": None}, (), None),
        ((), {"conclusion": "cancelled"}, (), None),
        (("rejected",), {}, (), "was rejected"),
        (("rejected",), {}, ("approved",), "was rejected"),
        (("approved", "rejected"), {}, ("approved",), "was rejected"),
        ((), {"waiting": True}, (), "still waits"),
        ((), {"status": "queued", "conclusion": None}, (), "still waits"),
        ((), {}, ("approved",), "nobody approved"),
        ((), {"conclusion": "cancelled"}, ("approved",), "nobody approved"),
        ((), {"path": ".github/workflows/tests.yml"}, (), "has no run"),
        ((), {"event": "workflow_dispatch"}, (), "has no run"),
        ((), {"head_branch": "topic"}, (), "has no run"),
    ],
)
def test_the_next_push_sends_what_the_run_that_brought_it_was_free_to_send(
    repository: Repository, reviews: tuple[str, ...], about: dict[str, Any], own: tuple[str, ...], why: str | None
) -> None:
    repository.hub.add_run(repository.first, *reviews, **about)
    repository.hub.add_run(repository.second, *own, id=OWN)

    refusal = repository.refusal()

    assert refusal is None if why is None else why in (refusal or ""), refusal
    if refusal is not None:
        assert "`campaigns/spring.yaml`" in refusal
        assert "start this workflow by hand" in refusal


def test_a_push_without_a_run_brought_nothing_that_was_approved(repository: Repository) -> None:
    assert "has no run" in (repository.refusal() or "")


def test_a_rejection_counts_however_many_pushes_follow_it(repository: Repository) -> None:
    repository.hub.add_run(repository.first, "rejected")
    repository.hub.add_run(repository.second, "approved")
    repository.push(notes_txt="y")

    assert "was rejected" in (repository.refusal(before=repository.second) or "")


@pytest.mark.parametrize("changed", ["spring_yaml", "list_csv", "defaults_yaml", "defaults_yml"])
def test_what_a_push_changes_is_what_its_own_approval_is_of(repository: Repository, changed: str) -> None:
    repository.hub.add_run(repository.first, "rejected")
    repository.push(**{changed: "another"})

    assert repository.refusal(before=repository.second) is None


def test_a_rejection_of_what_has_changed_since_counts_no_more(repository: Repository) -> None:
    repository.hub.add_run(repository.first, "rejected")
    changed = repository.push(spring_yaml="another")
    repository.hub.add_run(changed, "approved")
    repository.push(notes_txt="y")

    assert repository.refusal(before=changed) is None


@pytest.mark.parametrize(
    ("reviews", "why"), [(None, None), ((), None), (("rejected",), "was rejected"), (("approved",), None)]
)
@pytest.mark.parametrize("name", ["HOLD", "policy_yaml"])
def test_what_waited_for_a_hold_or_a_policy_is_sent_by_the_push_that_changes_it(
    repository: Repository, name: str, reviews: tuple[str, ...] | None, why: str | None
) -> None:
    held = repository.push(**{name: "until Monday"})
    if reviews is not None:
        repository.hub.add_run(held, *reviews)
    (repository.checkout / "campaigns" / name.replace("_", ".")).unlink()
    repository.push()

    refusal = repository.refusal(before=held)

    assert refusal is None if why is None else why in (refusal or ""), refusal


@pytest.mark.parametrize(("reviews", "why"), [(None, None), ((), None), (("rejected",), "was rejected")])
def test_a_schedule_sends_nothing_that_was_rejected(
    repository: Repository, reviews: tuple[str, ...] | None, why: str | None
) -> None:
    if reviews is not None:
        repository.hub.add_run(repository.first, *reviews)

    refusal = repository.refusal(event="schedule")

    assert refusal is None if why is None else why in (refusal or ""), refusal


def test_the_push_that_begins_the_branch_brings_everything(repository: Repository) -> None:
    assert repository.refusal(before=ZEROS) is None


def test_a_forced_push_is_compared_with_what_its_commit_follows(repository: Repository) -> None:
    gone = "d" * 40
    assert "has no run" in (repository.refusal(before=gone) or "")
    repository.push(spring_yaml="another")

    assert repository.refusal(before=gone) is None


@pytest.mark.parametrize("inputs", [{"event": "workflow_dispatch"}, {"expect": "sha256:" + "a" * 64}])
def test_an_approval_that_shows_the_plan_asks_no_earlier_run(repository: Repository, inputs: dict[str, Any]) -> None:
    assert repository.refusal(**inputs) is None
    assert repository.hub.requests == []


@pytest.mark.parametrize(
    ("pattern", "status"),
    [("actions/runs", 403), ("actions/runs", 404), ("actions/runs", 502), ("approvals", 403), ("git/trees", 502)],
)
def test_what_cannot_be_read_was_not_approved(repository: Repository, pattern: str, status: int) -> None:
    repository.hub.add_run(repository.first, "approved")
    repository.hub.answer_instead(pattern, status)

    assert "can't be told" in (repository.refusal() or "")


def test_a_list_of_files_that_is_cut_short_tells_nothing(repository: Repository) -> None:
    repository.hub.add_run(repository.first, "approved")
    repository.hub.truncated = True

    assert "can't be told" in (repository.refusal() or "")


@pytest.mark.parametrize(
    ("about", "own", "why"),
    [
        (None, (), None),
        ({"path": ".github/workflows/tests.yml"}, (), None),
        ({"waiting": True}, (), "still waits"),
        ({}, (), None),
        ({}, ("approved",), "nobody approved"),
    ],
)
def test_a_push_of_another_campaign_sends_what_waited_though_its_own_run_isnt_found(
    repository: Repository, about: dict[str, Any] | None, own: tuple[str, ...], why: str | None
) -> None:
    if about is not None:
        repository.hub.add_run(repository.second, **about)
    third = repository.push(autumn_yaml="another campaign")
    repository.hub.add_run(third, *own, id=OWN)

    refusal = repository.refusal(before=repository.second)

    assert refusal is None if why is None else why in (refusal or ""), refusal


@pytest.mark.parametrize("event", ["push", "schedule", "issue_comment"])
@pytest.mark.parametrize(("status", "told"), [(404, True), (403, False), (502, False)])
def test_a_push_of_another_campaign_or_another_event_needs_an_answer_on_earlier_runs(
    repository: Repository, event: str, status: int, told: bool
) -> None:
    repository.hub.answer_instead("actions/runs", status)
    repository.push(autumn_yaml="another campaign")

    assert (repository.refusal(before=repository.second, event=event) is None) == told


def test_a_rejection_that_is_older_than_the_listed_runs_isnt_forgotten(repository: Repository) -> None:
    repository.hub.add_run(repository.first, "rejected")
    for _ in range(earlier_pushes.RUNS):
        repository.hub.add_run(repository.second, "approved")
    repository.hub.add_run(repository.second, "approved", id=OWN)
    repository.push(notes_txt="y")

    assert "older than the last 20" in (repository.refusal(before=repository.second) or "")
