"""The state: a record of each campaign, checked against the steps that it may take."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from runner import timezones

SKETCH = 1024
"""The maximum number of values in the sketch of a list, 8 bytes each."""
Status = Literal["creating", "created", "unknown"]
Json = dict[str, Any]
Step = tuple[Status | None, Status | None]
STEPS: Mapping[Step, str] = {
    (None, "creating"): "the intent, before the request",
    ("creating", "creating"): "the intent's lease is renewed",
    ("creating", "created"): "the answer has an id, or the look-up finds the campaign",
    ("creating", "unknown"): "no usable answer, and the look-up doesn't find the campaign",
    ("creating", None): "the request was refused, or never sent",
    ("unknown", "unknown"): "the look-up proves nothing yet",
    ("unknown", "created"): "the look-up finds the campaign, or `resolve --created`",
    ("unknown", None): "two complete look-ups don't find the campaign, or `resolve --not-created`",
    (None, "created"): "`import`",
    ("created", "created"): "a new path, a change, what the account holds now, or an acknowledged difference",
}
"""Every change of status that a record may make, None for no record; a created campaign is never removed."""


@dataclass(frozen=True, slots=True)
class Record:
    """One campaign: what was requested, and the result; the fields are those of the state file.

    `accepted` is the fingerprint of a later edit that somebody acknowledged, or `removed`, `unreadable` or `gone`;
    `acceptedDifferences` are the acknowledged `differences`, `acceptedInstants` the instants that another zone database
    gave the requested local time when somebody acknowledged it. `memory` is the sketch of the list. `leftOut` is how
    many of its contacts weren't sent, `tzdata` the version of the zone database that `launchAt` was worked out with.
    `hours` is what was found about calling hours at the create.

    `account` is what the account was last seen to hold: `launchAt`, `status`, `seenAt`. `changing` is the intent of a
    change: `kind`, `patch`, `launchAt`, and of an update the `request`, `fingerprint` and `path` that come of it.
    `postponed` has the local time that replaces the request's, and the launch `from` which it was moved. `deleted` and
    `gone` say when the account was seen without the campaign, with and without our deleting it. `imported` says that
    `request` is what the account held, `unconfirmed` that nobody has seen `campaignId` in the account. `file` has the
    `sha256` of the campaign file that the fingerprint is of, and how many `findings` its keys and values had.
    `receipts` say who approved the create and each update, and what was checked: the oldest first, none is removed.
    """

    status: Status
    path: str
    fingerprint: str
    request: Json
    contacts: Json
    launchAt: str | None
    recordedAt: str
    run: Json
    campaignId: str | None = None
    differences: list[Json] = field(default_factory=list)
    accepted: str | None = None
    acceptedDifferences: list[Json] | None = None
    memory: Json | None = field(default=None, repr=False)
    leftOut: int | None = None
    tzdata: str | None = None
    acceptedInstants: list[str] | None = None
    hours: Json | None = None
    account: Json | None = None
    changing: Json | None = None
    postponed: Json | None = None
    deleted: Json | None = None
    gone: Json | None = None
    imported: bool | None = None
    unconfirmed: bool | None = None
    file: Json | None = None
    receipts: list[Json] | None = None

    @property
    def exists(self) -> bool:
        """Whether the account has the campaign, as far as is known."""
        return self.status == "created" and self.deleted is None and self.gone is None

    @property
    def wall_clock(self) -> tuple[str, str, str] | None:
        """The local date, time and zone that `launchAt` was requested as; None where none is recorded."""
        source = self.postponed or self.request
        parts = [source.get(key) for key in ("scheduledDate", "scheduledTime", "scheduledTimezone")]
        day, time, zone = (part if isinstance(part, str) else None for part in parts)
        return (day, time, zone) if day and time and zone else None

    @property
    def zone(self) -> str | None:
        """The time zone in which the launch was requested."""
        zone = (self.postponed or self.request).get("scheduledTimezone")
        return zone if isinstance(zone, str) else None

    @property
    def called_nobody(self) -> bool:
        """Whether the campaign was seen to be deleted or gone before its launch, and not to have begun before.

        `account` outlives a campaign only if it had begun.
        """
        if self.account is not None:
            return False
        instants = [each["at"] for each in (self.deleted, self.gone) if each is not None]
        return any(timezones.parse_instant(at) < timezones.parse_instant(self.dials_at) for at in instants)

    def is_in(self, folder: str) -> bool:
        """Whether the file was recorded in a folder, both relative to the repository."""
        return folder == "." or self.path.startswith(f"{folder}/")

    @property
    def intent_run(self) -> Json | None:
        """The run that is creating or changing the campaign; None where no run is."""
        if self.changing is not None:
            run: Json = self.changing["run"]
            return run
        return self.run if self.status == "creating" else None

    def with_intent_run(self, run: Json) -> "Record":
        """Return the record with another `intent_run`."""
        if self.changing is not None:
            return replace(self, changing={**self.changing, "run": run})
        return replace(self, run=run)

    @property
    def called(self) -> int | None:
        """How many contacts were sent; None where it isn't known."""
        rows = self.contacts.get("rows")
        return rows - (self.leftOut or 0) if isinstance(rows, int) else None

    @property
    def dials_at(self) -> str:
        """The launch in UTC; of an immediate one, the instant at which it was recorded."""
        return self.launchAt or self.recordedAt


@dataclass(frozen=True, slots=True)
class State:
    """All records of one API; `serial` grows by one with every write.

    `folder` is the folder of campaigns that it was begun for; None where an earlier version began it.
    """

    lineage: str
    serial: int
    api: str
    campaigns: Mapping[str, Record]
    folder: str | None = None

    def with_records(self, records: Mapping[str, Record | None]) -> "State":
        """Return the state with these records replaced; None removes one."""
        merged = {**self.campaigns, **records}
        return replace(self, campaigns={name: record for name, record in merged.items() if record is not None})

    def is_of(self, folder: str) -> bool:
        """Whether this is the state of a folder of campaigns, or records any of its files."""
        return self.folder == folder or any(record.is_in(folder) for record in self.campaigns.values())


def check_step(before: Record | None, after: Record | None) -> None:
    """Raise AssertionError for a change that isn't one of `STEPS`: a bug, found before it is written."""
    step = (before.status if before else None, after.status if after else None)
    if step not in STEPS:
        raise AssertionError(f"a record can't go from {step[0]} to {step[1]}")
    if before and after and before.campaignId not in (None, after.campaignId) and not before.unconfirmed:
        raise AssertionError("a recorded campaignId can't become another")


def empty_state(api: str, folder: str) -> State:
    return State(lineage=os.urandom(16).hex(), serial=0, api=api, campaigns={}, folder=folder)
