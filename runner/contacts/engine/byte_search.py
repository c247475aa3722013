"""Searches lines for what suspicious cells have in them: fast, and false only where there are none."""

import re

LONG = 1_000
"""A cell of more characters than this is very long for what an agent says or looks up."""

_DDE = re.compile(rb"[,;\t\"\n][+@-][^|\n]*\|")


def may_hold(lines: bytes, delimiter: bytes) -> bool:
    """Whether whole lines may have a suspicious cell; of cells with a line break only those with a CR count here."""
    if b"{" in lines or (b"[" in lines and b"[INST]" in lines):
        return True
    if b"=" in lines and (lines.startswith(b"=") or any(edge + b"=" in lines for edge in (delimiter, b"\n", b'"'))):
        return True
    if b"|" in lines and (b"<|" in lines or _DDE.search(b"\n" + lines)):
        return True
    if b":" in lines and b"://" in lines:
        return True
    if b"\r" in lines and b"\r" in lines.replace(b"\r\n", b"\n"):
        return True
    lower = lines.lower()
    return b"instruction" in lower or b"prompt" in lower or _has_long_line(lines)


def _has_long_line(lines: bytes) -> bool:
    at, end = 0, len(lines)
    while at + LONG < end:
        line_end = lines.rfind(b"\n", at, at + LONG + 1)
        if line_end < 0:
            return True
        at = line_end + 1
    return False
