"""The example that comments on a fork's pull request: its script, against GitHub on this machine."""

import html
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.action.story import CASES
from tests.action.test_pull_request_comment import HOSTILE, Page
from tests.fake_github import Actor, FakeGitHub, Request, serving
from tests.paths import ROOT

STEP = yaml.safe_load((ROOT / "examples/workflows/comment-from-fork.yml").read_text("utf-8"))["jobs"]["comment"][
    "steps"
][-1]
KEY = "0123456789ab"
HEAD = "a" * 40
MARKER = f'<!-- campaign-runner:plan {{"v":1,"key":"{KEY}","hash":"sha256:1","approved":["b","c"]}} -->'
PLAN = f"{MARKER}\nwould call 3 people\n"


@dataclass
class Hub(FakeGitHub):
    """GitHub with one pull request."""

    pull: dict[str, Any] = field(default_factory=dict)

    def _talk(self, path: str, request: Request) -> tuple[int, Any]:
        if (request.method, path) == ("GET", "pulls/7"):
            return 200, self.pull
        return super()._talk(path, request)


@dataclass
class Fork:
    """A run of the plan for a fork's pull request, and what it kept."""

    hub: Hub
    folder: Path
    head: str = HEAD
    repository: dict[str, Any] | None = field(default_factory=lambda: {"full_name": "you/repo"})

    def keep(self, about: str = "7 planned\n", plan: str = PLAN) -> None:
        kept = self.folder / "plan"
        kept.mkdir(exist_ok=True)
        (kept / "about.txt").write_text(about)
        (kept / "plan.md").write_text(plan)

    def comment(self) -> subprocess.CompletedProcess[str]:
        script, event = self.folder / "script", self.folder / "event.json"
        script.write_text(STEP["run"])
        event.write_text(json.dumps({"workflow_run": {"head_sha": self.head, "head_repository": self.repository}}))
        shell = STEP["shell"].replace("python3", sys.executable, 1).replace("{0}", str(script)).split()
        environ = {"PATH": os.environ["PATH"], "PLAN": str(self.folder / "plan"), "GITHUB_EVENT_PATH": str(event)}
        return subprocess.run(
            shell, env={**environ, **self.hub.environ}, cwd=self.folder, capture_output=True, text=True, timeout=60
        )

    @property
    def written(self) -> list[str]:
        return [comment["body"] for comment in self.hub.comments.get(7, [])]

    @property
    def wrote(self) -> list[tuple[str, str]]:
        return [request for request in self.hub.requests if request[0] != "GET"]


@pytest.fixture
def fork(tmp_path: Path) -> Iterator[Fork]:
    pull = {"state": "open", "head": {"sha": HEAD, "repo": {"full_name": "you/repo"}}}
    with serving(Hub(tmp_path / "bare", pull=pull)) as hub:
        assert isinstance(hub, Hub)
        yield Fork(hub, tmp_path)


def test_the_plan_is_written_once_and_then_anew_and_approves_nothing(fork: Fork) -> None:
    for number in range(120):
        fork.hub.add_comment(7, f"word {number}", by="User")
    fork.hub.add_comment(7, PLAN, by="User")
    fork.keep()

    assert fork.comment().returncode == 0
    fork.keep(plan=PLAN.replace("3 people", "4 people"))
    assert fork.comment().returncode == 0

    (body,) = fork.written[121:]
    assert body.startswith(
        f'<!-- campaign-runner:plan {{"v":1,"key":"{KEY}","hash":null,"commit":"{HEAD}","approved":[]}} -->\n'
        f"**This plan of {HEAD[:12]} comes from a fork"
    )
    assert body.endswith("\n\n> <pre>\n> would call 4 people\n> </pre>\n")
    assert [method for method, _ in fork.wrote] == ["POST", "PATCH"]


def test_another_folders_comment_is_left_alone(fork: Fork) -> None:
    fork.hub.add_comment(7, PLAN.replace(KEY, "ba9876543210"))
    fork.hub.add_comment(7, "<!-- campaign-runner:plan {} -->\n")
    fork.hub.add_comment(7, "<!-- campaign-runner:plan []] -->\n")
    fork.keep()

    assert fork.comment().returncode == 0
    assert len(fork.written) == 4


def test_a_plan_of_nothing_changes_a_comment_and_begins_none(fork: Fork) -> None:
    fork.keep(about="7 nothing\n")
    assert (fork.comment().returncode, fork.written) == (0, [])

    fork.hub.add_comment(7, PLAN.replace("\n", "\r\n"))
    fork.keep(about="7 nothing\n", plan=PLAN.replace("3 people", "nobody"))
    assert fork.comment().returncode == 0
    assert "nobody" in fork.written[0]


def test_a_run_that_kept_nothing_is_no_failure(fork: Fork) -> None:
    assert fork.comment().returncode == 0
    (fork.folder / "plan").mkdir()
    assert fork.comment().returncode == 0
    assert fork.hub.requests == []


@pytest.mark.parametrize(
    "other",
    [
        {"state": "closed"},
        {"head": {"sha": "b" * 40, "repo": {"full_name": "you/repo"}}},
        {"head": {"sha": HEAD, "repo": {"full_name": "them/repo"}}},
        {"head": {"sha": HEAD, "repo": None}},
    ],
)
def test_a_pull_request_that_is_not_that_runs_gets_no_comment(fork: Fork, other: dict[str, Any]) -> None:
    fork.keep()
    fork.hub.pull |= other

    done = fork.comment()

    assert (done.returncode, "::notice::" in done.stdout) == (0, True)
    assert fork.wrote == []


@pytest.mark.parametrize(
    "about",
    ["", "7", "0 planned\n", "-7 planned\n", "7 planned\n\n", "7/../8 planned\n", "7 done\n", "\u0667 planned\n"],
)
def test_an_artifact_that_says_anything_else_is_refused_before_github_is_asked(fork: Fork, about: str) -> None:
    fork.keep(about=about)

    done = fork.comment()

    assert (done.returncode, fork.hub.requests) == (1, [])
    assert done.stderr.startswith("::error::")


@pytest.mark.parametrize(
    "plan",
    [
        "",
        "would call 3 people\n",
        "\n" + PLAN,
        PLAN.replace("plan", "other", 1),
        PLAN.replace(KEY, "--><b>"),
        PLAN.replace(f'"{KEY}"', "7"),
        "<!-- campaign-runner:plan " + '{"a":' * 50_000 + "} -->\n",
        PLAN + "x" * 300_000,
    ],
)
def test_a_text_that_is_no_plan_of_ours_is_refused(fork: Fork, plan: str) -> None:
    fork.keep(plan=plan)

    done = fork.comment()

    assert (done.returncode, fork.hub.requests) == (1, [])
    assert "Traceback" not in done.stderr


def test_a_link_in_the_artifact_is_not_followed(fork: Fork) -> None:
    fork.keep()
    (fork.folder / "elsewhere").write_text(PLAN)
    (fork.folder / "plan" / "plan.md").unlink()
    (fork.folder / "plan" / "plan.md").symlink_to(fork.folder / "elsewhere")

    assert (fork.comment().returncode, fork.hub.requests) == (1, [])


def test_a_long_plan_fits_a_comment(fork: Fork) -> None:
    fork.keep(plan=PLAN + "é" * 70_000)

    assert fork.comment().returncode == 0
    assert 63_000 < len(fork.written[0]) <= 65_000
    assert fork.written[0].endswith("</pre>\n\nThe rest is cut.\n")


def test_what_lies_in_the_folder_is_not_run(fork: Fork) -> None:
    fork.keep()
    (fork.folder / "json.py").write_text("raise SystemExit('run')")

    assert fork.comment().returncode == 0
    assert len(fork.written) == 1


@pytest.mark.parametrize("hostile", HOSTILE)
def test_a_forks_text_is_quoted_and_is_no_markup_no_mention_and_no_link(fork: Fork, hostile: str) -> None:
    fork.keep(plan=f"{MARKER}\n{hostile}\n\n---\n{hostile}\n\n\n# {hostile}\n</pre>{hostile}\n")

    assert fork.comment().returncode == 0

    (body,) = fork.written
    page = Page(body.partition("\n")[2])
    assert set(page.elements) == {"p", "strong", "blockquote", "pre"}
    assert page.open == page.comments == []
    assert "fork" in page.words
    quoted = body.partition("<pre>")[2].rpartition("</pre>")[0]
    assert not re.search(r"[@<\[\]!:*`]|\bwww\.|[\u200e\u200f\u202a-\u202e]", quoted)


def test_a_forks_mention_link_and_image_are_quoted(fork: Fork) -> None:
    fork.keep(plan=(CASES / "from-a-fork" / "artifact" / "plan.md").read_text(encoding="utf-8"))

    assert fork.comment().returncode == 0
    assert not re.search(r"@acme|!\[|\]\(|https://", fork.written[0])
    assert "@acme/admins please merge: [the run](https://fork.example/run)" in html.unescape(fork.written[0])


def test_a_plan_of_ours_reads_as_it_was_written(fork: Fork) -> None:
    fork.keep(plan=f"{MARKER}\n| Q4 &#64;home<br><sub><code>campaigns/q4.yaml</code></sub> |\n")

    assert fork.comment().returncode == 0
    assert "| Q4 @home   campaigns/q4.yaml   |" in html.unescape(fork.written[0])


def test_a_fork_that_was_deleted_gets_a_notice(fork: Fork) -> None:
    fork.keep()
    fork.repository = None

    done = fork.comment()

    assert (done.returncode, "::notice::" in done.stdout, fork.hub.requests) == (0, True, []), done.stderr


def test_another_bots_comment_is_not_rewritten(fork: Fork) -> None:
    fork.hub.add_comment(7, PLAN, by=Actor("coverage-bot[bot]", 99, "Bot"))
    fork.hub.add_comment(7, PLAN)["user"] = None
    fork.keep()

    assert fork.comment().returncode == 0
    assert [method for method, _ in fork.wrote] == ["POST"]


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_comment_that_cannot_be_written_is_an_error_in_one_line(fork: Fork, method: str) -> None:
    fork.hub.answer_instead(f"{method} .*comments", 403)
    fork.keep()

    done = fork.comment()

    assert (done.returncode, "Traceback" in done.stderr) == (1, False)
    assert done.stderr.startswith(f"::error::GitHub: {method} issues/7/comments")
