"""The README and the other documents say what is so."""

import re
from pathlib import Path

import pytest

from tests.cli.test_main import COMMANDS
from tests.paths import ROOT
from tests.project import Project

README = (ROOT / "README.md").read_text(encoding="utf-8")
DOCUMENTS = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").glob("*.md"))]


def blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", README, flags=re.DOTALL)


def test_the_campaign_shown_is_valid(project: Project) -> None:
    project.write("q4.yaml", blocks("yaml")[0])
    project.csv()

    assert project.run("validate", "--format", "json").json["counts"] == {}


def test_the_long_form_shown_is_valid(project: Project) -> None:
    campaign, _, _ = blocks("yaml")[0].rpartition("contacts:")
    long = blocks("yaml")[1].replace("9f2c…", "0" * 64)
    project.write("q4.yaml", campaign + long)
    project.csv("contacts/export.csv", "Full Name,Mobile,Phone\nAda,+14155550101,+14155550102\n")

    assert project.run("validate", "--format", "json").json["counts"] == {"pin-mismatch": 2}


def test_the_first_screen_has_the_demo_and_the_tests() -> None:
    first = README.splitlines()[:25]

    assert any(line.startswith("make demo") for line in first)
    assert any(line.startswith("make test") for line in first)


@pytest.mark.parametrize("command", COMMANDS)
def test_every_option_is_in_the_readme(project: Project, command: str) -> None:
    shown = set(re.findall(r"--[a-z-]+", project.run(command, "--help").out))

    assert {option for option in shown - {"--help"} if option not in README} == set()


def test_every_variable_is_in_the_readme() -> None:
    source = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "runner").glob("**/settings.py"))

    assert set(re.findall(r"(?:SIGMAMIND|CAMPAIGNS)_[A-Z_]+", source)) <= set(re.findall(r"[A-Z]+_[A-Z_]+", README))


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_links_lead_somewhere(document: Path) -> None:
    for target in re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", document.read_text(encoding="utf-8")):
        if "://" not in target:
            assert (document.parent / target).exists(), target
