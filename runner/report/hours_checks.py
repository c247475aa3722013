"""What outputs say about calling hours that weren't checked, and about those of campaigns that exist: then and now."""

from collections.abc import Mapping, Sequence
from typing import Any

from runner.formatting import count, one_line
from runner.plan.change import Change
from runner.plan.recorded_hours import hours_summary

LISTED = 10
"""Maximum campaigns that are named; more are counted."""
Json = Mapping[str, Any]


def hours_check_lines(changes: Sequence[Change]) -> list[str]:
    """Return how many campaigns were checked, then a line for each with a clash and for each that wasn't checked."""
    recorded = [change for change in changes if not change.would_send and (change.hours or change.hours_unchecked)]
    unchecked = [change for change in changes if change.would_send and change.hours_unchecked]
    lines = [f"calling hours of what would be sent: {count(len(unchecked), 'launch')} not checked"] if unchecked else []
    lines += _listed([f"{_name(change)}: not checked, {change.hours_unchecked}" for change in unchecked])
    if recorded:
        lines.append(f"calling hours of recorded launches ahead: {_counts(recorded)}")
        news = sorted(filter(_is_news, recorded), key=_badness)
        lines += _listed([f"{_name(change)}: {then_and_now(change)}" for change in news])
    return lines


def then_and_now(change: Change) -> str:
    """Return what was found about a recorded campaign's calling hours when it was created, and what is found now."""
    then = _found(change.record.hours if change.record else None) or "not recorded"
    now = _found(hours_summary(change.hours) if change.hours else None) or f"not checked, {change.hours_unchecked}"
    return f"when created {then}; now {now}"


def _counts(recorded: Sequence[Change]) -> str:
    checked = [change.hours for change in recorded if change.hours]
    clashing = sum(not hours.passed for hours in checked)
    parts = [f"{len(checked):,} checked again", f"{clashing:,} with a clash"]
    if unjudged := sum(hours_summary(hours)["unjudged"] for hours in checked):
        parts.append(f"{count(unjudged, 'contact')} without a rule in effect")
    if unchecked := len(recorded) - len(checked):
        parts.append(f"{unchecked:,} not checked")
    return ", ".join(parts)


def _is_news(change: Change) -> bool:
    """Whether a campaign had a clash at either time, or wasn't checked again."""
    then = change.record.hours if change.record else None
    return change.hours is None or not change.hours.passed or bool(then and then["clashes"])


def _badness(change: Change) -> tuple[bool, bool]:
    """Return the key that sorts clashes of today first, then what wasn't checked."""
    return change.hours is None or change.hours.passed, change.hours is not None


def _found(hours: Json | None) -> str | None:
    """Return a summary of calling hours in words; None where there is none."""
    if hours is None:
        return None
    clashes = ", ".join(f"{number:,} {code}" for code, number in hours["clashes"].items()) or "no clash"
    return clashes + (f" (no rule in effect for {count(hours['unjudged'], 'contact')})" if hours["unjudged"] else "")


def _listed(lines: Sequence[str]) -> list[str]:
    """Return lines, the worst first; those that are cut are counted, with their worst."""
    cut = lines[LISTED:]
    more = [f"  and {count(len(cut), 'more campaign')}, the worst: {cut[0]}"] if cut else []
    return [*(f"  {line}" for line in lines[:LISTED]), *more]


def _name(change: Change) -> str:
    return one_line(change.recorded_name or change.path)
