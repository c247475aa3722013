"""The plain records of a block of lines, found with NumPy: each test is one operation on all rows at once.

A record is plain if it is sent byte for byte: its number is E.164, no cell that is sent is blank or a word for no value
where a value is needed, or begins with what might be white space, no opt-out column says yes, and nothing is
quoted. docs/explanation/contact-engine.md has the picture.
"""

import csv
from collections.abc import Collection, Iterator
from dataclasses import replace

import numpy as np

from runner.contacts.csvfile.columns import Column, ListColumns
from runner.contacts.engine import byte_search
from runner.contacts.engine.cell_words import BYTES, CellWords, no_value_words
from runner.contacts.engine.number_cells import Bytes, Flags, Places, Words, parse_numbers
from runner.contacts.engine.records import PAD, Records, cells_between
from runner.contacts.engine.word_search import may_have_words
from runner.contacts.vocabulary.opt_out import opts_out
from runner.contacts.vocabulary.placeholders import is_placeholder

_LF, _QUOTE = b'\n"'
_AFTER = b"\n" + b" " * BYTES
_QUOTED = 3
"""The least distance of the edges around a quoted cell."""
# What no white space begins with in UTF-8: U+0085 and U+00A0 begin with C2, the others with E1, E2 and E3.
_FIRST_BYTES = bytes([*range(0x21, 0x7F), *range(0xC3, 0xE1), *range(0xE4, 0xF5)])


class BlockReader:
    """Finds the plain records in a list's blocks, and writes them as they are sent.

    With `leave_out` a record that opts out is plain. Without `checks` each is whose number is E.164. `as_sent` says
    that the file has the columns in the order in which they are sent, between commas.
    """

    def __init__(
        self,
        columns: ListColumns,
        delimiter: str,
        left_out: Collection[int] = (),
        *,
        leave_out: bool = False,
        checks: bool = True,
    ) -> None:
        self._leave_out = leave_out
        self._checks = checks
        self._phones = columns.phones
        self._width = columns.width
        self._delimiter = delimiter.encode()
        self._sent = columns.sent if checks else ()
        self._opt_out = columns.opt_out if checks else ()
        self._order = [column.index for column in columns.sent]
        self.as_sent = delimiter == "," and [columns.phones[0], *self._order] == list(range(columns.width))
        self._begins = np.zeros(256, np.bool_)
        self._begins[[byte for byte in _FIRST_BYTES if byte not in b'",' + self._delimiter]] = True
        if not all(map(str.isascii, columns.blank_values)):
            self._begins[0x80:] = False  # the words are compared by bytes, whose case is known in ASCII alone
        self._words = no_value_words(columns.blank_values)
        self._left_out = np.array(sorted(left_out), np.uint64)

    def records(self, block: bytes) -> Records | None:
        """Return a block's records; None where one may be less or more than a line, isn't text or is suspicious."""
        data = block.replace(b"\r\n", b"\n") if b"\r" in block else block
        if b"\r" in data or b"\0" in data or not _is_utf8(data):
            return None
        unchanged = len(data) == len(block) and data.endswith(b"\n")
        data = data.removesuffix(b"\n")
        if b'"' in data:
            quoted, data = data, self._unquoted(data)
            unchanged &= data is quoted
        if self._checks and byte_search.may_hold_marks(data, self._delimiter):
            return None
        text = np.frombuffer(PAD + data + _AFTER, np.uint8)
        if self._checks and may_have_words(text):
            return None
        records = self._records(data, text)
        if records is not None:
            too_long = self._checks and records.longest_line > byte_search.LONG
            return None if too_long else replace(records, unchanged=unchanged)
        if self._checks and byte_search.has_long_line(data):
            return None
        lines = data.split(b"\n")
        if not all(_is_record(line, self._delimiter) for line in lines if b'"' in line):
            return None
        blank = self._delimiter * (self._width - 1)
        only_regular = b"\n".join([line if self._is_regular(line) else blank for line in lines])
        regular = self._records(only_regular, np.frombuffer(PAD + only_regular + _AFTER, np.uint8))
        return None if regular is None else replace(regular, data=data, split=True)

    def cells(self, line: bytes) -> list[str]:
        """Return the cells of a record."""
        return next(_csv_reader(line, self._delimiter))

    def canonical(self, records: bytes) -> bytes:
        """Return plain records, each with its LF, as they are sent."""
        if self.as_sent:
            return records
        rows = (line.split(self._delimiter) for line in records.split(b"\n")[:-1])
        return b"".join([b",".join(self._values(cells)) + b"\n" for cells in rows])

    def _values(self, cells: list[bytes]) -> list[bytes]:
        number = next(filter(None, (cells[index] for index in self._phones)))
        return [number, *(cells[index] for index in self._order)]

    def _is_regular(self, line: bytes) -> bool:
        """Whether a line has as many cells as the header, and none that is or must be quoted."""
        if b'"' in line or (self._delimiter != b"," and b"," in line):
            return False
        return line.count(self._delimiter) == self._width - 1

    def _unquoted(self, data: bytes) -> bytes:
        """Take out the quotes where each encloses a whole cell, and no delimiter, line end or quote; else leave all."""
        text = np.frombuffer(b"\n" + data + b"\n", np.uint8)
        edges = self._edges(text)
        opened = text[edges[:-1] + 1] == _QUOTE
        closed = text[edges[1:] - 1] == _QUOTE
        whole = np.all(opened == closed) and not np.any(opened & (np.diff(edges) < _QUOTED))
        if not whole or np.count_nonzero(text == _QUOTE) != 2 * np.count_nonzero(opened):
            return data
        return data.translate(None, b'"')

    def _records(self, data: bytes, text: Bytes) -> Records | None:
        """Return the records of `data`, which is in `text` between pads; None where a line isn't regular."""
        if b'"' in data or (self._delimiter != b"," and b"," in data):
            return None
        edges = self._edges(text)[len(PAD) - 1 :]
        rows = np.count_nonzero(text == _LF) - len(PAD)
        if len(edges) - 1 != rows * self._width or not np.all(text[edges[:: self._width]] == _LF):
            return None
        numbers, plain = self._numbers(text, edges)
        words = CellWords(text)
        for column in self._sent:
            begins, ends = self._cells(edges, column.index)
            filled = self._begins.take(text.take(begins))
            plain &= filled | (begins == ends) if column.default == "" else filled
        opted_out = self._opted_out(words, edges, plain)
        placeholders = list(self._find_words(words, edges, plain))
        if len(self._left_out):
            nearest = np.searchsorted(self._left_out, numbers).clip(max=len(self._left_out) - 1)
            plain &= self._left_out[nearest] != numbers
        numbers = np.where(plain, numbers, np.uint64(0))
        return Records(data, numbers, text, edges, self._width, placeholders, opted_out & plain)

    def _opted_out(self, words: CellWords, edges: Places, plain: Flags) -> Flags:
        """Return which records opt out; unless that is no error, they aren't plain, nor is one with a long cell."""
        opted_out = np.zeros(len(plain), np.bool_)
        for index in self._opt_out:
            begins, ends = self._cells(edges, index)
            opted_out |= words.are(opts_out, begins, ends)
            plain &= ends - begins <= BYTES
        if not self._leave_out:
            plain &= ~opted_out
        return opted_out

    def _numbers(self, text: Bytes, edges: Places) -> tuple[Words, Flags]:
        """Return the number of each record, of several phone columns that of the first filled one."""
        begins, ends = self._cells(edges, self._phones[0])
        numbers, valid = parse_numbers(text, begins, ends)
        for index in self._phones[1:]:
            blank = begins == ends
            if not blank.any():
                break
            begins, ends = (
                np.where(blank, *pair) for pair in zip(self._cells(edges, index), (begins, ends), strict=True)
            )
            numbers, valid = parse_numbers(text, begins, ends)
        return numbers, valid

    def _find_words(self, words: CellWords, edges: Places, plain: Flags) -> Iterator[tuple[Column, int, int]]:
        """Mark as not plain each record with a word for no value where that counts, and count the others by column."""
        counted = []
        for column in self._sent:
            begins, ends = self._cells(edges, column.index)
            likely = words.likely(self._words, begins, ends)
            if not len(likely):
                continue
            if column.needs_value or self._words.has_own:
                plain[likely] = False
                continue
            is_short = ends[likely] - begins[likely] <= BYTES
            short = likely[is_short]
            plain[likely[~is_short]] = False
            counted.append((column, short[words.are(is_placeholder, begins[short], ends[short])]))
        for column, indices in counted:
            in_plain = indices[plain[indices]]
            if len(in_plain):
                yield column, len(in_plain), int(in_plain[0])

    def _edges(self, text: Bytes) -> Places:
        """Find the delimiters and line ends."""
        return np.flatnonzero((text == self._delimiter[0]) | (text == _LF))

    def _cells(self, edges: Places, column: int) -> tuple[Places, Places]:
        return cells_between(edges, column, self._width)


def _is_utf8(data: bytes) -> bool:
    if data.isascii():
        return True
    try:
        data.decode()
    except UnicodeDecodeError:
        return False
    return True


def _is_record(line: bytes, delimiter: bytes) -> bool:
    """Whether the csv module reads a line as one whole record."""
    try:
        return len(list(_csv_reader(line, delimiter))) == 1
    except csv.Error:
        return False


def _csv_reader(line: bytes, delimiter: bytes) -> Iterator[list[str]]:
    return csv.reader([line.decode() + "\n"], delimiter=delimiter.decode(), strict=True)
