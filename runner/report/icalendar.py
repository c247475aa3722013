"""Launches as an iCalendar feed (RFC 5545), for everyone who has to know when calls go out."""

import hashlib
from collections.abc import Iterator
from datetime import UTC, datetime

from icalendar import Calendar, Event

from runner import __version__
from runner.calling_hours.rules.rulebook import Coverage
from runner.calling_hours.wording import COVERAGE, format_span
from runner.formatting import count, printable
from runner.report.headline import IMMEDIATELY
from runner.report.plan_view import LaunchView, PlanView


def calendar(view: PlanView, *, windows: bool = False) -> str:
    """Return a feed with an event for each launch; with `windows` also one for each span of permitted hours.

    A campaign's event keeps its UID when its file moves or its launch changes. Blocked campaigns have no event.
    """
    feed = Calendar()
    feed.add("version", "2.0")
    feed.add("prodid", f"-//campaign-runner//{__version__}//EN")
    feed.add("calscale", "GREGORIAN")
    feed.add("x-wr-calname", "Campaigns")
    for launch in view.launches:
        if launch.action != "blocked":
            feed.add_component(_launch(launch, view))
            for window in _windows(launch, view) if windows else ():
                feed.add_component(window)
    return str(feed.to_ical(sorted=False), "utf-8")


def _launch(launch: LaunchView, view: PlanView) -> Event:
    contacts = "" if launch.contacts is None else f" ({count(launch.contacts, 'contact')})"
    immediate = f"{IMMEDIATELY} when applied: " if launch.immediate and launch.would_send else ""
    end = launch.latest_end if launch.earliest_end > launch.start else launch.start
    event = _event(view, ("launch", launch.name), (launch.start, end), "Launch")
    emergency = next((one for one in view.dialing if one.name == launch.name), None)
    early = "" if emergency is None else "DIALING NOW: " if emergency.is_dialing else "COMPLETED EARLY: "
    urgent = [] if emergency is None else [emergency.message, *emergency.steps]
    canceled = "CANCELED: " if launch.canceled else ""
    event.add("summary", f"{early}{canceled}{immediate}{printable(launch.name)}{contacts}")
    event.add("description", "\n".join(map(printable, [*urgent, *_description(launch)])))
    event.add("status", "CANCELLED" if launch.canceled else "TENTATIVE" if launch.would_send else "CONFIRMED")
    return event


def _description(launch: LaunchView) -> Iterator[str]:
    yield f"{launch.path}: {launch.action}"
    for clash in launch.serious_clashes:
        yield f"! {clash.sentence} ({clash.rule})"
    for span in launch.zones:
        when = format_span(span.start, span.earliest_end, span.latest_end)
        yield f"{span.zone}: {when}, {span.who}"


def _windows(launch: LaunchView, view: PlanView) -> Iterator[Event]:
    """Yield each span once, though contacts of several states may have the same hours, by those least covered."""
    order = list(Coverage)
    zones = sorted(launch.zones, key=lambda zone: order.index(zone.coverage))
    spans = {(zone.zone, *hours): zone.coverage for zone in zones for hours in zone.permitted}
    for (zone, start, end), coverage in spans.items():
        event = _event(view, ("window", launch.name, zone, _utc(start), _utc(end)), (start, end), "Calling hours")
        hours = f"from {start:%H:%M} to {end:%H:%M} {zone}"
        if unruled := COVERAGE[coverage]:
            event.add("summary", printable(f"By day, {unruled}, {zone}: {launch.name}"))
            event.add("description", f"It isn't night {hours}. {unruled[0].upper()}{unruled[1:]}.")
        else:
            event.add("summary", printable(f"May be called, {zone}: {launch.name}"))
            event.add("description", f"Every rule permits calls {hours}.")
        yield event


def _event(view: PlanView, identity: tuple[str, ...], span: tuple[datetime, datetime], category: str) -> Event:
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
