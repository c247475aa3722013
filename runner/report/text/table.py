"""Tables for a terminal; one that is too wide for it becomes a list."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import zip_longest
from typing import NamedTuple

from runner.report.text.color import PLAIN, Ink
from runner.report.text.wrap import display_width, longest_piece, wrap

_GAP = "  "
_RIGHT = "contacts"
"""The header of the one column of numbers."""


class Styled(NamedTuple):
    """A line of a cell, and the style that it is painted in."""

    text: str
    style: str = ""


Cell = Sequence[Styled]


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of cells under headers; the headers before the first name of a row are empty."""

    headers: tuple[str, ...]
    rows: list[tuple[Cell, ...]] = field(default_factory=list)

    def add_row(self, *cells: str | Cell) -> None:
        """Add a row; a cell that is text has a line for each of its lines."""
        self.rows.append(
            tuple([Styled(line) for line in cell.split("\n")] if isinstance(cell, str) else cell for cell in cells)
        )

    def fits(self, width: int) -> bool:
        """Whether a table of so many columns breaks no word, path or command."""
        return self._total(self._widths(longest_piece)) <= width

    def render(self, width: int, ink: Ink = PLAIN) -> str:
        """Return a table of at most `width` columns, or a list where it doesn't fit.

        What is to spare goes to the columns that need least to be whole.
        """
        narrowest, widest = self._widths(longest_piece), self._widths(display_width)
        spare = width - self._total(narrowest)
        if spare < 0:
            return "".join(f"{line}\n" for line in self._list(ink))
        widths, missing = [*narrowest], [most - least for most, least in zip(widest, narrowest, strict=True)]
        for column in sorted(range(len(widths)), key=missing.__getitem__):
            more = min(spare, missing[column])
            widths[column] += more
            spare -= more
        return "".join(f"{line}\n" for line in self._lines(widths, ink))

    def _widths(self, measure: Callable[[str], int]) -> list[int]:
        columns = zip(*([[Styled(header)] for header in self.headers], *self.rows), strict=True)
        return [max(measure(line.text) for cell in column for line in cell) for column in columns]

    def _total(self, widths: Sequence[int]) -> int:
        return sum(widths) + len(_GAP) * (len(widths) - 1)

    def _lines(self, widths: Sequence[int], ink: Ink) -> Iterator[str]:
        """Yield the lines of the table, a blank one below each row where rows have several lines."""
        rows = [list(_row_lines(row, widths)) for row in self.rows]
        apart = any(len(lines) > 1 for lines in rows)
        for lines in [[tuple(Styled(header, "dim") for header in self.headers)], *rows]:
            for line in lines:
                yield _GAP.join(self._padded(line, widths, ink)).rstrip()
            if apart and lines is not rows[-1]:
                yield ""

    def _padded(self, line: Iterable[Styled], widths: Sequence[int], ink: Ink) -> Iterator[str]:
        for header, part, width in zip(self.headers, line, widths, strict=True):
            painted, padding = ink.paint(part.text, part.style), " " * (width - display_width(part.text))
            yield padding + painted if header == _RIGHT else painted + padding

    def _list(self, ink: Ink) -> Iterator[str]:
        """Yield a block for each row: its first line is as in the table, the other columns stand below it."""
        named = 1 + next(place for place, header in enumerate(self.headers) if header)
        for place, row in enumerate(self.rows):
            if place:
                yield ""
            firsts = [ink.paint(cell[0].text, cell[0].style) for cell in row[:named]]
            yield _GAP.join(firsts)
            for cell in row[:named]:
                yield from (f"  {ink.paint(line.text.strip(), line.style)}" for line in cell[1:])
            for header, cell in zip(self.headers[named:], row[named:], strict=True):
                if any(line.text for line in cell):
                    yield f"  {header}: " + ", ".join(ink.paint(line.text, line.style) for line in cell)


def _row_lines(row: Sequence[Cell], widths: Sequence[int]) -> Iterator[tuple[Styled, ...]]:
    """Yield the lines of a row, each with a part of every column."""
    columns = [
        [Styled(part, line.style) for line in cell for part in wrap(line.text, width, hang=0)]
        for cell, width in zip(row, widths, strict=True)
    ]
    yield from zip_longest(*columns, fillvalue=Styled(""))
