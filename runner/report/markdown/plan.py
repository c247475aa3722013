"""Plans and findings as Markdown for a pull request's comment or a job's summary."""

from collections.abc import Callable
from datetime import datetime

from runner import timezones
from runner.config.hold import Hold
from runner.findings import Findings, Severity
from runner.formatting import count, escape_markdown, one_line
from runner.plan.change import SENT, Change
from runner.plan.plan import Plan
from runner.report.duration import Duration, estimate_duration
from runner.report.emergency import emergency_markdown, of_plan
from runner.report.headline import (
    IMMEDIATELY,
    ContactCounts,
    contacts_of,
    headline,
    hold_words,
    left_out_words,
    refusals,
    unchanged_words,
)
from runner.report.hours_checks import hours_check_lines
from runner.report.markdown import gantt
from runner.report.markdown.findings import bullets, code, explain_line, place, prose
from runner.report.markdown.size_limit import Section, fit_sections
from runner.report.markdown.value_sources import value_sources_section
from runner.report.plan_view import LaunchView, view_plan
from runner.report.text import local_hours
from runner.report.text.launch import launch_words, shown_name
from runner.report.text.plan import in_order, totals
from runner.report.updates import change_lines
from runner.report.waves import wave_words

SUMMARY = "in the job summary"
_RECORDED = (
    *("answer-differs", "campaign-deleted", "change-unknown", "changed-after-create", "gone-from-account"),
    *("id-unconfirmed", "launch-postponed", "outcome-unknown", "removed-after-create", "zone-rules-changed"),
)
"""Codes about recorded campaigns that a merge doesn't fix."""
_ABOVE_TABLE = (*_RECORDED, "immediate-launch", "limit-passed")
"""Codes that the sections above the table report."""
_UNKNOWN = "it was sent, and its outcome is unknown; apply looks it up"
_BARS = "<sub>Bars show the longest estimate; very short ones are drawn longer.</sub>"
_MARKS = {"blocked": "🛑 blocked: ", "update": "✏️ update: ", "unknown": "❓ look up: "}


def validation_markdown(
    files: int, contacts: ContactCounts, findings: Findings, noun: str = "campaign", hold: Hold | None = None
) -> str:
    held = [f"**{escape_markdown(hold_words(hold))}.**\n"] if hold else []
    listed = [*map(str.rstrip, bullets(findings)), *(["", line] if (line := explain_line(findings).rstrip()) else [])]
    return "\n".join([*held, totals(files, contacts, findings, noun), *listed]) + "\n"


def plan_markdown(plan: Plan, limit: int | None = None, rest: str = SUMMARY) -> str:
    """Return what dials before its time, the headline, immediate launches, errors, campaigns and, folded, the rest.

    `limit` is in bytes of UTF-8, at least 4,000: sections are cut between rows, the headline, immediate launches and
    errors last. What is cut is counted; `rest` says where all of it is.
    """

    def more(noun: str, before: str) -> Callable[[int], str]:
        return lambda left: f"{before}and {count(left, f'more {noun}')}, all {rest}\n"

    new = _new(plan)
    return fit_sections(
        [
            Section(0, emergency_markdown(of_plan(plan)) + f"**{escape_markdown(str(headline(plan)))}.**\n\n"),
            _immediate(plan, more("campaign", "> - ")),
            _errors(plan, more("line", "> - ")),
            _updates(new, more("campaign", "> - ")),
            _recorded_warnings(plan, more("line", "> - ")),
            _table(new, plan, more("campaign", "\n")),
            _below(new, plan),
            _recorded(plan, more("campaign", "\n")),
            value_sources_section(new, 9, more("set of campaigns", "- ")),
            _local_hours(plan, more("campaign", "")),
            _chart(new, plan, f"<sub>The chart of the launches is {rest}.</sub>\n\n"),
            _folded(plan.findings, Severity.WARNING, 8, more("line", "- ")),
            _folded(plan.findings, Severity.INFO, 10, more("line", "- ")),
            _explain(plan),
            _hash(plan),
        ],
        limit,
    )


def _new(plan: Plan) -> list[Change]:
    """Return the campaigns that a merge creates, updates or looks up, in the order of every output."""
    return [change for change in in_order(plan) if change.action in SENT]


def _immediate(plan: Plan, left: Callable[[int], str]) -> Section:
    immediate = [change for change in _new(plan) if _dials_now(change)]
    if not immediate:
        return Section(1, "")
    contacts = f"{contacts_of(immediate)} will be called {IMMEDIATELY}"
    if plan.hold:
        alert = f"**{contacts}** on merge, once the HOLD is gone."
    elif refusals(plan):
        alert = f"**{contacts}** on merge, once the errors below are fixed."
    else:
        alert = f"**{contacts}, as soon as this is merged.** A revert doesn't stop the calls."
    return Section(1, f"> [!CAUTION]\n> {alert}\n>\n", tuple(map(_immediate_item, immediate)), "\n", left)


def _immediate_item(change: Change) -> str:
    unless = ", unless the look-up finds it" if change.action == "unknown" else ""
    number = escape_markdown(str(change.request.get("sipPhoneNumber", "")))
    return f"> - **{contacts_of([change])}: {_name(change)}** from {number}{unless} {place(change.path)}\n"


def _errors(plan: Plan, left: Callable[[int], str]) -> Section:
    limits = Findings(one.finding for one in plan.exceeded)
    items = [*bullets(plan.findings, [Severity.ERROR]), *bullets(limits)]
    if not items:
        return Section(2, "")
    head = "> [!WARNING]\n> **Apply sends nothing until this is fixed:**\n>\n"
    return Section(2, head, tuple(f"> {line}" for line in items), "\n", left)


def _updates(new: list[Change], left: Callable[[int], str]) -> Section:
    """Return what a merge changes in campaigns that exist, old and new."""
    items = tuple(_update_item(change) for change in new if change.is_update)
    head = "> [!IMPORTANT]\n> **A merge changes what exists already:**\n>\n"
    return Section(2, head, items, "\n", left) if items else Section(2, "")


def _update_item(change: Change) -> str:
    values = "; ".join(escape_markdown(line) for line in change_lines(change))
    blocked = ", once the errors above are fixed" if change.action == "blocked" else ""
    return f"> - **{_name(change)}**, {contacts_of([change])}{blocked}: {values} {place(change.path)}\n"


def _recorded_warnings(plan: Plan, left: Callable[[int], str]) -> Section:
    items = []
    for change in plan.changes:
        for finding in change.findings:
            if finding.code in _RECORDED and finding.severity is not Severity.INFO:
                contacts = "" if change.rows is None else f", {contacts_of([change])}"
                message = _outcome_unknown(change) if finding.code == "outcome-unknown" else prose(finding.message)
                items.append(f"> - **{_name(change)}**{contacts}: {message} {place(finding.path, finding.line)}\n")
    head = "> [!IMPORTANT]\n> **Already sent; a merge doesn't fix this** (see the warnings below for what does):\n>\n"
    return Section(4, head, tuple(items), "\n", left) if items else Section(4, "")


def _outcome_unknown(change: Change) -> str:
    return _UNKNOWN + (", and creates it only if it isn't there" if change.would_send else "")


def _table(new: list[Change], plan: Plan, left: Callable[[int], str]) -> Section:
    if not new:
        return Section(5, "")
    head = "| campaign | contacts | launch | from, agent | duration¹ |\n|:--|--:|:--|:--|:--|\n"
    waves = wave_words(plan)
    return Section(5, head, tuple(_row(change, plan, waves.get(change.path, "")) for change in new), "\n", left)


def _row(change: Change, plan: Plan, wave: str) -> str:
    request = change.request
    lines = request.get("concurrentCalls")
    duration = estimate_duration(change.rows, lines, plan.policy.rulebook.pace)
    of_number, of_agent = map(escape_markdown, change.caller.labels() if change.caller else ("", ""))
    warned = sorted({f.code for f in change.findings if f.severity is Severity.WARNING and f.code not in _ABOVE_TABLE})
    words = "".join(f"<br>{words}" for words in (left_out_words([change]), wave) if words)
    below = place(change.path) + words + "".join(f" ⚠️ {code}" for code in warned)
    cells = [
        f"{_MARKS.get(change.action, '')}**{_name(change)}**<br><sub>{below}</sub>",
        "?" if change.rows is None else f"{change.rows:,}" + ("<br><sub>not read</sub>" if change.unread else ""),
        _launch(change, plan.as_of),
        f"{_field(request.get('sipPhoneNumber'))}{of_number}<br><sub>{_field(request.get('agentId'))}{of_agent}</sub>"
        if request
        else "?",
        f"{_unbroken(duration)}<br><sub>{_lines(lines)}</sub>" if request else "?",
    ]
    return "| " + " | ".join(cells) + " |\n"


def _launch(change: Change, now: datetime) -> str:
    words, beside = launch_words(change, now)
    if words == IMMEDIATELY:
        return f"🔴 **{words}**"
    return escape_markdown(words) + (f"<br><sub>{beside}</sub>" if beside else "")


def _below(new: list[Change], plan: Plan) -> Section:
    lines = []
    if unchanged := unchanged_words(plan):
        lines.append(f"{unchanged}.\n\n")
    if checks := hours_check_lines(plan.changes):
        lines += [_check_line(line) for line in checks] + ["\n"]
    if new:
        assumed = plan.policy.rulebook.pace.assumptions
        lines.append(
            f"<sub>¹ An estimate, not measured: it assumes {assumed}. Where `concurrentCalls` is missing, "
            "the account's default applies, which the API doesn't report.</sub>\n\n"
        )
    return Section(3, "".join(lines))


def _explain(plan: Plan) -> Section:
    line = explain_line(plan.findings)
    return Section(3, f"{line}\n" if line else "")


def _check_line(line: str) -> str:
    text = line.lstrip()
    return f"{' ' * (len(line) - len(text))}- {escape_markdown(text)}\n"


def _recorded(plan: Plan, left: Callable[[int], str]) -> Section:
    changes = plan.of("changed", "moved", "removed")
    if not changes:
        return Section(7, "")
    counts = ", ".join(f"{n:,} {action}" for action in ("changed", "moved", "removed") if (n := len(plan.of(action))))
    head = f"<details><summary>Recorded campaigns, nothing is sent for them: {counts}</summary>\n\n"
    head += "| | campaign | contacts | launch | |\n|:--|:--|--:|:--|:--|\n"
    rows = tuple(_recorded_row(change, plan.as_of) for change in changes)
    return Section(7, head, rows, "\n</details>\n\n", left)


def _recorded_row(change: Change, now: datetime) -> str:
    details = {
        "changed": "differs in " + ", ".join(map(code, change.differs)),
        "moved": f"was {place(change.record.path)}" if change.record else "",
        "removed": "the file is gone",
    }
    contacts = "?" if change.rows is None else f"{change.rows:,}"
    name = f"{_name(change)}<br><sub>{place(change.path)}</sub>"
    return f"| {change.action} | {name} | {contacts} | {_launch(change, now)} | {details[change.action]} |\n"


def _local_hours(plan: Plan, left: Callable[[int], str]) -> Section:
    if not any(change.hours for change in plan.changes):
        return Section(6, "")
    view = view_plan(plan)
    if not view.assessed:
        return Section(6, "")
    deadline = str(view.merge_before or "")
    until = f"**{deadline[0].upper()}{prose(deadline[1:])}.**\n\n" if deadline else ""
    unfolded = " open" if any(launch.clashes for launch in view.assessed) else ""
    head = f"{until}<details{unfolded}><summary>Calls by local time</summary>\n\n"
    head += f"<sub>{local_hours.LEGEND}</sub>\n\n"
    head += "".join(f"- {escape_markdown(line)}\n" for line in local_hours.forecast_lines(plan.policy.rulebook)) + "\n"
    return Section(6, head, tuple(map(_local_hours_item, view.assessed)), "</details>\n\n", left)


def _local_hours_item(launch: LaunchView) -> str:
    lines = "\n".join(local_hours.launch_lines(launch))
    return f"**{escape_markdown(one_line(launch.name)).strip() or '(no name)'}**\n\n```\n{lines}\n```\n\n"


def _chart(new: list[Change], plan: Plan, instead: str) -> Section:
    launches = [change for change in new if change.would_send]
    chart = gantt.chart(launches, plan)
    if chart is None:
        return Section(9, "")
    shown = f"the first {gantt.LISTED} of {len(launches):,} launches" if len(launches) > gantt.LISTED else "launches"
    head = f"<details><summary>Chart of {shown}, in UTC</summary>\n\n{_BARS}\n\n```mermaid\n"
    return Section(9, head, (chart,), "```\n\n</details>\n\n", instead=instead)


def _folded(findings: Findings, severity: Severity, rank: int, left: Callable[[int], str]) -> Section:
    lines = bullets(findings, [severity])
    if not lines:
        return Section(rank, "")
    noun = "note" if severity is Severity.INFO else severity
    head = f"<details><summary>{count(findings.count(severity), noun)}</summary>\n\n"
    return Section(rank, head, tuple(lines), "\n</details>\n\n", left)


def _hash(plan: Plan) -> Section:
    line = f"Plan `{plan.hash}`, as of {timezones.format_utc(plan.as_of)}"
    return Section(3, f"<details><summary>Plan hash</summary>\n\n{line}\n</details>\n")


def _dials_now(change: Change) -> bool:
    """Whether merging makes it dial immediately."""
    return change.action in ("create", "unknown") and change.would_send and change.immediate


def _name(change: Change) -> str:
    # White space inside the asterisks would show them.
    return escape_markdown(shown_name(change)).strip() or "(no name)"


def _field(value: object) -> str:
    return "?" if value is None else escape_markdown(one_line(str(value), 60))


def _unbroken(duration: Duration | None) -> str:
    """Return a range, each end of it on one line."""
    return " to ".join(end.replace(" ", "&nbsp;") for end in str(duration or "unknown").split(" to "))


def _lines(value: object) -> str:
    return count(value, "line") if isinstance(value, int) else "default lines"
