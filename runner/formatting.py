"""Small pieces of what people read: counts, one line of foreign text, a shell's quoting."""

import re
import shlex

_ENTITIES = {char: f"&#{ord(char)};" for char in "&\\`*_[]<>|#@~!"}
# GitHub makes links of addresses, mentions and numbers after it has read the entities: a space of no width parts them.
_LINKS = r":(?=//)|\bwww(?=\.)|&#64;|&#35;|\bGH(?=-[0-9])"
# Two of them would enclose a formula; docs.github.com, writing mathematical expressions, has this as the way out.
_ENTITIES["$"] = "<span>$</span>"
_PLURALS = {"person": "people", "launch": "launches"}


def count(number: int, noun: str) -> str:
    """Count things: `1 campaign`, `4,812 people` (of `person`)."""
    return f"{number:,} {noun if number == 1 else _PLURALS.get(noun, noun + 's')}"


def one_line(text: str, limit: int = 200) -> str:
    """Put foreign text on one line without control characters, cut at `limit` characters."""
    clean = printable(text)
    return clean if len(clean) <= limit else clean[: limit - 1] + "…"


def escape_markdown(text: str) -> str:
    """Make foreign text safe inside a Markdown table's cell: no markup, no links, no mentions, one line."""
    plain = "".join(_ENTITIES.get(char, char) if char.isprintable() else " " for char in text)
    return re.sub(_LINKS, "\\g<0>\u200b", plain, flags=re.IGNORECASE)


def shell_quote(argument: str) -> str:
    """Quote an argument for a POSIX shell."""
    return shlex.quote(argument)


_SHOWN = 60


def printable(text: str) -> str:
    """Replace what a terminal would act on: white space by a space, other unprintable characters by `�`."""
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() else " " if c.isspace() else "�" for c in text)


def redact_url(text: str) -> str:
    """Put asterisks, one for one, where an address on this line may have credentials or a signature."""
    before, mark, rest = text.partition("://")
    credentials, question = rest.rfind("@") + 1, rest.find("?")
    end = len(rest) if question < 0 else max(question, credentials)
    return before + mark + "*" * credentials + rest[credentials:end] + "*" * (len(rest) - end)


def quoted(text: str) -> str:
    """Put a word of the user's in backticks, cut to a length that fits a message."""
    text = redact_url(text)
    short = text if len(text) <= _SHOWN else f"{text[: _SHOWN - 1]}…"
    return f"`{printable(short)}`"
