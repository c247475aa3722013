"""One input of the fuzzer: how a list is read, then the list."""

from typing import Any

from tests.contacts.agreement import ORDINARY, SHORT, agrees

WAYS: list[tuple[dict[str, Any], dict[str, Any]]] = [
    ({}, {}),
    ({}, {"a": "x", "b": ""}),
    ({"requiredVariables": ["a"]}, {}),
    ({"columns": {"b": "bb", "a": "a"}}, {"bb": ""}),
    ({"phoneColumn": "a"}, {}),
]
"""A source and defaults."""


def one(data: bytes) -> None:
    """Compare engine and reference; the first byte, a digit in files made by hand, says how the rest is read."""
    if not data:
        return
    short, way = divmod(data[0] - ord("0"), len(WAYS))
    agrees(data[1:], *WAYS[way], SHORT if short % 2 else ORDINARY)
