"""What `validate --fix` wrote into campaign files, and what it left as it is, as text and JSON."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from runner.formatting import one_line
from runner.report.text.color import PLAIN, Ink

if TYPE_CHECKING:
    from runner.plan.campaign_fixes import FileFixes

NOTHING = "nothing to fix: each key and value is right, or has more than one reading\n"


def fixes_text(files: Iterable["FileFixes"], ink: Ink = PLAIN) -> str:
    """Return a line for each fix; where a file stays as it is, the reason and what it would take."""
    lines = []
    for each in files:
        if each.obstacle is not None:
            lines.append(f"{ink.paint('not fixed', 'bold yellow')}  {one_line(each.path)}: {one_line(each.obstacle)}")
        for one in each.fixes:
            place = f"{ink.paint('fixed', 'bold green')}  {one_line(each.path)}:{one.line}" if not each.obstacle else ""
            where = place or f"           line {one.line}"
            lines.append(f"{where}: `{one_line(one.after)}`, {'was' if place else 'is'} `{one_line(one.before)}`")
    return "".join(f"{line}\n" for line in lines) or NOTHING


def fixes_json(files: Iterable["FileFixes"]) -> dict[str, Any]:
    """Return every fix, with the reason where it wasn't made."""
    entries = [
        {
            "path": each.path,
            "line": one.line,
            "key": one.key,
            "before": one.before,
            "after": one.after,
            "notFixed": each.obstacle,
        }
        for each in files
        for one in each.fixes
    ]
    return {"fixes": entries}
