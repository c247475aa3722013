"""Turns SIGINT and SIGTERM into a flag that apply checks, so that a signal never interrupts a create half-way."""

import contextlib
import queue
import signal
import threading
import time
from collections.abc import Callable
from types import FrameType, TracebackType
from typing import Self, TypeVar

from runner.errors import StoppedError

GRACE_SECONDS = 5.0
MEANWHILE_SECONDS = 10.0
T = TypeVar("T")


class Interrupt:
    """Records the first SIGINT or SIGTERM while it is entered; a second one ends the wait for a call in flight.

    Outside the main thread no handler can be set, and signals keep their usual effect.
    """

    def __init__(self) -> None:
        self._signum: int | None = None
        self._again = False
        self._noted = threading.Event()
        self._before: dict[int, Callable[[int, FrameType | None], object] | int | None] = {}

    def __enter__(self) -> Self:
        if threading.current_thread() is threading.main_thread():
            for signum in (signal.SIGINT, signal.SIGTERM):
                self._before[signum] = signal.signal(signum, self._note)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        for signum, handler in self._before.items():
            signal.signal(signum, handler)
        self._before.clear()

    @property
    def stopping(self) -> bool:
        return self._signum is not None

    def check(self) -> None:
        """Raise StoppedError if a signal has come."""
        if self._signum is not None:
            raise StoppedError(self._signum)

    def sleep(self, seconds: float) -> None:
        """Wait; a signal ends the wait with StoppedError."""
        self._noted.wait(seconds)
        self.check()

    def call(self, action: Callable[[], T], meanwhile: Callable[[], None] | None = None) -> T:
        """Run `action`; after a signal it has GRACE_SECONDS to return, then StoppedError leaves it behind.

        `meanwhile` is called every MEANWHILE_SECONDS until `action` returns.
        """
        results: queue.SimpleQueue[T | BaseException] = queue.SimpleQueue()
        threading.Thread(target=_work, args=(action, results), daemon=True).start()
        deadline = None
        due = time.monotonic() + MEANWHILE_SECONDS
        while True:
            with contextlib.suppress(queue.Empty):
                result = results.get(timeout=0.1)
                if isinstance(result, BaseException):
                    raise result
                return result
            if meanwhile is not None and time.monotonic() >= due:
                meanwhile()
                due = time.monotonic() + MEANWHILE_SECONDS
            if self._signum is not None:
                deadline = deadline or time.monotonic() + GRACE_SECONDS
                if self._again or time.monotonic() >= deadline:
                    raise StoppedError(self._signum)

    def _note(self, signum: int, _frame: FrameType | None) -> None:
        self._again = self._signum is not None
        self._signum = self._signum or signum
        self._noted.set()


def _work(action: Callable[[], T], results: "queue.SimpleQueue[T | BaseException]") -> None:
    try:
        results.put(action())
    except BaseException as exc:  # noqa: BLE001 - carried to the waiting thread, which raises it
        results.put(exc)
