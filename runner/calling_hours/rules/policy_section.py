"""The policy's section `callingHours`: what it changes in the rules, as a rulebook."""

import difflib
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from runner.calling_hours import zone_offsets
from runner.calling_hours.forecast import Pace, Seconds
from runner.calling_hours.intervals import joined, without
from runner.calling_hours.rules import builtin
from runner.calling_hours.rules.rule import Applies, Confidence, Day, Holidays, Hours, Rule
from runner.calling_hours.rules.rulebook import CODES, Change, Kind, Rulebook, usual
from runner.findings import Findings, Severity
from runner.formatting import quoted
from runner.timezones import iana_zone
from runner.yamlfile.document import Document, Route

KEY = "callingHours"
_EVERY = "*"
_DAYS = {"monFri": "mon_fri", "sat": "sat", "sun": "sun"}


def read(document: Document, findings: Findings) -> Rulebook:
    """Read the section of a policy that the schema has no complaint about; the pack's rules where it has none."""
    fields: Any = document.value
    severities = {code: Severity(chosen) for code, chosen in fields.get("findings", {}).items() if code in CODES}
    return replace(_Reader(document, findings).rulebook(fields.get(KEY, {})), severities=severities)


class _Reader:
    def __init__(self, document: Document, findings: Findings) -> None:
        self._document = document
        self._findings = findings
        self._rules = {rule.id: rule for rule in usual()}
        self._changes: list[Change] = []

    def rulebook(self, section: Mapping[str, Any]) -> Rulebook:
        """Switch rules off and on, then tighten, relax and add, whatever the order in the file."""
        for key, change in (
            ("off", self._off),
            ("on", self._on),
            ("tighten", self._tighten),
            ("relax", self._relax),
            ("add", self._add),
        ):
            for place, entry in enumerate(section.get(key, ())):
                change(entry, (KEY, key, place))
        defaults = section.get("defaultZones", {})
        for country, zone in defaults.items():
            self._check_country(country, (KEY, "defaultZones", country))
            self._check_zone(zone, (KEY, "defaultZones", country))
        return Rulebook(
            rules=tuple(self._rules.values()),
            default_zones=defaults,
            pace=self._pace(section),
            changes=tuple(self._changes),
        )

    def _off(self, entry: Mapping[str, Any], route: Route) -> None:
        if ("rule" in entry) == ("country" in entry):
            message = "an entry of `off` names a `rule` or a `country`, one of the two"
            self._find("bad-value", message, route, "write two entries, or remove one of the keys")
            return
        if "rule" in entry:
            found = [rule] if (rule := self._named(entry["rule"], (*route, "rule"))) else []
        else:
            country = entry["country"]
            found = [rule for rule in self._rules.values() if country in (_EVERY, rule.country)]
            if not found:
                message = f"there are no rules for {quoted(country)}"
                self._find("bad-value", message, (*route, "country"), "remove the entry")
        for rule in found:
            del self._rules[rule.id]
            self._changes.append(Change(Kind.OFF, rule.id, entry["reason"]))

    def _on(self, name: str, route: Route) -> None:
        there = {rule.id: rule for rule in builtin.rules() if rule.applies is Applies.SWITCHED_ON}
        if name not in there:
            hint = f"those that can be are {', '.join(map(quoted, there))}"
            self._find("bad-value", f"{quoted(name)} is no rule that is switched on", route, hint)
            return
        self._rules[name] = replace(there[name], applies=Applies.ALWAYS)
        self._changes.append(Change(Kind.ON, name))

    def _tighten(self, entry: Mapping[str, Any], route: Route) -> None:
        rule = self._named(entry["rule"], (*route, "rule"))
        if rule is None:
            return
        hours = self._hours(entry, route)
        for day, written in hours.items():
            before = getattr(rule, _DAYS[day])
            if before is not None and without(joined(written), joined(before)):
                message = f"{quoted(day)} permits more than {quoted(rule.id)} does, under `tighten`"
                hint = "write hours within the rule's, or move the entry to `relax` with a `reason`"
                self._find("bad-value", message, (*route, day), hint)
        self._put(rule, entry, hours, Kind.TIGHTENED)

    def _relax(self, entry: Mapping[str, Any], route: Route) -> None:
        if rule := self._named(entry["rule"], (*route, "rule")):
            eve = None if "holidays" in entry else rule.eve_of_holiday
            self._put(replace(rule, eve_of_holiday=eve), entry, self._hours(entry, route), Kind.RELAXED)

    def _add(self, entry: Mapping[str, Any], route: Route) -> None:
        name, state, zone = entry["id"], entry.get("state"), entry.get("zone")
        if name in self._rules or any(rule.id == name for rule in builtin.rules()):
            self._find("bad-value", f"there is a rule {quoted(name)} already", (*route, "id"), "give it another id")
            return
        self._check_country(entry["country"], (*route, "country"))
        if zone is not None:
            self._check_zone(zone, (*route, "zone"))
        rule = Rule(
            id=name,
            country=entry["country"],
            state=state,
            calendar=state,
            zone=zone,
            source=self._document.path,
            confidence=Confidence.OWN,
            note=entry.get("reason"),
        )
        self._put(rule, entry, self._hours(entry, route), Kind.ADDED)

    def _put(self, rule: Rule, entry: Mapping[str, Any], hours: Mapping[str, Hours], kind: Kind) -> None:
        changed: dict[str, Any] = {_DAYS[day]: written for day, written in hours.items()}
        if "holidays" in entry:
            changed["holidays"] = Holidays(entry["holidays"])
        days = [_day(one, holiday=key == "closed") for key in ("closed", "open") for one in entry.get(key, ())]
        self._rules[rule.id] = replace(rule, days=(*days, *rule.days), **changed)
        self._changes.append(Change(kind, rule.id, entry.get("reason")))

    def _hours(self, entry: Mapping[str, Any], route: Route) -> dict[str, Hours]:
        written = {day: tuple(sorted(_span(one) for one in entry[day])) for day in _DAYS if day in entry}
        for day, hours in written.items():
            self._check_hours(hours, (*route, day))
        return written

    def _check_hours(self, hours: Hours, route: Route) -> None:
        before = 0
        for opens, closes in hours:
            if opens >= closes:
                hint = "write hours over midnight as two: until 24:00, and from 00:00 of the next day"
                self._find("bad-value", f"hours of {quoted(str(route[-1]))} end before they begin", route, hint)
            elif opens < before:
                hint = "join those that overlap"
                self._find("bad-value", f"hours of {quoted(str(route[-1]))} overlap", route, hint)
            before = closes

    def _named(self, name: str, route: Route) -> Rule | None:
        if name in self._rules:
            return self._rules[name]
        if any(change.kind is Kind.OFF and change.rule == name for change in self._changes):
            self._find("bad-value", f"the rule {quoted(name)} is switched off here", route, "remove one of the two")
            return None
        if any(rule.id == name for rule in builtin.rules()):
            hint = f"add {quoted(name)} to `on`"
            self._find("bad-value", f"the rule {quoted(name)} counts only where it is switched on", route, hint)
            return None
        close = difflib.get_close_matches(name, self._rules, n=1, cutoff=0.5)
        hint = f"did you mean {quoted(close[0])}?" if close else "docs/calling-hours.md lists the rules"
        self._find("bad-value", f"there is no rule {quoted(name)}", route, hint)
        return None

    def _pace(self, section: Mapping[str, Any]) -> Pace:
        parts: dict[str, Any] = {}
        for part, value in section.get("seconds", {}).items():
            least, most = value if isinstance(value, list) else (value, value)
            if least > most:
                hint = "write the smaller one first"
                self._find("bad-value", f"{quoted(part)} ends before it begins", (KEY, "seconds", part), hint)
            parts[part] = Seconds(int(least), int(most))
        if "attempts" in section:
            parts["attempts"] = int(section["attempts"])
        return Pace(**parts)

    def _check_country(self, country: str, route: Route) -> None:
        if not zone_offsets.of_country(country):
            hint = "write its two letters in ISO 3166-1, such as `GB` for the United Kingdom"
            self._find("bad-value", f"there is no country {quoted(country)}", route, hint)

    def _check_zone(self, zone: str, route: Route) -> None:
        if iana_zone(zone) is None:
            hint = "write an Area/City name such as `America/New_York`"
            self._find("unknown-zone", f"{quoted(zone)} is not a zone of the IANA database", route, hint)

    def _find(self, code: str, message: str, route: Route, hint: str) -> None:
        self._findings.add(self._document.finding(code, message, route, at_value=True, hint=hint))


def _span(written: str) -> tuple[int, int]:
    opens, _, closes = written.partition("-")
    return builtin.minute(opens), builtin.minute(closes)


def _day(fields: Mapping[str, Any], *, holiday: bool) -> Day:
    return Day(date.fromisoformat(fields["date"]), fields["name"], holiday)
