"""What one apply works with."""

import contextlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from runner.api.client import Client
from runner.apply.signals import Interrupt
from runner.errors import StoreError
from runner.plan.checks.overlap.sketch import Memory
from runner.state.lease import Lease
from runner.state.session import Ledger


@dataclass(frozen=True, slots=True)
class Run:
    """One apply: `identity` is the `run` of its records, `settle` is in seconds.

    `check` raises RefusedError where somebody has stopped every create. `lease` is None where a lock keeps other runs
    away, `memory` where nothing is to be remembered of a list.
    """

    client: Client
    ledger: Ledger
    interrupt: Interrupt
    now: Callable[[], datetime]
    settle: float
    identity: dict[str, Any]
    note: Callable[[str], None]
    check: Callable[[], None] = lambda: None
    lease: Lease | None = None
    memory: Memory | None = None

    def keep(self) -> None:
        """Keep the lease while a request is under way; a failure is met again when the outcome is recorded."""
        if self.lease is not None:
            with contextlib.suppress(StoreError):
                self.lease.renew(self.ledger, self.now())

    def at_work(self) -> dict[str, Any]:
        """Give the `run` of an intent that is being carried out now."""
        return self.identity if self.lease is None else self.lease.with_lease(self.identity, self.now())
