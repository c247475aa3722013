"""The outcomes of apply as text."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from runner.apply.outcome import Kind, Outcome
from runner.formatting import one_line, printable, shell_quote
from runner.report.text.colour import PLAIN, Ink
from runner.report.text.launch import AT_ONCE, instant

if TYPE_CHECKING:
    pass


def outcome_text(done: Outcome, now: datetime, ink: Ink = PLAIN) -> str:
    """One line on what came of a campaign."""
    styles: Mapping[Kind, str] = {
        "created": "green",
        "adopted": "green",
        "rejected": "bold red",
        "unknown": "bold yellow",
        "skipped": "dim",
    }
    style = "bold yellow" if done.differs else styles[done.outcome]
    words = f"{ink.paint(f'{done.outcome:8}', style)}  {one_line(done.name)}"
    if done.differs:
        hint = f"see it in the dashboard, then `campaigns resolve {shell_quote(done.name)} --accept`"
        return f"{words}  {done.campaign_id}  NOT AS ASKED\n          {printable(done.message)}\n          hint: {hint}"
    if done.outcome in ("created", "adopted"):
        launch = AT_ONCE if done.launch_at is None else instant(done.launch_at, done.zone, now)
        words += f"  {done.campaign_id}  dials {launch}"
        return words + (f"\n          {printable(done.message)}" if done.outcome == "adopted" else "")
    return f"{words}\n          {printable(done.message)}"


def outcomes_text(done: Iterable[Outcome]) -> str:
    """The closing sentence of an apply."""
    rows = list(done)
    kinds: tuple[Kind, ...] = ("created", "adopted", "rejected", "unknown", "skipped")
    counts = [f"{n} {kind}" for kind in kinds if (n := sum(row.outcome == kind for row in rows))]
    return (", ".join(counts) if counts else "nothing was sent") + "\n"
