"""Plans and the totals of validate, as text for a terminal."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from runner.config.hold import Hold
from runner.findings import Findings
from runner.formatting import count, one_line
from runner.plan.change import SENT, Action, Change
from runner.plan.plan import Plan
from runner.report.emergency import emergency_text, of_plan
from runner.report.headline import (
    IMMEDIATELY,
    ContactCounts,
    headline,
    hold_words,
    left_out_words,
    unchanged_words,
)
from runner.report.hours_checks import hours_check_lines
from runner.report.text.color import PLAIN, Ink
from runner.report.text.findings import findings_summary, findings_text
from runner.report.text.launch import launch_words, shown_name
from runner.report.text.table import new_table, render_table
from runner.report.text.value_sources import value_sources_text
from runner.report.updates import change_lines

if TYPE_CHECKING:
    from rich.table import Table

HOURS_LISTED = 10
"""Maximum campaigns whose local hours are listed; more are counted."""
WIDE = 100
"""Columns of a terminal from which the caller has a column of its own."""
_ORDER: tuple[Action, ...] = ("blocked", "update", "create", "unknown", "changed", "moved", "removed", "unchanged")
_MARKS: Mapping[Action, tuple[str, str]] = {
    "blocked": ("!", "bold red"),
    "update": ("~", "bold yellow"),
    "create": ("+", "green"),
    "unknown": ("?", "bold yellow"),
    "changed": ("~", "yellow"),
    "moved": (">", "blue"),
    "removed": ("-", "dim"),
    "unchanged": ("=", "dim"),
}


def validation_text(
    files: int,
    contacts: ContactCounts,
    findings: Findings,
    ink: Ink = PLAIN,
    noun: str = "campaign",
    hold: Hold | None = None,
) -> str:
    listed = findings_text(findings, ink)
    held = ink.paint(hold_words(hold), "bold red") + "\n" if hold else ""
    return listed + ("\n" if listed else "") + held + totals(files, contacts, findings, noun)


def totals(files: int, contacts: ContactCounts, findings: Findings, noun: str = "campaign") -> str:
    return f"{count(files, noun)}, {contacts}: {findings_summary(findings)}\n"


def plan_text(plan: Plan, *, width: int, ink: Ink = PLAIN) -> str:
    """Return what dials before its time, the headline, the campaigns, the local hours and the findings.

    The worst campaigns come first. Of a part of a plan, all campaigns are shown; headline and limits are of the part.
    """
    heading, sent = headline_text(plan, ink), {change.path for change in plan.changes}
    plan = replace(plan.whole, exceeded=plan.exceeded) if plan.whole else plan
    parts = [f"{emergency_text(of_plan(plan), ink)}{heading}\n"]
    if updates := _updates(plan, sent):
        parts.append(updates)
    shown = [change for change in in_order(plan) if change.action != "unchanged"]
    if shown:
        parts.append(render_table(_plan_table(shown, plan, width, sent), width, ink))
    if unchanged := unchanged_words(plan):
        parts.append(f"{unchanged}\n")
    if sources := value_sources_text(shown):
        parts.append(sources)
    parts += _local_hours(plan)
    if checks := hours_check_lines(plan.changes):
        parts.append("\n".join(checks) + "\n")
    if listed := findings_text(plan.findings, ink):
        parts.append(listed)
    parts.append(f"plan {plan.hash}\n")
    return "\n".join(parts)


def _updates(plan: Plan, sent: Collection[str]) -> str:
    """Return each campaign that would be updated, with the old and the new values below it.

    `sent` are the paths of what apply sends.
    """
    lines = []
    for change in in_order(plan):
        if change.is_update and change.record:
            blocked = ", blocked by errors" if change.action == "blocked" else ""
            not_sent = "" if change.path in sent else ", not sent"
            lines.append(f"update {shown_name(change)} ({change.record.campaignId}){blocked}{not_sent}")
            lines += [f"  {line}" for line in change_lines(change)]
    return "".join(f"{line}\n" for line in lines)


def _local_hours(plan: Plan) -> list[str]:
    if not any(change.hours for change in plan.changes):
        return []
    from runner.report.plan_view import view_plan
    from runner.report.text import local_hours

    view = view_plan(plan)
    if not view.assessed:
        return []
    lines = []
    for launch in view.assessed[:HOURS_LISTED]:
        lines += [one_line(launch.name), *(f"  {line}" for line in local_hours.launch_lines(launch))]
    if (left := len(view.assessed) - HOURS_LISTED) > 0:
        lines.append(f"and {count(left, 'more campaign')}: `campaigns report` shows all of them")
    lines += [*local_hours.forecast_lines(plan.policy.rulebook), local_hours.LEGEND]
    if view.merge_before:
        lines.append(str(view.merge_before))
    return ["\n".join(lines) + "\n"]


def headline_text(plan: Plan, ink: Ink = PLAIN) -> str:
    """Return the headline, with a HOLD and immediate calls in red."""
    sentence = headline(plan)
    immediate, hold = (ink.paint(part, "bold red") for part in (sentence.immediate, sentence.hold))
    return str(replace(sentence, immediate=immediate, hold=hold))


def in_order(plan: Plan) -> list[Change]:
    """Return the campaigns, the worst first: blocked ones, then immediate launches, then by launch."""
    return sorted(
        plan.changes,
        key=lambda change: (_ORDER.index(change.action), not change.immediate, change.launch_at or ""),
    )


def _plan_table(changes: list[Change], plan: Plan, width: int, sent: Collection[str]) -> "Table":
    """Return a row for each campaign; where a terminal is narrow, the caller stands below the campaign.

    `sent` are the paths of what apply sends and records.
    """
    from rich.text import Text

    from runner.report.waves import wave_words

    narrow = width < WIDE
    waves = wave_words(plan)
    table = new_table("", "campaign", "contacts", "launch", *([] if narrow else ["from, agent"]))
    for change in changes:
        mark, style = _MARKS[change.action]
        caller = _caller(change)
        name = Text.assemble((shown_name(change), "bold"), "\n", (one_line(change.path), "dim"))
        if words := left_out_words([change]):
            name.append(f"\n{words}", "bold")
        if wave := waves.get(change.path):
            name.append(f"\n{wave}")
        if narrow and caller:
            name.append(f"\n{caller}")
        contacts = "?" if change.rows is None else f"{change.rows:,}" + ("\nnot read" if change.unread else "")
        not_sent = ["not sent"] if change.path not in sent and change.action in (*SENT, "moved") else []
        action = "\n  ".join([change.action, *not_sent, *(() if change.is_update else change.differs)])
        launch, beside = launch_words(change, plan.as_of)
        style_of_launch = "bold white on red" if launch == IMMEDIATELY else ""
        cell = Text.assemble((launch, style_of_launch), f"\n{beside}" if beside else "")
        table.add_row(Text(f"{mark} {action}", style=style), name, contacts, cell, *([] if narrow else [caller]))
    return table


def _caller(change: Change) -> str:
    if not change.request:
        return ""
    number, agent, calls = (change.request.get(key) for key in ("sipPhoneNumber", "agentId", "concurrentCalls"))
    lines = count(calls, "line") if isinstance(calls, int) else "default lines"
    of_number, of_agent = change.caller.labels() if change.caller else ("", "")
    return f"{one_line(str(number))}{of_number}, {lines}\n{one_line(str(agent))}{of_agent}"
