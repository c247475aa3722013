"""`make demo` and `make test` share one environment: the demo needs little of it, and nothing is installed twice."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.paths import ROOT

LOCKS = ("runtime", "build", "dev")


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """Return a folder with what the environment is made from, older than what is made from it."""
    for name in ("Makefile", "pyproject.toml", *(f"requirements/{lock}.txt" for lock in LOCKS)):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        shutil.copyfile(ROOT / name, tmp_path / name)
        os.utime(tmp_path / name, (0, 0))
    return tmp_path


def plan(clone: Path, target: str) -> str:
    """Return the commands that make would run."""
    command = ["make", "--dry-run", "--no-print-directory", target]
    return subprocess.run(command, cwd=clone, capture_output=True, text=True, check=True).stdout


def installed(clone: Path, target: str) -> list[str]:
    commands = plan(clone, target)
    return [lock for lock in LOCKS if f"-r requirements/{lock}.txt" in commands]


def have(clone: Path, *stamps: str) -> None:
    (clone / ".venv").mkdir(exist_ok=True)
    for number, stamp in enumerate(stamps, start=1):
        (clone / ".venv" / stamp).touch()
        os.utime(clone / ".venv" / stamp, (number, number))


def test_the_demo_installs_only_what_it_runs(clone: Path) -> None:
    assert installed(clone, "demo") == ["runtime", "build"]


def test_the_tests_complete_the_environment_of_the_demo(clone: Path) -> None:
    have(clone, ".with-command")

    assert installed(clone, "types") == ["dev"]
    assert "rm -rf .venv\n" not in plan(clone, "types")


@pytest.mark.parametrize("target", ["demo", "types"])
def test_a_second_run_installs_nothing(clone: Path, target: str) -> None:
    have(clone, ".with-command", ".made-from-lock")

    assert installed(clone, target) == []


@pytest.mark.parametrize("lock", LOCKS)
def test_a_changed_lock_makes_the_environment_anew(clone: Path, lock: str) -> None:
    have(clone, ".with-command", ".made-from-lock")
    (clone / "requirements" / f"{lock}.txt").touch()

    assert "rm -rf .venv\n" in plan(clone, "types")
    assert installed(clone, "types") == [*LOCKS]


def test_the_demo_ends_with_how_to_go_on(clone: Path) -> None:
    assert plan(clone, "demo").splitlines()[-1].startswith("echo 'next, ")
