"""Minimal automata over digit strings: built from regular expressions, and combined.

An automaton is its start node: the output of the string that ends here, and a successor for each digit. Equal nodes are
stored once, so every automaton is minimal. All sets are finite, so only the dead node is its own successor.
"""

import functools
import re
import string
from collections.abc import Callable, Container, Hashable, Mapping
from typing import NamedTuple


class Node(NamedTuple):
    """The output of the string that ends here, None where it isn't accepted, and the successor for each digit."""

    out: Hashable
    successors: tuple[int, ...]


Combine = Callable[[Hashable, Hashable], Hashable]


class Automata:
    """A store of nodes, referred to by index; `DEAD` accepts nothing."""

    DEAD = 0

    def __init__(self) -> None:
        self.nodes: list[Node] = []
        self._indices: dict[Node, int] = {}
        self.node(None, (self.DEAD,) * 10)

    def node(self, out: Hashable, successors: tuple[int, ...]) -> int:
        """Return the node with this output and these successors, a new one only where there is none yet."""
        node = Node(out, successors)
        index = self._indices.setdefault(node, len(self.nodes))
        if index == len(self.nodes):
            self.nodes.append(node)
        return index

    def empty_string(self, out: Hashable) -> int:
        """Accept the empty string only."""
        return self.node(out, (self.DEAD,) * 10)

    def after_prefixes(self, table: Mapping[str, int], prefix: str = "") -> int:
        """Accept a key of the table followed by what its automaton accepts; no key is a prefix of another."""
        if prefix in table:
            return table[prefix]
        if not any(key.startswith(prefix) for key in table):
            return self.DEAD
        return self.node(None, tuple(self.after_prefixes(table, f"{prefix}{digit}") for digit in range(10)))

    def any_digits(self, out: Hashable, max_length: int) -> int:
        """Accept every string of up to `max_length` digits."""
        node = self.empty_string(out)
        for _ in range(max_length):
            node = self.node(out, (node,) * 10)
        return node

    def of_lengths(self, lengths: Container[int], max_length: int) -> int:
        """Accept strings of these lengths, up to `max_length` digits, with the output True."""
        node = self.DEAD
        for length in range(max_length, -1, -1):
            node = self.node(length in lengths or None, (node,) * 10)
        return node

    def concatenate(self, left: int, right: int) -> int:
        """Accept a string of the left one, but not the empty one, followed by one of the right."""

        @functools.cache
        def walk(left: int) -> int:
            if left == self.DEAD:
                return self.DEAD
            node = self.nodes[left]
            longer = self.node(None, tuple(map(walk, node.successors)))
            return longer if node.out is None else self._either(longer, right)

        return self.node(None, tuple(map(walk, self.nodes[left].successors)))

    def longest_prefix(
        self, table: Mapping[str, Hashable], max_length: int, prefix: str = "", best: Hashable = None
    ) -> int:
        """Accept every string of up to `max_length` digits, with the table's value for its longest prefix."""
        best = table.get(prefix, best)
        if not any(key.startswith(prefix) and key != prefix for key in table):
            return self.any_digits(best, max_length)
        inner = {key: value for key, value in table.items() if key.startswith(prefix)}
        successors = (self.longest_prefix(inner, max_length - 1, f"{prefix}{digit}", best) for digit in range(10))
        return self.node(best, tuple(successors))

    def combine(self, combine: Combine, left: int, right: int) -> int:
        """Combine the outputs of two automata for each string."""

        @functools.cache
        def walk(left: int, right: int) -> int:
            if left == right == self.DEAD:
                return self.DEAD
            first, second = self.nodes[left], self.nodes[right]
            return self.node(combine(first.out, second.out), tuple(map(walk, first.successors, second.successors)))

        return walk(left, right)

    def map_outputs(self, function: Callable[[Hashable], Hashable], start: int) -> int:
        """Replace the output of each string."""
        return self.combine(lambda out, _: function(out), start, self.DEAD)

    def matching(self, pattern: str, follow: int) -> int:
        """Accept a match of a regular expression followed by what `follow` accepts."""
        return self._build(_parse(pattern), follow)

    def _build(self, tree: "_Tree", follow: int) -> int:
        match tree:
            case _Digits(digits):
                return self.node(None, tuple(follow if str(d) in digits else self.DEAD for d in range(10)))
            case _Sequence(parts):
                return functools.reduce(lambda node, part: self._build(part, node), reversed(parts), follow)
            case _Choice(parts):
                return functools.reduce(self._either, (self._build(part, follow) for part in parts))
            case _Repeated(part, least, most):
                start = follow
                for _ in range(most - least):
                    start = self._either(follow, self._build(part, start))
                for _ in range(least):
                    start = self._build(part, start)
                return start

    def _either(self, left: int, right: int) -> int:
        return self.combine(lambda first, second: second if first is None else first, left, right)


class _Digits(NamedTuple):
    digits: frozenset[str]


class _Sequence(NamedTuple):
    parts: tuple["_Tree", ...]


class _Choice(NamedTuple):
    parts: tuple["_Tree", ...]


class _Repeated(NamedTuple):
    part: "_Tree"
    least: int
    most: int


_Tree = _Digits | _Sequence | _Choice | _Repeated


_TOKEN = re.compile(r"(?P<digits>\\d|\[[0-9-]+\]|[0-9])|(?P<times>\?|\{[0-9]+(?:,[0-9]+)?\})|\((?:\?:)?|\)|\|")


@functools.cache
def _parse(pattern: str) -> _Tree:
    """Parse a pattern of digits, `\\d`, `[…]`, groups, `|`, `?`, `{m}` and `{m,n}`; ValueError for anything else."""
    tokens = list(_TOKEN.finditer(pattern))
    if "".join(token[0] for token in tokens) != pattern:
        raise ValueError(f"{pattern!r} has syntax that isn't supported")
    tree, rest = _choice(tokens)
    if rest:
        raise ValueError(f"{pattern!r} has an unmatched bracket")
    return tree


def _choice(tokens: list[re.Match[str]]) -> tuple[_Tree, list[re.Match[str]]]:
    """Parse up to a closing bracket or the end; return the tree and the tokens from that bracket on."""
    branches: list[list[_Tree]] = [[]]
    while tokens and tokens[0][0] != ")":
        token, *tokens = tokens
        if token["digits"]:
            branches[-1].append(_Digits(_digits(token[0])))
        elif token["times"]:
            least, most = _times(token[0])
            branches[-1].append(_Repeated(branches[-1].pop(), least, most))
        elif token[0] == "|":
            branches.append([])
        else:
            inner, tokens = _choice(tokens)
            branches[-1].append(inner)
            del tokens[0]
    return _Choice(tuple(_Sequence(tuple(parts)) for parts in branches)), tokens


def _digits(text: str) -> frozenset[str]:
    if text == r"\d":
        return frozenset(string.digits)
    digits = re.sub("([0-9])-([0-9])", lambda m: string.digits[int(m[1]) : int(m[2]) + 1], text.strip("[]"))
    return frozenset(digits)


def _times(text: str) -> tuple[int, int]:
    if text == "?":
        return 0, 1
    least, _, most = text.strip("{}").partition(",")
    return int(least), int(most or least)
