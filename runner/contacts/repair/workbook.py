"""Writes the sheet of an Excel workbook as CSV: text as it is, numbers with the digits that are certain."""

import datetime
import zipfile
from collections.abc import Iterable
from typing import BinaryIO

from runner.contacts.csvfile.canonical import Canonical
from runner.contacts.list_findings import Report
from runner.formatting import count

_MOST_BYTES = 1024 * 1024 * 1024
_EXACT_DIGITS = 15
"""A spreadsheet keeps so many digits of a number. Source: Microsoft, Excel specifications and limits."""
_HINT = "in Excel: Save As, `CSV UTF-8 (Comma delimited)`"

Value = int | float | str | bool | datetime.time | datetime.date | datetime.datetime | datetime.timedelta


def as_csv(file: BinaryIO, report: Report, out: BinaryIO) -> BinaryIO | None:
    """Write the one sheet with data; None, and a finding, where there is none, or the file can't be read."""
    if not _is_readable(file, report):
        return None
    sheets = _sheets_with_data(file)
    if sheets is None:
        report.whole("csv-encoding", "the Excel workbook is damaged, or another kind of zip", _HINT)
    elif not sheets:
        report.whole("csv-empty", "the workbook has no data", "export the list again")
    elif len(sheets) > 1:
        message = f"{count(len(sheets), 'sheet')} of the workbook have data, and only one can be the list"
        report.whole("csv-encoding", message, "delete the other sheets, or save the list's sheet as CSV")
    else:
        csv = Canonical(out.write)
        for row in sheets[0]:
            csv.row([*map(cell_text, row)])
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


def _is_readable(file: BinaryIO, report: Report) -> bool:
    """Whether a zip is small enough to be read into memory, decompressed."""
    try:
        size = sum(member.file_size for member in zipfile.ZipFile(file).infolist())
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError):
        report.whole("csv-encoding", "the Excel workbook is damaged: it can't be unzipped", _HINT)
        return False
    if size > _MOST_BYTES:
        report.whole("csv-encoding", "the Excel workbook is over 1 GiB, decompressed", _HINT)
        return False
    return True


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
