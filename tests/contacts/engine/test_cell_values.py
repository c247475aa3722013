"""Contacts counted by what their cells mean, in bulk and row by row."""

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from runner.config.campaign import ContactsSource
from runner.contacts import reread
from runner.contacts.engine import cell_values
from runner.contacts.occurrences import Occurrences
from runner.contacts.reader import read_contacts
from runner.findings import Findings
from tests.contacts.reading import at

CELLS = st.one_of(
    st.sampled_from(["", "NY", "New York", "ny", '"NY"', '"New York, NY"', '"two\nlines"', "x" * 41, "x" * 50, "é"]),
    st.text(alphabet="ab", max_size=3),
)
ROWS = st.lists(st.tuples(CELLS, CELLS), min_size=1, max_size=30)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=100)
@given(ROWS, st.sampled_from([1, 2, 64]), st.sampled_from([4, 63]))
def test_both_ways_of_counting_agree(tmp_path: Path, rows: list[tuple[str, str]], pending: int, bits: int) -> None:
    text = "Phone,a,b\n" + "".join(f"+1415555{i:04},{a},{b}\n" for i, (a, b) in enumerate(rows, start=100))
    path = tmp_path / "q4.csv"
    path.write_text(text, encoding="utf-8")
    source = ContactsSource("q4.csv")
    contacts = read_contacts(source, {}, path, "q4.csv", Findings(), at=at)
    assert contacts is not None
    readers = {1: str.casefold, 2: len}

    one_by_one = reread.count_by_cells(replace(contacts, bulk=False), source, {}, readers)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(cell_values, "_PENDING", pending)
        patch.setattr(cell_values, "_BITS", bits)
        in_bulk = reread.count_by_cells(replace(contacts, bulk=True), source, {}, readers)

    assert in_bulk == one_by_one
    assert sum(seen.contacts for seen in in_bulk.values()) == len(rows)


def test_the_first_row_counts(tmp_path: Path) -> None:
    path = tmp_path / "q4.csv"
    path.write_text('Phone,a\n+14155550101,x\n+14155550102,"y\ny"\n+14155550103,x\n+14155550104,z\n+14155550105,z\n')
    source = ContactsSource("q4.csv")
    contacts = read_contacts(source, {}, path, "q4.csv", Findings(), at=at)
    assert contacts is not None

    for bulk in (False, True):
        counts = reread.count_by_cells(replace(contacts, bulk=bulk), source, {}, {1: str})
        assert {cell: seen for (_, (cell,)), seen in counts.items()} == {
            "x": Occurrences(2, 2, 2),
            "y\ny": Occurrences(1, 3, 3),
            "z": Occurrences(2, 5, 6),
        }
