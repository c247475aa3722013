"""The `hours` of a campaign in the plan's JSON."""

from datetime import datetime
from typing import Any

from runner import timezones
from runner.calling_hours.alternatives import Alternatives
from runner.calling_hours.assessment import Assessment, GroupCalls, LocalSpan, permitted_hours
from runner.calling_hours.clashes import Clash
from runner.calling_hours.rules.rulebook import Coverage


def calling_hours(assessment: Assessment | None) -> dict[str, Any] | None:
    if assessment is None:
        return None
    calling, forecast = assessment.calling, assessment.forecast
    return {
        "start": timezones.format_utc(calling.start),
        "least": timezones.format_utc(calling.earliest_end),
        "most": timezones.format_utc(calling.latest_end),
        "lines": forecast.lines if forecast else None,
        "callsAnHour": list(forecast.calls_per_hour) if forecast else None,
        "assumed": forecast.pace.assumptions if forecast else None,
        "sources": {source.value: number for source, number in assessment.sources.items()},
        "unjudged": assessment.contacts - assessment.coverage.get(Coverage.RULE, 0),
        "zones": [_zone(group, local) for group in assessment.groups for local in group.local],
        "clashes": [_clash(clash) for clash in assessment.clashes],
        "fixes": _fixes(assessment.alternatives),
        "mergeBefore": _local(assessment.merge_before),
        "days": [
            {
                "day": note.day.isoformat(),
                "kind": note.kind.value,
                "name": note.name,
                "country": note.country,
                "contacts": note.contacts,
            }
            for note in assessment.days
        ],
        "clockChanges": [
            {"zone": one.zone, "at": _local(one.at), "minutes": one.minutes, "contacts": one.contacts}
            for one in assessment.clock_changes
        ],
    }


def _zone(group: GroupCalls, local: LocalSpan) -> dict[str, Any]:
    return {
        "country": group.zone_group.country,
        "zone": local.zone,
        "zones": list(group.zone_group.names),
        "contacts": group.zone_group.contacts,
        "coverage": group.zone_group.least_covered.value,
        "first": _local(local.start),
        "least": _local(local.earliest_end),
        "most": _local(local.latest_end),
        "open": [[_local(start), _local(end)] for start, end in permitted_hours(group.zone_group, local)],
    }


def _clash(clash: Clash) -> dict[str, Any]:
    return {
        "rule": clash.rule.id,
        "code": clash.code,
        "severity": clash.severity.value,
        "certain": clash.certain,
        "contacts": clash.contacts,
        "confidence": clash.rule.confidence.value,
        "source": clash.rule.source,
        "checked": clash.rule.checked.isoformat() if clash.rule.checked else None,
        "parts": [
            {
                "zone": part.zone,
                "start": _local(part.start),
                "end": _local(part.end),
                "reason": part.reason.value,
                "holiday": part.holiday,
            }
            for part in clash.parts
        ],
    }


def _fixes(alternatives: Alternatives) -> dict[str, Any]:
    return {
        "earliestStart": _local(alternatives.start.earliest) if alternatives.start else None,
        "latestStart": _local(alternatives.start.latest) if alternatives.start else None,
        "lines": alternatives.lines.lines if alternatives.lines else None,
        "split": [
            {"zones": list(part.zone_group.names), "contacts": part.zone_group.contacts, "start": _local(part.start)}
            for part in alternatives.split
        ],
    }


def _local(at: datetime | None) -> str | None:
    return at.isoformat(timespec="seconds") if at else None
