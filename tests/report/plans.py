"""Plans as `campaigns plan --format json` writes them, made by hand."""

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

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


def utc(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def zone(at: tuple[datetime, datetime, datetime], name: str, contacts: int, country: str | None) -> dict[str, Any]:
    first, least, most = (one.astimezone(ZoneInfo(name)) for one in at)
    midnight = first.replace(hour=0, minute=0, second=0)
    days = (most.date() - first.date()).days + 1
    spans = [(midnight + timedelta(days=n, hours=8), midnight + timedelta(days=n, hours=21)) for n in range(days)]
    return {
        "country": country,
        "zone": name,
        "zones": [name],
        "contacts": contacts,
        "first": first.isoformat(),
        "least": least.isoformat(),
        "most": most.isoformat(),
        "open": [[start.isoformat(), end.isoformat()] for start, end in spans],
    }


def hours(
    start: datetime, least: timedelta, most: timedelta, contacts: int, zones: tuple[tuple[str, str], ...]
) -> dict[str, Any]:
    at = (start, start + least, start + most)
    made = [zone(at, name, contacts // len(zones), country) for country, name in zones]
    return {
        "start": utc(start),
        "least": utc(at[1]),
        "most": utc(at[2]),
        "lines": 5,
        "callsAnHour": [150, 600],
        "assumed": "each number is called once, and all lines stay busy",
        "sources": {"number": contacts - 12, "country": 12},
        "unjudged": 0,
        "zones": made,
        "clashes": [clash for one in made if (clash := _clash(one))],
        "fixes": {"earliestStart": None, "latestStart": None, "lines": None, "split": []},
        "mergeBefore": None,
        "days": [],
        "clockChanges": [],
    }


def _clash(one: dict[str, Any]) -> dict[str, Any] | None:
    first, most = datetime.fromisoformat(one["first"]), datetime.fromisoformat(one["most"])
    begin, end = (datetime.fromisoformat(at) for at in one["open"][0])
    if first < begin:
        part = (first, min(begin, most))
    elif most > end:
        part = (max(first, end), min(most, end + timedelta(hours=11)))
    else:
        return None
    return {
        "rule": one["country"] or "any",
        "code": "calling-hours",
        "severity": "warning",
        "certain": True,
        "contacts": one["contacts"],
        "confidence": "A",
        "source": "https://www.ecfr.gov/current/title-47/section-64.1200",
        "checked": "2026-11-01",
        "parts": [
            {
                "zone": one["zone"],
                "start": part[0].isoformat(),
                "end": part[1].isoformat(),
                "reason": "quiet hours",
                "holiday": None,
            }
        ],
    }


def campaign(name: str, start: datetime | None = None, **given: Any) -> dict[str, Any]:
    """A new campaign; without `hours` its people's clocks aren't known."""
    slug = "".join(char if char.isalnum() else "-" for char in name.lower())
    return {
        "campaignName": name,
        "path": f"campaigns/{slug}.yaml",
        "action": "create",
        "campaignId": None,
        "launchAt": utc(start) if start else None,
        "immediate": start is None,
        "contacts": 4800,
        "notRead": False,
        "fingerprint": "v1:" + "0" * 64,
        "hours": None,
        "differs": [],
        "findings": [],
        **given,
    }


def finding(code: str, message: str, path: str, severity: str = "warning", **given: Any) -> dict[str, Any]:
    return {
        "code": code,
        "severity": severity,
        "path": path,
        "line": 7,
        "column": 16,
        "row": None,
        "message": message,
        "hint": None,
        **given,
    }


def plan(*campaigns: dict[str, Any], findings: tuple[dict[str, Any], ...] = ()) -> dict[str, Any]:
    actions = ("create", "unchanged", "changed", "moved", "removed", "unknown", "blocked")
    created = [one for one in campaigns if one["action"] == "create"]
    counts: dict[str, int] = {}
    for one in findings:
        counts[one["code"]] = counts.get(one["code"], 0) + 1
    return {
        "version": 1,
        "hash": "sha256:" + "ab" * 32,
        "asOf": utc(AS_OF),
        "summary": {
            **{action: sum(one["action"] == action for one in campaigns) for action in actions},
            "contacts": sum(one["contacts"] or 0 for one in created),
        },
        "campaigns": list(campaigns),
        "findings": list(findings),
        "counts": counts,
    }


def usual() -> dict[str, Any]:
    """A plan with something of everything."""
    start = datetime(2026, 12, 1, 17, 0, tzinfo=UTC)
    early, evening = start - timedelta(hours=3), start + timedelta(days=1, hours=7)
    short, long = timedelta(hours=2, minutes=10), timedelta(hours=5, minutes=40)
    q4 = hours(early, short, long, 4800, ZONES[:3])
    q4["fixes"] = {
        "earliestStart": "2026-12-01T08:00:00-08:00",
        "latestStart": "2026-12-01T12:20:00-08:00",
        "lines": 12,
        "split": [{"zones": ["America/New_York"], "contacts": 1600, "start": "2026-12-01T09:00:00-05:00"}],
    }
    q4["days"] = [{"day": "2026-12-25", "kind": "holiday", "name": "Christmas Day", "country": "US", "contacts": 4800}]
    at_once = hours(AS_OF, timedelta(minutes=3), timedelta(minutes=9), 120, ZONES[:2])
    at_once["mergeBefore"] = "2026-11-22T19:10:00-05:00"
    weeks = hours(start + timedelta(days=20), timedelta(days=1), timedelta(days=3, hours=4), 90_000, ZONES[3:6])
    open_ended = hours(start + timedelta(days=2), timedelta(), timedelta(), 900, ZONES[6:8])
    open_ended["lines"] = None
    found = (
        finding("calling-hours", "calls 1,600 people in quiet hours: Tue 1 Dec 06:00", "campaigns/q4-outreach.yaml"),
        finding(
            "people-again",
            "calls people twice: 1,200 of 4,800 also in `Evening reminder`, 1 day later",
            "campaigns/q4-outreach.yaml",
            hint="meant so, as for a reminder? then there is nothing to do; else take them out of one list",
        ),
        finding("phone-missing", "no number", "campaigns/contacts/q4.csv", "error", row=12, line=12),
        finding("list-large", "the list has `90,000` rows", "s3://lists/spring.csv", "info"),
    )
    return plan(
        campaign("Q4 outreach", early, hours=q4),
        campaign("Evening reminder", evening, contacts=1500, hours=hours(evening, short, long, 1500, ZONES[:3])),
        campaign("Appointment changes", contacts=120, hours=at_once),
        campaign("Spring survey", weeks_start := start + timedelta(days=20), contacts=90_000, hours=weeks),
        campaign("Sydney and Toronto", weeks_start - timedelta(days=18), contacts=900, hours=open_ended),
        campaign("Not read", start + timedelta(days=2, hours=3), notRead=True, contacts=None),
        campaign("Sent before", start + timedelta(days=1), action="unchanged", campaignId="camp_1", contacts=310),
        campaign("Long ago", AS_OF - timedelta(days=30), action="unchanged", campaignId="camp_0", contacts=15),
        campaign("Blocked one", action="blocked", immediate=False, contacts=None),
        findings=found,
    )


def many(number: int) -> dict[str, Any]:
    """A plan of so many campaigns over some weeks, each with two to eight zones."""
    made = []
    for index in range(number):
        start = AS_OF + timedelta(days=1 + index * 7 % 40, hours=index * 5 % 24)
        zones = tuple(ZONES[(index + step) % len(ZONES)] for step in range(2 + index % 7))
        length = timedelta(minutes=20 + index * 13 % 500)
        made.append(
            campaign(f"Campaign {index:03}", start, hours=hours(start, length / 4, length, 2000 + index, zones))
        )
    found = [
        finding("calling-hours", f"calls {index:,} people in quiet hours", f"campaigns/campaign-{index:03}.yaml")
        for index in range(number)
    ]
    return plan(*made, findings=tuple(found))
