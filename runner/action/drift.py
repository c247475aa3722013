"""Compares the recorded campaigns with the account, and keeps one issue about the differences."""

import sys
from collections.abc import Iterator, Mapping
from typing import Any

from runner.action import apply_report, invoke
from runner.action.tracking_issue import close_issue, open_issue
from runner.action.workflow_run import WorkflowRun, log_notice
from runner.cli.exit_codes import DIFFERS
from runner.formatting import count, escape_markdown
from runner.report import emergency
from runner.report.emergency import emergency_annotations, emergency_markdown

DRIFTED = "Campaigns: the account differs from what is recorded"
_HINT = (
    "- Apply recorded a difference, and you have dealt with it: `campaigns resolve NAME --accept`.\n"
    "- A campaign was changed in the dashboard: it stays listed until it has ended.\n"
    "- The rules of a time zone have changed: set the launch in the dashboard to the hour that you want, then\n"
    "  `campaigns resolve NAME --accept`.\n"
    "- A campaign is gone from the account: check SIGMAMIND_API_KEY. If somebody deleted it on purpose:\n"
    "  `campaigns apply --accept-account`, or run the apply workflow by hand with `accept-account`.\n"
    "- A campaign was created in the dashboard and belongs to a file: `campaigns import ID --file PATH`.\n\n"
    "This issue closes itself once nothing differs."
)


def run(workflow: WorkflowRun) -> int:
    result = invoke.run(workflow, "status", "--refresh")
    if result.exit_code not in (0, DIFFERS):
        workflow.set_failed(result.error)
        return result.exit_code
    dialing = emergency.from_json(result.output)
    sys.stdout.write(emergency_annotations(dialing))
    differences = list(_differences(result.output))
    workflow.outputs["result"] = "drift" if differences or dialing else "clean"
    if not differences and not dialing:
        close_issue(workflow, "drift", f"[This run]({workflow.url}) found no difference.")
        workflow.add_summary("The account matches the recorded campaigns.")
        return 0
    lines = [f"[This run]({workflow.url}) found {_count(differences)}.\n", *differences, "", _HINT]
    text = emergency_markdown(dialing) + "\n".join(lines)
    workflow.add_summary(text)
    open_issue(workflow, "drift", apply_report.emergency_title(dialing) if dialing else DRIFTED, text)
    log_notice(f"{_count(differences)} between the account and what is recorded: see the issue")
    return result.exit_code


def _count(differences: list[str]) -> str:
    return count(len(differences), "difference")


def _differences(status: Any) -> Iterator[str]:
    for campaign in status["campaigns"]:
        name = _name(campaign)
        if campaign["status"] != "created":
            yield f"- {name}: the outcome of its request is unknown; run apply again"
        live = campaign["live"]
        # A campaign that has ended calls nobody any more.
        ended = live is not None and live.get("campaignStatus") == "completed"
        for difference in [*campaign["differences"], *([] if ended else campaign.get("drift", []))]:
            field, requested, actual = (escape_markdown(str(difference[key])) for key in ("field", "asked", "answered"))
            yield f"- {name}: {field} is {actual}, not {requested}"
        for finding in campaign.get("findings", []):
            yield f"- {name}: {escape_markdown(finding['message'])}"
    for stranger in status["strangers"]:
        if stranger["campaignStatus"] != "completed":
            state = escape_markdown(stranger["campaignStatus"] or "?")
            yield f"- {_name(stranger)}: {state}, neither recorded nor in a file"


def _name(campaign: Mapping[str, Any]) -> str:
    name, campaign_id = (escape_markdown(campaign[key] or "") for key in ("campaignName", "campaignId"))
    return f"**{name or '?'}** {campaign_id}".strip()
