"""How the action starts: an environment of its own, made from the lock, which nothing of the checkout gets into."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.paths import ROOT

UV = str(Path(sys.executable).parent / "uv")

pytestmark = pytest.mark.slow


@pytest.fixture
def action(tmp_path: Path) -> Path:
    """The action as GitHub downloads it."""
    copy = tmp_path / "action"
    for name in ("runner", "schemas", "requirements"):
        shutil.copytree(ROOT / name, copy / name, ignore=shutil.ignore_patterns("__pycache__"))
    return copy


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A checkout that tries to get in between."""
    folder = tmp_path / "checkout"
    (folder / "campaigns").mkdir(parents=True)
    for name in ("json", "pip", "sitecustomize", "usercustomize", "runner", "httpx"):
        (folder / f"{name}.py").write_text("import os; open('owned', 'w'); os._exit(99)\n")
    (folder / "uv.toml").write_text('index-url = "https://example.invalid/"\n')
    (folder / "pyproject.toml").write_text('[tool.uv]\nindex-url = "https://example.invalid/"\n')
    return folder


def start(action: Path, checkout: Path, path: str, **environ: str) -> subprocess.CompletedProcess[str]:
    temp = action.parent / "temp"
    temp.mkdir(exist_ok=True)
    home = {"HOME": os.environ["HOME"], "PATH": path, "RUNNER_TEMP": str(temp), "GITHUB_ACTION_PATH": str(action)}
    mine = {"INPUT_COMMAND": "validate", "INPUT_STATE": "file:campaigns/state.json", "GITHUB_OUTPUT": str(temp / "out")}
    trap = {"PYTHONPATH": ".", "PYTHONSTARTUP": "json.py", "PIP_REQUIRE_VIRTUALENV": "1", "PIP_TARGET": "elsewhere"}
    command = ["bash", str(action / "runner" / "action" / "run.sh")]
    # How this machine reaches its packages is not the test's to say.
    reach = {name: value for name, value in os.environ.items() if name.startswith(("UV_", "SSL_CERT", "PIP_INDEX"))}
    environ = {**reach, **home, **mine, **trap, **environ}
    return subprocess.run(command, cwd=checkout, env=environ, capture_output=True, text=True, timeout=120)


def path(tmp_path: Path, *more: str) -> str:
    """A PATH with this Python, the tools of the system, and no uv but the one asked for."""
    folder = tmp_path / "bin"
    folder.mkdir(exist_ok=True)
    base = Path(sys.base_prefix) / "bin" / "python3"
    for name, target in {"python3": str(base), **{Path(tool).name: tool for tool in more}}.items():
        (folder / name).symlink_to(target)
    for tool in ("bash", "rm", "cat", "dirname", "git"):
        if found := shutil.which(tool):
            (folder / tool).symlink_to(found)
    return str(folder)


@pytest.mark.parametrize("tool", ["pip", "uv"])
def test_it_starts_by_pip_or_uv_and_nothing_of_the_checkout_is_run(
    action: Path, checkout: Path, tmp_path: Path, tool: str
) -> None:
    there = path(tmp_path, *([UV] if tool == "uv" else []))
    first = start(action, checkout, there)
    made = [entry.name for entry in (tmp_path / "temp").glob("campaign-runner-*")]
    (action / "requirements" / "runtime.txt").unlink()  # what isn't asked for again isn't missed
    second = start(action, checkout, there)

    assert (first.returncode, second.returncode) == (0, 0), first.stdout + first.stderr
    assert "0 campaigns" in second.stdout
    assert len(made) == 1
    assert not (checkout / "owned").exists()
    assert sorted(entry.name for entry in checkout.iterdir() if entry.is_dir()) == ["campaigns"]


@pytest.mark.parametrize("tool", ["pip", "uv"])
def test_a_package_that_is_not_the_locked_one_is_refused(
    action: Path, checkout: Path, tmp_path: Path, tool: str
) -> None:
    lock = action / "requirements" / "action.txt"
    lock.write_text(lock.read_text().replace("sha256:", "sha256:0000"))
    done = start(action, checkout, path(tmp_path, *([UV] if tool == "uv" else [])))

    assert done.returncode == 2
    assert "::error::campaign-runner's packages can't be installed" in done.stdout
    assert "result=failed" in (tmp_path / "temp" / "out").read_text()


def test_without_a_python_that_is_new_enough_it_says_what_to_add(action: Path, checkout: Path, tmp_path: Path) -> None:
    there = Path(path(tmp_path))
    (there / "python3").unlink()
    (there / "python3").write_text("#!/bin/bash\nexit 1\n")
    (there / "python3").chmod(0o755)
    done = start(action, checkout, str(there))

    assert done.returncode == 2
    assert "::error::campaign-runner needs Python 3.11 or newer: put actions/setup-python before it" in done.stdout


def test_the_action_has_every_package_but_those_of_commands_that_it_never_runs() -> None:
    def pins(name: str) -> set[str]:
        lines = (ROOT / "requirements" / name).read_text().splitlines()
        return {line.partition(" ;")[0].rstrip(" \\") for line in lines if "==" in line}

    action, runtime = pins("action.txt"), pins("runtime.txt")

    assert action <= runtime
    sandbox, completion, calendar = {"click", "python-multipart", "starlette", "uvicorn"}, {"shtab"}, {"icalendar"}
    workbooks = {"python-calamine"}
    assert {pin.partition("==")[0] for pin in runtime - action} == sandbox | completion | calendar | workbooks
