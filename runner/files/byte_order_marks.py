"""Byte-order marks: the bytes at the beginning of a text file that tell its encoding."""

import codecs

UTF8_MARK = codecs.BOM_UTF8
# UTF-32's little-endian mark begins with UTF-16's.
_WIDE = {
    codecs.BOM_UTF32_LE: "UTF-32",
    codecs.BOM_UTF32_BE: "UTF-32",
    codecs.BOM_UTF16_LE: "UTF-16",
    codecs.BOM_UTF16_BE: "UTF-16",
}


def encoding_of_mark(data: bytes) -> str | None:
    """Return the encoding that a mark at the beginning tells, UTF-16 or UTF-32; None without one of these."""
    return next((encoding for mark, encoding in _WIDE.items() if data.startswith(mark)), None)
