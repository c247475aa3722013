"""The policy's `callingHours` section: reads its changes to the rules into a rulebook."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from runner.calling_hours import zone_offsets
from runner.calling_hours.forecast import Pace, Seconds
from runner.calling_hours.intervals import difference, union
from runner.calling_hours.rules import builtin, night
from runner.calling_hours.rules.rule import Applies, Confidence, Day, Holidays, Hours, Rule
from runner.calling_hours.rules.rulebook import (
    CODES,
    MobileNumbers,
    Rulebook,
    RuleChange,
    RuleChangeKind,
    default_rules,
)
from runner.did_you_mean import closest
from runner.findings import Findings, Severity
from runner.formatting import quoted
from runner.timezones import iana_zone
from runner.yamlfile.document import Document
from runner.yamlfile.nodes import Route

KEY = "callingHours"
_EVERY = "*"
_DAYS = {"monFri": "mon_fri", "sat": "sat", "sun": "sun"}


def read(document: Document, findings: Findings) -> Rulebook:
    """Read the section of a policy that is valid against its schema; without one the pack's rules apply."""
    fields: Any = document.value
    severities = {code: Severity(chosen) for code, chosen in fields.get("findings", {}).items() if code in CODES}
    return replace(_SectionReader(document, findings).rulebook(fields.get(KEY, {})), severities=severities)


class _SectionReader:
    def __init__(self, document: Document, findings: Findings) -> None:
        self._document = document
        self._findings = findings
        self._rules = {rule.id: rule for rule in default_rules()}
        self._switched_off: list[Rule] = []
        self._changes: list[RuleChange] = []

    def rulebook(self, section: Mapping[str, Any]) -> Rulebook:
        """Return the rulebook; rules are switched off and on first, then tightened, relaxed and added."""
        for key, apply in (
            ("off", self._off),
            ("on", self._on),
            ("tighten", self._tighten),
            ("relax", self._relax),
            ("add", self._add),
        ):
            for index, entry in enumerate(section.get(key, ())):
                apply(entry, (KEY, key, index))
        defaults = section.get("defaultZones", {})
        for country, zone in defaults.items():
            self._check_country(country, (KEY, "defaultZones", country))
            self._check_zone(zone, (KEY, "defaultZones", country))
        night_guard = self._night(section)
        return Rulebook(
            rules=tuple(self._rules.values()),
            off=tuple(self._switched_off),
            night=night_guard,
            default_zones=defaults,
            pace=self._pace(section),
            changes=tuple(self._changes),
            mobile_numbers=MobileNumbers(section.get("mobileNumbers", MobileNumbers.AREA_CODE)),
        )

    def _off(self, entry: Mapping[str, Any], route: Route) -> None:
        if ("rule" in entry) == ("country" in entry):
            message = "an entry of `off` needs exactly one of `rule` and `country`"
            self._find("bad-value", message, route, "write one of the two, in an entry of its own")
            return
        if entry.get("rule") == night.NIGHT.id:
            self._changes.append(RuleChange(RuleChangeKind.OFF, night.NIGHT.id, entry["reason"]))
            return
        if "rule" in entry:
            rule = self._named(entry["rule"], (*route, "rule"))
            rules = [] if rule is None else [rule]
        else:
            country = entry["country"]
            rules = [rule for rule in self._rules.values() if country in (_EVERY, rule.country)]
            if not rules:
                message = f"no rule for {quoted(country)}"
                self._find("bad-value", message, (*route, "country"), "remove the entry")
        for rule in rules:
            self._switched_off.append(self._rules.pop(rule.id))
            self._changes.append(RuleChange(RuleChangeKind.OFF, rule.id, entry["reason"]))

    def _on(self, name: str, route: Route) -> None:
        optional = {rule.id: rule for rule in builtin.rules() if rule.applies is Applies.SWITCHED_ON}
        if name not in optional:
            hint = f"remove it; `on` accepts {', '.join(map(quoted, optional))}"
            self._find("bad-value", f"{quoted(name)} isn't a rule that `on` switches on", route, hint)
            return
        self._rules[name] = replace(optional[name], applies=Applies.ALWAYS)
        self._changes.append(RuleChange(RuleChangeKind.ON, name))

    def _tighten(self, entry: Mapping[str, Any], route: Route) -> None:
        rule = self._named(entry["rule"], (*route, "rule"))
        if rule is None:
            return
        hours = self._hours(entry, route)
        for day, spans in hours.items():
            before = getattr(rule, _DAYS[day])
            if before is not None and difference(union(spans), union(before)):
                message = f"{quoted(day)} in `tighten` permits more hours than rule {quoted(rule.id)}"
                hint = "use hours within the rule's, or move the entry to `relax` with a `reason`"
                self._find("bad-value", message, (*route, day), hint)
        self._put(rule, entry, hours, RuleChangeKind.TIGHTENED)

    def _relax(self, entry: Mapping[str, Any], route: Route) -> None:
        if rule := self._named(entry["rule"], (*route, "rule")):
            eve = None if "holidays" in entry else rule.eve_of_holiday
            self._put(replace(rule, eve_of_holiday=eve), entry, self._hours(entry, route), RuleChangeKind.RELAXED)

    def _add(self, entry: Mapping[str, Any], route: Route) -> None:
        name, state, zone = entry["id"], entry.get("state"), entry.get("zone")
        if name in self._rules or any(rule.id == name for rule in (*builtin.rules(), night.NIGHT)):
            self._find("bad-value", f"rule {quoted(name)} already exists", (*route, "id"), "use another `id`")
            return
        self._check_country(entry["country"], (*route, "country"))
        if zone is not None:
            self._check_zone(zone, (*route, "zone"))
        rule = Rule(
            id=name,
            country=entry["country"],
            reaches=builtin.reached(entry["country"]),
            state=state,
            calendar=state,
            zone=zone,
            source=self._document.path,
            confidence=Confidence.OWN,
        )
        self._put(rule, entry, self._hours(entry, route), RuleChangeKind.ADDED)

    def _put(self, rule: Rule, entry: Mapping[str, Any], hours: Mapping[str, Hours], kind: RuleChangeKind) -> None:
        changed: dict[str, Any] = {_DAYS[day]: spans for day, spans in hours.items()}
        if "holidays" in entry:
            changed["holidays"] = Holidays(entry["holidays"])
        days = [_day(day, holiday=key == "closed") for key in ("closed", "open") for day in entry.get(key, ())]
        self._rules[rule.id] = replace(rule, days=(*days, *rule.days), **changed)
        self._changes.append(RuleChange(kind, rule.id, entry.get("reason")))

    def _hours(self, entry: Mapping[str, Any], route: Route) -> dict[str, Hours]:
        hours = {day: tuple(sorted(_span(span) for span in entry[day])) for day in _DAYS if day in entry}
        for day, spans in hours.items():
            self._check_hours(spans, (*route, day))
        return hours

    def _check_hours(self, hours: Hours, route: Route) -> None:
        before = 0
        for opens, closes in hours:
            if opens >= closes:
                hint = "split hours past midnight: until 24:00, and from 00:00 the next day"
                self._find("bad-value", f"hours in {quoted(str(route[-1]))} end before they start", route, hint)
            elif opens < before:
                self._find("bad-value", f"hours in {quoted(str(route[-1]))} overlap", route, "merge them")
            before = closes

    def _named(self, name: str, route: Route) -> Rule | None:
        if name in self._rules:
            return self._rules[name]
        if any(change.kind is RuleChangeKind.OFF and change.rule == name for change in self._changes):
            hint = "remove this entry, or the one in `off`"
            self._find("bad-value", f"rule {quoted(name)} is switched off in `off`", route, hint)
            return None
        if any(rule.id == name for rule in builtin.rules()):
            hint = f"add {quoted(name)} to `on`"
            self._find("bad-value", f"rule {quoted(name)} is off by default", route, hint)
            return None
        close = closest(name, self._rules, cutoff=0.5)
        hint = f"did you mean {quoted(close)}?" if close else "use a rule listed in docs/reference/calling-hours.md"
        self._find("bad-value", f"unknown rule {quoted(name)}", route, hint)
        return None

    def _night(self, section: Mapping[str, Any]) -> Rule | None:
        """Return the night guard, None where it is switched off."""
        if any(change.kind is RuleChangeKind.OFF and change.rule == night.NIGHT.id for change in self._changes):
            return None
        chosen = section.get("night")
        if chosen is None:
            return night.NIGHT
        begins, ends = _span(chosen)
        if begins == ends:
            hint = 'write from when until when, such as "21:00-08:00"'
            self._find("bad-value", f"the night {quoted(chosen)} has no length", (KEY, "night"), hint)
        guard = night.guard((begins, ends))
        if guard.mon_fri == night.NIGHT.mon_fri:
            return night.NIGHT
        longer = difference(guard.mon_fri or (), night.NIGHT.mon_fri or ()) == ()
        kind = RuleChangeKind.TIGHTENED if longer else RuleChangeKind.RELAXED
        self._changes.append(RuleChange(kind, guard.id))
        return guard

    def _pace(self, section: Mapping[str, Any]) -> Pace:
        parts: dict[str, Any] = {}
        for part, value in section.get("seconds", {}).items():
            least, most = value if isinstance(value, list) else (value, value)
            if least > most:
                message = f"{quoted(part)} is {least} to {most} seconds, the larger number first"
                self._find("bad-value", message, (KEY, "seconds", part), "write the smaller number first")
            parts[part] = Seconds(int(least), int(most))
        if "attempts" in section:
            parts["attempts"] = int(section["attempts"])
        return Pace(**parts)

    def _check_country(self, country: str, route: Route) -> None:
        if not zone_offsets.of_country(country):
            hint = "use its two-letter ISO 3166-1 code, such as `GB` for the United Kingdom"
            self._find("bad-value", f"unknown country {quoted(country)}", route, hint)

    def _check_zone(self, zone: str, route: Route) -> None:
        if iana_zone(zone) is None:
            hint = "use an Area/City name such as `America/New_York`"
            self._find("unknown-zone", f"{quoted(zone)} isn't an IANA time zone", route, hint)

    def _find(self, code: str, message: str, route: Route, hint: str) -> None:
        self._findings.add(self._document.finding(code, message, route, at_value=True, hint=hint))


def _span(text: str) -> tuple[int, int]:
    opens, _, closes = text.partition("-")
    return builtin.minute(opens), builtin.minute(closes)


def _day(fields: Mapping[str, Any], *, holiday: bool) -> Day:
    return Day(date.fromisoformat(fields["date"]), fields["name"], holiday)
