"""What validate, plan and apply share: files and records put together as a plan."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from runner import timezones
from runner.cli.context import Context
from runner.cli.settings import Settings
from runner.config import discovery
from runner.contacts.remote.lists import RemoteLists
from runner.errors import StoreError, UsageError
from runner.plan import desired
from runner.plan.checks.public_lists import check_public_lists
from runner.plan.desired import Desired
from runner.plan.plan import Plan
from runner.plan.planner import build_plan
from runner.plan.policy import Policy, read_policy
from runner.state import session
from runner.state.record import Record

if TYPE_CHECKING:
    from runner.plan.checks.overlap.sketch import Memory
from runner.report import json_output


@dataclass(frozen=True, slots=True)
class Review:
    """The campaign files of a folder and its policy, read once, so that they can be planned against any records."""

    wanted: tuple[Desired, ...]
    policy: Policy
    memory: "Memory | None" = None

    def against(self, records: Mapping[str, Record], now: datetime) -> Plan:
        return build_plan(self.wanted, records, now, self.policy, self.memory)


def read(context: Context, settings: Settings, records: Mapping[str, Record], memory: "Memory | None" = None) -> Review:
    """Read every campaign file and its contact list, and the policy."""
    files = discovery.files(settings.directory)
    if not files:
        context.terminal.note(f"warning: there is no campaign file (*.yaml) in `{settings.shown(settings.directory)}`")
    with context.terminal.working("reading campaigns and contact lists"):
        policy = read_policy(settings.folders, settings.root, settings.cache)
        loaded = desired.load(files, settings.root, elsewhere=remote_lists(context, settings), records=records)
        check_public_lists(loaded, policy, settings.root, context.environ)
        return Review(tuple(loaded), policy, memory)


def remote_lists(context: Context, settings: Settings, *, refetch: bool = False) -> RemoteLists:
    """Give the lists that aren't in the repository, with what the command line says of the network."""
    return RemoteLists(settings.cache, getattr(context.args, "fetch", False), settings.fetch, refetch=refetch)


def recorded_campaigns(settings: Settings, *, online: bool = False) -> Mapping[str, Record]:
    """Give what is recorded, without a key; a state of another API than the one named, or asked, is refused."""
    state, _ = settings.store.load()
    if state is None:
        return {}
    if settings.api_chosen or online:
        session.check_same_api(state, settings.api, settings.store.shown)
    return state.campaigns


def asked(context: Context, settings: Settings, made: Plan) -> Plan:
    """Add what the account says of agents and numbers, where the command line has it asked."""
    if not getattr(context.args, "online", False):
        return made
    from runner.cli import api_client  # httpx is only for those who ask
    from runner.plan import account_check

    with context.terminal.working("asking the API"), api_client.opened(context, settings) as client:
        return account_check.check(made, client)


def planned(context: Context, settings: Settings, now: datetime) -> Plan:
    """Plan what the files, the state and, where it is asked, the account say."""
    records = recorded_campaigns(settings, online=getattr(context.args, "online", False))
    return asked(context, settings, read(context, settings, records).against(records, now))


def as_of(context: Context) -> datetime:
    """Give the instant at which launches are judged: the one asked for, else now."""
    if context.args.as_of is None:
        return context.now()
    try:
        return timezones.parse_instant(context.args.as_of)
    except ValueError as exc:
        raise UsageError(
            f"`{context.args.as_of}` isn't an instant", hint="write one such as 2026-12-01T16:00:00Z"
        ) from exc


def save(text: str, path: Path, what: str) -> None:
    """Write a file that somebody asked for, byte for byte as `text` is."""
    try:
        path.write_bytes(text.encode())
    except OSError as exc:
        raise StoreError(f"{what} can't be written to `{path}`: {exc.strerror}", hint="name another file") from exc


def write(made: Plan, path: Path) -> None:
    """Write the plan as JSON, for `apply --expect`."""
    save(json_output.dumps(json_output.plan(made)), path, "the plan")
