"""The essentials of a campaign's receipt as text."""

from runner.formatting import printable, shell_quote
from runner.report.receipt import receipt_sections
from runner.state.record import Json

_ESSENTIALS = ("On what basis?", "Who approved it?", "What was checked?", "Who was left out?")


def receipt_text(exported: Json) -> str:
    """Return who approved a campaign, on what basis, and what was checked; and the command that exports the rest."""
    lines = []
    for section in receipt_sections(exported):
        if section.title in _ESSENTIALS or len(section.facts) == 1:
            lines += [section.title, *(printable(f"  {name}: {words}") for name, words in section.facts)]
    command = f"campaigns history {shell_quote(exported['campaignName'])} --export receipt"
    return "\n".join([*lines, f"hint: `{command}` writes all of it as JSON and as a page"])
