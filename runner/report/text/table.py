"""Tables for a terminal."""

import io
from typing import TYPE_CHECKING

from runner.report.text.color import Ink

if TYPE_CHECKING:
    from rich.table import Table


def new_table(*headers: str) -> "Table":
    from rich.table import Table

    table = Table(box=None, pad_edge=False, padding=(0, 2, 1, 0), header_style="dim")
    for header in headers:
        table.add_column(header, justify="right" if header == "contacts" else "left", overflow="fold")
    return table


def render_table(table: "Table", width: int, ink: Ink) -> str:
    from rich.console import Console

    console = Console(
        file=io.StringIO(),
        width=width,
        force_terminal=ink.color,
        no_color=not ink.color,
        highlight=False,
        markup=False,
        color_system="standard" if ink.color else None,
    )
    with console.capture() as captured:
        console.print(table)
    return "\n".join(line.rstrip() for line in captured.get().splitlines()) + "\n"
