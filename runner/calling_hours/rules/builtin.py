"""The built-in rule pack: `calling_hours.yaml`, compiled to JSON."""

import functools
import json
import re
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from runner.calling_hours.rules.rule import Applies, Cap, Confidence, Day, Holidays, Hours, Rule

FOLDER = Path(__file__).parent
_DURATION = re.compile(r"P(?:(?P<days>\d+)D)?(?:T(?P<hours>\d+)H)?", re.ASCII)
DAY = 24 * 60


@functools.cache
def rules() -> tuple[Rule, ...]:
    """Return the pack's rules, in its order."""
    return read(_compiled())


def read(pack: Mapping[str, Any]) -> tuple[Rule, ...]:
    """Read a pack that is valid against its schema."""
    overrides: list[Mapping[str, Any]] = pack["overrides"]
    return tuple(_rule(fields, overrides) for fields in pack["rules"])


def compiled_holidays(country: str, state: str | None, year: int) -> Mapping[date, str] | None:
    """Return a year's holidays as compiled into the pack; None where it has no such calendar or year."""
    years = _compiled()["holidays"].get(calendar_key(country, state), {})
    days: Mapping[str, str] | None = years.get(str(year))
    return None if days is None else {date.fromisoformat(f"{year}-{day}"): name for day, name in days.items()}


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
    return json.loads((FOLDER / "calling_hours.json").read_text(encoding="utf-8"))


def _rule(fields: Mapping[str, Any], overrides: Iterable[Mapping[str, Any]]) -> Rule:
    state = fields.get("state")
    calendar = None if fields.get("holidays_scope") == "national" else state
    return Rule(
        id=fields["id"],
        country=fields["country"],
        state=state,
        mon_fri=hours(fields["mon_fri"]),
        sat=hours(fields["sat"]),
        sun=hours(fields["sun"]),
        holidays=Holidays(fields["holidays"]),
        eve_of_holiday=hours(fields.get("eve_of_holiday")),
        calendar=calendar,
        days=tuple(
            _day(day) for day in overrides if (day["country"], day.get("state")) == (fields["country"], calendar)
        ),
        zone=fields.get("zone"),
        applies=Applies(fields.get("applies", Applies.ALWAYS)),
        caps=tuple(_cap(cap) for cap in fields.get("caps", ())),
        source=fields["source"],
        confidence=Confidence(fields["confidence"]),
        checked=date.fromisoformat(fields["checked"]),
    )


def _day(fields: Mapping[str, Any]) -> Day:
    return Day(date.fromisoformat(fields["date"]), fields["name"], fields["holiday"])


def _cap(fields: Mapping[str, Any]) -> Cap:
    duration = _DURATION.fullmatch(fields["within"])
    parts = {unit: int(number) for unit, number in (duration.groupdict() if duration else {}).items() if number}
    return Cap(fields["calls"], timedelta(**parts))
