"""Work in several processes: the same results in the same order, whatever becomes of a process."""

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from runner.jobs import process
from runner.jobs.option import Jobs
from runner.jobs.workers import Workers

MAIN = os.getpid()


def square(number: int) -> int:
    return number * number


def where(_: int) -> int:
    time.sleep(0.1 if os.getpid() == MAIN else 0.01)
    return os.getpid()


def square_or_die(number: int) -> int:
    if number == 3 and os.getpid() != MAIN:
        os.kill(os.getpid(), signal.SIGKILL)
    return number * number


def test_results_come_in_order_from_this_process_and_others() -> None:
    with Workers(Jobs(3)) as workers:
        results = list(workers.map(square, range(40)))
        processes = set(workers.map(where, range(40)))

    assert results == [number * number for number in range(40)]
    assert MAIN in processes
    assert 1 < len(processes) <= 3


def test_one_job_starts_no_process() -> None:
    with Workers(Jobs(1)) as workers:
        assert set(workers.map(where, range(3))) == {MAIN}


def test_the_work_of_a_process_that_is_killed_is_done_again() -> None:
    with Workers(Jobs(2)) as workers:
        assert list(workers.map(square_or_die, [3, *range(20)])) == [9, *(number * number for number in range(20))]
        assert list(workers.map(square, range(5))) == [0, 1, 4, 9, 16]


SCRIPT = """
import sys, time
from runner.jobs.option import Jobs
from runner.jobs.workers import Workers

def slow(number):
    print(number, flush=True)
    time.sleep(60)

if __name__ == "__main__":
    try:
        with Workers(Jobs(3)) as workers:
            list(workers.map(slow, range(9)))
    except KeyboardInterrupt:
        sys.exit(130)
"""


def test_an_interrupt_ends_all_processes_at_once(tmp_path: Path) -> None:
    script = tmp_path / "script.py"
    script.write_text(SCRIPT)
    environ = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
    run = subprocess.Popen(
        [sys.executable, script], env=environ, stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True
    )
    assert run.stdout is not None
    for _ in range(3):
        run.stdout.readline()
    time.sleep(0.5)  # Python loses an interrupt that comes just before it sleeps
    os.killpg(run.pid, signal.SIGINT)
    _, err = run.communicate(timeout=20)  # which waits for the end of all who hold the pipe

    assert run.returncode == 130
    assert err == b""


def test_processes_end_with_the_first_one(tmp_path: Path) -> None:
    script = tmp_path / "script.py"
    script.write_text(SCRIPT)
    environ = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
    run = subprocess.Popen([sys.executable, script], env=environ, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert run.stdout is not None
    for _ in range(3):
        run.stdout.readline()
    run.kill()
    _, err = run.communicate(timeout=20)

    assert err == b""


def large_or_die(number: int) -> bytes:
    """Die, but for the first process, while a result larger than a pipe takes is on its way."""
    if os.getpid() != MAIN:
        threading.Timer(0.2, os.kill, (os.getpid(), signal.SIGKILL)).start()
    return bytes(20_000_000)


def test_a_process_that_is_killed_while_it_sends_a_result_keeps_nobody_waiting() -> None:
    with Workers(Jobs(3)) as workers:
        results = []
        for result in workers.map(large_or_die, range(6)):
            time.sleep(0.1)  # nobody takes the results that come
            results.append(len(result))

    assert results == [20_000_000] * 6


def test_without_other_processes_this_one_does_all(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse() -> int:
        raise BlockingIOError("Resource temporarily unavailable")

    monkeypatch.setattr(process, "_start_method", lambda: "fork")
    monkeypatch.setattr(os, "fork", refuse)
    with Workers(Jobs(3)) as workers:
        assert set(workers.map(where, range(3))) == {MAIN}


@pytest.mark.parametrize("method", ["forkserver", "spawn"])
def test_processes_start_beside_threads_and_where_there_is_no_fork(
    method: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(process, "_start_method", lambda: method)
    with Workers(Jobs(2)) as workers:
        assert list(workers.map(square, range(20))) == [number * number for number in range(20)]


def test_no_more_processes_start_than_there_are_calls() -> None:
    with Workers(Jobs(500)) as workers:
        assert len(set(workers.map(where, range(3)))) <= 4
