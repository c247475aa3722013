"""One input of the fuzzer: how a list is read, then the list."""

from typing import Any

from tests.contacts.agreement import BLOCKS, ORDINARY, SHORT, agrees

WAYS: list[tuple[dict[str, Any], dict[str, Any]]] = [
    ({}, {}),
    ({}, {"a": "x", "b": ""}),
    ({"requiredVariables": ["a"]}, {}),
    ({"columns": {"b": "bb", "a": "a"}}, {"bb": ""}),
    ({"phoneColumn": "a"}, {}),
    ({"phoneColumn": ["a", "b"], "blankValues": ["NULL", "x"]}, {"c": "y"}),
    ({"headerRow": 2, "blankValues": ["-"]}, {}),
]
"""A source and defaults."""


def one(data: bytes, *, every_block: bool = True) -> None:
    """Compare engine and reference; the first byte says how the rest is read, and in which blocks if not in all."""
    if not data:
        return
    rest, way = divmod(data[0] - ord("0"), len(WAYS))
    rest, short = divmod(rest, 2)
    blocks = BLOCKS if every_block else [BLOCKS[rest % len(BLOCKS)]]
    agrees(data[1:], *WAYS[way], SHORT if short else ORDINARY, blocks)
