"""The page on help is run as it stands."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.paths import ROOT

PAGE = (ROOT / "docs" / "how-to" / "help.md").read_text(encoding="utf-8")
TURNS = re.compile(r"^```sh\n(.*?)^```\n(?:\n```text\n(.*?)^```\n)?", flags=re.MULTILINE | re.DOTALL)

pytestmark = pytest.mark.slow


def test_each_step_does_what_the_page_shows(tmp_path: Path) -> None:
    environ = {name: value for name, value in os.environ.items() if not name.startswith(("CAMPAIGNS_", "GITHUB_"))}
    environ["PATH"] = f"{Path(sys.executable).parent}{os.pathsep}{environ['PATH']}"
    turns = TURNS.findall(PAGE)
    script = "".join(f"echo == {number} ==\n{commands}" for number, (commands, _) in enumerate(turns))

    done = subprocess.run(
        ["bash", "-c", script],
        cwd=tmp_path,
        env=environ,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=300,
    )

    outputs = re.split(r"^== \d+ ==\n", done.stdout, flags=re.MULTILINE)[1:]
    for (commands, shown), output in zip(turns, outputs, strict=True):
        rest = output
        for line in filter(None, shown.splitlines()):
            pattern = ".*".join(map(re.escape, line.strip().split("…")))
            there = re.search(rf"^ *{pattern} *$", rest, flags=re.MULTILINE)
            assert there, f"{line!r} isn't what it says after {commands}: {rest}"
            rest = rest[there.end() :]


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish", "tcsh"])
def test_the_line_for_each_shell_asks_for_its_completion(shell: str) -> None:
    assert re.search(rf"^\| {shell}, .*campaigns completion {shell}", PAGE, flags=re.MULTILINE)
