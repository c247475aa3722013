"""Searches lines for what suspicious cells have in them: fast, and false only where there are none."""

import re
from collections.abc import Callable

LONG = 1_000
"""A cell of more characters than this is very long for what an agent says or looks up."""

_DDE = re.compile(rb"[,;\t\"\n][+@-][^|\n]*\|")


def wordy(lines: bytes) -> bool:
    """Whether lines have words that instructions to an agent have, or one of them is long."""
    lower = lines.lower()
    return b"instruction" in lower or b"prompt" in lower or _has_long_line(lines)


def may_hold(lines: bytes, separator: bytes, wordy: Callable[[bytes], bool] = wordy) -> bool:
    """Search whole lines: false only where no cell is suspicious. `wordy` may be quicker than the one here."""
    if b"{" in lines or (b"[" in lines and b"[INST]" in lines):
        return True
    if b"=" in lines and (lines.startswith(b"=") or any(edge + b"=" in lines for edge in (separator, b"\n", b'"'))):
        return True
    if b"|" in lines and (b"<|" in lines or _DDE.search(b"\n" + lines)):
        return True
    if b":" in lines and b"://" in lines:
        return True
    return wordy(lines)


def _has_long_line(block: bytes) -> bool:
    at, end = 0, len(block)
    while at + LONG < end:
        line_end = block.rfind(b"\n", at, at + LONG + 1)
        if line_end < 0:
            return True
        at = line_end + 1
    return False
