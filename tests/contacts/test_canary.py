"""However a list is broken: no cell of it is in a finding, and what can't be sent has an error."""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.contacts.reading import read

# Letters that no message of ours has: a single one in a finding has leaked.
CANARIES = "\u0416\u03c8\u98db\u6f22\u05d0"
DIGITS = "4155550"
NUMBERS = st.sampled_from(
    [
        "+14155550123",
        "14155550123",
        "0014155550123",
        "04155550123",
        "(415) 555-0123",
        "+1 4155550123",
        "+14155550123 x4155550",
        "4.155550E+10",
        "4155550",
        "+04155550123",
        "'+14155550123",
        "=4155550123",
        "14155550123.0",
        "+14155550123;+14155550124",
        "+14155550123000000",
    ]
)
CELLS = NUMBERS | st.text(st.sampled_from(CANARIES + " ;,\t\r\n@.'="), max_size=12) | st.just(CANARIES * 30)
DAMAGE = st.sampled_from([b'"', b"\0", b"\xff", b"\x96", b"\r", b"\n", b",", b";", b"\t", b"\xef\xbb\xbf", b"+"])
SOURCES: list[dict[str, Any]] = [
    {},
    {"phoneColumn": "Phone"},
    {"phoneColumn": "Fone", "columns": {"nam": "x", "name": "x"}},
    {"columns": {"name": "customer_name"}, "requiredVariables": ("customer_name", "city")},
    {"requiredVariables": ("name",), "sha256": "0" * 64, "rows": 1},
]
HEADERS = [b"Phone,name,city\n", b"Phone;name;city\n", b"Phone,Mobile,name\n", b"name,name,city\n", b"sep=;\n"]

pytestmark = pytest.mark.slow


@st.composite
def bodies(draw: st.DrawFn) -> bytes:
    """Rows of cells, some quoted, with bytes put in anywhere."""
    rows = draw(st.lists(st.lists(CELLS, min_size=1, max_size=4), min_size=1, max_size=6))
    quote = draw(st.sampled_from(['"', ""]))
    delimiter = draw(st.sampled_from([",", ",", ";", "\t"]))
    body = "\n".join(delimiter.join(f"{quote}{cell}{quote}" for cell in row) for row in rows).encode()
    for _ in range(draw(st.integers(0, 4))):
        at = draw(st.integers(0, len(body)))
        body = body[:at] + draw(DAMAGE) + body[at:]
    return body


def leaks(csv: Path, data: bytes, source: dict[str, Any]) -> list[str]:
    """Read a list, and return the findings that show anything of its cells."""
    contacts, findings = read(csv, data, **source)
    assert contacts is not None or findings.has_errors
    shown = [f"{finding.message}\n{finding.hint}\n{finding.excerpt}" for finding in findings]
    return [text for text in shown if DIGITS in text or any(canary in text for canary in CANARIES)]


@pytest.fixture
def csv(tmp_path: Path) -> Path:
    return tmp_path / "q4.csv"


@settings(max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(header=st.sampled_from(HEADERS), body=bodies(), source=st.sampled_from(SOURCES))
def test_no_cell_is_in_a_finding(csv: Path, header: bytes, body: bytes, source: dict[str, Any]) -> None:
    assert leaks(csv, header + body, source) == []


@settings(max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(body=bodies(), source=st.sampled_from(SOURCES))
def test_no_cell_of_a_list_without_a_header_is_in_a_finding(csv: Path, body: bytes, source: dict[str, Any]) -> None:
    assert leaks(csv, body, source) == []
