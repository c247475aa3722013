"""What apply would do, as of an instant."""

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

from runner.config.hold import Hold
from runner.findings import Findings
from runner.plan import fingerprint
from runner.plan.change import ACTIONS, Action, Change, FieldChange
from runner.plan.limits import ExceededLimit
from runner.plan.policy import Policy


class Send(NamedTuple):
    """What an approval is of: a create, or an update of what exists with each old and new value."""

    name: str
    fingerprint: str
    updates: tuple[FieldChange, ...]

    @classmethod
    def of(cls, change: Change) -> "Send | None":
        """Return what would be sent for a change; None where nothing would be."""
        if not change.would_send or not change.name or not change.fingerprint:
            return None
        return cls(change.name, change.fingerprint, change.updates)


@dataclass(frozen=True, slots=True)
class Plan:
    """What apply would do as of an instant; `changes` are sorted by path, so that every output agrees.

    `state_findings` are mistakes in how a pull request treats the state. `whole` is the plan that this is a part of,
    None where it is whole.
    """

    changes: tuple[Change, ...]
    as_of: datetime
    policy: Policy
    exceeded: tuple[ExceededLimit, ...]
    hold: Hold | None = None
    state_findings: Findings = field(default_factory=Findings)
    whole: "Plan | None" = None

    def of(self, *actions: Action) -> list[Change]:
        return [change for change in self.changes if change.action in actions]

    @property
    def findings(self) -> Findings:
        return Findings.merged([*(change.findings for change in self.changes), self.shared_findings]).worst

    @property
    def shared_findings(self) -> Findings:
        """The findings of no single campaign: of the policy, a HOLD, the state, and limits that all exceed together."""
        together = (limit.finding for limit in self.exceeded if limit.path is None)
        of_hold = self.hold.findings if self.hold else Findings()
        return Findings.merged([self.policy.findings, of_hold, self.state_findings, Findings(together)])

    @property
    def sends(self) -> frozenset[Send]:
        """Everything that would be created or updated, before blocking."""
        return frozenset(send for change in self.changes if (send := Send.of(change)))

    @property
    def left_out(self) -> Mapping[str, Mapping[int, int]]:
        """By name, the contacts whom each campaign that would be created leaves out, with their places in its list.

        An update sends no list, so that nobody is left out or comes back.
        """
        sends = (change for change in self.changes if change.would_send and change.name and not change.is_update)
        return {c.name or "": c.desired.contacts.left_out for c in sends if c.desired and c.desired.contacts}

    @property
    def hash(self) -> str:
        """Identifies what would be sent; the same at any time and on any machine.

        Of an update it covers the replaced values, too: a file may replace others than it did when it was approved.
        That of a part is the one of the whole plan.
        """
        return self.whole.hash if self.whole else hash_sends(self.sends)

    @property
    def recorded_names(self) -> frozenset[str] | None:
        """The recorded campaigns that this part is about; None for a whole plan, which is about all of them."""
        return None if self.whole is None else frozenset(c.recorded_name for c in self.changes if c.record)

    @property
    def counts(self) -> dict[str, int]:
        counts = Counter(change.action for change in self.changes)
        return {action: counts[action] for action in ACTIONS}

    @property
    def contacts(self) -> int:
        """How many contacts the campaigns to be created would call."""
        return sum(change.rows or 0 for change in self.of("create"))

    @property
    def possible_creates(self) -> list[Change]:
        """Campaigns of unknown outcome that apply creates if the look-up doesn't find them."""
        return [change for change in self.of("unknown") if change.would_send]

    @property
    def pending(self) -> bool:
        """Whether apply would do anything."""
        return bool(self.of("create", "update", "unknown", "moved", "blocked"))


def hash_sends(sends: Iterable[Send]) -> str:
    """Return the hash of a plan that would send these and nothing else."""
    ordered = sorted(sends, key=lambda send: send[:2])
    sent = [[*send[:2], *((one.field, one.before, one.after) for one in send.updates)] for send in ordered]
    return "sha256:" + hashlib.sha256(fingerprint.canonical_json(sent)).hexdigest()
