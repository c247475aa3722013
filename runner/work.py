"""What one apply works with."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from runner.api import Client
from runner.interrupt import Interrupt
from runner.ledger import Ledger


@dataclass(frozen=True, slots=True)
class Run:
    """One apply: `identity` is the `run` of its records, `settle` is in seconds."""

    client: Client
    ledger: Ledger
    interrupt: Interrupt
    now: Callable[[], datetime]
    settle: float
    identity: dict[str, Any]
    note: Callable[[str], None]
