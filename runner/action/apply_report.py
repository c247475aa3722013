"""What came of an apply, for the run's page, the pull request and the issue."""

import json
from collections.abc import Mapping
from typing import Any

from runner.action.invoke import Done
from runner.action.workflow_run import Job
from runner.errors import RunnerError
from runner.formatting import count, escape_markdown, one_line

_SIGNS = {"created": "✅", "adopted": "✅", "rejected": "❌", "unknown": "❓", "skipped": "⏭️"}
_NEXT = {
    1: "Mend the files in a pull request and merge it: nothing was sent.",
    4: "Run the failed job again once the cause is mended: it looks before it creates.",
    5: "A campaign was rejected, or isn't what was asked for: mend it in a pull request, or look in the dashboard.",
    6: "Run the failed job again: what came of a request isn't known, and apply looks before it creates.",
    7: "Nothing more was sent. Change what stands against it in a pull request and merge that.",
}
LISTED = 200
REFUSED = "Campaigns: apply was refused"


def ids(made: Mapping[str, str]) -> str:
    return json.dumps(made, ensure_ascii=True)


def reason(done: Done) -> str:
    if done.error:
        return one_line(done.error, 500)
    counts = {kind: n for kind, n in (done.body or {}).get("summary", {}).items() if n and kind != "created"}
    return ", ".join(f"{n:,} {kind}" for kind, n in counts.items()) or f"exit code {done.code}"


def title(done: Done) -> str:
    return REFUSED if done.code in (1, 7) and not _made(done) else "Campaigns: apply did not create everything"


def stopped(job: Job, exc: RunnerError) -> str:
    """Say why nothing was begun."""
    hint = f"\n\n{escape_markdown(exc.hint)}" if exc.hint else ""
    return f"[This run]({job.url}) of {job.commit[:12]} sent nothing: {escape_markdown(exc.message)}{hint}\n"


def page(job: Job, done: Done) -> str:
    """What was created and what wasn't, with what to do; a run whose outcome is whole says so in its first line."""
    rows = done.body["outcomes"] if done.body else []
    lines = [f"**{count(_made(done), 'campaign')} created**, by [this run]({job.url}) of {job.commit[:12]}.", ""]
    if done.code:
        lines += [f"> [!WARNING]\n> {escape_markdown(reason(done))}", "", _NEXT.get(done.code, _NEXT[4]), ""]
    if rows:
        lines += ["| | campaign | id | launch | |", "|---|---|---|---|---|", *map(_row, rows[:LISTED])]
    if len(rows) > LISTED:
        lines.append(f"\nand {len(rows) - LISTED:,} more: all are in the log and in the state")
    findings = done.body.get("findings", []) if done.body else []
    lines += [
        f"- {escape_markdown(found['path'])}:{found['line']}: {escape_markdown(found['message'])}"
        for found in findings[:LISTED]
    ]
    return "\n".join(lines) + "\n"


def _made(done: Done) -> int:
    return sum(row["outcome"] in ("created", "adopted") for row in (done.body or {}).get("outcomes", []))


def _row(row: Mapping[str, Any]) -> str:
    sign = "⚠️" if row["differs"] else _SIGNS[row["outcome"]]
    told = "" if row["outcome"] == "created" and not row["differs"] else escape_markdown(row["message"])
    cells = (
        f"{sign} {row['outcome']}",
        f"{escape_markdown(row['campaignName'])}<br><sub>{escape_markdown(row['path'])}</sub>",
        escape_markdown(row["campaignId"] or ""),
        escape_markdown(row["launchAt"] or "at once"),
        told,
    )
    return f"| {' | '.join(cells)} |"
