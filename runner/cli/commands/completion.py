"""Prints a completion script for a shell."""

import shtab

from runner.cli import parser
from runner.cli.context import Context


def run(context: Context) -> int:
    context.terminal.say(shtab.complete(parser.parser(), shell=context.args.shell))
    return 0
