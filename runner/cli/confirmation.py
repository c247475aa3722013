"""Whether a plan may be carried out: it is the approved one, and somebody confirmed it."""

import json
import re
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from runner import timezones, zone_database
from runner.cli.console import PLAIN_WIDTH
from runner.cli.context import Context
from runner.cli.settings import SANDBOX
from runner.errors import RefusedError, UsageError
from runner.formatting import count, one_line, quoted
from runner.plan.change import SENT, FieldChange
from runner.plan.left_out import decode_places
from runner.plan.plan import Plan, Send
from runner.report.headline import IMMEDIATELY, contacts_of, headline
from runner.report.text.plan import plan_text
from runner.state.record import Json

NAMED = 5
"""Maximum campaigns that a refusal names."""


@dataclass(frozen=True, slots=True)
class _ApprovedCampaign:
    """The launch of a campaign in UTC, None for an immediate one, and the places of the contacts left out."""

    launch_at: str | None
    left_out: frozenset[int]


@dataclass(frozen=True, slots=True)
class _ApprovedPlan:
    """The campaigns of a plan's file that would be sent, and the zone database that it was made with."""

    campaigns: Mapping[Send, _ApprovedCampaign]
    tzdata: str | None


def check(context: Context, plan: Plan, api: str) -> None:
    """Raise where the plan isn't the approved one, or nobody confirms it; a plan that sends nothing needs neither."""
    if context.args.expect is not None:
        _check_expected(plan, context.args.expect)
    if not plan.sends or not needs_answer(context):
        return
    if context.args.format != "text" or not context.terminal.out.isatty():
        context.terminal.note(plan_text(plan, width=context.terminal.err_columns or PLAIN_WIDTH))
    ask(context, f"\n{headline(plan)}\n{_question(plan, api)}")


def needs_answer(context: Context) -> bool:
    """Whether somebody must be asked; UsageError where nobody can be."""
    if context.args.yes or context.environ.get("CI") == "true":
        return False
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        raise UsageError("no terminal to confirm on", hint="pass --yes, or set CI=true")
    return True


def approval_of(context: Context, path: str) -> Json:
    """Return how a campaign that `check` let pass was approved, by the path of its file."""
    if context.approvals is not None:
        return context.approvals.get(path, {"kind": "unknown"})
    if context.args.yes:
        return {"kind": "yes"}
    return {"kind": "ci" if context.environ.get("CI") == "true" else "terminal"}


def ask(context: Context, question: str) -> None:
    """Ask for confirmation; RefusedError unless the answer is `yes`."""
    if context.terminal.ask(f"{question}? Only `yes` continues: ").strip() != "yes":
        raise RefusedError("not confirmed: nothing was sent")


def _question(plan: Plan, api: str) -> str:
    creates, updates = [*plan.of("create"), *plan.possible_creates], plan.of("update")
    rehearsed = api == SANDBOX
    parts = [f"{'calling' if rehearsed else 'call'} {contacts_of(creates)}"] if creates or not updates else []
    parts += [f"{'changing' if rehearsed else 'change'} {count(len(updates), 'campaign')}"] if updates else []
    what = " and ".join(parts)
    return f"Rehearse {what}" if rehearsed else f"{what[0].upper()}{what[1:]} through {api}"


def _check_expected(plan: Plan, expect: str) -> None:
    if re.fullmatch("sha256:[0-9a-f]{64}", expect):
        if plan.sends and plan.hash != expect:
            raise RefusedError(
                f"the plan is {plan.hash}, not the approved one: nothing was sent",
                hint="the files or the state have changed since then: review `campaigns plan` again",
            )
        return
    approved = _approved(Path(expect))
    hint = "the files, the state or the suppression lists have changed since then: review `campaigns plan` again"
    if unapproved := sorted(send.name for send in plan.sends - approved.campaigns.keys()):
        names = ", ".join(map(quoted, unapproved))
        raise RefusedError(
            f"the plan has campaigns, or changes of one, that `{expect}` doesn't: {names}; nothing was sent", hint=hint
        )
    left_out = plan.left_out
    if grown := sorted(
        send.name
        for send in plan.sends
        if send.name in left_out and approved.campaigns[send].left_out - {*left_out[send.name].values()}
    ):
        names = ", ".join(map(quoted, grown))
        raise RefusedError(f"{names} would call people whom `{expect}` leaves out; nothing was sent", hint=hint)
    _check_instants(plan, approved, expect)


def _check_instants(plan: Plan, approved: _ApprovedPlan, expect: str) -> None:
    """Refuse a campaign whose launch is another instant than the approved one, whatever made it differ."""
    launches = {
        send.name: (approved.campaigns[send].launch_at, change.launch_at)
        for change in plan.changes
        if (send := Send.of(change))
    }
    moved = [
        f"{quoted(name)} would launch at {now or IMMEDIATELY}, not at {then or IMMEDIATELY}"
        for name, (then, now) in sorted(launches.items())
        if _instant(then) != _instant(now)
    ]
    if moved:
        more = f"; and {len(moved) - NAMED:,} more" if len(moved) > NAMED else ""
        databases = f"tzdata {one_line(approved.tzdata or 'of unknown version')} then, {zone_database.version()} now"
        raise RefusedError(
            f"{'; '.join(moved[:NAMED])}{more}, as in `{expect}` ({databases}); nothing was sent",
            hint="review `campaigns plan` again, with the time zone database that apply uses",
        )


def _instant(launch_at: str | None) -> datetime | None:
    return None if launch_at is None else timezones.parse_instant(launch_at)


def _updates(entry: dict[str, Any]) -> tuple[FieldChange, ...]:
    """Return what an entry of a plan's file changes; that of an earlier version had no updates."""
    return tuple(FieldChange(one["field"], one["from"], one["to"]) for one in entry.get("changes", ()))


def _approved(path: Path) -> _ApprovedPlan:
    try:
        approved = json.loads(path.read_bytes())
        sends = [entry for entry in approved["campaigns"] if entry["action"] in SENT]
        campaigns = {
            Send(entry["campaignName"], entry["fingerprint"], _updates(entry)): _ApprovedCampaign(
                entry["launchAt"], decode_places(entry.get("leftOutContacts", ""))
            )
            for entry in sends
        }
        for campaign in campaigns.values():
            _instant(campaign.launch_at)
        tzdata = approved.get("tzdata")
        return _ApprovedPlan(campaigns, tzdata if isinstance(tzdata, str) else None)
    except OSError as exc:
        raise UsageError(
            f"`{path}` can't be read: {exc.strerror}",
            hint="--expect takes `sha256:…`, or a file that `plan --out` wrote",
        ) from exc
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as exc:
        raise UsageError(f"`{path}` isn't a plan", hint="--expect takes a file that `plan --out` wrote") from exc
