"""The values that are from a file of defaults, as Markdown."""

from collections.abc import Callable, Iterable, Iterator, Sequence

from runner.formatting import one_line
from runner.plan.change import Change
from runner.report.markdown.campaign_table import campaign_name
from runner.report.markdown.findings import code, place
from runner.report.markdown.size_limit import Section
from runner.report.value_sources import NAMED, by_source_lines, value_sources


def value_sources_section(changes: Iterable[Change], rank: int, left: Callable[[int], str]) -> Section:
    """Return, folded, each set of campaigns with the file and line of every value that defaults give."""
    items = tuple(f"- {_names(same)}: {', '.join(_sources(same[0]))}\n" for same in by_source_lines(changes).values())
    head = "<details><summary>Values from defaults</summary>\n\n"
    return Section(rank, head, items, "\n</details>\n\n", left) if items else Section(rank, "")


def _names(changes: Sequence[Change]) -> str:
    names = ", ".join(f"**{campaign_name(change)}**" for change in changes[:NAMED])
    return names + (f" and {len(changes) - NAMED:,} more" if len(changes) > NAMED else "")


def _sources(change: Change) -> Iterator[str]:
    for key, (path, line) in value_sources(change).items():
        yield f"{code(one_line(key, 60))} from {place(path, line)}"
