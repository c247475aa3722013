"""Which cells are phone numbers, and how the others are explained."""

from pathlib import Path

import pytest

from runner.phone_numbers.e164 import explain_format
from tests.contacts.reading import read, sent


@pytest.fixture
def csv(tmp_path: Path) -> Path:
    return tmp_path / "q4.csv"


@pytest.mark.parametrize(
    ("cell", "words"),
    [
        ("", "no phone number"),
        ("4.41555E+11", "rounded the number"),
        ("4.41555e11", "rounded the number"),
        ('"4,41555E+11"', "rounded the number"),
        ("14155550101.0", "turned the number into a decimal"),
        ("14155550101", "has no plus"),
        ("00442079460100", "begins with 00"),
        ("02079460100", "no country code: it begins with 0"),
        ("+02079460100", "begins with +0"),
        ("+141555", "too short: 6 digits"),
        ("+1415555010112345", "too long: 16 digits"),
        ("+1 415 555 0101", "spaces or punctuation"),
        ("+1 (415) 555-0101", "spaces or punctuation"),
        ("+44 (0)20 7946 0100", "trunk zero"),
        ("+\u0661\u0664\u0661\u0665\u0665\u0665\u0665\u0660\u0661\u0660\u0661", "digits that aren't 0 to 9"),
        ("\uff0b\uff11\uff14\uff11\uff15", "digits that aren't 0 to 9"),
        ("+14155550101 x12", "extension"),
        ("call me", "letters"),
        ("'+14155550101", "apostrophe"),
        ("=14155550101", "formula"),
        ("+14155550101; +14155550102", "more than one number"),
        ("+14155550101 / +14155550102", "more than one number"),
        ("4155550101 or 4155550102", "more than one number"),
        ("+14155550101+14155550102", "more than one number"),
        ("14155550101/14155550102", "more than one number"),
        ("030/2345 678", "no country code"),
        ('"14,155,550,101"', "characters that don't belong in a phone number"),
        ("+1415555010\u200b1", "invisible character"),
        ("\u202a+14155550101\u202c", "invisible character"),
        ("555-0101", "has no plus"),
        ("55501", "too short"),
        ("x" * 201, "far too long"),
        ("+1415*5550101", "characters that don't belong in a phone number"),
        ("?", "isn't a phone number"),
        ("#REF!", "no number"),
        ("n/a", "no number"),
    ],
)
def test_each_kind_of_bad_number_has_its_own_words_and_is_not_repeated(csv: Path, cell: str, words: str) -> None:
    contacts, findings = read(csv, f"Phone Number,note\n{cell},x\n+14155550199,y\n")

    assert contacts is None
    (finding,) = findings
    assert (finding.code, finding.line, finding.row) == ("phone-format", 2, 2)
    assert words in finding.message
    assert finding.hint
    assert not cell.strip('"') or cell.strip('"') not in finding.message + finding.hint


@pytest.mark.parametrize(
    ("cell", "ends"),
    [
        ("00442079460100", "; then it is a valid number of region GB"),
        ("+44 (0)20 7946 0100", "; then it is a valid number of region GB"),
        ("+1 (415) 555-0101", "; then it is a valid number of region US"),
        ("00447700900123", "; even then it isn't a valid number"),
        ("+1 (115) 555-0101", "; even then it isn't a valid number"),
        ("00123", "after it"),
        ("1155550101", "; adding a plus alone doesn't make it a valid number"),
    ],
)
def test_where_only_one_number_can_be_meant_the_hint_says_whether_it_is_valid(csv: Path, cell: str, ends: str) -> None:
    _, (finding,) = read(csv, f"Phone Number,note\n{cell},x\n")

    assert finding.hint
    assert finding.hint.partition(" `campaigns")[0].removesuffix("; or").removesuffix(";").endswith(ends)


@pytest.mark.parametrize(
    ("cell", "command"),
    [
        ("00442079460100", "`campaigns contacts fix campaigns/contacts/q4.csv` does so"),
        ("p:+14155550101", "`campaigns contacts fix campaigns/contacts/q4.csv` does so"),
        ("'+14155550101", "`campaigns contacts fix campaigns/contacts/q4.csv` does so"),
        ("4155550101", "`campaigns contacts fix campaigns/contacts/q4.csv --default-region …`"),
        ("+14155550101 x12", None),
        ("1-800-FLOWERS", None),
        ("00447700900123", None),
        ("4.41555E+11", None),
        ("12345", None),
    ],
)
def test_a_hint_names_the_command_that_fixes_the_number(csv: Path, cell: str, command: str | None) -> None:
    _, (finding,) = read(csv, f"Phone Number,note\n{cell},x\n")

    assert ("campaigns contacts fix" in str(finding.hint)) == (command is not None)
    assert (command or "") in str(finding.hint)


@pytest.mark.parametrize("cell", ["14155550101", "442079460100", "4155550101", "02079460100"])
def test_no_number_is_proposed_for_digits_that_may_be_one_in_several_countries(csv: Path, cell: str) -> None:
    _, (finding,) = read(csv, f"Phone Number,note\n{cell},x\n")

    assert finding.hint
    assert "it is then a valid number" not in finding.hint


def test_white_space_around_a_number_does_not_count(csv: Path) -> None:
    assert sent(csv, "Phone Number\n +14155550101\t\n") == b"Phone Number\n+14155550101\n"


def test_a_number_twice_is_an_error_that_names_the_first_row(csv: Path) -> None:
    _, findings = read(csv, "Phone Number\n+14155550101\n+14155550102\n +14155550101\n+14155550101\n")

    assert [(f.code, f.row, f.message) for f in findings] == [
        ("phone-repeated", 4, "the same number as row 2"),
        ("phone-repeated", 5, "the same number as row 2"),
    ]


@pytest.mark.parametrize(
    "text", ["+49 30 1234567/68", "+49 30 1234567 (2)", "+49 30 1234567 [2]", "+49 30 1234567-69", "+49 171 1234567 2"]
)
def test_the_hint_for_what_may_be_two_numbers_does_not_say_to_join_them(text: str) -> None:
    assert "valid number" not in explain_format(text)[1]


def test_a_number_is_repeated_whatever_else_is_wrong_with_its_row(csv: Path) -> None:
    data = "Phone Number,a\n+14155550101,\n+14155550101,x\n+14155550102,x\n+14155550102,\n"

    _, findings = read(csv, data, requiredVariables=("a",))

    assert [(f.code, f.row) for f in findings] == [
        ("variable-missing", 2),
        ("phone-repeated", 3),
        ("phone-repeated", 5),
        ("variable-missing", 5),
    ]
