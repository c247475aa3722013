"""A contact list's bytes as lines of strict UTF-8, or as blocks of whole lines."""

import io
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from runner.contacts.list_findings import Report, fix_command
from runner.files.byte_order_marks import UTF8_MARK, encoding_of_mark

BLOCK_BYTES = 256 * 1024
LINE_BYTES = 1024 * 1024
HEAD_BYTES = 64 * 1024
_CSV_UTF8 = "in Excel: Save As, `CSV UTF-8 (Comma delimited)`"
_LFS = b"version https://git-lfs.github.com/spec/"
_COMPRESSED = (b"\x1f\x8b", b"\x28\xb5\x2f\xfd")
_AGE = (b"age-encryption.org/", b"-----BEGIN AGE ENCRYPTED FILE-----")


def refuse(head: bytes, report: Report) -> bool:
    """Whether a file begins as anything but a CSV in UTF-8, which is then reported."""
    wide = encoding_of_mark(head) or (unmarked_encoding(head) or "")[:6].upper()
    if not head.strip(UTF8_MARK + b" \t\r\n,;") and len(head) < HEAD_BYTES:
        report.whole("csv-empty", "the file is empty", "export the list again")
    elif head.removeprefix(UTF8_MARK)[:4].lower() == b"sep=":
        hint = f"delete that line, or let {fix_command(report.path)} do it"
        report.whole("csv-header", "the first row is Excel's `sep=` line, not a header", hint)
    elif head.startswith(_LFS):
        report.whole(
            "lfs-pointer",
            "the file is a Git LFS pointer, not the list",
            "fetch the list: `git lfs pull`, or `lfs: true` for actions/checkout",
        )
    elif head.startswith(b"\xd0\xcf\x11\xe0"):
        message = "the file is an Excel workbook (.xls, or one with a password), not a CSV"
        report.whole("csv-encoding", message, _CSV_UTF8)
    elif head.startswith(b"PK\x03\x04"):
        hint = f"{fix_command(report.path)} writes one, from a workbook with one sheet"
        report.whole("csv-encoding", "the file is an Excel workbook (or another zip), not a CSV", hint)
    elif head.startswith(_COMPRESSED):
        report.whole("csv-packed", "the file is compressed twice", "compress it once, with gzip or zstd")
    elif head.startswith(_AGE):
        hint = "encrypt it with sops, to the same age key: `sops encrypt --age age1…`"
        report.whole("csv-encrypted", "the file is encrypted with age", hint)
    elif head.lstrip()[:9].lower().startswith((b"<!doctype", b"<html")):
        report.whole("csv-encoding", "the file is a web page, not a CSV", "sign in, and download the list again")
    elif wide:
        report.whole("csv-encoding", f"the file is {wide}, not UTF-8", f"{fix_command(report.path)} fixes this")
    elif head.startswith(UTF8_MARK + UTF8_MARK):
        report.whole(
            "csv-encoding", "the file begins with two byte-order marks", f"{fix_command(report.path)} fixes this"
        )
    elif b"\r" in head and b"\n" not in head:
        report.whole("csv-encoding", "the lines end in CR alone", f"{fix_command(report.path)} fixes this")
    else:
        return False
    return True


def unmarked_encoding(head: bytes) -> str | None:
    """Return the encoding of two or four bytes a character that a file without a mark has: most have zero bytes."""
    # ASCII has one zero byte a character in UTF-16, three in UTF-32, always in the same places.
    zeros = [head[place:400:4].count(0) for place in range(4)]
    most, few = len(head[:400]) * 0.15, len(head[:400]) * 0.03
    shape = "".join("0" if count > most else "x" if count <= few else "?" for count in zeros)
    return {"x000": "utf-32-le", "000x": "utf-32-be", "x0x0": "utf-16-le", "0x0x": "utf-16-be"}.get(shape)


@dataclass(frozen=True, slots=True)
class Damage:
    """What is wrong with the text of a row, so that its cells aren't known; some ends the reading of the list."""

    code: str
    message: str
    hint: str
    ends_reading: bool = False


DAMAGE_CODES = frozenset({"csv-encoding", "csv-nul", "csv-quote"})

_NUL = Damage("csv-nul", "the row has a NUL character", "export the list again: something has damaged the file")
_OVERLONG = Damage(
    "csv-quote",
    "a line is over 1 MiB",
    "a quote may never be closed; the rows from here on were not checked",
    ends_reading=True,
)


def _not_utf8(byte: int) -> Damage:
    message = f"the byte 0x{byte:02x} isn't UTF-8: the file may be Windows-1252"
    return Damage("csv-encoding", message, _CSV_UTF8)


class Lines:
    """A file's lines as text, each CRLF as LF, read in blocks of whole lines.

    `count` is how many lines were read, `position` where the next begins in the file, and `damage` what is wrong with
    those since it was last cleared. `ended` says that the file's end was reached. Blocks don't go beyond the line in
    which the byte at `end` is. A list that is read from `start` on has no byte-order mark there.
    """

    def __init__(self, file: BinaryIO, start: int = 0) -> None:
        self._file = file
        self._block = io.BytesIO()
        self._block_start = start
        self._mark = b"" if start else UTF8_MARK
        self.end: int | None = None
        self.ended = False
        self.count = 0
        self.damage: list[Damage] = []

    @property
    def position(self) -> int:
        return self._block_start + self._block.tell()

    def block(self) -> bytes:
        """Return the next lines, some `BLOCK_BYTES` of them, without reading past them; nothing at the file's end."""
        self._block_start = self.position
        ahead = self._block.read()
        if not ahead:
            size = BLOCK_BYTES if self.end is None else min(BLOCK_BYTES, self.end + 1 - self._block_start)
            ahead = self._file.read(size) if size > 0 else b""
            if size <= 0 or (ahead and not ahead.endswith(b"\n")):
                ahead += self._file.readline(LINE_BYTES)
            self.ended = not ahead
        self._block = io.BytesIO(ahead)
        return ahead

    def skip_block(self, lines: int) -> None:
        """Skip the block that `block` returned, and count its lines."""
        self._block.seek(0, io.SEEK_END)
        self.count += lines

    def __iter__(self) -> Iterator[str]:
        while self.block():
            while raw := self._block.readline(LINE_BYTES):
                if len(raw) == LINE_BYTES and not raw.endswith(b"\n"):
                    self.damage.append(_OVERLONG)
                    return
                self.count += 1
                yield self._text(raw)

    def _text(self, raw: bytes) -> str:
        if self._mark:
            raw, self._mark = raw.removeprefix(self._mark), b""
        # Exports translated twice end in CR CR LF: that is one line end, or the canonical list would hold CR LF.
        if raw.endswith(b"\r\n"):
            raw = raw.rstrip(b"\r\n") + b"\n"
        try:
            text = raw.decode()
        except UnicodeDecodeError as exc:
            text = raw.decode(errors="replace")
            self.damage.append(_not_utf8(raw[exc.start]))
        if "\0" in text:
            text = text.replace("\0", "")
            self.damage.append(_NUL)
        return text
