"""Writes the sheet of an Excel workbook as CSV: text as it is, numbers with the digits that are certain."""

import datetime
import re
import zipfile
import zlib
from collections.abc import Iterable, Mapping
from typing import BinaryIO

from runner.contacts.csvfile.canonical import Canonical
from runner.contacts.list_findings import Report
from runner.formatting import count

_MOST_BYTES = 1024 * 1024 * 1024
_MOST_CELLS = 50_000_000
"""The library makes a table of all cells from the first to the last, those without content too."""
_SHEETS = re.compile(r"xl/worksheets/[^/]+\.xml")
_LAST_ROW = re.compile(rb'.*<row[^>]* r="([0-9]+)"', re.DOTALL)
_FAR_COLUMN = re.compile(rb'<c[^>]* r="([A-Z]{2,3})[0-9]')
# The library leaves the cells blank that hold an error, such as #N/A.
_ERROR = re.compile(rb'<c(?=[^>]* t="e")[^>]* r="([A-Z]+)([0-9]+)"[^>]*>(?:<f[^>]*/>|<f[^>]*>[^<]*</f>)?<v>([^<]*)</v>')
_EXACT_DIGITS = 15
"""A spreadsheet keeps so many digits of a number. Source: Microsoft, Excel specifications and limits."""
_HINT = "in Excel: Save As, `CSV UTF-8 (Comma delimited)`"

_DAMAGED = ("the Excel workbook is damaged, or another kind of zip", _HINT)

Value = int | float | str | bool | datetime.time | datetime.date | datetime.datetime | datetime.timedelta


def as_csv(file: BinaryIO, report: Report, out: BinaryIO) -> BinaryIO | None:
    """Write the one sheet with data; None, and a finding, where there is none, or the file can't be read."""
    errors = _errors(file, report)
    if errors is None:
        return None
    sheets = _sheets_with_data(file)
    if sheets is None:
        report.whole("csv-encoding", *_DAMAGED)
    elif not sheets:
        report.whole("csv-empty", "the workbook has no data", "export the list again")
    elif len(sheets) > 1:
        message = f"{count(len(sheets), 'sheet')} of the workbook have data, and only one can be the list"
        report.whole("csv-encoding", message, "delete the other sheets, or save the list's sheet as CSV")
    else:
        csv = Canonical(out.write)
        for row, values in enumerate(sheets[0], start=1):
            csv.row([errors.get((row, column)) or cell_text(value) for column, value in enumerate(values, start=1)])
        csv.close()
        return out
    return None


def cell_text(value: Value) -> str:
    """Return a cell's value as text; a number of more digits than are certain in scientific form, as rounded."""
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, datetime.date | datetime.time):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, int) and len(str(abs(value))) > _EXACT_DIGITS:
        return f"{value:.{_EXACT_DIGITS - 1}E}"
    return str(value)


def _errors(file: BinaryIO, report: Report) -> Mapping[tuple[int, int], str] | None:
    """Return the cells that hold an error, by row and column; None where the file is too large, or no workbook."""
    errors: dict[tuple[int, int], str] = {}
    try:
        with zipfile.ZipFile(file) as members:
            sheets = [name for name in members.namelist() if _SHEETS.fullmatch(name)]
            if sum(member.file_size for member in members.infolist()) > _MOST_BYTES:
                report.whole("csv-encoding", "the Excel workbook is over 1 GiB, decompressed", _HINT)
                return None
            for name in sheets:
                xml = members.read(name)
                if _cells(xml) > _MOST_CELLS:
                    report.whole("csv-encoding", f"a sheet of the workbook has over {_MOST_CELLS:,} cells", _HINT)
                    return None
                for match in _ERROR.finditer(xml):
                    errors[int(match[2]), _column(match[1])] = match[3].decode(errors="replace")
    except (zipfile.BadZipFile, zlib.error, ValueError, NotImplementedError, RuntimeError, EOFError, OSError):
        sheets = []
    if not sheets:
        report.whole("csv-encoding", *_DAMAGED)
        return None
    return errors


def _cells(xml: bytes) -> int:
    """Return how many cells a sheet has from its first to its last."""
    last = _LAST_ROW.match(xml)
    columns = max(map(_column, _FAR_COLUMN.findall(xml)), default=26)
    return int(last[1]) * columns if last else 0


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = 26 * number + letter - 64  # 64 is the character before A
    return number


def _sheets_with_data(file: BinaryIO) -> list[list[list[Value]]] | None:
    """Return the rows of each sheet that has any, from the first row on; None where the workbook can't be read."""
    from python_calamine import CalamineWorkbook

    file.seek(0)
    try:
        workbook = CalamineWorkbook.from_filelike(file)
        sheets = [workbook.get_sheet_by_name(name) for name in workbook.sheet_names]
        return [sheet.to_python(skip_empty_area=False) for sheet in sheets if _has_data(sheet.iter_rows())]
    except (KeyboardInterrupt, SystemExit, MemoryError):
        raise
    except BaseException:  # noqa: BLE001 - a damaged file may end the library's Rust code in a panic, which is no Exception
        return None


def _has_data(rows: Iterable[list[Value]]) -> bool:
    return any(value != "" for row in rows for value in row)
