"""A case of tests/action/cases: one repository on GitHub, and what happens to it step by step.

The step runs as a process, in a checkout one commit deep of its run's commit, against an account that starts empty.
"""

import json
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import yaml

from runner.sandbox.app import Sandbox
from tests.action.test_step import KEY, Ended, Step
from tests.fake_github import Answer, FakeGitHub
from tests.paths import ROOT

CASES = Path(__file__).parent / "cases"
START = "import os, sys; sys.path.insert(0, sys.argv[1]); from runner.action import entrypoint as step; "
START += "sys.exit(step.main(os.environ))"
Json = dict[str, Any]
_MUTATION = r"^POST /graphql .*mutation"
_REQUESTS = (
    ("contents of the state", r"^GET /repos/me/repo/contents/\S*\.json", 1),
    ("third mutation", _MUTATION, 3),
    ("from the fifth on", _MUTATION, 5),
    ("first mutation", _MUTATION, 1),
    ("PATCH of a comment", r"^PATCH /repos/me/repo/issues/comments/", 1),
)
"""The requests that cases name: their words, the line of the request, and from the how manyth on."""
_PAGE = "<html><body><h1>502 Bad Gateway</h1></body></html>"
_IDENTITY = {
    f"GIT_{who}_{what}": value
    for who in ("AUTHOR", "COMMITTER")
    for what, value in (("NAME", "dev-one"), ("EMAIL", "dev-one@example.com"))
}


@dataclass
class PullRequest:
    """A pull request: its head, and the commit that it began from."""

    number: int
    head: str
    base: str


@dataclass
class Story:
    """The steps of a case; `ended` are its jobs in order.

    `said` does what a step says in words. `answer` is the status that GitHub answers where the case names several.
    `after` is called after each job.
    """

    case: Path
    folder: Path
    hub: FakeGitHub
    sandbox: Sandbox
    api: str
    said: Callable[["Story", str, str], None]
    branch: str = "main"
    answer: int | None = None
    after: Callable[["Story"], None] = lambda _: None
    ended: list[Ended] = field(default_factory=list)
    pulls: dict[int, PullRequest] = field(default_factory=dict)
    running: list[Step] = field(default_factory=list)
    commits: dict[str, str] = field(default_factory=dict)
    jobs: int = 0
    program: Path = ROOT

    def play(self) -> list[Ended]:
        script = yaml.safe_load((self.case / "case.yaml").read_text(encoding="utf-8"))
        for step in script["steps"]:
            ((kind, what),) = step.items()
            self.step(kind, what)
        return self.ended

    def step(self, kind: str, what: Any) -> None:
        match kind:
            case "push":
                self.push(what)
            case "open":
                self.open(what)
            case "push-to-pull":
                self.push_to_pull(what)
            case "merge":
                self.merge(int(what))
            case "job":
                self.begin(what)
                self.end()
            case "begin":
                self.begin(what)
            case "end":
                self.end()
            case _:
                self.said(self, kind, str(what))

    @property
    def tip(self) -> str:
        return self.hub.git("rev-parse", f"refs/heads/{self.branch}")

    @property
    def campaigns(self) -> list[Json]:
        """What the account holds."""
        listed = httpx.get(f"{self.api}/v1/campaigns", params={"page": 0, "size": 100}, headers=KEY)
        found: list[Json] = listed.json()["data"]
        return found

    @property
    def created(self) -> list[str]:
        return sorted(campaign["campaignName"] for campaign in self.campaigns)

    @property
    def creates(self) -> int:
        """How often the account was asked to create a campaign."""
        return self.sandbox.requests["POST", "/v1/campaigns"]

    def state(self, ref: str = "campaign-state", path: str = "state.json") -> Json:
        found: Json = json.loads(self.hub.git("show", f"{ref}:{path}"))
        return found

    def comments(self, number: int = 7) -> list[str]:
        return [comment["body"] for comment in self.hub.comments.get(number, [])]

    @property
    def open_issues(self) -> list[Json]:
        return [issue for issue in self.hub.issues if issue["state"] == "open"]

    def push(self, name: str) -> str:
        """Commit the files of a folder of the case on the default branch."""
        old = self._tip_of(self.branch)
        commit = self._commit(old, name, f"{name}")
        self._git_hub("update-ref", f"refs/heads/{self.branch}", commit)
        self.commits[name] = commit
        return commit

    def open(self, name: str) -> None:
        number = 7 + len(self.pulls)
        base = self.tip
        if reverted := re.fullmatch(r"the revert of (\d+)", name):
            head = self._reverted(self.commits[f"merge {reverted[1]}"], number)
        else:
            base = self.tip
            head = self._commit(base, name, f"Change {number}")
        self.pulls[number] = PullRequest(number, head, base)
        self._show(number)

    def push_to_pull(self, name: str) -> None:
        (number,) = self.pulls
        self.pulls[number].head = self._commit(self.pulls[number].head, name, "More")
        self._show(number)

    def merge(self, number: int) -> None:
        pull = self.pulls[number]
        commit = self._merged(pull)
        self._git_hub("update-ref", f"refs/heads/{self.branch}", commit)
        self.hub.merged[commit] = self.hub.merged[pull.head] = [number]
        self.hub.pulls[number] |= {"state": "closed", "merged_at": "2026-11-22T00:00:00Z"}
        self.commits[f"merge {number}"] = commit

    def begin(self, job: Json) -> Step:
        """Start a job; its outputs are read when it has ended."""
        self.jobs += 1
        event = job["event"]
        pull = max(self.pulls) if event == "pull_request" else None
        commit = self._merged(self.pulls[pull]) if pull else self._commit_of(job.get("at", "tip"))
        work = self.folder / f"checkout-{self.jobs}"
        self._check_out(commit if job.get("checkout") is None else self.pulls[max(self.pulls)].head, work)
        payload = self._payload(event, job, commit, pull)
        for fault in job.get("github", []):
            self._answer_instead(fault)
        step = self._start(work, event, payload, commit, pull, job["with"])
        self.running.append(step)
        return step

    def end(self) -> Ended:
        ended = self.running.pop().ended()
        self.hub.faults.clear()
        assert ended.code != 70, ended.log
        self.ended.append(ended)
        self.after(self)
        return ended

    def kill(self) -> None:
        """Kill the job that was begun last, as a runner that is lost."""
        process = self.running.pop().process
        process.kill()
        process.communicate()

    def wait_until(self, holds: Callable[[], bool]) -> None:
        until = time.monotonic() + 30
        while not holds():
            assert time.monotonic() < until, "it took too long"
            time.sleep(0.05)

    def _start(self, work: Path, event: str, payload: Json, commit: str, pull: int | None, inputs: Json) -> Step:
        out, page, about = (self.folder / f"{name}-{self.jobs}" for name in ("output", "summary", "event"))
        about.write_text(json.dumps(payload))
        temp = self.folder / f"temp-{self.jobs}"
        temp.mkdir()
        environ = {
            **{key: value for key, value in os.environ.items() if re.fullmatch("PATH|HOME|COVERAGE_.*", key)},
            **self.hub.environ,
            "GITHUB_EVENT_NAME": event,
            "GITHUB_EVENT_PATH": str(about),
            "GITHUB_OUTPUT": str(out),
            "GITHUB_STEP_SUMMARY": str(page),
            "GITHUB_SERVER_URL": self.hub.url,
            "GITHUB_RUN_ID": str(self.jobs),
            "GITHUB_RUN_ATTEMPT": "1",
            "GITHUB_REF": f"refs/pull/{pull}/merge" if pull else f"refs/heads/{self.branch}",
            "GITHUB_SHA": commit,
            "GITHUB_WORKSPACE": str(work),
            "GITHUB_WORKFLOW_REF": f"me/repo/.github/workflows/campaigns-apply.yml@refs/heads/{self.branch}",
            "RUNNER_TEMP": str(temp),
            "CAMPAIGNS_SETTLE_SECONDS": "0",
            "SIGMAMIND_API_URL": self.api,
            "SIGMAMIND_API_KEY": "for-tests",
            **{f"INPUT_{key.upper().replace('-', '_')}": str(value) for key, value in inputs.items()},
        }
        pipe = subprocess.PIPE
        command = [sys.executable, "-I", "-c", START, str(self.program)]
        process = subprocess.Popen(command, cwd=work, env=environ, stdout=pipe, stderr=pipe, text=True)
        return Step(process, out, page)

    def _answer_instead(self, fault: Json) -> None:
        """Let GitHub answer some requests of a job otherwise, as its case describes them."""
        pattern, first = next((p, n) for words, p, n in _REQUESTS if re.search(words, fault["request"]))
        status = fault["answer"] if isinstance(fault["answer"], int) else self.answer
        body = (self.case / fault["body"]).read_text() if "body" in fault else _PAGE if status == 502 else "{}"
        answer = Answer(status, body, fault.get("headers", {}))
        self.hub.answer_instead(pattern, answer, first=first, times=fault.get("times"))

    def change(self, campaign: str, **fields: Any) -> None:
        """Change a campaign in the account, as somebody does in the dashboard."""
        httpx.patch(f"{self.api}/v1/campaigns/{campaign}", json=fields, headers=KEY).raise_for_status()

    def _payload(self, event: str, job: Json, commit: str, pull: int | None) -> Json:
        """Return the event's payload with the right commits and branches in it."""
        name = job.get("payload")
        file = self.case / name if name else CASES / "payloads" / f"{event}.json"
        payload: Json = json.loads(file.read_text())
        if "repository" in payload:
            payload["repository"] |= {"full_name": "me/repo", "default_branch": self.branch}
        if event == "push":
            parents = self.hub.git("rev-list", "--parents", "-n", "1", commit).split()[1:]
            payload |= {"ref": f"refs/heads/{self.branch}", "before": (parents or ["0" * 40])[0], "after": commit}
            payload["head_commit"]["id"] = commit
        if pull:
            payload["number"] = pull
            payload["pull_request"] = {**payload["pull_request"], **self.hub.pulls[pull]}
        return payload

    def _show(self, number: int) -> None:
        """Let GitHub show the pull request as it is now."""
        pull = self.pulls[number]
        repo = {"full_name": "me/repo", "fork": False, "default_branch": self.branch}
        self._git_hub("update-ref", f"refs/heads/topic-{number}", pull.head)
        self.hub.pulls[number] = {
            "number": number,
            "state": "open",
            "merged_at": None,
            "head": {"ref": f"topic-{number}", "sha": pull.head, "repo": repo},
            "base": {"ref": self.branch, "sha": self.tip, "repo": repo},
        }
        names = self.hub.git("diff", "--name-only", pull.base, pull.head).splitlines()
        self.hub.changed[number] = [{"filename": name} for name in names]

    def _tip_of(self, branch: str) -> str | None:
        refs = self.hub.git("for-each-ref", "--format=%(objectname)", f"refs/heads/{branch}").split()
        return refs[0] if refs else None

    def _commit_of(self, at: str) -> str:
        return self.tip if at == "tip" else self.commits[at]

    def _check_out(self, commit: str, work: Path) -> None:
        """Check out one commit, as actions/checkout does: nothing of the history comes with it."""
        run = ["git", "-C", str(work)]
        subprocess.run(["git", "init", "-q", "-b", self.branch, str(work)], check=True)
        subprocess.run([*run, "remote", "add", "origin", f"file://{self.hub.bare}"], check=True)
        subprocess.run([*run, "fetch", "-q", "--depth=1", "origin", commit], check=True)
        subprocess.run([*run, "checkout", "-q", "--detach", "FETCH_HEAD"], check=True)

    def _work_tree(self, commit: str | None) -> Path:
        work = self.folder / "work"
        shutil.rmtree(work, ignore_errors=True)
        if commit is None:
            subprocess.run(["git", "init", "-q", "-b", self.branch, str(work)], check=True)
        else:
            subprocess.run(["git", "clone", "-q", str(self.hub.bare), str(work)], check=True)
            self._git(work, "checkout", "-q", "--detach", commit)
        return work

    def _commit(self, parent: str | None, name: str, message: str) -> str:
        """Commit a folder of the case on top of a commit, and return it; what `NAME.gone` lists is taken away."""
        work = self._work_tree(parent)
        if (self.case / name).is_dir():
            shutil.copytree(self.case / name, work, dirs_exist_ok=True)
        for path in _lines(self.case / f"{name}.gone"):
            (work / path).unlink()
        for line in _lines(self.case / f"{name}.links"):
            path, _, target = line.partition(" -> ")
            (work / path).unlink(missing_ok=True)
            (work / path).symlink_to(target)
        script = self.case / f"{name}.sh"
        if script.exists():
            subprocess.run(["sh", str(script)], cwd=work, check=True)
        return self._send(work, message)

    def _reverted(self, merge: str, number: int) -> str:
        work = self._work_tree(self.tip)
        self._git(work, "revert", "--no-edit", "-m", "1", merge)
        return self._send(work, f"Revert {number}", commit=False)

    def _merged(self, pull: PullRequest) -> str:
        """Return the merge of a pull request into the tip; GitHub keeps it as `refs/pull/N/merge`."""
        work = self._work_tree(self.tip)
        self._git(work, "merge", "-q", "--no-ff", "--no-edit", pull.head)
        commit = self._send(work, "", commit=False)
        self._git_hub("update-ref", f"refs/pull/{pull.number}/merge", commit)
        return commit

    def _send(self, work: Path, message: str, *, commit: bool = True) -> str:
        if commit:
            self._git(work, "add", "-A")
            self._git(work, "commit", "-q", "--allow-empty", "-m", message)
        self._git(work, "push", "-q", str(self.hub.bare), "HEAD:refs/heads/for-the-tests", "--force")
        self._git_hub("update-ref", "-d", "refs/heads/for-the-tests")
        return self._git(work, "rev-parse", "HEAD")

    def _git(self, work: Path, *args: str) -> str:
        environ = {**os.environ, **_IDENTITY}
        done = subprocess.run(["git", "-C", str(work), *args], check=True, capture_output=True, text=True, env=environ)
        return done.stdout.strip()

    def _git_hub(self, *args: str) -> None:
        self.hub.git(*args)


def _lines(file: Path) -> Iterator[str]:
    return iter(file.read_text().splitlines() if file.exists() else ())
