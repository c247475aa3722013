"""Numbers in E.164 form that nobody can have, or that are no person's."""

import os
from pathlib import Path
from typing import BinaryIO

import pytest

from runner.contacts import judge
from runner.contacts.scan import locate
from runner.findings import Severity
from tests.contacts.reading import places, read


@pytest.fixture
def csv(tmp_path: Path) -> Path:
    return tmp_path / "q4.csv"


@pytest.mark.parametrize(
    ("number", "words"),
    [
        ("+9995550101", "begins with no country code"),
        ("+4402079460100", "a national prefix behind the country code of GB"),
        ("+141555501", "8 digits stand behind the country code of US, where 7 or 10 can"),
        ("+8000000010", "7 digits stand behind its international code, where 8 can"),
        ("+11155550101", "no number behind the country code of US is like this one"),
    ],
)
def test_an_impossible_number_is_a_warning_that_says_why_and_shows_no_digit_of_it(
    csv: Path, number: str, words: str
) -> None:
    found, said = read(csv, f"Phone Number,a\n+14155550101,x\n{number},y\n")

    assert found is not None
    assert found.rows == 2
    (finding,) = said
    assert (finding.code, finding.line, finding.row, finding.severity) == ("phone-impossible", 3, 3, Severity.WARNING)
    assert words in finding.message
    assert finding.hint
    assert number[3:] not in finding.message + finding.hint


@pytest.mark.parametrize(
    ("number", "words"),
    [
        ("+19005550101", "premium-rate (US)"),
        ("+18005550101", "toll-free (US)"),
        ("+498001234567", "toll-free (DE)"),
        ("+491801234567", "shared-cost (DE)"),
    ],
)
def test_a_number_that_is_no_persons_is_a_warning(csv: Path, number: str, words: str) -> None:
    found, said = read(csv, f"Phone Number,a\n{number},x\n")

    assert found is not None
    (finding,) = said
    assert (finding.code, finding.severity) == ("phone-type", Severity.WARNING)
    assert words in finding.message


def test_it_is_said_at_the_first_row_of_each_number_beside_all_else(csv: Path) -> None:
    data = 'Phone,a\n+14155550101,"two\nlines"\n\n+11155550101,x\n+11155550102\n+11155550101,y\n+11155550103,z\n1,x\n'

    _, said = read(csv, data)

    assert places(said) == [
        ("csv-blank-row", 4, 3),
        ("phone-impossible", 5, 4),
        ("csv-ragged", 6, 5),
        ("phone-repeated", 7, 6),
        ("phone-impossible", 8, 7),
        ("phone-format", 9, 8),
    ]


def test_a_list_whose_numbers_can_all_be_called_is_read_once(csv: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(judge, "locate", lambda *_: pytest.fail("read again"))

    found, said = read(csv, "Phone\n+14155550101\n+442079460100\n")

    assert found is not None
    assert list(said) == []


def test_a_list_that_changes_while_it_is_read_again_is_not_taken(csv: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def disturbed(file: BinaryIO, *rest: object) -> object:
        os.utime(csv, ns=(0, csv.stat().st_mtime_ns + 10**9))
        return locate(file, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(judge, "locate", disturbed)

    found, said = read(csv, "Phone\n+14155550101\n+11155550101\n")

    assert found is None
    assert said.counts == {"file-changed": 1, "phone-impossible": 1}


def test_many_are_found_with_numpy_as_few_are_without(csv: Path) -> None:
    lines = [f"+1{area}5550{number:03}" for area in (212, 115, 800) for number in range(100, 400)]

    _, said = read(csv, "Phone\n" + "\n".join(lines) + "\n")

    assert said.counts == {"phone-impossible": 300, "phone-type": 300}
    assert [f.row for f in said] == list(range(302, 902))
