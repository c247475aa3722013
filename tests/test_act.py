"""The example workflows, run by act on this machine against GitHub and the API on this machine."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.test_action import ROOT, Workflow, workflow

__all__ = ["workflow"]
BIN = Path(sys.executable).parent
OURS = re.compile(r"your-org/campaign-runner@\S+")


def act(workflow: Workflow, name: str, event: str, payload: dict[str, Any], tmp_path: Path) -> str:
    """Run an example in the checkout, and give act's log; what act lacks is taken out of the file first."""
    action = tmp_path / "action"
    if not action.exists():
        for part in ("runner", "schemas", "requirements"):
            shutil.copytree(ROOT / part, action / part, ignore=shutil.ignore_patterns("__pycache__"))
        shutil.copy(ROOT / "action.yml", action)
    text = (ROOT / "examples" / "workflows" / name).read_text()
    ours = OURS.search(text)
    assert ours is not None
    file = tmp_path / "workflows" / name
    file.parent.mkdir(exist_ok=True)
    file.write_text(re.sub(r"^ *queue: max.*\n", "", text, flags=re.MULTILINE))
    about = tmp_path / "event.json"
    about.write_text(json.dumps({"repository": {"default_branch": "main", "full_name": "me/repo"}, **payload}))
    stub = tmp_path / "stub"
    stub.mkdir(exist_ok=True)
    (stub / "action.yml").write_text("name: stub\ndescription: stub\nruns: {using: composite, steps: []}\n")
    others = set(re.findall(r"uses: (actions/\S+)", text))
    given = {
        **{key: workflow.hub.environ[key] for key in ("GITHUB_REPOSITORY", "GITHUB_API_URL", "GITHUB_GRAPHQL_URL")},
        "GITHUB_SERVER_URL": workflow.hub.url,
        "SIGMAMIND_API_URL": workflow.api,
        "CAMPAIGNS_SETTLE_SECONDS": "0",
    }
    options = ["-P", "ubuntu-latest=-self-hosted", "--no-cache-server", "--action-cache-path", str(tmp_path / "cache")]
    options += [f"--local-repository={ours[0]}={action}", "-W", str(file), "-e", str(about)]
    options += [f"--local-repository={other}={stub}" for other in others]
    options += [f"--env={name}={value}" for name, value in given.items()]
    options += [f"-s=GITHUB_TOKEN={workflow.hub.token}", "-s=SIGMAMIND_API_KEY=for-the-tests"]
    done = subprocess.run(
        [str(BIN / "act"), event, *options],
        cwd=workflow.checkout,
        env={**os.environ, "HOME": str(Path.home())},
        capture_output=True,
        text=True,
        timeout=120,
    )
    log = done.stdout + done.stderr
    assert done.returncode == 0, log
    return log


@pytest.mark.skipif(not (BIN / "act").exists(), reason="act isn't here")
def test_the_examples_plan_a_pull_request_apply_its_merge_once_and_find_drift(
    workflow: Workflow, tmp_path: Path
) -> None:
    pull = {
        "pull_request": {
            "number": 7,
            "title": "$(touch owned)`touch owned`",
            "head": {"repo": {"full_name": "me/repo"}},
        }
    }
    act(workflow, "plan.yml", "pull_request", pull, tmp_path)
    planned = workflow.comment()
    commit = workflow.push(pull=7)
    push = {"ref": "refs/heads/main", "after": commit}
    act(workflow, "apply.yml", "push", push, tmp_path)
    applied = workflow.comment()
    again = act(workflow, "apply.yml", "push", push, tmp_path)
    workflow.create_by_hand("made by hand")
    act(workflow, "drift.yml", "schedule", {}, tmp_path)

    assert "create 1 campaign and call 3 people" in planned
    assert "1 campaign created" in applied
    assert (workflow.created, "result=nothing" in again) == (["made by hand", "q4"], True)
    assert [issue["state"] for issue in workflow.hub.issues] == ["open"]
    assert not (workflow.checkout / "owned").exists()
