"""Each command of README and docs is one that the program has, and ends with an answer wherever somebody types it."""

import argparse
import re
import shlex
import subprocess
from pathlib import Path

import pytest

from runner.cli.parser import build_parser
from runner.errors import UsageError
from tests.paths import ROOT
from tests.project import Project

PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
MISTYPED = {"campaigns vaildate", "campaigns plan --format jsno", "campaigns stop"}
"""What docs/how-to/help.md gets wrong on purpose."""
NOT_HERE = re.compile(r"campaigns (sandbox|.*--jobs tcp:)")
"""A server that doesn't end, and one of another machine."""
PLACES = ("an empty folder", "a repository without a remote", "a repository with a remote")


def commands() -> list[str]:
    texts = [page.read_text(encoding="utf-8") for page in PAGES]
    blocks = [
        block for text in texts for block in re.findall(r"^```sh\n(.*?)^```", text, flags=re.DOTALL | re.MULTILINE)
    ]
    lines = [line for block in blocks for line in re.findall(r"^campaigns .*", block, flags=re.MULTILINE)]
    return sorted({re.split(r" +#| \|\|| &$| > ", line)[0] for line in lines})


@pytest.mark.parametrize("command", commands())
def test_the_program_has_the_command(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    parser = build_parser()
    try:
        parser.parse_args(shlex.split(command)[1:])
        known = True
    except (UsageError, argparse.ArgumentError):
        known = False
    except SystemExit as exc:
        known = exc.code == 0

    assert known == (command not in MISTYPED)


@pytest.mark.slow
@pytest.mark.parametrize("place", PLACES)
def test_the_command_ends_with_an_answer(project: Project, monkeypatch: pytest.MonkeyPatch, place: str) -> None:
    monkeypatch.chdir(project.root)
    prepare(project, place)

    answers = {command: project.run(*shlex.split(command)[1:]) for command in commands() if not NOT_HERE.match(command)}

    assert {answer.code for answer in answers.values()} <= {0, 1, 2, 7}
    refused = {command: answer.err for command, answer in answers.items() if answer.code in (2, 7)}
    assert [command for command, message in refused.items() if "hint: " not in message] == []
    assert place == PLACES[0] or answers["campaigns apply"].code == 0


def prepare(project: Project, place: str) -> None:
    if place == PLACES[0]:
        project.directory.rmdir()
        return
    project.add()
    project.add("us/renewals.yaml", campaignName="Renewals", contacts="../contacts/us.csv")
    git(project.root, "init", "--quiet")
    if place == PLACES[2]:
        git(project.root, "init", "--quiet", "--bare", "../hub.git")
        git(project.root, "remote", "add", "origin", "../hub.git")


def git(folder: Path, *words: str) -> None:
    subprocess.run(["git", *words], cwd=folder, check=True)
