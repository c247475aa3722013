"""The first words of every output if a campaign called people before its time: which one, and what may stop it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from runner import timezones
from runner.api.responses import Live
from runner.formatting import count, one_line, shell_quote
from runner.plan.change import Change
from runner.plan.dialing import dials, is_early
from runner.plan.plan import Plan
from runner.report import annotations
from runner.report.markdown.findings import prose
from runner.report.text.color import PLAIN, Ink
from runner.state.record import Record

_DIALING = (
    "DIALING NOW",
    (
        "`campaigns delete {name}` may stop it: what DELETE does to a campaign that dials isn't documented",
        "if it still dials, stop it in the dashboard; calls under way are finished all the same",
    ),
)
_COMPLETED = (
    "COMPLETED",
    (
        "look in the dashboard whom it called: nothing is left to stop, and it won't dial at its launch",
        "to call those whom it didn't call, copy the file and give the copy a new name and their list",
    ),
)
LISTED = 10
"""Maximum campaigns that are listed; more are counted."""


@dataclass(frozen=True, slots=True)
class Emergency:
    """A campaign that dials, or has dialed, before its time: what is happening, and what to do, the first step first.

    `status` is the account's word.
    """

    name: str
    campaign_id: str
    launch_at: str
    seen_at: str
    status: str
    message: str
    steps: tuple[str, ...]

    @classmethod
    def of(cls, name: str, record: Record) -> "Emergency":
        """Return the emergency of a record that `is_early`."""
        account = record.account or {}
        launch_at, seen_at, status = record.launchAt or "", str(account.get("seenAt")), str(account.get("status"))
        when = timezones.format_local(timezones.in_zone(launch_at, record.zone))
        campaign_id = one_line(record.campaignId or "?")
        now, steps = _DIALING if dials(status) else _COMPLETED
        return cls(
            name,
            campaign_id,
            launch_at,
            seen_at,
            one_line(status),
            f"{campaign_id} `{one_line(name)}` is {now}, though it was scheduled for {when}",
            (
                *(step.format(name=shell_quote(name)) for step in steps),
                f"seen in the account at {seen_at}: `campaigns status --refresh` looks again",
            ),
        )

    @property
    def is_dialing(self) -> bool:
        """Whether it dials, and hasn't called everybody yet."""
        return dials(self.status)


def emergencies(
    records: Mapping[str, Record], now: datetime, seen: Mapping[str, Live | None] | None = None
) -> tuple[Emergency, ...]:
    """Return the campaigns that dial before their time, then those that have; what was `seen` just now counts first."""
    current = sorted(as_seen(records, seen or {}, now).items())
    early = (Emergency.of(name, record) for name, record in current if is_early(record, now))
    return tuple(sorted(early, key=lambda one: not one.is_dialing))


def as_seen(records: Mapping[str, Record], seen: Mapping[str, Live | None], now: datetime) -> dict[str, Record]:
    """Return the records with what was seen of the account just now."""
    looks = {name: live.seen(now) for name, live in seen.items() if live is not None}
    return {name: replace(record, account=looks[name]) if name in looks else record for name, record in records.items()}


def of_plan(plan: Plan) -> tuple[Emergency, ...]:
    """Return the recorded campaigns of a plan that dial, or have dialed, before their time."""
    records = {change.recorded_name: _as_planned(change, change.record) for change in plan.changes if change.record}
    return emergencies(records, plan.as_of)


def _as_planned(change: Change, record: Record) -> Record:
    """Return the record of a campaign that was imported while it dialed, with the launch that its file has."""
    launch = change.desired.launch if change.desired else None
    if not record.imported or record.launchAt is not None or launch is None or launch.at is None:
        return record
    zone = {"scheduledTimezone": getattr(launch.at.tzinfo, "key", "UTC")}
    return replace(record, launchAt=launch.instant, request={**record.request, **zone})


def emergency_text(dialing: Sequence[Emergency], ink: Ink = PLAIN) -> str:
    """Return the lines that stand above everything else; empty where nothing dials early."""
    lines = []
    for one in dialing[:LISTED]:
        lines.append(ink.paint(one.message, "bold white on_red"))
        lines += [f"  {number}. {step}" for number, step in enumerate(one.steps, 1)]
    return "".join(f"{line}\n" for line in [*lines, *_more(dialing)])


def emergency_markdown(dialing: Sequence[Emergency]) -> str:
    """Return an alert for a comment or a summary; empty where nothing dials early."""
    if not dialing:
        return ""
    lines = []
    for one in dialing[:LISTED]:
        lines.append(f"**{prose(one.message)}**\n>")
        lines += [f"{number}. {prose(step)}" for number, step in enumerate(one.steps, 1)]
        lines.append("")
    quoted = "\n".join(f"> {line}".rstrip() for line in [*lines, *_more(dialing)])
    return f"> [!CAUTION]\n{quoted}\n\n"


def emergency_annotations(dialing: Sequence[Emergency]) -> str:
    """Return one error of a workflow for each campaign; empty where nothing dials early."""
    texts = ["\n".join([one.message, *one.steps]) for one in dialing[:LISTED]]
    return "".join(annotations.command("error", text) for text in [*texts, *_more(dialing)])


def emergency_json(dialing: Iterable[Emergency]) -> dict[str, Any]:
    """Return the key `dialing` with an entry for each campaign; no key where nothing dials early."""
    entries = [
        {
            "campaignName": one.name,
            "campaignId": one.campaign_id,
            "launchAt": one.launch_at,
            "seenAt": one.seen_at,
            "status": one.status,
            "message": one.message,
            "steps": list(one.steps),
        }
        for one in dialing
    ]
    return {"dialing": entries} if entries else {}


def from_json(output: Any) -> tuple[Emergency, ...]:
    """Return the emergencies in a command's JSON."""
    return tuple(
        Emergency(
            entry["campaignName"],
            entry["campaignId"],
            entry["launchAt"],
            entry["seenAt"],
            entry["status"],
            entry["message"],
            tuple(entry["steps"]),
        )
        for entry in (output or {}).get("dialing", [])
    )


def _more(dialing: Sequence[Emergency]) -> list[str]:
    left = len(dialing) - LISTED
    now = _DIALING[0] if dialing and dialing[-1].is_dialing else f"{_DIALING[0]} or {_COMPLETED[0]}"
    return [f"and {count(left, 'more campaign')} {now}: `campaigns status` lists the ids"] if left > 0 else []
