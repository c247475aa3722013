"""Measures whole processes: their time, and the memory that they and their children hold together."""

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parent.parent
BIN = Path(sys.executable).parent
CAMPAIGNS = str(BIN / "campaigns")
PEERS = str(ROOT / ".venv-bench" / "bin" / "python")
READERS = Path(__file__).parent / "readers"
MEMORY_ROUNDS = 3
_SAMPLE_SECONDS = 0.01


class Run(NamedTuple):
    """One run of a command: its seconds, the peak of its memory in bytes if that was measured, and its output."""

    seconds: float
    peak: int
    output: str


@dataclass
class Usage:
    """The runs of one command: the seconds of some, the peaks of others, and what the last one printed."""

    seconds: list[float] = field(default_factory=list)
    peaks: list[int] = field(default_factory=list)
    output: str = ""

    @property
    def time(self) -> float:
        return statistics.median(self.seconds)

    @property
    def memory(self) -> float:
        """The median of the peaks, in MB."""
        return statistics.median(self.peaks) / 1e6


def compare(
    commands: Mapping[str, Sequence[str]],
    rounds: int,
    *,
    cwd: str | Path | None = None,
    environ: Mapping[str, str] | None = None,
    codes: Collection[int] = (0,),
    memory: bool = True,
) -> dict[str, Usage]:
    """Run commands in interleaved rounds; SystemExit where one doesn't exit with one of `codes`.

    Memory is measured in rounds of its own, since looking at it takes time.
    """
    usages = {name: Usage() for name in commands}
    for _ in range(rounds):
        for name, command in commands.items():
            usages[name].seconds.append(run(command, cwd=cwd, environ=environ, codes=codes).seconds)
    for _ in range(min(rounds, MEMORY_ROUNDS) if memory else 0):
        for name, command in commands.items():
            one = run(command, cwd=cwd, environ=environ, codes=codes, memory=True)
            usages[name].peaks.append(one.peak)
            usages[name].output = one.output
    return usages


def run(
    command: Sequence[str],
    *,
    cwd: str | Path | None = None,
    environ: Mapping[str, str] | None = None,
    codes: Collection[int] = (0,),
    memory: bool = False,
) -> Run:
    """Run a command once; looking at its memory takes it some time."""
    with tempfile.TemporaryFile() as out:
        started, peak = time.perf_counter(), 0
        process = subprocess.Popen(command, stdout=out, cwd=cwd, env=_environ(environ))
        while memory and process.poll() is None:
            peak = max(peak, sum(map(_held, _family(process.pid))))
            time.sleep(_SAMPLE_SECONDS)
        code = process.wait()
        seconds = time.perf_counter() - started
        if code not in codes:
            raise SystemExit(f"{' '.join(command[:3])} ended with {code}")
        out.seek(0)
        return Run(seconds, peak, out.read().decode())


def _environ(more: Mapping[str, str] | None) -> dict[str, str]:
    """Return the environment of a command, which keeps its bytecode and imports the program and its readers."""
    environ = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return {**environ, "PYTHONPATH": str(ROOT), **(more or {})}


def _family(pid: int) -> Iterator[int]:
    yield pid
    for thread in _names(Path(f"/proc/{pid}/task")):
        for child in _text(Path(f"/proc/{pid}/task/{thread}/children")).split():
            yield from _family(int(child))


def _held(pid: int) -> int:
    """Return the bytes that a process holds, its part of what it shares with others (PSS)."""
    lines = _text(Path(f"/proc/{pid}/smaps_rollup")).splitlines()
    return next((int(line.split()[1]) * 1024 for line in lines if line.startswith("Pss:")), 0)


def _names(folder: Path) -> list[str]:
    try:
        return os.listdir(folder)  # noqa: PTH208 - names alone
    except OSError:
        return []


def _text(path: Path) -> str:
    try:
        return path.read_text()
    except OSError:
        return ""
