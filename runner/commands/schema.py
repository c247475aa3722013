"""Prints a JSON Schema."""

from runner import schema
from runner.context import Context
from runner.errors import UsageError
from runner.report import json


def run(context: Context) -> int:
    name = context.args.name
    if name not in schema.NAMES:
        known = ", ".join(f"`{known}`" for known in schema.NAMES)
        raise UsageError(f"there is no schema `{name}`", hint=f"there are {known}")
    context.terminal.say(json.dumps(schema.load(name)))
    return 0
