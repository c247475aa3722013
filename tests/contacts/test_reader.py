"""Every finding of a contact list's rows, at its exact row and line."""

import hashlib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from runner.config.campaign import ContactsSource
from runner.contacts import list_reading, reader
from runner.contacts.scan import check
from runner.findings import LISTED, Findings, Severity
from tests.contacts.reading import PATH, at, places, read, sent

GOOD = "Phone Number,customer_name\n+14155550101,Ada\n+14155550102,Bo\n"
RECORDS = st.one_of(
    st.just("good"),
    st.just("bad"),
    st.just("blank"),
    st.just(","),
    st.lists(st.sampled_from(["", "x", '""']), min_size=2),
)


@pytest.fixture
def csv(tmp_path: Path) -> Path:
    return tmp_path / "q4.csv"


def test_a_good_list_has_no_findings(csv: Path) -> None:
    contacts, findings = read(csv, GOOD)

    assert contacts is not None
    assert (contacts.csv, contacts.path, contacts.rows) == (csv, PATH, 2)
    assert findings.counts == {}


@pytest.mark.parametrize(
    ("data", "code", "words"),
    [
        (b"", "csv-empty", "the file is empty"),
        (b"\n\r\n \n", "csv-empty", "the file is empty"),
        (b"Phone Number,customer_name\n", "csv-empty", "no contacts"),
        (b"Phone Number,customer_name\n,\n\n", "csv-empty", "no contacts"),
        ("Phone Number\n+14155550101\n".encode("utf-16"), "csv-encoding", "the file is UTF-16"),
        ("Phone Number\n+14155550101\n".encode("utf-16-be"), "csv-encoding", "the file is UTF-16"),
        ("Phone Number\n+14155550101\n".encode("utf-32-be"), "csv-encoding", "the file is UTF-32"),
        (b"Phone Number\n" + bytes(60) + b"\n", "csv-nul", "the row has a NUL character"),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600),
            "csv-encoding",
            "the file is an Excel workbook (.xls, or one with a password)",
        ),
        ("Phone Number\n+14155550101\n".encode("utf-16-le"), "csv-encoding", "the file is UTF-16"),
        ("Phone Number\n+14155550101\n".encode("utf-32"), "csv-encoding", "the file is UTF-32"),
        (b"PK\x03\x04rest", "csv-encoding", "Excel workbook"),
        (b"\x1f\x8b\x08rest", "csv-packed", "gzip"),
        (b"age-encryption.org/v1\n-> X25519 x\n", "csv-encrypted", "age"),
        (b"Phone Number\r+14155550101\r", "csv-encoding", "CR alone"),
        (b"version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n", "lfs-pointer", "Git LFS pointer"),
        (b"sep=;\nPhone Number;a\n+14155550101;x\n", "csv-header", "`sep=`"),
    ],
)
def test_a_file_that_is_no_list_is_named_for_what_it_is(csv: Path, data: bytes, code: str, words: str) -> None:
    contacts, findings = read(csv, data)

    assert contacts is None
    (finding,) = [finding for finding in findings if finding.severity is Severity.ERROR]
    assert finding.code == code
    assert words in finding.message
    assert finding.hint


def test_rows_count_as_a_spreadsheet_does_and_lines_as_an_editor(csv: Path) -> None:
    data = 'Phone Number,note\n+14155550101,"two\nlines"\n\n14155550102,x\n+14155550103,"a\n\nb"\nx,y\n'

    _, findings = read(csv, data)

    assert places(findings) == [
        ("cell-suspicious", 2, 2),
        ("csv-blank-row", 4, 3),
        ("phone-format", 5, 4),
        ("phone-format", 9, 6),
    ]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(records=st.lists(RECORDS, max_size=12), end=st.sampled_from(["\n", "\r\n"]))
def test_a_bad_number_is_at_its_exact_row_and_line(csv: Path, records: list[str | list[str]], end: str) -> None:
    text, line, expected = f"Phone Number,note{end}", 2, []
    for row, record in enumerate(records, start=2):
        if isinstance(record, list):  # a good number and a cell of several lines
            written = f'+1415555{1000 + row},"{end.join(record)}"'
        else:
            written = {"good": f"+1415555{1000 + row},x", "bad": "415,x", "blank": "", ",": ","}[record]
        if record == "bad":
            expected.append(("phone-format", line, row))
        text += written + end
        line += written.count("\n") + 1

    _, findings = read(csv, text)

    assert [place for place in places(findings) if place[0] == "phone-format"] == expected


def test_an_unclosed_quote_names_its_row_and_says_that_the_rest_is_unread(csv: Path) -> None:
    _, findings = read(csv, 'Phone Number,a\n1415,x\n+14155550102,"y\n+14155550103,z\n')

    assert places(findings) == [("phone-format", 2, 2), ("csv-quote", 3, 3)]
    assert "the rows after it were not checked" in (list(findings)[1].hint or "")


def test_text_behind_a_quote_spoils_its_own_row_alone(csv: Path) -> None:
    _, findings = read(csv, 'Phone Number,a\n+14155550101,"x"y\n1415,z\n')

    assert places(findings) == [("csv-quote", 2, 2), ("phone-format", 3, 3)]


def test_a_quote_inside_an_unquoted_cell_is_text(csv: Path) -> None:
    assert sent(csv, 'Phone Number,pipe\n+14155550101,5" pipe\n') == b'Phone Number,pipe\n+14155550101,"5"" pipe"\n'


@pytest.mark.parametrize("cell", ["x" * 200_000, '"' + "x" * 200_000 + '"', '"' + "x\n" * 100_000 + '"'])
def test_a_cell_that_never_ends_is_found(csv: Path, cell: str) -> None:
    _, findings = read(csv, f"Phone Number,a\n+14155550101,{cell}\n")

    assert places(findings) == [("csv-quote", 2, 2)]


def test_a_line_that_never_ends_is_not_read_whole(csv: Path) -> None:
    _, findings = read(csv, b"Phone Number,a\n" + b"x" * 3_000_000)

    assert ("csv-quote", 2, 2) in places(findings)


def test_bytes_that_are_not_utf8_are_named_by_row(csv: Path) -> None:
    _, findings = read(csv, b"Phone Number,a\n+14155550101,caf\xe9\n+14155550102,x\n+14155550103,\x96\n")

    assert [(f.code, f.row) for f in findings] == [("csv-encoding", 2), ("csv-encoding", 4)]
    assert "0xe9" in next(iter(findings)).message
    assert "CSV UTF-8 (Comma delimited)" in (next(iter(findings)).hint or "")


def test_a_nul_is_found_at_its_row(csv: Path) -> None:
    _, findings = read(csv, b"Phone Number,a\n+14155550101,x\0y\n")

    assert places(findings) == [("csv-nul", 2, 2)]


def test_blank_rows_above_the_header_are_counted(csv: Path) -> None:
    contacts, findings = read(csv, "\n,\nPhone Number,a\n14155550101,x\n")

    assert contacts is None
    assert places(findings) == [("csv-blank-row", 1, 1), ("csv-blank-row", 2, 2), ("phone-format", 4, 4)]


def test_what_is_wrong_with_a_multi_line_row_is_placed_where_the_row_starts(csv: Path) -> None:
    data = b'Phone Number,a\n+14155550101,"x\n\xe9\n\0"\n14155550102,y\n'

    _, findings = read(csv, data)

    assert places(findings) == [("csv-encoding", 2, 2), ("csv-nul", 2, 2), ("phone-format", 5, 3)]


def test_a_carriage_return_that_stands_alone_spoils_its_own_row(csv: Path) -> None:
    _, findings = read(csv, "Phone Number,a\n+14155550101,x\ry\n14155550102,z\n")

    assert places(findings) == [("csv-quote", 2, 2), ("phone-format", 3, 3)]


@pytest.mark.slow
def test_a_header_may_stand_below_very_many_blank_rows(csv: Path) -> None:
    assert sent(csv, "\n" * 70_000 + GOOD) == GOOD.encode()


@pytest.mark.parametrize("header", ['"Phone"x,name', "Phone\rname", '"Phone,name'])
def test_no_other_row_is_taken_for_a_header_that_is_broken(csv: Path, header: str) -> None:
    _, findings = read(csv, f"{header}\nAda Quill,+14155550101\n")

    assert [(f.row, f.line) for f in findings] == [(1, 1)]


def test_a_file_of_many_blank_rows_is_an_error_too(csv: Path) -> None:
    contacts, findings = read(csv, ",\n" * 40_000)

    assert contacts is None
    assert findings.count(Severity.ERROR) == 1
    assert findings.counts["csv-empty"] == 1


def test_pins_that_do_not_match_are_found_in_the_campaign(csv: Path) -> None:
    _, findings = read(csv, GOOD, sha256="0" * 64, rows=3)

    assert [(f.code, f.path) for f in findings] == [
        ("pin-mismatch", "contacts/rows"),
        ("pin-mismatch", "contacts/sha256"),
    ]


def test_pins_that_match_say_nothing(csv: Path) -> None:
    contacts, _ = read(csv, GOOD)
    assert contacts is not None

    _, findings = read(csv, GOOD, sha256=contacts.sha256.upper(), rows=2)

    assert findings.counts == {}


def test_a_list_that_is_not_read_to_its_end_is_not_held_against_its_pins(csv: Path) -> None:
    data = "Phone Number,a\n+14155550101," + "x" * 200_000 + "\n+14155550102,y\n"

    _, findings = read(csv, data + "z" * 100_000, sha256="0" * 64, rows=7)

    assert findings.counts == {"csv-quote": 1}


def test_a_list_that_is_written_to_while_it_is_read_is_a_finding(csv: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def disturbed(*args: Any, **options: Any) -> Any:
        done = check(*args, **options)
        with csv.open("a") as file:
            file.write("+14155550103,Cleo\n")
        return done

    monkeypatch.setattr(list_reading, "check", disturbed)

    contacts, findings = read(csv, GOOD)

    assert contacts is None
    assert findings.counts == {"file-changed": 1}


def test_a_folder_in_place_of_the_list_is_a_finding(csv: Path) -> None:
    csv.mkdir()
    findings = Findings()

    assert reader.read_contacts(ContactsSource("q4.csv"), {}, csv, PATH, findings, at=at) is None
    assert [finding.message for finding in findings] == ["the list can't be read: Is a directory"]


def test_all_problems_are_counted_and_the_first_ten_thousand_kept(csv: Path) -> None:
    rows = LISTED + 4310

    _, findings = read(csv, "Phone Number\n" + "x\n" * rows)

    assert findings.counts == {"phone-format": rows}
    assert len(list(findings)) == LISTED
    assert findings.unlisted(next(iter(findings))) == 4310


def test_lists_are_read_in_bulk_once_they_are_large_together_and_each_is_large_enough(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reader, "BULK_LIST_BYTES", len(GOOD))
    lists = reader.ListReader(bulk_bytes=2 * len(GOOD))

    def is_bulk(name: str, data: str) -> bool:
        csv = tmp_path / name
        csv.write_text(data)
        contacts = lists.read(ContactsSource(name), {}, csv, name, Findings(), at=at)
        assert contacts is not None
        with reader.canonical(contacts, ContactsSource(name), {}) as file:
            assert file.read().decode() == data
        return contacts.bulk

    small = GOOD.replace("Ada", "A")
    assert [is_bulk("first.csv", GOOD), is_bulk("second.csv", GOOD), is_bulk("small.csv", small)] == [
        False,
        True,
        False,
    ]


@pytest.mark.parametrize(("pinned", "there"), [(b"\r\n", b"\n"), (b"\n", b"\r\n")])
@pytest.mark.parametrize("end", [b"", b"\n"])
def test_a_pin_of_the_same_list_with_other_line_ends_names_them(
    csv: Path, pinned: bytes, there: bytes, end: bytes
) -> None:
    text = b"Phone Number,note\n+14155550101,a\n+14155550102,b" + end
    sha256 = hashlib.sha256(text.replace(b"\n", pinned)).hexdigest()

    _, (finding,) = read(csv, text.replace(b"\n", there), sha256=sha256.upper())

    assert "only the line ends differ" in finding.message
    assert "`*.csv -text` into .gitattributes" in str(finding.hint)


def test_a_pin_of_another_list_is_not_put_down_to_line_ends(csv: Path) -> None:
    other = hashlib.sha256(b"Phone Number\r\n+14155550102\r\n").hexdigest()

    _, (finding,) = read(csv, b"Phone Number\n+14155550101\n", sha256=other)

    assert ".gitattributes" not in str(finding.hint)
