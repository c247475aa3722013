"""What is merged and not launched: files on the default branch that no apply has carried out yet."""

from collections.abc import Mapping
from datetime import datetime

from runner import timezones
from runner.action.checkout import Checkout
from runner.action.freshness import Freshness
from runner.action.workflow_run import WorkflowRun
from runner.errors import RefusedError, UnverifiedError
from runner.findings import Severity
from runner.formatting import count, escape_markdown, shell_quote
from runner.plan.change import Change
from runner.plan.plan import Plan
from runner.report.headline import hold_words, refusals
from runner.report.markdown.findings import place, prose
from runner.report.text.launch import launch_words

LISTED = 200
_HINT = (
    "To launch them, start the workflow by hand: Actions → Apply campaigns → Run workflow, with the command `apply`. "
    "If a run waits for an approval, approve it instead. A launch that has passed needs a new date in a pull request."
)


def why_not_merged(workflow: WorkflowRun, current: Plan) -> str | None:
    """Return why a plan isn't of what is merged now: its branch, or newer files at the tip; None where it is.

    UnverifiedError where GitHub doesn't say what the tip has.
    """
    if not workflow.on_default_branch:
        return "this run isn't on the default branch"
    try:
        checkout = Checkout.of(workflow)
        checkout.check_commit(workflow.commit)
        Freshness.of(workflow, checkout, current).check()
    except UnverifiedError:
        raise
    except RefusedError as exc:
        return exc.message.partition(";")[0]
    return None


def pending(current: Plan) -> list[Change]:
    """Return what an apply would have done."""
    return current.of("create", "update", "blocked")


def section(current: Plan, changes: list[Change], namesakes: Mapping[str, str]) -> str:
    """Return what isn't launched, why apply would refuse it, and how to launch it, as Markdown.

    `namesakes` are the ids of campaigns in the account that nobody recorded and that have a file's name, by that name.
    """
    lines = [f"\n**{count(len(changes), 'campaign')} merged, but not launched:**\n"]
    lines += [_line(change, current.as_of, namesakes) for change in changes[:LISTED]]
    if len(changes) > LISTED:
        lines.append(f"- and {len(changes) - LISTED:,} more")
    lines.append("")
    if current.hold:
        lines.append(f"{escape_markdown(hold_words(current.hold))}. Delete {place(current.hold.path)} first.\n")
    lines += [f"Apply refuses to send anything: {escape_markdown(why)}.\n" for why in refusals(current)]
    lines.append(_HINT)
    return "\n".join(lines) + "\n"


def _line(change: Change, now: datetime, namesakes: Mapping[str, str]) -> str:
    name = f"**{escape_markdown(change.name)}** " if change.name else ""
    namesake = namesakes.get(change.name or "") if change.record is None else None
    why = _why(change, now) if namesake is None else _why_taken(change, namesake)
    return f"- {name}{place(change.path)}: {prose(why)}"


def _why_taken(change: Change, campaign_id: str) -> str:
    return (
        f"the account has a campaign of this name, {campaign_id}, which isn't recorded: set another `campaignName`, "
        f"or record it with `campaigns import {campaign_id} --file {shell_quote(change.path)}`"
    )


def _why(change: Change, now: datetime) -> str:
    if change.is_update:
        fields = ", ".join(update.field for update in change.updates)
        return f"its edit wasn't made, and the campaign dials as before ({fields})"
    launch, utc = launch_words(change, now)
    if change.launch_at is not None and timezones.parse_instant(change.launch_at) <= now:
        return f"its launch, {launch} ({utc}), has passed, and nobody was called"
    errors = [finding for finding in change.findings if finding.severity is Severity.ERROR]
    if errors:
        return f"blocked: {errors[0].message}"
    if change.immediate:
        return "dials as soon as it is created"
    return f"would launch {launch} ({utc})"
