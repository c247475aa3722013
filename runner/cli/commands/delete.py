"""Deletes recorded campaigns in the account, and checks that they are gone."""

import argparse
from collections.abc import Mapping

from runner.api.client import Sweep
from runner.apply.change_selection import Selection, to_delete
from runner.cli import account_changes, recorded
from runner.cli.account_changes import AccountChange
from runner.cli.context import Context
from runner.cli.options import add_fault, add_format, add_lock_timeout, add_sandbox
from runner.formatting import count
from runner.state.record import Record

UNDOCUMENTED = (
    "the API's documentation names deleting without describing it: whether a campaign that dials may be deleted, and "
    "whether that stops its calls, isn't known. Calls under way are finished"
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_format(parser)
    parser.add_argument("names", metavar="NAME", nargs="+", help="the campaignName")
    parser.add_argument("--yes", action="store_true", help="don't ask for confirmation; implied by CI=true")
    add_sandbox(parser)
    add_fault(parser)
    add_lock_timeout(parser)


def run(context: Context) -> int:
    """Send one DELETE a campaign, then read what the account shows."""
    names = list(dict.fromkeys(context.args.names))

    def select(records: Mapping[str, Record], sweep: Sweep | None) -> Selection:
        recorded.check_recorded(names, records)
        return to_delete(records, names, sweep)

    change = AccountChange(
        "deleting",
        select,
        lambda campaigns: f"Delete {count(campaigns, 'campaign')} in the account, for good",
        ("deleted", "rejected", "unknown", "skipped"),
        unread_list="refuse",
    )
    context.terminal.note(f"note: {UNDOCUMENTED}")
    outcomes, code = account_changes.carry_out(context, change)
    if any(outcome.outcome == "deleted" for outcome in outcomes):
        context.terminal.note("a deleted campaign is never created again: delete its file, too")
    return code
