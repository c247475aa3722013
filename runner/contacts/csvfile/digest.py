"""A SHA-256 that is computed on another thread, once there is much to read."""

import hashlib
from collections.abc import Callable
from typing import Any

_WORTH_A_THREAD = 256 * 1024


class Digest:
    """A running SHA-256; what is passed to `update` must not change before the next call."""

    def __init__(self) -> None:
        self._hash = hashlib.sha256()
        self._large = 0
        self._submit: Callable[..., Any] | None = None
        self._pending: Any = None

    def update(self, data: bytes) -> None:
        self._wait()
        if len(data) < _WORTH_A_THREAD or not self._has_thread():
            self._hash.update(data)
        elif self._submit is not None:
            self._pending = self._submit(self._hash.update, data)

    def hexdigest(self) -> str:
        self._wait()
        return self._hash.hexdigest()

    def _wait(self) -> None:
        if self._pending is not None:
            self._pending.result()
            self._pending = None

    def _has_thread(self) -> bool:
        """Start the thread with the third large piece: most lists end before."""
        self._large += 1
        if self._large == 3:
            from concurrent.futures import ThreadPoolExecutor

            self._submit = ThreadPoolExecutor(1).submit
        return self._submit is not None
