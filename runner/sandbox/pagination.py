"""Cuts lists into pages."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from starlette.datastructures import QueryParams

from runner.sandbox import openapi
from runner.sandbox.campaigns import StoredCampaign
from runner.sandbox.responses import campaign_body

_LARGEST = 100


@dataclass(frozen=True, slots=True)
class ListQuery:
    """Which entries of a list to return; `size` is at most the API's maximum."""

    status: str | None
    page: int
    size: int


def read(parameters: QueryParams, path: str) -> ListQuery:
    """Read the query of the list at `path`; ValueError with every constraint that it breaks."""
    shape = openapi.query(path, "get")
    values = {name: shape.fields[name].read(text) for name, text in parameters.items() if name in shape.fields}
    if problems := shape.problems(values):
        raise ValueError("; ".join(problems))
    return ListQuery(values.get("status"), values.get("page", 0), min(values.get("size", 10), _LARGEST))


def page_body(campaigns: Sequence[StoredCampaign], query: ListQuery, now: datetime, *, shifted: bool) -> dict[str, Any]:
    """Return a page; a `shifted` one starts and ends one campaign early, as if one was created since the last page."""
    listed = [campaign for campaign in campaigns if query.status in (None, campaign.status(now))]
    whole = page(listed, query, shifted=shifted)
    return {**whole, "data": [campaign_body(campaign, now) for campaign in whole["data"]]}


def page(entries: Sequence[Any], query: ListQuery, *, shifted: bool = False) -> dict[str, Any]:
    """Return a page of entries, in the wrapper that every list has."""
    first = query.page * query.size
    last = min(first + query.size, len(entries))
    pages = -(-len(entries) // query.size)
    return {
        "data": list(entries[first - shifted : max(last - shifted, 0)]),
        "page": query.page,
        "size": query.size,
        "totalCount": len(entries),
        "totalPages": pages,
        "hasNext": query.page + 1 < pages,
        "hasPrevious": query.page > 0,
    }
