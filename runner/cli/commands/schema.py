"""Prints a JSON Schema."""

import argparse

from runner.cli.context import Context
from runner.cli.options import add_format
from runner.config import schema
from runner.errors import UsageError
from runner.report import json_output


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_format(parser)
    parser.add_argument(
        "name", nargs="?", metavar="NAME", help="campaign, plan, policy or state (campaign)", default="campaign"
    )


def run(context: Context) -> int:
    name = context.args.name
    if name not in schema.NAMES:
        known = ", ".join(f"`{known}`" for known in schema.NAMES)
        raise UsageError(f"there is no schema `{name}`", hint=f"there are {known}")
    context.terminal.say(json_output.dumps(schema.load(name)))
    return 0
