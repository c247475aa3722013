"""Where the state is kept: one small protocol, one module a place."""

from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Protocol

from runner.state.record import State


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The state's bytes as they were at some time: `version` names them in their store, `at` is RFC 3339."""

    version: str
    at: str
    data: bytes


class Store(Protocol):
    """Keeps one state and replaces it by compare-and-swap.

    A version is whatever identifies what `load` read; None where there is no state yet. Failures are `StoreError`.
    """

    @property
    def shown(self) -> str:
        """The store as messages name it."""

    @property
    def exclusive(self) -> bool:
        """Whether who has it `held` knows that no other run is alive."""

    def held(self, timeout: float) -> AbstractContextManager[None]:
        """Keep every other run away from the state where that can be, waiting up to `timeout` seconds for it."""

    def load(self) -> tuple[State | None, str | None]:
        """Give the state, None where there never was one, and its version."""

    def replace(self, state: State, expected: str | None) -> str:
        """Write `state` where the version is still `expected`, and give the new one; RaceError where it isn't."""

    def history(self) -> Iterator[Snapshot]:
        """Give the states that are remembered, newest first."""
