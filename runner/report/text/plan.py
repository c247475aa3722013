"""Plans, outcomes and records as a person reads them in a terminal."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from runner import timezones
from runner.findings import Findings
from runner.formatting import count, one_line
from runner.plan import record_warnings
from runner.plan.change import Action, Change
from runner.plan.plan import Plan
from runner.report.text.colour import PLAIN, Ink
from runner.report.text.findings import findings_summary, findings_text
from runner.report.text.launch import AT_ONCE, against, shown_name, utc_beside
from runner.report.text.table import new_table, render_table

if TYPE_CHECKING:
    from rich.table import Table
    from rich.text import Text

HOURS_LISTED = 10
"""Of so many campaigns the local hours are shown; more are counted."""
_ORDER: tuple[Action, ...] = ("blocked", "create", "unknown", "changed", "moved", "removed", "unchanged")
_MARKS: Mapping[Action, tuple[str, str]] = {
    "blocked": ("!", "bold red"),
    "create": ("+", "green"),
    "unknown": ("?", "bold yellow"),
    "changed": ("~", "yellow"),
    "moved": (">", "blue"),
    "removed": ("-", "dim"),
    "unchanged": ("=", "dim"),
}


def validation_text(files: int, contacts: int, findings: Findings, ink: Ink = PLAIN, noun: str = "campaign") -> str:
    listed = findings_text(findings, ink)
    return listed + ("\n" if listed else "") + totals(files, contacts, findings, noun)


def totals(files: int, contacts: int, findings: Findings, noun: str = "campaign") -> str:
    return f"{count(files, noun)}, {count(contacts, 'contact')}: {findings_summary(findings)}\n"


def plan_text(made: Plan, *, width: int, ink: Ink = PLAIN) -> str:
    """The sentence that says what apply would do, the campaigns, and what was found; immediate launches first."""
    parts = [headline(made, ink) + "\n"]
    shown = [change for change in in_order(made) if change.action != "unchanged"]
    if shown:
        parts.append(render_table(_plan_table(shown, made.as_of), width, ink))
    if same := len(made.of("unchanged")):
        parts.append(f"{count(same, 'campaign')} unchanged\n")
    if called := [change for change in in_order(made) if change.hours]:
        parts.append(_local_hours(called, made))
    if listed := findings_text(made.findings, ink):
        parts.append(listed)
    parts.append(f"plan {made.hash}\n")
    return "\n".join(parts)


def _local_hours(called: list[Change], made: Plan) -> str:
    """Say when people would be called by their own clocks, and until when a merge is safe."""
    from runner.plan.checks.calling_hours import merge_before
    from runner.report import local_hours

    told = []
    for change in called[:HOURS_LISTED]:
        if change.hours is not None:
            told += [shown_name(change), *(f"  {line}" for line in local_hours.lines(change.hours))]
    if left := len(called) - HOURS_LISTED:
        told.append(
            f"and {count(left, 'more campaign')}: `campaigns report --html FILE` has them all"
        ) if left > 0 else None
    told += local_hours.beside(made.policy.rulebook)
    told.append(local_hours.LEGEND)
    if before := merge_before(made.changes, made.policy):
        told.append(f"merge before {timezones.format_local(before)}")
    return "\n".join(told) + "\n"


def headline(made: Plan, ink: Ink = PLAIN) -> str:
    """One sentence on what apply would do."""
    creates, unknown = made.of("create"), made.of("unknown")
    now = [change for change in [*creates, *made.maybe] if change.immediate]
    if reasons := against(made):
        words = f"apply would refuse: {', '.join(reasons)}"
        words += f", {count(len(creates), 'campaign')} ready" if creates else ""
    elif creates:
        words = f"apply would create {count(len(creates), 'campaign')} and call {count(made.contacts, 'person')}"
    elif unknown:
        words = f"apply would look up {count(len(unknown), 'campaign')} whose outcome is unknown"
    elif made.of("moved"):
        words = f"apply would record {count(len(made.of('moved')), 'new path')}, and create nothing"
    elif standing := [change for change in made.changes if record_warnings.stands(change, made.as_of)]:
        words = f"nothing to create, but {count(len(standing), 'campaign')} of old files still to dial"
    else:
        words = "nothing to do"
    if creates and unknown:
        words += f"; it would look up {count(len(unknown), 'more campaign')}"
    if unknown and made.maybe:
        words += f", and if not found create {len(made.maybe):,} and call {count(_people(made.maybe), 'person')}"
    if unknown and made.passed:
        words += "; it would refuse if a limit is still passed after that"
    if now:
        people = count(_people(now), "person")
        words += "; " + ink.paint(f"{people} {AT_ONCE}, in {count(len(now), 'campaign')}", "bold red")
    return words


def _people(changes: Iterable[Change]) -> int:
    return sum(change.rows or 0 for change in changes)


def in_order(made: Plan) -> list[Change]:
    """Give a plan's campaigns as a reviewer wants them: what blocks first, then immediate launches."""
    return sorted(made.changes, key=lambda change: (_ORDER.index(change.action), not change.immediate))


def _plan_table(changes: list[Change], now: datetime) -> "Table":
    from rich.text import Text

    table = new_table("", "campaign", "people", "launch", "from, agent")
    for change in changes:
        mark, style = _MARKS[change.action]
        name = Text.assemble((shown_name(change), "bold"), "\n", (one_line(change.path), "dim"))
        people = "?" if change.rows is None else f"{change.rows:,}" + ("\nnot read" if change.unread else "")
        action = "\n  ".join([change.action, *change.differs])
        table.add_row(Text(f"{mark} {action}", style=style), name, people, _launch(change, now), _caller(change))
    return table


def _launch(change: Change, now: datetime) -> "Text":
    from rich.text import Text

    if change.immediate and change.stands is None:
        return Text.assemble((AT_ONCE, "bold white on red"), "\nas soon as it is created")
    if change.launch_at is None:
        return Text("at once, when it was created" if change.stands else "?")
    at = timezones.in_zone(change.launch_at, change.zone)
    instant = timezones.parse_instant(change.launch_at)
    return Text(f"{timezones.format_local(at)}\n{utc_beside(instant, at)}, {timezones.format_relative(at, now)}")


def _caller(change: Change) -> str:
    if not change.request:
        return ""
    number, agent, calls = (change.request.get(key) for key in ("sipPhoneNumber", "agentId", "concurrentCalls"))
    lines = count(calls, "line") if isinstance(calls, int) else "default lines"
    of_number, of_agent = change.caller.labels() if change.caller else ("", "")
    return f"{one_line(str(number))}{of_number}, {lines}\n{one_line(str(agent))}{of_agent}"
