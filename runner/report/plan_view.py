"""The plan's JSON as what the page draws."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from runner.formatting import count

_SENT = ("create", "blocked", "unknown")
_RESTS = {
    "timezone": "a column of zones",
    "address": "an address",
    "number": "the number",
    "default": "the policy's default",
    "country": "the country alone",
}


@dataclass(frozen=True, slots=True)
class Stretch:
    """A run by the clock of one zone, in local time; `share` are its people divided by the clocks they may live by."""

    country: str
    zone: str
    others: tuple[str, ...]
    contacts: int
    share: float
    first: datetime
    least: datetime
    most: datetime
    open: tuple[tuple[datetime, datetime], ...]


@dataclass(frozen=True, slots=True)
class Part:
    """When a run breaks a rule in one zone, in local time."""

    zone: str
    start: datetime
    end: datetime
    why: str


@dataclass(frozen=True, slots=True)
class Clash:
    """One rule that a run breaks, or may break."""

    rule: str
    certain: bool
    severity: str
    contacts: int
    confidence: str
    source: str
    parts: tuple[Part, ...]


@dataclass(frozen=True)
class Run:
    """One campaign's launch; `start`, `least` and `most` are in UTC, and equal where its length isn't known."""

    number: int
    name: str
    path: str
    action: str
    immediate: bool
    contacts: int | None
    start: datetime
    least: datetime
    most: datetime
    lines: int | None
    stretches: tuple[Stretch, ...]
    clashes: tuple[Clash, ...]
    ways: tuple[str, ...]
    notes: tuple[str, ...]
    unjudged: int
    assumed: str | None
    merge_before: datetime | None

    @property
    def would_send(self) -> bool:
        return self.action in _SENT

    @cached_property
    def broken(self) -> tuple[Clash, ...]:
        """The clashes that are more than information."""
        return tuple(clash for clash in self.clashes if clash.severity != "info")

    @cached_property
    def parts(self) -> Mapping[str, tuple[Part, ...]]:
        """When they are, by zone."""
        found: dict[str, tuple[Part, ...]] = {}
        for clash in self.broken:
            for part in clash.parts:
                found[part.zone] = (*found.get(part.zone, ()), part)
        return found


@dataclass(frozen=True)
class View:
    """All that the page shows; `runs` are those with a known launch, in order, `unset` are names without one."""

    as_of: datetime
    hash: str
    summary: Mapping[str, int]
    runs: tuple[Run, ...]
    unset: tuple[tuple[str, str], ...]
    findings: tuple[Mapping[str, Any], ...]
    counts: Mapping[str, int]

    @cached_property
    def ahead(self) -> tuple[Run, ...]:
        """The launches that are still to come, or going on."""
        return tuple(run for run in self.runs if run.most >= self.as_of)

    @cached_property
    def sent(self) -> tuple[Run, ...]:
        return tuple(run for run in self.runs if run.would_send)

    @cached_property
    def severities(self) -> Mapping[str, int]:
        found = Counter(finding["severity"] for finding in self.findings)
        return {severity: found[severity] for severity in ("error", "warning", "info")}


def read(plan: Mapping[str, Any]) -> View:
    """Read what `campaigns plan --format json` writes."""
    as_of = _at(plan["asOf"])
    timed, unset = [], []
    for entry in plan["campaigns"]:
        hours = entry.get("hours") or {}
        start = _when(hours.get("start")) or _when(entry["launchAt"])
        if start is None:
            unset.append((entry["campaignName"] or entry["path"], entry["action"]))
        else:
            timed.append((start, entry["campaignName"] or entry["path"], entry, hours))
    timed.sort(key=lambda one: one[:2])
    runs = tuple(_run(number, *one) for number, one in enumerate(timed, start=1))
    return View(as_of, plan["hash"], plan["summary"], runs, tuple(unset), tuple(plan["findings"]), plan["counts"])


def _run(number: int, start: datetime, name: str, entry: Mapping[str, Any], hours: Mapping[str, Any]) -> Run:
    return Run(
        number=number,
        name=name,
        path=entry["path"],
        action=entry["action"],
        immediate=entry["immediate"],
        contacts=entry["contacts"],
        start=start,
        least=_when(hours.get("least")) or start,
        most=_when(hours.get("most")) or start,
        lines=hours.get("lines"),
        stretches=_stretches(hours.get("zones", [])),
        clashes=tuple(_clash(clash) for clash in hours.get("clashes", [])),
        ways=tuple(_ways(hours.get("fixes") or {}, entry["path"])),
        notes=tuple(_notes(hours)),
        unjudged=hours.get("unjudged", 0),
        assumed=hours.get("assumed"),
        merge_before=_when(hours.get("mergeBefore")),
    )


def _stretches(zones: list[Mapping[str, Any]]) -> tuple[Stretch, ...]:
    """Those of one crowd have the same country and zones: each is one clock that its people may live by."""
    clocks = Counter((zone["country"], *zone["zones"]) for zone in zones)
    return tuple(
        Stretch(
            country=zone["country"] or "not known",
            zone=zone["zone"],
            others=tuple(name for name in zone["zones"] if name != zone["zone"]),
            contacts=zone["contacts"],
            share=zone["contacts"] / clocks[zone["country"], *zone["zones"]],
            first=_at(zone["first"]),
            least=_at(zone["least"]),
            most=_at(zone["most"]),
            open=tuple((_at(start), _at(end)) for start, end in zone["open"]),
        )
        for zone in zones
    )


def _clash(clash: Mapping[str, Any]) -> Clash:
    return Clash(
        rule=clash["rule"],
        certain=clash["certain"],
        severity=clash["severity"],
        contacts=clash["contacts"],
        confidence=clash["confidence"],
        source=clash["source"] or "",
        parts=tuple(
            Part(part["zone"], _at(part["start"]), _at(part["end"]), part["holiday"] or part["reason"])
            for part in clash["parts"]
        ),
    )


def _ways(fixes: Mapping[str, Any], path: str) -> list[str]:
    ways = []
    earliest, latest = _when(fixes.get("earliestStart")), _when(fixes.get("latestStart"))
    if earliest and latest:
        ways.append(f"start between {_said(earliest)} and {_said(latest)}")
    if fixes.get("lines"):
        ways.append(f"call over {count(fixes['lines'], 'line')} (`concurrentCalls`)")
    if split := fixes.get("split"):
        ways.append(
            f"give each of {count(len(split), 'group')} of zones its own start: `campaigns split {path} --by zone`"
        )
    return ways


def _notes(hours: Mapping[str, Any]) -> list[str]:
    notes = []
    rests = [f"{_RESTS.get(name, name)} {number:,}" for name, number in hours.get("sources", {}).items() if number]
    if rests:
        notes.append(f"zones by {', '.join(rests)}")
    if hours and not hours.get("lines"):
        notes.append("`concurrentCalls` is left out: the first call alone is judged, not the end")
    if hours.get("unjudged"):
        notes.append(f"no rule counts for {count(hours['unjudged'], 'person')}")
    for day in hours.get("days", []):
        where = f" in {day['country']}" if day["country"] else ""
        notes.append(f"{day['day']} is {day['name']}{where}: {count(day['contacts'], 'person')}")
    for change in hours.get("clockChanges", []):
        way = "forward" if change["minutes"] > 0 else "back"
        notes.append(f"clocks go {way} in {change['zone']} during the run, at {_said(_at(change['at']))}")
    return notes


def _said(at: datetime) -> str:
    return f"{at:%a} {at.day} {at:%b %Y %H:%M} ({at:%Z})"


def _when(written: str | None) -> datetime | None:
    return None if written is None else _at(written)


def _at(written: str) -> datetime:
    return datetime.fromisoformat(written)


def times(first: datetime, least: datetime, most: datetime, form: str = "%b %H:%M") -> str:
    """Say when a run begins and ends: `Tue 1 Dec 12:00 to 14:10 or 17:40`."""
    begun = f"{first:%a} {first.day} {first.strftime(form)}"
    if most == first:
        return f"{begun} on"
    ends = [f"{at:%H:%M}" if at.date() == first.date() else f"{at:%a} {at.day} {at:%b %H:%M}" for at in (least, most)]
    return f"{begun} to {' or '.join(dict.fromkeys(ends))}"
