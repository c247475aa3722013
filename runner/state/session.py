"""The state during one run: every change is stored before the run takes its next step."""

from collections.abc import Mapping
from dataclasses import replace

from runner.errors import RaceError, StateError
from runner.state.record import Record, State, check_step, empty_state
from runner.state.store import Store

RACES = 100
"""Maximum attempts at one change; each failed one means that another run has made progress."""


class Ledger:
    """Reads the state of one API once, and replaces the whole state with each change; `folder` has the campaigns.

    Where another run has replaced it in between, the change is applied to theirs, unless both changed one campaign.
    """

    def __init__(self, store: Store, api: str, folder: str) -> None:
        self._store = store
        self._api = api
        self._folder = folder
        self._state, self._version = self._load()

    @property
    def api(self) -> str:
        """The API that the state belongs to."""
        return self._api

    @property
    def records(self) -> Mapping[str, Record]:
        return self._state.campaigns

    def reload(self) -> None:
        """Read the state again; StateError where it isn't a later version of the same state."""
        state, version = self._load()
        if self._state.serial and (state.lineage != self._state.lineage or state.serial < self._state.serial):
            raise StateError(
                f"the state `{self._store.shown}` was replaced during this run, by another state or an older version",
                hint="restore its newest version from its history: it is the record of who was called",
            )
        self._state, self._version = state, version

    def record(self, records: Mapping[str, Record | None]) -> None:
        """Store these records; None removes one.

        StoreError where the state can't be written, RaceError where another run has changed one of these campaigns.
        """
        if not records:
            return
        before = {name: self._state.campaigns.get(name) for name in records}
        for name, record in records.items():
            check_step(before[name], record)
        for _ in range(RACES):
            state = replace(self._state.with_records(records), serial=self._state.serial + 1)
            try:
                self._version = self._store.replace(state, self._version)
            except RaceError as exc:
                self.reload()
                now = {name: self._state.campaigns.get(name) for name in records}
                if now == dict(records):
                    return
                if now != before:
                    raise RaceError(f"another run was faster: {exc.message}", hint=exc.hint) from exc
            else:
                self._state = state
                return
        raise RaceError(f"other runs keep changing the state `{self._store.shown}`", hint="run the command again later")

    def _load(self) -> tuple[State, str | None]:
        stored, version = self._store.load()
        state = empty_state(self._api, self._folder) if stored is None else stored
        check_same_api(state, self._api, self._store.shown)
        return state, version


def check_same_api(state: State, api: str, shown: str) -> None:
    """Raise StateError for the state of another API: its campaigns aren't in this one's account."""
    if state.api != api:
        raise StateError(
            f"the state `{shown}` belongs to {state.api}, and this run is for {api}",
            hint="each API has its own state: name it with --state, or set SIGMAMIND_API_URL",
        )
