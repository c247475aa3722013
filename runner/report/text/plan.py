"""Plans, outcomes and records as a person reads them in a terminal."""

import io
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from runner.api.responses import Live
from runner.apply.drift import Drift
from runner.apply.outcome import Kind, Outcome
from runner.config import schedule
from runner.findings import Findings
from runner.formatting import count, one_line, shell
from runner.plan import record_warnings as notes
from runner.plan.change import Action, Change
from runner.plan.planner import Plan
from runner.report.text import findings as found
from runner.report.text.colour import PLAIN, Ink
from runner.state.record import Record
from runner.state.store import Snapshot
from runner.yamlfile.text import printable

if TYPE_CHECKING:
    from rich.table import Table
    from rich.text import Text

AT_ONCE = "AT ONCE"
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


def validation(files: int, contacts: int, findings: Findings, ink: Ink = PLAIN, noun: str = "campaign") -> str:
    listed = found.text(findings, ink)
    return listed + ("\n" if listed else "") + totals(files, contacts, findings, noun)


def totals(files: int, contacts: int, findings: Findings, noun: str = "campaign") -> str:
    return f"{count(files, noun)}, {count(contacts, 'contact')}: {found.summary(findings)}\n"


def plan(made: Plan, *, width: int, ink: Ink = PLAIN) -> str:
    """The sentence that says what apply would do, the campaigns, and what was found; immediate launches first."""
    parts = [headline(made, ink) + "\n"]
    shown = [change for change in in_order(made) if change.action != "unchanged"]
    if shown:
        parts.append(_render(_plan_table(shown, made.as_of), width, ink))
    if same := len(made.of("unchanged")):
        parts.append(f"{count(same, 'campaign')} unchanged\n")
    if called := [change for change in in_order(made) if change.hours]:
        parts.append(_local_hours(called, made))
    if listed := found.text(made.findings, ink):
        parts.append(listed)
    parts.append(f"plan {made.hash}\n")
    return "\n".join(parts)


def _local_hours(called: list[Change], made: Plan) -> str:
    """Say when people would be called by their own clocks, and until when a merge is safe."""
    from runner.plan.checks import calling_hours as calling
    from runner.report import local_hours as hours

    told = []
    for change in called[:HOURS_LISTED]:
        if change.hours is not None:
            told += [shown_name(change), *(f"  {line}" for line in hours.lines(change.hours))]
    if left := len(called) - HOURS_LISTED:
        told.append(
            f"and {count(left, 'more campaign')}: `campaigns report --html FILE` has them all"
        ) if left > 0 else None
    told += hours.beside(made.policy.rulebook)
    told.append(hours.LEGEND)
    if before := calling.merge_before(made.changes, made.policy):
        told.append(f"merge before {schedule.words(before)}")
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
    elif standing := [change for change in made.changes if notes.stands(change, made.as_of)]:
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


def against(made: Plan) -> list[str]:
    """Name what would keep apply from sending anything."""
    reasons = []
    if blocked := made.of("blocked"):
        reasons.append(f"{count(len(blocked), 'campaign')} blocked by errors")
    if made.policy.findings.failed:
        reasons.append("the policy has errors")
    if (limits := {one.limit for one in made.passed}) and not made.of("unknown"):
        reasons.append(f"{count(len(limits), 'limit')} passed")
    return reasons


def _people(changes: Iterable[Change]) -> int:
    return sum(change.rows or 0 for change in changes)


def shown_name(change: Change) -> str:
    """Name a campaign as it is recorded and, where its file says another name now, as that says."""
    if change.stands is None or change.recorded_name == change.name:
        return one_line(change.name or "(no name)")
    return f"{one_line(change.recorded_name)} (its file says {one_line(change.name or 'no name')})"


def outcome(done: Outcome, now: datetime, ink: Ink = PLAIN) -> str:
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
        hint = f"see it in the dashboard, then `campaigns resolve {shell(done.name)} --accept`"
        return f"{words}  {done.campaign_id}  NOT AS ASKED\n          {printable(done.message)}\n          hint: {hint}"
    if done.outcome in ("created", "adopted"):
        launch = AT_ONCE if done.launch_at is None else _instant(done.launch_at, done.zone, now)
        words += f"  {done.campaign_id}  dials {launch}"
        return words + (f"\n          {printable(done.message)}" if done.outcome == "adopted" else "")
    return f"{words}\n          {printable(done.message)}"


def outcomes(done: Iterable[Outcome]) -> str:
    """The closing sentence of an apply."""
    rows = list(done)
    kinds: tuple[Kind, ...] = ("created", "adopted", "rejected", "unknown", "skipped")
    counts = [f"{n} {kind}" for kind in kinds if (n := sum(row.outcome == kind for row in rows))]
    return (", ".join(counts) if counts else "nothing was sent") + "\n"


def status(records: Mapping[str, Record], seen: Drift, now: datetime, *, width: int, ink: Ink = PLAIN) -> str:
    live = seen.live
    table = _table("campaign", "id", "status", "people", "launch", *(["now"] if live else []))
    for name, record in sorted(records.items()):
        launch = _recorded_launch(record, now)
        state = record.status + (" (differs)" if record.differences else "")
        people = f"{record.contacts.get('rows', 0):,}"
        now_is = [_live(live[name]) if name in live else ""] if live else []
        table.add_row(one_line(name), one_line(record.campaignId or "not known"), state, people, launch, *now_is)
    differing = [(name, record) for name, record in sorted(records.items()) if record.differences]
    lines = [
        f"{record.campaignId} is not what was asked for: {printable(notes.said(record.differences))}\n"
        f"  hint: see it in the dashboard, then `campaigns resolve {shell(name)} --accept`\n"
        for name, record in differing
    ]
    for name, record in sorted(records.items()):
        if drifted := seen.differences(name, record, now):
            lines.append(f"{record.campaignId} is another than was sent: {printable(notes.said(drifted))}\n")
    return "\n".join([_render(table, width, ink), *lines])


def strangers(found: Iterable[Live], *, width: int, ink: Ink = PLAIN) -> str:
    """Give the account's campaigns that nothing here knows of."""
    table = _table("neither recorded nor in a file", "id", "status")
    for live in found:
        table.add_row(one_line(live.name or "?"), live.id or "", one_line(live.status or "?"))
    return _render(table, width, ink)


def history(entries: Iterable[tuple[Snapshot, Record | None]], now: datetime, *, width: int, ink: Ink = PLAIN) -> str:
    """Give what was recorded of one campaign, oldest first."""
    table = _table("recorded", "status", "id", "people", "launch", "by", "commit")
    for snapshot, record in entries:
        if record is None:
            table.add_row(snapshot.at, "not recorded", "", "", "", "", one_line(snapshot.version, 12))
            continue
        launch = _recorded_launch(record, now)
        state = record.status + (" (differs)" if record.differences else "")
        people = f"{record.contacts.get('rows', 0):,}"
        by = one_line(str(record.run.get("actor") or record.run.get("host") or "?"))
        called = one_line(record.campaignId or "not known")
        table.add_row(snapshot.at, state, called, people, launch, by, one_line(snapshot.version, 12))
    return _render(table, width, ink)


def in_order(made: Plan) -> list[Change]:
    """Give a plan's campaigns as a reviewer wants them: what blocks first, then immediate launches."""
    return sorted(made.changes, key=lambda change: (_ORDER.index(change.action), not change.immediate))


def _plan_table(changes: list[Change], now: datetime) -> "Table":
    from rich.text import Text

    table = _table("", "campaign", "people", "launch", "from, agent")
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
    at = schedule.in_zone(change.launch_at, change.zone)
    instant = schedule.parse_instant(change.launch_at)
    return Text(f"{schedule.words(at)}\n{utc_beside(instant, at)}, {schedule.distance(at, now)}")


def utc_beside(instant: datetime, at: datetime) -> str:
    """Give an instant's time in UTC, with the day only where it is another one than at its place."""
    return (
        f"{instant:%H:%M} UTC" if instant.date() == at.date() else f"{instant:%a} {instant.day} {instant:%b %H:%M} UTC"
    )


def _caller(change: Change) -> str:
    if not change.request:
        return ""
    number, agent, calls = (change.request.get(key) for key in ("sipPhoneNumber", "agentId", "concurrentCalls"))
    lines = count(calls, "line") if isinstance(calls, int) else "default lines"
    of_number, of_agent = change.caller.labels() if change.caller else ("", "")
    return f"{one_line(str(number))}{of_number}, {lines}\n{one_line(str(agent))}{of_agent}"


def _recorded_launch(record: Record, now: datetime) -> str:
    zone = record.request.get("scheduledTimezone")
    launch = "at once" if record.launchAt is None else _instant(record.launchAt, zone, now)
    return f"not as asked: {launch}" if record.differences else launch


def _instant(launch_at: str, zone: str | None, now: datetime) -> str:
    at = schedule.in_zone(launch_at, zone)
    utc = "" if zone is None else f" ({utc_beside(schedule.parse_instant(launch_at), at)})"
    return f"{schedule.words(at)}{utc}, {schedule.distance(at, now)}"


def _live(live: Live | None) -> str:
    return "gone" if live is None else one_line(live.status or "?")


def _table(*headers: str) -> "Table":
    from rich.table import Table

    table = Table(box=None, pad_edge=False, padding=(0, 2, 1, 0), header_style="dim")
    for header in headers:
        table.add_column(header, justify="right" if header == "people" else "left", overflow="fold")
    return table


def _render(table: "Table", width: int, ink: Ink) -> str:
    from rich.console import Console

    console = Console(
        file=io.StringIO(),
        width=width,
        force_terminal=ink.color,
        no_color=not ink.color,
        highlight=False,
        markup=False,
        color_system="standard" if ink.color else None,
    )
    with console.capture() as captured:
        console.print(table)
    return "\n".join(line.rstrip() for line in captured.get().splitlines()) + "\n"
