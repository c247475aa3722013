import io
import itertools
import tracemalloc
from pathlib import Path
from typing import Any

import pytest

from runner.sandbox import contacts
from runner.sandbox.contacts import RowProblem, UploadedContacts

from .api import FIELDS, Api


def _read(text: bytes, *, required: tuple[str, ...] = (), defaults: tuple[str, ...] = ()) -> UploadedContacts:
    return contacts.read_contacts(io.BytesIO(text), required=required, defaults=defaults)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (b"", "file: the header needs one `Phone Number` column"),
        (b"+14155550101\n", "file: the header needs one `Phone Number` column"),
        (b"phone number\n+14155550101\n", "file: the header needs one `Phone Number` column"),
        (b"Phone Number,Phone Number\n+14155550101,+14155550102\n", "file: the header needs one `Phone Number` column"),
        (b"\xef\xbb\xbfPhone Number\n+14155550101\n", "file: the header needs one `Phone Number` column"),
        (b"Phone Number;name\n+14155550101;Ann\n", "file: the header needs one `Phone Number` column"),
        (b"Phone Number,name\n", "file: has no contacts"),
        (b"Phone Number,name\n+14155550101,Ann\n+14155550102\n", "file: row 3 has 1 cells, the header 2"),
        (b"Phone Number,name\n+14155550101,Ann,x\n", "file: row 2 has 3 cells, the header 2"),
        (b"Phone Number,name\n\n+14155550101,Ann\n", "file: row 2 has 0 cells, the header 2"),
        ("Phone Number,name\n+14155550101,Zoë\n".encode("latin-1"), "file: is not UTF-8"),
        ("Phone Number\n+14155550101\n".encode("utf-16"), "file: is not UTF-8"),
        (b'Phone Number,name\n+14155550101,"Ann\n', "file: is not a CSV: unexpected end of data"),
    ],
)
def test_a_list_that_cannot_be_read_is_refused_whole(api: Api, text: bytes, message: str) -> None:
    response = api.create(FIELDS, text)

    assert api.refusal(response) == (400, message)
    assert api.names() == []


def test_every_row_in_order_is_dialled() -> None:
    text = 'Phone Number,note\r\n+14155550101,"a, ""quoted""\nnote"\r\n+447700900123,Zoë'

    assert _read(text.encode()) == UploadedContacts(dialed=2, skipped=0, problems=())


def test_rows_that_cannot_be_dialled_are_errors_on_a_campaign_that_exists() -> None:
    api = Api(required_variables=["customer_name"])
    text = b"customer_name,Phone Number\nAnn,+14155550101\n  ,+14155550102\nCid,+1234\n,4155550104\n"

    campaign = api.body(api.create(FIELDS, text), 201)

    assert campaign["errors"] == [
        "Row 3: missing required variable 'customer_name'",
        "Row 4: invalid phone number '+1234'",
        "Row 5: invalid phone number '4155550104'",
        "Row 5: missing required variable 'customer_name'",
    ]
    assert api.lines[-1].endswith("would dial 1 contact NOW, 3 rows skipped")


def test_later_answers_quote_no_cell() -> None:
    api = Api(required_variables=["customer_name"])
    campaign = api.body(api.create(FIELDS, b"Phone Number\n+1234\n"), 201)

    assert api.find(campaign)["errors"] == [
        "Row 2: invalid phone number '…'",
        "Row 2: missing required variable 'customer_name'",
    ]


def test_a_default_stands_in_for_a_cell_or_a_column() -> None:
    text = b"Phone Number,name\n+14155550101,Ann\n+14155550102,\n"

    assert _read(text, required=("name", "city"), defaults=("name", "city")).skipped == 0
    assert _read(text, required=("name", "city"), defaults=("city",)).skipped == 1
    assert _read(text, required=("name", "city"), defaults=("name",)).skipped == 2


def test_a_campaigns_variables_are_such_defaults() -> None:
    api = Api(required_variables=["city"])

    campaign = api.body(api.create({**FIELDS, "dynamicVariables": '{"city": "Graz"}'}), 201)

    assert campaign["errors"] is None


def test_a_header_names_a_variable_only_exactly() -> None:
    text = b"Phone Number,Customer Name\n+14155550101,Ann\n"

    assert _read(text, required=("customer_name",)).problems == (
        RowProblem(*["Row 2: missing required variable 'customer_name'"] * 2),
    )


def test_no_contact_is_in_the_data_file(tmp_path: Path) -> None:
    data = tmp_path / "sandbox.db"
    api = Api(data=data, required_variables=["name"])
    text = b"Phone Number,name\n+14155550101,Annabel\n+447700900123,\n0155550199,Cid\n"

    api.create({**FIELDS, "dynamicVariables": '{"greeting": "Servus"}'}, text)

    written = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert b"Spring renewals" in written
    assert not [cell for cell in (b"5550101", b"7700900123", b"0155550199", b"Annabel", b"Servus") if cell in written]


def test_no_contact_is_in_the_log(api: Api) -> None:
    api.create(FIELDS, b"Phone Number,name\n+1234,Annabel\n+14155550101,Bob\n")
    api.create(FIELDS, b"Phone Number,name\n+14155550101,Annabel,extra\n")

    assert not [line for line in api.lines if "+1" in line or "Annabel" in line or "extra" in line]


class _Endless(io.RawIOBase):
    """A list of so many rows that are all unusable, none of which exists before it is read."""

    def __init__(self, rows: int) -> None:
        self._rows = itertools.chain([b"Phone Number,name\n"], itertools.repeat(b"+1234,Annabel\n", rows))

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        row = next(self._rows, b"")
        buffer[: len(row)] = row
        return len(row)


@pytest.mark.slow
def test_memory_does_not_grow_with_the_list() -> None:
    tracemalloc.start()
    try:
        read = contacts.read_contacts(io.BufferedReader(_Endless(20_000)), required=["city"], defaults=[])
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()

    assert (read.skipped, len(read.problems)) == (20_000, contacts.LISTED)
    assert peak < 2_000_000
