"""Launches as a calendar's feed (RFC 5545), for whoever has to know when calls go out."""

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from runner import __version__
from runner.formatting import count, printable
from runner.report.plan_view import Run, Stretch, View, read, times

_OCTETS = 75
"""So many octets a line has at most, without its end (RFC 5545, 3.1)."""
_ESCAPES = str.maketrans({"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n"})


def calendar(plan: Mapping[str, Any], *, windows: bool = False) -> str:
    """Write an event for each launch of the plan's JSON; with `windows` also one for each stretch of permitted hours.

    A campaign's event keeps its UID wherever its file goes and whenever its launch is moved to. What is blocked by
    errors isn't sent, and has none.
    """
    view = read(plan)
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", f"PRODID:-//campaign-runner//{__version__}//EN", "CALSCALE:GREGORIAN"]
    lines.append("X-WR-CALNAME:Campaigns")
    for run in view.runs:
        if run.action != "blocked":
            lines += _launch(run, view)
            lines += _windows(run, view) if windows else ()
    return "".join(fold + "\r\n" for line in [*lines, "END:VCALENDAR"] for fold in _folded(line))


def _launch(run: Run, view: View) -> list[str]:
    people = "" if run.contacts is None else f" ({count(run.contacts, 'person')})"
    at_once = "AT ONCE when applied: " if run.immediate and run.would_send else ""
    return _event(
        view,
        _uid("launch", run.name),
        (run.start, run.most),
        f"{at_once}{printable(run.name)}{people}",
        "\n".join(_told(run)),
        ("CATEGORIES:Launch", f"STATUS:{'TENTATIVE' if run.would_send else 'CONFIRMED'}"),
    )


def _told(run: Run) -> Iterator[str]:
    yield f"{run.path}: {run.action}"
    for one in run.stretches:
        yield f"{one.zone}: {times(one.first, one.least, one.most)}, {count(one.contacts, 'person')}"
    for clash in run.broken:
        verb = "calls" if clash.certain else "may call"
        yield f"! {verb} {count(clash.contacts, 'person')} against rule {clash.rule}"


def _windows(run: Run, view: View) -> Iterator[str]:
    """Each stretch once, though people of several states may have the same hours."""
    found: dict[tuple[str, datetime, datetime], Stretch] = {}
    for one in run.stretches:
        for start, end in one.open:
            found.setdefault((one.zone, start, end), one)
    for zone, start, end in found:
        uid = _uid("window", run.name, zone, _instant(start), _instant(end))
        told = f"Every rule permits calls from {start:%H:%M} to {end:%H:%M} {zone}."
        yield from _event(
            view, uid, (start, end), f"May be called, {zone}: {run.name}", told, ("CATEGORIES:Calling hours",)
        )


def _event(
    view: View, uid: str, span: tuple[datetime, datetime], summary: str, told: str, more: Iterable[str]
) -> list[str]:
    """An event whose end isn't known is an instant (RFC 5545, 3.6.1); none keeps anybody from being free."""
    start, end = span
    return [
        "BEGIN:VEVENT",
        f"UID:{uid}",
        f"DTSTAMP:{_instant(view.as_of)}",
        f"DTSTART:{_instant(start)}",
        *([f"DTEND:{_instant(end)}"] if end > start else []),
        f"SUMMARY:{_text(summary)}",
        f"DESCRIPTION:{_text(told)}",
        *more,
        "TRANSP:TRANSPARENT",
        "END:VEVENT",
    ]


def _uid(*parts: str) -> str:
    return f"{hashlib.sha256(chr(0).join(parts).encode()).hexdigest()[:32]}@campaign-runner"


def _instant(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _text(value: str) -> str:
    return "\n".join(printable(line) for line in value.split("\n")).translate(_ESCAPES)


def _folded(line: str) -> Iterator[str]:
    """Break a line between characters; what goes on begins with a space, which counts."""
    begin, octets = 0, 0
    for at, char in enumerate(line):
        size = len(char.encode())
        if octets + size > _OCTETS:
            yield (" " if begin else "") + line[begin:at]
            begin, octets = at, 1
        octets += size
    yield (" " if begin else "") + line[begin:]
