"""Shows what is recorded and, with --refresh, what the account holds now."""

import argparse
from collections.abc import Mapping

from runner.apply import drift
from runner.apply.drift import Drift
from runner.cli.context import Context
from runner.cli.options import add_format
from runner.cli.settings import Settings
from runner.config import discovery
from runner.plan.desired import load_files
from runner.report import json_output
from runner.report.text import status
from runner.report.text.color import Ink
from runner.state import session
from runner.state.record import Record


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_format(parser)
    parser.add_argument("--refresh", action="store_true", help="also ask the API for current statuses (needs the key)")


def run(context: Context) -> int:
    settings = context.settings()
    state, _ = settings.store.load()
    records = state.campaigns if state else {}
    if state and context.args.refresh:
        session.check_same_api(state, settings.api, settings.store.shown)
    seen = _seen(context, settings, records) if context.args.refresh else None
    terminal = context.terminal
    if context.args.format == "json":
        terminal.say(json_output.dumps(json_output.status(records, seen, context.now())))
        return 0
    if records:
        terminal.say(
            status.status(records, seen or Drift(), context.now(), width=terminal.width, ink=Ink(terminal.color))
        )
    else:
        terminal.say(f"nothing is recorded in `{settings.store.shown}` yet")
    if seen and seen.strangers:
        terminal.say("\n" + status.strangers(seen.strangers, width=terminal.width, ink=Ink(terminal.color)))
    return 0


def _seen(context: Context, settings: Settings, records: Mapping[str, Record]) -> Drift:
    from runner.cli import api_client

    files = discovery.files(settings.directory) if settings.directory.is_dir() else []
    named = {desired.name for desired in load_files(files, settings.root, lists_of=())}
    with context.terminal.working("asking the API"), api_client.opened(context, settings) as client:
        return drift.look(client, records, named)
