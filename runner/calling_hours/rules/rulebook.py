"""The rules in force: the pack with the policy's changes, and which of them apply to a group of contacts."""

import enum
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from runner.calling_hours import zone_offsets
from runner.calling_hours.forecast import Pace
from runner.calling_hours.intervals import Span
from runner.calling_hours.rules import builtin, night
from runner.calling_hours.rules.rule import Applies, Confidence, Place, Rule
from runner.findings import Severity

CODES = ("calling-hours", "calling-holiday", "calling-hours-unsure")


class ZoneSource(enum.StrEnum):
    """Where a contact's time zone comes from; none of these makes it certain."""

    COLUMN = "timezone"
    ADDRESS = "address"
    NUMBER = "number"
    DEFAULT = "default"
    COUNTRY = "country"


class MobileNumbers(enum.StrEnum):
    """What a number that may be mobile says about where its holder is.

    It counts like any other, only where no column says where the contact is, or for its country alone.
    """

    AREA_CODE = "area-code"
    ADDRESS_FIRST = "address-first"
    COUNTRY = "country"


class Coverage(enum.StrEnum):
    """Whether hours are known for contacts: by a rule, an unconfirmed one, one that is switched off, or none at all."""

    RULE = "rule"
    UNCONFIRMED = "unconfirmed"
    OFF = "off"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class ContactGroup:
    """Contacts with the same place, candidate zones, and source of those; `mobile` of the numbers may be mobile."""

    place: Place
    zones: tuple[str, ...]
    count: int
    source: ZoneSource = ZoneSource.NUMBER
    mobile: int = 0


@dataclass(frozen=True, slots=True)
class ResolvedGroup:
    """A group with its zones (its own, else the policy's default, else all of its country) and the rules that apply.

    The night guard is among those where no confirmed rule sets hours. `coverage` is that of the others.
    """

    group: ContactGroup
    zones: tuple[str, ...]
    source: ZoneSource
    rules: tuple[Rule, ...]
    coverage: Coverage


class RuleChangeKind(enum.StrEnum):
    """What the policy did to a rule."""

    ADDED = "added"
    TIGHTENED = "tightened"
    RELAXED = "relaxed"
    OFF = "off"
    ON = "on"


@dataclass(frozen=True, slots=True)
class RuleChange:
    """A change that the policy makes to a rule, and the reason for it."""

    kind: RuleChangeKind
    rule: str
    reason: str | None = None


def default_rules() -> tuple[Rule, ...]:
    """Return the pack's rules that apply unless the policy changes them."""
    return tuple(rule for rule in builtin.rules() if rule.applies is not Applies.SWITCHED_ON)


@dataclass(frozen=True, slots=True)
class Rulebook:
    """The rules in force, their severities, and the assumptions of a forecast.

    `severities` are the policy's by finding code; `default_zones` by country, for contacts whose zone is unknown.
    `night` is the guard, None where the policy switches it off; `off` has the rules that it switches off.
    """

    rules: tuple[Rule, ...] = field(default_factory=default_rules)
    severities: Mapping[str, Severity] = field(default_factory=dict)
    default_zones: Mapping[str, str] = field(default_factory=dict)
    pace: Pace = field(default_factory=Pace)
    changes: tuple[RuleChange, ...] = ()
    mobile_numbers: MobileNumbers = MobileNumbers.AREA_CODE
    night: Rule | None = night.NIGHT
    off: tuple[Rule, ...] = ()
    _in_force: dict[tuple[Place, bool], tuple[tuple[Rule, ...], Coverage]] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )

    def resolve(self, group: ContactGroup, span: Span) -> ResolvedGroup:
        """Return a group with the zones and the rules that apply to it over a span.

        What columns say counts even if they contradict each other, so that every zone of the country is possible.
        """
        country = group.place.country or ""
        zones, source = tuple(filter(zone_offsets.exists, group.zones)), group.source
        known = _narrows(zones, country, span) or (bool(zones) and source is not ZoneSource.NUMBER)
        if not known and country in self.default_zones:
            zones, source, known = (self.default_zones[country],), ZoneSource.DEFAULT, True
        if not zones:
            zones, source = zone_offsets.of_country(country), ZoneSource.COUNTRY
        key = group.place, known
        if key not in self._in_force:
            self._in_force[key] = self._rules_in_force(*key)
        rules, coverage = self._in_force[key]
        if self.night and not any(_covers_night(rule, zones, span) for rule in rules):
            rules = (*rules, self.night)
        return ResolvedGroup(group, zones, source, rules, coverage)

    def _rules_in_force(self, place: Place, known: bool) -> tuple[tuple[Rule, ...], Coverage]:
        rules = tuple(rule for rule in self.rules if rule.applies_to(place, zone_known=known))
        off = (rule for rule in self.off if rule.applies_to(place, zone_known=known))
        return rules, _coverage(rules, off)

    def severity(self, rule: Rule, code: str) -> Severity:
        """Return the severity of breaking a rule: the policy's for the code, else a warning, or information at D.

        At confidence D every clash is shown as `calling-hours-unsure`. The more severe of what the policy says about
        that code and about `code` counts, so that no error it asked for is lost.
        """
        unconfirmed = rule.confidence is Confidence.D
        codes = (code, "calling-hours-unsure") if unconfirmed else (code,)
        chosen = [self.severities[each] for each in codes if each in self.severities]
        default = Severity.INFO if unconfirmed else Severity.WARNING
        return min(chosen, key=list(Severity).index, default=default)


def _coverage(rules: Iterable[Rule], off: Iterable[Rule]) -> Coverage:
    with_hours = [rule for rule in rules if rule.sets_hours]
    if with_hours:
        unconfirmed = all(rule.confidence is Confidence.D for rule in with_hours)
        return Coverage.UNCONFIRMED if unconfirmed else Coverage.RULE
    return Coverage.OFF if any(rule.sets_hours for rule in off) else Coverage.UNKNOWN


def _covers_night(rule: Rule, zones: tuple[str, ...], span: Span) -> bool:
    """Whether a confirmed rule sets hours, by the clocks of the contacts themselves."""
    if not rule.sets_hours or rule.confidence is Confidence.D:
        return False
    return rule.zone is None or len(zone_offsets.distinct((rule.zone, *zones), span)) == 1


def _narrows(zones: tuple[str, ...], country: str, span: Span) -> bool:
    """Whether candidate zones exclude any local time of a country; those of a toll-free number exclude none."""
    if len(zones) <= 1:
        return bool(zones)
    of_country = len(zone_offsets.distinct(zone_offsets.of_country(country), span))
    return not 1 < of_country <= len(zone_offsets.distinct(zones, span))
