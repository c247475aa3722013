"""A Dask cluster of this machine for tests: a scheduler and workers as their commands start them, without a disk."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from types import TracebackType

ROOT = Path(__file__).parents[2]
IN_MEMORY = {
    "DASK_DISTRIBUTED__WORKER__MEMORY__TARGET": "False",
    "DASK_DISTRIBUTED__WORKER__MEMORY__SPILL": "False",
    "DASK_DISTRIBUTED__COMM__TIMEOUTS__CONNECT": "5s",
}
_SECONDS = 30


class DaskCluster:
    """A scheduler and its workers, each in a folder of its own with its log, ended with the context."""

    def __init__(self, folder: Path, **environ: str) -> None:
        self.folder = folder
        self._environ = {**IN_MEMORY, **environ}
        self._processes: list[subprocess.Popen[bytes]] = []
        self.scheduler = self._start("scheduler", "--no-dashboard", "--host", "127.0.0.1", "--port", "0")
        self.workers: list[subprocess.Popen[bytes]] = []
        self.address = self._logged("scheduler", "Scheduler at:")

    def __enter__(self) -> "DaskCluster":
        return self

    def __exit__(self, _: type[BaseException] | None, __: BaseException | None, ___: TracebackType | None) -> None:
        for process in self._processes:
            process.kill()
        for process in self._processes:
            process.wait()

    def start_worker(self, *, memory: str = "1GiB", **environ: str) -> subprocess.Popen[bytes]:
        """Start a worker that keeps everything in memory, but for what `environ` says."""
        name = f"worker-{len(self.workers)}"
        where = ("--local-directory", str(self.folder / name / "local"), "--host", "127.0.0.1")
        options = ("--no-nanny", "--no-dashboard", "--nthreads", "1", "--memory-limit", memory, "--death-timeout", "30")
        worker = self._start(name, self.address, *where, *options, **environ)
        self.workers.append(worker)
        return worker

    def stop_worker(self, index: int) -> None:
        """End a worker, and wait until the scheduler knows it."""
        address = self._logged(f"worker-{index}", "Start worker at:")
        stop(self.workers[index])
        self._logged("scheduler", f"Remove worker addr: {address}")

    def wait_for_workers(self) -> None:
        for index in range(len(self.workers)):
            self._logged(f"worker-{index}", "Registered to:")

    def _start(self, name: str, *arguments: str, **environ: str) -> subprocess.Popen[bytes]:
        folder = self.folder / name
        folder.mkdir(parents=True)
        command = [sys.executable, "-m", "dask", name.partition("-")[0], *arguments]
        with (folder / "log").open("wb") as log:
            process = subprocess.Popen(
                command,
                cwd=folder,
                stdout=log,
                stderr=log,
                env={**os.environ, "PYTHONPATH": str(ROOT), **self._environ, **environ},
            )
        self._processes.append(process)
        return process

    def _logged(self, name: str, words: str) -> str:
        """Wait for words in a log, and return what follows them in their line."""
        deadline = time.monotonic() + _SECONDS
        while time.monotonic() < deadline:
            log = (self.folder / name / "log").read_text(encoding="utf-8")
            if words in log:
                return log.partition(words)[2].partition("\n")[0].strip()
            time.sleep(0.05)
        raise TimeoutError(f"{name} didn't log {words!r}")


def stop(process: subprocess.Popen[bytes]) -> None:
    """End a process at once, as a machine that is lost."""
    process.send_signal(signal.SIGKILL)
    process.wait()
