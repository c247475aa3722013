"""Whether it is clear which column of a list has the phone numbers, where `phoneColumn` doesn't say so."""

from collections.abc import Sequence

from runner.contacts.csvfile.header import PHONE, could_mean_phone, quoted_names, says_which_phone, yaml_key
from runner.contacts.vocabulary.opt_out import is_opt_out
from runner.formatting import quoted


def problem(cells: Sequence[str], phones: Sequence[int]) -> tuple[str, str] | None:
    """Return message and hint if not just one column is named like a phone number (`phones`), or another could be."""
    names = list(dict.fromkeys(cells[index].strip() for index in phones))
    rest = (cell for at, cell in enumerate(cells) if at not in phones)
    others = list(dict.fromkeys(cell for cell in rest if could_mean_phone(cell) and not is_opt_out(cell)))
    if not names:
        return "no column name means a phone number", _likely(cells, others)
    if len(names) > 1:
        return f"{quoted_names(names)} could each be the phone column", _choice(names)
    if others:
        message = f"{quoted_names(names)} would be called, but {quoted_names(others)} could be the phone column too"
        return message, _choice([*others, *names])
    return None


def _likely(cells: Sequence[str], others: Sequence[str]) -> str:
    """Return a hint with the one column that could be the phone's; its name is shown if it is nobody's."""
    if len(others) != 1:
        return f"name it with `contacts.phoneColumn`, or rename it to `{PHONE}`"
    name = others[0]
    if says_which_phone(name):
        return f"if {quoted(name)} is the phone column: `contacts.phoneColumn: {yaml_key(name)}`"
    return f"if column {cells.index(name) + 1} is the phone column, write its name as `contacts.phoneColumn`"


def _choice(names: Sequence[str]) -> str:
    """Return the hint for a list with several phone columns; `phoneColumn` settles which is called."""
    first, second = map(yaml_key, names[:2])
    return (
        f"name the one to call: `contacts.phoneColumn: {first}` (or `--phone-column`); "
        f"or several, to call the first that isn't blank: `phoneColumn: [{first}, {second}]`"
    )
