"""What apply would do, as of an instant."""

import hashlib
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from runner.findings import Findings
from runner.plan import fingerprint
from runner.plan.change import ACTIONS, Action, Change
from runner.plan.limits import Passed
from runner.plan.policy import Policy

if TYPE_CHECKING:
    pass


@dataclass(frozen=True, slots=True)
class Plan:
    """What apply would do, as of an instant; sorted by path, so that every output agrees."""

    changes: tuple[Change, ...]
    as_of: datetime
    policy: Policy
    passed: tuple[Passed, ...]

    def of(self, *actions: Action) -> list[Change]:
        return [change for change in self.changes if change.action in actions]

    @property
    def findings(self) -> Findings:
        return merged([*(change.findings for change in self.changes), self.beside])

    @property
    def beside(self) -> Findings:
        """What was found that belongs to no single campaign: in the policy, and of limits that all pass together."""
        return merged([self.policy.findings, Findings(one.finding for one in self.passed if one.of is None)])

    @property
    def sends(self) -> frozenset[tuple[str, str]]:
        """Name and fingerprint of all that would be sent, before blocking."""
        return frozenset((c.name, c.fingerprint) for c in self.changes if c.would_send and c.name and c.fingerprint)

    @property
    def hash(self) -> str:
        """Identifies what would be sent, whatever the time and the machine."""
        return "sha256:" + hashlib.sha256(fingerprint.canonical_json(sorted(self.sends))).hexdigest()

    @property
    def counts(self) -> dict[str, int]:
        found = Counter(change.action for change in self.changes)
        return {action: found[action] for action in ACTIONS}

    @property
    def contacts(self) -> int:
        """How many people the campaigns to be created would call."""
        return sum(change.rows or 0 for change in self.of("create"))

    @property
    def maybe(self) -> list[Change]:
        """Those whose outcome is unknown, and which are created if the look-up doesn't find them."""
        return [change for change in self.of("unknown") if change.would_send]

    @property
    def pending(self) -> bool:
        """Whether apply would do anything."""
        return bool(self.of("create", "unknown", "moved", "blocked"))


def merged(collections: Iterable[Findings]) -> Findings:
    total = Findings()
    for collection in collections:
        total.extend(collection)
    return total
