"""Finds the rows of a list in which certain numbers stand."""

from collections.abc import Collection, Iterator, Mapping

from runner.campaign import ContactsSource, Scalar
from runner.contacts import Contacts, delimiter, layout, opened
from runner.contacts.lines import HEAD_BYTES, Lines
from runner.contacts.report import silent
from runner.contacts.rows import blank, rows


def places(
    contacts: Contacts, source: ContactsSource, defaults: Mapping[str, Scalar], numbers: Collection[int]
) -> Iterator[tuple[int, int, int]]:
    """Read a list that was checked once more; give number, row and line wherever one of the numbers stands."""
    quiet = silent(contacts.path)
    with opened.csv(contacts.csv) as given:
        separator = delimiter.choose(given.file.read(HEAD_BYTES), source, quiet)
        given.file.seek(0)
        listed = rows(Lines(given.file), separator or ",", quiet)
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
