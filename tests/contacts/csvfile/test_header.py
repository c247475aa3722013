"""What a header row means, and what is reported of it."""

from pathlib import Path
from typing import Any

import pytest

from runner.contacts.csvfile.header import FURTHER_PHONE_ALIASES, PHONE_ALIASES
from runner.findings import Severity
from tests.contacts.reading import PATH, places, read, sent

GOOD = "Phone Number,customer_name\n+14155550101,Ada\n+14155550102,Bo\n"


@pytest.fixture
def csv(tmp_path: Path) -> Path:
    return tmp_path / "q4.csv"


def test_ragged_rows_are_counted_against_the_header(csv: Path) -> None:
    _, findings = read(csv, "Phone Number,a\n+14155550101\n+14155550102,x,y\n+14155550103,z\n")

    assert [(f.code, f.row, f.message) for f in findings] == [
        ("csv-ragged", 2, "the row has 1 cell, but the header has 2"),
        ("csv-ragged", 3, "the row has 3 cells, but the header has 2"),
    ]


@pytest.mark.parametrize("header", ["phone", "PHONE", "Phone-Number", "mobile_number", "Tel", "E.164", "msisdn"])
def test_the_phone_column_is_found_by_its_usual_names(csv: Path, header: str) -> None:
    assert sent(csv, f"name,{header}\nAda,+14155550101\n") == b"Phone Number,name\n+14155550101,Ada\n"


def test_every_published_alias_is_found(csv: Path) -> None:
    for alias in PHONE_ALIASES + FURTHER_PHONE_ALIASES:
        assert read(csv, f"name,{alias}\nAda,+14155550101\n")[0] is not None, alias


@pytest.mark.parametrize(
    ("header", "source", "place", "words"),
    [
        ("a,b", {}, PATH, "no column name means a phone number"),
        ("a,b;c", {}, PATH, "no column name means a phone number"),
        ("Phone,Mobile", {}, PATH, "`Phone` and `Mobile` could each be the phone column"),
        ("Phone,b", {"phoneColumn": "Fone"}, "contacts/phoneColumn", "the list has no column `Fone`"),
        ("a,b", {"phoneColumn": "Fone"}, "contacts/phoneColumn", "the list has no column `Fone`"),
    ],
)
def test_no_or_two_phone_columns_are_found(
    csv: Path, header: str, source: dict[str, Any], place: str, words: str
) -> None:
    contacts, findings = read(csv, f"{header}\n+14155550101,x\n", **source)

    assert contacts is None
    (finding,) = findings
    assert (finding.code, finding.path, finding.message) == ("csv-phone-column", place, words)


@pytest.mark.parametrize(
    "header",
    ["Phone Number,Mobile Phone Number", "Mobile,Home Phone", "phone_number,alt_phone", "Telefon,Telefon privat"],
)
def test_a_second_header_that_could_mean_a_phone_is_not_passed_over(csv: Path, header: str) -> None:
    first, second = header.split(",")

    _, findings = read(csv, f"{header},given_name\n+14155550101,+14155550111,Ada\n", columns={"given_name": "a"})

    (finding,) = findings
    assert (finding.code, finding.row, finding.severity) == ("csv-phone-column", 1, Severity.ERROR)
    assert finding.message == f"`{first}` would be called, but `{second}` could be the phone column too"
    assert f"`contacts.phoneColumn: {second}`" in str(finding.hint)
    assert f"`phoneColumn: [{second}, {first}]`" in str(finding.hint)


@pytest.mark.parametrize(
    "header", ["Phone Number,Phone Type", "phone_number,phone_code", "Phone,Fax", "Mobile,Has Phone"]
)
def test_a_header_about_the_phone_is_no_second_one(csv: Path, header: str) -> None:
    assert not [f for f in read(csv, f"{header}\n+14155550101,x\n")[1] if f.code == "csv-phone-column"]


def test_a_pinned_phone_column_settles_it_for_a_second_header(csv: Path) -> None:
    data = "Phone Number,Mobile Phone Number\n+14155550101,+14155550111\n"

    assert sent(csv, data, phoneColumn="Mobile Phone Number", columns={}) == b"Phone Number\n+14155550111\n"


def test_a_usual_name_goes_before_one_of_another_language(csv: Path) -> None:
    _, findings = read(csv, "Telefon,Phone\n+14155550101,+14155550102\n")

    assert [f.message for f in findings] == ["`Phone` would be called, but `Telefon` could be the phone column too"]


@pytest.mark.parametrize(
    ("header", "hint"),
    [
        ("name,Telefon privat", "if `Telefon privat` is the phone column: `contacts.phoneColumn: Telefon privat`"),
        ("name,Phone Warehouse", "if column 2 is the phone column, write its name as `contacts.phoneColumn`"),
        ("Home Phone,Work Phone", "name it with `contacts.phoneColumn`, or rename it to `Phone Number`"),
    ],
)
def test_the_one_column_that_could_be_the_phones_is_proposed(csv: Path, header: str, hint: str) -> None:
    _, findings = read(csv, f"{header}\nx,+14155550101\n")

    assert [f.hint for f in findings if f.code == "csv-phone-column"] == [hint]


def test_a_pinned_phone_column_that_is_spelt_wrong_is_put_right(csv: Path) -> None:
    _, findings = read(csv, "Mobile phone,b\n+14155550101,x\n", phoneColumn="Mobile")

    assert [finding.hint for finding in findings] == ["did you mean `Mobile phone`?"]


def test_a_pinned_phone_column_settles_which_is_meant(csv: Path) -> None:
    data = "Mobile,Phone\n+14155550101,+14155550102\n"

    assert sent(csv, data, phoneColumn="Phone", columns={"Mobile": "other"}) == (
        b"Phone Number,other\n+14155550102,+14155550101\n"
    )


@pytest.mark.parametrize(
    ("header", "source", "place", "words"),
    [
        ("Phone,a,a", {}, PATH, "the header has 2 columns named `a`"),
        ("Phone,Full Name,full_name", {}, PATH, "`Full Name` and `full_name` name the same variable"),
        ("Phone,a,", {}, PATH, "column 3 has no name"),
        ("Mobile,Phone Number,a", {"phoneColumn": "Mobile"}, PATH, "a second column would be sent as `Phone Number`"),
        ("Phone,a,b", {"columns": {"c": "x"}}, "contacts/columns/c", "the list has no column `c`"),
        ("Phone,a,b", {"columns": {"a": "x", "b": "x"}}, "contacts/columns/b", "`a` and `b` would be sent as one"),
        ("Phone,a,b", {"columns": {"Phone": "x"}}, "contacts/columns/Phone", "`Phone` is the phone column"),
        (
            "Phone,a,b",
            {"columns": {"a": "phone number"}},
            "contacts/columns/a",
            "a second column would be sent as `Phone Number`",
        ),
        ("Phone,Phone,b", {}, PATH, "the header has 2 columns named `Phone`"),
        ("Phone,a,a ", {}, PATH, "the header has 2 columns named `a`"),
        ("Phone,a,a", {"columns": {"a": "x"}}, PATH, "the header has 2 columns named `a`"),
        ("+14155550100,Ada,x", {}, PATH, "the first row looks like a contact"),
        ("Phone,ada@example.com,x", {}, PATH, "the first row looks like a contact"),
        (f"name,{'x' * 65},x", {}, PATH, "the first row looks like a contact"),
        (f"Phone,{'x' * 65},x", {}, PATH, "column 2 has a name of 65 characters, and at most 64 can be sent"),
        ("Phone,,b", {}, PATH, "column 2 has no name"),
        ("Phone,,", {}, PATH, "columns 2 to 3 have no name"),
        ("tel:+14155550100,Ada,x", {}, PATH, "the first row looks like a contact"),
        ("'14155550100,Ada,x", {}, PATH, "the first row looks like a contact"),
        ("4.41556E+11,Ada,x", {}, PATH, "the first row looks like a contact"),
        ("4.41556E11,Ada,x", {}, PATH, "the first row looks like a contact"),
        ("tel:+1415555,Ada,x", {}, PATH, "the first row looks like a contact"),
        ("+14155550100;Ada,x,y", {}, PATH, "the first row looks like a contact"),
        ("+14155550100;Ada", {}, PATH, "the first row looks like a contact"),
        ("call 4155550100,Ada,x", {}, PATH, "the first row looks like a contact"),
        ("\uff0b\uff11\uff14\uff11\uff15,Ada,x", {}, PATH, "the first row looks like a contact"),
    ],
)
def test_a_header_that_cannot_be_used_is_found(
    csv: Path, header: str, source: dict[str, Any], place: str, words: str
) -> None:
    contacts, findings = read(csv, f"{header}\n+14155550101,x,y\n", **source)

    assert contacts is None
    (finding,) = findings
    assert (finding.code, finding.path) == ("csv-header", place)
    assert words in finding.message


@pytest.mark.parametrize(
    ("header", "words"),
    [
        ("\u200bPhone Number,name", "the name of column 1 has"),
        ("Phone Number\u00ad,name\u200b", "the names of columns 1, 2 have"),
        ("Phone Number,name\u2060", "the name of column 2 has"),
    ],
)
def test_an_invisible_character_in_a_name_is_called_that(csv: Path, header: str, words: str) -> None:
    _, findings = read(csv, f"\ufeff{header}\n+14155550101,Ada\n")

    assert [(f.code, f.message, f.hint) for f in findings] == [
        ("csv-header", f"{words} an invisible character", f"`campaigns contacts fix {PATH}` removes it")
    ]


def test_letters_that_are_joined_by_an_invisible_character_are_a_word(csv: Path) -> None:
    assert sent(csv, "Phone,\u0646\u0627\u0645\u200c\u0647\u0627\n+14155550101,Ada\n")


QUESTION = "By ticking this box I agree to be called about my contract at the number above"


@pytest.mark.parametrize("columns", [{"b": "b"}, {QUESTION: "agreed", "b": "b"}])
def test_a_question_as_header_may_be_left_out_or_renamed(csv: Path, columns: dict[str, str]) -> None:
    header = sent(csv, f"Phone,{QUESTION},b\n+14155550101,x,y\n", columns=columns).splitlines()[0].decode()

    assert header.split(",") == ["Phone Number", *columns.values()]


def test_a_question_as_header_is_never_shown(csv: Path) -> None:
    sources: list[dict[str, Any]] = [
        {},
        {"columns": {QUESTION: "b", "b": "b"}},
        {"columns": {QUESTION: "Is it", "b": "b b"}},
    ]
    for source in sources:
        _, findings = read(csv, f"Phone,{QUESTION},{QUESTION} by phone,b\n+14155550101,x,y,z\n", **source)

        assert findings.has_errors or findings.counts
        assert "ticking" not in "".join(f"{finding.message} {finding.hint}" for finding in findings)


@pytest.mark.parametrize(
    "long", ["x" * 60 + " a@example.com", "x" * 60 + " +14155550101", "call 4155550101 " + "x" * 60]
)
def test_a_long_first_row_with_a_number_or_an_email_is_a_contact(csv: Path, long: str) -> None:
    _, findings = read(csv, f"Phone,{long}\n+14155550101,x\n")

    assert [f.message for f in findings] == ["the first row looks like a contact, not like column names"]


def test_a_first_row_that_is_a_contact_is_not_shown(csv: Path) -> None:
    _, findings = read(csv, "Ada Quill,+14155550101\nBo Marsh,+14155550102\n")

    assert "Quill" not in "".join(f"{finding.message} {finding.hint}" for finding in findings)


@pytest.mark.parametrize(
    ("data", "source"),
    [
        ("Ada Quill,Ada Quill,+14155550101\n", {}),
        ("Ada Quill,Ada Quill,n/a\n", {}),
        ("Ada Quill,ada_quill,n/a\n", {}),
        ("Ada Quill,Bo Marsh,n/a\n", {"phoneColumn": "Ada Quil", "columns": {"Bo Mars": "x"}}),
        ("Ada Quill;+14155550101\n", {}),
        ("Ada Quill;n/a,x\n", {}),
    ],
)
def test_a_list_without_a_header_does_not_show_its_first_person(csv: Path, data: str, source: dict[str, Any]) -> None:
    contacts, findings = read(csv, data + "Cy Tern,x,+14155550102\n", **source)

    assert contacts is None
    shown = "".join(f"{finding.message} {finding.hint}" for finding in findings)
    assert not [name for name in ("Quill", "quill", "Marsh", "Tern", "0101") if name in shown]


def test_a_header_is_shown_without_what_a_terminal_acts_on(csv: Path) -> None:
    _, findings = read(csv, 'Phone,"a\n\x1b[2J","a\n\x1b[2J"\n+14155550101,x,y\n')

    assert [finding.message for finding in findings] == ["the header has 2 columns named `a �[2J`"]


def test_the_rows_are_checked_where_the_header_has_errors(csv: Path) -> None:
    data = "Phone,a,a\n14155550101,x,y\n+14155550102,x\n"

    _, findings = read(csv, data)

    assert places(findings) == [("csv-header", 1, 1), ("phone-format", 2, 2), ("csv-ragged", 3, 3)]


def test_rows_are_told_apart_where_the_phone_column_is_not_known(csv: Path) -> None:
    _, findings = read(csv, "a,b\nx,y\nx\n\nx,y\0\n")

    assert places(findings) == [
        ("csv-phone-column", 1, 1),
        ("csv-ragged", 3, 3),
        ("csv-blank-row", 4, 4),
        ("csv-nul", 5, 5),
    ]


def test_columns_that_are_not_sent_may_have_any_header(csv: Path) -> None:
    data = "Phone,Full Name,notes,notes,\n+14155550101,Ada,x,y,z\n"

    assert sent(csv, data, columns={"Full Name": "name"}) == b"Phone Number,name\n+14155550101,Ada\n"


def test_headers_that_are_no_variable_names_are_a_warning_with_the_mapping_to_write(csv: Path) -> None:
    contacts, findings = read(csv, "Phone Number,Full Name,ok\n+14155550101,Ada,x\n")

    assert contacts is not None
    (finding,) = findings
    assert (finding.code, finding.severity, finding.row) == ("variable-name", Severity.WARNING, 1)
    assert "`columns: {Full Name: full_name, ok: ok}`" in (finding.hint or "")


def test_a_default_whose_name_is_spelt_otherwise_than_the_header_is_a_warning(csv: Path) -> None:
    _, findings = read(csv, "Phone Number,Customer_Name\n+14155550101,\n", {"customer_name": "there"})

    assert findings.counts == {"variable-name": 1}


@pytest.mark.parametrize(("delimiter", "name"), [(";", "semicolons"), ("\t", "tabs")])
def test_another_delimiter_is_taken_where_it_is_certain_and_said(csv: Path, delimiter: str, name: str) -> None:
    data = GOOD.replace(",", delimiter)

    _, findings = read(csv, data)

    (finding,) = findings
    assert (finding.code, finding.severity) == ("csv-delimiter", Severity.INFO)
    assert name in finding.message
    assert sent(csv, data) == GOOD.encode()


def test_a_comma_in_a_quoted_header_leaves_the_semicolon_certain(csv: Path) -> None:
    data = 'Phone;"name, full"\n+14155550101;Ada\n'

    assert sent(csv, data) == b'Phone Number,"name, full"\n+14155550101,Ada\n'


@pytest.mark.parametrize("header", ["Phone;a,b", "Phone;a\tb", "x;y", "Phone;Mobile"])
def test_a_delimiter_that_is_not_certain_is_an_error(csv: Path, header: str) -> None:
    contacts, findings = read(csv, f"{header}\n+14155550101;x\n")

    assert contacts is None
    assert findings.counts == {"csv-delimiter": 1}


def test_a_list_of_numbers_alone_needs_no_delimiter(csv: Path) -> None:
    assert sent(csv, "phone\n+14155550101\n") == b"Phone Number\n+14155550101\n"


def test_required_variables_need_a_value_or_a_default_in_every_row(csv: Path) -> None:
    data = "Phone Number,a,b\n+14155550101, ,x\n+14155550102,y,\n"

    _, findings = read(csv, data, {"b": "there"}, requiredVariables=("a", "b", "c"))

    assert [(f.path, f.row, f.message) for f in findings] == [
        (PATH, 2, "`a` has no value"),
        ("contacts/requiredVariables/2", None, "no column or default provides `c`"),
    ]


def test_a_blank_default_is_no_default(csv: Path) -> None:
    _, findings = read(csv, "Phone Number,a\n+14155550101,\n", {"a": " "}, requiredVariables=("a",))

    assert findings.counts == {"variable-missing": 1}
