"""Every finding of a contact list, at its exact row and line."""

from pathlib import Path
from typing import Any

import pytest

from runner import contacts, findings
from runner.campaign import ContactsSource
from runner.findings import Findings, Severity
from tests.contacts.reading import PATH, at, places, read, sent

GOOD = "Phone Number,customer_name\n+14155550101,Ada\n+14155550102,Bo\n"


@pytest.fixture
def csv(tmp_path: Path) -> Path:
    return tmp_path / "q4.csv"


def test_a_good_list_has_no_findings(csv: Path) -> None:
    found, said = read(csv, GOOD)

    assert found is not None
    assert (found.csv, found.path, found.rows) == (csv, PATH, 2)
    assert said.counts == {}


@pytest.mark.parametrize(
    ("data", "code", "words"),
    [
        (b"", "csv-empty", "the file is empty"),
        (b"\n\r\n \n", "csv-empty", "the file is empty"),
        (b"Phone Number,customer_name\n", "csv-empty", "no contacts"),
        (b"Phone Number,customer_name\n,\n\n", "csv-empty", "no contacts"),
        ("Phone Number\n+14155550101\n".encode("utf-16"), "csv-encoding", "the file is UTF-16"),
        ("Phone Number\n+14155550101\n".encode("utf-16-le"), "csv-encoding", "the file is UTF-16"),
        ("Phone Number\n+14155550101\n".encode("utf-32"), "csv-encoding", "the file is UTF-32"),
        (b"PK\x03\x04rest", "csv-encoding", "Excel workbook"),
        (b"\x1f\x8b\x08rest", "csv-encoding", "gzip"),
        (b"Phone Number\r+14155550101\r", "csv-encoding", "CR alone"),
        (b"version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n", "lfs-pointer", "Git LFS pointer"),
        (b"sep=;\nPhone Number;a\n+14155550101;x\n", "csv-header", "`sep=`"),
    ],
)
def test_a_file_that_is_no_list_is_named_for_what_it_is(csv: Path, data: bytes, code: str, words: str) -> None:
    found, said = read(csv, data)

    assert found is None
    (finding,) = [finding for finding in said if finding.severity is Severity.ERROR]
    assert finding.code == code
    assert words in finding.message
    assert finding.hint


def test_rows_count_as_a_spreadsheet_does_and_lines_as_an_editor(csv: Path) -> None:
    data = 'Phone Number,note\n+14155550101,"two\nlines"\n\n14155550102,x\n+14155550103,"a\n\nb"\nx,y\n'

    _, said = read(csv, data)

    assert places(said) == [("csv-blank-row", 4, 3), ("phone-format", 5, 4), ("phone-format", 9, 6)]


@pytest.mark.parametrize(
    ("cell", "words"),
    [
        ("", "no phone number"),
        ("4.41555E+11", "rounded the number"),
        ("4.41555e11", "rounded the number"),
        ('"4,41555E+11"', "rounded the number"),
        ("14155550101.0", "become a decimal"),
        ("14155550101", "has no plus"),
        ("00442079460100", "begins with 00"),
        ("02079460100", "no country code: it begins with 0"),
        ("+02079460100", "begins with +0"),
        ("+141555", "too short: 6 digits"),
        ("+1415555010112345", "too long: 16 digits"),
        ("+1 415 555 0101", "spaces or signs"),
        ("+1 (415) 555-0101", "spaces or signs"),
        ("+44 (0)20 7946 0100", "trunk zero"),
        ("+\u0661\u0664\u0661\u0665\u0665\u0665\u0665\u0660\u0661\u0660\u0661", "digits that aren't 0 to 9"),
        ("\uff0b\uff11\uff14\uff11\uff15", "digits that aren't 0 to 9"),
        ("+14155550101 x12", "letters"),
        ("call me", "letters"),
        ("'+14155550101", "apostrophe"),
        ("=14155550101", "formula"),
        ("+14155550101; +14155550102", "more than one number"),
        ("+14155550101 / +14155550102", "more than one number"),
        ("+1415*5550101", "characters that no phone number has"),
        ("#", "isn't a phone number"),
    ],
)
def test_each_kind_of_bad_number_has_its_own_words_and_is_not_repeated(csv: Path, cell: str, words: str) -> None:
    found, said = read(csv, f"Phone Number,note\n{cell},x\n+14155550199,y\n")

    assert found is None
    (finding,) = said
    assert (finding.code, finding.line, finding.row) == ("phone-format", 2, 2)
    assert words in finding.message
    assert finding.hint
    assert not cell.strip('"') or cell.strip('"') not in finding.message + finding.hint


def test_white_space_around_a_number_does_not_count(csv: Path) -> None:
    assert sent(csv, "Phone Number\n +14155550101\t\n") == b"Phone Number\n+14155550101\n"


def test_a_number_twice_is_an_error_that_names_the_first_row(csv: Path) -> None:
    _, said = read(csv, "Phone Number\n+14155550101\n+14155550102\n +14155550101\n+14155550101\n")

    assert [(f.code, f.row, f.message) for f in said] == [
        ("phone-repeated", 4, "the same number as row 2"),
        ("phone-repeated", 5, "the same number as row 2"),
    ]


def test_ragged_rows_are_counted_against_the_header(csv: Path) -> None:
    _, said = read(csv, "Phone Number,a\n+14155550101\n+14155550102,x,y\n+14155550103,z\n")

    assert [(f.code, f.row, f.message) for f in said] == [
        ("csv-ragged", 2, "the row has 1 cell, the header 2"),
        ("csv-ragged", 3, "the row has 3 cells, the header 2"),
    ]


def test_an_unclosed_quote_names_its_row_and_says_that_the_rest_is_unread(csv: Path) -> None:
    _, said = read(csv, 'Phone Number,a\n1415,x\n+14155550102,"y\n+14155550103,z\n')

    assert places(said) == [("phone-format", 2, 2), ("csv-quote", 3, 3)]
    assert "the rows behind it were not checked" in (list(said)[1].hint or "")


def test_text_behind_a_quote_spoils_its_own_row_alone(csv: Path) -> None:
    _, said = read(csv, 'Phone Number,a\n+14155550101,"x"y\n1415,z\n')

    assert places(said) == [("csv-quote", 2, 2), ("phone-format", 3, 3)]


def test_a_quote_inside_an_unquoted_cell_is_text(csv: Path) -> None:
    assert sent(csv, 'Phone Number,pipe\n+14155550101,5" pipe\n') == b'Phone Number,pipe\n+14155550101,"5"" pipe"\n'


@pytest.mark.parametrize("cell", ["x" * 200_000, '"' + "x" * 200_000 + '"', '"' + "x\n" * 100_000 + '"'])
def test_a_cell_that_never_ends_is_found(csv: Path, cell: str) -> None:
    _, said = read(csv, f"Phone Number,a\n+14155550101,{cell}\n")

    assert places(said) == [("csv-quote", 2, 2)]


def test_a_line_that_never_ends_is_not_read_whole(csv: Path) -> None:
    _, said = read(csv, b"Phone Number,a\n" + b"x" * 3_000_000)

    assert ("csv-quote", 2, 2) in places(said)


def test_bytes_that_are_not_utf8_are_named_by_row(csv: Path) -> None:
    _, said = read(csv, b"Phone Number,a\n+14155550101,caf\xe9\n+14155550102,x\n+14155550103,\x96\n")

    assert [(f.code, f.row) for f in said] == [("csv-encoding", 2), ("csv-encoding", 4)]
    assert "0xe9" in next(iter(said)).message
    assert "CSV UTF-8 (Comma delimited)" in (next(iter(said)).hint or "")


def test_a_nul_is_found_at_its_row(csv: Path) -> None:
    _, said = read(csv, b"Phone Number,a\n+14155550101,x\0y\n")

    assert places(said) == [("csv-nul", 2, 2)]


@pytest.mark.parametrize("header", ["phone", "PHONE", "Phone-Number", "mobile_number", "Tel", "E.164", "msisdn"])
def test_the_phone_column_is_found_by_its_usual_names(csv: Path, header: str) -> None:
    assert sent(csv, f"name,{header}\nAda,+14155550101\n") == b"Phone Number,name\n+14155550101,Ada\n"


def test_every_published_alias_is_found(csv: Path) -> None:
    for alias in contacts.PHONE_ALIASES:
        assert read(csv, f"name,{alias}\nAda,+14155550101\n")[0] is not None, alias


@pytest.mark.parametrize(
    ("header", "source", "place", "words"),
    [
        ("a,b", {}, PATH, "no column is named like a phone number"),
        ("Phone,Mobile", {}, PATH, "`Phone` and `Mobile` all mean a phone number"),
        ("Phone,b", {"phoneColumn": "Fone"}, "contacts/phoneColumn", "the list has no column `Fone`"),
    ],
)
def test_no_or_two_phone_columns_are_found(
    csv: Path, header: str, source: dict[str, Any], place: str, words: str
) -> None:
    found, said = read(csv, f"{header}\n+14155550101,x\n", **source)

    assert found is None
    (finding,) = said
    assert (finding.code, finding.path, finding.message) == ("csv-phone-column", place, words)


def test_a_pinned_phone_column_settles_which_is_meant(csv: Path) -> None:
    data = "Mobile,Phone\n+14155550101,+14155550102\n"

    assert sent(csv, data, phoneColumn="Phone", columns={"Mobile": "other"}) == (
        b"Phone Number,other\n+14155550102,+14155550101\n"
    )


@pytest.mark.parametrize(
    ("header", "source", "place", "words"),
    [
        ("Phone,a,a", {}, PATH, "`a` is the name of 2 columns"),
        ("Phone,Full Name,full_name", {}, PATH, "`Full Name` and `full_name` are one variable"),
        ("Phone,a,", {}, PATH, "column 3 has no name"),
        ("Mobile,Phone Number,a", {"phoneColumn": "Mobile"}, PATH, "another column would be sent as `Phone Number`"),
        ("Phone,a,b", {"columns": {"c": "x"}}, "contacts/columns/c", "the list has no column `c`"),
        ("Phone,a,b", {"columns": {"a": "x", "b": "x"}}, PATH, "`x` and `x` are one variable"),
        ("Phone,a,b", {"columns": {"Phone": "x"}}, "contacts/columns/Phone", "`Phone` is the phone column"),
        ("Phone,a,b", {"columns": {"a": "phone number"}}, PATH, "another column would be sent as `Phone Number`"),
        ("+14155550100,Ada,x", {}, PATH, "the first row looks like a contact"),
        ("Phone,ada@example.com,x", {}, PATH, "the first row looks like a contact"),
        (f"Phone,{'x' * 65},x", {}, PATH, "the first row looks like a contact"),
    ],
)
def test_a_header_that_cannot_be_used_is_found(
    csv: Path, header: str, source: dict[str, Any], place: str, words: str
) -> None:
    found, said = read(csv, f"{header}\n+14155550101,x,y\n", **source)

    assert found is None
    (finding,) = said
    assert (finding.code, finding.path) == ("csv-header", place)
    assert words in finding.message


def test_a_first_row_that_is_a_contact_is_not_shown(csv: Path) -> None:
    _, said = read(csv, "Ada Quill,+14155550101\nBo Marsh,+14155550102\n")

    assert "Quill" not in "".join(f"{finding.message} {finding.hint}" for finding in said)


def test_headers_that_are_no_variable_names_are_a_warning_with_the_mapping_to_write(csv: Path) -> None:
    found, said = read(csv, "Phone Number,Full Name,ok\n+14155550101,Ada,x\n")

    assert found is not None
    (finding,) = said
    assert (finding.code, finding.severity, finding.row) == ("variable-name", Severity.WARNING, 1)
    assert "columns: {Full Name: full_name}" in (finding.hint or "")


def test_a_default_whose_name_is_spelt_otherwise_than_the_header_is_a_warning(csv: Path) -> None:
    _, said = read(csv, "Phone Number,Customer_Name\n+14155550101,\n", {"customer_name": "there"})

    assert said.counts == {"variable-name": 1}


@pytest.mark.parametrize(("delimiter", "name"), [(";", "semicolons"), ("\t", "tabs")])
def test_another_delimiter_is_taken_where_it_is_certain_and_said(csv: Path, delimiter: str, name: str) -> None:
    data = GOOD.replace(",", delimiter)

    _, said = read(csv, data)

    (finding,) = said
    assert (finding.code, finding.severity) == ("csv-delimiter", Severity.INFO)
    assert name in finding.message
    assert sent(csv, data) == GOOD.encode()


@pytest.mark.parametrize("header", ["Phone;a,b", "Phone;a\tb", "x;y"])
def test_a_delimiter_that_is_not_certain_is_an_error(csv: Path, header: str) -> None:
    found, said = read(csv, f"{header}\n+14155550101;x\n")

    assert found is None
    assert said.counts == {"csv-delimiter": 1}


def test_a_list_of_numbers_alone_needs_no_delimiter(csv: Path) -> None:
    assert sent(csv, "phone\n+14155550101\n") == b"Phone Number\n+14155550101\n"


def test_required_variables_need_a_value_or_a_default_in_every_row(csv: Path) -> None:
    data = "Phone Number,a,b\n+14155550101, ,x\n+14155550102,y,\n"

    _, said = read(csv, data, {"b": "there"}, requiredVariables=("a", "b", "c"))

    assert [(f.path, f.row, f.message) for f in said] == [
        (PATH, 2, "`a` has no value"),
        ("contacts/requiredVariables", None, "no column and no default gives `c`"),
    ]


def test_a_blank_default_is_no_default(csv: Path) -> None:
    _, said = read(csv, "Phone Number,a\n+14155550101,\n", {"a": " "}, requiredVariables=("a",))

    assert said.counts == {"variable-missing": 1}


def test_pins_that_do_not_match_are_found_in_the_campaign(csv: Path) -> None:
    _, said = read(csv, GOOD, sha256="0" * 64, rows=3)

    assert [(f.code, f.path) for f in said] == [
        ("pin-mismatch", "contacts/rows"),
        ("pin-mismatch", "contacts/sha256"),
    ]


def test_pins_that_match_say_nothing(csv: Path) -> None:
    found, _ = read(csv, GOOD)
    assert found is not None

    _, said = read(csv, GOOD, sha256=found.sha256.upper(), rows=2)

    assert said.counts == {}


def test_a_folder_in_place_of_the_list_is_a_finding(csv: Path) -> None:
    csv.mkdir()
    said = Findings()

    assert contacts.read(ContactsSource("q4.csv"), {}, csv, PATH, said, at=at) is None
    assert [finding.message for finding in said] == ["the list can't be read: Is a directory"]


def test_all_problems_are_counted_and_the_first_ten_thousand_kept(csv: Path) -> None:
    rows = findings.LISTED + 4310

    _, said = read(csv, "Phone Number\n" + "x\n" * rows)

    assert said.counts == {"phone-format": rows}
    assert len(list(said)) == findings.LISTED
    assert said.surplus(next(iter(said))) == 4310
