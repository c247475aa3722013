"""A plan as one page of HTML that needs nothing else: charts drawn here, each with its table."""

import base64
import hashlib
from collections.abc import Mapping
from datetime import UTC
from pathlib import Path
from typing import Any

from runner.formatting import count
from runner.report.html import campaigns, countries, findings, heatmap, timeline
from runner.report.html.links import Links
from runner.report.html.markup import Html, raw, tag
from runner.report.plan_view import View, read

_HERE = Path(__file__).parent


def page(plan: Mapping[str, Any], links: Links) -> str:
    """Draw the page from the plan's JSON alone; `links` says where a file and line are to be seen."""
    view = read(plan)
    style, script = ((_HERE / name).read_text(encoding="utf-8") for name in ("page.css", "page.js"))
    sections = [
        ("timeline", "Launches by zone", timeline.section(view)),
        ("heat", "Calls by the hour of the day", heatmap.section(view)),
        ("campaigns", "Forecast against calling hours", campaigns.section(view, links)),
        ("countries", "Countries", countries.section(view)),
        ("overlaps", "The same people again", findings.overlaps(view, links)),
        ("findings", "Findings", findings.section(view, links)),
    ]
    body = tag(
        "body",
        tag("a", "Skip to the timeline", href="#timeline", class_="skip"),
        tag("header", tag("h1", headline(view)), tag("p", _asked(view), class_="muted"), _figures(view)),
        tag("nav", tag("ul", *(tag("li", tag("a", title, href=f"#{id_}")) for id_, title, _ in sections)),
            aria_label="Parts of this page"),
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
        tag("title", f"Plan of campaigns: {headline(view)}"),
        tag("style", raw(style)),
    )
    return "<!doctype html>\n" + tag("html", head, body, lang="en") + "\n"


def headline(view: View) -> str:
    """One sentence on what apply would do."""
    create, blocked = (view.summary.get(action, 0) for action in ("create", "blocked"))
    if blocked:
        words = f"apply would refuse: {count(blocked, 'campaign')} blocked by errors"
        return words + (f", {count(create, 'campaign')} ready" if create else "")
    if create:
        people = count(view.summary.get("contacts", 0), "person")
        return f"apply would create {count(create, 'campaign')} and call {people}"
    if unknown := view.summary.get("unknown", 0):
        return f"apply would look up {count(unknown, 'campaign')} whose outcome is unknown"
    return "nothing to create"


def _section(id_: str, title: str, content: Html) -> Html:
    return tag("section", tag("h2", title, id=f"{id_}-title"), content, id=id_, aria_labelledby=f"{id_}-title")


def _asked(view: View) -> str:
    return f"As of {view.as_of:%a} {view.as_of.day} {view.as_of:%b %Y %H:%M} UTC. Plan {view.hash[:19]}."


def _figures(view: View) -> Html:
    """What decides whether somebody reads on: how much, how soon, and what stands against it."""
    at_once = [run for run in view.sent if run.immediate]
    rows: list[tuple[str, str, str]] = []
    if view.ahead:
        first = min(view.ahead, key=lambda run: run.start)
        rows.append(("First call", f"{first.start:%a} {first.start.day} {first.start:%b %H:%M} UTC", ""))
    if at_once:
        people = sum(run.contacts or 0 for run in at_once)
        rows.append(
            ("Dials IMMEDIATELY when applied", f"{count(people, 'person')} in {count(len(at_once), 'campaign')}", "bad")
        )
    ends = [run.merge_before for run in at_once if run.merge_before]
    if ends:
        end = min(ends).astimezone(UTC)
        rows.append(("At once passes until", f"{end:%a} {end.day} {end:%b %H:%M} UTC", ""))
    clashing = [run for run in view.ahead if run.broken]
    what = f"{len(clashing):,} of {count(len(view.ahead), 'launch')}"
    rows.append(("Against calling hours", f"! {what}" if clashing else "no check failed", "bad" if clashing else ""))
    unjudged = sum(run.unjudged for run in view.ahead)
    if unjudged:
        rows.append(("No rule counts for", count(unjudged, "person"), ""))
    words = ", ".join(f"{number:,} {code}" for code, number in view.severities.items() if number)
    rows.append(("Findings", words or "none", "bad" if view.severities.get("error") else ""))
    return tag(
        "dl", *(tag("div", tag("dt", name), tag("dd", value), class_=mark or None) for name, value, mark in rows)
    )


def _footnotes(view: View) -> list[str]:
    assumed = sorted({run.assumed for run in view.runs if run.assumed})
    notes = [f"Length of a run, never measured: {one}." for one in assumed]
    notes.append(
        "A zone is likely, not certain. The chart of hours shares people who may live by one of several clocks evenly "
        "among these, and a run's calls evenly over its hours."
    )
    notes.append("That no check failed means only that. This is no legal advice.")
    return notes


def _policy(style: str, script: str) -> str:
    """Nothing is loaded from anywhere, and only our own style and script count."""
    rules = (f"{kind} 'sha256-{_digest(text)}'" for kind, text in (("style-src", style), ("script-src", script)))
    return "; ".join(["default-src 'none'", *rules, "base-uri 'none'", "form-action 'none'"])


def _digest(text: str) -> str:
    return base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
