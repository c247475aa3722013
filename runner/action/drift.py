"""Compares what is merged, what is recorded and what the account holds, and keeps one issue about the differences."""

import sys
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from runner.action import apply_report, invoke, plan, unlaunched
from runner.action.tracking_issue import close_issue, open_issue
from runner.action.workflow_run import WorkflowRun, log_notice, log_warning
from runner.cli.exit_codes import DIFFERS
from runner.errors import RunnerError, StoreError
from runner.formatting import count, escape_markdown
from runner.plan.change import Change
from runner.plan.plan import Plan
from runner.plan.record_warnings import still_scheduled, still_scheduled_warning
from runner.report import emergency
from runner.report.emergency import Emergency, emergency_annotations, emergency_markdown
from runner.report.headline import hold_words
from runner.report.markdown.findings import prose
from runner.state.lease import is_leased

_HINT = (
    "- Apply recorded a difference, and you have dealt with it: `campaigns resolve NAME --accept`.\n"
    "- A campaign was changed in the dashboard: it stays listed until it has ended.\n"
    "- The rules of a time zone have changed: set the launch in the dashboard to the hour that you want, then\n"
    "  `campaigns resolve NAME --accept`.\n"
    "- A campaign is gone from the account: check SIGMAMIND_API_KEY. If somebody deleted it on purpose:\n"
    "  `campaigns apply --accept-account`, or run the apply workflow by hand with `accept-account`."
)
_STRANGERS = (
    "\n**In the account, but no folder here has a record or a file of them.** If one belongs to a file: "
    "`campaigns import ID --file PATH`. If they belong to others, name them in the policy, such as "
    "`otherCampaigns: ['Support *']`.\n"
)
_CLOSES = "This issue closes itself once nothing differs and everything merged is launched."


def run(workflow: WorkflowRun) -> int:
    result = invoke.run(workflow, "status", "--refresh")
    if result.exit_code not in (0, DIFFERS):
        workflow.set_failed(result.error)
        return result.exit_code
    dialing = emergency.from_json(result.output)
    sys.stdout.write(emergency_annotations(dialing))
    try:
        current = plan.read_plan(workflow)
        elsewhere = unlaunched.why_not_merged(workflow, current)
    except RunnerError as exc:
        drift = Drift(dialing, list(_differences(result.output, set())), list(_strangers(result.output)))
        _report(workflow, drift, f"Whether everything merged is launched isn't known: {prose(exc.message)}\n")
        raise
    leased = _leased(current)
    still_dialing = [] if elsewhere else list(_still_dialing(current, _gone(result.output)))
    pending = [] if elsewhere or leased else unlaunched.pending(current)
    differences, strangers = list(_differences(result.output, leased)), list(_strangers(result.output))
    drift = Drift(dialing, differences, strangers, still_dialing, pending)
    namesakes = {each["campaignName"]: each["campaignId"] for each in result.output.get("namesakes", ())}
    is_written = _report(workflow, drift, unlaunched.section(current, pending, namesakes) if pending else "")
    if elsewhere:
        log_warning(f"whether everything merged is launched wasn't looked at: {elsewhere}")
        workflow.add_summary(f"Whether everything merged is launched wasn't looked at: {prose(elsewhere)}.")
    elif leased:
        workflow.add_summary(f"Another run is creating or changing {count(len(leased), 'campaign')}.")
    elif drift.is_clean:
        close_issue(workflow, "drift", f"[This run]({workflow.url}) found no difference.")
        workflow.add_summary("The account matches the recorded campaigns, and everything merged is launched.")
    if current.hold:
        workflow.add_summary(escape_markdown(hold_words(current.hold)))
    code = DIFFERS if still_dialing else result.exit_code
    if code == 0 and not is_written:
        workflow.outputs["failure-reason"] = f"{drift.summary}, and no issue could be written"
        return StoreError.exit_code
    return code


@dataclass(frozen=True, slots=True)
class Drift:
    """What the issue is about: what dials before its time, lines on what differs, and what is merged and not launched.

    `strangers` are lines on campaigns that nobody recorded, `still_dialing` those on what dials without its file.
    """

    dialing: Sequence[Emergency]
    differences: list[str]
    strangers: list[str]
    still_dialing: list[str] = field(default_factory=list)
    pending: list[Change] = field(default_factory=list)

    @property
    def is_clean(self) -> bool:
        return not (self.dialing or self.lines or self.strangers or self.pending)

    @property
    def lines(self) -> list[str]:
        return [*self.still_dialing, *self.differences]

    @property
    def summary(self) -> str:
        """How much there is of each, such as `2 differences and 1 campaign not launched`."""
        parts = [f"{count(len(self.dialing), 'campaign')} that dialed before its time"] if self.dialing else []
        parts += [count(len(self.lines), "difference")] if self.lines else []
        parts += [f"{count(len(self.pending), 'campaign')} not launched"] if self.pending else []
        parts += [f"{count(len(self.strangers), 'campaign')} that nobody recorded"] if self.strangers else []
        return " and ".join(parts)

    @property
    def title(self) -> str:
        """The problems, the worst first."""
        if self.dialing:
            return apply_report.emergency_title(self.dialing)
        parts = {
            "a campaign still dials from a file that was deleted or edited": self.still_dialing,
            "merged campaigns aren't launched": self.pending,
            "the account differs from what is recorded": self.differences,
            "the account has campaigns that nobody recorded": self.strangers,
        }
        return "Campaigns: " + ", and ".join(part for part, lines in parts.items() if lines)


def _report(workflow: WorkflowRun, drift: Drift, section: str) -> bool:
    """Set the result, and write the issue where it has something to say; `section` is about what isn't launched.

    Return False where there is something to say and no issue could be written.
    """
    workflow.outputs["result"] = "clean" if drift.is_clean else "drift"
    if drift.is_clean:
        return True
    lines = [f"[This run]({workflow.url}) found {drift.summary}.\n", *_first(drift.lines), section]
    lines += [_HINT] if drift.lines else []
    lines += [_STRANGERS, *_first(drift.strangers)] if drift.strangers else []
    text = emergency_markdown(drift.dialing) + "\n".join([*lines, "", _CLOSES])
    workflow.add_summary(text)
    if not open_issue(workflow, "drift", drift.title, text):
        return False
    log_notice(f"{drift.summary}: see the issue")
    return True


def _first(lines: list[str]) -> list[str]:
    """Return what an issue lists of many lines, and how many there are more."""
    more = len(lines) - unlaunched.LISTED
    return (
        [*lines[: unlaunched.LISTED], f"- and {more:,} more, all in `campaigns status --refresh`"]
        if more > 0
        else lines
    )


def _leased(current: Plan) -> set[str]:
    """Return the names of the campaigns that a run is creating or changing now."""
    changes = [change for change in current.changes if change.record and is_leased(change.record, current.as_of)]
    return {change.recorded_name for change in changes}


def _still_dialing(current: Plan, gone: Collection[str]) -> Iterator[str]:
    """Yield a line about each campaign that still dials although its file was deleted or edited; `gone` ones don't."""
    for change in current.changes:
        if change.recorded_name not in gone and still_scheduled(change, current.as_of):
            message, hint = still_scheduled_warning(change)
            yield f"- **{escape_markdown(change.recorded_name)}** {prose(message)}; {prose(hint)}"


def _differences(status: Any, leased: Collection[str]) -> Iterator[str]:
    """Yield a line about each difference; an outcome that a run is about to know isn't one."""
    for campaign in status["campaigns"]:
        name = _name(campaign)
        if campaign["status"] != "created" and campaign["campaignName"] not in leased:
            yield f"- {name}: the outcome of its request is unknown; run apply again"
        live = campaign["live"]
        # A campaign that has ended calls nobody any more.
        ended = live is not None and live.get("campaignStatus") == "completed"
        for difference in [*campaign["differences"], *([] if ended else campaign.get("drift", []))]:
            field, requested, actual = (escape_markdown(str(difference[key])) for key in ("field", "asked", "answered"))
            yield f"- {name}: {field} is {actual}, not {requested}"
        for finding in campaign.get("findings", []):
            yield f"- {name}: {prose(finding['message'])}"


def _gone(status: Any) -> set[str]:
    """Return the names of the recorded campaigns that the account, just asked, doesn't have."""
    return {each["campaignName"] for each in status["campaigns"] if each["live"] == {"found": False}}


def _strangers(status: Any) -> Iterator[str]:
    """Yield a line about each campaign that nobody recorded, and that hasn't ended."""
    for stranger in status["strangers"]:
        if stranger["campaignStatus"] != "completed":
            yield f"- {_name(stranger)}: {escape_markdown(stranger['campaignStatus'] or '?')}"


def _name(campaign: Mapping[str, Any]) -> str:
    name, campaign_id = (escape_markdown(campaign[key] or "") for key in ("campaignName", "campaignId"))
    return f"**{name or '?'}** {campaign_id}".strip()
