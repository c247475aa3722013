"""One campaign's file against its record, and what apply would do about it."""

from dataclasses import dataclass
from typing import Literal, get_args

from runner.desired import Desired
from runner.findings import Findings
from runner.state import Record

Action = Literal["create", "unchanged", "changed", "moved", "removed", "unknown", "blocked"]
HAS_ERRORS = "the file has errors"
"""What a changed file differs in, where it can't be compared field by field."""
ACTIONS: tuple[Action, ...] = get_args(Action)


@dataclass(frozen=True, slots=True)
class Change:
    """One campaign's file against its record: what apply would do, and what was found.

    `differs` names the fields in which a `changed` file is not what was sent.
    """

    action: Action
    name: str | None
    path: str
    findings: Findings
    desired: Desired | None = None
    record: Record | None = None
    differs: tuple[str, ...] = ()

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
    def immediate(self) -> bool:
        """Whether creating it dials at once."""
        if self.desired and self.desired.campaign:
            return not self.desired.campaign.isScheduled
        return self.record is not None and self.record.launchAt is None

    @property
    def launch_at(self) -> str | None:
        """The launch in UTC: that of the record where it stands, else that of the file; None for at once."""
        if self.record is not None and self.action != "create":
            return self.record.launchAt
        return self.desired.launch.instant if self.desired and self.desired.launch else None

    @property
    def zone(self) -> str | None:
        """The zone in which `launch_at` was asked for."""
        if self.record is not None and self.action != "create":
            zone = self.record.request.get("scheduledTimezone")
            return zone if isinstance(zone, str) else None
        return self.desired.campaign.scheduledTimezone if self.desired and self.desired.campaign else None

    @property
    def rows(self) -> int | None:
        """How many contacts: the file's list, else the recorded number, else unknown."""
        if self.desired and self.desired.contacts:
            return self.desired.contacts.rows
        rows = self.record.contacts.get("rows") if self.record else None
        return rows if isinstance(rows, int) else None

    @property
    def recorded_name(self) -> str:
        """The name under which the record stands; a renamed file has another."""
        asked = self.record.request.get("campaignName") if self.record else None
        return str(asked or self.name or "")
