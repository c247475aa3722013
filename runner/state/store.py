"""What every store of the state can do."""

from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Protocol

from runner.state.record import State


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The state's bytes at an earlier time: `version` names them in their store, `at` is RFC 3339."""

    version: str
    at: str
    data: bytes


class Store(Protocol):
    """Keeps one state and replaces it by compare-and-swap; failures are `StoreError`.

    A version identifies what `load` has read; None where there is no state yet.
    """

    @property
    def shown(self) -> str:
        """The store's name in messages."""

    @property
    def exclusive(self) -> bool:
        """Whether the holder of its lock knows that no other run is alive."""

    def lock(self, timeout: float) -> AbstractContextManager[None]:
        """Lock the state where the store has locks, waiting up to `timeout` seconds."""

    def load(self) -> tuple[State | None, str | None]:
        """Return the state, None where there is none yet, and its version."""

    def replace(self, state: State, expected: str | None) -> str:
        """Write `state` and return its version; RaceError where the stored version isn't `expected`."""

    def neighbors(self) -> Mapping[str, State]:
        """Return the states of other folders that are kept in the same place, by path."""

    def history(self) -> Iterator[Snapshot]:
        """Yield earlier states, newest first."""
