"""Launches as an iCalendar feed (RFC 5545): an event from each first call to the latest end."""

import hashlib
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

_FOLD = 75
"""Octets of a line, its end left out (RFC 5545, 3.1)."""


def feed(plan: Mapping[str, Any], *, windows: bool = False) -> str:
    """Write the launches of a plan that would be sent; with `windows` also when calls are permitted."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//campaign-runner//launches//EN", "CALSCALE:GREGORIAN"]
    lines.append("X-WR-CALNAME:Outbound campaigns")
    for campaign in plan["campaigns"]:
        if campaign.get("hours"):
            lines += _launch(campaign, plan["asOf"])
            lines += _windows(campaign, plan["asOf"]) if windows else []
    lines.append("END:VCALENDAR")
    return "".join(f"{_folded(line)}\r\n" for line in lines)


def _launch(campaign: Mapping[str, Any], as_of: str) -> list[str]:
    hours = campaign["hours"]
    name = campaign["campaignName"] or campaign["path"]
    told = [f"{campaign['contacts'] or 0:,} people, {campaign['path']}"]
    told += [f"{zone['zone']}: {_local(zone['first'])} to {_local(zone['most'])}" for zone in hours["zones"]]
    told += [f"{clash['code']}: {clash['contacts']:,} people, rule {clash['rule']}" for clash in hours["clashes"]]
    return list(_event("launch", name, hours["start"], hours["most"], f"{name} calls", "\n".join(told), as_of))


def _windows(campaign: Mapping[str, Any], as_of: str) -> list[str]:
    name = campaign["campaignName"] or campaign["path"]
    return [
        line
        for zone in campaign["hours"]["zones"]
        for start, end in zone["open"]
        for line in _event(
            f"window {zone['zone']}", name, start, end, f"{name}: calls permitted in {zone['zone']}", "", as_of
        )
    ]


def _event(kind: str, name: str, start: str, end: str, summary: str, told: str, as_of: str) -> Iterator[str]:
    begin, until = _utc(start), _utc(end)
    # The day of a launch may move, and then it is the same event; of windows there is one a day.
    which = f"{kind}\n{name}" + ("" if kind == "launch" else f"\n{begin}")
    yield "BEGIN:VEVENT"
    yield f"UID:{hashlib.sha256(which.encode()).hexdigest()[:32]}@campaign-runner"
    yield f"DTSTAMP:{_utc(as_of)}"
    yield f"DTSTART:{begin}"
    if until > begin:
        yield f"DTEND:{until}"
    yield f"SUMMARY:{_escaped(summary)}"
    if told:
        yield f"DESCRIPTION:{_escaped(told)}"
    yield "TRANSP:TRANSPARENT"
    yield "END:VEVENT"


def _utc(text: str) -> str:
    return f"{datetime.fromisoformat(text).astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _local(text: str) -> str:
    return f"{datetime.fromisoformat(text):%a %d %b %H:%M}"


def _escaped(text: str) -> str:
    for plain, written in (("\\", "\\\\"), (";", "\\;"), (",", "\\,"), ("\n", "\\n"), ("\r", "")):
        text = text.replace(plain, written)
    return text


def _folded(line: str) -> str:
    """Cut a line at 75 octets, never within a character."""
    parts: list[str] = []
    part, size = "", 0
    for character in line:
        width = len(character.encode())
        if size + width > _FOLD - bool(parts):
            parts.append(part)
            part, size = "", 0
        part, size = part + character, size + width
    return "\r\n ".join([*parts, part])
