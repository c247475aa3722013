"""Reads a list that was checked once more: for the rows of certain numbers, or for some of its columns."""

import contextlib
from collections.abc import Collection, Iterator, Mapping, Sequence

from runner.config.campaign import ContactsSource, Scalar
from runner.contacts.csvfile import opening
from runner.contacts.csvfile.columns import read_header
from runner.contacts.list_findings import silent_report
from runner.contacts.reader import Contacts
from runner.contacts.table import open_table
from runner.phone_numbers import e164
from runner.phone_numbers.people import person

_Contact = tuple[str, int, int, Sequence[str]]
"""A phone number as it is written, row, line and cells."""


def find_rows(
    contacts: Contacts, source: ContactsSource, defaults: Mapping[str, Scalar], people: Collection[int]
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


def read_columns(
    contacts: Contacts, source: ContactsSource, defaults: Mapping[str, Scalar], indices: Sequence[int]
) -> Iterator[tuple[int, tuple[str, ...]]]:
    """Yield each contact's number, and its cells in some columns."""
    for number, cells in read_cells(contacts, source, defaults):
        yield number, tuple(cells[index].strip() for index in indices)


def read_cells(
    contacts: Contacts, source: ContactsSource, defaults: Mapping[str, Scalar]
) -> Iterator[tuple[int, Sequence[str]]]:
    """Yield each contact's number and cells."""
    for phone, _, _, cells in _contacts(contacts, source, defaults):
        with contextlib.suppress(ValueError):  # the list may have changed since
            yield int(phone), cells


def _contacts(contacts: Contacts, source: ContactsSource, defaults: Mapping[str, Scalar]) -> Iterator[_Contact]:
    report = silent_report(contacts.path)
    with opening.open_list(contacts.csv) as opened:
        table = open_table(opened.file, source, report)
        columns = read_header(table.header, source, defaults, report) if table else None
        if table is None or columns is None or not columns.phones:
            return
        for row, line, cells in table.rows:
            if len(cells) == columns.width:
                yield columns.number(cells), row, line, cells
