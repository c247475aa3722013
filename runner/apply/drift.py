"""What the account holds now, against what is recorded and what the files ask for."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from runner.api import responses
from runner.api.responses import Difference, Live
from runner.state.record import Record

if TYPE_CHECKING:
    from runner.api.client import Client  # httpx is only for those who ask


@dataclass(frozen=True, slots=True)
class Drift:
    """What the API says now; empty where it wasn't asked.

    `live` has a campaign for each record with an id, None for one that is gone. `strangers` are those of the account
    that are neither recorded nor named by a file.
    """

    live: Mapping[str, Live | None] = field(default_factory=dict)
    strangers: tuple[Live, ...] = ()

    def differences(self, name: str, record: Record, now: datetime) -> list[Difference]:
        """Say in which fields a campaign is another than was asked for, apart from those that are recorded."""
        live = self.live.get(name)
        if live is None:
            return []
        known = [
            (each["field"], each["answered"]) for each in [*record.differences, *(record.acceptedDifferences or [])]
        ]
        found = responses.differences(record.request, record.launchAt, live, now)
        return [each for each in found if (each["field"], each["answered"]) not in known]


def look(client: "Client", records: Mapping[str, Record], named: Collection[str | None]) -> Drift:
    """Read the account's list, and one by one what it doesn't show; `named` are the campaigns that files name."""
    listed = {live.id: live for live in client.sweep().campaigns if live.id}
    ids = {name: record.campaignId for name, record in records.items() if record.campaignId}
    live = {name: listed.get(wanted) or client.get(wanted) for name, wanted in ids.items()}
    strangers = [each for each in listed.values() if each.id not in ids.values() and each.name not in named]
    return Drift(live, tuple(strangers))
