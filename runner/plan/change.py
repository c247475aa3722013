"""One campaign's file against its record, and what apply would do about it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Literal, get_args

from runner.findings import Findings, Severity
from runner.plan import fingerprint
from runner.plan.desired import Desired
from runner.state.record import Record

if TYPE_CHECKING:
    from runner.api.account import Caller
    from runner.calling_hours.assessment import Assessment

Action = Literal["create", "unchanged", "changed", "moved", "removed", "unknown", "blocked"]
HAS_ERRORS = "the file has errors"
"""What a changed file differs in, where it can't be compared field by field."""
ACTIONS: tuple[Action, ...] = get_args(Action)


@dataclass(frozen=True, slots=True)
class Change:
    """One campaign's file against its record: what apply would do, and what was found.

    `differs` names the fields in which a `changed` file is not what was sent. `hours` is
    when its people would be called, None where that isn't known or nothing would be sent. `caller` has the account's
    names for its agent and number, None where the account wasn't asked.
    """

    action: Action
    name: str | None
    path: str
    findings: Findings
    desired: Desired | None = None
    record: Record | None = None
    differs: tuple[str, ...] = ()
    hours: "Assessment | None" = None
    caller: "Caller | None" = None

    @property
    def would_send(self) -> bool:
        """Whether apply creates this, once nothing stands against it and it is known not to exist."""
        return self.action in ("create", "blocked", "unknown") and self.fingerprint is not None

    @property
    def fingerprint(self) -> str | None:
        """What the file asks for; where there is no such file, what was recorded."""
        if self.desired is not None:
            return self.desired.fingerprint
        return self.record.fingerprint if self.record and self.action == "removed" else None

    @property
    def stands(self) -> Record | None:
        """The record that this is about; None where it is the file that counts, since it is what would be sent."""
        return None if self.would_send or self.action in ("create", "blocked") else self.record

    @property
    def immediate(self) -> bool:
        """Whether creating it dials at once."""
        if self.stands is not None:
            return self.stands.launchAt is None
        return bool(self.desired and self.desired.campaign and not self.desired.campaign.isScheduled)

    @property
    def launch_at(self) -> str | None:
        """The launch in UTC; None for at once, and where it can't be told."""
        if self.stands is not None:
            return self.stands.launchAt
        return self.desired.launch.instant if self.desired and self.desired.launch else None

    @property
    def request(self) -> Mapping[str, Any]:
        """What was sent, or would be, without the defaults' values; empty where the file has errors."""
        if self.stands is not None:
            return self.stands.request
        return fingerprint.recorded_request(self.desired.campaign) if self.desired and self.desired.campaign else {}

    @property
    def zone(self) -> str | None:
        """The zone in which `launch_at` was asked for."""
        zone = self.request.get("scheduledTimezone")
        return zone if isinstance(zone, str) else None

    @property
    def rows(self) -> int | None:
        """How many contacts; None where it isn't known."""
        if self.stands is not None:
            rows = self.stands.contacts.get("rows")
            return rows if isinstance(rows, int) else None
        return self.desired.rows if self.desired else None

    @property
    def unread(self) -> bool:
        """Whether it would be sent, and its list is elsewhere and was not read."""
        return self.would_send and self.desired is not None and self.desired.unread

    @property
    def recorded_name(self) -> str:
        """The name under which the record stands; a renamed file has another."""
        asked = self.record.request.get("campaignName") if self.record else None
        return str(asked or self.name or "")

    def against(self, found: Findings) -> "Change":
        """Add what was found against what would be sent; an error blocks it.

        One whose outcome isn't known gets warnings: it is looked up first, and judged anew if it has to be created.
        """
        total = Findings()
        total.extend(self.findings)
        if self.action == "unknown":
            total.extend(found.with_errors_as(Severity.WARNING))
            return replace(self, findings=total)
        total.extend(found)
        return replace(self, action="blocked" if total.has_errors else self.action, findings=total)
