"""Hides the cells of a list in the API's words about it, where they stand without quotation marks."""

import csv
import io
import re
from collections.abc import Iterator
from typing import IO

_HIDDEN = "…"
_WORD = re.compile(r"`[^`]*`|[^\W_]+n['\u2019]t\b|(?P<word>[^\W_]{2,})(?P<cut>…)?")
_COMMON_WORDS = """
about above account agent agents all already an and any are as at available balance be because been before below
between but by call called calls campaign campaigns can cannot column contact contacts could create created credit
credits customer customers data date dates does duplicate each email empty enough error exceeded exist exists expired
failed field file for format found from future greater has have hour hours id if in insufficient internal invalid is
it its least less limit line lines list many maximum member message minutes missing more must name names need no none
not number numbers of on one only or other out over past payment per phone plan quota reached rejected request
required row rows same seconds server should size some status than that the their them then there this time timezone
to today too type unable unauthorized unknown until upload user valid value values variable variables was we were what
when which with within without workspace wrong you your zone
"""
_COMMON = frozenset(_COMMON_WORDS.split())
"""Words that stay, although cells with sentences have them, too; none of them is a name."""


def without_cells(message: str, sent: IO[bytes]) -> str:
    """Return a message without the words of the cells that were sent; numbers under four digits may stay.

    `sent` is the list as it was sent. The words of the message are in brackets behind method, path and status.
    """
    what, bracket, said = message.partition(" (")
    words = {match["word"].casefold() for match in _WORD.finditer(said) if match["word"]} - _COMMON
    words = {word for word in words if not word.isdigit()}
    if not words:
        return message
    hidden, cells = _words_and_cells(words, said, sent)

    def shown(match: re.Match[str]) -> str:
        # A word that was cut off may be the beginning of a cell.
        hides = match["word"] and (match["cut"] or match["word"].casefold() in hidden)
        return _HIDDEN if hides else match[0]

    said = _WORD.sub(shown, said)
    for cell in sorted(cells, key=len, reverse=True):
        said = said.replace(cell, _HIDDEN)
    return what + bracket + re.sub(rf"{_HIDDEN}(?:\s?{_HIDDEN})+", _HIDDEN, said)


def _words_and_cells(words: set[str], said: str, sent: IO[bytes]) -> tuple[set[str], set[str]]:
    """Return which of the words cells have, and the cells that stand in what was said, if only beyond ASCII.

    Not every script puts spaces between words.
    """
    pattern = re.compile(rf"(?<![^\W_])(?:{'|'.join(map(re.escape, words))})(?![^\W_])")
    hidden: set[str] = set()
    cells: set[str] = set()
    for row in _rows(sent):
        hidden.update(pattern.findall(" ".join(row).casefold()))
        cells.update(cell for cell in row if len(cell) > 1 and not cell.isascii() and cell in said)
    return hidden, cells


def _rows(sent: IO[bytes]) -> Iterator[list[str]]:
    """Yield the rows below the header."""
    sent.seek(0)
    text = io.TextIOWrapper(sent, encoding="utf-8", newline="")
    try:
        rows = csv.reader(text)
        next(rows, None)
        yield from rows
    finally:
        text.detach()
