"""A contact list's bytes as lines of text: strict UTF-8, whatever is not that said by row."""

import codecs
import hashlib
from collections.abc import Iterator
from typing import BinaryIO

from runner.contacts.report import Report

LINE_BYTES = 1024 * 1024
HEAD_BYTES = 64 * 1024
_CSV_UTF8 = "in Excel: Save As, `CSV UTF-8 (Comma delimited)`"
_LFS = b"version https://git-lfs.github.com/spec/"
_WIDE = (
    (codecs.BOM_UTF32_LE, "UTF-32"),
    (codecs.BOM_UTF32_BE, "UTF-32"),
    (codecs.BOM_UTF16_LE, "UTF-16"),
    (codecs.BOM_UTF16_BE, "UTF-16"),
)


def refuse(head: bytes, report: Report) -> bool:
    """Find out from its beginning whether a file is anything but a CSV in UTF-8, and say so."""
    wide = next((name for mark, name in _WIDE if head.startswith(mark)), None)
    if wide is None and head[:400].count(0) * 3 > len(head[:400]) > 0:
        wide = "UTF-16"
    if not head.strip(codecs.BOM_UTF8 + b" \t\r\n,;"):
        report.whole("csv-empty", "the file is empty", "export the list again")
    elif head.removeprefix(codecs.BOM_UTF8)[:5].lower().startswith(b"sep="):
        report.whole("csv-header", "the first row is Excel's `sep=` line, not a header", "delete that line")
    elif head.startswith(_LFS):
        report.whole(
            "lfs-pointer",
            "the file is a Git LFS pointer, not the list",
            "fetch it: `git lfs pull`, or `lfs: true` for actions/checkout",
        )
    elif head.startswith(b"PK\x03\x04"):
        report.whole("csv-encoding", "the file is an Excel workbook (or another zip), not a CSV", _CSV_UTF8)
    elif head.startswith(b"\x1f\x8b"):
        report.whole("csv-encoding", "the file is compressed with gzip", "unpack it")
    elif wide:
        report.whole("csv-encoding", f"the file is {wide}, not UTF-8", f"`Unicode Text` is {wide}; {_CSV_UTF8}")
    elif b"\r" in head and b"\n" not in head:
        report.whole("csv-encoding", "the lines end in CR alone", f"save it with LF or CRLF; {_CSV_UTF8}")
    else:
        return False
    return True


class Lines:
    """Gives a file's lines as text, line ends kept; `row` is set by whoever puts lines together to rows.

    Once read to its end, `sha256` is that of the file's bytes.
    """

    def __init__(self, file: BinaryIO, report: Report) -> None:
        self._file = file
        self._report = report
        self._hash = hashlib.sha256()
        self._number = 0
        self.row = 1

    @property
    def sha256(self) -> str:
        return self._hash.hexdigest()

    def __iter__(self) -> Iterator[str]:
        while raw := self._file.readline(LINE_BYTES):
            self._hash.update(raw)
            self._number += 1
            if len(raw) == LINE_BYTES and not raw.endswith(b"\n"):
                self._say(
                    "csv-quote",
                    "a line is over 1 MiB",
                    "a quote may never be closed; the rows from here on were not checked",
                )
                return
            yield self._text(raw.removeprefix(codecs.BOM_UTF8) if self._number == 1 else raw)

    def _text(self, raw: bytes) -> str:
        try:
            text = raw.decode()
        except UnicodeDecodeError as exc:
            text = raw.decode(errors="replace")
            byte = raw[exc.start]
            self._say("csv-encoding", f"the byte 0x{byte:02x} isn't UTF-8: the file may be Windows-1252", _CSV_UTF8)
        if "\0" in text:
            text = text.replace("\0", "")
            self._say("csv-nul", "the row has a NUL character", "export the list again: something has damaged the file")
        return text

    def _say(self, code: str, message: str, hint: str) -> None:
        self._report.row(code, message, hint, self.row, self._number)
