"""Shows what is recorded and, with --refresh, what the account holds now."""

import argparse
import functools
import time
from collections.abc import Mapping, Sequence

from runner.apply.drift import Drift
from runner.cli.campaign_folder import of_other_folders
from runner.cli.context import Context
from runner.cli.exit_codes import DIFFERS
from runner.cli.options import add_format, add_sandbox
from runner.cli.settings import Settings
from runner.config import discovery
from runner.contacts.remote.lists import RemoteLists
from runner.errors import RunnerError
from runner.formatting import count
from runner.plan.campaign_files import load_files
from runner.plan.change import Change
from runner.plan.gone import WRONG_ACCOUNT, is_to_dial
from runner.plan.inputs import Inputs
from runner.plan.planner import build_plan
from runner.plan.policy import read_policy
from runner.plan.recorded_hours import is_scheduled_after
from runner.report import json_output
from runner.report.emergency import emergencies
from runner.report.hours_checks import hours_check_lines
from runner.report.text import status
from runner.report.text.color import Ink
from runner.state import session
from runner.state.record import Record


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_format(parser)
    parser.add_argument("--refresh", action="store_true", help="also ask the API for current statuses (needs the key)")
    add_sandbox(parser)


def run(context: Context) -> int:
    settings = context.settings()
    state, _ = settings.store.load()
    records = state.campaigns if state else {}
    if state and context.args.refresh:
        session.check_same_api(state, settings.api, settings.store.shown)
    seen = _seen(context, settings, records) if context.args.refresh else None
    ahead = _ahead(context, settings, records)
    _show(context, settings, records, seen, ahead)
    return _check_account(context, records, seen) if seen else 0


def _check_account(context: Context, records: Mapping[str, Record], seen: Drift) -> int:
    """Return the exit code: whether a campaign that is still to dial is gone, or dials already."""
    now = context.now()
    to_dial = {name: record for name, record in records.items() if is_to_dial(record, now)}
    missed = [name for name, record in to_dial.items() if seen.misses(name, record, now)]
    if missed and all(seen.live.get(name) is None for name in to_dial):
        context.terminal.note(
            f"warning: the account has none of the recorded campaigns still to dial\n  hint: {WRONG_ACCOUNT}"
        )
    return DIFFERS if missed or emergencies(records, now, seen.live) else 0


def _show(
    context: Context,
    settings: Settings,
    records: Mapping[str, Record],
    seen: Drift | None,
    ahead: Sequence[Change],
) -> None:
    terminal = context.terminal
    if context.args.format == "json":
        terminal.say(json_output.dumps(json_output.status(records, seen, context.now(), ahead)))
        return
    if records:
        terminal.show(
            status.status(records, seen or Drift(), context.now(), width=terminal.width, ink=Ink(terminal.color))
        )
        if lines := hours_check_lines(ahead):
            terminal.show("\n" + "\n".join(lines))
    else:
        terminal.show(f"nothing is recorded in `{settings.store.shown}` yet")
    for what, campaigns in (seen.unrecorded if seen else {}).items():
        terminal.show("\n" + status.unrecorded(campaigns, what, width=terminal.width, ink=Ink(terminal.color)))
    if seen and seen.others:
        terminal.show(f"\n{count(seen.others, 'campaign')} of others, by the policy's `otherCampaigns`")


def _ahead(context: Context, settings: Settings, records: Mapping[str, Record]) -> Sequence[Change]:
    """Judge the calling hours of recorded campaigns whose launch is ahead; no other list is read, and none fetched."""
    now = context.now()
    ahead = {name: record for name, record in records.items() if is_scheduled_after(record, now)}
    if not ahead:
        return ()
    paths = discovery.files(settings.directory) if settings.directory.is_dir() else []
    named = {
        desired.name: desired.path for desired in load_files(paths, settings.root, settings.directory, lists_of=())
    }
    wanted = {named.get(name, record.path) for name, record in ahead.items()}
    selected = [path for path in paths if settings.shown(path) in wanted]
    policy = read_policy(settings.folders, settings.root, settings.cache)
    lists = RemoteLists(settings.cache)
    with context.terminal.working("reading contact lists"):
        files = load_files(
            selected,
            settings.root,
            settings.directory,
            elsewhere=lists,
            records=ahead,
            leave_out=policy.leaves_out,
        )
    return build_plan(Inputs(tuple(files), policy, ahead, now)).changes


def _seen(context: Context, settings: Settings, records: Mapping[str, Record]) -> Drift:
    from runner.apply import account_lookup
    from runner.cli import api_client

    files = discovery.files(settings.directory) if settings.directory.is_dir() else []
    named = {desired.name for desired in load_files(files, settings.root, settings.directory, lists_of=())}
    with context.terminal.working("asking the API"), api_client.opened(context, settings) as client:
        reader = account_lookup.Reader(client.get, functools.partial(_wait, context), settings.settle, context.now)
        seen = account_lookup.look(client, records, named, reader)
    patterns = read_policy(settings.folders, settings.root).otherCampaigns
    return seen.without(_recorded_elsewhere(context, settings), patterns) if seen.strangers else seen


def _recorded_elsewhere(context: Context, settings: Settings) -> list[tuple[str, str | None]]:
    """Return the names and ids of campaigns that the states of other folders record; none where they can't be read.

    A campaign whose folder is gone isn't among them: no other folder's status reports it.
    """
    try:
        states = settings.store.neighbors().values()
    except RunnerError as exc:
        context.terminal.note(f"warning: what other folders have recorded isn't known: {exc.message}")
        return []
    return [
        (name, record.campaignId)
        for state in states
        for name, record in state.campaigns.items()
        if record.is_in(settings.folder) or name in of_other_folders(settings, state.campaigns)
    ]


def _wait(context: Context, seconds: float) -> None:
    context.terminal.note(f"not in the account: looking again in {seconds:.0f} s, since the account may lag")
    time.sleep(seconds)
