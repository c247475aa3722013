"""Which columns of a list are sent, under which names, and with what in their blank cells."""

import json
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from runner.config.campaign import ContactsSource, Scalar, blank_key
from runner.contacts.csvfile import header, phone_column
from runner.contacts.csvfile.header import PHONE, quoted_names, variable_key, yaml_key
from runner.contacts.csvfile.rows import Row
from runner.contacts.list_findings import Report, fix_command
from runner.contacts.vocabulary.opt_out import is_opt_out
from runner.findings import Severity
from runner.formatting import quoted
from runner.phone_numbers import e164

_PROPOSED = 8
_HEADERS = 256
"""Maximum headers whose columns are kept: many lists of a run have the same."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column that is sent as `name`; `default` fills its blank cells, None where they are an error.

    `needs_value` says that a variable is required or has a default, so that a word for no value is an error.
    """

    index: int
    name: str
    default: str | None
    needs_value: bool = False


@dataclass(frozen=True, slots=True)
class ListColumns:
    """The columns of a list: `sent` are all but the phones', in file order; `phones` is empty where none is known.

    Of several phone columns the first that isn't blank counts. `opt_out` tell who must not be called, sent or not.
    `blank_values` are cells that count as blank, as `blank_key` has them.
    """

    width: int
    phones: tuple[int, ...]
    sent: tuple[Column, ...]
    opt_out: tuple[int, ...] = ()
    blank_values: frozenset[str] = frozenset()

    @property
    def names(self) -> tuple[str, ...]:
        """The header of the canonical list."""
        return (PHONE, *(column.name for column in self.sent))

    def number(self, cells: Sequence[str]) -> str:
        """Return the phone number as a row has it; empty where every phone column is blank."""
        return next((cells[index].strip() for index in self.phones if not self.is_blank(cells[index])), "")

    def is_blank(self, cell: str) -> bool:
        """Whether a cell has no value: white space alone, or one of the list's blank values."""
        key = blank_key(cell)
        return not key or key in self.blank_values

    def values(self, cells: Sequence[str]) -> Sequence[str] | None:
        """Return what is sent of a row, the number first; None where an error keeps it from being sent."""
        if len(cells) != self.width or not e164.E164.fullmatch(number := self.number(cells)):
            return None
        values = [column.default if self.is_blank(cells[column.index]) else cells[column.index] for column in self.sent]
        filled = [value for value in values if value is not None]
        return [number, *filled] if len(filled) == len(values) else None


def read_header(row: Row, source: ContactsSource, defaults: Mapping[str, Scalar], report: Report) -> ListColumns:
    """Return the columns that a header row gives, as far as it does; report all that is wrong with it."""
    way = json.dumps([row[2], source.reading, source.requiredVariables, defaults])
    if way not in _flawless:
        before = len(report.findings)
        columns = _examine_header(row, source, defaults, report)
        if len(report.findings) > before or len(_flawless) >= _HEADERS:
            return columns
        _flawless[way] = columns
    return _flawless[way]


def _examine_header(row: Row, source: ContactsSource, defaults: Mapping[str, Scalar], report: Report) -> ListColumns:
    number, line, cells = row

    def report_row(code: str, message: str, hint: str, severity: Severity = Severity.ERROR) -> None:
        report.row(code, message, hint, number, line, severity)

    if not header.looks_like_header(cells, source):
        report_row("csv-header", *header.LOOKS_LIKE_A_CONTACT)
        return ListColumns(len(cells), (), ())
    phones = header.phone_columns(cells, source)
    shown = bool(phones) or header.has_alias(cells)
    return _HeaderReader(cells, phones, shown, source, defaults, report, report_row).columns()


def _cell_text(default: Scalar) -> str:
    """Return a default as the text of a cell: text as it is, the rest as JSON."""
    return re.sub("\r+\n", "\n", default) if isinstance(default, str) else json.dumps(default)


_flawless: dict[str, ListColumns] = {}
"""The columns of headers about which there was nothing to report."""


@dataclass(frozen=True, slots=True)
class _HeaderReader:
    """What a header is checked against; `report_row` reports what is wrong with its row.

    Unless it is `shown`, the row may be a contact and not a header: then no cell of it may be repeated.
    """

    cells: Sequence[str]
    phones: Sequence[int]
    shown: bool
    source: ContactsSource
    defaults: Mapping[str, Scalar]
    report: Report
    report_row: Callable[..., None]

    def columns(self) -> ListColumns:
        errors = self.report.findings.count(Severity.ERROR)
        if not self._has_invisible_characters():
            self._check_phones()
        named = list(self._mapped() if self.source.columns is not None else self._verbatim())
        self._check_names(named)
        if errors == self.report.findings.count(Severity.ERROR):
            self._warn_of_names([(head, name) for _, head, name in named if not is_opt_out(head)])
        fills = {name: value for name, default in self.defaults.items() if (value := _cell_text(default)).strip()}
        self._check_required({PHONE, *fills, *(name for _, _, name in named), *(self.source.columns or {}).values()})
        required = set(self.source.requiredVariables)
        return ListColumns(
            len(self.cells),
            self._phones(),
            tuple(
                Column(
                    index,
                    name,
                    None if name in required - set(fills) else fills.get(name, ""),
                    name in required or name in fills,
                )
                for index, _, name in named
            ),
            self._opt_out(),
            frozenset(map(blank_key, self.source.blankValues)),
        )

    def _phones(self) -> tuple[int, ...]:
        return tuple(self.phones) if self.source.phone_columns or len(self.phones) == 1 else ()

    def _opt_out(self) -> tuple[int, ...]:
        names = {cell.strip(): name for cell, name in (self.source.columns or {}).items()}
        return tuple(
            index
            for index, cell in enumerate(self.cells)
            if index not in self.phones and any(map(is_opt_out, filter(None, (cell, names.get(cell.strip())))))
        )

    def _has_invisible_characters(self) -> bool:
        """Report names that look like others because of characters that nobody sees."""
        if self.source.columns is not None and self.phones:
            return False
        places = [str(at + 1) for at, cell in enumerate(self.cells) if cell.translate(header.INVISIBLE) != cell]
        if places:
            whose = (
                f"the names of columns {', '.join(places)} have"
                if places[1:]
                else f"the name of column {places[0]} has"
            )
            self.report_row(
                "csv-header", f"{whose} an invisible character", f"{fix_command(self.report.path)} removes it"
            )
        return bool(places)

    def _check_phones(self) -> None:
        heads = {cell.strip() for cell in self.cells}
        for place, name in enumerate(self.source.phone_columns):
            if name.strip() in heads:
                continue
            route = ("phoneColumn",) if isinstance(self.source.phoneColumn, str) else ("phoneColumn", place)
            message = f"the list has no column {quoted(name)}"
            self.report.campaign("csv-phone-column", message, self._meant(name), *route)
        if not self.source.phone_columns and (problem := phone_column.problem(self.cells, self.phones)):
            self.report_row("csv-phone-column", *problem)

    def _verbatim(self) -> Iterator[tuple[int, str, str]]:
        self._check_nameless()
        for index, cell in enumerate(self.cells):
            if header.is_long(cell) and index not in self.phones:
                message = f"column {index + 1} has a name of {len(cell)} characters, and at most 64 can be sent"
                self.report_row("csv-header", message, "leave it out or rename it with `contacts.columns`")
            elif cell.strip() and index not in self.phones:
                yield index, cell, cell

    def _check_nameless(self) -> None:
        nameless = [index + 1 for index, cell in enumerate(self.cells) if not cell.strip()]
        if not nameless:
            return
        message, them = f"column {nameless[0]} has no name", "it"
        if len(nameless) > 1:
            between = " to " if nameless[-1] - nameless[0] == len(nameless) - 1 else " and "
            listed = [nameless[0], nameless[-1]] if between == " to " else nameless
            message, them = f"columns {between.join(map(str, listed))} have no name", "them"
        fix = fix_command(self.report.path)
        hint = f"name {them}, or list the columns to send in `contacts.columns`; {fix} removes empty columns"
        self.report_row("csv-header", message, hint)

    def _mapped(self) -> list[tuple[int, str, str]]:
        places = {cell.strip(): index for index, cell in enumerate(self.cells)}
        mapped = []
        for head, name in (self.source.columns or {}).items():
            index = places.get(head.strip())
            if index is None:
                message = f"the list has no column {quoted(head)}"
                self.report.campaign("csv-header", message, self._meant(head), "columns", head)
            elif index in self.phones:
                message = f"{quoted(head)} is the phone column, which is always sent as `{PHONE}`"
                self.report.campaign("csv-header", message, "remove it from `columns`", "columns", head)
            else:
                mapped.append((index, head, name))
        return sorted(mapped)

    def _meant(self, name: str) -> str:
        short = [cell for cell in self.cells if not header.is_long(cell)]
        near = header.nearest(name, short) if self.shown else None
        return f"did you mean {quoted(near)}?" if near else "copy the name from the header"

    def _check_names(self, named: list[tuple[int, str, str]]) -> None:
        """Report columns of one name among those that are sent, and names of one variable."""
        counts = Counter(cell.strip() for cell in self.cells)
        used = dict.fromkeys(self.cells[index].strip() for index in sorted({*self.phones, *(i for i, _, _ in named)}))
        for name in used:
            if counts[name] > 1:
                message = (
                    f"the header has {counts[name]} columns named {quoted_names([name]) if self.shown else 'the same'}"
                )
                self.report_row("csv-header", message, "give each column a name of its own")
        heads = {variable_key(PHONE): PHONE}
        for _, head, name in named:
            other = heads.setdefault(variable_key(name), head)
            if other.strip() != head.strip() or variable_key(name) == variable_key(PHONE):
                self._report_clash(other, head, name)

    def _report_clash(self, other: str, head: str, name: str) -> None:
        hint = "rename one of them with `contacts.columns`"
        if variable_key(name) == variable_key(PHONE):
            message = f"a second column would be sent as `{PHONE}`"
            hint = "leave it out or rename it with `contacts.columns`"
        elif self.source.columns is not None:
            message = f"{quoted_names((other, head))} would be sent as one variable, {quoted(name)}"
        else:
            message = f"{quoted_names((other, head)) if self.shown else 'two columns'} name the same variable"
        if self.source.columns is not None:
            self.report.campaign("csv-header", message, hint, "columns", head)
        else:
            self.report_row("csv-header", message, hint)

    def _warn_of_names(self, named: list[tuple[str, str]]) -> None:
        spellings = {variable_key(key): key for key in self.defaults}

        def meant(name: str) -> str | None:
            variable = name if header.is_variable(name) else header.as_variable(name)
            return name if name in self.defaults else spellings.get(variable_key(name), variable)

        uncertain = [name for _, name in named if meant(name) != name and "\ufffd" not in name]
        if not uncertain:
            return
        message = f"{quoted_names(uncertain)}: the API doesn't document that this header fills the agent's variable"
        pairs = [f"{yaml_key(head)}: {meant(name) or '…'}" for head, name in named]
        mapping = ", ".join(pairs[:_PROPOSED] + ["…"] * (len(pairs) > _PROPOSED))
        hint = (
            f"send it under the variable's own name, `columns: {{{mapping}}}` (only the columns named there are sent)"
        )
        self.report_row("variable-name", message, hint, Severity.WARNING)

    def _check_required(self, given: set[str]) -> None:
        for place, name in enumerate(self.source.requiredVariables):
            if name not in given:
                hint = "add the column, map one to it with `columns`, or set a default in `dynamicVariables`"
                message = f"no column or default provides {quoted(name)}"
                self.report.campaign("variable-missing", message, hint, "requiredVariables", place)
