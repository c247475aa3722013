"""Finds the rows of a list in which certain numbers stand."""

from collections.abc import Collection, Iterator, Mapping
from typing import TYPE_CHECKING, BinaryIO

from runner.campaign import ContactsSource, Scalar
from runner.contacts import delimiter, layout, opened
from runner.contacts.lines import HEAD_BYTES, Lines
from runner.contacts.report import silent
from runner.contacts.rows import blank, rows

if TYPE_CHECKING:
    from runner.contacts import Contacts


def places(
    contacts: "Contacts", source: ContactsSource, defaults: Mapping[str, Scalar], numbers: Collection[int]
) -> Iterator[tuple[int, int, int]]:
    """Read a list that was checked once more; give number, row and line wherever one of the numbers stands."""
    with opened.csv(contacts.csv) as given:
        yield from within(given.file, contacts.path, source, defaults, numbers)


def within(
    file: BinaryIO, path: str, source: ContactsSource, defaults: Mapping[str, Scalar], numbers: Collection[int]
) -> Iterator[tuple[int, int, int]]:
    """Do the same in a list that is open."""
    quiet = silent(path)
    file.seek(0)
    separator = delimiter.choose(file.read(HEAD_BYTES), source, quiet)
    file.seek(0)
    listed = rows(Lines(file), separator or ",", quiet)
    header = next((row for row in listed if not blank(row[2])), None)
    found = layout.make(header, source, defaults, quiet) if header else None
    if found is None or found.phone is None:
        return
    # As text, so that a row that is none of them costs nothing but its cells.
    texts = {f"+{number}": number for number in numbers}
    for row, line, cells in listed:
        number = texts.get(cells[found.phone].strip()) if len(cells) == found.width else None
        if number is not None:
            yield number, row, line
