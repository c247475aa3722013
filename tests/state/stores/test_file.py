"""The state as a file: locked, replaced atomically, never lost."""

import multiprocessing
import subprocess
import sys
import time
from pathlib import Path

import pytest

from runner.errors import StoreError
from runner.state.encoding import StateEncoder
from runner.state.stores.file import FileStore
from tests.state.test_record import RECORD, STATE


@pytest.fixture
def store(tmp_path: Path) -> FileStore:
    return FileStore(tmp_path / "state.json", "campaigns/state.json")


def test_a_store_without_a_file_has_no_state_and_no_version(store: FileStore) -> None:
    assert store.load() == (None, None)


def test_what_is_replaced_is_loaded_with_its_version(store: FileStore) -> None:
    version = store.replace(STATE, None)

    assert store.load() == (STATE, version)
    assert [path.name for path in store.path.parent.iterdir()] == ["state.json"]


def test_a_state_that_changed_meanwhile_is_not_replaced(store: FileStore) -> None:
    version = store.replace(STATE, None)
    store.replace(STATE.with_records({"B": RECORD}), version)

    with pytest.raises(StoreError, match="another run changed"):
        store.replace(STATE, version)

    assert set((store.load()[0] or STATE).campaigns) == {"Q4", "B"}


def test_a_file_that_appeared_meanwhile_is_not_overwritten(store: FileStore) -> None:
    store.path.write_bytes(StateEncoder().encode(STATE))

    with pytest.raises(StoreError, match="another run changed"):
        store.replace(STATE, None)


def test_a_disk_that_is_full_leaves_the_old_state_and_no_draft(store: FileStore) -> None:
    version = store.replace(STATE, None)
    big = STATE.with_records({f"{number}": RECORD for number in range(2000)})
    code = (
        "import resource, signal, sys; from pathlib import Path; from runner.state.stores.file import FileStore;"
        "from runner.state import record as state; from runner.errors import StoreError;"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN); resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096));"
        "store = FileStore(Path(sys.argv[1]), 'state.json');"
        "old, version = store.load();"
        "big = old.with_records({str(n): old.campaigns['Q4'] for n in range(2000)})\n"
        "try: store.replace(big, version)\n"
        "except StoreError as exc: print(exc.message)"
    )

    done = subprocess.run([sys.executable, "-c", code, str(store.path)], capture_output=True, text=True, check=True)

    assert done.stdout == "the state `state.json` can't be written: File too large\n"
    assert store.load() == (STATE, version)
    assert [path.name for path in store.path.parent.iterdir()] == ["state.json"]
    assert len(StateEncoder().encode(big)) > 4096


def test_a_folder_where_the_file_should_be_is_said(store: FileStore) -> None:
    store.path.mkdir()

    with pytest.raises(StoreError, match="isn't a file"):
        store.load()


def test_the_lock_leaves_nothing_behind(store: FileStore) -> None:
    with store.lock(1):
        pass

    assert [path.name for path in store.path.parent.iterdir()] == []


def test_a_second_holder_waits_and_then_is_told(store: FileStore) -> None:
    ready, leave = multiprocessing.Event(), multiprocessing.Event()
    other = multiprocessing.Process(target=_hold, args=(store.path, ready, leave), daemon=True)
    other.start()
    assert ready.wait(20)

    with pytest.raises(StoreError, match=r"another run has locked the state .* \(waited 0.1 s\)"), store.lock(0.1):
        pass
    leave.set()
    with store.lock(20):
        pass
    other.join()


def test_the_lock_of_a_killed_process_is_free_at_once(store: FileStore) -> None:
    ready, leave = multiprocessing.Event(), multiprocessing.Event()
    other = multiprocessing.Process(target=_hold, args=(store.path, ready, leave), daemon=True)
    other.start()
    assert ready.wait(20)
    other.kill()
    other.join()

    began = time.monotonic()
    with store.lock(20):
        waited = time.monotonic() - began

    assert waited < 5


@pytest.mark.slow
def test_many_processes_lose_no_update(store: FileStore) -> None:
    store.replace(STATE, None)
    workers = [multiprocessing.Process(target=_add, args=(store.path, str(number))) for number in range(6)]

    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()

    found, _ = store.load()
    assert found is not None
    assert set(found.campaigns) == {"Q4", *(f"{worker}-{n}" for worker in range(6) for n in range(5))}
    assert found.serial == STATE.serial + 30


def _hold(path: Path, ready: "multiprocessing.synchronize.Event", leave: "multiprocessing.synchronize.Event") -> None:
    with FileStore(path, "state.json").lock(20):
        ready.set()
        leave.wait(20)


def _add(path: Path, worker: str) -> None:
    from dataclasses import replace

    store = FileStore(path, "state.json")
    for number in range(5):
        with store.lock(60):
            found, version = store.load()
            assert found is not None
            store.replace(replace(found.with_records({f"{worker}-{number}": RECORD}), serial=found.serial + 1), version)
