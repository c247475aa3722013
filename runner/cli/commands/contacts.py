"""Checks, fixes, counts and pins contact lists: one module per action."""

import argparse

from runner.cli.context import Context
from runner.cli.parser import add_command, command_module

_ACTIONS = {
    "check": ("check lists alone, without a campaign file", "campaigns contacts check exports/*.csv"),
    "fix": (
        "write a copy of a list with every unambiguous problem fixed",
        "campaigns contacts fix export.csv --default-region GB",
    ),
    "pin": ("write a list's SHA-256 and row count into its campaign file", "campaigns contacts pin campaigns/q4.yaml"),
    "stats": (
        "count contacts, countries, time zones and blank cells",
        "campaigns contacts stats campaigns/contacts/q4.csv",
    ),
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True)
    for name, (help_, example) in _ACTIONS.items():
        command_module(f"contacts_{name}").add_arguments(add_command(actions, name, help_, example))


def run(context: Context) -> int:
    exit_code: int = command_module(f"contacts_{context.args.action}").run(context)
    return exit_code
