"""Another process of this run: it calls functions one after another, and has no lock or queue that others wait for."""

import contextlib
import os
import queue
import signal
import sys
import threading
from collections import deque
from collections.abc import Callable, Iterator
from multiprocessing.connection import Connection
from multiprocessing.context import BaseContext
from pathlib import Path
from typing import Any

_THREADS = Path("/proc/self/task")
"""This process's threads, those of libraries too."""


class Process:
    """Calls what it is given, in order. `died` is set once it doesn't any more, and `waiting` are results to come.

    OSError where the system starts none.
    """

    def __init__(self) -> None:
        import multiprocessing

        method = _start_method()
        context: BaseContext = multiprocessing.get_context(method)
        self._connection, end = context.Pipe()
        self.died = False
        self.waiting: deque[list[Any]] = deque()
        own = self._connection if method == "fork" else None
        self._process = context.Process(target=_serve, args=(end, own), daemon=True)  # type: ignore[attr-defined]
        with end, _interrupts_held(method):
            self._process.start()

    def call(self, function: Callable[..., Any], item: Any) -> list[Any]:
        """Have a function called; return the list that its result will be in, unless the process dies."""
        result: list[Any] = []
        try:
            self._connection.send((function, item))
        except OSError:
            self.end()
        else:
            self.waiting.append(result)
        return result

    def receive(self, *, wait: bool = False) -> None:
        """Take the results that have come, at least one where this is to `wait`."""
        try:
            while self.waiting and (wait or self._connection.poll()):
                result = self._connection.recv()
                self.waiting.popleft().append(result)
                wait = False
        except (EOFError, OSError):
            self.end()

    def end(self) -> None:
        """End the process, whatever it is doing."""
        self.died = True
        self.waiting.clear()
        self._connection.close()
        self._process.kill()
        self._process.join()


def _start_method() -> str:
    """Return how processes start: a fork has all modules already, but is safe only where there is one thread."""
    if sys.platform != "linux":
        return "spawn"
    try:
        return "fork" if len(list(_THREADS.iterdir())) == 1 else "forkserver"
    except OSError:  # /proc isn't mounted
        return "forkserver"


@contextlib.contextmanager
def _interrupts_held(method: str) -> Iterator[None]:
    """Hold Ctrl-C back: a process that starts leaves it to the first one."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    if method != "fork":
        from multiprocessing import resource_tracker

        resource_tracker.ensure_running()  # which doesn't hold Ctrl-C back any more once it runs
    before = signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGINT])
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _serve(end: Connection, parents_end: Connection | None) -> None:
    """Call what comes, until the other end is closed; what fails is left to the first process to do again."""
    try:
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        if parents_end is not None:
            parents_end.close()
        calls: queue.SimpleQueue[tuple[Callable[..., Any], Any]] = queue.SimpleQueue()
        results: queue.SimpleQueue[Any] = queue.SimpleQueue()
        # On threads of their own: neither side waits for the other to take what it sends.
        threading.Thread(target=_receive, args=(end, calls), daemon=True).start()
        threading.Thread(target=_send, args=(end, results), daemon=True).start()
        while True:
            function, item = calls.get()
            results.put(function(item))
    except BaseException:  # noqa: BLE001 - its text could quote a list
        os._exit(1)


def _receive(end: Connection, calls: "queue.SimpleQueue[tuple[Callable[..., Any], Any]]") -> None:
    try:
        while True:
            calls.put(end.recv())
    except BaseException:  # noqa: BLE001 - the first process has ended, however
        os._exit(1)


def _send(end: Connection, results: "queue.SimpleQueue[Any]") -> None:
    try:
        while True:
            end.send(results.get())
    except BaseException:  # noqa: BLE001 - what doesn't pickle, or nobody takes
        os._exit(1)
