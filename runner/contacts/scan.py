"""Reads a list once, from its first byte to its last: to check it, or to copy it as it is sent."""

from array import array
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from typing import BinaryIO

from runner.config.campaign import ContactsSource, Scalar
from runner.contacts.csvfile.canonical import record
from runner.contacts.csvfile.columns import ListColumns, read_header
from runner.contacts.list_findings import Report
from runner.contacts.parts.cutting import CutFile, parts_in_order, parts_of_cut_file
from runner.contacts.parts.digests import Digests, ReadAt, read_at
from runner.contacts.parts.joining import JoinedParts
from runner.contacts.parts.part import Place
from runner.contacts.parts.part_reader import Layout
from runner.contacts.table import Table, open_table
from runner.phone_numbers.table import NumberInfo

OnPart = Callable[[int, int], None]
"""Takes how many contacts, and how many bytes, a part of a list had."""


@dataclass(frozen=True, slots=True)
class Scan:
    """What was read: `rows` contacts; `digest` and `size` of the canonical list; `sha256` of all the file's bytes.

    `numbers` are the phone numbers, each once, as integers, and `number_infos` counts them by what is known of them.
    `people` are the numbers that all spellings of them have in common. `opted_out` are the numbers whose row says that
    they must not be called. `columns` is the header. `complete` says that every contact is in the canonical list; there
    may be errors nevertheless.
    """

    rows: int
    sha256: str | None
    digest: str
    size: int
    numbers: "array[int]" = field(repr=False, compare=False)
    people: "array[int]" = field(repr=False, compare=False)
    number_infos: Mapping[NumberInfo, int] = field(repr=False, compare=False)
    columns: tuple[str, ...] = ()
    opted_out: "array[int]" = field(default_factory=lambda: array("Q"), repr=False, compare=False)
    complete: bool = True


@dataclass(frozen=True, slots=True)
class Copy:
    """A list that was copied: the SHA-256 of all its file's bytes, and digest and size of the canonical list."""

    sha256: str | None
    digest: str
    size: int


@dataclass(frozen=True, slots=True)
class ReadingOptions:
    """`bulk` reads with NumPy, which is sooner for a large list, with the same outcome.

    `leave_out` counts contacts who opted out instead of reporting each as an error.
    """

    bulk: bool = False
    leave_out: bool = False


def check(
    file: BinaryIO,
    source: ContactsSource,
    defaults: Mapping[str, Scalar],
    report: Report,
    options: ReadingOptions = ReadingOptions(),
    cut_file: CutFile | None = None,
    on_part: OnPart | None = None,
) -> Scan | None:
    """Report all that is wrong with a list; None where its rows can't be told apart, or it has none.

    A `cut_file` is read by several processes at once. `on_part` is told of each part once it is read.
    """
    table = open_table(file, source, report)
    if table is None:
        return None
    read, columns = read_at(file), read_header(table.header, source, defaults, report)
    row, _, header = table.header
    layout = Layout(
        report.path, columns, tuple(header), table.delimiter, options.bulk, options.leave_out, read is not None
    )
    with Digests(read) as digests:
        _add_header(table, columns, digests, read)
        joined = JoinedParts(layout, row, table.lines.count, report, digests)
        if cut_file is None:
            parts = parts_in_order(layout, table.lines)
        else:
            parts = parts_of_cut_file(cut_file, layout, file, table.lines.position)
        for part in parts:
            joined.add(part)
            if on_part is not None:
                on_part(part.contacts, part.end - part.begin)
        joined.close_rows()
        if not joined.contacts and not report.findings.has_errors:
            hint = "export it again, or delete the campaign"
            report.whole("csv-empty", "the list has a header and no contacts", hint)
            return None
        return _close(joined, digests, layout)


def _close(joined: JoinedParts, digests: Digests, layout: Layout) -> Scan:
    """Return what all parts come to, and report what shows in them together."""
    repeats = joined.close()
    numbers, infos = joined.numbers, joined.numbers.count_infos(repeats)
    numbers.remove(repeats)
    return Scan(
        joined.contacts,
        digests.of_file() if joined.ended else None,
        digests.of_sent(),
        digests.size,
        numbers.numbers,
        numbers.people,
        infos,
        layout.header,
        joined.opted_out,
        joined.complete and bool(layout.columns.phones),
    )


def copy(
    file: BinaryIO,
    source: ContactsSource,
    defaults: Mapping[str, Scalar],
    report: Report,
    write: Callable[[bytes], object],
    *,
    bulk: bool = False,
    left_out: Collection[int] = (),
) -> Copy | None:
    """Write the rows of a list that has been checked, in memory that doesn't grow with it; None where it isn't one.

    The numbers `left_out` count for the digest, and aren't written.
    """
    table = open_table(file, source, report)
    if table is None:
        return None
    read, columns = read_at(file), read_header(table.header, source, defaults, report)
    header = tuple(table.header[2])
    layout = Layout(report.path, columns, header, table.delimiter, bulk, leave_out=True, in_place=read is not None)
    ended = False
    with Digests(read, write) as digests:
        _add_header(table, columns, digests, read)
        for part in parts_in_order(layout, table.lines, left_out):
            digests.add(part.sent, part.end)
            ended = part.ended
        return Copy(digests.of_file() if ended else None, digests.of_sent(), digests.size)


def _add_header(table: Table, columns: ListColumns, digests: Digests, read: ReadAt | None) -> None:
    header, end = record(columns.names).encode(), table.lines.position
    as_it_is = read is not None and read(len(header), 0) == header
    digests.add([Place(0, len(header)) if as_it_is else header], end)
