"""The outcomes of apply as text."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import get_args

from runner.apply.outcome import Kind, Outcome
from runner.formatting import one_line, printable
from runner.plan.stop_hints import difference_hint
from runner.report.headline import IMMEDIATELY
from runner.report.text.color import PLAIN, Ink
from runner.report.text.launch import format_launch
from runner.state.record import Record


def outcome_text(outcome: Outcome, record: Record | None, now: datetime, ink: Ink = PLAIN) -> str:
    """Return what happened to one campaign, and what is recorded of it now, in one to three lines."""
    styles: Mapping[Kind, str] = {
        "created": "green",
        "adopted": "green",
        "updated": "green",
        "postponed": "green",
        "deleted": "green",
        "rejected": "bold red",
        "unknown": "bold yellow",
        "skipped": "dim",
    }
    style = "bold yellow" if outcome.differs else styles[outcome.outcome]
    line = f"{ink.paint(f'{outcome.outcome:8}', style)}  {one_line(outcome.name)}"
    if outcome.differs and record is not None:
        hint = difference_hint(outcome.name, record, now)
        return f"{line}  {outcome.campaign_id}  DIFFERS\n          {printable(outcome.message)}\n          hint: {hint}"
    if outcome.outcome in ("created", "adopted", "updated", "postponed"):
        launch = IMMEDIATELY if outcome.launch_at is None else format_launch(outcome.launch_at, outcome.zone, now)
        line += f"  {outcome.campaign_id}  dials {launch}"
        return line + (f"\n          {printable(outcome.message)}" if outcome.message != outcome.outcome else "")
    if outcome.outcome == "deleted":
        line += f"  {outcome.campaign_id}"
    return f"{line}\n          {printable(outcome.message)}"


def outcomes_text(outcomes: Iterable[Outcome], others: str = "") -> str:
    """Return the last line of an apply: how many campaigns had which outcome, and what it left of `others`."""
    rows = list(outcomes)
    counts = [f"{n} {kind}" for kind in get_args(Kind) if (n := sum(row.outcome == kind for row in rows))]
    return (", ".join(counts) if counts else "nothing was sent") + (f"; {others}" if others else "") + "\n"
