"""Prints a completion script for a shell."""

import argparse

import shtab

from runner.cli.argument_parser import ArgumentParser
from runner.cli.context import Context
from runner.cli.options import add_format
from runner.cli.parser import build_parser
from runner.config import schema
from runner.report.explanations import explanations

SHELLS = ("bash", "zsh", "fish", "tcsh")
_COMPLETED = {
    "CSV": shtab.FILE,
    "DIR": shtab.DIRECTORY,
    "FILE": shtab.FILE,
    "HASH|FILE": shtab.FILE,
    "PATH": shtab.FILE,
}
"""What completes an argument, by what help calls it."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_format(parser)
    parser.add_argument("shell", metavar="SHELL", choices=SHELLS, help=", ".join(SHELLS))


def run(context: Context) -> int:
    parser = build_parser()
    _complete_values(parser)
    context.terminal.say(shtab.complete(parser, shell=context.args.shell))
    return 0


def _complete_values(parser: ArgumentParser) -> None:
    """Set what completes the arguments of a parser and its subcommands that are paths, codes or schemas."""
    for action in parser.arguments:
        if action.metavar == "CODE":
            action.choices = tuple(explanations())
        if parser.prog == "campaigns schema" and action.metavar == "NAME":
            action.choices = schema.NAMES
        if (names := action.metavar) in _COMPLETED:
            vars(action)["complete"] = _COMPLETED[str(names)]
    for subcommand in parser.subcommands.values():
        _complete_values(subcommand)
