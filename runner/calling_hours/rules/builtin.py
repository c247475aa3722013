"""The built-in rule pack: `calling_hours.yaml`, compiled to JSON."""

import functools
import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from runner.calling_hours.rules.rule import Applies, Cap, Confidence, Day, Holidays, Hours, Rule

FOLDER = Path(__file__).parent
_PACK = FOLDER / "calling_hours.json"
_DURATION = re.compile(r"P(?:(?P<days>\d+)D)?(?:T(?P<hours>\d+)H)?", re.ASCII)
DAY = 24 * 60


@functools.cache
def rules() -> tuple[Rule, ...]:
    """Return the pack's rules, in its order."""
    return read(_compiled())


def checked() -> date:
    """Return the newest day on which a source of the pack was read."""
    return max(rule.checked for rule in rules() if rule.checked)


@functools.cache
def digest() -> str:
    """Return the SHA-256 of the pack."""
    return hashlib.sha256(_PACK.read_bytes()).hexdigest()


def read(pack: Mapping[str, Any]) -> tuple[Rule, ...]:
    """Read a pack that is valid against its schema."""
    return tuple(_rule(fields, pack) for fields in pack["rules"])


def reached(country: str) -> tuple[str, ...]:
    """Return the territories that the rules of a country reach beside the country itself."""
    return _reached(country, _compiled())


def compiled_holidays(country: str, state: str | None, year: int) -> Mapping[date, str] | None:
    """Return a year's holidays as compiled into the pack; None where it has no such calendar or year."""
    first, last = _compiled()["years"]
    calendar: Mapping[str, str] | None = _compiled()["holidays"].get(calendar_key(country, state))
    if calendar is None or not first <= year <= last:
        return None
    days = ((day, name) for name, of_name in calendar.items() for day in of_name.split() if day.startswith(str(year)))
    return {date.fromisoformat(day): name for day, name in days}


def calendar_key(country: str, state: str | None) -> str:
    return f"{country}-{state}" if state else country


def hours(spans: Iterable[tuple[str, str]] | None) -> Hours | None:
    """Read hours such as `[["08:00", "21:00"]]`."""
    return None if spans is None else tuple(sorted((minute(start), minute(end)) for start, end in spans))


def minute(time: str) -> int:
    """Read `HH:MM` as minutes after midnight."""
    return int(time[:2]) * 60 + int(time[3:])


@functools.cache
def _compiled() -> Any:
    return json.loads(_PACK.read_text(encoding="utf-8"))


def _reached(country: str, pack: Mapping[str, Any]) -> tuple[str, ...]:
    return tuple(code for entry in pack["territories"] if entry["country"] == country for code in entry["reached"])


def _rule(fields: Mapping[str, Any], pack: Mapping[str, Any]) -> Rule:
    state = fields.get("state")
    holidays = Holidays(fields["holidays"])
    calendar = None if fields.get("holidays_scope") == "national" else state
    applies = Applies(fields.get("applies", Applies.ALWAYS))
    return Rule(
        id=fields["id"],
        country=fields["country"],
        state=state,
        reaches=() if applies is Applies.ZONE_UNKNOWN else _reached(fields["country"], pack),
        mon_fri=hours(fields["mon_fri"]),
        sat=hours(fields["sat"]),
        sun=hours(fields["sun"]),
        holidays=holidays,
        eve_of_holiday=hours(fields.get("eve_of_holiday")),
        calendar=calendar,
        days=tuple(_days(fields["country"], calendar, pack)) if holidays.close else (),
        zone=fields.get("zone"),
        applies=applies,
        caps=tuple(_cap(cap) for cap in fields.get("caps", ())),
        source=fields["source"],
        confidence=Confidence(fields["confidence"]),
        checked=date.fromisoformat(fields["checked"]),
    )


def _days(country: str, state: str | None, pack: Mapping[str, Any]) -> Iterator[Day]:
    for entry in pack["overrides"]:
        if (entry["country"], entry.get("state")) == (country, state):
            for day in entry["dates"]:
                yield Day(date.fromisoformat(day), entry["name"], entry["holiday"])


def _cap(fields: Mapping[str, Any]) -> Cap:
    duration = _DURATION.fullmatch(fields["within"])
    parts = {unit: int(number) for unit, number in (duration.groupdict() if duration else {}).items() if number}
    return Cap(fields["calls"], timedelta(**parts))
