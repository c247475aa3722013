"""Compares what the account holds now with what is recorded and what the files ask for."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from fnmatch import fnmatchcase

from runner.api import responses
from runner.api.responses import Difference, Live
from runner.findings import Finding
from runner.plan.gone import gone_warning, is_missed, unconfirmed_warning
from runner.plan.zone_rules import changed_zone_rules
from runner.state.record import Record


@dataclass(frozen=True, slots=True)
class Drift:
    """What the account holds now; empty where it wasn't asked.

    `live` has a campaign for each record with an id, None for one that is gone. `strangers` are the account's campaigns
    that are neither recorded nor named by a file, `others` how many more there are of others, by the policy.
    `namesakes` are those that have a file's name and aren't recorded.
    """

    live: Mapping[str, Live | None] = field(default_factory=dict)
    strangers: tuple[Live, ...] = ()
    others: int = 0
    namesakes: tuple[Live, ...] = ()

    @property
    def unrecorded(self) -> Mapping[str, tuple[Live, ...]]:
        """What the account has and no record, by what it is."""
        kinds = {
            "neither recorded nor in a file": self.strangers,
            "has a file's name, but isn't recorded": self.namesakes,
        }
        return {what: campaigns for what, campaigns in kinds.items() if campaigns}

    def without(self, recorded: Collection[tuple[str, str | None]], patterns: Collection[str]) -> "Drift":
        """Return this without the strangers that other folders have recorded, and those whose name matches a pattern.

        `recorded` are names and ids, of which an id counts, if it is known. Patterns are names as they are, or those of
        fnmatch; case counts.
        """
        ids, names = {id_ for _, id_ in recorded}, {name for name, id_ in recorded if id_ is None}
        unknown = [each for each in self.strangers if each.id not in ids and each.name not in names]
        strangers = [each for each in unknown if not _matches(each, patterns)]
        return replace(self, strangers=tuple(strangers), others=len(unknown) - len(strangers))

    def misses(self, name: str, record: Record, now: datetime) -> bool:
        """Whether a campaign is still to dial and the account, read now or last, doesn't have it.

        An id that nobody has confirmed may be another campaign's.
        """
        live = self.live.get(name)
        if name not in self.live:
            gone = record.gone is not None
        else:
            gone = live is None or bool(record.unconfirmed and live.name != name)
        return gone and is_missed(record, now)

    def warnings(self, name: str, record: Record, now: datetime) -> list[Finding]:
        """Return the warnings about a recorded campaign: it is gone, or its launch has another local time by now."""
        if record.unconfirmed and is_missed(record, now):
            missing: Finding | None = unconfirmed_warning(name, record)
        else:
            missing = gone_warning(name, record) if self.misses(name, record, now) else None
        return [warning for warning in (missing, changed_zone_rules(name, record, now)) if warning]

    def differences(self, name: str, record: Record, now: datetime) -> list[Difference]:
        """Return in which fields a campaign differs from the request, beyond the differences that are recorded."""
        live = self.live.get(name)
        if live is None:
            return []
        known = {_key(each) for each in [*record.differences, *(record.acceptedDifferences or [])]}
        differences = responses.differences(record.request, record.launchAt, live, now)
        return [each for each in differences if _key(each) not in known]


def _matches(campaign: Live, patterns: Collection[str]) -> bool:
    name = campaign.name if isinstance(campaign.name, str) else ""
    return any(name == pattern or fnmatchcase(name, pattern) for pattern in patterns)


def _key(difference: Difference) -> tuple[str, str]:
    """Return what makes two differences one; row errors come from the upload, and their words may tell less later."""
    field = difference["field"]
    return field, "" if field == "errors" else difference["answered"]
