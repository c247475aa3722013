"""What the header says: which column is the phone number, and which columns are sent under which names."""

import difflib
import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from runner.campaign import ContactsSource
from runner.contacts.report import Report
from runner.findings import Severity

PHONE = "Phone Number"
PHONE_ALIASES = (
    "phone number",
    "phone",
    "phone no",
    "phone_number",
    "number",
    "mobile",
    "mobile number",
    "mobile phone",
    "cell",
    "cell phone",
    "cell number",
    "telephone",
    "telephone number",
    "tel",
    "contact number",
    "to number",
    "to phone number",
    "msisdn",
    "e164",
)
"""Headers that mean a phone number; case, spaces, hyphens and underscores don't count."""

_VARIABLE = re.compile(r"[A-Za-z_][A-Za-z0-9_]*", re.ASCII)
_LIKE_A_NUMBER = re.compile(r"[+(]?[\d\s().,/-]*\d[\d\s().,/-]*([eE][+-]?\d+)?")
_LIKE_AN_EMAIL = re.compile(r"\S+@\S+\.\S+")
_LONGEST = 64

Say = Callable[[str, str, str], None]
"""Takes the code, message and hint of a finding at the header row."""


@dataclass(frozen=True, slots=True)
class Layout:
    """The columns of a list: `sent` are the index and name of each but the phone's, in file order."""

    width: int
    phone: int
    sent: tuple[tuple[int, str], ...]

    @property
    def names(self) -> tuple[str, ...]:
        """The header of the canonical list."""
        return (PHONE, *(name for _, name in self.sent))


def phone_columns(cells: Iterable[str], source: ContactsSource) -> list[int]:
    """Give the columns whose header means a phone number; where one is pinned, those of that name."""
    if source.phoneColumn is not None:
        return [index for index, cell in enumerate(cells) if cell.strip() == source.phoneColumn.strip()]
    return [index for index, cell in enumerate(cells) if _squeezed(cell) in _ALIASES]


def looks_like_one(cells: Iterable[str]) -> bool:
    """Tell whether a first row is a header: none of its cells is like a number, an e-mail, or long."""
    return not any(
        len(cell) > _LONGEST or _LIKE_A_NUMBER.fullmatch(cell.strip()) or _LIKE_AN_EMAIL.search(cell) for cell in cells
    )


def read(
    cells: Sequence[str], source: ContactsSource, defaults: Mapping[str, object], report: Report, row: int, line: int
) -> Layout | None:
    """Make the layout of a header row; None where it can't be used."""

    def say(code: str, message: str, hint: str) -> None:
        report.row(code, message, hint, row, line)

    if not looks_like_one(cells):
        hint = "put a row of column names above it, such as `Phone Number,customer_name`"
        say("csv-header", "the first row looks like a contact, not like column names", hint)
        return None
    before = report.findings.count(Severity.ERROR)
    _check_names(cells, say)
    phone = _phone(cells, source, say, report)
    sent = _sent(cells, phone, source, say, report)
    if phone is None or report.findings.count(Severity.ERROR) > before:
        return None
    if words := _loose_names(sent, defaults):
        report.row("variable-name", *words, row, line, Severity.WARNING)
    return Layout(len(cells), phone, sent)


def variable(name: str) -> str:
    """Reduce a name to what two spellings of one variable share."""
    return re.sub(r"[\s_-]+", "_", name.strip()).casefold()


def _check_names(cells: Sequence[str], say: Say) -> None:
    for index, cell in enumerate(cells, start=1):
        if not cell.strip():
            say("csv-header", f"column {index} has no name", "name it, or delete the column")
    exact = Counter(cell.strip() for cell in cells if cell.strip())
    for name, count in exact.items():
        if count > 1:
            say("csv-header", f"`{name}` is the name of {count} columns", "give each column a name of its own")


def _phone(cells: Sequence[str], source: ContactsSource, say: Say, report: Report) -> int | None:
    found = phone_columns(cells, source)
    if len(found) == 1:
        return found[0]
    if source.phoneColumn is not None and not found:
        hint = _nearest(source.phoneColumn, cells)
        report.campaign("csv-phone-column", f"the list has no column `{source.phoneColumn}`", hint, "phoneColumn")
    elif not found:
        hint = "name it with `contacts.phoneColumn`, or call it `Phone Number`"
        say("csv-phone-column", "no column is named like a phone number", hint)
    elif source.phoneColumn is None:
        names = " and ".join(f"`{cells[index].strip()}`" for index in found)
        say("csv-phone-column", f"{names} all mean a phone number", "say which with `contacts.phoneColumn`")
    return None


def _sent(
    cells: Sequence[str], phone: int | None, source: ContactsSource, say: Say, report: Report
) -> tuple[tuple[int, str], ...]:
    others = [(index, cell) for index, cell in enumerate(cells) if index != phone]
    if source.columns is None:
        sent = [(index, cell) for index, cell in others if cell.strip()]
    else:
        sent = _mapped(cells, phone, source.columns, report)
    by_variable: dict[str, list[str]] = {}
    for _, name in sent:
        by_variable.setdefault(variable(name), []).append(name)
    for spelt, names in by_variable.items():
        if spelt == variable(PHONE):
            hint = "leave it out, or rename it, with `contacts.columns`"
            say("csv-header", f"another column would be sent as `{PHONE}` beside the numbers", hint)
        elif len(set(names)) > 1 or (len(names) > 1 and source.columns is not None):
            listed = " and ".join(f"`{name}`" for name in names)
            say("csv-header", f"{listed} are one variable", "rename one of them with `contacts.columns`")
    return tuple(sent)


def _mapped(
    cells: Sequence[str], phone: int | None, columns: Mapping[str, str], report: Report
) -> list[tuple[int, str]]:
    places = {cell.strip(): index for index, cell in enumerate(cells)}
    sent = []
    for header, name in columns.items():
        index = places.get(header.strip())
        if index is None:
            report.campaign(
                "csv-header", f"the list has no column `{header}`", _nearest(header, cells), "columns", header
            )
        elif index == phone:
            message = f"`{header}` is the phone column, which is always sent as `{PHONE}`"
            report.campaign("csv-header", message, "take it out of `columns`", "columns", header)
        else:
            sent.append((index, name))
    return sorted(sent)


def _loose_names(sent: Sequence[tuple[int, str]], defaults: Mapping[str, object]) -> tuple[str, str] | None:
    loose = [name for _, name in sent if not _VARIABLE.fullmatch(name)]
    names = {name for _, name in sent}
    apart = [name for name in names if name not in defaults and variable(name) in {variable(key) for key in defaults}]
    listed = sorted({*loose, *apart})
    if not listed:
        return None
    words = ", ".join(f"`{name}`" for name in listed)
    mapping = ", ".join(f"{name}: {variable(name)}" for name in listed)
    return (
        f"{words}: the API doesn't say that such a header fills the agent's variable",
        f"send it under the variable's own name, `columns: {{{mapping}}}` (only the columns named there are sent)",
    )


def _nearest(name: str, cells: Sequence[str]) -> str:
    names = {variable(cell): cell.strip() for cell in cells}
    close = difflib.get_close_matches(variable(name), names, n=1)
    return f"did you mean `{names[close[0]]}`?" if close else "write it as it stands in the header"


def _squeezed(name: str) -> str:
    return re.sub(r"[\s_.-]+", "", name).casefold()


_ALIASES = frozenset(_squeezed(alias) for alias in PHONE_ALIASES)
