"""Counts a large list's contacts by what certain cells mean, reading each different cell of a block once."""

from collections import Counter
from collections.abc import Callable, Collection, Hashable, Mapping
from typing import Generic, TypeVar

import numpy as np
import numpy.typing as npt

from runner.contacts.csvfile.columns import ListColumns
from runner.contacts.csvfile.rows import rows
from runner.contacts.engine.bulk import BlockReader, Records
from runner.contacts.engine.cell_words import BYTES, CellWords
from runner.contacts.engine.number_cells import Bytes, Places
from runner.contacts.list_findings import Report
from runner.contacts.table import Table
from runner.phone_numbers.bulk import classify
from runner.phone_numbers.table import class_of

T = TypeVar("T", bound=Hashable)
_Ids = npt.NDArray[np.uint64]

_WORDS = 5
"""Words of `BYTES` bytes that are compared; the few longer cells are read one by one."""
_MIX = np.uint64(0x9E3779B97F4A7C15)
_ID_BITS = np.uint64(20)
_MAX_KEYS = 1 << 44


class CellCounter(Generic[T]):
    """Counts contacts by the class of their number and by what `readers` make of their cells, by column."""

    def __init__(
        self, columns: ListColumns, left_out: Collection[int], readers: Mapping[int, Callable[[str], T]]
    ) -> None:
        self._columns = columns
        self._left_out = left_out
        self._values = {index: _Values(reader) for index, reader in readers.items()}
        self._counts: Counter[tuple[int, ...]] = Counter()

    def read(self, table: Table, report: Report) -> None:
        """Count the rows below a table's header."""
        blocks = BlockReader(self._columns, table.delimiter, self._left_out, checks=False)
        lines = table.lines
        while block := lines.block():
            if records := blocks.records(block):
                self._add_records(records, blocks)
                lines.skip_block(len(records.numbers))
                continue
            end = lines.count + block.count(b"\n") + (not block.endswith(b"\n"))
            for _, _, cells in rows(lines, table.delimiter, report):
                self._add_row(cells)
                if lines.count >= end:
                    break
            else:
                return

    def counts(self) -> Counter[tuple[int, tuple[T, ...]]]:
        """Return the counts by class and values."""
        values = [one.values for one in self._values.values()]
        result: Counter[tuple[int, tuple[T, ...]]] = Counter()
        for (number_class, *ids), count in self._counts.items():
            result[number_class, tuple(of_column[i] for of_column, i in zip(values, ids, strict=True))] += count
        return result

    def _add_records(self, records: Records, blocks: BlockReader) -> None:
        for index in records.others:
            self._add_row(blocks.cells(records.lines[index]))
        plain = np.flatnonzero(records.numbers)
        if not len(plain):
            return
        classes = classify(records.numbers[plain])
        key = classes.astype(np.uint64)
        columns = [key]
        for index, values in self._values.items():
            begins, ends = records.cells(index)
            ids = values.of_block(records.block, begins[plain], ends[plain])
            columns.append(ids)
            if int(key.max()) >= _MAX_KEYS:
                key = np.unique(key, return_inverse=True)[1].astype(np.uint64)
            key = (key << _ID_BITS) | ids
        _, first, counts = np.unique(key, return_index=True, return_counts=True)
        groups = zip(*(column[first].tolist() for column in columns), strict=True)
        for group, count in zip(groups, counts.tolist(), strict=True):
            self._counts[group] += count

    def _add_row(self, cells: list[str]) -> None:
        if len(cells) != self._columns.width:
            return
        try:
            number = int(self._columns.number(cells))
        except ValueError:  # the list may have changed since
            return
        if number not in self._left_out:
            ids = (values.of_cell(cells[index].encode()) for index, values in self._values.items())
            self._counts[class_of(number), *ids] += 1


class _Values(Generic[T]):
    """What a reader makes of the cells of a column: `values`, each once, of which a cell has the index."""

    def __init__(self, reader: Callable[[str], T]) -> None:
        self._reader = reader
        self._by_value: dict[T, int] = {}
        self._by_cell: dict[bytes, int] = {}
        self._by_words: dict[tuple[int, ...], int] = {}
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

    def of_block(self, text: Bytes, begins: Places, ends: Places) -> _Ids:
        """Return the index of each cell of a block."""
        lengths = ends - begins
        words = CellWords(text).words(begins, lengths, _WORDS)
        mixed = lengths.astype(np.uint64)
        for word in words:
            mixed = (mixed ^ word) * _MIX
            mixed ^= mixed >> np.uint64(29)
        distinct, inverse = np.unique(mixed, return_inverse=True)
        first = np.empty(len(distinct), np.intp)
        first[inverse[::-1]] = np.arange(len(mixed) - 1, -1, -1)
        same = (lengths == lengths[first][inverse]) & (lengths <= _WORDS * BYTES)
        for word in words:
            same &= word == word[first][inverse]
        keys = zip(*(word[first].tolist() for word in words), lengths[first].tolist(), strict=True)
        indices = [self._by_words.get(key, -1) for key in keys]
        for place in [place for place, index in enumerate(indices) if index < 0]:
            at = first[place]
            indices[place] = self._at(text, begins[at], ends[at])
            if lengths[at] <= _WORDS * BYTES:
                self._by_words[*(int(word[at]) for word in words), int(lengths[at])] = indices[place]
        ids = np.array(indices, np.uint64)[inverse]
        for at in np.flatnonzero(~same).tolist():
            ids[at] = self._at(text, begins[at], ends[at])
        return ids

    def _at(self, text: Bytes, begin: int, end: int) -> int:
        return self.of_cell(text[begin:end].tobytes())
