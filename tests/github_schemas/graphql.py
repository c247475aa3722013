"""GraphQL documents with their variables, by GitHub's published schema."""

import functools
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from graphql import GraphQLSchema, build_schema, graphql_sync

SCHEMA = Path(__file__).with_name("schema.graphql")


def execute(body: Any, root: Mapping[str, Any]) -> dict[str, Any]:
    """Answer the body of a request with `data` and `errors`; the root's functions take the arguments of a field."""
    answer = graphql_sync(_schema(), body["query"], root, variable_values=body.get("variables"))
    return dict(answer.formatted)


@functools.cache
def _schema() -> GraphQLSchema:
    return build_schema(SCHEMA.read_text("utf-8"))
