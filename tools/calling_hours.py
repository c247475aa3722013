"""Compile the rule pack to JSON with the holidays it needs, and write docs/reference/calling-hours.md from it."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml

from runner.calling_hours.forecast import Pace
from runner.calling_hours.rules import builtin
from runner.calling_hours.rules.holidays import library_holidays
from runner.formatting import count

PACK = builtin.FOLDER / "calling_hours.yaml"
COMPILED = builtin.FOLDER / "calling_hours.json"
DOCUMENT = Path(__file__).parent.parent / "docs" / "reference" / "calling-hours.md"
YEARS = range(2026, 2036)
_TEMPLATE = Path(__file__).parent / "calling-hours.md"
_HOLIDAYS = {
    "same": "as the weekday",
    "none": "no calls",
    "conflicting": "sources disagree: no calls",
    "none_found": "no rule found",
    "preference": "each subscriber's choice",
}
_PAGE_ONLY = {
    "advisory",
    "apply_by",
    "consent",
    "cooldown_after_refusal_days",
    "decided",
    "note",
    "provincial_stricter",
    "scope",
    "suppression_max_age_days",
}
"""Fields of a rule that only the page has."""
_APPLIES = {"zone-unknown": "only if the time zone is unknown", "when-switched-on": "only if switched on"}


def pack() -> dict[str, Any]:
    """Return the pack as JSON has it: dates are strings."""
    text = PACK.read_text(encoding="utf-8")
    fields: dict[str, Any] = json.loads(json.dumps(yaml.safe_load(text), default=str))
    return fields


def compiled() -> str:
    """Return the pack as JSON, with the holidays of its countries, and of states whose rules observe them."""
    fields = pack()
    rules = builtin.read(fields)
    national = {(rule.country, "") for rule in rules}
    calendars = national | {(rule.country, rule.calendar or "") for rule in rules if rule.has_holidays}
    fields["years"] = [YEARS[0], YEARS[-1]]
    fields["holidays"] = {builtin.calendar_key(*calendar): _days(*calendar) for calendar in sorted(calendars)}
    fields["rules"] = [{key: rule[key] for key in rule if key not in _PAGE_ONLY} for rule in fields["rules"]]
    fields["territories"] = [{key: entry[key] for key in ("country", "reached")} for entry in fields["territories"]]
    fields["overrides"] = [{key: entry[key] for key in entry if key != "source"} for entry in fields["overrides"]]
    return json.dumps(fields, ensure_ascii=False, separators=(",", ":")) + "\n"


def _days(country: str, state: str) -> dict[str, str]:
    """Return the dates of each holiday, such as `20261225 20271225`."""
    dates: dict[str, list[str]] = {}
    for year in YEARS:
        for day, name in sorted(library_holidays(country, state or None, year).items()):
            dates.setdefault(name, []).append(f"{day:%Y%m%d}")
    return {name: " ".join(days) for name, days in dates.items()}


def document() -> str:
    """Return the page on the rules: the template with a table of their hours and a section on each."""
    fields = pack()
    rules = fields["rules"]
    pace = Pace()
    values = {
        "RULES": str(len(rules)),
        "YEARS": f"{YEARS[0]} to {YEARS[-1]}",
        "ASSUMED": pace.assumptions,
        "CALL": str(pace.call),
        "TABLE": "\n".join(_row(rule) for rule in rules),
        "TERRITORIES": "\n".join(map(_territories, fields["territories"])),
        "DAYS": "\n".join(map(_added_days, fields["overrides"])),
        "DECISIONS": "\n".join(_decision(rule) for rule in rules if "decided" in rule),
        "SECTIONS": "\n".join(line for rule in rules for line in _section(rule)),
    }
    text = _TEMPLATE.read_text(encoding="utf-8")
    for name, value in values.items():
        text = text.replace("{" + name + "}", value)
    return text.rstrip() + "\n"


def _row(rule: Mapping[str, Any]) -> str:
    days = (_hours(rule[day]) for day in ("mon_fri", "sat", "sun"))
    cells = (f"[{rule['id']}](#{rule['id'].lower()})", *days, _HOLIDAYS[rule["holidays"]], rule["confidence"])
    return f"| {' | '.join(cells)} |"


def _territories(entry: Mapping[str, Any]) -> str:
    return f"| {entry['country']} | {', '.join(entry['reached'])} | {entry['decided']} | {entry['source']} |"


def _added_days(entry: Mapping[str, Any]) -> str:
    calendar = builtin.calendar_key(entry["country"], entry.get("state"))
    return f"| {calendar} | {entry['name']} | {', '.join(entry['dates'])} | {entry['source']} |"


def _decision(rule: Mapping[str, Any]) -> str:
    link = f"[{rule['id']}](#{rule['id'].lower()})"
    cells = (link, rule["decided"], rule["source"], rule["confidence"], rule["checked"])
    return f"| {' | '.join(cells)} |"


def _hours(hours: list[list[str]] | None) -> str:
    if hours is None:
        return "none found"
    return ", ".join("-".join(span) for span in hours) or "no calls"


def _section(rule: Mapping[str, Any]) -> Iterator[str]:
    yield f"### {rule['id']}\n"
    yield f"- Source: {rule['source']}"
    yield f"- Checked {rule['checked']}, confidence {rule['confidence']}"
    yield from (f"- {fact}" for fact in _facts(rule))
    yield ""


def _facts(rule: Mapping[str, Any]) -> Iterator[str]:
    if "scope" in rule:
        yield f"About: {rule['scope']}"
    if "applies" in rule:
        yield f"Applies {_APPLIES[rule['applies']]}"
    if "zone" in rule:
        yield f"In the time zone {rule['zone']}, wherever the contact is"
    if "eve_of_holiday" in rule:
        yield f"Eve of a holiday: {_hours(rule['eve_of_holiday'])}"
    if "holidays_scope" in rule:
        yield "National holidays only"
    if rule.get("advisory"):
        yield "A recommendation, not a law"
    for cap in rule.get("caps", ()):
        subject = " on the same subject" if cap.get("same_subject") else ""
        yield f"At most {count(cap['calls'], 'call')} to one person in {_duration(cap['within'])}{subject}"
    if "suppression_max_age_days" in rule:
        days = rule["suppression_max_age_days"]
        yield f"Not checked: the do-not-call registry's copy is at most {days} days old (set `maxAgeDays` of that list)"
    if "cooldown_after_refusal_days" in rule:
        yield f"Not checked: no call for {rule['cooldown_after_refusal_days']} days after a refusal"
    if rule.get("provincial_stricter"):
        yield "Not checked: provinces may be stricter"
    if "consent" in rule:
        yield f"Not checked: consent ({rule['consent']})"
    if "note" in rule:
        yield f"Note: {rule['note']}"


def _duration(iso: str) -> str:
    number = int(iso.strip("PTDH"))
    return count(number, "day" if iso.endswith("D") else "hour")


if __name__ == "__main__":
    COMPILED.write_text(compiled(), encoding="utf-8")
    DOCUMENT.write_text(document(), encoding="utf-8")
