"""What an apply did, for the run's summary, the pull request and the issue."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from runner.action.invoke import CommandResult
from runner.action.workflow_run import WorkflowRun
from runner.cli.main import clock
from runner.errors import RunnerError
from runner.formatting import count, escape_markdown, one_line
from runner.report import emergency
from runner.report.documentation import docs_address
from runner.report.emergency import Emergency, emergency_markdown
from runner.report.markdown.findings import code_reference, code_targets, place, prose

_CREATED = ("created", "adopted")
_DONE = (*_CREATED, "updated", "postponed", "deleted")
_SIGNS = {**dict.fromkeys(_DONE, "✅"), "rejected": "❌", "unknown": "❓", "skipped": "⏭️"}
_NEXT = {
    1: "Nothing was sent. Fix the files in a pull request and merge it.",
    4: "Fix the cause, then run the failed job again: it looks campaigns up before it creates them.",
    5: "A campaign was rejected, or differs from what was requested. Fix it in a pull request; "
    "`campaigns postpone` or `campaigns delete` stops a launch, the dashboard is the second way.",
    6: "The outcome of a request is unknown. Run the failed job again: it looks the campaign up first.",
    7: "Nothing more was sent. Fix the cause, in a pull request if it is in the files. Then start the workflow again: "
    "Actions → Apply campaigns → Run workflow, with the command `apply`.",
}
LISTED = 200
REFUSED = "Campaigns: apply refused to create anything"
FAILED = "Campaigns: apply failed before it sent anything"
DIALING = "Campaigns: a campaign is DIALING NOW, before its time"
COMPLETED = "Campaigns: a campaign was COMPLETED before its time"
INCOMPLETE = "Campaigns: apply did not create everything"
DIFFERS = "Campaigns: a campaign differs from what was requested"
STOPPED = "Campaigns: apply stopped early"
_STANDING = {
    "removed-after-create": "Campaigns: a campaign still dials, and no file asks for it any more",
    "changed-after-create": "Campaigns: a campaign still dials from an old file",
    "gone-from-account": "Campaigns: a campaign is gone from the account",
    "id-unconfirmed": "Campaigns: nobody has seen a campaign in the account",
}
"""The titles of an issue on what apply leaves as it is, by the code of the finding, the most urgent first."""


def failure_reason(result: CommandResult) -> str:
    if result.error:
        return one_line(result.error, 500)
    summary = (result.output or {}).get("summary", {})
    counts = {kind: n for kind, n in summary.items() if n and kind not in _DONE}
    if counts:
        return ", ".join(f"{n:,} {kind}" for kind, n in counts.items())
    findings = (result.output or {}).get("findings", [])
    more = f" and {len(findings) - 1:,} more" if findings[1:] else ""
    return one_line(findings[0]["message"], 500) + more if findings else f"exit code {result.exit_code}"


def issue_title(result: CommandResult) -> str:
    """Return the most urgent of what this apply leaves to do."""
    output = result.output or {}
    if dialing := emergency.from_json(result.output):
        return emergency_title(dialing)
    if result.exit_code in (1, 7) and not done(result):
        return REFUSED
    outcomes = output.get("outcomes", [])
    if any(row["outcome"] not in _DONE for row in outcomes):
        return INCOMPLETE
    codes = {finding["code"] for finding in output.get("findings", [])}
    if standing := [title for code, title in _STANDING.items() if code in codes]:
        return standing[0]
    return DIFFERS if any(row["differs"] for row in outcomes) else STOPPED


def emergency_title(dialing: Sequence[Emergency]) -> str:
    return DIALING if any(one.is_dialing for one in dialing) else COMPLETED


def refusal(workflow: WorkflowRun, exc: RunnerError) -> str:
    """Return why an apply did not start."""
    return "\n".join([f"**Apply did not start.** {_this_run(workflow)}.", "", *_failure(exc.message, exc.hint)]) + "\n"


def report(workflow: WorkflowRun, result: CommandResult) -> str:
    """Return what dials before its time, what was created, what wasn't, and what to do next."""
    rows = result.output["outcomes"] if result.output else []
    updated = len(done(result)) - len(created(result))
    changed = f", {updated:,} updated" if updated else ""
    lines = [f"**{count(len(created(result)), 'campaign')} created{changed}.** {_this_run(workflow)}.", ""]
    if result.exit_code:
        lines += _failure(failure_reason(result), result.hint)
        lines += [_NEXT.get(result.exit_code, _NEXT[4]), ""]
    findings = (result.output or {}).get("findings", [])[:LISTED]
    lines += [*_table(rows), *map(_finding, findings)]
    codes = list(dict.fromkeys(finding["code"] for finding in findings))
    lines += ["", code_targets(codes, docs_address(workflow.environ))] if codes else []
    return emergency_markdown(emergency.from_json(result.output)) + "\n".join(lines) + "\n"


def superseded(workflow: WorkflowRun, newer: str, result: CommandResult | None) -> str:
    """Return what a run did before it was superseded, and what is newer."""
    rows = result.output["outcomes"] if result and result.output else []
    sent = [row for row in rows if row["outcome"] != "skipped"]
    lines = [f"**Superseded, {count(len(sent), 'campaign')} sent.** {_this_run(workflow)}.", ""]
    lines += [f"{prose(newer)}. The run of that commit does what is left.", "", *_table(rows)]
    return "\n".join(lines) + "\n"


def postponement(workflow: WorkflowRun, result: CommandResult) -> str:
    """Return what dials before its time, what was postponed, what wasn't, and what to do next."""
    rows = result.output["outcomes"] if result.output else []
    moved = sum(row["outcome"] == "postponed" for row in rows)
    lines = [f"**{count(moved, 'campaign')} postponed.** {_this_run(workflow)}.", ""]
    if result.exit_code:
        lines += _failure(failure_reason(result), result.hint)
        lines += ["What isn't postponed dials as before. Run the workflow again, or look in the dashboard.", ""]
    return emergency_markdown(emergency.from_json(result.output)) + "\n".join([*lines, *_table(rows)]) + "\n"


def created(result: CommandResult) -> dict[str, str]:
    """Return the ids of the campaigns that were created or adopted, by name."""
    return _ids(result, _CREATED)


def done(result: CommandResult) -> dict[str, str]:
    """Return the ids of the campaigns that were created, adopted or updated, by name."""
    return _ids(result, _DONE)


def _ids(result: CommandResult, kinds: Collection[str]) -> dict[str, str]:
    rows = (result.output or {}).get("outcomes", [])
    return {row["campaignName"]: row["campaignId"] for row in rows if row["outcome"] in kinds}


def _this_run(workflow: WorkflowRun) -> str:
    words = workflow.stamp(clock())
    return words[0].upper() + words[1:]


def _failure(reason: str, hint: str | None) -> list[str]:
    """Return the lines of a warning, with the hint as a paragraph below it."""
    lines = [f"> [!WARNING]\n> {prose(reason)}", ""]
    return [*lines, f"Hint: {prose(hint)}.", ""] if hint else lines


def _finding(finding: Mapping[str, Any]) -> str:
    reference = f"<sub>{code_reference(finding['code'])}</sub>"
    return f"- {place(finding['path'], finding['line'])} {prose(finding['message'])} {reference}"


def _table(rows: Sequence[Mapping[str, Any]]) -> list[str]:
    """Return the lines of a table of outcomes, the worst first."""
    if not rows:
        return []
    worst = sorted(rows, key=lambda row: row["outcome"] in _DONE and not row["differs"])
    lines = ["| | campaign | id | launch | |", "|---|---|---|---|---|", *map(_row, worst[:LISTED])]
    more = f"\nand {len(rows) - LISTED:,} more, all in the log and in the state"
    return [*lines, more] if len(rows) > LISTED else lines


def _row(row: Mapping[str, Any]) -> str:
    sign = "⚠️" if row["differs"] else _SIGNS[row["outcome"]]
    message = "" if row["message"] == row["outcome"] else prose(row["message"])
    cells = (
        f"{sign} {row['outcome']}",
        f"{escape_markdown(row['campaignName'])}<br><sub>{place(row['path'])}</sub>",
        escape_markdown(row["campaignId"] or ""),
        escape_markdown(row["launchAt"] or "immediate"),
        message,
    )
    return f"| {' | '.join(cells)} |"
