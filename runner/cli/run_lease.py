"""The lease of a run on its intents, where the store has no lock."""

import time
from datetime import timedelta

from runner.cli.context import Context
from runner.cli.settings import Settings
from runner.state.lease import Lease
from runner.state.session import Ledger

LEASE_SECONDS = 600.0
"""Minimum span of a lease on intents, where no lock proves that their run is alive; renewed at half time."""


def acquire(context: Context, settings: Settings, ledger: Ledger) -> Lease | None:
    """Return this run's lease once no other run is at work; None where the store's lock keeps others away."""
    if settings.store.exclusive:
        return None
    lease = Lease(timedelta(seconds=max(LEASE_SECONDS, 10 * settings.timeout)), context.args.lock_timeout)
    with context.terminal.working("waiting for another run"):
        lease.wait(ledger, context.now, time.sleep)
    return lease
