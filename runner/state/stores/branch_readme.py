"""What stands beside the state on its branch: the campaigns, for whoever opens the branch to look."""

from runner import timezones
from runner.formatting import escape_markdown
from runner.state.record import Record, State

BEGINS = b"# Campaigns\n\nWritten by campaign-runner "


def text(state: State, name: str) -> str:
    """Give a Markdown page; it says the same for the same state, whenever it is written."""
    rows = [_row(name, record) for name, record in sorted(state.campaigns.items())]
    return "\n".join(
        [
            "# Campaigns",
            "",
            f"Written by campaign-runner with `{name}`, its record of what exists at {escape_markdown(state.api)}. "
            "Don't edit either file or delete this branch: without it the same people could be called again.",
            "",
            "| campaign | id | status | people | launch | recorded | by | commit |",
            "|---|---|---|--:|---|---|---|---|",
            *rows,
            "",
        ]
    )


def _row(name: str, record: Record) -> str:
    zone = record.request.get("scheduledTimezone")
    launch = "at once" if record.launchAt is None else timezones.format_local(timezones.in_zone(record.launchAt, zone))
    people = record.contacts.get("rows")
    cells = (
        f"{escape_markdown(name)}<br><sub>{escape_markdown(record.path)}</sub>",
        escape_markdown(record.campaignId or "not known"),
        record.status + (" (differs)" if record.differences else ""),
        f"{people:,}" if isinstance(people, int) else "?",
        escape_markdown(launch),
        escape_markdown(record.recordedAt),
        escape_markdown(str(record.run.get("actor") or record.run.get("host") or "")),
        escape_markdown(str(record.run.get("commit") or "")[:12]),
    )
    return f"| {' | '.join(cells)} |"
