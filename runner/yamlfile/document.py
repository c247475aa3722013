"""Reads YAML with the place of every key and value."""

import contextlib
import os
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import yaml

from runner.findings import Finding, Findings, Severity, Span
from runner.formatting import quoted, redact_url
from runner.yamlfile import nodes, syntax_errors
from runner.yamlfile.nodes import DEPTH, JSON, MappingNode, Node, Places, Route, ScalarNode, SequenceNode
from runner.yamlfile.syntax_errors import ParserError
from runner.yamlfile.text import LIMIT, Text, decode, finding_at

LIBYAML: bool = yaml.__with_libyaml__

# A `yaml.Event`, whose stubs leave out half of its attributes.
_Event = Any

# Within brackets PyYAML's own parser ends a text at any `?`: one in or at the end of a text is replaced meanwhile.
_WITHIN = r"(?<=[^ \t\r\n\x85\u2028\u2029,\[\]{}])\?"
_QUESTION = re.compile(rf"{_WITHIN}|(?<=[^\s,\[\]{{}}:?'\"-] )\?")
_STAND_IN = "\ue000"
_STAND_IN_TAKEN = re.compile(r"\ue000|\\[uU](0000)?[eE]000")
# What libyaml and PyYAML's own parser still read differently: tabs, tags, byte order marks, a `?` that begins a word
# or ends an anchor, comments right after a block scalar's indicator.
_AMBIGUOUS = re.compile(rf"[\t!\ufeff]|(?!{_WITHIN})\?|[&*][-\w]*\?|[|>][-+0-9]*#|{_STAND_IN_TAKEN.pattern}")
_AMBIGUOUS_MARKS = ("\t", "!", "\ufeff", "?", "|", ">", "\ue000", "\\")
"""What each ambiguous text has one of: most files have none, which is sooner seen."""
_PROPERTIES = re.compile(r"^([&!]\S*\s+)+")
_SURROGATE = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True)
class Document:
    """One YAML file: its value as JSON has it, and the place of every key and value by route.

    The places are computed when first needed: most files have no finding.
    """

    path: str
    value: JSON
    text: Text

    @property
    def keys(self) -> Mapping[Route, Span]:
        return self._places.keys

    @property
    def values(self) -> Mapping[Route, Span]:
        return self._places.values

    @cached_property
    def _places(self) -> Places:
        return _compose(self.text, LIBYAML).places()

    def finding(
        self,
        code: str,
        message: str,
        route: Route,
        *,
        at_value: bool = False,
        severity: Severity = Severity.ERROR,
        hint: str | None = None,
    ) -> Finding:
        """Return a finding at the key of `route`, or at its value; at the nearest that exists."""
        span = self._span(route, at_value)
        return finding_at(span, self.text.lines, code, message, self.path, severity=severity, hint=hint)

    def written(self, route: Route) -> str:
        """Return a value as the file has it, up to the end of its first line."""
        span = self.values[route]
        line = redact_url(self.text.lines[span.line - 1])[span.column - 1 :]
        return _PROPERTIES.sub("", line[: span.width])

    def _span(self, route: Route, at_value: bool) -> Span:
        places = (self.values, self.keys) if at_value else (self.keys, self.values)
        nearest = (route[:end] for end in range(len(route), -1, -1))
        return next(place[near] for near in nearest for place in places if near in place)


def read_document(file: Path, shown: str, findings: Findings) -> Document | None:
    """Read a file as `parse_document` does; `shown` is its path in the findings."""
    data = read_bytes(file, shown, findings)
    return None if data is None else parse_document(data, shown, findings)


def read_bytes(file: Path, shown: str, findings: Findings) -> bytes | None:
    """Return a file's bytes, of one that is too large the first ones alone; None where it can't be read."""
    try:
        with file.open("rb") as opened:
            small = os.fstat(opened.fileno()).st_size <= LIMIT
            return opened.read() if small else opened.read(LIMIT + 1)
    except OSError as error:
        reason = (error.strerror or "it can't be opened").lower()
        hint = "the path must name a file that you may read"
        findings.add(Finding("file-missing", f"`{shown}` can't be read: {reason}", shown, hint=hint))
        return None


def parse_document(data: bytes, shown: str, findings: Findings, *, libyaml: bool = LIBYAML) -> Document | None:
    """Read one YAML mapping; None where it can't be read or passes a limit.

    Duplicate keys (the first counts), tags and numbers that are too large are findings, and still leave a document.
    """
    text = decode(data, shown, findings)
    if text is None:
        return None
    composer = _compose(text, libyaml)
    value = composer.value()
    for problem in dict.fromkeys(composer.problems):
        findings.add(problem)
    return None if value is None else Document(shown, value, text)


def _compose(text: Text, libyaml: bool) -> "_Composer":
    if libyaml and not _is_ambiguous(text.characters):
        composer = _Composer(text)
        # What libyaml refuses, PyYAML's own parser reads again: its messages are the same on every machine.
        with contextlib.suppress(yaml.YAMLError):
            composer.build(_events(yaml.CSafeLoader(text.characters)))
            return composer
    composer = _Composer(text)
    try:
        composer.build(_python_events(text.characters))
    except yaml.MarkedYAMLError as error:
        composer.fail(syntax_errors.finding(text, _parser_error(error)))
    return composer


def _is_ambiguous(characters: str) -> bool:
    return any(mark in characters for mark in _AMBIGUOUS_MARKS) and _AMBIGUOUS.search(characters) is not None


def _events(loader: Any) -> Iterator[_Event]:
    try:
        yield from iter(loader.get_event, None)
    except (ValueError, OverflowError) as error:
        problem = "expected escape sequence of a character up to U+10FFFF"
        raise yaml.MarkedYAMLError(None, None, problem, loader.get_mark()) from error
    finally:
        loader.dispose()


def _python_events(characters: str) -> Iterator[_Event]:
    if _STAND_IN_TAKEN.search(characters):
        yield from _events(yaml.SafeLoader(characters))
        return
    for event in _events(yaml.SafeLoader(_QUESTION.sub(_STAND_IN, characters))):
        if isinstance(event, yaml.ScalarEvent):
            event.value = event.value.replace(_STAND_IN, "?")
        yield event


def _parser_error(error: yaml.MarkedYAMLError) -> ParserError:
    at = error.problem_mark.index if error.problem_mark else 0
    start = error.context_mark.index if error.context_mark else at
    return ParserError(error.problem or "", error.context or "", at, start)


class _Composer:
    """Builds the nodes of one document from the parser's events, and collects its problems."""

    def __init__(self, text: Text) -> None:
        self.problems: list[Finding] = []
        self._text = text
        self._failed = False
        self._root: Node | None = None
        self._size = 0
        self._open: list[SequenceNode | MappingNode] = []
        self._anchors: dict[str, Node] = {}

    def fail(self, problem: Finding) -> None:
        """Add a problem that leaves no document."""
        self.problems.append(problem)
        self._failed = True

    def value(self) -> dict[str, JSON] | None:
        """Return the document's value, None where it isn't whole or isn't a mapping."""
        if self._failed:
            return None
        if isinstance(self._root, MappingNode):
            return nodes.unfold(self._root, self._size, self._text, self.problems)
        empty = self._root is None or (isinstance(self._root, ScalarNode) and not self._root.text)
        kind = "a list" if isinstance(self._root, SequenceNode) else "one value"
        message = "the file is empty" if empty else f"the file is {kind}, not keys with values"
        start, hint = self._root.start if self._root else 0, "write one `key: value` per line"
        self.fail(self._finding("wrong-type", message, start, start, hint))
        return None

    def places(self) -> Places:
        """Find the places in a document that has a value."""
        assert isinstance(self._root, MappingNode)  # noqa: S101 - else it has no value
        return nodes.find_places(self._root, self._text)

    def build(self, events: Iterable[_Event]) -> None:
        """Build the nodes of these events, up to the first problem that leaves no document."""
        for event in events:
            start, end = event.start_mark.index, event.end_mark.index
            kind = type(event)
            if kind is yaml.ScalarEvent:
                text = event.value if event.value.isascii() else self._without_surrogates(event)
                self._begin(ScalarNode(start, end, text, plain=not event.style), event)
            elif kind is yaml.MappingStartEvent:
                self._open_collection(MappingNode(start, start), event)
            elif kind is yaml.SequenceStartEvent:
                self._open_collection(SequenceNode(start, start), event)
            elif kind in (yaml.MappingEndEvent, yaml.SequenceEndEvent):
                self._end(start, end)
            elif kind is yaml.AliasEvent:
                self._add(self._resolve_alias(event))
            elif kind is yaml.DocumentStartEvent and self._root is not None:
                message, hint = "a second document begins here", "keep one document in the file"
                return self.fail(self._finding("yaml-syntax", message, start, end, hint))
            if len(self._open) > DEPTH:
                message, hint = f"this is nested deeper than {DEPTH} levels", "no key needs more than a few levels"
                return self.fail(self._finding("yaml-limit", message, start, end, hint))
        return None

    def _open_collection(self, node: SequenceNode | MappingNode, event: _Event) -> None:
        self._begin(node, event)
        self._open.append(node)

    def _begin(self, node: Node, event: _Event) -> None:
        self._size += 1
        if event.tag is not None:
            self.problems.append(syntax_errors.tag_finding(self._text, event.start_mark.index))
        if event.anchor is not None:
            self._anchors[event.anchor] = node
        self._add(node)

    def _end(self, start: int, end: int) -> None:
        closed = self._open.pop()
        # A block collection has no end character of its own: its place is where it starts.
        if end > start:
            closed.end = end

    def _add(self, node: Node) -> None:
        parent = self._open[-1] if self._open else None
        if parent is None:
            self._root = node
        elif isinstance(parent, SequenceNode):
            parent.items.append(node)
        elif parent.key is None:
            parent.key = self._key(node, parent)
        else:
            parent.entries.setdefault(parent.key.text, (parent.key, node))
            parent.key = None

    def _key(self, node: Node, mapping: MappingNode) -> ScalarNode:
        if not isinstance(node, ScalarNode):
            kind = "list" if isinstance(node, SequenceNode) else "mapping"
            message, hint = f"a {kind} can't be a key", "put the text in quotes if it is a key"
            self.fail(self._finding("yaml-syntax", message, node.start, node.end, hint))
            return ScalarNode(node.start, node.end, "", plain=False)
        if node.text in mapping.entries:
            first, _ = mapping.entries[node.text]
            line = self._text.span(first.start, first.end).line
            message, hint = f"{quoted(node.text)} is already on line {line}", "keep one of the two"
            self.problems.append(self._finding("duplicate-key", message, node.start, node.end, hint))
        return node

    def _resolve_alias(self, event: _Event) -> Node:
        start, end = event.start_mark.index, event.end_mark.index
        name = quoted(f"*{event.anchor}")
        node = self._anchors.get(event.anchor)
        if node is None:
            message, hint = f"{name} has no anchor above it", "put it in quotes if it is text"
            self.fail(self._finding("yaml-syntax", message, start, end, hint))
        elif any(node is outer for outer in self._open):
            message, hint = f"{name} is inside its own anchor", "write the values out instead"
            self.fail(self._finding("yaml-limit", message, start, end, hint))
        else:
            return node
        return ScalarNode(start, end, "", plain=False)

    def _without_surrogates(self, event: _Event) -> str:
        """Return the text with the surrogate pairs that JSON writes joined."""
        text: str = event.value
        if not _SURROGATE.search(text):
            return text
        try:
            return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le")
        except UnicodeDecodeError:
            start, end = event.start_mark.index, event.end_mark.index
            message, hint = "this text has half a surrogate pair", "write the character itself"
            self.fail(self._finding("yaml-syntax", message, start, end, hint))
            return ""

    def _finding(self, code: str, message: str, start: int, end: int, hint: str) -> Finding:
        return self._text.finding(code, message, self._text.span(start, end), hint=hint)
