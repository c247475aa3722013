"""The text of a list in UTF-8 from its header on, whatever encoding and marks the file has."""

import contextlib
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO, cast

from runner.contacts.csvfile.lines import HEAD_BYTES, LINE_BYTES, unmarked_encoding
from runner.contacts.list_findings import Report, fix_command
from runner.contacts.repair.repairs import RepairOptions, Repairs
from runner.files.byte_order_marks import UTF8_MARK, encoding_of_mark

WIDE_ENCODINGS = ("utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be")
"""Encodings of two or four bytes a character, which a file without a mark may have."""
_MULTIBYTE = ("shift-jis", "gb18030")
"""Encodings in which two bytes may also be one character of UTF-8."""
_BLOCK = 1024 * 1024
_ZIP = b"PK\x03\x04"
_CTRL_Z = b"\x1a"
# What may stand between cells; no encoding has these bytes within a character.
_CELLS = re.compile(rb'([,;\t"\r\n]+)')
_TWO_BYTES = re.compile(rb"[\xc2-\xdf][\x80-\xbf]")


@dataclass(frozen=True, slots=True)
class PlainText:
    """A list's text, to be read from its header on; `skipped` rows of the file come before it."""

    file: BinaryIO
    skipped: int


def plain_text(
    file: BinaryIO, options: RepairOptions, report: Report, repairs: Repairs, stack: contextlib.ExitStack
) -> PlainText | None:
    """Return a list's text; None, and a finding, where it can't be read."""
    head = file.read(HEAD_BYTES)
    file.seek(0)
    if head.startswith(_ZIP):
        from runner.contacts.repair import workbook

        source = workbook.as_csv(file, report, _unnamed(stack))
        repairs.add("workbook")
    elif wide := _wide_encoding(head, options.encoding):
        source = _decoded(file, wide, report, _unnamed(stack))
        repairs.add("encoding")
    else:
        source = _with_line_feeds(file, _unnamed(stack)) if b"\r" in head and b"\n" not in head else file
        if source is not file:
            repairs.add("line-ends")
    return None if source is None else _Copier(source, options, report, repairs).copy(_unnamed(stack))


@dataclass(frozen=True, slots=True)
class _Copier:
    """Copies the lines of a file that is UTF-8 but for single cells."""

    source: BinaryIO
    options: RepairOptions
    report: Report
    repairs: Repairs

    def copy(self, out: BinaryIO) -> PlainText | None:
        skipped = 0
        self.source.seek(0)
        lines = self._lines()
        for line in lines:
            if skipped == 0 and line[:4].lower() == b"sep=":
                self.repairs.add("separator-line")
                skipped = 1
                continue
            if skipped + 1 < self.options.header_row:
                skipped += 1
                self.repairs.add("title-row", skipped)
                for rest in self._rest_of_row(line, lines):
                    del rest
                continue
            out.write(line)
            break
        try:
            for line in lines:
                out.write(line)
        except UnicodeError:
            encoding = (self.options.encoding or "UTF-8").upper()
            hint = f"name its encoding: {fix_command(self.report.path, '--encoding …')}"
            self.report.whole("csv-encoding", f"the file is neither UTF-8 nor {encoding} throughout", hint)
            return None
        out.seek(0)
        return PlainText(out, skipped)

    def _rest_of_row(self, line: bytes, lines: Iterator[bytes]) -> Iterator[bytes]:
        """Yield the further lines of a row that has line breaks in a quoted cell."""
        quotes = line.count(b'"')
        while quotes % 2 and (line := next(lines, b"")):
            quotes += line.count(b'"')
            yield line

    def _lines(self) -> Iterator[bytes]:
        """Yield the lines in UTF-8, without marks before the first and without the sign that ended texts of DOS."""
        first, ahead = True, self.source.readline(LINE_BYTES)
        while ahead:
            line, ahead = ahead, self.source.readline(LINE_BYTES)
            if first:
                line, first = self._without_marks(line), False
            if not ahead and line.endswith(_CTRL_Z):
                line = line.rstrip(_CTRL_Z)
                self.repairs.add("end-mark")
            if line:
                yield line if self.options.encoding is None else self._in_utf8(line)

    def _without_marks(self, line: bytes) -> bytes:
        marks = 0
        while line.startswith(UTF8_MARK):
            line, marks = line[len(UTF8_MARK) :], marks + 1
        if marks > 1:
            self.repairs.add("byte-order-mark")
        return line

    def _in_utf8(self, line: bytes) -> bytes:
        """Decode the cells of a line that aren't UTF-8; UnicodeError where they aren't in the other encoding either."""
        encoding = self.options.encoding
        if encoding is None or encoding in WIDE_ENCODINGS or line.isascii():
            return line
        cells = _CELLS.split(line)
        decoded = [cell if _is_utf8(cell, encoding) else cell.decode(encoding).encode() for cell in cells]
        if decoded != cells and not any(repair.kind == "encoding" for repair in self.repairs):
            self.repairs.add("encoding")
        return b"".join(decoded)


def _is_utf8(cell: bytes, encoding: str) -> bool:
    try:
        cell.decode()
    except UnicodeDecodeError:
        return False
    return not (encoding in _MULTIBYTE and _TWO_BYTES.search(cell))


def _wide_encoding(head: bytes, encoding: str | None) -> str | None:
    """Return an encoding of two or four bytes a character: from the mark, the user, or where the zero bytes are."""
    return encoding_of_mark(head) or (encoding if encoding in WIDE_ENCODINGS else unmarked_encoding(head))


def _decoded(file: BinaryIO, encoding: str, report: Report, out: BinaryIO) -> BinaryIO | None:
    text = io.TextIOWrapper(file, encoding, newline="")
    try:
        while block := text.read(_BLOCK):
            out.write(block.encode())
    except UnicodeError:
        hint = "export the list again; in Excel: Save As, `CSV UTF-8 (Comma delimited)`"
        report.whole("csv-encoding", f"the file isn't {encoding.upper()} throughout", hint)
        return None
    finally:
        text.detach()
    return out


def _with_line_feeds(file: BinaryIO, out: BinaryIO) -> BinaryIO:
    while block := file.read(_BLOCK):
        out.write(block.replace(b"\r", b"\n"))
    return out


def _unnamed(stack: contextlib.ExitStack) -> BinaryIO:
    import tempfile

    return cast(BinaryIO, stack.enter_context(tempfile.TemporaryFile()))
