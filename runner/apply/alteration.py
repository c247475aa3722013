"""One change of a recorded campaign: its intent, whether the account agrees, and the record that comes of it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Literal

from runner import timezones, zone_database
from runner.api import responses
from runner.api.responses import NOT_CONFIRMED, Difference, Live
from runner.formatting import quoted, shell_quote
from runner.plan.checks.overlap.sketch import drop_expired_memory
from runner.plan.dialing import has_begun
from runner.plan.gone import GONE
from runner.state import lease
from runner.state.record import Json, Record

SCHEDULE = ("scheduledDate", "scheduledTime", "scheduledTimezone")
_LAUNCH_FIELDS = frozenset({"isScheduled", "scheduledDate", "campaignStatus"})
"""The fields of a difference that tell whether the launch is the one that was asked for."""
WAITING = ("scheduled", "paused")
"""The statuses of a campaign that doesn't dial yet."""


@dataclass(frozen=True, slots=True)
class Alteration:
    """What is to become of a recorded campaign: `patch` has the API's fields to send, none for a delete.

    `launch_at` is the launch after it, in UTC. An update also has the `request` and `fingerprint` of its file, whose
    path is `path`, what a record keeps of the `file`, `hours`, what was found about its calling hours, and a `receipt`.
    """

    name: str
    path: str
    kind: Literal["postpone", "update", "delete"]
    patch: Mapping[str, Any]
    launch_at: str | None
    request: Json | None = None
    fingerprint: str | None = None
    hours: Json | None = None
    file: Json | None = None
    receipt: Json | None = None

    @classmethod
    def of(cls, name: str, record: Record) -> "Alteration":
        """Return the one whose intent a record has; ValueError without an intent."""
        if record.changing is None:
            raise ValueError(f"`{name}` isn't being changed")
        intent = {key: record.changing.get(key) for key in ("request", "fingerprint", "hours", "file", "receipt")}
        kind, patch, launch_at = (record.changing[key] for key in ("kind", "patch", "launchAt"))
        return cls(name, record.changing.get("path") or record.path, kind, patch, launch_at, **intent)

    @property
    def moves_launch(self) -> bool:
        return any(field in self.patch for field in SCHEDULE)

    def intent(self, record: Record, now: datetime, run: Json) -> Record:
        """Return the record to write before the request."""
        update = {"request": self.request, "fingerprint": self.fingerprint, "path": self.path, "hours": self.hours}
        update |= {"file": self.file, **({"receipt": self.receipt} if self.receipt else {})}
        changing = {
            "kind": self.kind,
            "patch": dict(self.patch),
            "launchAt": self.launch_at,
            "recordedAt": timezones.format_utc(now),
            "run": run,
            **(update if self.kind == "update" else {}),
        }
        return replace(drop_expired_memory(record, now), changing=changing)

    def differences(self, record: Record, live: Live, now: datetime) -> list[Difference]:
        """Return in which of the fields that it changes the account isn't known to hold what it asks for."""
        launch_at = self.launch_at if self.moves_launch else record.launchAt
        return self._compared({**record.request, **self.patch}, launch_at, live, now)

    def is_made(self, record: Record, live: Live | None, now: datetime) -> bool:
        """Whether the account is as it asks for."""
        if self.kind == "delete":
            return live is None
        return live is not None and not self.differences(record, live, now)

    def is_unmade(self, record: Record, live: Live, now: datetime) -> bool:
        """Whether the account still holds, in the fields that it changes, what it held before."""
        if self.kind == "delete":
            return True
        if self.moves_launch and live.launch_at is None:
            return False
        return not self._unrecorded(record, live, now)

    def refusal(self, record: Record, live: Live) -> str | None:
        """Return why it may not be sent as the account is now; only what doesn't dial yet is changed."""
        if self.kind == "delete" or live.status in WAITING or (live.status == "live" and self._adjusts_lines):
            return self._moved_elsewhere(record, live)
        if live.status == "live":
            return dialing(self.name)
        status = f"its status is {quoted(str(live.status))}" if live.status else "its status isn't known"
        return f"the account doesn't show that it is still to dial: {status}"

    def overwrites(self, record: Record, live: Live, now: datetime) -> str | None:
        """Return why an update would replace what nobody saw in its plan: the account isn't as it was recorded."""
        if self.kind != "update":
            return None
        unmade = {each["field"] for each in self.differences(record, live, now)}
        others = [each for each in self._unrecorded(record, live, now) if each["field"] in unmade]
        what = "; ".join(f"{each['field']} is {each['answered']}, recorded is {each['asked']}" for each in others)
        return f"the account doesn't hold what an update would replace: {what}" if others else None

    def leftovers(self, record: Record, live: Live, now: datetime) -> list[Difference]:
        """Return in what the account isn't as asked for after the change; an update is compared with its whole file."""
        if self.kind != "update" or self.request is None:
            return self.differences(record, live, now)
        launch_at = self.launch_at if self.moves_launch else record.launchAt
        recorded = [each for each in _recorded_differences(record) if each["field"] not in self._fields]
        known = [(each["field"], each["answered"]) for each in recorded]
        return [
            each
            for each in responses.differences(self.request, launch_at, live, now)
            if (each["field"], each["answered"]) not in known
            # Row errors are of the upload.
            and each["field"] != "errors"
            and not _is_paused(each, live)
        ]

    def altered(self, record: Record, live: Live, now: datetime) -> Record:
        """Return the record once the account was seen to have been changed, with what it holds otherwise."""
        kept = [each for each in record.differences if each["field"] not in self._fields]
        accepted = [each for each in record.acceptedDifferences or [] if each["field"] not in self._fields]
        after = replace(
            observed(without_intent(record, now), live, now),
            account=live.seen(now),
            differences=[*kept, *self.leftovers(record, live, now)],
            acceptedDifferences=accepted or None,
        )
        if self.request is not None and self.fingerprint is not None:
            after = replace(
                after,
                request=self.request,
                fingerprint=self.fingerprint,
                path=self.path,
                accepted=None,
                hours=self.hours,
                file=self.file,
                receipts=[*(record.receipts or []), self.receipt] if self.receipt else record.receipts,
            )
        if not self.moves_launch:
            return after
        launch_at = self._launch_after(record, live, now)
        return replace(
            after,
            launchAt=launch_at,
            postponed=self._postponed(record, launch_at, now),
            tzdata=zone_database.version(),
            acceptedInstants=None,
        )

    def _launch_after(self, record: Record, live: Live, now: datetime) -> str | None:
        """Return the launch that the account shows after the change; the recorded one where none ahead can be read."""
        shown = live.launch_at
        ahead = shown is not None and timezones.parse_instant(shown) > now
        return shown if ahead or shown == self.launch_at else record.launchAt

    @property
    def _fields(self) -> frozenset[str]:
        return frozenset(self.patch) | (_LAUNCH_FIELDS if self.moves_launch else frozenset())

    @property
    def _adjusts_lines(self) -> bool:
        return set(self.patch) == {"concurrentCalls"}

    def _unrecorded(self, record: Record, live: Live, now: datetime) -> list[Difference]:
        """Return in which of the fields that it changes the account holds something else than is recorded."""
        recorded = [each for each in _recorded_differences(record) if each["answered"] != NOT_CONFIRMED]
        known = [(each["field"], each["answered"]) for each in recorded]
        before = self._compared(record.request, record.launchAt, live, now)
        return [each for each in before if (each["field"], each["answered"]) not in known]

    def _compared(self, request: Json, launch_at: str | None, live: Live, now: datetime) -> list[Difference]:
        return [
            each
            for each in responses.differences(request, launch_at, live, now)
            if each["field"] in self._fields and not _is_paused(each, live)
        ]

    def _moved_elsewhere(self, record: Record, live: Live) -> str | None:
        """Return why a postponement would bring a launch forward that was moved in the dashboard."""
        shown = live.launch_at
        if self.kind != "postpone" or shown is None or shown in (self.launch_at, record.launchAt):
            return None
        later = timezones.parse_instant(shown) > timezones.parse_instant(self.launch_at or shown)
        return f"the account shows a later launch already, at {shown}" if later else None

    def _postponed(self, record: Record, launch_at: str | None, now: datetime) -> Json | None:
        """Return what replaces the file's launch, as local time; None where the launch is the file's own."""
        start = self.launch_at if self.kind == "update" else approved_launch(record)
        if launch_at is None or launch_at == start:
            return None
        schedule = {name: self.patch[name] for name in SCHEDULE}
        if launch_at != self.launch_at:
            at = timezones.in_zone(launch_at, schedule["scheduledTimezone"])
            schedule |= {"scheduledDate": f"{at:%Y-%m-%d}", "scheduledTime": f"{at:%H:%M:%S}"}
        return {**schedule, "from": start, "at": timezones.format_utc(now)}


def _is_paused(difference: Difference, live: Live) -> bool:
    """Whether a difference is no more than that somebody paused the campaign."""
    return difference["field"] == "campaignStatus" and live.status == "paused"


def _recorded_differences(record: Record) -> list[Difference]:
    return [*record.differences, *(record.acceptedDifferences or [])]


def dialing(name: str) -> str:
    """Return what there is to say where a campaign that dials should be postponed or updated."""
    return f"it is dialing already, and can't be changed; `campaigns delete {shell_quote(name)}` may stop it"


def approved_launch(record: Record) -> str | None:
    """Return the launch that the file asked for, in UTC, whether or not it was postponed since."""
    return record.postponed["from"] if record.postponed else record.launchAt


def first_launch(record: Record) -> str:
    """Return in UTC when the campaign may dial first: as recorded, or as the account was seen to have it."""
    return min(record.dials_at, (record.account or {}).get("launchAt") or record.dials_at)


def without_intent(record: Record, now: datetime) -> Record:
    """Return the record of a campaign that nobody changes."""
    return replace(drop_expired_memory(record, now), changing=None)


def without_lease(record: Record) -> Record:
    """Return the record of a campaign whose change is to be settled at once by the next run."""
    run = record.intent_run
    return record if run is None else record.with_intent_run(lease.without_lease(run))


def deleted_record(record: Record, now: datetime) -> Record:
    """Return the record of a campaign that was deleted."""
    return replace(without_intent(record, now), account=_begun(record), deleted={"at": timezones.format_utc(now)})


def gone_record(record: Record, now: datetime) -> Record:
    """Return the record of a campaign that the account doesn't have, although nobody deleted it from here."""
    gone = record.gone or {"at": timezones.format_utc(now)}
    return replace(without_intent(record, now), account=_begun(record), gone=gone)


def _begun(record: Record) -> Json | None:
    """Return what the account held of a campaign that is no more, if it had begun to call people."""
    return record.account if has_begun((record.account or {}).get("status")) else None


def observed(record: Record, live: Live, now: datetime) -> Record:
    """Return the record with what the account holds; as it was where that is what it was last seen to hold."""
    accepted = None if record.accepted == GONE else record.accepted
    record = replace(record, accepted=accepted, gone=None)
    before, account = record.account or {}, live.seen(now)
    same = all(account[key] == before.get(key) for key in ("launchAt", "status"))
    return record if before and same else replace(record, account=account)


def confirmed(record: Record, live: Live, now: datetime) -> Record:
    """Return the record with what wasn't confirmed compared again, where the account shows it now."""
    now_differ = {each["field"]: each for each in responses.differences(record.request, record.launchAt, live, now)}
    differences = []
    for before in record.differences:
        after = now_differ.get(before["field"]) if responses.is_doubt(before) else before
        if after is not None:
            differences.append(before if responses.is_doubt(after) else after)
    return replace(record, differences=differences)
