"""Reads a list that was checked once more: for the rows of certain numbers, or for some of its columns."""

import contextlib
from collections.abc import Collection, Iterator, Mapping, Sequence

from runner.config.campaign import ContactsSource, Scalar
from runner.contacts.csvfile import delimiter, opening
from runner.contacts.csvfile.columns import make
from runner.contacts.csvfile.lines import HEAD_BYTES, Lines
from runner.contacts.csvfile.rows import is_blank, rows
from runner.contacts.list_findings import silent
from runner.contacts.reader import Contacts

_Contact = tuple[str, int, int, Sequence[str]]
"""A phone number as it is written, row, line and cells."""


def find_rows(
    contacts: Contacts, source: ContactsSource, defaults: Mapping[str, Scalar], numbers: Collection[int]
) -> Iterator[tuple[int, int, int]]:
    """Give number, row and line wherever one of the numbers stands."""
    # As text, so that a row that is none of them costs nothing but its cells.
    texts = {f"+{number}": number for number in numbers}
    for phone, row, line, _ in _contacts(contacts, source, defaults):
        if (number := texts.get(phone)) is not None:
            yield number, row, line


def read_columns(
    contacts: Contacts, source: ContactsSource, defaults: Mapping[str, Scalar], indices: Sequence[int]
) -> Iterator[tuple[int, tuple[str, ...]]]:
    """Give each contact's number, and its cells in some columns."""
    for number, cells in read_cells(contacts, source, defaults):
        yield number, tuple(cells[index].strip() for index in indices)


def read_cells(
    contacts: Contacts, source: ContactsSource, defaults: Mapping[str, Scalar]
) -> Iterator[tuple[int, Sequence[str]]]:
    """Give each contact's number and cells."""
    for phone, _, _, cells in _contacts(contacts, source, defaults):
        with contextlib.suppress(ValueError):  # the list may have changed since
            yield int(phone), cells


def _contacts(contacts: Contacts, source: ContactsSource, defaults: Mapping[str, Scalar]) -> Iterator[_Contact]:
    quiet = silent(contacts.path)
    with opening.open_list(contacts.csv) as given:
        separator = delimiter.choose(given.file.read(HEAD_BYTES), source, quiet)
        given.file.seek(0)
        listed = rows(Lines(given.file), separator or ",", quiet)
        header = next((row for row in listed if not is_blank(row[2])), None)
        found = make(header, source, defaults, quiet) if header else None
        if found is None or found.phone is None:
            return
        for row, line, cells in listed:
            if len(cells) == found.width:
                yield cells[found.phone].strip(), row, line, cells
