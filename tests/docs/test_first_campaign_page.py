"""The page of the first campaign is run as it stands."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.paths import ROOT

PAGE = (ROOT / "docs" / "tutorial" / "first-campaign.md").read_text(encoding="utf-8")

pytestmark = pytest.mark.slow


def test_each_step_does_what_the_page_shows(tmp_path: Path) -> None:
    work, hub = tmp_path / "work", tmp_path / "hub.git"
    subprocess.run(["git", "init", "-q", "--bare", str(hub)], check=True)
    subprocess.run(["git", "clone", "-q", str(hub), str(work)], check=True, capture_output=True)
    for key, value in (("user.name", "Me"), ("user.email", "me@example.com"), ("push.default", "current")):
        subprocess.run(["git", "-C", str(work), "config", key, value], check=True)
    environ = {name: value for name, value in os.environ.items() if not name.startswith(("CAMPAIGNS_", "GITHUB_"))}
    environ["PATH"] = f"{Path(sys.executable).parent}{os.pathsep}{environ['PATH']}"
    said = ""
    for language, text in re.findall(r"^```(\w+)\n(.*?)^```", PAGE, flags=re.MULTILINE | re.DOTALL):
        if language == "csv":
            (work / "campaigns" / "contacts" / "first.csv").write_text(text)
        elif language == "yaml":
            file = work / "campaigns" / "first.yaml"
            for line in text.splitlines():
                key = line.partition(":")[0]
                file.write_text(re.sub(f"^{key}:.*$", line, file.read_text(), flags=re.MULTILINE))
        elif language == "sh":
            script = text.replace("/tmp/", f"{tmp_path}/")
            done = subprocess.run(
                ["bash", "-ec", script],
                cwd=work,
                env=environ,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
                timeout=300,
            )
            assert done.returncode == 0, script + done.stdout
            said = done.stdout
        else:
            for line in filter(None, text.splitlines()):
                shown = r".*".join(map(re.escape, line.strip().split("…")))
                there = re.search(rf"^ *{shown} *$", said, flags=re.MULTILINE)
                assert there, f"{line!r} isn't what it says: {said}"
                said = said[there.end() :]
    branch = subprocess.run(
        ["git", "-C", str(hub), "ls-tree", "-r", "--name-only", "first-campaign"], capture_output=True, text=True
    )

    assert [name for name in branch.stdout.split() if name.startswith(("campaigns/", ".campaigns"))] == [
        "campaigns/contacts/first.csv",
        "campaigns/defaults.yaml",
        "campaigns/first.yaml",
        "campaigns/policy.yaml",
    ]
