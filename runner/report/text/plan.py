"""Plans and the totals of validate, as text for a terminal."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

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
from runner.report.text.table import Cell, Styled, Table
from runner.report.text.value_sources import value_sources_text
from runner.report.text.wrap import NO_BREAK, keep_together
from runner.report.updates import change_lines

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
    columns: int | None = None,
) -> str:
    listed = findings_text(findings, ink, columns)
    held = ink.paint(hold_words(hold), "bold red") + "\n" if hold else ""
    return listed + ("\n" if listed else "") + held + totals(files, contacts, findings, noun)


def totals(files: int, contacts: ContactCounts, findings: Findings, noun: str = "campaign") -> str:
    return f"{count(files, noun)}, {contacts}: {findings_summary(findings)}\n"


def plan_text(plan: Plan, *, width: int, ink: Ink = PLAIN, every_hour: bool = False) -> str:
    """Return what dials before its time, the headline, the campaigns, their calling hours and the findings.

    The worst campaigns come first. Of a part of a plan, all campaigns are shown; headline and limits are of the part.
    With `every_hour`, launches without a clash are shown by local time too.
    """
    heading, sent = headline_text(plan, ink), {change.path for change in plan.changes}
    plan = replace(plan.whole, exceeded=plan.exceeded) if plan.whole else plan
    parts = [f"{emergency_text(of_plan(plan), ink)}{heading}\n"]
    if updates := _updates(plan, sent):
        parts.append(updates)
    shown = [change for change in in_order(plan) if change.action != "unchanged"]
    if shown:
        parts.append(_plan_table(shown, plan, width, sent).render(width, ink))
    if unchanged := unchanged_words(plan):
        parts.append(f"{unchanged}\n")
    if sources := value_sources_text(shown):
        parts.append(sources)
    if hours := _hours(plan, ink, every=every_hour):
        parts.append(hours)
    if checks := hours_check_lines(plan.changes):
        parts.append("\n".join(checks) + "\n")
    if listed := findings_text(plan.findings, ink, width):
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


def _hours(plan: Plan, ink: Ink, *, every: bool) -> str:
    if not any(change.hours for change in plan.changes):
        return ""
    from runner.report.text.plan_hours import plan_hours_text

    return plan_hours_text(plan, ink, every=every)


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


def _plan_table(changes: Sequence[Change], plan: Plan, width: int, sent: Collection[str]) -> Table:
    """Return a row for each campaign; where a terminal is narrow, the caller stands below the campaign.

    `sent` are the paths of what apply sends and records.
    """
    from runner.report.waves import wave_words

    waves = wave_words(plan)
    rows = [_row(change, plan, sent, waves.get(change.path)) for change in changes]
    table = Table(("", "campaign", "contacts", "launch", "from, agent"), rows)
    if table.fits(width):
        return table
    narrow = Table(table.headers[:-1], [(mark, (*name, *caller), *rest) for mark, name, *rest, caller in rows])
    return narrow if narrow.fits(width) else table


def _row(change: Change, plan: Plan, sent: Collection[str], wave: str | None) -> tuple[Cell, ...]:
    mark, style = _MARKS[change.action]
    not_sent = ["not sent"] if change.path not in sent and change.action in (*SENT, "moved") else []
    below = [*not_sent, *(() if change.is_update else change.differs)]
    contacts = "?" if change.rows is None else f"{change.rows:,}"
    return (
        [Styled(keep_together(line), style) for line in (f"{mark} {change.action}", *(f"  {each}" for each in below))],
        _name(change, wave),
        [Styled(contacts), *([Styled("not read")] if change.unread else [])],
        _launch(*launch_words(change, plan.as_of)),
        [Styled(_clauses(line)) for line in _caller(change)],
    )


def _launch(words: str, beside: str) -> Cell:
    """Return the launch, and below it what goes beside it; the zone may stand on a line of its own."""
    date, space, zone = words.rpartition(" ")
    launch = Styled(f"{keep_together(date)}{space}{zone}", "bold white on_red" if words == IMMEDIATELY else "")
    return [launch, Styled(_clauses(beside) if "," in beside else beside)] if beside else [launch]


def _clauses(text: str) -> str:
    """Return a text that breaks behind its commas alone."""
    return keep_together(text).replace(f",{NO_BREAK}", ", ")


def _name(change: Change, wave: str | None) -> Cell:
    lines = [Styled(shown_name(change), "bold"), Styled(keep_together(one_line(change.path)), "dim")]
    if words := left_out_words([change]):
        lines.append(Styled(words, "bold"))
    return [*lines, Styled(wave)] if wave else lines


def _caller(change: Change) -> list[str]:
    if not change.request:
        return []
    number, agent, calls = (change.request.get(key) for key in ("sipPhoneNumber", "agentId", "concurrentCalls"))
    lines = count(calls, "line") if isinstance(calls, int) else "default lines"
    of_number, of_agent = change.caller.labels() if change.caller else ("", "")
    return [f"{one_line(str(number))}{of_number}, {lines}", f"{one_line(str(agent))}{of_agent}"]
