"""Launches as an iCalendar feed (RFC 5545), for everyone who has to know when calls go out."""

import hashlib
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from icalendar import Calendar, Event

from runner import __version__
from runner.formatting import count, printable
from runner.report.plan_view import Run, View, read, times


def calendar(plan: Mapping[str, Any], *, windows: bool = False) -> str:
    """Return a feed with an event for each launch; with `windows` also one for each span of permitted hours.

    A campaign's event keeps its UID when its file moves or its launch changes. Blocked campaigns have no event.
    """
    view = read(plan)
    feed = Calendar()
    feed.add("version", "2.0")
    feed.add("prodid", f"-//campaign-runner//{__version__}//EN")
    feed.add("calscale", "GREGORIAN")
    feed.add("x-wr-calname", "Campaigns")
    for run in view.runs:
        if run.action != "blocked":
            feed.add_component(_launch(run, view))
            for window in _windows(run, view) if windows else ():
                feed.add_component(window)
    return str(feed.to_ical(sorted=False), "utf-8")


def _launch(run: Run, view: View) -> Event:
    contacts = "" if run.contacts is None else f" ({count(run.contacts, 'person')})"
    at_once = "IMMEDIATELY when applied: " if run.immediate and run.would_send else ""
    event = _event(view, ("launch", run.name), (run.start, run.most), "Launch")
    event.add("summary", f"{at_once}{printable(run.name)}{contacts}")
    event.add("description", "\n".join(map(printable, _description(run))))
    event.add("status", "TENTATIVE" if run.would_send else "CONFIRMED")
    return event


def _description(run: Run) -> Iterator[str]:
    yield f"{run.path}: {run.action}"
    for one in run.stretches:
        yield f"{one.zone}: {times(one.first, one.least, one.most)}, {count(one.contacts, 'person')}"
    for clash in run.broken:
        verb = "calls" if clash.certain else "may call"
        yield f"! {verb} {count(clash.contacts, 'person')} against rule {clash.rule}"


def _windows(run: Run, view: View) -> Iterator[Event]:
    """Yield each span once, though contacts of several states may have the same hours."""
    spans = dict.fromkeys((one.zone, *span) for one in run.stretches for span in one.open)
    for zone, start, end in spans:
        event = _event(view, ("window", run.name, zone, _utc(start), _utc(end)), (start, end), "Calling hours")
        event.add("summary", printable(f"May be called, {zone}: {run.name}"))
        event.add("description", f"Every rule permits calls from {start:%H:%M} to {end:%H:%M} {zone}.")
        yield event


def _event(view: View, identity: tuple[str, ...], span: tuple[datetime, datetime], category: str) -> Event:
    """Return an event that leaves everyone free; one whose end isn't known is an instant (RFC 5545, 3.6.1)."""
    start, end = span
    event = Event()
    event.add("uid", f"{hashlib.sha256(chr(0).join(identity).encode()).hexdigest()[:32]}@campaign-runner")
    event.add("dtstamp", view.as_of)
    event.add("dtstart", start.astimezone(UTC))
    if end > start:
        event.add("dtend", end.astimezone(UTC))
    event.add("categories", [category])
    event.add("transp", "TRANSPARENT")
    return event


def _utc(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y%m%dT%H%M%SZ}"
