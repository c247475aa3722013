"""Where text goes: data to stdout, messages and progress to stderr, color only where a person reads it."""

import contextlib
import json
import os
import shutil
import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal, TextIO

from runner.formatting import printable

ColorChoice = Literal["auto", "always", "never"]
PLAIN_WIDTH = 120


@dataclass(slots=True)
class Terminal:
    """The two streams of one run, and whether each takes color.

    A stream that can't be written never stops a run, which may be half-way through its creates: `lost` is set where
    something wasn't written, except to a reader that has gone. `flags` are the options that lead to this run's files
    and state: they are put into every command that a text proposes. `escaped` is set where the data is JSON.
    """

    out: TextIO
    err: TextIO
    color: bool = False
    err_color: bool = False
    width: int = PLAIN_WIDTH
    lost: bool = False
    flags: str = ""
    escaped: bool = False

    @classmethod
    def of(cls, out: TextIO, err: TextIO, choice: ColorChoice, environ: Mapping[str, str]) -> "Terminal":
        width = shutil.get_terminal_size((PLAIN_WIDTH, 24)).columns if out.isatty() else PLAIN_WIDTH
        terminal = cls(out, err, width=width)
        terminal.choose(choice, environ)
        return terminal

    def choose(self, choice: ColorChoice, environ: Mapping[str, str]) -> None:
        """Decide whether the streams take color."""
        self.color = _takes_color(self.out, choice, environ)
        self.err_color = _takes_color(self.err, choice, environ)

    def say(self, text: str) -> None:
        """Write data."""
        flags = json.dumps(self.flags)[1:-1] if self.escaped else self.flags
        self._write(self.out, self._with_flags(_with_newline(text), flags))

    def note(self, text: str) -> None:
        """Write a message for the person who runs it."""
        clean = "\n".join(map(printable, text.split("\n")))
        self._write(self.err, self._with_flags(_with_newline(clean), self.flags))

    def ask(self, question: str) -> str:
        """Ask on stderr and read a line; the end of input counts as an empty one."""
        self.err.write(question)
        self.err.flush()
        try:
            return input()
        except EOFError:
            return ""

    @contextlib.contextmanager
    def working(self, task: str) -> Iterator[None]:
        """Show a spinner on a terminal once the work has taken over a second."""
        if not self.err.isatty():
            yield
            return
        done = threading.Event()
        shown = threading.Thread(target=self._show, args=(task, done), daemon=True)
        shown.start()
        try:
            yield
        finally:
            done.set()
            shown.join()

    def _show(self, task: str, done: threading.Event) -> None:
        if done.wait(1.0):
            return
        from rich.console import Console

        with Console(file=self.err, no_color=not self.err_color).status(task):
            done.wait()

    def flush(self) -> None:
        """Write what others, such as argparse, have left in the buffers."""
        for stream in (self.out, self.err):
            self._write(stream, "")

    @staticmethod
    def _with_flags(text: str, flags: str) -> str:
        return text.replace("`campaigns ", f"`campaigns {flags} ") if flags else text

    def _write(self, stream: TextIO, text: str) -> None:
        try:
            stream.write(text)
            stream.flush()
        except OSError as exc:
            self.lost = self.lost or not isinstance(exc, BrokenPipeError)
            # What is left in the buffer must not fail once more when the interpreter flushes it.
            with contextlib.suppress(OSError, ValueError):
                os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def _with_newline(text: str) -> str:
    return text if text.endswith("\n") else text + "\n"


def _takes_color(stream: TextIO, choice: ColorChoice, environ: Mapping[str, str]) -> bool:
    if choice != "auto":
        return choice == "always"
    if environ.get("NO_COLOR") or environ.get("TERM") == "dumb":
        return False
    return stream.isatty()
