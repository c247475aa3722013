"""A plan as one page of HTML that loads nothing: its charts are drawn here, each with a table of the same data."""

import base64
import hashlib
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from runner import timezones
from runner.calling_hours.rules.rulebook import Coverage
from runner.calling_hours.wording import COVERAGE
from runner.formatting import count
from runner.report.headline import IMMEDIATELY, not_read_words
from runner.report.html.campaigns import campaigns_section
from runner.report.html.countries import countries_section
from runner.report.html.findings import findings_section, overlaps_section
from runner.report.html.heatmap import heatmap_section
from runner.report.html.links import Links
from runner.report.html.markup import Html, prose, raw, tag
from runner.report.html.timeline import timeline_section
from runner.report.plan_view import LaunchView, PlanView
from runner.report.text.findings import count_severities

_HERE = Path(__file__).parent


def page(view: PlanView, links: Links) -> str:
    """Return the page; `links` leads to files and lines."""
    style, script = ((_HERE / name).read_text(encoding="utf-8") for name in ("page.css", "page.js"))
    sections = [
        ("timeline", "Launches by time zone", timeline_section(view)),
        ("heat", "Calls by hour of the local day", heatmap_section(view)),
        ("campaigns", "Campaigns and calling hours", campaigns_section(view, links)),
        ("countries", "Countries", countries_section(view)),
        ("overlaps", "People on several lists", overlaps_section(view, links)),
        ("findings", "Findings", findings_section(view, links)),
    ]
    body = tag(
        "body",
        tag("a", "Skip to the timeline", href="#timeline", class_="skip"),
        tag("header", *_alerts(view), tag("h1", str(view.headline)), tag("p", _subtitle(view), class_="muted"),
            _figures(view), _deadline(view)),
        tag("nav", tag("ul", *(tag("li", tag("a", title, href=f"#{id_}")) for id_, title, _ in sections)),
            aria_label="Sections"),
        tag("main", *(_section(id_, title, content) for id_, title, content in sections)),
        tag("footer", *(tag("p", line) for line in _footnotes(view))),
        tag("script", raw(script)),
    )  # fmt: skip
    head = tag(
        "head",
        tag("meta", charset="utf-8"),
        tag("meta", http_equiv="Content-Security-Policy", content=_policy(style, script)),
        tag("meta", name="viewport", content="width=device-width, initial-scale=1"),
        tag("meta", name="color-scheme", content="light dark"),
        tag("meta", name="referrer", content="no-referrer"),
        tag("title", f"{_title(view)}: {view.headline}"),
        tag("style", raw(style)),
    )
    return "<!doctype html>\n" + tag("html", head, body, lang="en") + "\n"


def _section(id_: str, title: str, content: Html) -> Html:
    return tag("section", tag("h2", title, id=f"{id_}-title"), content, id=id_, aria_labelledby=f"{id_}-title")


def _title(view: PlanView) -> str:
    if any(one.is_dialing for one in view.dialing):
        return "DIALING NOW"
    return "COMPLETED EARLY" if view.dialing else "Campaigns"


def _alerts(view: PlanView) -> list[Html]:
    """Return an alert for each campaign that dials, or has dialed, before its time."""
    return [
        tag("div", tag("strong", one.message), tag("ol", *(tag("li", step) for step in one.steps)), class_="alert")
        for one in view.dialing
    ]


def _subtitle(view: PlanView) -> str:
    return f"As of {timezones.format_local(view.as_of)}. Plan {view.hash[:19]}."


def _figures(view: PlanView) -> Html:
    """Return the numbers that a reviewer decides by, the worst first."""
    figures = [
        *_immediate_figure(view),
        *_updates_figure(view),
        *_hours_figures(view),
        _findings_figure(view),
        *_time_figures(view),
    ]
    return tag(
        "dl",
        *(tag("div", tag("dt", name), tag("dd", value), class_="bad" if bad else None) for name, value, bad in figures),
    )


Figure = tuple[str, str, bool]
"""A name, a value, and whether it needs attention."""


def _immediate_figure(view: PlanView) -> Iterator[Figure]:
    immediate = [launch for launch in view.launches if launch.immediate and launch.would_send]
    if immediate:
        contacts = count(sum(launch.contacts or 0 for launch in immediate), "contact")
        yield f"Called {IMMEDIATELY} when applied", f"{contacts} in {count(len(immediate), 'campaign')}", True


def _updates_figure(view: PlanView) -> Iterator[Figure]:
    if updates := [launch for launch in view.launches if launch.changes]:
        yield "Changed in the account", count(len(updates), "campaign"), True


def _hours_figures(view: PlanView) -> Iterator[Figure]:
    new = [launch for launch in view.ahead if launch.would_send]
    recorded = [launch for launch in view.ahead if not launch.would_send and (launch.assessed or launch.unchecked)]
    if new:
        yield "Outside calling hours", *_clashing(new)
    if recorded:
        yield "Recorded, outside calling hours", *_clashing(recorded)
    uncovered = sum((Counter(launch.uncovered) for launch in new), Counter[Coverage]())
    for why, words in COVERAGE.items():
        if uncovered[why]:
            yield f"{words[0].upper()}{words[1:]}", count(uncovered[why], "contact"), False


def _clashing(launches: Sequence[LaunchView]) -> tuple[str, bool]:
    """Return how many launches clash with calling hours and how many weren't checked, and whether any clashes."""
    clashing = sum(bool(launch.serious_clashes) for launch in launches)
    unchecked = sum(not launch.assessed for launch in launches)
    if unchecked == len(launches):
        return "not checked", False
    clashes = f"! {clashing:,} of {count(len(launches), 'launch')}" if clashing else "no clash"
    return clashes + (f", {unchecked:,} not checked" if unchecked else ""), bool(clashing)


def _findings_figure(view: PlanView) -> Figure:
    return "Findings", count_severities(view.findings) or "none", view.findings.has_errors


def _time_figures(view: PlanView) -> Iterator[Figure]:
    if view.ahead:
        yield "First call", timezones.format_local(min(launch.start for launch in view.ahead)), False
    if view.merge_before:
        yield "Merge before", timezones.format_local(view.merge_before.at), False


def _deadline(view: PlanView) -> Html | None:
    return tag("p", prose(f"Merged later, {view.merge_before.after}.")) if view.merge_before else None


def _footnotes(view: PlanView) -> list[str]:
    return [
        f"Durations are estimates that assume {view.assumptions}.",
        "A time zone that is guessed from a number or an address is likely, not certain. The chart of hours divides "
        "contacts with several candidate zones evenly among them, and the calls of a launch evenly over its duration.",
        "No clash means only that no rule known here is broken. This is not legal advice.",
        *([f"{not_read_words(view.not_read)}."] if view.not_read else []),
    ]


def _policy(style: str, script: str) -> str:
    """Return a policy that loads nothing and permits only this style and this script."""
    rules = (f"{kind} 'sha256-{_digest(text)}'" for kind, text in (("style-src", style), ("script-src", script)))
    return "; ".join(["default-src 'none'", *rules, "base-uri 'none'", "form-action 'none'"])


def _digest(text: str) -> str:
    return base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
