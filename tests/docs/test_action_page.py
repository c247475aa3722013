"""docs/reference/action.md against action.yml."""

import re
from typing import Any

import pytest
import yaml

from tests.paths import ROOT

PAGE = (ROOT / "docs" / "reference" / "action.md").read_text(encoding="utf-8")
ACTION: Any = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))


def cell(text: object) -> str:
    return " ".join(str(text).split()).replace("|", "\\|")


@pytest.mark.parametrize("section", ["inputs", "outputs"])
def test_the_tables_are_those_of_the_action(section: str) -> None:
    rows = []
    for name, about in ACTION[section].items():
        default = f"`{cell(about['default'])}`" if about.get("default") else ""
        middle = [default] if section == "inputs" else []
        rows.append("| " + " | ".join([f"`{name}`", *middle, cell(about["description"])]) + " |")
    table = PAGE.partition(f"## {section.title()}\n")[2].partition("\n## ")[0]

    assert re.findall(r"^\| `.*$", table, flags=re.MULTILINE) == [row.replace("|  |", "|  |") for row in rows]


def test_every_input_is_handed_over_and_read() -> None:
    step = ACTION["runs"]["steps"][0]["env"]
    handed = {name.removeprefix("INPUT_").lower().replace("_", "-") for name in step if name.startswith("INPUT_")}

    assert handed | {"token"} == set(ACTION["inputs"])
