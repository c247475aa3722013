"""Parses the command line, runs the command, prints what stopped it, and picks the exit code."""

import gc
import importlib
import os
import sys
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from runner import __version__, arguments
from runner.context import Context
from runner.errors import RunnerError, UsageError
from runner.terminal import Terminal

INTERRUPTED = 130
LOST = 4
BUG = 70


def main(
    argv: Sequence[str] | None = None,
    *,
    environ: Mapping[str, str] | None = None,
    now: Callable[[], datetime] | None = None,
    transport: Any = None,
) -> int:
    """Run one command and give its exit code.

    `now` and `transport` (an httpx transport) replace the clock and the network.
    """
    environ = os.environ if environ is None else environ
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    try:
        args = arguments.parser().parse_args(argv)
    except SystemExit as exc:  # argparse has printed already
        return exc.code if isinstance(exc.code, int) else UsageError.exit_code
    terminal = Terminal.of(sys.stdout, sys.stderr, getattr(args, "color", "auto"), environ)
    context = Context(args, environ, now or _now, transport, terminal)
    try:
        code = run(args.command, context)
    except RunnerError as exc:
        terminal.note(failure(exc))
        return exc.exit_code
    except KeyboardInterrupt:
        return INTERRUPTED
    except Exception as exc:  # noqa: BLE001 - the last resort: a report instead of a traceback
        terminal.note(bug(exc))
        return BUG
    if terminal.lost:
        terminal.note("error: not all of the output could be written\n  hint: check the disk that it goes to")
        return code or LOST
    return code


def run(command: str, context: Context) -> int:
    """Import and run one command's module; a keyword of Python has an underscore behind it there."""
    name = command + "_" if command == "import" else command
    module = importlib.import_module(f"runner.commands.{name}")
    gc.freeze()
    gc.enable()
    exit_code: int = module.run(context)
    return exit_code


def failure(exc: RunnerError) -> str:
    return f"error: {exc.message}" + (f"\n  hint: {exc.hint}" if exc.hint else "")


def bug(exc: Exception) -> str:
    """Describe a bug of ours by type and place alone: a message could quote the user's data."""
    import traceback  # only a bug pays for it

    frames = traceback.extract_tb(exc.__traceback__)
    places = [f"  {'/'.join(Path(frame.filename).parts[-2:])}:{frame.lineno} {frame.name}" for frame in frames]
    where = f"campaigns {__version__}, Python {sys.version.split()[0]}, {sys.platform}"
    return "\n".join(
        [
            "error: this is a bug in campaign-runner; what was created before it is recorded",
            "  hint: report these lines; nothing of your files is in them",
            f"  {where}: {type(exc).__name__}",
            *places,
        ]
    )


def _now() -> datetime:
    return datetime.now(UTC)
