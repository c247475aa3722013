"""The processes of one run: they call functions beside this process, which does so too."""

import os
import signal
import sys
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Generic, TypeVar

from runner.errors import RunnerError, UsageError
from runner.jobs.option import Jobs

if TYPE_CHECKING:
    from concurrent.futures import Future, ProcessPoolExecutor

    from runner.jobs.cluster import Cluster

T = TypeVar("T")
R = TypeVar("R")

_QUEUED = 2
"""Calls that another process is given at once, so that it doesn't wait for the next."""
_THREADS = Path("/proc/self/task")
"""This process's threads, those of libraries too."""


class Workers:
    """Calls a function for many arguments in up to `count` processes, this one among them.

    The others start with the first call, and end with the context. Where one dies, its work is done again in this one.
    `cluster` is where contact lists are read instead, if --jobs names one.
    """

    def __init__(self, jobs: Jobs = Jobs()) -> None:  # noqa: B008 - frozen
        self.count = jobs.processes
        self.cluster = None if jobs.address is None else _connect(jobs.address)
        self._pool: ProcessPoolExecutor | None = None
        self._broken = False

    def __enter__(self) -> "Workers":
        return self

    def __exit__(self, kind: type[BaseException] | None, _: BaseException | None, __: TracebackType | None) -> None:
        if kind is not None and self._pool is not None:
            _end_children()
        self.end_processes()
        if self.cluster is not None:
            self.cluster.close()

    def end_processes(self) -> None:
        """End the other processes, which another call starts again."""
        if self._pool is not None:
            self._pool.shutdown(cancel_futures=True)
            self._pool = None

    def start(self) -> None:
        """Start the other processes now: a thread that starts before them makes that slow."""
        if self.count > 1:
            self._submit(abs, 0)

    def map(self, function: Callable[[T], R], items: Iterable[T]) -> Iterator[R]:
        """Yield the result for each item, in order; function, items and results pickle, and no exception is expected.

        At most some items more than there are processes are taken before their results are.
        """
        if self.count == 1:
            yield from map(function, items)
            return
        calls: deque[_Call[T, R]] = deque()
        most = (self.count - 1) * _QUEUED
        for item in items:
            while calls and (calls[0].done or len(calls) > 2 * most):
                yield calls.popleft().result()
            waiting = sum(not call.done for call in calls)
            calls.append(self._submit(function, item) if waiting < most else _Call(function, item))
        while calls:
            yield calls.popleft().result()

    def _submit(self, function: Callable[[T], R], item: T) -> "_Call[T, R]":
        """Have another process call a function; without one, this one does."""
        from concurrent.futures import BrokenExecutor, ProcessPoolExecutor

        if self._pool is None:
            import multiprocessing

            context = multiprocessing.get_context(_start_method())
            self._pool = ProcessPoolExecutor(self.count - 1, context, _prepare_child)
        if not self._broken:
            try:
                return _Call(function, item, self._pool.submit(function, item))
            except BrokenExecutor:
                self._broken = True
        return _Call(function, item)


def _connect(address: str) -> "Cluster":
    try:
        from runner.jobs.cluster import Cluster
    except ImportError as exc:
        message = f"--jobs `{address}` needs Dask, which isn't installed"
        hint = "`python -m pip install 'campaign-runner[dask]'`, or pass `--jobs auto`"
        raise UsageError(message, hint=hint) from exc
    return Cluster(address)


class _Call(Generic[T, R]):
    """A call in another process, or without a `future` in this one, at once."""

    def __init__(self, function: Callable[[T], R], item: T, future: "Future[R] | None" = None) -> None:
        self._function = function
        self._item = item
        self._future = future
        self._results = [function(item)] if future is None else []

    @property
    def done(self) -> bool:
        return self._future is None or self._future.done()

    def result(self) -> R:
        """Return the result; if the other process died, of a call in this one."""
        if self._future is None:
            return self._results[0]
        from concurrent.futures import BrokenExecutor

        try:
            return self._future.result()
        except BrokenExecutor:
            return _call_again(self._function, self._item)


def _call_again(function: Callable[[T], R], item: T) -> R:
    try:
        return function(item)
    except MemoryError as exc:
        message = "a process died, and this one hasn't the memory to do its work again"
        raise RunnerError(message, hint="pass `--jobs 1`, or give the run more memory") from exc


def _start_method() -> str:
    """Return how processes start: a fork has all modules already, but is safe only where there is one thread."""
    if sys.platform != "linux":
        return "spawn"
    return "fork" if len(list(_THREADS.iterdir())) == 1 else "forkserver"


def _prepare_child() -> None:
    """Leave Ctrl-C to the first process, and end with it, however it ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    import multiprocessing

    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _end_children() -> None:
    import multiprocessing

    for child in multiprocessing.active_children():
        child.terminate()
