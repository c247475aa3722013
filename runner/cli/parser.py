"""The command line: which commands there are, and the options that all of them take."""

import argparse
import importlib
import sys
from collections.abc import Collection, Sequence
from types import ModuleType
from typing import Any

from runner.cli.argument_parser import ArgumentParser
from runner.errors import UsageError
from runner.formatting import quoted

EXIT_CODES = """\
exit codes:
  0    done, or nothing to do
  1    errors found in the files; nothing was sent
  2    a mistake in the command line or the environment; nothing was sent
  3    changes are pending (plan --detailed-exitcode)
  4    the program could not continue; what was created before is recorded
  5    a campaign was rejected, or differs from what was requested
  6    the outcome of a create or a change is unknown: run the command again, which looks first
  7    refused: not the approved plan, a limit exceeded, or a HOLD file
  70   a bug in this program
  130, 143  stopped by a signal; everything before it is recorded
"""
_DIR = "the folder of campaign files (CAMPAIGNS_DIR, else the nearest campaigns, here or above in the git work tree)"
COMMANDS = {
    "init": (
        "write a first campaign, its contacts, defaults, a policy and schemas for the editor",
        "campaigns init --github",
    ),
    "validate": ("check the files; needs no network or API key", "campaigns validate --format github"),
    "plan": ("show what apply would do; needs no network or API key", "campaigns plan --out plan.json"),
    "apply": ("create the new campaigns, each exactly once", "campaigns apply --sandbox --yes"),
    "status": ("show the recorded campaigns", "campaigns status --refresh"),
    "explain": ("say what a finding means and how to fix it", "campaigns explain unknown-key"),
    "history": ("show how a campaign's record changed", 'campaigns history "Q4 Outreach Campaign"'),
    "report": ("write the plan as an HTML page", "campaigns report"),
    "calendar": ("write the launches as a calendar feed (iCalendar)", "campaigns calendar --out campaigns.ics"),
    "postpone": (
        "move the launch of campaigns that don't dial yet to a later time",
        "campaigns postpone --all --to '2026-12-08 12:00'",
    ),
    "delete": (
        "delete campaigns in the account, and check that they are gone",
        'campaigns delete "Q4 Outreach Campaign"',
    ),
    "resolve": (
        "settle an unknown outcome by hand, or acknowledge a difference",
        'campaigns resolve "Q4 Outreach Campaign" --created camp_XiQEBcj9cc5TFRB4',
    ),
    "unlock": ("release the lock of a crashed run", "campaigns unlock --state git:campaign-state --yes"),
    "import": (
        "record a campaign that exists already, after comparing it with its file",
        "campaigns import camp_XiQEBcj9cc5TFRB4 --file campaigns/q4.yaml",
    ),
    "split": (
        "split a campaign into waves, or by time zone, each part starting within calling hours",
        "campaigns split campaigns/q4.yaml --sizes 50,500,rest --every 1d",
    ),
    "contacts": ("check, fix, count or pin contact lists", "campaigns contacts check exports/*.csv"),
    "sandbox": (
        "serve the API on this machine, for rehearsals",
        "campaigns sandbox --port 8765 --fault lost-reply",
    ),
    "schema": ("print a JSON Schema", "campaigns schema campaign > campaign.schema.json"),
    "completion": ("print a completion script for a shell", 'eval "$(campaigns completion bash)"'),
}
"""Each command's help and an example of it; what everybody needs comes first."""


class _ShowVersion(argparse.Action):
    """Prints the version and exits; argparse's own would need the text of it in every run."""

    def __call__(self, parser: argparse.ArgumentParser, *_: object, **__: object) -> None:
        from runner.cli.version import describe_version

        sys.stdout.write(describe_version())
        parser.exit()


def build_parser(only: Collection[str] = COMMANDS.keys()) -> ArgumentParser:
    """Return the parser; commands that aren't in `only` are listed, but lack their arguments."""
    top = ArgumentParser(
        prog="campaigns",
        description="Campaigns as code: plan outbound call campaigns from files, and create each exactly once.",
        epilog=EXIT_CODES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        parents=[_shared_options()],
        allow_abbrev=False,
    )
    top.add_argument("--version", action=_ShowVersion, nargs=0, help="print the version, its commit and its rules")
    commands = top.add_subparsers(dest="command", metavar="COMMAND", required=True)
    for name, (help_, example) in COMMANDS.items():
        command = add_command(commands, name, help_, example)
        if name in only:
            command_module(name).add_arguments(command)
    return top


def parse(argv: Sequence[str]) -> argparse.Namespace:
    """Parse a command line; only the modules of commands that it may name are imported.

    UsageError says what was probably meant; SystemExit where help or the version was printed.
    """
    parser = build_parser(only=COMMANDS.keys() & set(argv))
    try:
        args, unexpected = parser.parse_known_args(argv)
    except UsageError:
        parser.check_options(argv)
        raise
    if unexpected:
        parser.check_options(argv)
        hint = f"`campaigns {args.command} --help` shows what it takes"
        raise UsageError(f"unexpected argument {quoted(unexpected[0])}", hint=hint)
    return args


def add_command(commands: Any, name: str, help_: str, example: str) -> argparse.ArgumentParser:
    """Add a command, or a subcommand, with the options that all of them take."""
    command: argparse.ArgumentParser = commands.add_parser(
        name,
        help=help_,
        description=help_[0].upper() + help_[1:] + ".",
        epilog=f"example:\n  {example}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
        parents=[_shared_options()],
        allow_abbrev=False,
    )
    return command


def command_module(name: str) -> ModuleType:
    """Import a command's module; a Python keyword has an underscore appended there."""
    return importlib.import_module(f"runner.cli.commands.{name}{'_' if name == 'import' else ''}")


def _shared_options() -> argparse.ArgumentParser:
    """The options that may stand before or after the command."""
    shared = argparse.ArgumentParser(add_help=False, argument_default=argparse.SUPPRESS)
    shared.add_argument("--dir", metavar="DIR", help=_DIR)
    shared.add_argument(
        "--state",
        metavar="STORE",
        help="the state: file:PATH, git:BRANCH[:PATH], github:BRANCH[:PATH] (CAMPAIGNS_STATE, else DIR/state.json)",
    )
    shared.add_argument("--color", choices=("auto", "always", "never"), help="color the text (auto: on a terminal)")
    return shared
