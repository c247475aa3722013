"""The values that are from a file of defaults, as text for a terminal."""

from collections.abc import Iterable

from runner.formatting import count
from runner.plan.change import Change
from runner.report.text.launch import shown_name
from runner.report.value_sources import LISTED, NAMED, by_source_lines


def value_sources_text(changes: Iterable[Change]) -> str:
    """Return each set of campaigns with the file and line of every value that defaults give; empty without any."""
    sets = list(by_source_lines(changes).items())
    lines = ["values from defaults:"] if sets else []
    for sources, same in sets[:LISTED]:
        more = f" and {len(same) - NAMED:,} more" if len(same) > NAMED else ""
        lines.append(f"  {', '.join(map(shown_name, same[:NAMED]))}{more}")
        lines += [f"    {line}" for line in sources]
    if left := sum(len(same) for _, same in sets[LISTED:]):
        lines.append(f"  and {count(left, 'more campaign')}: `campaigns plan --format json` has all of them")
    return "".join(f"{line}\n" for line in lines)
