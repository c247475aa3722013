"""Where text goes: data to stdout, messages and progress to stderr, color only where a person reads it."""

import contextlib
import json
import os
import re
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal, TextIO

from runner.cli.options import REHEARSED
from runner.formatting import printable
from runner.jobs.progress import Progress
from runner.report.text.wrap import lay_out

ColorChoice = Literal["auto", "always", "never"]
PLAIN_WIDTH = 120
_LIVE_SECONDS = 0.25
_REHEARSABLE = re.compile(rf"`campaigns ({'|'.join(REHEARSED)})\b(?! --sandbox)")


def _in_json(text: str) -> str:
    return json.dumps(text)[1:-1]


def _in_xml(text: str) -> str:
    from html import escape

    return escape(text)


ESCAPES: Mapping[str, Callable[[str], str]] = {
    "json": _in_json,
    "sarif": _in_json,
    "gitlab": _in_json,
    "junit": _in_xml,
}
"""What makes text fit a format of data; the others take it as it is."""


@dataclass(slots=True)
class Terminal:
    """The two streams of one run, and whether each takes color.

    A stream that can't be written never stops a run, which may be half-way through its creates: `lost` is set where
    something wasn't written, except to a reader that has gone. `flags` are the options that lead to this run's files
    and state: they are put into every command that a text proposes. `rehearsed` puts --sandbox into those that take it.
    `escape` makes text fit the format of the data. `columns` and `err_columns` are the widths of the streams, None
    where nothing says how wide they are: then lines aren't broken, which suits a log and grep.
    `log_seconds` is how often progress is written where nobody watches a terminal.
    """

    out: TextIO
    err: TextIO
    color: bool = False
    err_color: bool = False
    columns: int | None = None
    err_columns: int | None = None
    lost: bool = False
    flags: str = ""
    rehearsed: bool = False
    escape: Callable[[str], str] = str
    log_seconds: float = 30.0

    @classmethod
    def of(cls, out: TextIO, err: TextIO, choice: ColorChoice, environ: Mapping[str, str]) -> "Terminal":
        terminal = cls(out, err, columns=_columns(out, environ), err_columns=_columns(err, environ))
        terminal.choose(choice, environ)
        return terminal

    @property
    def width(self) -> int:
        """The columns that a table may take."""
        return self.columns or PLAIN_WIDTH

    def choose(self, choice: ColorChoice, environ: Mapping[str, str]) -> None:
        """Decide whether the streams take color."""
        self.color = _takes_color(self.out, choice, environ)
        self.err_color = _takes_color(self.err, choice, environ)

    def say(self, text: str) -> None:
        """Write data."""
        self._write(self.out, self._with_flags(_with_newline(text), self.escape(self.flags)))

    def show(self, text: str) -> None:
        """Write data that a person reads."""
        self._write(self.out, lay_out(self._with_flags(_with_newline(text), self.flags), self.columns))

    def note(self, text: str) -> None:
        """Write a message for the person who runs it."""
        lines = lay_out(self._with_flags(_with_newline(text), self.flags), self.err_columns).split("\n")
        self._write(self.err, "\n".join(map(printable, lines)))

    def ask(self, question: str) -> str:
        """Ask on stderr and read a line; the end of input counts as an empty one."""
        self.err.write(question)
        self.err.flush()
        try:
            return input()
        except EOFError:
            return ""

    @contextlib.contextmanager
    def working(self, task: str) -> Iterator[Progress]:
        """Show what is counted in the yielded Progress once the work has taken over a second.

        That is a live line on a terminal; elsewhere, as in the log of a job, a line every `log_seconds`.
        """
        if not self.err.isatty():
            # Without a thread: a process that has one can't be forked.
            yield Progress(self._logs(task))
            return
        progress, done = Progress(), threading.Event()
        shown = threading.Thread(target=self._show, args=(task, progress, done), daemon=True)
        shown.start()
        try:
            yield progress
        finally:
            done.set()
            shown.join()

    def _show(self, task: str, progress: Progress, done: threading.Event) -> None:
        if done.wait(1.0):
            return
        from rich.console import Console

        with Console(file=self.err, no_color=not self.err_color).status(task) as status:
            while not done.wait(_LIVE_SECONDS):
                status.update(_with_progress(task, progress))

    def _logs(self, task: str) -> Callable[[Progress], None]:
        """Return what writes a line about a count once the line before is `log_seconds` ago."""
        due = time.monotonic() + self.log_seconds

        def log(progress: Progress) -> None:
            nonlocal due
            if time.monotonic() >= due:
                self.note(_with_progress(task, progress))
                due = time.monotonic() + self.log_seconds

        return log

    def flush(self) -> None:
        """Write what others, such as argparse, have left in the buffers."""
        for stream in (self.out, self.err):
            self._write(stream, "")

    def _with_flags(self, text: str, flags: str) -> str:
        if self.rehearsed:
            text = _REHEARSABLE.sub(r"\g<0> --sandbox", text)
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


def _with_progress(task: str, progress: Progress) -> str:
    read = progress.describe()
    return f"{task}: {read}" if read else task


def _columns(stream: TextIO, environ: Mapping[str, str]) -> int | None:
    """Return the width of a terminal, or that which `COLUMNS` asks for."""
    asked = environ.get("COLUMNS", "")
    if asked.isdecimal() and int(asked):
        return int(asked)
    with contextlib.suppress(OSError, ValueError):
        return os.get_terminal_size(stream.fileno()).columns or None if stream.isatty() else None
    return None


def _with_newline(text: str) -> str:
    return text if text.endswith("\n") else text + "\n"


def _takes_color(stream: TextIO, choice: ColorChoice, environ: Mapping[str, str]) -> bool:
    if choice != "auto":
        return choice == "always"
    if environ.get("NO_COLOR") or environ.get("TERM") == "dumb":
        return False
    return stream.isatty()
