"""The fixed copy: what is repaired of a file around its numbers, and what is refused."""

import io
import random
from typing import Any

import pytest

from runner.config.campaign import ContactsSource
from runner.contacts.list_findings import Report, silent_report
from runner.contacts.repair.repairs import RepairOptions, Repairs
from runner.contacts.repair.writer import write_repaired_copy
from runner.findings import Finding, Findings
from runner.phone_numbers.table import load
from tests.contacts.repair.workbooks import DATE, error, formula, number, row, text, workbook

LIST = "Phone,customer_name\n+14155550101,Zoë\n+14155550102,Bo\n"
HEADER = row(1, text("Phone"), text("customer_name"))


def fixed(data: str | bytes, **options: Any) -> tuple[str | None, list[str], Findings]:
    """The copy that is written of a file, the kinds of repair, and the findings."""
    findings = Findings()

    def at(*_: Any, **__: Any) -> Finding:
        raise AssertionError("a list alone has no campaign's file")

    out = io.BytesIO()
    file = io.BytesIO(data.encode() if isinstance(data, str) else data)
    repairs = write_repaired_copy(
        file, RepairOptions(ContactsSource(""), **options), Report("list.csv", findings, at), out.write
    )
    return out.getvalue().decode() if repairs is not None else None, kinds(repairs), findings


def kinds(repairs: Repairs | None) -> list[str]:
    return [repair.kind for repair in repairs or ()]


@pytest.mark.parametrize(
    ("data", "repairs"),
    [
        (b"\xef\xbb\xbf" * 2 + LIST.encode(), ["byte-order-mark"]),
        (b"\xef\xbb\xbf" * 3 + LIST.encode(), ["byte-order-mark"]),
        (LIST.replace("Phone", "\u200bPhone\u200b").replace("name", "name\u2060"), ["header"]),
        (LIST.replace("\n", "\r\n") + "\x1a", ["end-mark"]),
        (LIST + "\x1a\x1a", ["end-mark"]),
        (LIST[:-1] + "\x1a", ["end-mark"]),
        (LIST.replace("\n", ",,\n"), ["ghost-column"]),
        (LIST.replace("Zoë\n", "Zoë,,\n").replace("Bo\n", "Bo,,\n"), ["extra-cell"]),
        (LIST.replace("name\n", "name,\n"), ["ghost-column"]),
        (LIST.replace("Phone,", "Phone,,").replace("101,", "101,,").replace("102,", "102, ,"), ["ghost-column"]),
        (LIST.replace(",Zoë", ', "Zoë"').replace(",Bo", ',  "Bo"'), ["quote-space"]),
        (LIST.encode("utf-16-le"), ["encoding"]),
        (LIST.encode("utf-16-be"), ["encoding"]),
        (LIST.encode("utf-32-le"), ["encoding"]),
        (b"\xff\xfe" + LIST.replace(",", "\t").encode("utf-16-le"), ["encoding", "delimiter"]),
    ],
)
def test_what_surrounds_the_contacts_is_repaired(data: str | bytes, repairs: list[str]) -> None:
    copy, done, findings = fixed(data)

    assert copy == LIST
    assert done == repairs
    assert not findings.has_errors


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"])
def test_a_wide_encoding_is_read_where_the_user_names_it(encoding: str) -> None:
    assert fixed(LIST.encode(encoding), encoding=encoding)[0] == LIST


@pytest.mark.parametrize(
    "data",
    [
        "Phone,a,\n+14155550101,Ada,x\n+14155550102,Bo,\n",
        "Phone,a\n+14155550101,Ada,\n+14155550102,Doe, John\n",
    ],
)
def test_a_column_without_a_name_stays_where_a_row_has_something_in_it(data: str) -> None:
    copy, _, _ = fixed(data)

    assert copy in (None, data)


def test_a_quote_within_quotes_opens_no_cell() -> None:
    data = 'Phone,a,b\n+14155550101,"x, ""y""","z, "\n+14155550102,"p\n ",q\n'

    copy, done, _ = fixed(data)

    assert copy == data
    assert done == []


def test_a_good_row_and_a_good_cell_keep_their_text() -> None:
    data = b"Phone,a,b\n+14155550101,Zo\xc3\xab,\xc3\xa9\n+14155550102,Ren\xe9e,Zo\xc3\xab\n"

    copy, done, _ = fixed(data, encoding="windows-1252")

    assert copy == "Phone,a,b\n+14155550101,Zoë,é\n+14155550102,Renée,Zoë\n"
    assert done == ["encoding"]


@pytest.mark.parametrize(("encoding", "name"), [("gb18030", "联通"), ("shift-jis", "山田"), ("windows-1251", "Сёма")])
def test_a_name_stays_itself_in_an_encoding_whose_bytes_could_be_others(encoding: str, name: str) -> None:
    data = f"Phone,a\n+14155550101,{name}\n"

    assert fixed(data.encode(encoding), encoding=encoding)[0] == data


def test_titles_above_the_header_are_dropped_and_rows_count_as_in_the_spreadsheet() -> None:
    data = 'Report of "Q4"\n"two\nlines",\n' + LIST.replace("+14155550102", "+1 415 555 0102")
    out = io.BytesIO()
    options = RepairOptions(ContactsSource(""), header_row=3)

    repairs = write_repaired_copy(io.BytesIO(data.encode()), options, silent_report("list.csv"), out.write)

    assert out.getvalue().decode() == LIST
    assert {each.kind: each.rows for each in repairs or ()} == {"title-row": [1, 2], "separators": [5]}


def test_a_workbook_keeps_the_plus_of_text_and_the_digits_of_numbers() -> None:
    sheet = (
        row(1, text("Phone"), text("a"), text("b"))
        + row(2, text("+14155550101"), number("45000", DATE), error("#N/A"))
        + row(3, number("14155550102"), number("1.5"), formula("A1", "x, y"))
        + row(4, number("4.15555010300000E9"), number("42"), text("=A1"))
        + row(5, number("14155550104123456"), text(""), text("z"))
    )

    copy, done, _ = fixed(workbook(sheet), region=load().regions["US"])

    assert copy is not None
    assert copy.splitlines() == [
        "Phone,a,b",
        "+14155550101,2023-03-15,#N/A",
        '+14155550102,1.5,"x, y"',
        "+14155550103,42,=A1",
        "1.41555501041235E+16,,z",  # a spreadsheet has rounded it: its last digits are lost
    ]
    assert done == ["workbook", "country-code"]


def test_the_only_sheet_with_data_is_the_list_and_rows_count_from_the_first() -> None:
    sheet = HEADER.replace('"1"', '"3"').replace("A1", "A3").replace("B1", "B3") + row(
        4, text("+14155550101"), text("Ada")
    )

    copy, done, _ = fixed(workbook("", sheet))

    assert copy == "Phone,customer_name\n+14155550101,Ada\n"
    assert done == ["workbook", "blank-row"]


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (workbook(HEADER, HEADER), "2 sheets of the workbook have data"),
        (workbook("", ""), "the workbook has no data"),
        (b"PK\x03\x04 no zip", "damaged, or another kind of zip"),
        (workbook("<row"), "damaged"),
        (workbook(HEADER + row(1048576, text("x")).replace("A1", "XFD1")), "has over 50,000,000 cells"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "an Excel workbook (.xls, or one with a password)"),
    ],
)
def test_a_workbook_that_is_no_list_is_a_finding(data: bytes, message: str) -> None:
    copy, _, findings = fixed(data)

    assert copy is None
    assert any(message in finding.message for finding in findings)


@pytest.mark.slow
def test_a_damaged_workbook_is_never_a_traceback() -> None:
    good = workbook(HEADER + row(2, text("+14155550101"), number("45000", DATE)))
    chance = random.Random(1)
    for _ in range(1500):
        damaged = bytearray(good)
        for _ in range(chance.randint(1, 8)):
            damaged[chance.randrange(4, len(damaged))] = chance.randrange(256)
        fixed(bytes(damaged[: chance.choice([len(damaged), chance.randrange(4, len(damaged))])]))
