"""Plans and findings as Markdown for a pull request's comment or a job's summary."""

from collections.abc import Callable
from datetime import datetime

from runner import timezones
from runner.findings import Findings, Severity
from runner.formatting import count, escape_markdown, one_line
from runner.plan.change import Change
from runner.plan.plan import Plan
from runner.report import duration
from runner.report.markdown import gantt
from runner.report.markdown.findings import bullets, code, place, prose
from runner.report.markdown.size_limit import Section, fitted
from runner.report.text import launch
from runner.report.text.plan import headline, totals

SUMMARY = "in the job summary"
_STANDING = ("answer-differs", "changed-after-create", "outcome-unknown", "removed-after-create")
"""What is said of recorded campaigns that a merge doesn't put right."""
_SAID = (*_STANDING, "immediate-launch", "limit-passed")
"""What the parts above the table say already."""
_LOST = "it was sent, and what came of it isn't known; apply looks it up"
_DRAWN = "<sub>A bar is as long as the longest guess, or as it takes to be seen.</sub>"
_MARKS = {"blocked": "🛑 blocked: ", "unknown": "❓ to look up: "}


def validation_markdown(files: int, contacts: int, findings: Findings, noun: str = "campaign") -> str:
    return "\n".join([totals(files, contacts, findings, noun), *map(str.rstrip, bullets(findings))]) + "\n"


def plan_markdown(made: Plan, limit: int | None = None, rest: str = SUMMARY) -> str:
    """What a merge would do, what stands against it, the campaigns, and folded the rest.

    `limit` is in bytes of UTF-8 (from 4,000): what is over it is cut at the borders of sections and rows, the
    headline, the launches at once and the blockers last, and counted as being `rest`.
    """

    def cut(noun: str, before: str) -> Callable[[int], str]:
        return lambda left: f"{before}and {count(left, f'more {noun}')}, all {rest}\n"

    new = in_order(made)
    return fitted(
        [
            Section(0, f"**{escape_markdown(headline(made))}.**\n\n"),
            _at_once(made, cut("campaign", "> - ")),
            _blockers(made, cut("line", "> - ")),
            _standing(made, cut("line", "> - ")),
            _table(new, made, cut("campaign", "\n")),
            _below(new, made),
            _recorded(made, cut("campaign", "\n")),
            _local_hours(new, made, cut("campaign", "")),
            _chart(new, made, f"<sub>The chart of the launches is {rest}.</sub>\n\n"),
            _folded(made.findings, Severity.WARNING, 8, cut("line", "- ")),
            _folded(made.findings, Severity.INFO, 10, cut("line", "- ")),
            _about(made),
        ],
        limit,
    )


def in_order(made: Plan) -> list[Change]:
    """Give the campaigns that a merge is about: at once, then what is blocked, then by launch."""

    def key(change: Change) -> tuple[int, str]:
        rank = 0 if _dials_now(change) else 1 if change.action == "blocked" else 2 if change.would_send else 3
        return rank, change.launch_at or ""

    return sorted(made.of("blocked", "create", "unknown"), key=key)


def _at_once(made: Plan, left: Callable[[int], str]) -> Section:
    now = [change for change in in_order(made) if _dials_now(change)]
    if not now:
        return Section(1, "")
    people = count(sum(change.rows or 0 for change in now), "person")
    verb = "is" if people.startswith("1 ") else "are"
    if launch.against(made):
        said = f"**{people} would be called {launch.AT_ONCE}** as soon as what stands below is mended."
    else:
        said = f"**{people} {verb} called {launch.AT_ONCE}, as soon as this is merged.** A revert doesn't stop it."
    return Section(1, f"> [!CAUTION]\n> {said}\n>\n", tuple(map(_dialling, now)), "\n", left)


def _dialling(change: Change) -> str:
    people = count(change.rows or 0, "person")
    unless = ", unless the look-up finds it" if change.action == "unknown" else ""
    number = escape_markdown(str(change.request.get("sipPhoneNumber", "")))
    return f"> - **{people}: {_name(change)}** from {number}{unless} {place(change.path)}\n"


def _blockers(made: Plan, left: Callable[[int], str]) -> Section:
    limits = Findings(one.finding for one in made.passed)
    found = [*bullets(made.findings, [Severity.ERROR]), *bullets(limits)]
    if not found:
        return Section(2, "")
    head = "> [!WARNING]\n> **Apply sends nothing, none of the campaigns, while this stands:**\n>\n"
    return Section(2, head, tuple(f"> {line}" for line in found), "\n", left)


def _standing(made: Plan, left: Callable[[int], str]) -> Section:
    items = []
    for change in made.changes:
        for finding in change.findings:
            if finding.code in _STANDING and finding.severity is not Severity.INFO:
                people = "" if change.rows is None else f", {count(change.rows, 'person')}"
                said = _lost(change) if finding.code == "outcome-unknown" else prose(finding.message)
                items.append(f"> - **{_name(change)}**{people}: {said} {place(finding.path, finding.line)}\n")
    head = (
        "> [!IMPORTANT]\n> **Sent before, and a merge doesn't put it right** (the warnings below say what does):\n>\n"
    )
    return Section(4, head, tuple(items), "\n", left) if items else Section(4, "")


def _lost(change: Change) -> str:
    return _LOST + (", and creates it only if it isn't there" if change.would_send else "")


def _table(new: list[Change], made: Plan, left: Callable[[int], str]) -> Section:
    if not new:
        return Section(5, "")
    head = "| campaign | people | when | from, with | takes¹ |\n|:--|--:|:--|:--|:--|\n"
    return Section(5, head, tuple(_row(change, made) for change in new), "\n", left)


def _row(change: Change, made: Plan) -> str:
    asked = change.request
    lines = asked.get("concurrentCalls")
    taken = duration.length(change.rows, lines, made.policy.rulebook.pace.per_contact)
    of_number, of_agent = map(escape_markdown, change.caller.labels() if change.caller else ("", ""))
    warned = sorted({f.code for f in change.findings if f.severity is Severity.WARNING and f.code not in _SAID})
    below = place(change.path) + "".join(f" ⚠️ {code}" for code in warned)
    cells = [
        f"{_MARKS.get(change.action, '')}**{_name(change)}**<br><sub>{below}</sub>",
        "?" if change.rows is None else f"{change.rows:,}" + ("<br><sub>not read</sub>" if change.unread else ""),
        _launch(change, made.as_of),
        f"{_field(asked.get('sipPhoneNumber'))}{of_number}<br><sub>{_field(asked.get('agentId'))}{of_agent}</sub>"
        if asked
        else "?",
        f"{_unbroken(taken)}<br><sub>{_lines(lines)}</sub>" if asked else "?",
    ]
    return "| " + " | ".join(cells) + " |\n"


def _launch(change: Change, now: datetime) -> str:
    if change.immediate and change.stands is None:
        return f"🔴 **{launch.AT_ONCE}**"
    if change.launch_at is None:
        return "at once, when it was created" if change.stands else "?"
    asked = change.desired.launch if change.desired and change.stands is None else None
    # A file with an error elsewhere has a launch in its zone, and no request that names the zone.
    at = asked.at if asked and asked.at else timezones.in_zone(change.launch_at, change.zone)
    instant = timezones.parse_instant(change.launch_at)
    beside = f"{launch.utc_beside(instant, at)}, {timezones.format_relative(at, now)}"
    return f"{escape_markdown(timezones.format_local(at))}<br><sub>{beside}</sub>"


def _below(new: list[Change], made: Plan) -> Section:
    lines = []
    if same := len(made.of("unchanged")):
        lines.append(f"{count(same, 'campaign')} unchanged.\n\n")
    if new:
        assumed = made.policy.rulebook.pace.assumptions
        lines.append(
            f"<sub>¹ A guess: {assumed}. Nobody measured that here; where `concurrentCalls` is left out, the account's "
            "default holds, which the API doesn't tell.</sub>\n\n"
        )
    return Section(3, "".join(lines))


def _recorded(made: Plan, left: Callable[[int], str]) -> Section:
    changes = made.of("changed", "moved", "removed")
    if not changes:
        return Section(7, "")
    counts = ", ".join(f"{n:,} {action}" for action in ("changed", "moved", "removed") if (n := len(made.of(action))))
    head = f"<details><summary>Recorded campaigns, for which nothing is sent: {counts}</summary>\n\n"
    head += "| | campaign | people | launch | |\n|:--|:--|--:|:--|:--|\n"
    rows = tuple(_recorded_row(change, made.as_of) for change in changes)
    return Section(7, head, rows, "\n</details>\n\n", left)


def _recorded_row(change: Change, now: datetime) -> str:
    told = {
        "changed": "differs in " + ", ".join(map(code, change.differs)),
        "moved": f"was {place(change.record.path)}" if change.record else "",
        "removed": "no file asks for it",
    }
    people = "?" if change.rows is None else f"{change.rows:,}"
    named = f"{_name(change)}<br><sub>{place(change.path)}</sub>"
    return f"| {change.action} | {named} | {people} | {_launch(change, now)} | {told[change.action]} |\n"


def _local_hours(new: list[Change], made: Plan, left: Callable[[int], str]) -> Section:
    called = [change for change in new if change.hours]
    if not called:
        return Section(6, "")
    from runner.plan.checks.calling_hours import merge_before
    from runner.report import local_hours

    before = merge_before(made.changes, made.policy)
    until = f"**Merge before {escape_markdown(timezones.format_local(before))}.**\n\n" if before else ""
    shown = " open" if any(change.hours and change.hours.clashes for change in called) else ""
    head = f"{until}<details{shown}><summary>When people are called by their own clocks</summary>\n\n"
    head += f"<sub>{local_hours.LEGEND}</sub>\n\n"
    head += "".join(f"- {escape_markdown(line)}\n" for line in local_hours.beside(made.policy.rulebook)) + "\n"
    items = tuple(
        f"**{_name(change)}**\n\n```\n{chr(10).join(local_hours.lines(change.hours))}\n```\n\n"
        for change in called
        if change.hours
    )
    return Section(6, head, items, "</details>\n\n", left)


def _chart(new: list[Change], made: Plan, instead: str) -> Section:
    launches = [change for change in new if change.would_send]
    drawn = gantt.chart(launches, made)
    if drawn is None:
        return Section(9, "")
    shown = f"the first {gantt.LISTED} of {len(launches):,} launches" if len(launches) > gantt.LISTED else "launches"
    head = f"<details><summary>Chart of {shown}, in UTC</summary>\n\n{_DRAWN}\n\n```mermaid\n"
    return Section(9, head, (drawn,), "```\n\n</details>\n\n", instead=instead)


def _folded(findings: Findings, severity: Severity, rank: int, left: Callable[[int], str]) -> Section:
    lines = bullets(findings, [severity])
    if not lines:
        return Section(rank, "")
    noun = "note" if severity is Severity.INFO else severity
    head = f"<details><summary>{count(findings.count(severity), noun)}</summary>\n\n"
    return Section(rank, head, tuple(lines), "\n</details>\n\n", left)


def _about(made: Plan) -> Section:
    told = f"Plan `{made.hash}`, as of {timezones.format_utc(made.as_of)}"
    return Section(3, f"<details><summary>Hash of this plan</summary>\n\n{told}\n</details>\n")


def _dials_now(change: Change) -> bool:
    """Whether a merge makes it dial at once, where nothing stands against that."""
    return change.action in ("create", "unknown") and change.would_send and change.immediate


def _name(change: Change) -> str:
    # White space inside the asterisks would show them.
    return escape_markdown(launch.shown_name(change)).strip() or "(no name)"


def _field(value: object) -> str:
    return "?" if value is None else escape_markdown(one_line(str(value), 60))


def _unbroken(taken: duration.Length | None) -> str:
    """Keep each end of a range on one line."""
    return " to ".join(end.replace(" ", "&nbsp;") for end in str(taken or "not known").split(" to "))


def _lines(value: object) -> str:
    return count(value, "line") if isinstance(value, int) else "account's default lines"
