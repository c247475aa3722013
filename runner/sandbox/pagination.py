"""Cuts lists into pages."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from starlette.datastructures import QueryParams

from runner.sandbox import openapi
from runner.sandbox.campaigns import Campaign
from runner.sandbox.responses import campaign_body

_LARGEST = 100


@dataclass(frozen=True, slots=True)
class Query:
    """Which entries are asked for; `size` is the one that is used, which may be smaller than the one asked for."""

    status: str | None
    page: int
    size: int


def read(parameters: QueryParams, path: str) -> Query:
    """Read the query of the list at `path`; ValueError with every constraint that it breaks."""
    shape = openapi.query(path, "get")
    values = {name: shape.fields[name].read(text) for name, text in parameters.items() if name in shape.fields}
    if problems := shape.problems(values):
        raise ValueError("; ".join(problems))
    return Query(values.get("status"), values.get("page", 0), min(values.get("size", 10), _LARGEST))


def page_body(campaigns: Sequence[Campaign], query: Query, now: datetime, *, shifted: bool) -> dict[str, Any]:
    """Give one page; `shifted` begins and ends it one campaign early, as when one came in since the page before."""
    found = [campaign for campaign in campaigns if query.status in (None, campaign.status(now))]
    whole = page(found, query, shifted=shifted)
    return {**whole, "data": [campaign_body(campaign, now) for campaign in whole["data"]]}


def page(entries: Sequence[Any], query: Query, *, shifted: bool = False) -> dict[str, Any]:
    """Cut one page out of entries, in the wrapper of every list."""
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
