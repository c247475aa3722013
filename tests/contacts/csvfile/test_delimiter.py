"""Which delimiter a list is read with, and that a message names it."""

from pathlib import Path
from typing import Any

import pytest

from runner.findings import Severity
from tests.contacts import agreement
from tests.contacts.reading import read, sent

NAMES = {";": "semicolons", "\t": "tabs", "|": "pipes (|)"}


@pytest.fixture
def csv(tmp_path: Path) -> Path:
    return tmp_path / "q4.csv"


@pytest.mark.parametrize("mark", NAMES)
def test_semicolons_tabs_and_pipes_are_read_and_named(csv: Path, mark: str) -> None:
    data = f"name{mark}Phone\nAda, Bo{mark}+14155550101\nCy{mark}+14155550102\n"

    agreement.agrees(data.encode(), {}, {})
    assert sent(csv, data) == b'Phone Number,name\n+14155550101,"Ada, Bo"\n+14155550102,Cy\n'
    assert [(f.code, f.severity, f.message) for f in read(csv, data)[1]] == [
        ("csv-delimiter", Severity.INFO, f"the cells are separated by {NAMES[mark]}, not commas")
    ]


@pytest.mark.parametrize(
    "data",
    [
        "Phone Number,a|b\n+14155550101,x|y\n",
        "a|b,Phone\nx,+14155550101\n",
        "Phone;a|b\n+14155550101;x|y\n",
        "Phone;a:b\n+14155550101;x\n",
    ],
)
def test_a_pipe_within_a_name_separates_nothing(csv: Path, data: str) -> None:
    assert b"x" in sent(csv, data)


@pytest.mark.parametrize("cell", ["=1|2", "+cmd|x", "<|im_start|>", "a|b"])
@pytest.mark.parametrize("block", [agreement.BLOCKS])
def test_a_quoted_pipe_in_a_list_with_pipes_is_looked_at(csv: Path, cell: str, block: Any) -> None:
    data = f'Phone|a\n+14155550101|"{cell}"\n+14155550102|x\n'

    agreement.agrees(data.encode(), {}, {}, blocks=block)
    assert ("cell-suspicious" in read(csv, data)[1].counts) == (cell != "a|b")


@pytest.mark.parametrize(
    ("header", "words"),
    [
        ("Phone~a", "tildes (~)"),
        ("a^Phone Number", "carets (^)"),
        ("Phone:a", "colons"),
        ("Phone\x1fa", "unit separators"),
    ],
)
def test_another_delimiter_is_refused_by_its_name(csv: Path, header: str, words: str) -> None:
    contacts, findings = read(csv, f"{header}\n+14155550101\n")

    assert contacts is None
    assert [(f.code, f.message) for f in findings] == [("csv-delimiter", f"the cells are separated by {words}")]


@pytest.mark.parametrize("mark", NAMES)
@pytest.mark.parametrize(
    ("names", "words"), [("ab", "no column name means"), (["Phone", "Mobile"], "several columns could be")]
)
def test_the_delimiter_is_named_where_the_phone_column_is_unclear(csv: Path, mark: str, names: Any, words: str) -> None:
    _, findings = read(csv, mark.join(names) + f"\n+14155550101{mark}x\n")

    message = f"the cells seem to be separated by {NAMES[mark]}, but {words} a phone number"
    assert [(f.code, f.message) for f in findings] == [("csv-delimiter", message)]
