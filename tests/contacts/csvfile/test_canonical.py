"""The list that is sent."""

import csv as csv_module
import io
import re
import tempfile
import tracemalloc
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from runner.config.campaign import ContactsSource
from runner.contacts.reader import canonical
from runner.errors import ContactsError
from tests.contacts.reading import read, sent

CHARACTERS = st.characters(exclude_categories=["Cs"], exclude_characters="\0") | st.sampled_from("\"',;\r\n\t ")
CELLS = st.text(CHARACTERS, max_size=20)
FORMS: dict[str, Callable[[bytes], bytes]] = {
    "a byte order mark": lambda data: b"\xef\xbb\xbf" + data,
    "CRLF": lambda data: data.replace(b"\n", b"\r\n"),
    "quotes everywhere": lambda data: b"\n".join(
        b",".join(b'"' + cell + b'"' for cell in line.split(b",")) for line in data.rstrip(b"\n").split(b"\n")
    ),
    "semicolons": lambda data: data.replace(b",", b";"),
    "no final newline": lambda data: data.rstrip(b"\n"),
    "blank rows": lambda data: data + b"\n,\n\n",
}
PLAIN = b"Phone Number,customer_name\n+14155550101,Ada\n+14155550102,Bo\n"


@pytest.fixture
def csv(tmp_path: Path) -> Path:
    return tmp_path / "q4.csv"


def test_the_phone_column_comes_first_and_the_others_keep_their_order(csv: Path) -> None:
    data = "b,Phone,a\n1,+14155550102,2\n3,+14155550101,4\n"

    assert sent(csv, data) == b"Phone Number,b,a\n+14155550102,1,2\n+14155550101,3,4\n"


def test_with_columns_only_those_leave_the_file_under_their_new_names(csv: Path) -> None:
    data = "Phone,Full Name,secret\n+14155550101,Ada,x\n"

    assert sent(csv, data, columns={"Full Name": "customer_name"}) == b"Phone Number,customer_name\n+14155550101,Ada\n"


def test_blank_cells_take_the_default_where_there_is_one(csv: Path) -> None:
    data = "Phone,name,vip,total,note\n+14155550101,,\t, ,\n+14155550102,Ada,no,5,x\n"
    defaults: dict[str, Any] = {"name": "there", "vip": True, "total": 1.5}

    assert sent(csv, data, defaults) == (
        b"Phone Number,name,vip,total,note\n+14155550101,there,true,1.5,\n+14155550102,Ada,no,5,x\n"
    )


@pytest.mark.parametrize("form", FORMS)
def test_the_layout_of_the_file_does_not_count(csv: Path, form: str) -> None:
    plain, _ = read(csv, PLAIN)
    other, findings = read(csv, FORMS[form](PLAIN))

    assert plain is not None
    assert other is not None, list(findings)
    assert (other.digest, other.size, other.rows) == (plain.digest, plain.size, plain.rows)
    assert other.sha256 != plain.sha256


def test_a_list_that_changed_since_is_not_sent(csv: Path) -> None:
    contacts, _ = read(csv, PLAIN)
    assert contacts is not None
    csv.write_bytes(PLAIN.replace(b"Ada", b"Eve"))

    with pytest.raises(ContactsError, match="changed since it was checked"):
        canonical(contacts, ContactsSource("q4.csv"), {})


def test_a_list_that_is_gone_is_not_sent(csv: Path) -> None:
    contacts, _ = read(csv, PLAIN)
    assert contacts is not None
    csv.unlink()

    with pytest.raises(ContactsError, match="can't be prepared: No such file"):
        canonical(contacts, ContactsSource("q4.csv"), {})


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=st.lists(st.tuples(CELLS, CELLS), min_size=1, max_size=8))
def test_any_list_is_read_back_from_its_canonical_form_and_is_canonical_then(csv: Path, rows: list[Any]) -> None:
    table = [["Phone Number", "a", "b"], *([f"+1415555{1000 + n}", *cells] for n, cells in enumerate(rows))]
    buffer = io.StringIO(newline="")
    csv_module.writer(buffer, quoting=csv_module.QUOTE_ALL).writerows(table)

    once = sent(csv, buffer.getvalue())
    back = list(csv_module.reader(io.StringIO(once.decode(), newline=""), strict=True))

    def kept(cell: str) -> str:
        return re.sub("\r+\n", "\n", cell) if cell.strip() else ""

    assert back == [[kept(cell) for cell in row] for row in table]
    assert sent(csv, once) == once


def test_a_line_end_that_was_translated_twice_is_one(csv: Path) -> None:
    once = sent(csv, b'Phone Number,a\r\r\n+14155550101,"x\r\r\ny\rz"\r\r\n')

    assert once == b'Phone Number,a\n+14155550101,"x\ny\rz"\n'
    assert sent(csv, once) == once


def test_a_default_is_written_as_a_cell_is(csv: Path) -> None:
    data = "Phone Number,a\n+14155550101,\n"

    assert sent(csv, data, {"a": 'x, "y"\r\nz'}) == b'Phone Number,a\n+14155550101,"x, ""y""\nz"\n'


@pytest.mark.parametrize("changed", ["Ada\n", "Ada", "", "\n"])
def test_any_change_keeps_a_list_from_being_sent(csv: Path, changed: str) -> None:
    contacts, _ = read(csv, PLAIN)
    assert contacts is not None
    csv.write_text(changed)

    with pytest.raises(ContactsError, match="changed since it was checked"):
        canonical(contacts, ContactsSource("q4.csv"), {})


def test_a_default_that_changed_keeps_a_list_from_being_sent(csv: Path) -> None:
    contacts, _ = read(csv, "Phone Number,a\n+14155550101,\n", {"a": "x"})
    assert contacts is not None

    with pytest.raises(ContactsError, match="changed since it was checked"):
        canonical(contacts, ContactsSource("q4.csv"), {"a": "y"})


def test_a_list_without_room_for_its_copy_is_not_sent(csv: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    contacts, _ = read(csv, PLAIN)
    assert contacts is not None
    monkeypatch.setattr(tempfile, "tempdir", str(csv / "nowhere"))

    with pytest.raises(ContactsError, match="can't be prepared: Not a directory"):
        canonical(contacts, ContactsSource("q4.csv"), {})


@pytest.mark.slow
def test_memory_does_not_grow_with_the_list(csv: Path) -> None:
    contacts, _ = read(csv, b"Phone Number,a\n" + b"".join(b"+1415%07d,%01000d\n" % (n, n) for n in range(50_000)))
    assert contacts is not None
    assert contacts.size > 50_000_000

    tracemalloc.start()
    try:
        with canonical(contacts, ContactsSource("q4.csv"), {}) as file:
            assert file.seek(0, 2) == contacts.size
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()

    assert peak < 4_000_000
