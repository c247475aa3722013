"""Parses the command line, runs the command, prints what stopped it, and picks the exit code."""

import argparse
import gc
import io
import os
import sys
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TextIO

from runner import __version__
from runner.cli.console import ESCAPES, Terminal
from runner.cli.context import Context
from runner.cli.exit_codes import BUG, INTERRUPTED, STOPPED
from runner.cli.parser import command_module, parse
from runner.cli.rehearsal import START_OVER, note_rehearsal
from runner.errors import RunnerError, StateError, StoreError, UsageError
from runner.formatting import shell_quote
from runner.state.record import Json

_OBJECTS = 20_000
"""New objects after which cycles are collected: what is read of thousands of files stays, and has none."""


def main(
    argv: Sequence[str] | None = None,
    *,
    environ: Mapping[str, str] | None = None,
    now: Callable[[], datetime] | None = None,
    transport: Any = None,
    check_current: Callable[[float], None] | None = None,
    approvals: Mapping[str, Json] | None = None,
) -> int:
    """Run one command and return its exit code.

    `now` and `transport` (an httpx transport) replace the clock and the network; `check_current` and `approvals` are
    those of `Context`.
    """
    environ = os.environ if environ is None else environ
    terminal = Terminal.of(_stream(sys.stdout), _stream(sys.stderr), "auto", environ)
    try:
        code = _run(argv, terminal, environ, now or clock, transport, check_current, approvals)
    except RunnerError as exc:
        if terminal.rehearsed and isinstance(exc, StateError):
            exc.hint = START_OVER
        terminal.note(failure(exc))
        code = exc.exit_code
    except KeyboardInterrupt:
        code = INTERRUPTED
    except OSError as exc:
        terminal.note(failure(StoreError(f"{exc.filename or 'the system'}: {exc.strerror or exc}")))
        code = STOPPED
    except Exception as exc:  # noqa: BLE001 - the last resort: a report instead of a traceback
        terminal.note(bug(exc))
        code = BUG
    terminal.flush()
    if terminal.lost:
        terminal.note("error: not all of the output could be written\n  hint: check the disk it is written to")
        return code or STOPPED
    return code


def _run(
    argv: Sequence[str] | None,
    terminal: Terminal,
    environ: Mapping[str, str],
    now: Callable[[], datetime],
    transport: Any,
    check_current: Callable[[float], None] | None,
    approvals: Mapping[str, Json] | None,
) -> int:
    try:
        args = parse(sys.argv[1:] if argv is None else argv)
    except SystemExit as exc:  # argparse has printed already
        return exc.code if isinstance(exc.code, int) else UsageError.exit_code
    terminal.choose(getattr(args, "color", "auto"), environ)
    terminal.flags = flags(args)
    terminal.rehearsed = getattr(args, "sandbox", False)
    terminal.escape = ESCAPES.get(args.format, str)
    return run_command(args.command, Context(args, environ, now, transport, terminal, check_current, approvals))


def flags(args: argparse.Namespace) -> str:
    """Return the options that lead to the same files and state as this run's."""
    given = {"--dir": getattr(args, "dir", None), "--state": getattr(args, "state", None)}
    return " ".join(f"{option} {shell_quote(value)}" for option, value in given.items() if value)


def _stream(stream: TextIO | None) -> TextIO:
    """Return a stream that takes any text, in UTF-8; one that was closed before the start is replaced by a sink."""
    if stream is None:
        return Path(os.devnull).open("w", encoding="utf-8")
    if isinstance(stream, io.TextIOWrapper):
        stream.reconfigure(encoding="utf-8", errors="replace")
    return stream


def run_command(command: str, context: Context) -> int:
    """Run one command's module."""
    module = command_module(command)
    gc.freeze()
    gc.set_threshold(_OBJECTS)
    gc.enable()
    exit_code: int = module.run(context)
    if getattr(context.args, "sandbox", False):
        note_rehearsal(context)
    return exit_code


def failure(exc: RunnerError) -> str:
    return f"error: {exc.message}" + (f"\n  hint: {exc.hint}" if exc.hint else "")


def bug(exc: Exception) -> str:
    """Describe a bug of ours by type and place alone: a message could quote the user's data."""
    import traceback

    frames = traceback.extract_tb(exc.__traceback__)
    places = [f"  {'/'.join(Path(frame.filename).parts[-2:])}:{frame.lineno} {frame.name}" for frame in frames]
    where = f"campaigns {__version__}, Python {sys.version.split()[0]}, {sys.platform}"
    return "\n".join(
        [
            "error: this is a bug in campaign-runner; what was created before it is recorded",
            "  hint: report these lines; they hold nothing of your files",
            f"  {where}: {type(exc).__name__}",
            *places,
        ]
    )


def clock() -> datetime:
    return datetime.now(UTC)
