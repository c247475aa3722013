"""Prints a JSON Schema."""

from runner.cli.context import Context
from runner.config import schema
from runner.errors import UsageError
from runner.report import json_output


def run(context: Context) -> int:
    name = context.args.name
    if name not in schema.NAMES:
        known = ", ".join(f"`{known}`" for known in schema.NAMES)
        raise UsageError(f"there is no schema `{name}`", hint=f"there are {known}")
    context.terminal.say(json_output.dumps(schema.load(name)))
    return 0
