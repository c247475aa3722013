"""Identifies what a campaign means, whatever its file's layout."""

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from runner.config.campaign import Campaign, ContactsSource


def fingerprint(request: dict[str, Any], contacts: str | Mapping[str, Any]) -> str:
    """Identify what a campaign means, whatever its file's layout: `v1:` and the SHA-256 of its canonical JSON.

    `contacts` is the canonical list's digest; of a list that is elsewhere, what it is made from (`_pinned`), so that it
    is the same whether the list was read or not.
    """
    return "v1:" + hashlib.sha256(canonical_json({"contacts": contacts, "request": request})).hexdigest()


def recorded_request(campaign: Campaign) -> dict[str, Any]:
    """Give the request as the state keeps it: of the defaults only their names, since a value may be personal."""
    request: dict[str, Any] = dict(campaign.request())
    if campaign.dynamicVariables:
        request["dynamicVariables"] = sorted(campaign.dynamicVariables)
    return request


def canonical_json(value: Any) -> bytes:
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def pinned(source: ContactsSource) -> dict[str, Any]:
    """Give what the canonical list of a pinned file is made from: its bytes, and how they are read."""
    return {"sha256": (source.sha256 or "").lower(), "phoneColumn": source.phoneColumn, "columns": source.columns}
