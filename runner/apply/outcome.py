"""What became of a campaign."""

from dataclasses import dataclass
from typing import Literal

Kind = Literal["created", "adopted", "updated", "postponed", "deleted", "rejected", "unknown", "skipped"]


@dataclass(frozen=True, slots=True)
class Outcome:
    """One campaign after an apply, a postpone or a delete.

    `launch_at` is in UTC, `zone` is the one of the request; `differs` is set where the API's answer isn't what was
    requested. `refusal` is what the API refused it with, where that took a wait.
    """

    name: str
    path: str
    outcome: Kind
    message: str
    campaign_id: str | None = None
    launch_at: str | None = None
    zone: str | None = None
    differs: bool = False
    refusal: str | None = None
