"""Identifies what a campaign means, whatever its file's layout."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from typing import Any

from runner import zone_links
from runner.config.campaign import Campaign, ContactsSource

_ZONE = "scheduledTimezone"
_CANONICAL = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def fingerprint(request: dict[str, Any], contacts: str | Mapping[str, Any]) -> str:
    """Return `v1:` and the SHA-256 of the campaign's canonical JSON, the same for every layout of its file.

    `contacts` is the canonical list's digest. For a list kept outside the repository it is `pinned(source)`, so that
    the fingerprint is the same whether the list was read or not. All names of a time zone have the same fingerprint.
    """
    return next(_fingerprints(request, contacts))


def matches(recorded: str, request: dict[str, Any], contacts: str | Mapping[str, Any]) -> bool:
    """Whether a recorded fingerprint is of this campaign, by whatever name of its time zone it was made."""
    return recorded in _fingerprints(request, contacts)


def _fingerprints(request: dict[str, Any], contacts: str | Mapping[str, Any]) -> Iterator[str]:
    """Yield a fingerprint for each name of the time zone, that of today's name first."""
    zone = request.get(_ZONE)
    for each in [{**request, _ZONE: name} for name in zone_links.names(zone)] if zone else [request]:
        yield "v1:" + hashlib.sha256(canonical_json({"contacts": contacts, "request": each})).hexdigest()


def same_value(field: str, one: Any, other: Any) -> bool:
    """Whether two values of a request's field mean the same: time zones may have several names."""
    if field == _ZONE and isinstance(one, str) and isinstance(other, str):
        return other in zone_links.names(one)
    return bool(one == other)


def recorded_request(campaign: Campaign) -> dict[str, Any]:
    """Return the request as the state keeps it: only the names of defaults, since a value may be personal."""
    request: dict[str, Any] = dict(campaign.request())
    if campaign.dynamicVariables:
        request["dynamicVariables"] = sorted(campaign.dynamicVariables)
    return request


def canonical_json(value: Any) -> bytes:
    return _CANONICAL.encode(value).encode()


def pinned(source: ContactsSource) -> dict[str, Any]:
    """Return what determines the canonical list of a pinned file: its bytes, and how they are read."""
    return {"sha256": (source.sha256 or "").lower(), **source.reading}
