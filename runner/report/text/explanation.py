"""What codes mean, as text: Markdown as it is in the documentation, or rendered for a terminal."""

import io
import re
from collections.abc import Iterable
from itertools import groupby

from runner.formatting import one_line
from runner.report.explanations import Explanation
from runner.report.text.color import PLAIN, Ink

WIDTH = 80
"""Columns beyond which text is hard to read."""


def explanation_markdown(explanation: Explanation) -> str:
    return f"# {explanation.code}\n\nSeverity: {explanation.severity}\n\n{explanation.text}\n"


def explanation_text(explanation: Explanation, width: int, ink: Ink) -> str:
    """Return the explanation as a terminal shows it, in `width` columns or `WIDTH`."""
    from rich.console import Console
    from rich.markdown import Markdown
    from rich.theme import Theme

    console = Console(
        file=io.StringIO(),
        width=min(width, WIDTH),
        force_terminal=ink.color,
        color_system="standard" if ink.color else None,
        theme=Theme({"markdown.code": "cyan"}),  # without a background, which suits dark terminals alone
    )
    with console.capture() as captured:
        console.print(Markdown(explanation.text, code_theme="ansi_dark"))
    head = ink.paint(explanation.code, "bold") + f"\nseverity: {explanation.severity}\n\n"
    text = "\n".join(line.rstrip() for line in captured.get().strip().splitlines())
    return head + re.sub(r"\n{3,}", "\n\n", text) + "\n"


def codes_text(explanations: Iterable[Explanation], width: int | None, ink: Ink = PLAIN) -> str:
    """Return every code with its first sentence, cut at `width` columns, in groups."""
    parts = []
    for group, members in groupby(explanations, key=lambda each: each.group):
        parts.append(ink.paint(f"{group[0].upper()}{group[1:]}".replace("`", ""), "bold") + "\n")
        for each in members:
            line = f"  {each.code:<20}  {each.summary}"
            parts.append((one_line(line, width) if width else line) + "\n")
        parts.append("\n")
    return "".join(parts) + "`campaigns explain CODE` says why it matters and how to fix it\n"
