"""The hook for pre-commit: what it looks at, and that its command is one. `make installs` installs and runs it."""

import re
import shlex
import subprocess
from typing import Any

import yaml

from tests.paths import ROOT
from tests.project import Project

HOOK: dict[str, Any] = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_bytes())[0]

PAGE = (ROOT / "docs" / "how-to" / "pre-commit.md").read_text(encoding="utf-8")
HOOK_LINES = PAGE.partition("```yaml\n")[2].partition("```")[0]


def test_the_page_names_the_hook() -> None:
    [repository] = yaml.safe_load(HOOK_LINES)["repos"]

    assert [hook["id"] for hook in repository["hooks"]] == [HOOK["id"]]


def test_the_hook_looks_at_every_file_that_a_campaign_depends_on() -> None:
    names = subprocess.run(["git", "-C", ROOT, "ls-files"], capture_output=True, text=True, check=True).stdout.split()

    seen = [name for name in names if re.search(HOOK["files"], name)]

    assert {name for name in names if name.startswith("campaigns/")} <= set(seen)
    assert "README.md" not in seen
    assert re.search(HOOK["files"], "teams/us/campaigns/contacts/q4.csv")


def test_the_hook_stops_a_commit_with_an_error_and_no_other(project: Project) -> None:
    project.add()
    _, *command = shlex.split(HOOK["entry"])

    assert project.run(*command).code == 0
    project.add("typo.yaml", campaignName="Typo", colour="red")
    assert project.run(*command).code == 1
