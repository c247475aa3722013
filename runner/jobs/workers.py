"""The processes of one run: they call functions beside this process, which does so too."""

from collections import deque
from collections.abc import Callable, Iterator, Sequence
from types import TracebackType
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from runner.errors import RunnerError, UsageError
from runner.jobs.option import Jobs

if TYPE_CHECKING:
    from runner.jobs.cluster import Cluster
    from runner.jobs.process import Process

T = TypeVar("T")
R = TypeVar("R")

_QUEUED = 2
"""Calls that another process is given at once, so that it doesn't wait for the next."""


class Workers:
    """Calls a function for many arguments in up to `count` processes, this one among them.

    The others start where there is work for them, and end with the context. What one that dies had to do, or doesn't
    start, is done in this one. `cluster` is where contact lists are read instead, if --jobs names one.
    """

    def __init__(self, jobs: Jobs = Jobs()) -> None:  # noqa: B008 - frozen
        self.count = jobs.processes
        self.cluster = None if jobs.address is None else _connect(jobs.address)
        self._processes: list[Process] = []
        self._failed = False

    def __enter__(self) -> "Workers":
        return self

    def __exit__(self, kind: type[BaseException] | None, _: BaseException | None, __: TracebackType | None) -> None:
        self.end_processes()
        if self.cluster is not None:
            self.cluster.close()

    def end_processes(self) -> None:
        """End the other processes, which another call starts again."""
        while self._processes:
            self._processes.pop().end()

    def start(self, calls: int) -> None:
        """Start the other processes for so many calls now: a thread that starts before them makes that slow."""
        while len(self._processes) < min(self.count - 1, calls) and not self._failed:
            try:
                from runner.jobs.process import Process

                self._processes.append(Process())
            except (ImportError, OSError):  # no module for it in this Python, or no process more for this user
                self._failed = True

    def map(self, function: Callable[[T], R], items: Sequence[T]) -> Iterator[R]:
        """Yield the result for each item, in order; function, items and results pickle.

        At most some items more than there are processes are begun before their results are taken.
        """
        self.start(len(items))
        calls: deque[_Call[T, R]] = deque()
        most = 2 * _QUEUED * len(self._processes)
        for item in items:
            while calls and (calls[0].done or len(calls) > most):
                yield calls.popleft().result()
            calls.append(_Call(function, item, self._idle()))
        while calls:
            yield calls.popleft().result()

    def _idle(self) -> "Process | None":
        """Return the process that has least to do; None where this one is to do it itself."""
        for process in self._processes:
            process.receive()
            self._failed |= process.died
        self._processes = [process for process in self._processes if not process.died]
        least = min(self._processes, key=lambda process: len(process.waiting), default=None)
        return least if least is not None and len(least.waiting) < _QUEUED else None


def _connect(address: str) -> "Cluster":
    try:
        from runner.jobs.cluster import Cluster
    except ImportError as exc:
        message = f"--jobs `{address}` needs Dask, which isn't installed"
        hint = "`python -m pip install 'campaign-runner[dask]'`, or pass `--jobs auto`"
        raise UsageError(message, hint=hint) from exc
    return Cluster(address)


class _Call(Generic[T, R]):
    """A call in another `process`, or without one in this process, at once."""

    def __init__(self, function: Callable[[T], R], item: T, process: "Process | None") -> None:
        self._function = function
        self._item = item
        self._process = process
        self._result: list[Any] = [function(item)] if process is None else process.call(function, item)

    @property
    def done(self) -> bool:
        """Whether its result has come, or never will."""
        if self._process is not None:
            self._process.receive()
        return bool(self._result) or self._process is None or self._process.died

    def result(self) -> R:
        """Return the result; if the other process died, of a call in this one."""
        while not self.done and self._process is not None:
            self._process.receive(wait=True)
        result: R = self._result[0] if self._result else _call_again(self._function, self._item)
        return result


def _call_again(function: Callable[[T], R], item: T) -> R:
    try:
        return function(item)
    except MemoryError as exc:
        message = "a process died, and this one hasn't the memory to do its work again"
        raise RunnerError(message, hint="pass `--jobs 1`, or give the run more memory") from exc
