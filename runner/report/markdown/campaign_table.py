"""The campaigns of a plan as tables: what would be sent, and what is recorded already."""

from collections.abc import Callable, Sequence
from datetime import datetime

from runner.findings import Severity
from runner.formatting import count, escape_markdown, one_line
from runner.plan.change import Change
from runner.plan.plan import Plan
from runner.report.duration import Duration, estimate_duration
from runner.report.headline import IMMEDIATELY, left_out_words
from runner.report.markdown.findings import code, code_reference, place
from runner.report.markdown.size_limit import Section
from runner.report.text.launch import launch_words, shown_name
from runner.report.waves import wave_words

RECORDED = (
    *("answer-differs", "campaign-deleted", "change-unknown", "changed-after-create", "gone-from-account"),
    *("id-unconfirmed", "launch-postponed", "outcome-unknown", "removed-after-create", "zone-rules-changed"),
)
"""Codes about recorded campaigns that a merge doesn't fix."""
_ABOVE_TABLE = (*RECORDED, "immediate-launch", "limit-passed")
"""Codes that the alerts report."""
OPEN = 20
"""Maximum rows that aren't folded."""
_MARKS = {"blocked": "🛑 blocked: ", "update": "✏️ update: ", "unknown": "❓ look up: "}
_HEAD = "| campaign | contacts | launch | from, agent |\n|:--|--:|:--|:--|\n"


def campaign_sections(new: list[Change], plan: Plan, left: Callable[[int], str]) -> list[Section]:
    """Return the table of what would be sent; its rows after the first `OPEN` are folded."""
    if not new:
        return []
    waves = wave_words(plan)
    rows = [_row(change, plan, waves.get(change.path, "")) for change in new]
    first = Section(5, _HEAD, tuple(rows[:OPEN]), "\n", left)
    if not (folded := rows[OPEN:]):
        return [first]
    head = f"<details><summary>{count(len(folded), 'more campaign')}</summary>\n\n{_HEAD}"
    return [first, Section(7, head, tuple(folded), "\n</details>\n\n", left)]


def _row(change: Change, plan: Plan, wave: str) -> str:
    warned = sorted({f.code for f in change.findings if f.severity is Severity.WARNING and f.code not in _ABOVE_TABLE})
    unchecked = "calling hours not checked" if change.would_send and change.hours_unchecked else ""
    words = "".join(f"<br>{words}" for words in (left_out_words([change]), wave, unchecked) if words)
    below = place(change.path) + words + "".join(f" ⚠️ {code_reference(code)}" for code in warned)
    cells = [
        f"{_MARKS.get(change.action, '')}**{campaign_name(change)}**<br><sub>{below}</sub>",
        _contacts(change, plan),
        _launch(change, plan.as_of),
        _caller(change) if change.request else "?",
    ]
    return "| " + " | ".join(cells) + " |\n"


def _contacts(change: Change, plan: Plan) -> str:
    """Return how many contacts are called, and below it how long that takes."""
    contacts = "?" if change.rows is None else f"{change.rows:,}"
    duration = _duration(change, plan)
    notes = [*(["not read"] if change.unread else []), f"{_unbroken(duration)}¹" if duration else "duration unknown"]
    return contacts + "".join(f"<br><sub>{note}</sub>" for note in notes)


def _caller(change: Change) -> str:
    """Return the number that calls, and below it the agent and the lines."""
    number, agent, lines = (change.request.get(key) for key in ("sipPhoneNumber", "agentId", "concurrentCalls"))
    of_number, of_agent = map(escape_markdown, change.caller.labels() if change.caller else ("", ""))
    lines_words = count(lines, "line") if isinstance(lines, int) else "default lines²"
    return f"{_field(number)}{of_number}<br><sub>{_field(agent)}{of_agent}, {lines_words}</sub>"


def _launch(change: Change, now: datetime) -> str:
    words, beside = launch_words(change, now)
    if words == IMMEDIATELY:
        return f"🔴 **{words}**"
    return escape_markdown(words) + (f"<br><sub>{beside}</sub>" if beside else "")


def table_notes(new: Sequence[Change], plan: Plan) -> str:
    """Return what the marks in the table stand for; empty where it has none."""
    notes = []
    if any(_duration(change, plan) for change in new):
        notes.append(f"¹ An estimate, not measured: it assumes {plan.policy.rulebook.pace.assumptions}.")
    if any(change.request and change.request.get("concurrentCalls") is None for change in new):
        notes.append("² `concurrentCalls` is missing: the account's default applies, which the API doesn't report.")
    return f"<sub>{'<br>'.join(notes)}</sub>\n\n" if notes else ""


def campaign_name(change: Change) -> str:
    # White space inside the asterisks would show them.
    return escape_markdown(shown_name(change)).strip() or "(no name)"


def recorded_section(plan: Plan, left: Callable[[int], str]) -> Section:
    changes = plan.of("changed", "moved", "removed")
    if not changes:
        return Section(7, "")
    counts = ", ".join(f"{n:,} {action}" for action in ("changed", "moved", "removed") if (n := len(plan.of(action))))
    head = f"<details><summary>Recorded campaigns, nothing is sent for them: {counts}</summary>\n\n"
    head += "| | campaign | contacts | launch | |\n|:--|:--|--:|:--|:--|\n"
    rows = tuple(_recorded_row(change, plan.as_of) for change in changes)
    return Section(8, head, rows, "\n</details>\n\n", left)


def _recorded_row(change: Change, now: datetime) -> str:
    details = {
        "changed": "differs in " + ", ".join(map(code, change.differs)),
        "moved": f"was {place(change.record.path)}" if change.record else "",
        "removed": "the file is gone",
    }
    contacts = "?" if change.rows is None else f"{change.rows:,}"
    name = f"{campaign_name(change)}<br><sub>{place(change.path)}</sub>"
    return f"| {change.action} | {name} | {contacts} | {_launch(change, now)} | {details[change.action]} |\n"


def _field(value: object) -> str:
    return "?" if value is None else escape_markdown(one_line(str(value), 60))


def _duration(change: Change, plan: Plan) -> Duration | None:
    return estimate_duration(change.rows, change.request.get("concurrentCalls"), plan.policy.rulebook.pace)


def _unbroken(duration: Duration) -> str:
    """Return a range, each end of it on one line."""
    return " to ".join(end.replace(" ", "&nbsp;") for end in str(duration).split(" to "))
