"""The brake: moves the launch of recorded campaigns that don't dial yet to a later time."""

import argparse
import re
from collections.abc import Mapping, Sequence
from datetime import datetime

from runner.api.client import Sweep
from runner.apply.change_selection import Selection, to_postpone
from runner.cli import account_changes, recorded
from runner.cli.account_changes import AccountChange
from runner.cli.context import Context
from runner.cli.options import add_fault, add_format, add_lock_timeout, add_sandbox
from runner.errors import UsageError
from runner.formatting import count, quoted
from runner.state.record import Record

_TO = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}[ T]([01][0-9]|2[0-3]):[0-9]{2}(:[0-9]{2})?")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_format(parser)
    parser.add_argument("names", metavar="NAME", nargs="*", help="the campaignName")
    parser.add_argument("--all", action="store_true", help="every recorded campaign that is still to dial")
    parser.add_argument(
        "--to",
        required=True,
        metavar="TIME",
        help="the new launch, 'YYYY-MM-DD HH:MM[:SS]', local time in each campaign's own time zone",
    )
    parser.add_argument("--yes", action="store_true", help="don't ask for confirmation; implied by CI=true")
    add_sandbox(parser)
    add_fault(parser)
    add_lock_timeout(parser)


def run(context: Context) -> int:
    """Move the launches; files aren't read, so that broken ones are no obstacle, and a HOLD file stops nothing."""
    names = None if context.args.all else list(dict.fromkeys(context.args.names))
    if (names is None) == bool(context.args.names):
        raise UsageError("name campaigns, or pass --all", hint="`campaigns status` lists the names")
    to = _local_time(context.args.to)

    def select(records: Mapping[str, Record], sweep: Sweep | None) -> Selection:
        return _checked(to_postpone(records, _recorded(names, records), to, context.now(), sweep))

    change = AccountChange(
        "postponing",
        select,
        lambda campaigns: f"Postpone {count(campaigns, 'campaign')} to {to:%Y-%m-%d %H:%M}, in each one's time zone",
        ("postponed", "rejected", "unknown", "skipped"),
        unread_list="fail" if names is None else "ignore",
    )
    outcomes, code = account_changes.carry_out(context, change)
    if not outcomes and code == 0:
        context.terminal.note("nothing to postpone: no recorded campaign is still to dial")
    if any(outcome.outcome == "postponed" for outcome in outcomes):
        context.terminal.note("`campaigns plan` checks the calling hours at the new time")
    return code


def _recorded(names: Sequence[str] | None, records: Mapping[str, Record]) -> Sequence[str] | None:
    if names is not None:
        recorded.check_recorded(names, records)
    return names


def _checked(chosen: Selection) -> Selection:
    if chosen.mistakes:
        raise UsageError(
            f"nothing was sent: {chosen.explanation}",
            hint="choose a time ahead, not before an approved launch, that exists exactly once in each zone",
        )
    return chosen


def _local_time(text: str) -> datetime:
    try:
        if _TO.fullmatch(text.strip()):
            at = datetime.fromisoformat(text.strip())
            if 1900 < at.year < 9998:  # so that no zone leads out of the calendar
                return at
    except ValueError:
        pass
    raise UsageError(
        f"--to {quoted(text)} isn't a date and time", hint="write local time such as --to '2026-12-01 12:00'"
    )
