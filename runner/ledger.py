"""The state as one run has it: every change is in the store before the run takes its next step."""

from collections.abc import Mapping
from dataclasses import replace

from runner import state as states
from runner.errors import StateError
from runner.state import Record
from runner.stores import Store


class Ledger:
    """Reads the state of one API once, and replaces it whole with each change."""

    def __init__(self, store: Store, api: str) -> None:
        self._store = store
        found, self._version = store.load()
        self._state = states.empty(api) if found is None else found
        of_this_api(self._state, api, store.shown)

    @property
    def records(self) -> Mapping[str, Record]:
        return self._state.campaigns

    def record(self, records: Mapping[str, Record | None]) -> None:
        """Put these records into the stored state, None taking one out; StoreError where it can't be written."""
        if not records:
            return
        state = replace(self._state.having(records), serial=self._state.serial + 1)
        self._version = self._store.replace(state, self._version)
        self._state = state


def of_this_api(state: states.State, api: str, shown: str) -> None:
    """Refuse the state of another API: its campaigns say nothing about this one."""
    if state.api != api:
        raise StateError(
            f"the state `{shown}` belongs to {state.api}, and this run is for {api}",
            hint="each API has a state of its own: name another one with --state, or set SIGMAMIND_API_URL",
        )
