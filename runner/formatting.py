"""Formatting of small pieces of text: counts, quoting, and untrusted text made safe to show."""

import re
import shlex

_ENTITIES = {char: f"&#{ord(char)};" for char in "&\\`*_[]<>|#@~!"}
# GitHub links addresses, mentions and numbers even where they are written as entities: a zero-width space prevents it.
_LINKS = r":(?=//)|\bwww(?=\.)|&#64;|&#35;|\bGH(?=-[0-9])"
# Two dollar signs would enclose a formula. Source: docs.github.com, writing mathematical expressions.
_ENTITIES["$"] = "<span>$</span>"
_PLURALS = {"person": "people", "launch": "launches", "fix": "fixes"}


def count(number: int, noun: str) -> str:
    """Return a number with its noun: `1 campaign`, `4,812 people` (of `person`)."""
    return f"{number:,} {noun if number == 1 else _PLURALS.get(noun, noun + 's')}"


def one_line(text: str, limit: int = 200) -> str:
    """Put untrusted text on one line without control characters, cut at `limit` characters."""
    clean = printable(text)
    return clean if len(clean) <= limit else clean[: limit - 1] + "…"


def escape_markdown(text: str) -> str:
    """Make untrusted text safe in a Markdown table's cell: no markup, no links, no mentions, one line."""
    plain = "".join(_ENTITIES.get(char, char) if char.isprintable() else " " for char in text)
    return re.sub(_LINKS, "\\g<0>\u200b", plain, flags=re.IGNORECASE)


def shell_quote(argument: str) -> str:
    """Quote an argument for a POSIX shell."""
    return shlex.quote(argument)


_QUOTED_LENGTH = 60


def printable(text: str) -> str:
    """Replace what a terminal would act on: white space by a space, other unprintable characters by `�`."""
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() else " " if c.isspace() else "�" for c in text)


def redact_url(text: str) -> str:
    """Mask, one asterisk per character, where a URL on this line may have credentials or a signature."""
    before, mark, rest = text.partition("://")
    credentials, question = rest.rfind("@") + 1, rest.find("?")
    end = len(rest) if question < 0 else max(question, credentials)
    return before + mark + "*" * credentials + rest[credentials:end] + "*" * (len(rest) - end)


def quoted(text: str) -> str:
    """Put the user's text in backticks, cut to a length that fits a message."""
    text = redact_url(text)
    short = text if len(text) <= _QUOTED_LENGTH else f"{text[: _QUOTED_LENGTH - 1]}…"
    return f"`{printable(short)}`"
