"""A block of whole lines in which each line is a record, and the records of it that can be taken as they are.

A record is plain if it is sent, or would be, byte for byte: its number is E.164, no cell that is sent is blank where a
value is needed or begins with what might be white space, and nothing is quoted. docs/contact-engine.md has the picture.
"""

import csv
import functools
import re
from array import array
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol

from runner.contacts.csvfile.columns import Layout

# Beyond it the csv module ends the reading: such a line is its own to judge.
_LONGEST_LINE = csv.field_size_limit()
# What no white space begins with in UTF-8: U+0085 and U+00A0 begin with C2, the others with E1, E2 and E3.
_FIRST = bytes([*range(0x21, 0x7F), *range(0xC3, 0xE1), *range(0xE4, 0xF5)])


class Numbers(Protocol):
    """The numbers of consecutive records: of `array.array` and of NumPy's arrays what is needed here."""

    def __len__(self) -> int: ...
    def __getitem__(self, index: slice, /) -> "Numbers": ...
    def tobytes(self) -> bytes: ...


@dataclass(slots=True)
class Block:
    """Lines that are a record each, without the last LF; `quoted` are the cells of those with a quote, by index."""

    data: bytes
    quoted: dict[int, list[str]] = field(default_factory=dict)
    _lines: list[bytes] = field(default_factory=list)

    @property
    def lines(self) -> list[bytes]:
        self._lines = self._lines or self.data.split(b"\n")
        return self._lines

    def cells(self, index: int, delimiter: str) -> list[str]:
        """Read one record."""
        if index in self.quoted:
            return self.quoted[index]
        line = self.lines[index].decode()
        return line.split(delimiter) if line else []


def of(raw: bytes, delimiter: str, unquoted: Callable[[bytes], bytes]) -> Block | None:
    """Make a block of a file's lines; None where a record may be less or more than a line, or isn't text.

    `unquoted` may take out quotes without which each cell reads the same.
    """
    data = raw.replace(b"\r\n", b"\n") if b"\r" in raw else raw
    data = data.removesuffix(b"\n")
    if b"\r" in data or b"\0" in data or _overlong(data) or not _is_utf8(data):
        return None
    if b'"' not in data:
        return Block(data)
    block = Block(unquoted(data))
    if b'"' in block.data:
        for index, line in enumerate(block.lines):
            if b'"' in line:
                try:
                    (block.quoted[index],) = csv.reader([line.decode() + "\n"], delimiter=delimiter, strict=True)
                except csv.Error:
                    return None
    return block


def _overlong(data: bytes) -> bool:
    start = 0
    while len(data) - start > _LONGEST_LINE:
        end = data.rfind(b"\n", start, start + _LONGEST_LINE)
        if end < 0:
            return True
        start = end + 1
    return False


def _is_utf8(data: bytes) -> bool:
    if data.isascii():
        return True
    try:
        data.decode()
    except UnicodeDecodeError:
        return False
    return True


@functools.lru_cache(64)
def plain(layout: Layout, delimiter: str) -> "Plain":
    """Give what finds the plain records of a layout; many lists have the same."""
    return Plain(layout, delimiter)


@functools.cache
def first_bytes(delimiter: str) -> bytes:
    """Give the bytes with which a cell begins that isn't blank and is sent as it is."""
    return bytes(byte for byte in _FIRST if byte not in b'",' + delimiter.encode())


class Plain:
    """Finds the plain records of a block with one regular expression."""

    def __init__(self, layout: Layout, delimiter: str) -> None:
        between, sent = re.escape(delimiter.encode()), {column.index: column for column in layout.sent}
        inner = rb"[^\n\",%b]*" % between
        begun = b"[%b]%b" % (b"".join(b"\\x%02x" % byte for byte in first_bytes(delimiter)), inner)

        def cell(index: int) -> bytes:
            if index == layout.phone:
                return rb"\+([1-9][0-9]{6,14})"
            if index not in sent:
                return rb"[^\n\"%b]*" % between
            return rb"(?:%b)?" % begun if sent[index].default == "" else begun

        self._numbers = re.compile(
            rb"^(?:%b|[^\n]*)$" % between.join(map(cell, range(layout.width))), flags=re.MULTILINE
        ).findall
        unquoted = rb"[^\n\"%b]*+" % between
        self._whole = re.compile(rb"(?:(?:\"%b\"|%b)(?:[\n%b]|\Z))*+" % (unquoted, unquoted, between)).fullmatch
        self._rewrite = None if _as_sent(layout, delimiter) else _rewriter(layout, between)

    def unquoted(self, data: bytes) -> bytes:
        """Take the quotes out where each encloses a whole cell, and no delimiter, line end or quote; else leave all."""
        return data.translate(None, b'"') if self._whole(data) else data

    def numbers(self, block: Block) -> "array[int]":
        """Give the number of each plain record, and 0 for each other."""
        return array("Q", [int(found or b"0") for found in self._numbers(block.data)])

    def canonical(self, records: bytes) -> bytes:
        """Write plain records, each with its LF, as they are sent."""
        return self._rewrite(records) if self._rewrite else records


def _as_sent(layout: Layout, delimiter: str) -> bool:
    """Whether plain records are sent as they stand in the file."""
    indices = [column.index for column in layout.sent]
    return delimiter == "," and layout.phone == 0 and indices == list(range(1, layout.width))


def _rewriter(layout: Layout, between: bytes) -> Callable[[bytes], bytes]:
    """Give a function that puts the cells that are sent in their order, the number first."""
    kept = {layout.phone, *(column.index for column in layout.sent)}
    cells = [rb"(%b)" if index in kept else rb"%b" for index in range(layout.width)]
    pattern = re.compile(between.join(cell % (rb"[^\n%b]*" % between) for cell in cells) + b"\n")
    groups = {index: number for number, index in enumerate(sorted(kept, key=lambda index: index or 0), start=1)}
    order = [layout.phone, *(column.index for column in layout.sent)]
    template = b",".join(b"\\g<%d>" % groups[index] for index in order) + b"\n"
    return lambda records: pattern.sub(template, records)
