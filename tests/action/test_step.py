"""The action's step, run as the runner does, against GitHub and the API on this machine."""

import contextlib
import html
import io
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from runner.action import apply_report, entrypoint, pull_request_comment
from runner.action.invoke import CommandResult
from runner.cli import main
from runner.plan.plan import Send
from runner.sandbox.app import Sandbox
from runner.sandbox.server import running
from tests.fake_github import FakeGitHub, serving
from tests.paths import ROOT
from tests.project import CAMPAIGN, CONTACTS, SCHEDULE

KEY = {"X-API-Key": "for-tests"}

pytestmark = pytest.mark.slow


DATE = f"{datetime.now(UTC).year + 3}-12-01"
"""Ahead of the real clock, by which a step and the sandbox live, and not so far that it looks like a slip."""


@dataclass
class Ended:
    """What is left of a step."""

    code: int
    log: str
    outputs: dict[str, str]
    summary: str


@dataclass
class Step:
    """A step that is under way."""

    process: subprocess.Popen[str]
    out: Path
    page: Path

    def ended(self) -> Ended:
        stdout, stderr = self.process.communicate(timeout=60)
        assert "Traceback" not in stderr + stdout, stderr
        return Ended(
            self.process.returncode,
            stdout + stderr,
            _outputs(self.out.read_text() if self.out.exists() else ""),
            self.page.read_text() if self.page.exists() else "",
        )


@dataclass
class Workflow:
    """A repository on the hub, its checkout, and steps run in that."""

    hub: FakeGitHub
    sandbox: Sandbox
    api: str
    checkout: Path
    temp: Path
    environ: dict[str, str] = field(default_factory=dict)
    runs: int = 0
    ahead: list[timedelta] = field(default_factory=lambda: [timedelta()])

    def later(self, **span: float) -> None:
        """Let the API's clock go on."""
        self.ahead[0] += timedelta(**span)

    def git(self, *args: str) -> str:
        done = subprocess.run(["git", "-C", str(self.checkout), *args], capture_output=True, text=True, check=True)
        return done.stdout.strip()

    def add(self, name: str = "q4", *, contacts: str = CONTACTS, **fields: Any) -> None:
        campaign = {**CAMPAIGN, "campaignName": name, "contacts": f"contacts/{name}.csv", "scheduledDate": DATE}
        campaign |= fields
        for key in SCHEDULE if campaign["isScheduled"] is False else ():
            del campaign[key]
        (self.checkout / "campaigns" / "contacts").mkdir(parents=True, exist_ok=True)
        (self.checkout / "campaigns" / f"{name}.yaml").write_text(json.dumps(campaign, indent=1))
        (self.checkout / "campaigns" / "contacts" / f"{name}.csv").write_text(contacts)

    def push(self, pull: int | None = None) -> str:
        """Commit all, push it to main, and give the commit, which came by a pull request."""
        self.git("add", "-A")
        self.git("commit", "-qm", "change", "--allow-empty")
        self.git("push", "-q", str(self.hub.bare), "HEAD:main")
        commit = self.git("rev-parse", "HEAD")
        if pull is not None:
            self.hub.merged[commit] = [pull]
        return commit

    def step(self, event: str, payload: dict[str, Any] | None = None, **inputs: str) -> Ended:
        return self.begin(event, payload, **inputs).ended()

    def begin(self, event: str, payload: dict[str, Any] | None = None, **inputs: str) -> Step:
        environ = self.prepare(event, payload, **inputs)
        # As the action's environment has it: isolated, the program found by a path file.
        start = f"import os, sys; sys.path.insert(0, {str(ROOT)!r}); from runner.action import entrypoint as step; "
        start += "sys.exit(step.main(os.environ))"
        command = [sys.executable, "-I", "-c", start]
        pipe = subprocess.PIPE
        process = subprocess.Popen(command, cwd=self.checkout, env=environ, stdout=pipe, stderr=pipe, text=True)
        return Step(process, Path(environ["GITHUB_OUTPUT"]), Path(environ["GITHUB_STEP_SUMMARY"]))

    def step_here(self, event: str, payload: dict[str, Any] | None = None, **inputs: str) -> Ended:
        """Run a step in this process, which takes a tenth of the time."""
        environ, log = self.prepare(event, payload, **inputs), io.StringIO()
        with contextlib.chdir(self.checkout), contextlib.redirect_stdout(log), contextlib.redirect_stderr(log):
            code = entrypoint.main(environ)
        out, page = Path(environ["GITHUB_OUTPUT"]), Path(environ["GITHUB_STEP_SUMMARY"])
        return Ended(code, log.getvalue(), _outputs(out.read_text()), page.read_text() if page.exists() else "")

    def prepare(self, event: str, payload: dict[str, Any] | None, **inputs: str) -> dict[str, str]:
        """Write an event, and return the environment of its step."""
        self.runs += 1
        out, page, about = (self.temp / f"{name}-{self.runs}" for name in ("output", "summary", "event"))
        about.write_text(json.dumps({"repository": {"default_branch": "main"}, **(payload or {})}))
        return {
            **{key: value for key, value in os.environ.items() if re.fullmatch("PATH|HOME|COVERAGE_.*", key)},
            **self.hub.environ,
            "GITHUB_EVENT_NAME": event,
            "GITHUB_EVENT_PATH": str(about),
            "GITHUB_OUTPUT": str(out),
            "GITHUB_STEP_SUMMARY": str(page),
            "GITHUB_SERVER_URL": self.hub.url,
            "GITHUB_RUN_ID": str(self.runs),
            "GITHUB_REF": "refs/heads/main",
            "GITHUB_SHA": self.git("rev-parse", "HEAD"),
            "RUNNER_TEMP": str(self.temp),
            "CAMPAIGNS_SETTLE_SECONDS": "0",
            **{f"INPUT_{key.upper()}": value for key, value in inputs.items()},
            **self.environ,
        }

    def pull_request(self, number: int = 7, **inputs: str) -> Ended:
        return self.step("pull_request", {"pull_request": {"number": number}}, **inputs)

    def apply(self, **inputs: str) -> Ended:
        return self.step("push", None, **inputs)

    @property
    def requested(self) -> int:
        """How often the API was asked to create a campaign."""
        return self.sandbox.requests["POST", "/v1/campaigns"]

    @property
    def created(self) -> list[str]:
        """The names in the account."""
        listed = httpx.get(f"{self.api}/v1/campaigns", params={"page": 0, "size": 100}, headers=KEY).json()["data"]
        return sorted(campaign["campaignName"] for campaign in listed)

    def create_by_hand(self, name: str) -> None:
        create_by_hand(self.api, name)

    def comment(self, number: int = 7) -> str:
        (only,) = self.hub.comments[number]
        return str(only["body"])


def create_by_hand(api: str, name: str) -> None:
    """Create a campaign in the account, as somebody does in the dashboard."""
    fields = {key: str(CAMPAIGN[key]) for key in ("sipPhoneNumber", "agentId")}
    fields |= {"campaignName": name, "isScheduled": "false"}
    files = {"file": ("list.csv", CONTACTS.encode(), "text/csv")}
    httpx.post(f"{api}/v1/campaigns", data=fields, files=files, headers=KEY).raise_for_status()


def _outputs(text: str) -> dict[str, str]:
    """Read what a step wrote to GITHUB_OUTPUT."""
    found = re.findall(r"^([\w-]+)<<(\w+)\n(.*?)\n\2$", text, flags=re.MULTILINE | re.DOTALL)
    return {name: value for name, _, value in found}


@pytest.fixture
def workflow(tmp_path: Path) -> Iterator[Workflow]:
    bare, checkout, temp = tmp_path / "hub.git", tmp_path / "checkout", tmp_path / "temp"
    subprocess.run(["git", "init", "-q", "--bare", "-b", "main", str(bare)], check=True)
    subprocess.run(["git", "init", "-q", "-b", "main", str(checkout)], check=True)
    temp.mkdir()
    ahead = [timedelta()]
    sandbox = Sandbox(now=lambda: datetime.now(UTC) + ahead[0], log=lambda line: None)
    with serving(FakeGitHub(bare)) as hub, running(sandbox) as url:
        made = Workflow(
            hub, sandbox, url, checkout, temp, {"SIGMAMIND_API_URL": url, "SIGMAMIND_API_KEY": "for-tests"}, ahead=ahead
        )
        made.git("config", "user.email", "me@example.com")
        made.git("config", "user.name", "Me")
        made.add()
        made.push()
        yield made


def test_a_pull_request_gets_one_comment_which_is_written_anew(workflow: Workflow) -> None:
    first = workflow.pull_request()
    assert (first.code, first.outputs["result"]) == (0, "planned"), first.log
    assert first.outputs["comment-url"].startswith(f"{workflow.hub.url}/me/repo/pull/7#issuecomment-")
    before = workflow.comment()
    assert json.loads(Path(first.outputs["plan-json"]).read_text())["hash"] == first.outputs["plan-hash"]
    assert Path(first.outputs["plan-markdown"]).read_text() == before
    workflow.add("another")
    workflow.pull_request()

    assert "create 1 campaign and call 3 contacts" in before
    assert "create 2 campaigns and call 6 contacts" in workflow.comment()
    assert "create 1 campaign" in first.summary
    assert workflow.created == []


def test_somebody_elses_comment_is_never_taken_for_ours(workflow: Workflow) -> None:
    workflow.pull_request()
    ours = workflow.hub.comments[7].pop()["body"]
    workflow.hub.add_comment(7, ours, by="User")
    workflow.hub.add_comment(7, "a quote: " + ours)
    workflow.pull_request()

    assert len(workflow.hub.comments[7]) == 3


def test_nothing_is_said_where_there_is_nothing_to_say(workflow: Workflow) -> None:
    assert workflow.apply().code == 0
    ended = workflow.pull_request()

    assert (ended.code, ended.outputs["result"], ended.outputs["comment-url"]) == (0, "nothing", "")
    assert 7 not in workflow.hub.comments


@pytest.mark.parametrize(
    "changed",
    [
        {"filename": "campaigns/defaults.yaml"},
        {"filename": "campaigns/us/defaults.yaml", "previous_filename": "campaigns/defaults.yaml"},
    ],
)
def test_an_edit_of_defaults_that_changes_what_exists_is_said(workflow: Workflow, changed: dict[str, str]) -> None:
    assert workflow.apply().code == 0
    (workflow.checkout / "campaigns" / "defaults.yaml").write_text("dynamicVariables: {company: Acme}\n")
    workflow.push()
    workflow.hub.changed[7] = [changed]

    ended = workflow.step_here("pull_request", {"pull_request": {"number": 7}})

    assert ended.code == 0, ended.log
    assert "differs in <code>dynamicVariables</code>" in workflow.comment()


@pytest.mark.parametrize("status", [403, 404])
def test_a_read_only_token_is_a_notice_and_no_failure(workflow: Workflow, status: int) -> None:
    workflow.hub.fault = lambda method, path: status if method == "POST" and "comments" in path else None

    ended = workflow.pull_request()

    assert (ended.code, ended.outputs["result"]) == (0, "planned")
    assert "::notice::the token can't write a comment" in ended.log
    assert "create 1 campaign" in ended.summary


def test_a_pull_request_needs_no_key(workflow: Workflow) -> None:
    del workflow.environ["SIGMAMIND_API_KEY"]

    assert workflow.pull_request().code == 0


def test_errors_fail_the_step_and_stand_at_their_lines(workflow: Workflow) -> None:
    workflow.add("broken", concurrentCalls=0)
    ended = workflow.pull_request()

    assert (ended.code, ended.outputs["result"], ended.outputs["failure-reason"]) == (
        1,
        "blocked",
        "1 error in the files",
    )
    assert "::error file=campaigns/broken.yaml,line=9,col=" in ended.log
    assert "campaigns/broken.yaml:9" in workflow.comment()


def test_ten_annotations_at_most_are_written_and_those_at_changed_lines_first(workflow: Workflow) -> None:
    for number in range(30):
        workflow.add(f"c{number:02}", scheduledTimezone="EST")
    patch = "@@ -0,0 +1,11 @@\n+x"
    workflow.hub.changed[7] = [{"filename": "campaigns/c29.yaml", "patch": patch}, {"filename": "campaigns/c28.yaml"}]
    found = re.findall(
        r"^::(?:error|warning|notice) file=campaigns/(\w+)", workflow.pull_request().log, flags=re.MULTILINE
    )

    assert len(found) <= 10
    assert (found.count("c28"), found.count("c29")) == (4, 5)


def test_pull_request_target_is_refused(workflow: Workflow) -> None:
    ended = workflow.step("pull_request_target", {"pull_request": {"number": 7}})

    assert (ended.code, ended.outputs["result"]) == (2, "failed")
    assert "pull_request_target" in ended.outputs["failure-reason"]


@pytest.mark.parametrize(
    ("event", "ref", "command"),
    [
        ("pull_request", "refs/pull/7/merge", "apply"),
        ("merge_group", "refs/heads/main", "apply"),
        ("workflow_dispatch", "refs/heads/feature", "apply"),
        ("push", "refs/heads/feature", "apply"),
        ("push", "refs/tags/main", "unlock"),
        ("workflow_dispatch", "refs/heads/feature", "postpone"),
    ],
)
def test_apply_runs_on_the_default_branch_alone(workflow: Workflow, event: str, ref: str, command: str) -> None:
    workflow.environ["GITHUB_REF"] = ref
    ended = workflow.step(event, command=command)

    assert (ended.code, ended.outputs["result"], workflow.created) == (2, "failed", [])
    assert "runs only on the default branch" in ended.log


@pytest.mark.parametrize(
    ("event", "ref"),
    [
        ("push", "refs/heads/feature"),
        ("workflow_dispatch", "refs/heads/main"),
        ("merge_group", "refs/heads/gh-readonly-queue/main/pr-7-0a"),
    ],
)
def test_what_is_not_a_push_to_the_default_branch_is_planned(workflow: Workflow, event: str, ref: str) -> None:
    workflow.environ["GITHUB_REF"] = ref
    ended = workflow.step(event)

    assert (ended.code, ended.outputs["result"], workflow.created, workflow.hub.comments) == (0, "planned", [], {})


def test_a_merge_creates_once_and_freezes_the_comment(workflow: Workflow) -> None:
    workflow.pull_request()
    workflow.push(pull=7)
    first = workflow.apply()
    frozen = workflow.comment()
    second = workflow.apply()

    assert (first.code, first.outputs["result"], first.outputs["created"]) == (0, "applied", "1"), first.log
    ids = json.loads(first.outputs["campaign-ids"])
    assert list(ids) == workflow.created == ["q4"]
    assert ids["q4"] in html.unescape(frozen)
    assert "1 campaign created" in frozen
    assert (second.code, second.outputs["result"], second.outputs["created"]) == (0, "nothing", "0")
    assert workflow.comment() == frozen
    assert "campaign-state" in workflow.hub.git("branch")
    assert workflow.git("status", "--porcelain") == ""


def test_everything_pending_is_created_not_only_what_this_push_added(workflow: Workflow) -> None:
    workflow.add("earlier")
    workflow.push()
    (workflow.checkout / "notes.txt").write_text("x")
    workflow.push()

    assert workflow.apply().outputs["created"] == "2"


def test_an_old_job_run_again_does_not_create_what_was_taken_back(workflow: Workflow) -> None:
    old = workflow.git("rev-parse", "HEAD")
    (workflow.checkout / "campaigns" / "q4.yaml").unlink()
    workflow.push()
    workflow.git("checkout", "-q", old)
    ended = workflow.apply()

    assert (ended.code, ended.outputs["result"], workflow.created) == (0, "superseded", []), ended.log


def test_an_old_job_run_again_goes_on_where_only_other_files_changed_since(workflow: Workflow) -> None:
    old = workflow.git("rev-parse", "HEAD")
    (workflow.checkout / "notes.txt").write_text("x")
    workflow.push()
    workflow.git("checkout", "-q", old)

    assert workflow.apply().outputs["created"] == "1"


def test_the_state_may_be_a_file_on_the_default_branch(workflow: Workflow) -> None:
    first = workflow.apply(state="file")
    committed = json.loads(workflow.hub.git("show", "main:campaigns/state.json"))
    again = workflow.apply(state="file")

    assert (first.outputs["created"], list(committed["campaigns"])) == ("1", ["q4"])
    assert (again.code, again.outputs["result"]) == (0, "nothing")


def test_a_branch_that_refuses_the_state_stops_before_anything_is_sent(workflow: Workflow) -> None:
    workflow.hub.fault = lambda method, path: 403 if path.endswith("/git/refs") else None
    ended = workflow.apply()

    assert (ended.code, ended.outputs["result"], workflow.created) == (4, "failed", [])
    assert "contents: write" in ended.log


@pytest.mark.parametrize("shown", [True, False])
def test_with_matching_only_what_a_merged_comment_showed_is_created(workflow: Workflow, shown: bool) -> None:
    workflow.add("b", contacts="Phone Number\n+14155550199\n")
    workflow.pull_request()
    if not shown:
        workflow.add("b", contacts="Phone Number\n+14155550198\n")
    workflow.push(pull=7)
    workflow.hub.merged[workflow.git("rev-list", "--max-parents=0", "HEAD")] = [7]
    ended = workflow.apply(approval="matching")

    assert (ended.code, ended.outputs["result"]) == ((0, "applied") if shown else (7, "refused")), ended.log
    assert workflow.created == (["b", "q4"] if shown else [])
    if not shown:
        assert (
            "no merged pull request's comment shows the current `campaigns/b.yaml`" in ended.outputs["failure-reason"]
        )
        assert "no merged pull request's comment shows the current" in workflow.hub.issues[0]["body"]


@pytest.mark.parametrize(
    ("suppressed", "approved"), [("+14155550198\n+14155550199\n", True), ("+14155550197\n", False)]
)
def test_with_matching_nobody_is_called_whom_the_comment_left_out(
    workflow: Workflow, suppressed: str, approved: bool
) -> None:
    workflow.add("q4", contacts="Phone Number\n+14155550198\n+14155550199\n+14155550103\n")
    folder = workflow.checkout / "campaigns"
    (folder / "policy.yaml").write_text("suppressed: leave-out\nsuppression: [{path: dnc.txt}]\n")
    (folder / "dnc.txt").write_text("+14155550198\n")
    workflow.pull_request()
    (folder / "dnc.txt").write_text(suppressed)
    workflow.push(pull=7)
    workflow.hub.merged[workflow.git("rev-list", "--max-parents=0", "HEAD")] = [7]
    ended = workflow.apply(approval="matching")

    assert (ended.code, workflow.created) == ((0, ["q4"]) if approved else (7, [])), ended.log


@pytest.mark.parametrize("before", ["approved", "edited since", "changed in between"])
def test_with_matching_an_update_is_made_only_as_a_merged_comment_showed_it(workflow: Workflow, before: str) -> None:
    (workflow.checkout / "campaigns" / "policy.yaml").write_text("updates: scheduled\n")
    workflow.push()
    assert workflow.apply().code == 0
    first = workflow.git("rev-list", "--max-parents=0", "HEAD")
    workflow.add(concurrentCalls=9)
    shown = workflow.pull_request()
    if before == "edited since":
        workflow.add(concurrentCalls=8)
    if before == "changed in between":
        workflow.add(concurrentCalls=6)
        workflow.push()
        assert workflow.apply().code == 0
        workflow.add(concurrentCalls=9)
    workflow.push(pull=7)
    workflow.hub.merged[first] = [7]
    ended = workflow.apply(approval="matching")

    [held] = httpx.get(f"{workflow.api}/v1/campaigns", headers=KEY).json()["data"]
    assert "lines: 5 → 9" in html.unescape(shown.summary)
    if before == "approved":
        assert (ended.code, ended.outputs["result"], held["concurrentCalls"]) == (0, "applied", 9), ended.log
        assert "0 campaigns created, 1 updated." in ended.summary
    else:
        assert (ended.code, ended.outputs["result"]) == (7, "refused"), ended.log
        assert held["concurrentCalls"] != 9


@pytest.mark.parametrize(("hours", "reason"), [(1, "Z, not at 20"), (None, "Z, not at IMMEDIATELY")])
def test_with_matching_a_launch_is_created_only_at_the_instant_that_the_comment_showed(
    workflow: Workflow, hours: int | None, reason: str
) -> None:
    workflow.pull_request()
    [comment] = workflow.hub.comments[7]
    launch = int(re.findall(r'"launches":\[(\d+)\]', comment["body"])[0])
    shown = "null" if hours is None else str(launch + hours * 3600)
    comment["body"] = re.sub(r'"tzdata":"\w+"', '"tzdata":"2025b"', comment["body"]).replace(str(launch), shown)
    workflow.push(pull=7)
    workflow.hub.merged[workflow.git("rev-list", "--max-parents=0", "HEAD")] = [7]
    ended = workflow.apply(approval="matching")

    assert (ended.code, ended.outputs["result"], workflow.created) == (7, "refused", [])
    assert reason in ended.outputs["failure-reason"]
    assert "(tzdata 2025b then, " in ended.outputs["failure-reason"]


def test_with_matching_a_comment_that_names_no_instants_approves_nothing(workflow: Workflow) -> None:
    workflow.pull_request()
    [comment] = workflow.hub.comments[7]
    comment["body"] = re.sub(r',"launches":\[\d+\]', "", comment["body"])
    workflow.push(pull=7)
    workflow.hub.merged[workflow.git("rev-list", "--max-parents=0", "HEAD")] = [7]
    ended = workflow.apply(approval="matching")

    assert (ended.code, workflow.created) == (7, [])
    assert "no merged pull request's comment shows the current" in ended.outputs["failure-reason"]


def test_what_was_merged_into_another_branch_was_not_approved(workflow: Workflow) -> None:
    workflow.pull_request()
    workflow.push(pull=7)
    workflow.hub.merged[workflow.git("rev-list", "--max-parents=0", "HEAD")] = [7]
    workflow.hub.merged_into = "draft"
    ended = workflow.apply(approval="matching")

    assert (ended.code, ended.outputs["result"], workflow.created) == (7, "refused", [])


def test_an_outcome_that_no_comment_shows_fails_the_run_and_is_in_its_outputs(workflow: Workflow) -> None:
    workflow.pull_request()
    workflow.push(pull=7)
    workflow.hub.fault = lambda method, path: 403 if method != "GET" and "comments" in path else None
    ended = workflow.apply()

    assert (ended.code, ended.outputs["result"], ended.outputs["created"]) == (4, "applied", "1"), ended.log
    assert (ended.outputs["comment"], workflow.created) == ("stale", ["q4"])
    assert "pull request 7 still shows its plan" in ended.outputs["failure-reason"]
    assert "pull request 7 still shows its plan" in ended.summary
    assert workflow.apply().outputs["result"] == "nothing"


def test_only_the_plan_that_was_approved_is_applied(workflow: Workflow) -> None:
    approved = workflow.step("push", None, command="plan").outputs["plan-hash"]
    others = [workflow.apply(expect=other) for other in ("nothing", "sha256:" + "0" * 64)]

    assert [(ended.code, ended.outputs["result"]) for ended in others] == [(7, "refused")] * 2, others[0].log
    for text in (workflow.hub.issues[0]["body"], *(ended.summary for ended in others)):
        assert "no approved plan shows <code>campaigns/q4.yaml</code>" in text
    assert workflow.created == []
    assert workflow.apply(expect=approved).outputs["result"] == "applied"
    assert workflow.apply(expect="nothing").outputs["result"] == "nothing"


def test_what_was_sent_already_is_no_change_of_an_approved_plan(
    workflow: Workflow, monkeypatch: pytest.MonkeyPatch
) -> None:
    workflow.add("another", contacts="Phone Number\n+14155550199\n")
    workflow.push()
    plan = workflow.step("push", None, command="plan").outputs
    copy = workflow.temp / "copy"
    shutil.copytree(workflow.checkout, copy)
    (copy / "campaigns" / "q4.yaml").unlink()
    monkeypatch.chdir(copy)
    environ = {**workflow.hub.environ, **workflow.environ, "CAMPAIGNS_SETTLE_SECONDS": "0"}
    assert main.main(["--state", "github:campaign-state", "apply", "--yes"], environ=environ) == 0
    rest = workflow.apply(expect=f"{plan['plan-hash']} {plan['plan-digests']}")

    assert (rest.code, rest.outputs["created"], workflow.created) == (0, "1", ["another", "q4"]), rest.log


def test_an_apply_that_is_stopped_on_its_way_is_not_called_refused() -> None:
    created, skipped = ({"outcome": kind, "campaignName": kind, "campaignId": None} for kind in ("created", "skipped"))
    stopped, refused = (CommandResult(7, {"outcomes": rows}, "HOLD") for rows in ([created, skipped], [skipped]))

    assert apply_report.issue_title(stopped) == apply_report.INCOMPLETE
    assert apply_report.issue_title(refused) == apply_report.REFUSED


@pytest.mark.parametrize(
    ("code", "outcomes", "findings", "title"),
    [
        (5, [], ["removed-after-create"], "Campaigns: a campaign still dials, and no file asks for it any more"),
        (5, [], ["gone-from-account", "changed-after-create"], "Campaigns: a campaign still dials from an old file"),
        (5, [], ["gone-from-account"], "Campaigns: a campaign is gone from the account"),
        (5, [("created", True)], [], "Campaigns: a campaign differs from what was requested"),
        (5, [("rejected", False)], ["removed-after-create"], apply_report.INCOMPLETE),
        (6, [("unknown", False)], [], apply_report.INCOMPLETE),
        (4, [], [], "Campaigns: apply stopped early"),
    ],
)
def test_the_issue_is_titled_by_what_stands(
    code: int, outcomes: list[tuple[str, bool]], findings: list[str], title: str
) -> None:
    rows = [
        {"outcome": kind, "campaignName": "q4", "campaignId": None, "differs": differs} for kind, differs in outcomes
    ]
    output = {"outcomes": rows, "findings": [{"code": each} for each in findings]}

    assert apply_report.issue_title(CommandResult(code, output, None)) == title


def test_the_last_campaign_goes_with_its_folder_and_comes_back(workflow: Workflow) -> None:
    first = json.loads(workflow.apply().outputs["campaign-ids"])["q4"]
    workflow.git("rm", "-rq", "campaigns")
    workflow.push()
    gone = workflow.apply()
    drift = workflow.step("schedule")
    issue, drifted = workflow.hub.issues
    workflow.add()
    workflow.push()
    back = workflow.apply()
    workflow.step("schedule")

    assert gone.code == 5, gone.log
    assert issue["title"] == "Campaigns: a campaign still dials, and no file asks for it any more"
    assert first in issue["body"].replace("&#95;", "_")
    assert first in gone.outputs["failure-reason"]
    assert (drift.code, drift.outputs["result"]) == (5, "drift"), drift.log
    assert drifted["title"] == "Campaigns: a campaign still dials from a file that was deleted or edited"
    assert (back.code, workflow.requested) == (0, 1), back.log
    assert (issue["state"], drifted["state"]) == ("closed", "closed")


def test_what_fails_opens_one_issue_which_is_closed_once_it_is_settled(workflow: Workflow) -> None:
    (workflow.checkout / "campaigns" / "HOLD").write_text("until Monday")
    workflow.push()
    workflow.apply()
    refused = workflow.apply()
    (issue,) = workflow.hub.issues
    assert (refused.code, refused.outputs["result"], issue["state"]) == (7, "refused", "open")
    assert "until Monday" in issue["body"]
    (workflow.checkout / "campaigns" / "HOLD").unlink()
    workflow.push()

    assert workflow.apply().code == 0
    assert [each["state"] for each in workflow.hub.issues] == ["closed"]


def test_an_account_that_was_cleared_is_accepted_by_a_run_that_somebody_starts(workflow: Workflow) -> None:
    workflow.apply()
    for campaign in httpx.get(f"{workflow.api}/v1/campaigns", headers=KEY).json()["data"]:
        httpx.delete(f"{workflow.api}/v1/campaigns/{campaign['campaignId']}", headers=KEY)
    workflow.add("new")
    workflow.push()

    refused = workflow.apply()
    standing = workflow.step("push", None, command="apply", accept_account="true")
    started = workflow.step("workflow_dispatch", None, command="apply", accept_account="true")

    assert (refused.code, refused.outputs["result"], standing.code) == (7, "refused", 2), refused.log
    assert "SIGMAMIND" in refused.summary
    assert (started.code, json.loads(started.outputs["campaign-ids"]).keys()) == (0, {"new"}), started.log
    workflow.add("later")
    workflow.push()
    assert workflow.apply().code == 0


def test_drift_opens_one_issue_and_closes_it(workflow: Workflow) -> None:
    workflow.apply()
    assert workflow.step("schedule").outputs["result"] == "clean"
    workflow.create_by_hand("made by hand")

    ended = workflow.step("schedule")
    workflow.step("schedule")
    (issue,) = workflow.hub.issues

    assert (ended.code, ended.outputs["result"], issue["state"]) == (0, "drift", "open")
    assert "made by hand" in issue["body"]
    assert issue["title"] == "Campaigns: the account has campaigns that nobody recorded"
    (workflow.checkout / "campaigns" / "policy.yaml").write_text("otherCampaigns: [made*]")
    workflow.push()
    assert workflow.step("schedule").outputs["result"] == "clean"
    assert issue["state"] == "closed"


def test_hostile_names_become_no_command_no_mention_and_no_end_of_the_marker(workflow: Workflow) -> None:
    name = "::error::x --> @everyone </details> `#1`\u202e"
    workflow.add("evil", campaignName=name)
    workflow.environ["GITHUB_HEAD_REF"] = "$(touch /tmp/owned);::add-mask::x"
    ended = workflow.step("pull_request", {"pull_request": {"number": 7, "title": "::set-output name=x::y `id`"}})

    body = workflow.comment()
    assert body.partition("\n")[0].count("-->") == 1
    assert "@everyone" not in body
    assert "</details> " not in body
    said = [line for line in _outside(ended.log) if "everyone" in line]
    assert [line for line in said if not re.match("::(error|warning|notice) file=", line)] == []


def _outside(log: str) -> Iterator[str]:
    """Give the lines in which the runner looks for commands."""
    stopped = None
    for line in log.splitlines():
        if stopped is None and line.startswith("::stop-commands::"):
            stopped = line.removeprefix("::stop-commands::")
        elif stopped is not None and line == f"::{stopped}::":
            stopped = None
        elif stopped is None:
            yield line


def test_no_cell_of_a_list_is_in_anything_that_is_written(workflow: Workflow) -> None:
    workflow.add("list", contacts="Phone Number,customer_name\n+14155550177,Xavier\n415 555 0178,Yolanda\n")
    ended = workflow.pull_request()

    for text in (ended.log, ended.summary, workflow.comment(), json.dumps(ended.outputs)):
        assert [cell for cell in ("4155550177", "Xavier", "415 555 0178", "Yolanda") if cell in text] == []


def test_five_hundred_campaigns_fit_githubs_limits(workflow: Workflow) -> None:
    for number in range(500):
        workflow.add(f"campaign {number:03}", isScheduled=number % 2 == 0, scheduledTimezone="EST")
    ended = workflow.pull_request()

    assert len(workflow.comment()) <= 65_536
    assert len(ended.summary.encode()) <= 1024 * 1024
    assert "501 campaigns" in workflow.comment().split("\n")[1]
    assert len(re.findall("^::(error|warning|notice) ", ended.log, flags=re.MULTILINE)) <= 10
    assert len(pull_request_comment.digest(Send("a", "b", ()))) * 500 < 20_000


def test_two_folders_have_two_states_and_neither_reports_the_others_campaigns(workflow: Workflow) -> None:
    for folder in ("us", "de"):
        shutil.copytree(workflow.checkout / "campaigns", workflow.checkout / folder)
        text = (workflow.checkout / folder / "q4.yaml").read_text().replace('"q4"', f'"{folder}"', 1)
        (workflow.checkout / folder / "q4.yaml").write_text(text)
    workflow.push()
    applied = [workflow.apply(dir=folder).code for folder in ("us", "de", "us")]
    drift = workflow.step("schedule", dir="de")

    assert applied == [0, 0, 0]
    assert workflow.created == ["de", "us"]
    assert (drift.code, drift.outputs["result"]) == (0, "clean"), drift.log
    assert workflow.hub.issues == []
    states = {path: json.loads(workflow.hub.git("show", f"campaign-state:{path}.json")) for path in ("us", "de")}
    assert {path: (state["folder"], list(state["campaigns"])) for path, state in states.items()} == {
        folder: (folder, [folder]) for folder in states
    }
