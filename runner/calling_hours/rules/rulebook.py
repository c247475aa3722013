"""The rules in force: those of the pack with the policy's changes, and which of them count for whom."""

import enum
from collections.abc import Mapping
from dataclasses import dataclass, field

from runner.calling_hours import zone_offsets
from runner.calling_hours.forecast import Pace
from runner.calling_hours.intervals import Span
from runner.calling_hours.rules import builtin
from runner.calling_hours.rules.rule import Applies, Confidence, Place, Rule
from runner.findings import Severity

CODES = ("calling-hours", "calling-holiday", "calling-hours-unsure")


class ZoneSource(enum.StrEnum):
    """What a contact's zone rests on; it is certain for none of them."""

    COLUMN = "timezone"
    ADDRESS = "address"
    NUMBER = "number"
    DEFAULT = "default"
    COUNTRY = "country"


@dataclass(frozen=True, slots=True)
class Group:
    """Contacts of whom the same is known: their place, the zones they may be in, and what those rest on."""

    place: Place
    zones: tuple[str, ...]
    count: int
    source: ZoneSource = ZoneSource.NUMBER


@dataclass(frozen=True, slots=True)
class Settled:
    """A group with the zones that it is judged in: its own, the policy's default, else every one of its country.

    Of no zone at all there are no hours, so that no rule counts but those with a clock of their own.
    """

    group: Group
    zones: tuple[str, ...]
    source: ZoneSource
    rules: tuple[Rule, ...]


class Kind(enum.StrEnum):
    """What the policy does to a rule."""

    ADDED = "added"
    TIGHTENED = "tightened"
    RELAXED = "relaxed"
    OFF = "off"
    ON = "on"


@dataclass(frozen=True, slots=True)
class Change:
    """What the policy does to a rule, and why, for the plan to repeat."""

    kind: Kind
    rule: str
    reason: str | None = None


def usual() -> tuple[Rule, ...]:
    """Give the rules of the pack that count where the policy says nothing."""
    return tuple(rule for rule in builtin.rules() if rule.applies is not Applies.SWITCHED_ON)


@dataclass(frozen=True, slots=True)
class Rulebook:
    """The rules in force, how bad it is to break one, and what is taken for granted.

    `severities` are the policy's by code, `default_zones` by country the zone of people whose own isn't known.
    """

    rules: tuple[Rule, ...] = field(default_factory=usual)
    severities: Mapping[str, Severity] = field(default_factory=dict)
    default_zones: Mapping[str, str] = field(default_factory=dict)
    pace: Pace = field(default_factory=Pace)
    changes: tuple[Change, ...] = ()

    def settle(self, group: Group, span: Span) -> Settled:
        """Give the zones and the rules that count for a group during a span."""
        country = group.place.country or ""
        found, source = tuple(filter(zone_offsets.exists, group.zones)), group.source
        settled = _settled(found, country, span)
        if not settled and country in self.default_zones:
            found, source, settled = (self.default_zones[country],), ZoneSource.DEFAULT, True
        if not found:
            found, source = zone_offsets.of_country(country), ZoneSource.COUNTRY
        counting = (rule for rule in self.rules if rule.counts_for(group.place, zone_known=settled))
        return Settled(group, found, source, tuple(rule for rule in counting if found or rule.zone))

    def severity(self, rule: Rule, code: str) -> Severity:
        """Say how bad it is to break a rule: as the policy has it for the code, by default a warning.

        What confidence C backs is no error, what D backs is information.
        """
        match rule.confidence:
            case Confidence.D:
                return Severity.INFO
            case Confidence.C:
                return Severity.WARNING
            case _:
                return self.severities.get(code, Severity.WARNING)


def _settled(found: tuple[str, ...], country: str, span: Span) -> bool:
    """Say whether candidates leave anything of a country out: a toll-free number has all of the zones there are."""
    whole = len(zone_offsets.distinct(zone_offsets.of_country(country), span)) if len(found) > 1 else 1
    return bool(found) and not 1 < whole <= len(zone_offsets.distinct(found, span))
