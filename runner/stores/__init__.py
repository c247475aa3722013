"""Where the state is kept: one small protocol, one module a place."""

from contextlib import AbstractContextManager
from typing import Protocol

from runner.state import State


class Store(Protocol):
    """Keeps one state and replaces it by compare-and-swap.

    A version is whatever identifies what `load` read; None where there is no state yet. Failures are `StoreError`.
    """

    @property
    def shown(self) -> str:
        """The store as messages name it."""

    def held(self, timeout: float) -> AbstractContextManager[None]:
        """Keep every other run away from the state, waiting up to `timeout` seconds for the one that has it."""

    def load(self) -> tuple[State | None, str | None]:
        """Give the state, None where there never was one, and its version."""

    def replace(self, state: State, expected: str | None) -> str:
        """Write `state` where the version is still `expected`, and give the new one."""
