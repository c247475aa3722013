"""What all rows of a list show, before any is written: its columns that have content, and the numbers of its people."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from runner.contacts.csvfile.columns import read_header
from runner.contacts.csvfile.header import INVISIBLE
from runner.contacts.csvfile.rows import Row, is_blank
from runner.contacts.list_findings import silent_report
from runner.contacts.repair.repairs import RepairOptions
from runner.phone_numbers.phone_column import PhoneColumn
from runner.phone_numbers.reading import read


@dataclass(frozen=True, slots=True)
class Survey:
    """`width` is that of the header, `columns` are those to keep, by index.

    None where cells can't be dropped without moving others.
    """

    width: int
    columns: Sequence[int] | None
    numbers: PhoneColumn


def survey(rows: Iterator[Row], options: RepairOptions) -> Survey:
    """Read a list from its header to its end."""
    numbers = PhoneColumn(options.region, options.assumption)
    header = next((row for row in rows if not is_blank(row[2])), None)
    if header is None:
        return Survey(0, None, numbers)
    number, line, cells = header
    names = clean_header(cells)
    phones = read_header((number, line, names), options.source, {}, silent_report("")).phones
    used = {index for index, name in enumerate(names) if name.strip()}
    for _, _, cells in rows:
        used.update(index for index, cell in enumerate(cells) if index not in used and cell.strip())
        if phones and len(cells) >= len(names) and (reading := read(cells[phones[0]], options.region)):
            numbers.add(reading)
    kept = sorted(used) if max(used, default=0) < len(names) else None
    return Survey(len(names), kept, numbers)


def clean_head(head: bytes) -> bytes:
    """Return the beginning of a list without invisible characters in its first line."""
    line, end, rest = head.partition(b"\n")
    return line.decode(errors="surrogateescape").translate(INVISIBLE).encode(errors="surrogateescape") + end + rest


def clean_header(names: Sequence[str]) -> list[str]:
    """Return names without invisible characters, and without white space around them where they had any."""
    cleaned = [name.translate(INVISIBLE) for name in names]
    return [clean.strip() if clean != name else name for clean, name in zip(cleaned, names, strict=True)]
