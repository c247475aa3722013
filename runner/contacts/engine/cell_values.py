"""Counts a large list's contacts by what certain cells mean, reading each different cell of a block once."""

from collections.abc import Callable, Collection, Hashable, Mapping, Sequence
from typing import Generic, NamedTuple, TypeVar

import numpy as np
import numpy.typing as npt

from runner.contacts import occurrences
from runner.contacts.csvfile.columns import ListColumns
from runner.contacts.csvfile.rows import rows
from runner.contacts.engine.bulk import BlockReader
from runner.contacts.engine.cell_words import BYTES, CellWords
from runner.contacts.engine.number_cells import Places, Words
from runner.contacts.engine.records import Records
from runner.contacts.list_findings import Report
from runner.contacts.occurrences import Occurrences
from runner.contacts.table import Table
from runner.phone_numbers.bulk import classify
from runner.phone_numbers.table import class_of

T = TypeVar("T", bound=Hashable)
_Ids = npt.NDArray[np.uint64]

_WORDS = 5
"""Words of `BYTES` bytes that are compared; the few longer cells are read one by one."""
_SLOT_BITS = 20
_PENDING = 64
"""Blocks whose rows are counted together."""
_BITS = 63
_MIX = np.uint64(0x9E3779B97F4A7C15)


class _BlockRows(NamedTuple):
    """What is counted of a block's rows: the class of the number and the index of each value, by column."""

    columns: list[_Ids]
    rows: Places
    lines: Places


class CellCounter(Generic[T]):
    """Counts contacts by the class of their number and by what `readers` make of their cells, by column."""

    def __init__(
        self, columns: ListColumns, left_out: Collection[int], readers: Mapping[int, Callable[[str], T]]
    ) -> None:
        self._columns = columns
        self._left_out = left_out
        self._values = {index: _Values(reader) for index, reader in readers.items()}
        self._counts: dict[tuple[int, ...], Occurrences] = {}
        self._pending: list[_BlockRows] = []
        self._row = 1

    def read(self, table: Table, report: Report) -> None:
        """Count the rows below a table's header."""
        blocks = BlockReader(self._columns, table.delimiter, self._left_out, checks=False)
        lines, self._row = table.lines, table.header[0] + 1
        while block := lines.block():
            if records := blocks.records(block):
                self._add_records(records, blocks, lines.count + 1)
                lines.skip_block(len(records.numbers))
                self._row += len(records.numbers)
                continue
            end = lines.count + block.count(b"\n") + (not block.endswith(b"\n"))
            for row, line, cells in rows(lines, table.delimiter, report, self._row):
                self._add_row(cells, row, line)
                self._row = row + 1
                if lines.count >= end:
                    break
            else:
                return

    def counts(self) -> dict[tuple[int, tuple[T, ...]], Occurrences]:
        """Return the counts by class and values."""
        if self._pending:
            self._count_pending()
        values = [one.values for one in self._values.values()]
        return {
            (number_class, tuple(of_column[i] for of_column, i in zip(values, ids, strict=True))): count
            for (number_class, *ids), count in self._counts.items()
        }

    def _add_records(self, records: Records, blocks: BlockReader, line: int) -> None:
        for index in records.others:
            self._add_row(blocks.cells(records.line(index)), self._row + index, line + index)
        plain = np.flatnonzero(records.numbers)
        if not len(plain):
            return
        columns = [classify(records.numbers[plain]).astype(np.uint64)]
        words = CellWords(records.block)
        for index, values in self._values.items():
            begins, ends = records.cells(index)
            columns.append(values.of_block(words, begins[plain], ends[plain]))
        self._pending.append(_BlockRows(columns, plain + self._row, plain + line))
        if len(self._pending) >= _PENDING:
            self._count_pending()

    def _count_pending(self) -> None:
        """Count the rows of the last blocks, of which each is one integer."""
        columns = [np.concatenate(parts) for parts in zip(*(block.columns for block in self._pending), strict=True)]
        places = [
            np.concatenate([block.rows for block in self._pending]),
            np.concatenate([block.lines for block in self._pending]),
        ]
        self._pending.clear()
        bits = [int(column.max(initial=0)).bit_length() for column in columns]
        if sum(bits) > _BITS:
            rows_and_lines = zip(*(place.tolist() for place in places), strict=True)
            groups = zip(*(column.tolist() for column in columns), strict=True)
            for group, (row, line) in zip(groups, rows_and_lines, strict=True):
                occurrences.add(self._counts, group, Occurrences(1, row, line))
            return
        key = np.zeros_like(columns[0])
        for column, width in zip(columns, bits, strict=True):
            key = (key << np.uint64(width)) | column
        _, first, counts = np.unique(key, return_index=True, return_counts=True)
        groups = zip(*(column[first].tolist() for column in columns), strict=True)
        rows_and_lines = zip(*(place[first].tolist() for place in places), strict=True)
        for group, count, (row, line) in zip(groups, counts.tolist(), rows_and_lines, strict=True):
            occurrences.add(self._counts, group, Occurrences(count, row, line))

    def _add_row(self, cells: list[str], row: int, line: int) -> None:
        if len(cells) != self._columns.width:
            return
        try:
            number = int(self._columns.number(cells))
        except ValueError:  # the list may have changed since
            return
        if number not in self._left_out:
            ids = (values.of_cell(cells[index].encode()) for index, values in self._values.items())
            occurrences.add(self._counts, (class_of(number), *ids), Occurrences(1, row, line))


class _Values(Generic[T]):
    """What a reader makes of the cells of a column: `values`, each once, of which a cell has the index.

    Most cells came before: their indices are found at once, in the slots of a table of words and lengths. A cell whose
    slot is taken by another one, or that is long, is looked up by itself.
    """

    def __init__(self, reader: Callable[[str], T]) -> None:
        self._reader = reader
        self._by_value: dict[T, int] = {}
        self._by_cell: dict[bytes, int] = {}
        self._slots = np.zeros((_WORDS, 1 << _SLOT_BITS), np.uint64)
        self._lengths = np.full(1 << _SLOT_BITS, -1, np.int32)
        self._indices = np.zeros(1 << _SLOT_BITS, np.uint32)
        self.values: list[T] = []

    def of_cell(self, cell: bytes) -> int:
        known = self._by_cell.get(cell)
        if known is None:
            value = self._reader(cell.decode())
            known = self._by_value.setdefault(value, len(self.values))
            if known == len(self.values):
                self.values.append(value)
            self._by_cell[cell] = known
        return known

    def of_block(self, text: CellWords, begins: Places, ends: Places) -> _Ids:
        """Return the index of each cell of a block."""
        lengths = ends - begins
        words = text.words(begins, lengths, _WORDS)
        slots = _slots(words, len(lengths))
        same = self._lengths[slots] == lengths
        for word, column in zip(words, self._slots, strict=False):
            same &= column[slots] == word
        ids = self._indices[slots].astype(np.uint64)
        others = np.flatnonzero(~same)
        if len(others):
            places = zip(begins[others].tolist(), lengths[others].tolist(), strict=True)
            ids[others] = [self.of_cell(text.cell(begin, length)) for begin, length in places]
            self._remember(others, slots, lengths, words, ids)
        return ids

    def _remember(self, cells: Places, slots: Places, lengths: Places, words: Sequence[Words], ids: _Ids) -> None:
        """Put cells of a block into the slots that are empty, of several for one slot the first."""
        new = cells[(self._lengths[slots[cells]] < 0) & (lengths[cells] <= _WORDS * BYTES)]
        taken, first = np.unique(slots[new], return_index=True)
        new = new[first]
        self._lengths[taken], self._indices[taken] = lengths[new], ids[new]
        for word, column in zip(words, self._slots, strict=False):
            column[taken] = word[new]


def _slots(words: Sequence[Words], count: int) -> Places:
    """Return the slot of each cell by its words."""
    mixed = np.zeros(count, np.uint64)
    for word in words:
        mixed = (mixed ^ word) * _MIX
        mixed ^= mixed >> np.uint64(29)
    return (mixed >> np.uint64(64 - _SLOT_BITS)).astype(np.intp)
