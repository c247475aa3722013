"""A terminal's text with its colors, as SVG."""

import io
from pathlib import Path

from rich.console import Console
from rich.terminal_theme import TerminalTheme
from rich.text import Text

FRAME = Path(__file__).with_name("terminal.svg").read_text(encoding="utf-8")
THEMES = {
    "light": (
        "ffffff 1f2328",
        "24292f cf222e 116329 7d4e00 0969da 8250df 1b7c83 ffffff",
        "57606a a40e26 1a7f37 633c01 218bff a475f9 3192aa 8c959f",
    ),
    "dark": (
        "0d1117 e6edf3",
        "484f58 ff7b72 3fb950 d29922 58a6ff bc8cff 39c5cf f0f6fc",
        "6e7681 ffa198 56d364 e3b341 79c0ff d2a8ff 56d4dd ffffff",
    ),
}
"""The background and the text, then the eight colors of a terminal, then their bright ones."""


def terminal_svg(command: str, output: str, columns: int, theme: str) -> str:
    """Return a command and what it wrote; `output` has the escapes of its colors."""
    out = io.StringIO()
    console = Console(record=True, width=columns, file=out, force_terminal=True, color_system="truecolor", _environ={})
    console.print(Text.assemble(("$ ", "dim"), (command, "bold")))
    console.print(Text.from_ansi(output), soft_wrap=True)
    return console.export_svg(title=command, theme=_theme(*THEMES[theme]), code_format=FRAME, unique_id="terminal")


def _theme(ground: str, normal: str, bright: str) -> TerminalTheme:
    (background, foreground), *palettes = (
        [(color[0], color[1], color[2]) for color in map(bytes.fromhex, colors.split())]
        for colors in (ground, normal, bright)
    )
    return TerminalTheme(background, foreground, *palettes)
