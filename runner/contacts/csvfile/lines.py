"""A contact list's bytes: as blocks of whole lines, or as lines of strict UTF-8, whatever is not that said by row."""

import codecs
import io
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from runner.contacts.csvfile.digest import Digest
from runner.contacts.list_findings import Report

BLOCK_BYTES = 256 * 1024
LINE_BYTES = 1024 * 1024
HEAD_BYTES = 64 * 1024
_CSV_UTF8 = "in Excel: Save As, `CSV UTF-8 (Comma delimited)`"
_LFS = b"version https://git-lfs.github.com/spec/"
_PACKED = (b"\x1f\x8b", b"\x28\xb5\x2f\xfd")
_AGE = (b"age-encryption.org/", b"-----BEGIN AGE ENCRYPTED FILE-----")
_WIDE = (
    (codecs.BOM_UTF32_LE, "UTF-32"),
    (codecs.BOM_UTF32_BE, "UTF-32"),
    (codecs.BOM_UTF16_LE, "UTF-16"),
    (codecs.BOM_UTF16_BE, "UTF-16"),
)


def refuse(head: bytes, report: Report) -> bool:
    """Find out from its beginning whether a file is anything but a CSV in UTF-8, and say so."""
    wide = _wide(head)
    if not head.strip(codecs.BOM_UTF8 + b" \t\r\n,;") and len(head) < HEAD_BYTES:
        report.whole("csv-empty", "the file is empty", "export the list again")
    elif head.removeprefix(codecs.BOM_UTF8)[:4].lower() == b"sep=":
        report.whole("csv-header", "the first row is Excel's `sep=` line, not a header", "delete that line")
    elif head.startswith(_LFS):
        report.whole(
            "lfs-pointer",
            "the file is a Git LFS pointer, not the list",
            "fetch it: `git lfs pull`, or `lfs: true` for actions/checkout",
        )
    elif head.startswith(b"\xd0\xcf\x11\xe0"):
        report.whole("csv-encoding", "the file is an Excel workbook (.xls), not a CSV", _CSV_UTF8)
    elif head.startswith(b"PK\x03\x04"):
        report.whole("csv-encoding", "the file is an Excel workbook (or another zip), not a CSV", _CSV_UTF8)
    elif head.startswith(_PACKED):
        report.whole("csv-packed", "the file is packed twice", "pack it once, with gzip or zstd")
    elif head.startswith(_AGE):
        hint = "encrypt it with sops, to the same age key: `sops encrypt --age age1…`"
        report.whole("csv-encrypted", "the file is encrypted with age", hint)
    elif head.lstrip()[:9].lower().startswith((b"<!doctype", b"<html")):
        report.whole("csv-encoding", "the file is a web page, not a CSV", "download the list again, signed in")
    elif wide:
        report.whole("csv-encoding", f"the file is {wide}, not UTF-8", f"`Unicode Text` makes such a file; {_CSV_UTF8}")
    elif b"\r" in head and b"\n" not in head:
        report.whole("csv-encoding", "the lines end in CR alone", f"save it with LF or CRLF; {_CSV_UTF8}")
    else:
        return False
    return True


def _wide(head: bytes) -> str | None:
    for mark, name in _WIDE:
        if head.startswith(mark):
            return name
    # Without a mark: ASCII has one zero byte a character in UTF-16, three in UTF-32, always in the same places.
    zeros = [head[place:400:4].count(0) for place in range(4)]
    most, few = len(head[:400]) * 0.15, len(head[:400]) * 0.03
    shape = "".join("0" if count > most else "x" if count <= few else "?" for count in zeros)
    return {"x000": "UTF-32", "000x": "UTF-32", "x0x0": "UTF-16", "0x0x": "UTF-16"}.get(shape)


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with the text of a row; what `ends` leaves the rows behind it unread."""

    code: str
    message: str
    hint: str
    ends: bool = False


_NUL = Fault("csv-nul", "the row has a NUL character", "export the list again: something has damaged the file")
_OVERLONG = Fault(
    "csv-quote",
    "a line is over 1 MiB",
    "a quote may never be closed; the rows from here on were not checked",
    ends=True,
)


def _not_utf8(byte: int) -> Fault:
    message = f"the byte 0x{byte:02x} isn't UTF-8: the file may be Windows-1252"
    return Fault("csv-encoding", message, _CSV_UTF8)


class Lines:
    """Gives a file's lines as text, each CRLF as LF; `faults` are of the lines given since they were last cleared.

    `count` is how many lines were given. `sha256` is of the file's bytes, None until they are all read.
    """

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._hash = Digest()
        self._ahead = io.BytesIO()
        self._left = 0
        self._mark = codecs.BOM_UTF8
        self._ended = False
        self.count = 0
        self.faults: list[Fault] = []

    @property
    def sha256(self) -> str | None:
        return self._hash.hexdigest() if self._ended else None

    def block(self) -> bytes:
        """Read whole lines, some `BLOCK_BYTES` of them, without counting them; nothing at the file's end."""
        raw = self._file.read(BLOCK_BYTES)
        if raw and not raw.endswith(b"\n"):
            raw += self._file.readline(LINE_BYTES)
        self._hash.update(raw)
        self._ended = not raw
        return raw

    def back(self, block: bytes) -> None:
        """Give a block's lines one by one, before those that the file still has."""
        self._ahead, self._left = io.BytesIO(block), len(block)

    @property
    def within_block(self) -> bool:
        """Whether a block that was given back has lines left."""
        return self._left > 0

    def __iter__(self) -> Iterator[str]:
        while raw := self._next():
            if len(raw) == LINE_BYTES and not raw.endswith(b"\n"):
                self.faults.append(_OVERLONG)
                return
            self.count += 1
            if self._mark:
                raw, self._mark = raw.removeprefix(self._mark), b""
            # Exports translated twice end in CR CR LF: that is one line end, or the canonical list would hold CR LF.
            if raw.endswith(b"\r\n"):
                raw = raw.rstrip(b"\r\n") + b"\n"
            try:
                text = raw.decode()
            except UnicodeDecodeError as exc:
                text = raw.decode(errors="replace")
                self.faults.append(_not_utf8(raw[exc.start]))
            if "\0" in text:
                text = text.replace("\0", "")
                self.faults.append(_NUL)
            yield text
        self._ended = True

    def _next(self) -> bytes:
        if self._left:
            raw = self._ahead.readline(LINE_BYTES)
            self._left -= len(raw)
        else:
            raw = self._file.readline(LINE_BYTES)
            self._hash.update(raw)
        return raw
