"""Calls by local time: for each campaign a bar of the day in each time zone."""

from collections.abc import Callable

from runner.calling_hours.wording import format_span
from runner.formatting import count, escape_markdown, one_line
from runner.plan.plan import Plan
from runner.report.markdown.findings import prose
from runner.report.markdown.size_limit import Section
from runner.report.plan_view import LaunchView, ZoneSpan, view_plan
from runner.report.text import local_hours

OPEN = 3
"""Up to this many clashing campaigns, their bars aren't folded."""
_SUMMARY = "<summary>Calls by local time: "
_SCALE = "0     6     12    18"


def local_hours_sections(plan: Plan, left: Callable[[int], str]) -> list[Section]:
    """Return the bars of the campaigns that clash with calling hours, then, folded, those of the others."""
    if not any(change.hours for change in plan.changes):
        return []
    assessed = view_plan(plan).assessed
    clashing = [launch for launch in assessed if launch.clashes]
    others = sorted((launch for launch in assessed if not launch.clashes), key=lambda launch: not launch.uncovered)
    without_rule = sum(bool(launch.uncovered) for launch in others)
    words = "without a clash" + (f", {without_rule:,} with contacts that no rule covers" if without_rule else "")
    rules = "".join(f"- {escape_markdown(line)}\n" for line in local_hours.policy_lines(plan.policy.rulebook))
    legend = f"<sub>{local_hours.LEGEND}</sub>\n\n" + (f"{rules}\n" if rules else "")
    opened = " open" if 0 < sum(bool(launch.serious_clashes) for launch in clashing) <= OPEN else ""
    return [
        Section(rank, f"{head}</summary>\n\n{legend}", tuple(map(_item, launches)), "</details>\n\n", left)
        for rank, launches, head in (
            (7, clashing, f"<details{opened}>{_SUMMARY}{count(len(clashing), 'campaign')} with a clash"),
            (8, others, f"<details>{_SUMMARY}{count(len(others), 'campaign')} {words}"),
        )
        if launches
    ]


def _item(launch: LaunchView) -> str:
    zones = local_hours.worst_first(launch)
    lines = [_SCALE, *map(_zone_line, zones[: local_hours.ZONES])]
    if cut := zones[local_hours.ZONES :]:
        lines += [f"and {count(len(cut), 'more time zone')}, the worst:", _zone_line(cut[0])]
    name = escape_markdown(one_line(launch.name)).strip() or "(no name)"
    notes = "; ".join(map(prose, launch.notes))
    return f"**{name}**\n\n```\n" + "\n".join(lines) + f"\n```\n\n<sub>{notes}</sub>\n\n"


def _zone_line(span: ZoneSpan) -> str:
    when = format_span(span.start, span.earliest_end, span.latest_end)
    return f"{local_hours.bar(span)}  {span.zone}: {when}, {span.who}"
