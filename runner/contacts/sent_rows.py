"""The contacts of a list in the order in which they are sent, each with its row in the list."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from runner.config.campaign import ContactsSource, Scalar
from runner.contacts.contacts import Contacts
from runner.contacts.csvfile import opening
from runner.contacts.csvfile.columns import read_header
from runner.contacts.csvfile.header import variable_key
from runner.contacts.csvfile.rows import is_blank
from runner.contacts.list_findings import silent_report
from runner.contacts.table import open_table


@dataclass(frozen=True, slots=True)
class SentRow:
    """A contact that is sent; `row` is as a spreadsheet counts, `filled` are the variables that it has a value for."""

    row: int
    number: str = field(repr=False)
    filled: frozenset[str] = frozenset()

    def has(self, variable: str) -> bool:
        """Whether the contact has a value for a variable, however its header is spelled."""
        return variable_key(variable) in self.filled


def sent_rows(contacts: Contacts, source: ContactsSource, defaults: Mapping[str, Scalar]) -> Iterator[SentRow]:
    """Yield the contacts that are sent, in order; OSError or OpenError where the list can't be read any more."""
    with opening.open_list(contacts.csv) as opened:
        report = silent_report(contacts.path)
        table = open_table(opened.file, source, report)
        if table is None:
            return
        columns = read_header(table.header, source, defaults, report)
        names = [variable_key(name) for name in columns.names]
        for row, _, cells in table.rows:
            values = None if is_blank(cells) else columns.values(cells)
            if values is not None and int(values[0]) not in contacts.left_out:
                filled = (name for name, value in zip(names, values, strict=True) if value.strip())
                yield SentRow(row, values[0].removeprefix("+"), frozenset(filled))
