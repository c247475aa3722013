"""What came of each campaign, and what one apply works with."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from runner.api import Client
from runner.interrupt import Interrupt
from runner.ledger import Ledger

Kind = Literal["created", "adopted", "rejected", "unknown", "skipped"]


@dataclass(frozen=True, slots=True)
class Outcome:
    """One campaign after an apply; `differs` tells an answer that isn't what was asked for."""

    name: str
    path: str
    outcome: Kind
    message: str
    campaign_id: str | None = None
    launch_at: str | None = None
    differs: bool = False


@dataclass(frozen=True, slots=True)
class Run:
    """One apply: `identity` is the `run` of its records, `settle` is in seconds."""

    client: Client
    ledger: Ledger
    interrupt: Interrupt
    now: Callable[[], datetime]
    settle: float
    identity: dict[str, Any]
