"""Follows a page of docs/ as a reader would: writes its files, runs its commands, looks for what it shows."""

import re
import shlex

from tests.paths import ROOT
from tests.project import Project

Block = tuple[str, str]
"""The language of a block of code, and its text."""


def sections(page: str) -> dict[str, list[Block]]:
    """The blocks of each section of a page, by the section's title."""
    text = (ROOT / "docs" / page).read_text(encoding="utf-8")
    return {
        title: re.findall(r"^```(\w+)\n(.*?)^```", part, flags=re.MULTILINE | re.DOTALL)
        for title, part in re.findall(r"^## (.*?)\n(.*?)(?=^## |\Z)", text, flags=re.MULTILINE | re.DOTALL)
    }


def first_commands(page: str) -> list[Block]:
    """The commands of a page before its first section."""
    text = (ROOT / "docs" / page).read_text(encoding="utf-8").partition("\n## ")[0]
    return re.findall(r"^```(sh)\n(.*?)^```", text, flags=re.MULTILINE | re.DOTALL)


def follow(project: Project, blocks: list[Block]) -> list[int]:
    """Write each `yaml` to the path in its first line, run each `sh`, and find each line of `text` in what it shows.

    Lines of `text` are the beginnings of lines that are shown in that order; `…` stands for anything. Return the exit
    codes.
    """
    codes, shown = [], ""
    for language, text in blocks:
        if language == "yaml":
            path = text.partition("\n")[0]
            project.write(path.removeprefix("# campaigns/"), text)
        elif language == "sh":
            results = [project.run(*shlex.split(line)[1:]) for line in text.splitlines()]
            codes += [result.code for result in results]
            shown = "".join(result.out + result.err for result in results)
        else:
            for line in text.splitlines():
                there = re.search("^" + ".*".join(map(re.escape, line.split("…"))), shown, flags=re.MULTILINE)
                assert there, f"{line!r} isn't what it shows: {shown}"
                shown = shown[there.end() :]
    return codes
