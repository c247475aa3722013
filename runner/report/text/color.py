"""Colors for lines of text."""

import re
from dataclasses import dataclass

_CODES = {
    "bold": 1,
    "dim": 2,
    "red": 31,
    "green": 32,
    "yellow": 33,
    "blue": 34,
    "white": 37,
    "grey": 90,
    "on_red": 41,
}
_ESCAPES = re.compile(r"\x1b\[[0-9;]*m")


@dataclass(frozen=True, slots=True)
class Ink:
    """Paints text, or leaves it as it is where `color` is False."""

    color: bool = False

    def paint(self, text: str, style: str) -> str:
        """Return `text` in a style such as `bold red` or `white on_red`."""
        if not self.color or not text or not style:
            return text
        codes = ";".join(str(_CODES[word]) for word in style.split())
        return f"\x1b[{codes}m{text}\x1b[0m"


STYLES = {"error": "bold red", "warning": "bold yellow", "info": "bold blue"}
PLAIN = Ink()


def without_color(text: str) -> str:
    return _ESCAPES.sub("", text)
