"""The nodes of a YAML document, their values as JSON has them, and their places."""

import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import assert_never

from runner.findings import Finding, Span
from runner.formatting import quoted
from runner.yamlfile.text import Text

JSON = None | bool | int | float | str | list["JSON"] | dict[str, "JSON"]
Route = tuple[str | int, ...]

DEPTH = 32
"""How deep collections may be nested."""

ALIASED = 10_000
"""The maximum number of values that the aliases of a file may add."""

_NUMBER = re.compile(r"-?(0|[1-9][0-9]*)(?P<fraction>(\.[0-9]+)?([eE][+-]?[0-9]+)?)")
_WORDS = {"null": None, "true": True, "false": False}


@dataclass(slots=True)
class ScalarNode:
    """A text; a `plain` one is without quotes, and may be a number or one of JSON's words."""

    start: int
    end: int
    text: str
    plain: bool


@dataclass(slots=True)
class SequenceNode:
    """A list."""

    start: int
    end: int
    items: list["Node"] = field(default_factory=list)


@dataclass(slots=True)
class MappingNode:
    """Keys with values; `key` is the one whose value comes next."""

    start: int
    end: int
    entries: dict[str, tuple[ScalarNode, "Node"]] = field(default_factory=dict)
    key: ScalarNode | None = None


Node = ScalarNode | SequenceNode | MappingNode


_Range = tuple[int, int]
"""The indices in a text at which something starts and ends."""


class Spans(Mapping[Route, Span]):
    """Places in a text by route, each worked out when it is looked up: a file with a finding seldom needs two."""

    def __init__(self, ranges: Mapping[Route, _Range], text: Text) -> None:
        self._ranges = ranges
        self._text = text

    def __getitem__(self, route: Route) -> Span:
        return self._text.span(*self._ranges[route])

    def __contains__(self, route: object) -> bool:
        return route in self._ranges

    def __iter__(self) -> Iterator[Route]:
        return iter(self._ranges)

    def __len__(self) -> int:
        return len(self._ranges)


@dataclass(frozen=True, slots=True)
class Places:
    """The place of every key and value of a document, by route."""

    keys: Spans
    values: Spans


class _LimitError(Exception):
    """Aliases make a document too large or too deep."""


def unfold(root: MappingNode, size: int, text: Text, problems: list[Finding]) -> dict[str, JSON] | None:
    """Return the value of a document of `size` nodes, aliases followed; None where those pass a limit."""
    unfolding = _Unfolding(size + ALIASED, text, problems)
    value: dict[str, JSON] = {}
    for name, (key, node) in root.entries.items():
        try:
            value[name] = unfolding.value(node, 1)
        except _LimitError as exc:
            message, hint = f"aliases make this {exc}", "write the values out instead"
            problems.append(text.finding("yaml-limit", message, text.span(key.start, key.end), hint=hint))
            return None
    return value


class _Unfolding:
    """Turns nodes into values, at most `limit` of them."""

    def __init__(self, limit: int, text: Text, problems: list[Finding]) -> None:
        self._left = limit
        self._text = text
        self._problems = problems

    def value(self, node: Node, depth: int) -> JSON:
        if depth > DEPTH:
            raise _LimitError(f"deeper than {DEPTH} levels")
        if not self._left:
            raise _LimitError(f"more than {ALIASED:,} values")
        self._left -= 1
        match node:
            case ScalarNode():
                return _scalar(node, self._text, self._problems)
            case SequenceNode():
                return [self.value(item, depth + 1) for item in node.items]
            case MappingNode():
                return {name: self.value(item, depth + 1) for name, (_, item) in node.entries.items()}
            case _:
                assert_never(node)


def find_places(root: MappingNode, text: Text) -> Places:
    """Find the places in a document that can be unfolded."""
    keys: dict[Route, _Range] = {}
    values: dict[Route, _Range] = {}
    _place(root, (), keys, values)
    return Places(Spans(keys, text), Spans(values, text))


def _place(node: Node, route: Route, keys: dict[Route, _Range], values: dict[Route, _Range]) -> None:
    empty = isinstance(node, ScalarNode) and node.plain and not node.text
    values[route] = keys[route] if empty and route in keys else (node.start, node.end)
    if isinstance(node, SequenceNode):
        for index, item in enumerate(node.items):
            _place(item, (*route, index), keys, values)
    elif isinstance(node, MappingNode):
        for name, (key, item) in node.entries.items():
            keys[*route, name] = (key.start, key.end)
            _place(item, (*route, name), keys, values)


def plain_value(written: str) -> JSON:
    """Return the value of a text without quotes; an infinity where it is too large for a number."""
    if written in _WORDS:
        return _WORDS[written]
    match = _NUMBER.fullmatch(written)
    if not match:
        return written
    number = float(written)
    return number if match["fraction"] or math.isinf(number) else int(written)


def _scalar(node: ScalarNode, text: Text, problems: list[Finding]) -> JSON:
    value = plain_value(node.text) if node.plain else node.text
    if isinstance(value, float) and math.isinf(value):
        message = f"{quoted(node.text)} is too large for a number"
        span = text.span(node.start, node.end)
        problems.append(text.finding("bad-value", message, span, hint="put it in quotes if it is text"))
        return node.text
    return value
