"""Text in so many columns: lines break between words, never inside a word, a path or a command."""

import functools
import re
import unicodedata
from collections.abc import Iterator

from runner.report.text.color import without_color

NO_BREAK = "\u00a0"
"""The space at which no line breaks: `printable` leaves none in a user's text, and `lay_out` none in an output."""
_COMMAND = r"(?<!\()(?<!the same )`((?:campaigns|git|sops) (?:'[^']*'|\"[^\"]*\"|[^`'\"])*)`(?!\?)"
_PIECES = re.compile(rf"(?P<space> *)(?P<whole>(?:{_COMMAND}|`[^`]*`|[^ ])+)")
_COMMANDS = re.compile(_COMMAND)
_BEFORE_NOUN = re.compile(r"(?<=\d) (?=(?:contact|campaign|launch|line|row|day|hour|UTC)(?:e?s)?\b)")
"""The space between a number and its noun."""
_WITH_COMMAND = r" (?P<words>.*`(?:campaigns|git|sops) .*)"
_HINT = re.compile(rf"(?P<lead>(?P<indent> *)\S*=\S* hint:){_WITH_COMMAND}")
"""The hint of a finding with a command in it."""
_ADVICE = re.compile(rf"(?P<lead>(?P<indent> *)(?:\S*=\S* )?(?:hint:|\d+\.)){_WITH_COMMAND}")
"""Any hint, or a numbered step, with a command in it."""


def keep_together(text: str) -> str:
    """Return text that stays on one line, however narrow the terminal is."""
    return text.replace(" ", NO_BREAK)


def display_width(text: str) -> int:
    """Return the columns that a terminal needs for a text without escapes."""
    return len(text) if text.replace(NO_BREAK, " ").isascii() else sum(map(_columns, text))


@functools.cache
def _columns(char: str) -> int:
    if unicodedata.category(char) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1


def longest_piece(text: str) -> int:
    """Return the columns of the longest part of a text in which no line breaks."""
    if "`" in text:
        return max(display_width(piece["whole"]) for piece in _PIECES.finditer(text))
    return max(map(display_width, text.split(" ")))


def lay_out(text: str, width: int | None) -> str:
    """Return a text as a person reads it: each command of a finding's hint is alone on its line, to be copied.

    Where the width is known, so is that of every hint and step, and longer lines are broken, never between a number and
    its noun; a log has one line for a message.
    """
    advice = _HINT if width is None else _ADVICE
    text = _BEFORE_NOUN.sub(NO_BREAK, text)
    lines = (part for line in text.split("\n") for part in _commands_alone(line, advice))
    broken = (part for line in lines for part in ([line] if width is None else wrap(line, width)))
    return "\n".join(broken).replace(NO_BREAK, " ")


def wrap(text: str, width: int, hang: int = 2) -> list[str]:
    """Return a line in lines of at most `width` columns, the further ones indented by `hang` more.

    A part that no line breaks in has a line of its own where it is wider than that.
    """
    if display_width(without_color(text)) <= width:
        return [text]
    indent = len(text) - len(text.lstrip(" "))
    lines: list[str] = []
    line = ""
    columns = 0
    for piece in _PIECES.finditer(text):
        space, needed = piece["space"], display_width(without_color(piece["whole"]))
        if line and columns + len(space) + needed > width:
            lines.append(line)
            line, columns, space = "", 0, " " * (indent + hang)
        line += space + piece["whole"]
        columns += len(space) + needed
    return [*lines, line]


def _commands_alone(line: str, pattern: re.Pattern[str]) -> Iterator[str]:
    advice = pattern.fullmatch(line)
    if advice is None:
        yield line
        return
    indent = advice["indent"] + "  "
    words, *rest = _COMMANDS.split(advice["words"])
    yield f"{advice['lead']} {words}".rstrip()
    for command, after in zip(rest[::2], rest[1::2], strict=True):
        yield f"{indent}  {keep_together(command)}"
        if clause := after.lstrip(" ,;:").rstrip(" ,;"):
            yield f"{indent}{clause}"
