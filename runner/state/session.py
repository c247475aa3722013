"""The state as one run has it: every change is in the store before the run takes its next step."""

from collections.abc import Mapping
from dataclasses import replace

from runner.errors import RaceError, StateError
from runner.state.record import Record, State, check_step, empty_state
from runner.state.store import Store

RACES = 100
"""So often a change that others were quicker with is made anew; each time one of them has got on."""


class Ledger:
    """Reads the state of one API once, and replaces it whole with each change.

    Where somebody else has replaced it meanwhile, the change goes on top of theirs, unless both touched one campaign.
    """

    def __init__(self, store: Store, api: str) -> None:
        self._store = store
        self._api = api
        self._state, self._version = self._load()

    @property
    def records(self) -> Mapping[str, Record]:
        return self._state.campaigns

    def reload(self) -> None:
        """Read the state anew; StateError where it isn't a later one of the same."""
        state, version = self._load()
        if self._state.serial and (state.lineage != self._state.lineage or state.serial < self._state.serial):
            raise StateError(
                f"the state `{self._store.shown}` isn't the one that this run began with, or an older one of it",
                hint="see in its history what replaced it, and restore the newest: it is the memory of who was called",
            )
        self._state, self._version = state, version

    def record(self, records: Mapping[str, Record | None]) -> None:
        """Put these records into the stored state, None taking one out.

        StoreError where it can't be written; RaceError where somebody else has changed one of these campaigns.
        """
        if not records:
            return
        before = {name: self._state.campaigns.get(name) for name in records}
        for name, record in records.items():
            check_step(before[name], record)
        for _ in range(RACES):
            state = replace(self._state.having(records), serial=self._state.serial + 1)
            try:
                self._version = self._store.replace(state, self._version)
            except RaceError as exc:
                self.reload()
                now = {name: self._state.campaigns.get(name) for name in records}
                if now == dict(records):
                    return
                if now != before:
                    raise RaceError(f"another run was quicker: {exc.message}", hint=exc.hint) from exc
            else:
                self._state = state
                return
        raise RaceError(f"the state `{self._store.shown}` is changed all the time by others", hint="run it again later")

    def _load(self) -> tuple[State, str | None]:
        found, version = self._store.load()
        state = empty_state(self._api) if found is None else found
        check_same_api(state, self._api, self._store.shown)
        return state, version


def check_same_api(state: State, api: str, shown: str) -> None:
    """Refuse the state of another API: its campaigns say nothing about this one."""
    if state.api != api:
        raise StateError(
            f"the state `{shown}` belongs to {state.api}, and this run is for {api}",
            hint="each API has a state of its own: name another one with --state, or set SIGMAMIND_API_URL",
        )
