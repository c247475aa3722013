"""Plans to be shown, made by hand."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from runner.calling_hours.rules.rulebook import Coverage
from runner.findings import Finding, Findings, Severity
from runner.plan.merge_deadline import MergeDeadline
from runner.report.headline import Headline
from runner.report.plan_view import ClashView, LaunchView, PartView, PlanView, ZoneSpan

AS_OF = datetime(2026, 11, 22, 21, 40, tzinfo=UTC)
ZONES = (
    ("US", "America/New_York"),
    ("US", "America/Chicago"),
    ("US", "America/Los_Angeles"),
    ("GB", "Europe/London"),
    ("DE", "Europe/Berlin"),
    ("IN", "Asia/Kolkata"),
    ("AU", "Australia/Sydney"),
    ("CA", "America/Toronto"),
    ("FR", "Europe/Paris"),
    ("US", "America/Denver"),
)
SHORT, LONG = timedelta(hours=2, minutes=10), timedelta(hours=5, minutes=40)


def view(*launches: LaunchView, findings: Sequence[Finding] = ()) -> PlanView:
    """A plan of these launches, in order of their start."""
    in_order = sorted(launches, key=lambda launch: launch.start)
    return PlanView(
        as_of=AS_OF,
        hash="sha256:" + "ab" * 32,
        headline=Headline("apply would create 6 campaigns and call 102,120 contacts", "120 contacts IMMEDIATELY"),
        launches=tuple(replace(launch, number=number) for number, launch in enumerate(in_order, start=1)),
        without_start=(),
        merge_before=None,
        assumptions="one call to each number, and all lines busy",
        findings=Findings(findings),
    )


def launch(name: str, start: datetime, **fields: Any) -> LaunchView:
    """A new campaign; the local hours of its contacts aren't known."""
    slug = "".join(char if char.isalnum() else "-" for char in name.lower())
    unknown = LaunchView(
        number=0,
        name=name,
        path=f"campaigns/{slug}.yaml",
        action="create",
        would_send=True,
        immediate=False,
        changes=(),
        contacts=4800,
        left_out="",
        start=start,
        earliest_end=start,
        latest_end=start,
        lines=None,
        zones=(),
        clashes=(),
        alternatives=(),
        notes=(),
        assessed=False,
        unchecked=None,
        uncovered={},
    )
    return replace(unknown, **fields)


def assessed(
    name: str,
    start: datetime,
    durations: tuple[timedelta, timedelta],
    zones: Sequence[tuple[str, str]],
    *,
    contacts: int = 4800,
    **fields: Any,
) -> LaunchView:
    """A new campaign that calls as many contacts in each zone, from 8:00 to 21:00 if it kept to the rules."""
    shares = [len(range(index, contacts, len(zones))) for index in range(len(zones))]
    spans = tuple(zone_span(start, durations, zone, share) for zone, share in zip(zones, shares, strict=True))
    return launch(
        name,
        start,
        contacts=contacts,
        **{
            "earliest_end": start + durations[0],
            "latest_end": start + durations[1],
            "lines": 5,
            "zones": spans,
            "clashes": tuple(clash for span in spans for clash in clashes(span)),
            "notes": (f"time zones guessed from {contacts:,} phone numbers",),
            "assessed": True,
            "from_number": "+14155550100 (Main line)",
            "agent": "D5D0p7TUs66TTAEAx (Reminders)",
            **fields,
        },
    )


def zone_span(
    start: datetime, durations: tuple[timedelta, timedelta], zone: tuple[str, str], contacts: int
) -> ZoneSpan:
    country, name = zone
    local, earliest, latest = (at.astimezone(ZoneInfo(name)) for at in (start, *(start + each for each in durations)))
    midnight = local.replace(hour=0, minute=0, second=0)
    days = range((latest.date() - local.date()).days + 1)
    permitted = tuple((midnight + timedelta(days=n, hours=8), midnight + timedelta(days=n, hours=21)) for n in days)
    return ZoneSpan(country, name, (), contacts, contacts, local, earliest, latest, permitted, 1, Coverage.RULE)


def clashes(span: ZoneSpan) -> list[ClashView]:
    opens, closes = span.permitted[0]
    if span.start < opens:
        part = PartView(span.zone, span.start, min(opens, span.latest_end))
    elif span.latest_end > closes:
        part = PartView(span.zone, max(span.start, closes), min(span.latest_end, closes + timedelta(hours=11)))
    else:
        return []
    sentence = f"calls {span.contacts:,} contacts in quiet hours: {part.start:%a %d %b %H:%M} {span.zone}"
    source = "https://www.ecfr.gov/current/title-47/section-64.1200"
    return [ClashView(sentence, f"rule {span.country}, confidence A", source, Severity.WARNING, (part,))]


def usual() -> PlanView:
    """A plan with something of everything."""
    start = datetime(2026, 12, 1, 17, 0, tzinfo=UTC)
    early, evening, spring = start - timedelta(hours=3), start + timedelta(days=1, hours=7), start + timedelta(days=20)
    soon, never = timedelta(minutes=3), timedelta()
    alternatives = (
        "start between Tue 1 Dec 2026 08:00 America/Los_Angeles and Tue 1 Dec 2026 12:20 America/Los_Angeles",
        "set `concurrentCalls: 12`",
    )
    notes = ("Fri 25 Dec is Christmas Day in US: 4,800 contacts",)
    campaigns = (
        assessed("Q4 outreach", early, (SHORT, LONG), ZONES[:3], alternatives=alternatives, notes=notes),
        assessed("Evening reminder", evening, (SHORT, LONG), ZONES[:3], contacts=1500),
        assessed("Appointment changes", AS_OF, (soon, 3 * soon), ZONES[:2], contacts=120, immediate=True),
        assessed("Spring survey", spring, (timedelta(days=1), timedelta(days=3)), ZONES[3:6], contacts=90_000),
        assessed("Sydney and Toronto", start + timedelta(days=2), (never, never), ZONES[6:8], contacts=900, lines=None),
        launch("Not read", start + timedelta(days=2, hours=3), contacts=None),
        launch("Sent before", start + timedelta(days=1), action="unchanged", would_send=False, contacts=310),
        launch("Long ago", AS_OF - timedelta(days=30), action="unchanged", would_send=False, contacts=15),
    )
    q4 = "campaigns/q4-outreach.yaml"
    again = "calls people twice: 1,200 of 4,800 also in `Evening reminder`, 1 day later"
    findings = (
        Finding("calling-hours", "calls 1,600 contacts in quiet hours", q4, 7, 16, severity=Severity.WARNING),
        Finding("people-again", again, q4, 7, 16, severity=Severity.WARNING, hint="take them out of one list"),
        Finding("phone-missing", "no number", "campaigns/contacts/q4.csv", 12, row=12),
        Finding("list-large", "the list has `90,000` rows", "s3://lists/spring.csv", severity=Severity.INFO),
    )
    deadline = MergeDeadline(datetime(2026, 11, 23, 0, 10, tzinfo=UTC), "calls could be outside calling hours")
    return replace(view(*campaigns, findings=findings), merge_before=deadline)


def many(number: int) -> PlanView:
    """A plan of so many campaigns over some weeks, each with two to eight zones."""
    launches, findings = [], []
    for index in range(number):
        start = AS_OF + timedelta(days=1 + index * 7 % 40, hours=index * 5 % 24)
        zones = tuple(ZONES[(index + step) % len(ZONES)] for step in range(2 + index % 7))
        longest = timedelta(minutes=20 + index * 13 % 500)
        one = assessed(f"Campaign {index:03}", start, (longest / 4, longest), zones, contacts=2000 + index)
        launches.append(one)
        message = f"calls {index:,} contacts in quiet hours"
        findings.append(Finding("calling-hours", message, one.path, 7, 16, severity=Severity.WARNING))
    return view(*launches, findings=findings)
