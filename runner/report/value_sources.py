"""Which values of campaigns to be sent are from a file of defaults, and at which line, in the words of every output."""

from collections.abc import Iterable, Mapping, Sequence

from runner.config.defaults import ResolvedDocument
from runner.formatting import one_line
from runner.plan.change import SENT, Change

LISTED = 10
"""Maximum sets of campaigns with the same values; more are counted."""
NAMED = 5
"""Maximum campaigns named in one set; more are counted."""


def value_sources(change: Change) -> Mapping[str, tuple[str, int]]:
    """Return the file and line of each value that defaults give, by its key, as in `contacts.columns`."""
    document = change.desired.document if change.desired and change.action in SENT else None
    if not isinstance(document, ResolvedDocument):
        return {}
    return {key: (document.defaults.path, line) for key, line in document.sources.items()}


def source_lines(change: Change) -> tuple[str, ...]:
    """Return a line for each value that defaults give: `agentId from campaigns/us/defaults.yaml:3`."""
    return tuple(
        f"{one_line(key, 60)} from {one_line(path)}:{line}" for key, (path, line) in value_sources(change).items()
    )


def by_source_lines(changes: Iterable[Change]) -> Mapping[tuple[str, ...], Sequence[Change]]:
    """Return the campaigns that have values from defaults, those with the same lines together, in order."""
    together: dict[tuple[str, ...], list[Change]] = {}
    for change in changes:
        if lines := source_lines(change):
            together.setdefault(lines, []).append(change)
    return together
