"""Creates what is merged and not yet recorded, and says it on the pull requests that it came from."""

from collections.abc import Iterable

from runner.action import apply_report, invoke, merged_plans, plan, pull_request_comment, tracking_issue
from runner.action.invoke import Done
from runner.action.workflow_run import Job, notice, warn
from runner.errors import RefusedError, RunnerError
from runner.github import GitHub, GitHubError
from runner.plan.plan import Plan

_REFUSED = (1, 7)
"""Exit codes by which nothing was sent."""


def run(job: Job) -> int:
    try:
        return _applied(job)
    except RunnerError as exc:
        tracking_issue.tell(job, "apply", apply_report.REFUSED, apply_report.stopped(job, exc))
        raise


def _applied(job: Job) -> int:
    hub = job.hub()
    made = plan.plan(job)
    if (tip := _newer(job, hub, made)) is not None:
        notice(f"{tip[:12]} is newer and has other campaigns: its own run creates what is pending")
        job.outputs["result"] = "superseded"
        return 0
    plan.show(job, made)
    merged = merged_plans.Merged(hub, job)
    if job.input("approval") == "matching":
        _check_shown(made, merged)
    expect = ("--expect", job.outputs["plan-json"])
    done = invoke.run(job, "apply", "--yes", "--fetch", *expect, "--lock-timeout", job.input("lock-timeout") or "600")
    _say(job, done, merged)
    return done.code


def _newer(job: Job, hub: GitHub, made: Plan) -> str | None:
    """Give the branch's tip where it has other campaigns than this commit: an old job that is run again has old files.

    GitHub names 300 files of a comparison at most; where there are more, they may be campaigns.
    """
    tip = str(hub.read(f"git/ref/heads/{job.default_branch}", "read the default branch")["object"]["sha"])
    if tip == job.commit:
        return None
    compared = hub.read(f"compare/{job.commit}...{tip}", "compare this commit with the default branch")
    files = compared.get("files") or []
    if compared.get("status") != "ahead" or len(files) >= 300:
        return tip
    paths = {str(file.get(name)) for file in files for name in ("filename", "previous_filename") if file.get(name)}
    return tip if any(_counts(job, path, made) for path in paths) else None


def _counts(job: Job, path: str, made: Plan) -> bool:
    settings = invoke.settings(job)
    folder = settings.shown(settings.directory)
    lists = {change.desired.contacts.path for change in made.changes if change.desired and change.desired.contacts}
    ours = (f"{folder}/state.json", f"{folder}/README.md")
    return path in lists or (path.startswith(f"{folder}/") and path not in ours)


def _check_shown(made: Plan, merged: merged_plans.Merged) -> None:
    changes = [change for change in made.changes if change.would_send]
    unseen = [change for change in changes if not merged.shown(change)]
    if unseen:
        names = ", ".join(f"`{change.path}`" for change in unseen[:5])
        more = f" and {len(unseen) - 5:,} more" if len(unseen) > 5 else ""
        raise RefusedError(
            f"{names}{more}: not as the plan in a merged pull request's comment showed it; nothing was sent",
            hint="change the file in a pull request, whose plan shows it, and merge that",
        )


def _say(job: Job, done: Done, merged: merged_plans.Merged) -> None:
    """Say what came of it: in outputs, on the run's page, in the pull requests' comments, and in an issue."""
    rows = done.body["outcomes"] if done.body else []
    made_now = {row["campaignName"]: row["campaignId"] for row in rows if row["outcome"] in ("created", "adopted")}
    job.outputs |= {
        "result": _result(done, bool(made_now)),
        "created": str(len(made_now)),
        "campaign-ids": apply_report.ids(made_now),
    }
    if done.code:
        job.outputs["failure-reason"] = apply_report.reason(done)
    page = apply_report.page(job, done)
    job.summarise(page)
    if rows:
        _freeze(job, merged, {row["path"] for row in rows}, page)
    if done.code:
        tracking_issue.tell(job, "apply", apply_report.title(done), page)
    else:
        tracking_issue.settle(job, "apply", f"Settled by [this run]({job.url}).")


def _result(done: Done, any_made: bool) -> str:
    if done.code == 0:
        return "applied" if any_made else "nothing"
    if done.code in _REFUSED and not any_made:
        return "refused"
    return "partial" if any_made or done.code in (5, 6) else "failed"


def _freeze(job: Job, merged: merged_plans.Merged, paths: Iterable[str], page: str) -> None:
    """Put the outcome in the place of the plan, in the comments of the pull requests that brought these files."""
    if job.input("comment") == "never":
        return
    try:
        for pull, there in merged.comments(paths):
            job.outputs["comment-url"] = pull_request_comment.write(
                merged.hub, pull, there, pull_request_comment.applied(there, job, page)
            )
    except GitHubError as exc:
        warn(f"no comment was written: {exc.message}")
