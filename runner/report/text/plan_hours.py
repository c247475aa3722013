"""The calling hours of a plan as text: what was checked and what is unknown, and the local hours of some launches."""

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from datetime import datetime

from runner.calling_hours.assessment import Assessment
from runner.calling_hours.rules.rulebook import Coverage, ZoneSource
from runner.calling_hours.wording import COVERAGE
from runner.findings import Severity
from runner.formatting import count, one_line
from runner.plan.merge_deadline import merge_deadline
from runner.plan.plan import Plan
from runner.report.plan_view import view_plan
from runner.report.text import local_hours
from runner.report.text.color import PLAIN, Ink

LISTED = 10
"""Maximum campaigns whose local hours are listed; more are counted."""


def plan_hours_text(plan: Plan, ink: Ink = PLAIN, *, every: bool = False) -> str:
    """Return the local hours of launches that clash, how many were checked, and what isn't known of them.

    With `every`, the local hours of all; empty where none was checked.
    """
    checked = {
        change.path: change.hours
        for change in plan.changes
        if change.hours and (change.would_send or change.hours.clashes)
    }
    if not checked:
        return ""
    shown = sorted(
        (path for path in checked if every or checked[path].clashes), key=lambda path: _badness(checked[path])
    )
    lines = [*_listed(plan, shown, ink), *_summary(checked.values(), ink)]
    if len(shown) < len(checked):
        lines.append("  `campaigns plan --hours` shows each launch by local time")
    book = plan.policy.rulebook
    lines += [*local_hours.forecast_lines(book), local_hours.legend(ink)] if shown else local_hours.policy_lines(book)
    if deadline := merge_deadline(plan.changes, plan.policy):
        lines.append(str(deadline))
    return "".join(f"{line}\n" for line in lines)


def _badness(hours: Assessment) -> tuple[int, int, datetime]:
    """Return the key that sorts the worst clash first, then that of most contacts, then the first launch."""
    rank = list(Severity)
    worst = min((rank.index(clash.severity) for clash in hours.clashes), default=len(rank))
    contacts = sum(clash.contacts for clash in hours.clashes if rank.index(clash.severity) == worst)
    return worst, -contacts, hours.calling.start


def _listed(plan: Plan, paths: Sequence[str], ink: Ink) -> Iterator[str]:
    """Yield the local hours of the campaigns of these paths; what is cut is counted, with its worst."""
    seen = {*paths[: LISTED + 1]}
    view = view_plan(replace(plan, changes=tuple(change for change in plan.changes if change.path in seen)))
    launches = {launch.path: launch for launch in view.launches}
    for path in paths[:LISTED]:
        yield ink.paint(one_line(launches[path].name), "bold")
        yield from (f"  {line}" for line in local_hours.launch_lines(launches[path], ink))
    if cut := paths[LISTED:]:
        clashes = launches[cut[0]].clashes
        worst = f", the worst {clashes[0].sentence}" if clashes else ", without a clash"
        yield f"and {count(len(cut), 'more campaign')}{worst}: `campaigns report` shows all of them"


def _summary(assessed: Collection[Assessment], ink: Ink) -> Iterator[str]:
    """Yield how many launches clash, and for how many contacts what is unknown."""
    clashing = sum(bool(hours.clashes) for hours in assessed)
    clashes = ink.paint(f"{clashing:,} with a clash", "bold red") if clashing else ink.paint("no clash", "green")
    yield f"calling hours: {count(len(assessed), 'launch')} checked, {clashes}"
    uncovered = sum((Counter(hours.uncovered) for hours in assessed), Counter[Coverage]())
    for why in reversed(Coverage):
        if contacts := uncovered[why]:
            yield f"  {COVERAGE[why]} for {count(contacts, 'contact')}: that permits nothing"
    if nowhere := sum(hours.without_zone for hours in assessed):
        yield f"  the local hour is unknown for {count(nowhere, 'contact')}"
    if guessed := sum(_guessed(hours) for hours in assessed):
        yield f"  time zones guessed for {count(guessed, 'contact')}"
    if endless := sum(hours.forecast is None for hours in assessed):
        yield f"  `concurrentCalls` is missing, so the end is unknown: {count(endless, 'launch')}"
    if capped := sum(note.contacts for hours in assessed for note in hours.caps if note.exceeded):
        yield f"  {count(capped, 'contact')} may get more calls than a rule permits"


def _guessed(hours: Assessment) -> int:
    known = (ZoneSource.COLUMN, ZoneSource.DEFAULT)
    return sum(contacts for source, contacts in hours.sources.items() if source not in known)
