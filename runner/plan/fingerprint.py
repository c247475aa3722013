"""Identifies what a campaign means, whatever its file's layout."""

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from runner.config.campaign import Campaign, ContactsSource


def fingerprint(request: dict[str, Any], contacts: str | Mapping[str, Any]) -> str:
    """Return `v1:` and the SHA-256 of the campaign's canonical JSON, the same for every layout of its file.

    `contacts` is the canonical list's digest. For a list kept outside the repository it is `pinned(source)`, so that
    the fingerprint is the same whether the list was read or not.
    """
    return "v1:" + hashlib.sha256(canonical_json({"contacts": contacts, "request": request})).hexdigest()


def recorded_request(campaign: Campaign) -> dict[str, Any]:
    """Return the request as the state keeps it: only the names of defaults, since a value may be personal."""
    request: dict[str, Any] = dict(campaign.request())
    if campaign.dynamicVariables:
        request["dynamicVariables"] = sorted(campaign.dynamicVariables)
    return request


def canonical_json(value: Any) -> bytes:
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def pinned(source: ContactsSource) -> dict[str, Any]:
    """Return what determines the canonical list of a pinned file: its bytes, and how they are read."""
    return {"sha256": (source.sha256 or "").lower(), **source.reading}
