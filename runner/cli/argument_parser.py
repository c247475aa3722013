"""argparse whose errors say what was probably meant."""

import argparse
import sys
from collections.abc import Mapping, Sequence
from typing import Any, NoReturn

from runner.did_you_mean import closest_or_longer
from runner.errors import UsageError
from runner.formatting import quoted

OTHER_WORDS = {
    "abort": "postpone",
    "cancel": "postpone",
    "check": "validate",
    "help": "--help",
    "lint": "validate",
    "list": "status",
    "ls": "status",
    "pause": "postpone",
    "remove": "delete",
    "rm": "delete",
    "run": "apply",
    "send": "apply",
    "show": "status",
    "stop": "postpone",
    "version": "--version",
}
"""What other programs, or a person in a hurry, call a command of this one."""


class ArgumentParser(argparse.ArgumentParser):
    """Raises UsageError where argparse prints its usage; alone, a parser of subcommands prints its help."""

    @property
    def arguments(self) -> Sequence[argparse.Action]:
        return self._actions

    @property
    def options(self) -> set[str]:
        return set(self._option_string_actions)

    @property
    def subcommands(self) -> Mapping[str, "ArgumentParser"]:
        choices = [action.choices for action in self._actions if isinstance(action, argparse._SubParsersAction)]
        return choices[0] if choices else {}

    def error(self, message: str) -> NoReturn:
        if self.subcommands and message.startswith("the following arguments are required"):
            self.print_help(sys.stderr)
            raise SystemExit(UsageError.exit_code)
        raise UsageError(message, hint=f"`{self.prog} --help` shows how it is written, with an example")

    def _check_value(self, action: argparse.Action, value: Any) -> None:
        """Refuse what isn't among an action's choices; argparse calls this for each value."""
        if action.choices is None or value in action.choices:
            return
        if action.choices is self.subcommands:
            raise UsageError(f"there is no command {quoted(value)}", hint=self._command_hint(value))
        choices = [str(choice) for choice in action.choices]
        meant = closest_or_longer(str(value), choices)
        hint = f"did you mean `{meant}`?" if meant else f"write one of {', '.join(f'`{each}`' for each in choices)}"
        raise UsageError(f"{argparse._get_action_name(action)} can't be {quoted(str(value))}", hint=hint)

    def _command_hint(self, word: str) -> str:
        meant = OTHER_WORDS.get(word.lower())
        if meant not in (*self.subcommands, *self.options):
            meant = closest_or_longer(word, self.subcommands)
        return f"did you mean `{self.prog} {meant}`?" if meant else f"`{self.prog} --help` lists the commands"

    def check_options(self, argv: Sequence[str]) -> None:
        """Refuse an option that neither this parser has nor the subcommand that is named."""
        parser, options, unknown = self, self.options, []
        words = iter(argv)
        for word in words:
            option = word.partition("=")[0]
            if word == "--":
                break
            if word in parser.subcommands:
                parser = parser.subcommands[word]
                options |= parser.options
            elif option.startswith("--") and option not in options:
                unknown.append(option)
            elif word in options and parser.takes_value(word):
                next(words, None)
        for option in unknown:
            if option in options:
                raise UsageError(f"{option} is an option of `{parser.prog}`", hint="write it after the command")
            meant = closest_or_longer(option, options)
            hint = f"did you mean `{meant}`?" if meant else f"`{parser.prog} --help` lists the options"
            raise UsageError(f"there is no option {quoted(option)}", hint=hint)

    def takes_value(self, option: str) -> bool:
        action = self._option_string_actions.get(option)
        return action is not None and action.nargs is None
