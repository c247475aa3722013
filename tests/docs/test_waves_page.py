"""The page of waves is run as it stands."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.paths import ROOT

PAGE = (ROOT / "docs" / "how-to" / "waves.md").read_text(encoding="utf-8")

pytestmark = pytest.mark.slow


def test_each_step_does_what_the_page_shows(tmp_path: Path) -> None:
    work, hub = tmp_path / "work", tmp_path / "hub.git"
    environ = {name: value for name, value in os.environ.items() if not name.startswith(("CAMPAIGNS_", "GITHUB_"))}
    environ["PATH"] = f"{Path(sys.executable).parent}{os.pathsep}{environ['PATH']}"

    def shell(script: str, folder: Path) -> str:
        done = subprocess.run(
            ["bash", "-ec", script], cwd=folder, env=environ, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
            text=True, timeout=300,
        )  # fmt: skip
        assert done.returncode == 0, script + done.stdout
        return done.stdout

    shell(f"git init -q --bare {hub}; git clone -q {hub} {work}", tmp_path)
    shell("git config user.name Me; git config user.email me@example.com", work)
    shell("git commit -q --allow-empty -m start; git branch -M main; git push -q -u origin main", work)
    (work / "campaigns" / "contacts").mkdir(parents=True)
    said = ""
    for language, text in re.findall(r"^```(\w*)\n(.*?)^```", PAGE, flags=re.MULTILINE | re.DOTALL):
        if language == "sh":
            said = shell(text, work)
        elif language:
            name = {"csv": "contacts/q4.csv", "yaml": "q4.yaml"}[language]
            (work / "campaigns" / name).write_text(text)
        else:
            for line in filter(None, text.splitlines()):
                shown = r".*".join(map(re.escape, line.strip().split("…")))
                there = re.search(rf"^ *{shown} *$", said, flags=re.MULTILINE)
                assert there, f"{line!r} isn't what it says: {said}"
                said = said[there.end() :]

    proposed = shell("git diff --name-only main origin/q4-wave-1-of-3", work)
    assert proposed.split() == ["campaigns/contacts/q4-wave-1-of-3.csv", "campaigns/q4-wave-1-of-3.yaml"]
