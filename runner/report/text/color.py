"""Colors for lines of text."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Ink:
    """Paints text, or leaves it as it is where `color` is False."""

    color: bool = False

    def paint(self, text: str, style: str) -> str:
        """Return `text` in a style of rich, such as `bold red`."""
        if not self.color or not text:
            return text
        from rich.style import Style

        return Style.parse(style).render(text)


STYLES = {"error": "bold red", "warning": "bold yellow", "info": "bold blue"}
PLAIN = Ink()
