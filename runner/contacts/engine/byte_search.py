"""Searches lines for what suspicious cells have in them: fast, and false only where there are none."""

import re

from runner.contacts.vocabulary.damage import ENTITY_BYTES

LONG = 1_000
"""A cell of more characters than this is very long for what an agent says or looks up."""

# As in `is_mojibake`: a first byte's character, then U+0080 to U+00BF or one of Windows-1252 above U+00FF.
_MOJIBAKE = re.compile(rb"\xc3[\x82-\x85\x8e-\x91\x97-\x99\xa0-\xb4](?:\xc2[\x80-\xbf]|\xe2|\xc5|\xc6|\xcb)")
_SPACE_QUOTE = re.compile(rb'[,;\t|\n]"?[ \t]+"')
_DDE = re.compile(rb"[,;\t\"\n][+@-][^|\n]*\|")


def may_hold(lines: bytes, delimiter: bytes) -> bool:
    """Whether whole lines may have a suspicious cell; of cells with a line break only those with a CR count here."""
    if may_hold_marks(lines, delimiter) or has_long_line(lines):
        return True
    lower = lines.lower()
    return b"instruction" in lower or b"prompt" in lower


def may_hold_marks(lines: bytes, delimiter: bytes) -> bool:
    """Whether whole lines may have a suspicious cell, but for its words and its length."""
    if (b"&" in lines and re.search(ENTITY_BYTES, lines)) or (not lines.isascii() and _may_be_damaged(lines)):
        return True
    if b"{" in lines or (b"[" in lines and b"[INST]" in lines):
        return True
    if b"=" in lines and (lines.startswith(b"=") or any(edge + b"=" in lines for edge in (delimiter, b"\n", b'"'))):
        return True
    # A pipe within a cell of a list with pipes is in quotes.
    if b"|" in lines and (delimiter != b"|" or b'"' in lines) and (b"<|" in lines or _DDE.search(b"\n" + lines)):
        return True
    if b":" in lines and b"://" in lines:
        return True
    # A NUL is left out when a row is read, so that what stands beside it comes together.
    if b"\0" in lines or (b'"' in lines and _SPACE_QUOTE.search(delimiter + lines)):
        return True
    return b"\r" in lines and b"\r" in lines.replace(b"\r\n", b"\n")


def _may_be_damaged(lines: bytes) -> bool:
    """Whether text has U+FFFD, or a letter for which the first of several bytes in UTF-8 is mistaken."""
    return b"\xef\xbf\xbd" in lines or _MOJIBAKE.search(lines) is not None


def has_long_line(lines: bytes) -> bool:
    """Whether a line is so long that a cell of it may be."""
    at, end = 0, len(lines)
    while at + LONG < end:
        line_end = lines.rfind(b"\n", at, at + LONG + 1)
        if line_end < 0:
            return True
        at = line_end + 1
    return False
