"""What one apply works with."""

import contextlib
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from runner.api.client import Client
from runner.api.request_forms import RequestForms
from runner.apply.receipt import Receipts
from runner.apply.signals import Interrupt
from runner.errors import StoreError
from runner.plan.change import Change
from runner.plan.checks.overlap.sketch import Memory
from runner.state.lease import Lease
from runner.state.record import Json
from runner.state.session import Ledger


@dataclass(frozen=True, slots=True)
class Run:
    """One apply; `identity` is the `run` of its records, `settle` is how many seconds the account's list may lag.

    `check_may_send` raises RefusedError where a HOLD file, or a newer commit, stops every create. `lease` is None where
    the store's own lock keeps other runs away, `memory` where lists aren't remembered. `forms` are how requests are
    written. With `accept_account`, what the account doesn't have is recorded as gone without a refusal.
    `receipts` writes them, None where nothing is created or updated.
    """

    client: Client
    ledger: Ledger
    interrupt: Interrupt
    now: Callable[[], datetime]
    settle: float
    identity: dict[str, Any]
    note: Callable[[str], None]
    check_may_send: Callable[[], None] = lambda: None
    lease: Lease | None = None
    memory: Memory | None = None
    forms: RequestForms = field(default_factory=RequestForms)
    accept_account: bool = False
    receipts: Receipts | None = None

    def receipt(self, change: Change) -> Json | None:
        """Return the receipt of what is about to be sent for a change."""
        return self.receipts.of(change, self.now()) if self.receipts else None

    def keep_lease(self) -> None:
        """Renew the lease during a request; a failure surfaces when the outcome is recorded."""
        if self.lease is not None:
            with contextlib.suppress(StoreError):
                self.lease.renew(self.ledger, self.now())

    def leased_identity(self) -> dict[str, Any]:
        """Return the `run` of an intent that is being carried out now."""
        return self.identity if self.lease is None else self.lease.with_lease(self.identity, self.now())
