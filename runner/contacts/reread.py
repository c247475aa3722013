"""Reads a list that was checked once more: for the rows of certain numbers, or for some of its columns."""

import contextlib
import functools
from collections.abc import Callable, Collection, Hashable, Iterator, Mapping, Sequence
from typing import TypeVar

from runner.config.campaign import ContactsSource, Scalar
from runner.contacts import occurrences
from runner.contacts.contacts import Contacts, LocalContacts
from runner.contacts.csvfile import opening
from runner.contacts.csvfile.columns import read_header
from runner.contacts.list_findings import silent_report
from runner.contacts.occurrences import Occurrences
from runner.contacts.table import open_table
from runner.phone_numbers import e164
from runner.phone_numbers.people import person
from runner.phone_numbers.table import class_of

T = TypeVar("T", bound=Hashable)
_CACHED_CELLS = 65_536

_Contact = tuple[str, int, int, Sequence[str]]
"""A phone number as it is written, row, line and cells."""


def find_rows(
    contacts: LocalContacts, source: ContactsSource, defaults: Mapping[str, Scalar], people: Collection[int]
) -> Iterator[tuple[int, int, int]]:
    """Yield person, row and line of each contact who is one of the people, in whatever spelling of the number."""
    # As text, so that a row with none of them takes no conversion.
    texts = {f"+{one}": one for one in people}
    has_spellings = contacts.people is not contacts.numbers
    for phone, row, line, _ in _contacts(contacts, source, defaults):
        match = texts.get(phone)
        if match is None and has_spellings and e164.E164.fullmatch(phone):
            match = texts.get(f"+{person(int(phone))}")
        if match is not None:
            yield match, row, line


def count_by_cells(
    contacts: Contacts,
    source: ContactsSource,
    defaults: Mapping[str, Scalar],
    readers: Mapping[int, Callable[[str], T]],
) -> Mapping[tuple[int, tuple[T, ...]], Occurrences]:
    """Count contacts by the class of their number and by what `readers` make of their cells, by column."""
    if contacts.bulk:
        return _count_in_bulk(contacts, source, defaults, readers)
    cached = [(index, functools.lru_cache(_CACHED_CELLS)(reader)) for index, reader in readers.items()]
    counts: dict[tuple[int, tuple[T, ...]], Occurrences] = {}
    for number, row, line, cells in read_cells(contacts, source, defaults):
        values = tuple(reader(cells[index]) for index, reader in cached)
        occurrences.add(counts, (class_of(number), values), Occurrences(1, row, line))
    return counts


def _count_in_bulk(
    contacts: Contacts,
    source: ContactsSource,
    defaults: Mapping[str, Scalar],
    readers: Mapping[int, Callable[[str], T]],
) -> Mapping[tuple[int, tuple[T, ...]], Occurrences]:
    from runner.contacts.engine.cell_values import CellCounter

    report = silent_report(contacts.path)
    with opening.open_list(contacts.csv) as opened:
        table = open_table(opened.file, source, report)
        columns = read_header(table.header, source, defaults, report) if table else None
        if table is None or columns is None or not columns.phones:
            return {}
        counter = CellCounter(columns, contacts.left_out, readers)
        counter.read(table, report)
    return counter.counts()


def read_cells(
    contacts: Contacts, source: ContactsSource, defaults: Mapping[str, Scalar]
) -> Iterator[tuple[int, int, int, Sequence[str]]]:
    """Yield each contact's number, row, line and cells."""
    for phone, row, line, cells in _contacts(contacts, source, defaults):
        with contextlib.suppress(ValueError):  # the list may have changed since
            yield int(phone), row, line, cells


def _contacts(contacts: Contacts, source: ContactsSource, defaults: Mapping[str, Scalar]) -> Iterator[_Contact]:
    report = silent_report(contacts.path)
    with opening.open_list(contacts.csv) as opened:
        table = open_table(opened.file, source, report)
        columns = read_header(table.header, source, defaults, report) if table else None
        if table is None or columns is None or not columns.phones:
            return
        left_out = {f"+{number}" for number in contacts.left_out}
        for row, line, cells in table.rows:
            if len(cells) == columns.width and (phone := columns.number(cells)) not in left_out:
                yield phone, row, line, cells
