"""Prints a completion script for a shell."""

import argparse

import shtab

from runner.cli.context import Context
from runner.cli.options import add_format
from runner.cli.parser import build_parser


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_format(parser)
    parser.add_argument("shell", choices=("bash", "zsh", "tcsh"))


def run(context: Context) -> int:
    context.terminal.say(shtab.complete(build_parser(), shell=context.args.shell))
    return 0
