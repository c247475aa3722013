"""Compares what the account holds now with what is recorded and what the files ask for."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from runner.api import responses
from runner.api.responses import Difference, Live
from runner.state.record import Record

if TYPE_CHECKING:
    from runner.api.client import Client


@dataclass(frozen=True, slots=True)
class Drift:
    """What the account holds now; empty where it wasn't asked.

    `live` has a campaign for each record with an id, None for one that is gone. `strangers` are the account's campaigns
    that are neither recorded nor named by a file.
    """

    live: Mapping[str, Live | None] = field(default_factory=dict)
    strangers: tuple[Live, ...] = ()

    def differences(self, name: str, record: Record, now: datetime) -> list[Difference]:
        """Return in which fields a campaign differs from the request, beyond the differences that are recorded."""
        live = self.live.get(name)
        if live is None:
            return []
        known = [
            (each["field"], each["answered"]) for each in [*record.differences, *(record.acceptedDifferences or [])]
        ]
        differences = responses.differences(record.request, record.launchAt, live, now)
        return [each for each in differences if (each["field"], each["answered"]) not in known]


def look(client: "Client", records: Mapping[str, Record], named: Collection[str | None]) -> Drift:
    """Read the account's list, then one by one what it doesn't show; `named` are the names in campaign files."""
    listed = {live.id: live for live in client.sweep().campaigns if live.id}
    ids = {name: record.campaignId for name, record in records.items() if record.campaignId}
    live = {name: listed.get(id_) or client.get(id_) for name, id_ in ids.items()}
    strangers = [each for each in listed.values() if each.id not in ids.values() and each.name not in named]
    return Drift(live, tuple(strangers))
