"""A number without a plus is judged by its whole column: written where all evidence is one way, else it stays."""

import pytest

from runner.phone_numbers.phone_column import Assumption, PhoneColumn
from runner.phone_numbers.reading import read
from runner.phone_numbers.table import load


def numbers(cells: str, name: str, assumption: Assumption | None = None) -> str:
    """The numbers that are written for cells, separated by commas; `-` for one that stays."""
    region = load().regions[name]
    column = PhoneColumn(region, assumption)
    readings = [read(cell, region) for cell in cells.split(", ")]
    for reading in readings:
        if reading:
            column.add(reading)
    choices = [column.choose(reading) if reading else None for reading in readings]
    return ", ".join(choice[0] if choice else "-" for choice in choices)


LOST_GERMANY = "0171 1234567, 41791234567, 33612345678, 48601234567"


@pytest.mark.parametrize(
    ("cells", "region", "expected"),
    [
        (LOST_GERMANY, "DE", "491711234567, -, -, -"),
        ("14155550123, 447911123456, 4792345678, 6592345678", "US", "14155550123, -, -, -"),
        (
            "(415) 555-0123, 4792345678, 6592345678, 212-555-0123",
            "US",
            "14155550123, 14792345678, 16592345678, 12125550123",
        ),
        # Iceland's numbers are grouped as North American ones are.
        ("354 691 1234, 354 692 1235", "US", "-, -"),
        ("(354) 691-1234, 415-691-1235", "US", "13546911234, 14156911235"),
        # It begins with what Finland dials before a country code, and with Kyrgyzstan's code.
        ("996376961588", "FI", "-"),
        # One cell alone proves nothing of itself.
        ("4792345678", "US", "-"),
        ("4155550123", "US", "14155550123"),
        ("491711234567", "DE", "-"),
        # Two that begin with the region's own code do, unless a number without it stands beside them.
        ("491711234567, 491711234568", "DE", "491711234567, 491711234568"),
        ("491711234567, 491711234568, 0171 1234567", "DE", "-, -, 491711234567"),
        # More look-alikes of one country than chance makes.
        ("(415) 555-0123, (212) 555-0123, 4792345678, 4792345679", "US", "14155550123, 12125550123, -, -"),
        # The country is in the list.
        (
            "(415) 555-0123, (212) 555-0123, 4792345678, 6592345678, +4791234567",
            "US",
            "14155550123, 12125550123, -, 16592345678, 4791234567",
        ),
        # A cell that can only be foreign.
        ("(415) 555-0123, (212) 555-0123, 4792345678, 447911123456", "US", "14155550123, 12125550123, -, -"),
    ],
)
def test_the_whole_column_is_the_evidence(cells: str, region: str, expected: str) -> None:
    assert numbers(cells, region) == expected


def test_the_user_answers_what_the_column_leaves_open() -> None:
    national = numbers(LOST_GERMANY, "DE", Assumption.NATIONAL)
    international = numbers(LOST_GERMANY, "DE", Assumption.INTERNATIONAL)

    assert national == "491711234567, 4941791234567, 4933612345678, 4948601234567"
    assert international == "491711234567, 41791234567, 33612345678, 48601234567"
