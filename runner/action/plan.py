"""Shows on a pull request what a merge would do: in its comment, on the run's page and at the lines."""

import re
import sys
from collections import defaultdict

from runner.action import invoke, pull_request_comment
from runner.action.workflow_run import SUMMARY_BYTES, Job, notice, say, warn
from runner.cli import exit_codes
from runner.cli.planning import read, recorded_campaigns, write
from runner.findings import Finding, Findings, Severity
from runner.github import GitHub, GitHubError
from runner.plan.plan import Plan
from runner.report import annotations
from runner.report.markdown.plan import plan_markdown
from runner.report.text.plan import plan_text, validation_text

ANNOTATED = 10
"""So many annotations GitHub shows of a step (docs.github.com, workflow commands); the worst come first."""
_HUNK = re.compile(r"^@@ -\S+ \+(\d+)(?:,(\d+))? @@", re.MULTILINE)
_READ_ONLY = (403, 404)


def run(job: Job) -> int:
    made = plan(job)
    job.outputs["result"] = result(made)
    show(job, made)
    job.outputs["comment-url"] = _comment(job, made) or ""
    return _closing(job, made)


def validate(job: Job) -> int:
    made = plan(job)
    job.outputs["result"] = "invalid" if made.findings.has_errors else "valid"
    annotate(job, made.findings)
    say(validation_text(len(made.changes), sum(change.rows or 0 for change in made.changes), made.findings))
    return _closing(job, made)


def plan(job: Job) -> Plan:
    """Put files and records together, as they are now; without a key."""
    fetch = ("--fetch",) if job.input("fetch") == "true" else ()
    context = invoke.context(job, "plan", *fetch)
    settings = context.settings()
    records = recorded_campaigns(settings)
    return read(context, settings, records).against(records, context.now())


def result(made: Plan) -> str:
    if made.findings.has_errors or made.passed:
        return "blocked"
    return "planned" if made.pending else "nothing"


def show(job: Job, made: Plan) -> None:
    """Show a plan in the log, on the run's page, as annotations and in files for later steps."""
    say(plan_text(made, width=120))
    annotate(job, made.findings)
    job.summarise(plan_markdown(made, limit=SUMMARY_BYTES, rest="in the log"))
    page, data = job.folder / "campaigns-plan.md", job.folder / "campaigns-plan.json"
    page.write_text(pull_request_comment.planned(made, job), encoding="utf-8")
    write(made, data)
    job.outputs |= {"plan-hash": made.hash, "plan-json": str(data), "plan-markdown": str(page)}


def annotate(job: Job, findings: Findings) -> None:
    """Annotate the worst findings, those at changed lines before others."""
    changed = _changed(job) if findings else {}

    def rank(finding: Finding) -> tuple[int, int]:
        lines = changed.get(finding.path)
        near = 2 if lines is None else 0 if any(finding.line in each for each in lines) else 1
        return list(Severity).index(finding.severity), near

    worst = sorted(findings, key=rank)
    if len(worst) > ANNOTATED:
        say(f"{len(worst):,} findings: the worst {ANNOTATED - 1} are annotated, all are in the log")
        worst = worst[: ANNOTATED - 1]
    sys.stdout.write(annotations.annotations(Findings(worst)))


def _changed(job: Job) -> dict[str, list[range]]:
    """Give the lines that the pull request changes, by path; none where GitHub doesn't say."""
    found: dict[str, list[range]] = defaultdict(list)
    if job.pull is None:
        return found
    try:
        for file in job.hub().pages(f"pulls/{job.pull}/files", "read the changed files"):
            hunks = _HUNK.findall(file.get("patch") or "")
            found[file["filename"]] = [range(int(at), int(at) + int(lines or 1)) for at, lines in hunks]
    except GitHubError as exc:
        say(exc.message)
    return found


def _comment(job: Job, made: Plan) -> str | None:
    if job.pull is None or job.input("comment") == "never":
        return None
    hub = job.hub()
    try:
        there = pull_request_comment.find(hub, job.pull, job)
        if there is None and not _worth_saying(hub, job, made):
            return None
        return pull_request_comment.write(hub, job.pull, there, pull_request_comment.planned(made, job))
    except GitHubError as exc:
        if exc.status in _READ_ONLY:
            notice("the token can't write a comment, as with a fork's pull request: the plan is on the run's page")
        else:
            warn(f"no comment was written: {exc.message}")
        return None


def _worth_saying(hub: GitHub, job: Job, made: Plan) -> bool:
    """Whether a merge would do anything, or this pull request's own files have something against them."""
    if made.pending or made.findings.has_errors:
        return True
    changed = {file["filename"] for file in hub.pages(f"pulls/{job.pull}/files", "read the changed files")}
    about = {finding.path for finding in made.findings} | {c.path for c in made.changes if c.action != "unchanged"}
    return bool(changed & about)


def _closing(job: Job, made: Plan) -> int:
    if not made.findings.has_errors:
        return 0
    count = made.findings.count(Severity.ERROR)
    job.outputs["failure-reason"] = f"{count:,} error{'s' * (count != 1)} in the files"
    return exit_codes.FINDINGS
