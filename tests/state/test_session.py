"""Each change of the state is stored before the run goes on, also where other runs change it at the same time."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from runner.errors import RaceError, StateError
from runner.state.encoding import StateEncoder
from runner.state.record import Record, State
from runner.state.session import RACES, Ledger
from runner.state.stores.file import FileStore
from tests.state.test_record import RECORD, STATE

INTENT = replace(RECORD, status="creating", campaignId=None)


@dataclass
class ContestedStore(FileStore):
    """A store in which another run writes first, the next `contests` times that this one writes."""

    other: Callable[[State], State]
    contests: list[None]

    def replace(self, state: State, expected: str | None) -> str:
        if self.contests:
            self.contests.pop()
            stored, version = self.load()
            assert stored is not None
            FileStore.replace(self, replace(self.other(stored), serial=stored.serial + 1), version)
        return FileStore.replace(self, state, expected)


def contested(folder: Path, other: Callable[[State], State], times: int = 1) -> ContestedStore:
    (folder / "state.json").write_bytes(StateEncoder().encode(STATE))
    return ContestedStore(folder / "state.json", "state.json", other, [None] * times)


def writes(**records: Record | None) -> Callable[[State], State]:
    return lambda state: state.with_records(records)


def names(store: FileStore) -> set[str]:
    state, _ = store.load()
    return set(state.campaigns) if state else set()


def test_what_another_run_recorded_of_another_campaign_stays(tmp_path: Path) -> None:
    store = contested(tmp_path, writes(theirs=INTENT))

    Ledger(store, STATE.api, "campaigns").record({"ours": INTENT})

    assert names(store) == {"Q4", "ours", "theirs"}


def test_two_runs_that_record_the_same_are_no_race(tmp_path: Path) -> None:
    store = contested(tmp_path, writes(both=INTENT))

    Ledger(store, STATE.api, "campaigns").record({"both": INTENT})

    assert names(store) == {"Q4", "both"}


def test_a_campaign_that_another_run_changed_first_is_not_overwritten(tmp_path: Path) -> None:
    other = replace(INTENT, path="campaigns/other.yaml")
    store = contested(tmp_path, writes(both=other))
    ledger = Ledger(store, STATE.api, "campaigns")

    with pytest.raises(RaceError, match="another run was faster"):
        ledger.record({"both": INTENT})

    assert ledger.records["both"] == other


def test_a_store_that_others_keep_changing_is_given_up(tmp_path: Path) -> None:
    store = contested(tmp_path, writes(), times=RACES)

    with pytest.raises(RaceError, match="keep changing the state"):
        Ledger(store, STATE.api, "campaigns").record({"ours": INTENT})

    assert names(store) == {"Q4"}


def test_a_state_of_another_lineage_in_its_place_stops_the_run(tmp_path: Path) -> None:
    store = contested(tmp_path, lambda state: replace(state, lineage="another"))

    with pytest.raises(StateError, match="was replaced during this run"):
        Ledger(store, STATE.api, "campaigns").record({"ours": INTENT})


@pytest.mark.parametrize(
    ("records", "reason"),
    [
        ({"Q4": None}, "can't go from created to None"),
        ({"new": replace(RECORD, status="unknown")}, "can't go from None to unknown"),
        ({"Q4": replace(RECORD, campaignId="camp_2")}, "a recorded campaignId can't become another"),
    ],
)
def test_a_step_that_no_run_takes_is_never_written(
    tmp_path: Path, records: dict[str, Record | None], reason: str
) -> None:
    store = contested(tmp_path, writes(), times=0)

    with pytest.raises(AssertionError, match=reason):
        Ledger(store, STATE.api, "campaigns").record(records)

    assert store.load()[0] == STATE


def test_an_id_that_nobody_has_confirmed_may_be_corrected(tmp_path: Path) -> None:
    store = FileStore(tmp_path / "state.json", "state.json")
    ledger = Ledger(store, STATE.api, "campaigns")
    ledger.record({"Q4": replace(RECORD, unconfirmed=True)})
    ledger.record({"Q4": replace(RECORD, campaignId="camp_2")})
    assert ledger.records["Q4"].campaignId == "camp_2"
