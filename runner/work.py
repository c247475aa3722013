"""What one apply works with."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from runner.api import Client
from runner.interrupt import Interrupt
from runner.lease import Lease
from runner.ledger import Ledger
from runner.memory import Memory


@dataclass(frozen=True, slots=True)
class Run:
    """One apply: `identity` is the `run` of its records, `settle` is in seconds.

    `lease` is None where a lock keeps other runs away, `memory` where nothing is to be remembered of a list.
    """

    client: Client
    ledger: Ledger
    interrupt: Interrupt
    now: Callable[[], datetime]
    settle: float
    identity: dict[str, Any]
    note: Callable[[str], None]
    lease: Lease | None = None
    memory: Memory | None = None

    def at_work(self) -> dict[str, Any]:
        """Give the `run` of an intent that is being carried out now."""
        return self.identity if self.lease is None else self.lease.taken(self.identity, self.now())
