"""Small pieces of what people read: counts, one line of foreign text, a shell's quoting."""

import shlex

from runner.text import printable

_PLURALS = {"person": "people"}


def count(number: int, noun: str) -> str:
    """Count things: `1 campaign`, `4,812 people` (of `person`)."""
    return f"{number:,} {noun if number == 1 else _PLURALS.get(noun, noun + 's')}"


def one_line(text: str, limit: int = 200) -> str:
    """Put foreign text on one line without control characters, cut at `limit` characters."""
    clean = printable(text)
    return clean if len(clean) <= limit else clean[: limit - 1] + "…"


def shell(argument: str) -> str:
    """Quote an argument for a POSIX shell."""
    return shlex.quote(argument)
