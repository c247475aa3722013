"""Which columns of a list are sent, under which names, and with what in their blank cells."""

import json
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from operator import itemgetter

from runner.config.campaign import ContactsSource, Scalar
from runner.contacts.csvfile import header
from runner.contacts.csvfile.header import PHONE, quoted_names, variable
from runner.contacts.csvfile.rows import Row
from runner.contacts.list_findings import Report
from runner.findings import Severity
from runner.formatting import printable, quoted
from runner.phone_numbers import e164

_PROPOSED = 8


@dataclass(frozen=True, slots=True)
class Column:
    """A column that is sent as `name`; `default` stands for its blank cells, None where they are an error."""

    index: int
    name: str
    default: str | None


@dataclass(frozen=True, slots=True)
class Layout:
    """The columns of a list: `sent` are all but the phone's, in file order; `phone` is None where it isn't known."""

    width: int
    phone: int | None
    sent: tuple[Column, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """The header of the canonical list."""
        return (PHONE, *(column.name for column in self.sent))

    def reader(self) -> Callable[[list[str]], Sequence[str] | None]:
        """Give a function from a row's cells to those that are sent, the number first; None for a row with a flaw."""
        if self.phone is None:
            return lambda _: None
        indices = (self.phone, *(column.index for column in self.sent))
        pick: Callable[[list[str]], tuple[str, ...]]
        pick = itemgetter(*indices) if self.sent else lambda cells: (cells[indices[0]],)
        width, is_number = self.width, e164.E164.fullmatch

        def read(cells: list[str]) -> Sequence[str] | None:
            if len(cells) != width:
                return None
            picked = pick(cells)
            return picked if is_number(picked[0]) and all(map(str.strip, picked)) else self._filled(picked)

        return read

    def _filled(self, picked: Sequence[str]) -> Sequence[str] | None:
        number = picked[0].strip()
        values = [cell if cell.strip() else column.default for cell, column in zip(picked[1:], self.sent, strict=True)]
        filled = [value for value in values if value is not None]
        return [number, *filled] if e164.E164.fullmatch(number) and len(filled) == len(values) else None


def make(row: Row, source: ContactsSource, defaults: Mapping[str, Scalar], report: Report) -> Layout:
    """Make the layout of a header row, as far as it can be made; all that stands against it is said."""
    number, line, cells = row

    def say(code: str, message: str, hint: str, severity: Severity = Severity.ERROR) -> None:
        report.row(code, message, hint, number, line, severity)

    if not header.looks_like_one(cells):
        say("csv-header", *header.A_CONTACT)
        return Layout(len(cells), None, ())
    phones = header.phone_columns(cells, source)
    shown = bool(phones) or header.has_alias(cells)
    return _Maker(cells, phones, shown, source, defaults, report, say).layout()


def text(default: Scalar) -> str:
    """Write a default as it stands in a cell: text as it is, the rest as JSON has it."""
    return re.sub("\r+\n", "\n", default) if isinstance(default, str) else json.dumps(default)


@dataclass(frozen=True, slots=True)
class _Maker:
    """What a header is judged by; `say` speaks of its row.

    Unless it is `shown`, nothing tells that the row is a header and not a person: then no cell of it may be repeated.
    """

    cells: Sequence[str]
    phones: Sequence[int]
    shown: bool
    source: ContactsSource
    defaults: Mapping[str, Scalar]
    report: Report
    say: Callable[..., None]

    def layout(self) -> Layout:
        errors = self.report.findings.count(Severity.ERROR)
        self._check_phones()
        named = list(self._mapped() if self.source.columns is not None else self._verbatim())
        self._check_names(named)
        if errors == self.report.findings.count(Severity.ERROR):
            self._warn_of_names([(head, name) for _, head, name in named])
        fills = {name: value for name, default in self.defaults.items() if (value := text(default)).strip()}
        self._check_required({PHONE, *fills, *(name for _, _, name in named), *(self.source.columns or {}).values()})
        needed = set(self.source.requiredVariables) - set(fills)
        sent = [Column(i, name, None if name in needed else fills.get(name, "")) for i, _, name in named]
        return Layout(len(self.cells), self.phones[0] if len(self.phones) == 1 else None, tuple(sent))

    def _check_phones(self) -> None:
        pinned = self.source.phoneColumn
        names = list(dict.fromkeys(self.cells[index].strip() for index in self.phones))
        if not names and pinned is not None:
            message = f"the list has no column {quoted(pinned)}"
            self.report.campaign("csv-phone-column", message, self._meant(pinned), "phoneColumn")
        elif not names:
            hint = f"name it with `contacts.phoneColumn`, or call it one of: {', '.join(header.PHONE_ALIASES)}"
            self.say("csv-phone-column", "no column is named like a phone number", hint)
        elif len(names) > 1:
            hint = "say which with `contacts.phoneColumn`"
            self.say("csv-phone-column", f"{quoted_names(names)} all mean a phone number", hint)

    def _verbatim(self) -> Iterator[tuple[int, str, str]]:
        for index, cell in enumerate(self.cells):
            if not cell.strip():
                hint = "name it, delete it, or list the columns to send in `contacts.columns`"
                self.say("csv-header", f"column {index + 1} has no name", hint)
            elif index not in self.phones:
                yield index, cell, cell

    def _mapped(self) -> list[tuple[int, str, str]]:
        places = {cell.strip(): index for index, cell in enumerate(self.cells)}
        found = []
        for head, name in (self.source.columns or {}).items():
            index = places.get(head.strip())
            if index is None:
                message = f"the list has no column {quoted(head)}"
                self.report.campaign("csv-header", message, self._meant(head), "columns", head)
            elif index in self.phones:
                message = f"{quoted(head)} is the phone column, which is always sent as `{PHONE}`"
                self.report.campaign("csv-header", message, "take it out of `columns`", "columns", head)
            else:
                found.append((index, head, name))
        return sorted(found)

    def _meant(self, name: str) -> str:
        near = header.nearest(name, self.cells) if self.shown else None
        return f"did you mean {quoted(near)}?" if near else "write it as it stands in the header"

    def _check_names(self, named: list[tuple[int, str, str]]) -> None:
        """Find columns of one name among those that are sent, and names that come to one variable."""
        counts = Counter(cell.strip() for cell in self.cells)
        used = dict.fromkeys(self.cells[index].strip() for index in sorted({*self.phones, *(i for i, _, _ in named)}))
        for name in used:
            if counts[name] > 1:
                message = f"{quoted(name) if self.shown else 'one name'} is the name of {counts[name]} columns"
                self.say("csv-header", message, "give each column a name of its own")
        first = {variable(PHONE): PHONE}
        for _, head, name in named:
            other = first.setdefault(variable(name), head)
            if other.strip() != head.strip() or variable(name) == variable(PHONE):
                self._clash(other, head, name)

    def _clash(self, other: str, head: str, name: str) -> None:
        hint = "rename one of them with `contacts.columns`"
        if variable(name) == variable(PHONE):
            message = f"another column would be sent as `{PHONE}` beside the numbers"
            hint = "leave it out, or rename it, with `contacts.columns`"
        elif self.source.columns is not None:
            message = f"{quoted_names((other, head))} would be sent as one variable, {quoted(name)}"
        else:
            message = f"{quoted_names((other, head)) if self.shown else 'two columns'} are one variable"
        if self.source.columns is not None:
            self.report.campaign("csv-header", message, hint, "columns", head)
        else:
            self.say("csv-header", message, hint)

    def _warn_of_names(self, named: list[tuple[str, str]]) -> None:
        spelt = {variable(key): key for key in self.defaults}

        def meant(name: str) -> str | None:
            plain = name if header.is_plain(name) else header.as_variable(name)
            return name if name in self.defaults else spelt.get(variable(name), plain)

        loose = [name for _, name in named if meant(name) != name and "\ufffd" not in name]
        if not loose:
            return
        message = f"{quoted_names(loose)}: the API doesn't say that such a header fills the agent's variable"
        pairs = [f"{_yaml(head)}: {meant(name) or '…'}" for head, name in named]
        mapping = ", ".join(pairs[:_PROPOSED] + ["…"] * (len(pairs) > _PROPOSED))
        hint = (
            f"send it under the variable's own name, `columns: {{{mapping}}}` (only the columns named there are sent)"
        )
        self.say("variable-name", message, hint, Severity.WARNING)

    def _check_required(self, given: set[str]) -> None:
        for place, name in enumerate(self.source.requiredVariables):
            if name not in given:
                hint = "add the column, map one to it with `columns`, or give a default in `dynamicVariables`"
                message = f"no column and no default gives {quoted(name)}"
                self.report.campaign("variable-missing", message, hint, "requiredVariables", place)


def _yaml(head: str) -> str:
    """Write a header as a key of a YAML flow mapping."""
    return head if re.fullmatch(r"[^\W\d_]([\w -]*\w)?", head) else printable(json.dumps(head, ensure_ascii=False))
