"""Prints a JSON Schema."""

import argparse

from runner.cli.context import Context
from runner.cli.options import add_format
from runner.config import schema
from runner.did_you_mean import closest_or_longer
from runner.errors import UsageError
from runner.formatting import quoted
from runner.report import json_output


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_format(parser)
    parser.add_argument(
        "name",
        nargs="?",
        metavar="NAME",
        help="campaign, defaults, plan, policy or state (campaign)",
        default="campaign",
    )


def run(context: Context) -> int:
    name = context.args.name
    if name not in schema.NAMES:
        meant = closest_or_longer(name, schema.NAMES)
        known = ", ".join(f"`{known}`" for known in schema.NAMES)
        hint = f"did you mean `{meant}`?" if meant else f"there are {known}"
        raise UsageError(f"there is no schema {quoted(name)}", hint=hint)
    context.terminal.say(json_output.dumps(schema.load(name)))
    return 0
