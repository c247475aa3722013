"""The README beside the state on its branch: a table of the campaigns."""

from runner import timezones
from runner.formatting import escape_markdown
from runner.state.record import Record, State
from runner.state.record_texts import RecordTexts

START = b"# Campaigns\n\nWritten by campaign-runner "


class Readme:
    """The page of one version of a state after another; only rows of new records are written anew."""

    def __init__(self) -> None:
        self._rows = RecordTexts(_row)

    def text(self, state: State, name: str) -> str:
        """Return a Markdown page that depends on the state alone, not on the time."""
        return "\n".join(
            [
                "# Campaigns",
                "",
                f"Written by campaign-runner with `{name}`, its record of what exists at {escape_markdown(state.api)}. "
                "Don't edit either file or delete this branch: without it the same people could be called again.",
                "",
                "| campaign | id | status | contacts | launch | recorded | by | commit |",
                "|---|---|---|--:|---|---|---|---|",
                *self._rows.of(state.campaigns),
                "",
            ]
        )


def _row(name: str, record: Record) -> str:
    at = record.launchAt
    launch = "at once" if at is None else timezones.format_local(timezones.in_zone(at, record.zone))
    contacts = record.contacts["rows"]
    cells = (
        f"{escape_markdown(name)}<br><sub>{escape_markdown(record.path)}</sub>",
        escape_markdown(record.campaignId or "unknown"),
        _status(record) + (" (differs)" if record.differences else ""),
        f"{contacts:,}",
        escape_markdown(launch),
        escape_markdown(record.recordedAt),
        escape_markdown(str(record.run.get("actor") or record.run.get("host") or "")),
        escape_markdown(str(record.run.get("commit") or "")[:12]),
    )
    return f"| {' | '.join(cells)} |"


def _status(record: Record) -> str:
    if record.deleted:
        return "deleted"
    if record.gone:
        return "gone from the account"
    return "postponed" if record.postponed else record.status
