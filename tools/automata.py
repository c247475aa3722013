"""Sets of digit strings as minimal automata: from a regular expression, and put together from others.

An automaton is a node: what stands for the string that ends here, and a node for each digit that may follow. Equal
nodes are one node, so an automaton is minimal from the start. All sets are finite, so no node leads back to itself,
but the dead one.
"""

import functools
import re
import string
from collections.abc import Callable, Container, Hashable, Mapping
from typing import NamedTuple


class Node(NamedTuple):
    """What the string that ends here is, None for nothing, and the number of the node behind each digit."""

    out: Hashable
    next: tuple[int, ...]


Combine = Callable[[Hashable, Hashable], Hashable]


class Automata:
    """A store of nodes, each known by its number; `DEAD` is the set of no string at all."""

    DEAD = 0

    def __init__(self) -> None:
        self.nodes: list[Node] = []
        self._known: dict[Node, int] = {}
        self.node(None, (self.DEAD,) * 10)

    def node(self, out: Hashable, following: tuple[int, ...]) -> int:
        new = Node(out, following)
        known = self._known.setdefault(new, len(self.nodes))
        if known == len(self.nodes):
            self.nodes.append(new)
        return known

    def end(self, out: Hashable) -> int:
        """The empty string alone."""
        return self.node(out, (self.DEAD,) * 10)

    def behind(self, table: Mapping[str, int], prefix: str = "") -> int:
        """Strings that begin with one of some keys and go on as its automaton does; no key begins with another."""
        if prefix in table:
            return table[prefix]
        if not any(key.startswith(prefix) for key in table):
            return self.DEAD
        return self.node(None, tuple(self.behind(table, f"{prefix}{digit}") for digit in range(10)))

    def any(self, out: Hashable, most: int) -> int:
        """All strings of up to `most` digits."""
        follow = self.end(out)
        for _ in range(most):
            follow = self.node(out, (follow,) * 10)
        return follow

    def lengths(self, wanted: Container[int], most: int) -> int:
        """All strings of up to `most` digits, True for those of a wanted length."""
        follow = self.DEAD
        for length in range(most, -1, -1):
            follow = self.node(length in wanted or None, (follow,) * 10)
        return follow

    def chained(self, left: int, right: int) -> int:
        """Strings of the left, but the empty one, with one of the right behind them."""

        @functools.cache
        def walk(left: int) -> int:
            node = self.nodes[left]
            behind = tuple(map(walk, node.next)) if left != self.DEAD else node.next
            return self._either(self.node(None, behind), right) if node.out is not None else self.node(None, behind)

        return self.node(None, tuple(map(walk, self.nodes[left].next)))

    def prefixes(self, table: Mapping[str, Hashable], most: int, prefix: str = "", best: Hashable = None) -> int:
        """All strings of up to `most` digits, each with what the table has for its longest prefix."""
        best = table.get(prefix, best)
        if not any(key.startswith(prefix) and key != prefix for key in table):
            return self.any(best, most)
        inner = {key: value for key, value in table.items() if key.startswith(prefix)}
        return self.node(best, tuple(self.prefixes(inner, most - 1, f"{prefix}{digit}", best) for digit in range(10)))

    def both(self, combine: Combine, left: int, right: int) -> int:
        """Combine what stands for each string in two automata."""

        @functools.cache
        def walk(left: int, right: int) -> int:
            if left == right == self.DEAD:
                return self.DEAD
            one, other = self.nodes[left], self.nodes[right]
            return self.node(combine(one.out, other.out), tuple(map(walk, one.next, other.next)))

        return walk(left, right)

    def named(self, name: Callable[[Hashable], Hashable], start: int) -> int:
        """Put another name for what stands for each string."""
        return self.both(lambda out, _: name(out), start, self.DEAD)

    def matching(self, pattern: str, follow: int) -> int:
        """Strings that match a regular expression, and go on as `follow` does."""
        return self._built(_parsed(pattern), follow)

    def _built(self, tree: "_Tree", follow: int) -> int:
        match tree:
            case _Digits(digits):
                return self.node(None, tuple(follow if str(d) in digits else self.DEAD for d in range(10)))
            case _Sequence(parts):
                return functools.reduce(lambda behind, part: self._built(part, behind), reversed(parts), follow)
            case _Choice(parts):
                return functools.reduce(self._either, (self._built(part, follow) for part in parts))
            case _Repeated(part, least, most):
                start = follow
                for _ in range(most - least):
                    start = self._either(follow, self._built(part, start))
                for _ in range(least):
                    start = self._built(part, start)
                return start

    def _either(self, left: int, right: int) -> int:
        return self.both(lambda one, other: other if one is None else one, left, right)


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
def _parsed(pattern: str) -> _Tree:
    """Parse a pattern of digits, `\\d`, `[…]`, groups, `|`, `?`, `{m}` and `{m,n}`; ValueError for anything else."""
    tokens = list(_TOKEN.finditer(pattern))
    if "".join(token[0] for token in tokens) != pattern:
        raise ValueError(f"{pattern!r} has something else in it")
    tree, left = _choice(tokens)
    if left:
        raise ValueError(f"{pattern!r} has a bracket too many")
    return tree


def _choice(tokens: list[re.Match[str]]) -> tuple[_Tree, list[re.Match[str]]]:
    """Read up to a closing bracket or the end, and give what is left, from that bracket on."""
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


def _digits(written: str) -> frozenset[str]:
    if written == r"\d":
        return frozenset(string.digits)
    listed = re.sub("([0-9])-([0-9])", lambda m: string.digits[int(m[1]) : int(m[2]) + 1], written.strip("[]"))
    return frozenset(listed)


def _times(written: str) -> tuple[int, int]:
    if written == "?":
        return 0, 1
    least, _, most = written.strip("{}").partition(",")
    return int(least), int(most or least)
