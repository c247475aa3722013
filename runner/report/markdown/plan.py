"""Plans and findings as Markdown for a pull request's comment or a job's summary."""

from collections.abc import Callable

from runner import timezones
from runner.config.hold import Hold
from runner.findings import Findings, Severity
from runner.formatting import count, escape_markdown
from runner.plan.change import SENT, Change
from runner.plan.merge_deadline import merge_deadline
from runner.plan.plan import Plan
from runner.report.emergency import emergency_markdown, of_plan
from runner.report.headline import ContactCounts, headline, hold_words, unchanged_words
from runner.report.hours_checks import hours_check_lines
from runner.report.markdown import gantt
from runner.report.markdown.alerts import (
    clashes_alert,
    errors_sections,
    immediate_alert,
    recorded_alert,
    unchecked_alert,
    updates_alert,
)
from runner.report.markdown.campaign_table import campaign_sections, recorded_section, table_notes
from runner.report.markdown.findings import bullets, code_targets, codes_of, prose
from runner.report.markdown.local_hours import local_hours_sections
from runner.report.markdown.size_limit import Section, fit_sections
from runner.report.markdown.value_sources import value_sources_section
from runner.report.text.plan import in_order, totals

SUMMARY = "in the job summary"
_BARS = (
    "<sub>A bar is as long as the longest estimate. A diamond is a launch that is short, or of unknown length.</sub>"
)


def validation_markdown(
    files: int,
    contacts: ContactCounts,
    findings: Findings,
    docs: str | None,
    noun: str = "campaign",
    hold: Hold | None = None,
) -> str:
    """Return the totals and the findings; `docs` is the address of the documentation's folder."""
    held = [f"**{escape_markdown(hold_words(hold))}.**\n"] if hold else []
    targets = code_targets(codes_of(findings), docs).rstrip()
    listed = [*map(str.rstrip, bullets(findings)), *(["", targets] if targets else [])]
    return "\n".join([*held, totals(files, contacts, findings, noun), *listed]) + "\n"


def plan_markdown(plan: Plan, docs: str | None, limit: int | None = None, rest: str = SUMMARY, stamp: str = "") -> str:
    """Return what dials before its time, the headline, alerts, the campaigns and, folded, the rest.

    `limit` is in bytes of UTF-8, at least 4,000: sections are cut between rows, the headline, immediate launches and
    errors last. What is cut is counted; `rest` says where all of it is. `docs` is the address of the documentation's
    folder, for links. `stamp` is Markdown that says of which run this is.
    """

    def more(noun: str, before: str) -> Callable[[int], str]:
        return lambda left: f"{before}and {count(left, f'more {noun}')}, all {rest}\n"

    new = _new(plan)
    head = f"{emergency_markdown(of_plan(plan))}**{escape_markdown(str(headline(plan)))}.**\n\n"
    return fit_sections(
        [
            Section(0, head + (f"<sub>{stamp}</sub>\n\n" if stamp else "")),
            immediate_alert(new, plan, more("campaign", "> - ")),
            *errors_sections(plan, more("line", "> - "), more("line", "- ")),
            clashes_alert(new, more("campaign", "> - ")),
            unchecked_alert(new, more("campaign", "> - ")),
            updates_alert(new, more("campaign", "> - ")),
            recorded_alert(plan, more("line", "> - ")),
            _deadline(plan),
            *campaign_sections(new, plan, more("campaign", "\n")),
            _below(new, plan),
            recorded_section(plan, more("campaign", "\n")),
            value_sources_section(new, 9, more("set of campaigns", "- ")),
            *local_hours_sections(plan, more("campaign", "")),
            _chart(new, plan, f"<sub>The chart of the launches is {rest}.</sub>\n\n"),
            _folded(plan.findings, Severity.WARNING, 8, more("line", "- ")),
            _folded(plan.findings, Severity.INFO, 10, more("line", "- ")),
            _hash(plan),
            _targets(plan, docs),
        ],
        limit,
    )


def _new(plan: Plan) -> list[Change]:
    """Return the campaigns that a merge creates, updates or looks up, in the order of every output."""
    return [change for change in in_order(plan) if change.action in SENT]


def _deadline(plan: Plan) -> Section:
    words = str(merge_deadline(plan.changes, plan.policy) or "")
    return Section(3, f"**{words[0].upper()}{prose(words[1:])}.**\n\n" if words else "")


def _below(new: list[Change], plan: Plan) -> Section:
    lines = []
    if unchanged := unchanged_words(plan):
        lines.append(f"{unchanged}.\n\n")
    if checks := hours_check_lines([change for change in plan.changes if not change.would_send]):
        lines += [_check_line(line) for line in checks] + ["\n"]
    return Section(3, "".join(lines) + table_notes(new, plan))


def _targets(plan: Plan, docs: str | None) -> Section:
    targets = code_targets(codes_of(plan.findings), docs)
    return Section(3, f"\n{targets}" if targets else "")


def _check_line(line: str) -> str:
    text = line.lstrip()
    return f"{' ' * (len(line) - len(text))}- {escape_markdown(text)}\n"


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
