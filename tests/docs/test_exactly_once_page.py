"""docs/explanation/exactly-once.md against the program."""

import re

from runner.state.record import STEPS
from tests.paths import ROOT

PAGE = (ROOT / "docs" / "explanation" / "exactly-once.md").read_text(encoding="utf-8")


def test_the_table_of_steps_is_the_programs() -> None:
    rows = re.findall(r"^\| (`\w+`|–) \| (`\w+`|–) \|", PAGE, flags=re.MULTILINE)  # noqa: RUF001 - the dash is meant

    documented = {tuple(None if cell == "–" else cell.strip("`") for cell in row) for row in rows}  # noqa: RUF001
    assert documented == set(STEPS)


def test_the_diagram_shows_the_same_steps() -> None:
    arrows = re.findall(r"^ +(\[\*\]|\w+) --> (\[\*\]|\w+):", PAGE, flags=re.MULTILINE)

    assert {tuple(None if end == "[*]" else end for end in arrow) for arrow in arrows} == set(STEPS)


def test_every_test_that_it_names_exists() -> None:
    named = set(re.findall(r"`([\w/]*test_\w+\.py)`", PAGE))

    assert len(named) >= 5
    assert {name for name in named if not (ROOT / name).exists()} == set()
