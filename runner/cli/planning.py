"""What validate, plan, apply and report share: reads files, records and policy, and builds the plan."""

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from runner import timezones
from runner.cli.campaign_folder import campaign_files, of_other_folders
from runner.cli.context import Context
from runner.cli.settings import Settings
from runner.config.hold import find_hold
from runner.contacts.remote.lists import RemoteLists
from runner.errors import StoreError, UsageError
from runner.jobs.workers import Workers
from runner.plan.campaign_files import load_files
from runner.plan.checks import public_lists
from runner.plan.inputs import Inputs
from runner.plan.past_campaigns import PastCampaigns
from runner.plan.plan import Plan
from runner.plan.planner import build_plan
from runner.plan.policy import read_policy
from runner.state import session
from runner.state.record import Record

if TYPE_CHECKING:
    from runner.plan.checks.overlap.sketch import Memory


_ALONE = Workers()
"""Without other processes it keeps nothing."""


def current_plan(context: Context, settings: Settings, now: datetime, workers: Workers = _ALONE) -> Plan:
    """Return the plan of the files, the state and, with --online, the account, as of `now`."""
    records = recorded_campaigns(settings, online=getattr(context.args, "online", False))
    inputs = read_inputs(context, settings, records, workers=workers, now=now)
    return with_account_check(context, settings, planned(context, inputs))


def planned(context: Context, inputs: Inputs) -> Plan:
    """Return the plan of what was read; many people take a while to compare."""
    with context.terminal.working("checking who would be called"):
        return build_plan(inputs)


def read_inputs(
    context: Context,
    settings: Settings,
    records: Mapping[str, Record],
    memory: "Memory | None" = None,
    *,
    workers: Workers = _ALONE,
    sends: bool = False,
    now: datetime | None = None,
    everything: bool = False,
    named: Collection[Path] | None = None,
) -> Inputs:
    """Read the policy, campaign files and their contact lists, for a plan as of `now` or of this moment.

    `sends` says that lists may be sent from here. A campaign whose launch is past is known by its record where its file
    is as recorded, but with `everything`: then all are read, or all that are `named`. Those are read although they are
    in another folder.
    """
    paths = campaign_files(settings, records)
    paths = sorted({*paths, *named}) if named else paths
    if not paths:
        context.terminal.note(no_files(settings))
    with context.terminal.working("reading campaigns") as progress:
        policy = read_policy(settings.folders, settings.root, settings.cache)
        window, always_read = timedelta(days=policy.overlap.days), frozenset(named or ()) if everything else frozenset()
        past = PastCampaigns(records, now or context.now(), window, always_read)
        files = load_files(
            paths,
            settings.root,
            settings.directory,
            elsewhere=remote_lists(context, settings),
            records=records,
            leave_out=policy.leaves_out,
            workers=workers,
            progress=progress,
            sends=sends,
            past=None if (everything and named is None) or public_lists.is_public(context.environ) else past,
        )
        workers.end_processes()
        public_lists.check_public_lists(files, policy, settings.root, context.environ)
    hold = find_hold(settings.folders, settings.root)
    elsewhere = of_other_folders(settings, records)
    shown = None if named is None else frozenset(map(settings.shown, named))
    return Inputs(tuple(files), policy, records, now or context.now(), memory, hold, elsewhere, workers.cluster, shown)


def no_files(settings: Settings) -> str:
    return f"warning: there is no campaign file (*.yaml) in `{settings.folder}`"


def remote_lists(context: Context, settings: Settings, *, refetch: bool = False) -> RemoteLists:
    """Return the lists kept outside the repository; only --fetch lets them use the network."""
    return RemoteLists(settings.cache, getattr(context.args, "fetch", False), settings.fetch, refetch=refetch)


def recorded_campaigns(settings: Settings, *, online: bool = False) -> Mapping[str, Record]:
    """Return what is recorded; needs no key. StateError where the state belongs to another API than the run's."""
    state, _ = settings.store.load()
    if state is None:
        return {}
    if settings.api_chosen or online:
        session.check_same_api(state, settings.api, settings.store.shown)
    return state.campaigns


def with_account_check(context: Context, settings: Settings, plan: Plan) -> Plan:
    """Add, with --online, what the account says of the agents and numbers to be used."""
    if not getattr(context.args, "online", False):
        return plan
    from runner.cli import api_client
    from runner.plan.account_check import check_account

    with context.terminal.working("asking the API"), api_client.opened(context, settings) as client:
        return check_account(plan, client)


def as_of(context: Context) -> datetime:
    """Return the instant as of which launches are checked: that of --as-of, else now."""
    if context.args.as_of is None:
        return context.now()
    try:
        return timezones.parse_instant(context.args.as_of)
    except ValueError as exc:
        raise UsageError(
            f"`{context.args.as_of}` isn't an instant", hint="write one such as 2026-12-01T16:00:00Z"
        ) from exc


def save(text: str, path: Path, what: str) -> None:
    """Write an output file that the command line names, byte for byte; StoreError names `what` couldn't be written."""
    try:
        path.write_bytes(text.encode())
    except OSError as exc:
        raise StoreError(f"{what} can't be written to `{path}`: {exc.strerror}", hint="name another file") from exc


def save_plan(plan: Plan, path: Path) -> None:
    """Write the plan as JSON, for `apply --expect`."""
    from runner.report import json_output

    save(json_output.dumps(json_output.plan(plan)), path, "the plan")
