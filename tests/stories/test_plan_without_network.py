"""validate and plan use no network and no key: they would fail here if a socket were opened."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.paths import ROOT

# An audit hook sees every socket of the process, whatever library makes it, and can't be removed again.
OFFLINE = """
import sys

def hook(event, args):
    if event.startswith("socket."):
        raise RuntimeError(f"{event}: this process must not use the network")

sys.addaudithook(hook)
from runner.cli import main as cli
code = cli.main(sys.argv[1:])
heavy = {"httpx", "starlette", "uvicorn", "anyio", "ssl"} & set(sys.modules)
sys.exit(code if not heavy else f"imported {heavy}")
"""

pytestmark = pytest.mark.slow


def run(tmp_path: Path, *args: str) -> subprocess.CompletedProcess[str]:
    shutil.copytree(ROOT / "campaigns", tmp_path / "campaigns", dirs_exist_ok=True)
    environ = {key: value for key, value in os.environ.items() if not key.startswith(("SIGMAMIND", "CAMPAIGNS"))}
    return subprocess.run(
        [sys.executable, "-c", OFFLINE, *args], cwd=tmp_path, env=environ, capture_output=True, text=True, timeout=60
    )


@pytest.mark.parametrize(
    "args",
    [
        ("validate",),
        ("validate", "--format", "sarif"),
        ("validate", "--format", "junit"),
        ("validate", "--format", "gitlab"),
        ("plan",),
        ("plan", "--format", "json"),
        ("plan", "--format", "markdown"),
        ("report", "--html", "plan.html"),
        ("calendar", "--windows"),
        ("status",),
        ("init", "--dir", "elsewhere"),
        ("schema",),
    ],
)
def test_what_needs_no_network_opens_no_socket_and_imports_no_client(tmp_path: Path, args: tuple[str, ...]) -> None:
    done = run(tmp_path, *args)

    assert done.returncode == 0, done.stderr
    assert done.stdout


def test_the_test_above_would_notice_a_socket(tmp_path: Path) -> None:
    done = run(tmp_path, "apply", "--sandbox", "--yes")

    assert done.returncode != 0
    assert "RuntimeError" in done.stderr
