"""Text that was damaged on its way: UTF-8 read as another encoding, and HTML entities."""

import re

# Strings, compiled on first use: most lists need none of them.
# The named ones are those that programs write when they escape text (HTML Living Standard, named character references).
ENTITY = (
    r"&(?:#[0-9]{2,7}|#[xX][0-9a-fA-F]{2,6}|amp|lt|gt|quot|apos|nbsp|[a-zA-Z](?:acute|grave|circ|uml|tilde|cedil|ring)"
    r"|szlig|[aA][eE]lig|oslash|Oslash|ntilde|Ntilde|ndash|mdash|[lr]squo|[lr]dquo|hellip|euro|copy|reg|trade);"
)
ENTITY_BYTES = ENTITY.encode()

_FIRST_BYTES = "\u00c2-\u00c5\u00ce-\u00d1\u00d7-\u00d9\u00e0-\u00f4"
"""What the first byte of a Latin, Greek, Cyrillic, Hebrew, Arabic or longer character is in them."""
_NEXT_BYTES = "\u0080-\u00bf\u20ac\u201a\u0192\u201e\u2026\u2020\u2021\u02c6\u2030\u0160\u2039\u0152\u017d"
_NEXT_BYTES += "\u2018\u2019\u201c\u201d\u2022\u2013\u2014\u02dc\u2122\u0161\u203a\u0153\u017e\u0178"
"""What the bytes 80 to BF are in them."""
_MAY_BE_MOJIBAKE = f"[{_FIRST_BYTES}][{_NEXT_BYTES}]{{1,3}}"


def is_mojibake(text: str) -> bool:
    """Whether text has a letter in UTF-8 that was read as Windows-1252 or ISO 8859-1, once or several times."""
    return any(_is_utf8(match.group()) for match in re.finditer(_MAY_BE_MOJIBAKE, text))


def _is_utf8(text: str) -> bool:
    """Whether some beginning of at least two characters, as the bytes that they were read from, is UTF-8."""
    # Windows-1252 leaves five bytes undefined, which programs read as ISO 8859-1 has them.
    data = b"".join(char.encode("cp1252") if char > "\u00ff" else char.encode("latin-1") for char in text)
    for end in range(2, len(data) + 1):
        try:
            data[:end].decode()
        except UnicodeDecodeError:
            continue
        return True
    return False
