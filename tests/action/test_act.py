"""The example workflows, run by act on this machine against GitHub and the API on this machine."""

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from runner.cli.workflows import PLACEHOLDER
from tests.action.test_step import Workflow, workflow
from tests.paths import ROOT

__all__ = ["workflow"]
BIN = Path(sys.executable).parent
OURS = "me/campaign-runner@v1"
HOSTILE = '$(touch owned)`touch owned`"; touch owned; ::set-output name=result::x'
UPLOAD = 'cp -r "$RUNNER_TEMP/for-comment" "$ARTIFACT"'
DOWNLOAD = 'cp -r "$ARTIFACT" "$RUNNER_TEMP/campaigns-plan"'

pytestmark = [pytest.mark.slow, pytest.mark.skipif(not (BIN / "act").exists(), reason="act isn't here")]


@dataclass
class Act:
    """Runs an example workflow in the checkout; what act lacks is taken out of the file first."""

    workflow: Workflow
    folder: Path

    def run(
        self,
        name: str,
        event: str,
        payload: dict[str, Any] | None = None,
        *,
        edit: Callable[[str], str] = str,
        **environ: str,
    ) -> tuple[int, str]:
        """Give act's exit code and log."""
        text = edit((ROOT / "examples" / "workflows" / name).read_text().replace(PLACEHOLDER, OURS))
        file = self.folder / name
        file.write_text(re.sub(r"^ *(queue: max|deployment: false).*\n", "", text, flags=re.MULTILINE))
        about = self.folder / "event.json"
        about.write_text(
            json.dumps({"repository": {"default_branch": "main", "full_name": "me/repo"}, **(payload or {})})
        )
        hub = self.workflow.hub
        given = {
            **{key: hub.environ[key] for key in ("GITHUB_REPOSITORY", "GITHUB_API_URL", "GITHUB_GRAPHQL_URL")},
            "GITHUB_SERVER_URL": hub.url,
            "SIGMAMIND_API_URL": self.workflow.api,
            "CAMPAIGNS_SETTLE_SECONDS": "0",
            "ARTIFACT": str(self.folder / "artifact"),
            **environ,
        }
        options = ["-P", "ubuntu-latest=-self-hosted", "--no-cache-server"]
        options += ["--action-cache-path", str(self.folder / "cache"), "-W", str(file), "-e", str(about)]
        options.append(f"--local-repository={OURS}={self._action()}")
        others = set(re.findall(r"uses: actions/(\S+)", text))
        options += [f"--local-repository=actions/{other}={self._stub(other)}" for other in others]
        options += [f"--env={name}={value}" for name, value in given.items()]
        options += [f"-s=GITHUB_TOKEN={hub.token}", "-s=SIGMAMIND_API_KEY=for-the-tests"]
        done = subprocess.run(
            [str(BIN / "act"), event, *options],
            cwd=self.workflow.checkout,
            env={**os.environ, "PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}"},
            capture_output=True,
            text=True,
            timeout=120,
        )
        return done.returncode, done.stdout + done.stderr

    def pull_request(self, repository: str = "me/repo") -> tuple[int, str]:
        head = {"ref": HOSTILE, "repo": {"full_name": repository}}
        return self.run("plan.yml", "pull_request", {"pull_request": {"number": 7, "title": HOSTILE, "head": head}})

    def push(self, *, edit: Callable[[str], str] = str) -> tuple[int, str]:
        payload = {"ref": "refs/heads/main", "after": self.workflow.git("rev-parse", "HEAD")}
        return self.run("apply.yml", "push", payload, edit=edit)

    def _action(self) -> Path:
        """The action as GitHub downloads it."""
        copy = self.folder / "action"
        if not copy.exists():
            for part in ("runner", "schemas", "requirements"):
                shutil.copytree(ROOT / part, copy / part, ignore=shutil.ignore_patterns("__pycache__"))
            shutil.copy(ROOT / "action.yml", copy)
        return copy

    def _stub(self, action: str) -> Path:
        """An action of somebody else's, which only passes the artifact on."""
        script = {"upload-artifact": UPLOAD, "download-artifact": DOWNLOAD}.get(action.partition("@")[0], "true")
        stub = self.folder / action.partition("@")[0]
        stub.mkdir(exist_ok=True)
        step = json.dumps({"run": script, "shell": "bash"})
        text = f"name: stub\ndescription: stub\nruns: {{using: composite, steps: [{step}]}}\n"
        (stub / "action.yml").write_text(text)
        return stub


@pytest.fixture
def act(workflow: Workflow, tmp_path: Path) -> Act:
    folder = tmp_path / "act"
    folder.mkdir()
    return Act(workflow, folder)


def test_a_pull_request_is_planned_its_merge_applied_once_and_drift_found_and_settled(
    workflow: Workflow, act: Act
) -> None:
    assert act.pull_request()[0] == 0
    planned = workflow.comment()
    workflow.add("second")
    workflow.push(pull=7)
    act.pull_request()
    again = workflow.comment()
    code, log = act.push()
    assert code == 0, log
    applied = workflow.comment()
    code, log = act.push()
    workflow.create_by_hand("made by hand")
    act.run("drift.yml", "schedule")
    opened = [issue["state"] for issue in workflow.hub.issues]
    workflow.later(days=1)
    act.run("drift.yml", "schedule")

    assert "create 1 campaign and call 3 contacts" in planned
    assert "create 2 campaigns and call 6 contacts" in again
    assert "2 campaigns created" in applied
    assert (code, "result=nothing" in log, workflow.requested) == (0, True, 3)
    assert (opened, [issue["state"] for issue in workflow.hub.issues]) == (["open"], ["closed"])


def test_nothing_hostile_in_names_or_in_the_checkout_is_run(workflow: Workflow, act: Act) -> None:
    workflow.add("evil", campaignName=HOSTILE)
    for name in ("json", "pip", "sitecustomize", "usercustomize", "runner", "httpx"):
        (workflow.checkout / f"{name}.py").write_text("open('owned', 'w'); raise SystemExit(99)\n")
    workflow.push()
    head = {"ref": HOSTILE, "repo": {"full_name": "me/repo"}}
    about = {"pull_request": {"number": 7, "title": HOSTILE, "head": head}}
    code, log = act.run("plan.yml", "pull_request", about, PYTHONPATH=".", PYTHONSTARTUP="json.py")

    assert code == 0, log
    assert "create 2 campaigns" in workflow.comment()
    assert list(workflow.checkout.parent.rglob("owned")) == []
    assert "set-output name=result" not in "".join(line for line in log.splitlines() if "⚙" in line)


def test_a_forks_token_that_cannot_write_is_no_failure(workflow: Workflow, act: Act) -> None:
    workflow.hub.fault = lambda method, path: 403 if method == "POST" and "comments" in path else None
    code, log = act.pull_request("somebody/repo")

    assert (code, workflow.hub.comments) == (0, {}), log
    assert "the token can't write a comment" in log


def test_a_forks_plan_is_written_by_a_workflow_of_its_own(workflow: Workflow, act: Act) -> None:
    act.pull_request("somebody/repo")
    workflow.hub.comments.clear()
    head = {"full_name": "somebody/repo", "id": 5}
    ended = {"id": 1, "event": "pull_request", "head_sha": "a" * 40, "head_repository": head}
    workflow.hub.pulls[7] = {"number": 7, "state": "open", "head": {"sha": "a" * 40, "repo": head}}
    code, log = act.run("comment-from-fork.yml", "workflow_run", {"workflow_run": ended})

    assert code == 0, log
    assert "create 1 campaign" in workflow.comment()
    assert '"approved":[]' in workflow.comment()


def test_a_merge_queues_group_is_planned_without_a_comment(workflow: Workflow, act: Act) -> None:
    code, log = act.run("plan.yml", "merge_group")

    assert (code, workflow.hub.comments, workflow.created) == (0, {}, []), log
    assert "result=planned" in log


@pytest.mark.parametrize(("state", "refused"), [("github:campaign-state", "/git/refs"), ("file", "/graphql")])
def test_a_protected_branch_that_refuses_the_state_stops_before_anything_is_sent(
    workflow: Workflow, act: Act, state: str, refused: str
) -> None:
    workflow.hub.fault = lambda method, path: 403 if path.endswith(refused) else None
    code, log = act.push(
        edit=lambda text: text.replace(
            "with:\n          command", f"with:\n          state: {state}\n          command"
        )
    )

    assert (code, workflow.requested) == (1, 0), log
    assert "contents: write" in log
    assert [issue["state"] for issue in workflow.hub.issues] == ["open"]


def test_two_pushes_at_once_create_each_campaign_once(workflow: Workflow, act: Act, tmp_path: Path) -> None:
    other = Act(workflow, tmp_path / "other")
    other.folder.mkdir()
    with ThreadPoolExecutor() as pool:
        done = list(pool.map(Act.push, [act, other]))

    assert [code for code, _ in done] == [0, 0], done
    assert sorted("result=applied" in log for _, log in done) == [False, True]
    assert workflow.requested == 1


def test_what_is_approved_is_what_was_shown_and_nothing_else_is_created(workflow: Workflow, act: Act) -> None:
    workflow.add("second")
    shown = workflow.push()
    workflow.add("third")
    later = workflow.push()
    workflow.git("push", "-q", "--force", str(workflow.hub.bare), f"{shown}:main")
    workflow.git("checkout", "-q", "--detach", shown)
    next_push = f"git -C {workflow.checkout} push -q {workflow.hub.bare} {later}:main"
    code, log = act.push(edit=lambda text: text.replace('echo "approved"', next_push))
    created = workflow.created
    workflow.git("checkout", "-q", later)
    again, _ = act.push()

    assert "create 2 campaigns" in log
    assert (code, created, "result=superseded" in log) == (0, [], True), log
    assert (again, workflow.created) == (0, ["q4", "second", "third"])


def test_what_a_reviewer_rejected_waits_for_an_approval_of_a_plan_that_shows_it(workflow: Workflow, act: Act) -> None:
    code, log = act.push(edit=lambda text: text.replace('echo "approved"', "exit 1"))
    rejected = (code, workflow.requested)
    (workflow.checkout / "README.md").write_text("a typo less")
    workflow.push()
    again, second = act.push()

    assert rejected == (1, 0), log
    assert "create 1 campaign and call 3 contacts" in second.partition("Approve")[0]
    assert (again, workflow.created) == (0, ["q4"]), second


def test_a_plan_that_is_blocked_asks_for_no_approval_and_opens_an_issue(workflow: Workflow, act: Act) -> None:
    workflow.add("broken", concurrentCalls=0)
    workflow.push()
    code, log = act.push()

    assert (code, "approved" in log, workflow.requested) == (1, False, 0), log
    assert [issue["state"] for issue in workflow.hub.issues] == ["open"]
