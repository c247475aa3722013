"""Reads the rows of a list that have nothing wrong, fast."""

import functools
from collections.abc import Callable, Sequence
from operator import itemgetter

from runner.config.campaign import blank_key
from runner.contacts.csvfile.columns import ListColumns
from runner.contacts.vocabulary.opt_out import opts_out
from runner.contacts.vocabulary.placeholders import PLACEHOLDERS
from runner.phone_numbers import e164


@functools.lru_cache(256)
def plain_reader(columns: ListColumns) -> Callable[[list[str]], Sequence[str] | None]:
    """Return a fast function from the cells of a plain row to those that are sent, the number first.

    It returns None for any other row: one that has an error, or in which a cell is blank or a word for no value.
    """
    if len(columns.phones) != 1:
        return lambda _: None
    indices = (columns.phones[0], *(column.index for column in columns.sent))
    pick: Callable[[list[str]], tuple[str, ...]]
    pick = itemgetter(*indices) if columns.sent else lambda cells: (cells[indices[0]],)
    width, is_number, opt_out = columns.width, e164.E164.fullmatch, columns.opt_out
    words = frozenset({*PLACEHOLDERS, *columns.blank_values, ""})

    def read(cells: list[str]) -> Sequence[str] | None:
        if len(cells) != width:
            return None
        picked = pick(cells)
        if not is_number(picked[0]) or not words.isdisjoint(map(blank_key, picked)):
            return None
        return None if opt_out and any(opts_out(cells[index]) for index in opt_out) else picked

    return read
