"""Compares what is recorded with what the account holds, and keeps one issue about it."""

from collections.abc import Iterator
from typing import Any

from runner.action import invoke, tracking_issue
from runner.action.workflow_run import Job, notice
from runner.formatting import count, escape_markdown


def run(job: Job) -> int:
    done = invoke.run(job, "status", "--refresh")
    if done.code:
        job.failed(done.error)
        return done.code
    found = list(_lines(done.body))
    job.outputs["result"] = "drift" if found else "clean"
    if not found:
        tracking_issue.settle(job, "drift", f"Nothing differs any more: [this run]({job.url}).")
        job.summarise("The account holds what is recorded.")
        return 0
    page = "\n".join([f"Found by [this run]({job.url}).\n", *found, "", _HINT])
    job.summarise(page)
    tracking_issue.tell(job, "drift", "Campaigns: the account isn't what is recorded", page)
    notice(f"{count(len(found), 'difference')} between the account and what is recorded: see the issue")
    return 0


_HINT = (
    "What apply recorded as another than asked, and was dealt with: `campaigns resolve NAME --accept`. What was "
    "changed by hand is said until the campaign has ended. What was created by hand and belongs to a file: "
    "`campaigns import ID --file PATH`. This issue closes by itself."
)


def _lines(body: Any) -> Iterator[str]:
    for entry in body["campaigns"]:
        called = f"**{escape_markdown(entry['campaignName'])}** {escape_markdown(entry['campaignId'] or '')}".strip()
        if entry["status"] != "created":
            yield f"- {called}: what came of its request isn't known; run apply again"
        live = entry["live"]
        if live is not None and not live["found"]:
            yield f"- {called}: it is gone from the account"
        # What has ended can't call anybody any more.
        ended = live is not None and live.get("campaignStatus") == "completed"
        for each in [*entry["differences"], *([] if ended else entry.get("drift", []))]:
            asked, answered = escape_markdown(str(each["asked"])), escape_markdown(str(each["answered"]))
            yield f"- {called}: {escape_markdown(each['field'])} is {answered}, not {asked}"
    for stranger in body["strangers"]:
        if stranger["campaignStatus"] != "completed":
            name, campaign_id, status = (
                escape_markdown(stranger[key] or "") for key in ("campaignName", "campaignId", "campaignStatus")
            )
            yield f"- **{name or '?'}** {campaign_id}: {status or '?'}, and no file and no record knows of it"
