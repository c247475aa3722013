"""One campaign: its file against its record, and what apply would do."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Literal, get_args

from runner.config.campaign import SCHEDULE
from runner.findings import Findings, Severity
from runner.plan import fingerprint
from runner.plan.compared_lists import Comparison
from runner.plan.desired import Desired
from runner.state.record import Record

if TYPE_CHECKING:
    from runner.api.account import Caller
    from runner.calling_hours.assessment import Assessment

Action = Literal["create", "update", "unchanged", "changed", "moved", "removed", "unknown", "blocked"]
HAS_ERRORS = "the file has errors"
"""The difference of a file that can't be compared field by field."""
ACTIONS: tuple[Action, ...] = get_args(Action)
SENT: tuple[Action, ...] = ("create", "update", "blocked", "unknown")
"""The actions of what apply would send once nothing prevents it."""


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field of the request that an update changes; `before` is None where it wasn't set."""

    field: str
    before: Any
    after: Any


@dataclass(frozen=True, slots=True)
class Change:
    """One campaign's file against its record: what apply would do, and the findings.

    `differs` names the fields in which a `changed` file differs from what was sent, `updates` what an update changes
    in the account; `no_update` says why none is made, in words before another way out. `hours` says when its contacts
    would be called, None where that isn't known or no launch is ahead; `hours_unchecked` says why they weren't checked
    although one is. `caller` has the account's names for its agent and number, None where the account wasn't asked.
    `comparison` has the suppression lists that it was compared with, None where it wasn't.
    """

    action: Action
    name: str | None
    path: str
    findings: Findings
    desired: Desired | None = None
    record: Record | None = None
    differs: tuple[str, ...] = ()
    updates: tuple[FieldChange, ...] = ()
    no_update: str | None = None
    hours: "Assessment | None" = None
    hours_unchecked: str | None = None
    caller: "Caller | None" = None
    comparison: Comparison | None = None

    @property
    def would_send(self) -> bool:
        """Whether apply creates or updates this once it has no errors; an unknown one only if it doesn't exist."""
        return self.action in SENT and self.fingerprint is not None

    @property
    def is_update(self) -> bool:
        """Whether what would be sent changes a campaign that exists."""
        return bool(self.updates)

    @property
    def names_launch(self) -> bool:
        """Whether the file of a campaign that exists names the instant at which it launches, as if never postponed."""
        launch = self.desired.launch if self.desired and not self.is_update else None
        return bool(launch and launch.instant and self.record and launch.instant == self.record.launchAt)

    @property
    def moves_launch(self) -> bool:
        """Whether an update changes the date, time or zone."""
        return any(update.field in SCHEDULE for update in self.updates)

    @property
    def fingerprint(self) -> str | None:
        """The fingerprint of the file, or of the record where no file is left."""
        if self.desired is not None:
            return self.desired.fingerprint
        return self.record.fingerprint if self.record and self.action == "removed" else None

    @property
    def effective_record(self) -> Record | None:
        """The record that outputs describe; None where the file counts, since it would be sent."""
        return None if self.would_send or self.action in ("create", "blocked") else self.record

    @property
    def immediate(self) -> bool:
        """Whether it dials as soon as it is created."""
        if self.effective_record is not None:
            return self.effective_record.launchAt is None
        return bool(self.desired and self.desired.campaign and not self.desired.campaign.isScheduled)

    @property
    def launch_at(self) -> str | None:
        """The launch in UTC; None for an immediate launch and where it isn't known."""
        if self.effective_record is not None:
            return self.effective_record.launchAt
        return self.desired.launch.instant if self.desired and self.desired.launch else None

    @property
    def request(self) -> Mapping[str, Any]:
        """What was or would be sent, without the values of defaults; empty where the file has errors."""
        if self.effective_record is not None:
            return self.effective_record.request
        return fingerprint.recorded_request(self.desired.campaign) if self.desired and self.desired.campaign else {}

    @property
    def zone(self) -> str | None:
        """The time zone in which `launch_at` was requested."""
        if self.effective_record is not None:
            return self.effective_record.zone
        zone = self.request.get("scheduledTimezone")
        return zone if isinstance(zone, str) else None

    @property
    def rows(self) -> int | None:
        """The number of contacts that were or would be called; None where it isn't known."""
        if record := self._list_record:
            return record.called
        return self.desired.rows if self.desired else None

    @property
    def left_out(self) -> int:
        """How many contacts of the list were or would be left out of what is sent."""
        if record := self._list_record:
            return record.leftOut or 0
        return len(self.desired.contacts.left_out) if self.desired and self.desired.contacts else 0

    @property
    def _list_record(self) -> Record | None:
        """The record of the list that is called: that of an update was sent before."""
        return self.record if self.is_update else self.effective_record

    @property
    def unread(self) -> bool:
        """Whether it would be sent and its list, kept outside the repository, was not read."""
        return self.would_send and self.desired is not None and self.desired.unread

    @property
    def as_recorded(self) -> bool:
        """Whether its launch is past, its file has the bytes that were recorded, and its list wasn't read again."""
        return self.desired is not None and self.desired.as_recorded

    @property
    def recorded_name(self) -> str:
        """The name in the record; a renamed file has another."""
        name = self.record.request.get("campaignName") if self.record else None
        return str(name or self.name or "")

    def with_findings(self, findings: Findings) -> "Change":
        """Return the change with more findings; an error blocks it.

        Where the outcome is unknown, errors become warnings: apply looks it up first, and plans again before a create.
        """
        if not len(findings) and not self.findings.has_errors:
            return self
        if self.action == "unknown":
            merged = Findings.merged([self.findings, findings.with_errors_as(Severity.WARNING)])
            return replace(self, findings=merged)
        merged = Findings.merged([self.findings, findings])
        return replace(self, action="blocked" if merged.has_errors else self.action, findings=merged)
