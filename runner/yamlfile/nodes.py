"""The nodes of a YAML document, and the value that JSON would hold for them."""

import math
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import assert_never

from runner.findings import Finding, Span
from runner.formatting import quoted
from runner.yamlfile.text import Text

JSON = None | bool | int | float | str | list["JSON"] | dict[str, "JSON"]
Route = tuple[str | int, ...]

DEPTH = 32
"""How deep collections may stand within collections."""

ALIASED = 10_000
"""How many values the aliases of a file may add."""

_NUMBER = re.compile(r"-?(0|[1-9][0-9]*)(?P<fraction>(\.[0-9]+)?([eE][+-]?[0-9]+)?)")
_WORDS = {"null": None, "true": True, "false": False}


@dataclass(slots=True)
class Scalar:
    """A text; `plain` where it stands without quotes, so that it may mean a number or one of JSON's words."""

    start: int
    end: int
    text: str
    plain: bool


@dataclass(slots=True)
class Sequence:
    """A list."""

    start: int
    end: int
    items: list["Node"] = field(default_factory=list)


@dataclass(slots=True)
class Mapping:
    """Keys with values; `key` is the one whose value is yet to come."""

    start: int
    end: int
    entries: dict[str, tuple[Scalar, "Node"]] = field(default_factory=dict)
    key: Scalar | None = None


Node = Scalar | Sequence | Mapping
_Pending = tuple[Node, Route, Callable[[JSON], None]]


@dataclass(frozen=True, slots=True)
class Tree:
    """The value of a document, and the place of every key and value in it."""

    value: JSON
    keys: dict[Route, Span]
    values: dict[Route, Span]


def unfold(root: Mapping, size: int, text: Text, problems: list[Finding]) -> Tree | None:
    """Follow the aliases of a document of `size` nodes; None where they make it too large or too deep."""
    value: list[JSON] = []
    keys: dict[Route, Span] = {}
    values: dict[Route, Span] = {}
    pending: list[_Pending] = [(root, (), value.append)]
    while pending:
        node, route, put = pending.pop()
        if len(route) > DEPTH or len(values) > size + ALIASED:
            limit = f"deeper than {DEPTH} levels" if len(route) > DEPTH else f"more than {ALIASED:,} values"
            hint = "write the values out instead"
            problems.append(text.finding("yaml-limit", f"aliases make this {limit}", keys[route[:1]], hint=hint))
            return None
        values[route] = keys[route] if _left_empty(node) and route in keys else text.span(node.start, node.end)
        match node:
            case Scalar():
                put(_scalar(node, text, problems))
            case Sequence():
                items: list[JSON] = []
                put(items)
                pending.extend(reversed([(item, (*route, i), items.append) for i, item in enumerate(node.items)]))
            case Mapping():
                entries: dict[str, JSON] = {}
                put(entries)
                keys.update(((*route, key), text.span(k.start, k.end)) for key, (k, _) in node.entries.items())
                pending.extend(
                    reversed(
                        [(v, (*route, key), partial(entries.__setitem__, key)) for key, (_, v) in node.entries.items()]
                    )
                )
            case _:
                assert_never(node)
    return Tree(value[0], keys, values)


def _left_empty(node: Node) -> bool:
    return isinstance(node, Scalar) and node.plain and not node.text


def meant(written: str) -> JSON:
    """Give the value of a text without quotes; an infinity where it is too large for a number."""
    if written in _WORDS:
        return _WORDS[written]
    found = _NUMBER.fullmatch(written)
    if not found:
        return written
    number = float(written)
    return number if found["fraction"] or math.isinf(number) else int(written)


def _scalar(node: Scalar, text: Text, problems: list[Finding]) -> JSON:
    value = meant(node.text) if node.plain else node.text
    if isinstance(value, float) and math.isinf(value):
        message = f"{quoted(node.text)} is too large for a number"
        span = text.span(node.start, node.end)
        problems.append(text.finding("bad-value", message, span, hint="put it in quotes if it is text"))
        return node.text
    return value
