"""Numbers are normalized where there is one reading, and left alone otherwise."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from runner.phone_numbers import e164, national
from runner.phone_numbers.national import REGIONS
from runner.phone_numbers.normalize import normalize

NORMALIZED = {
    ("+1 (415) 555-0123", None): "+14155550123",
    ("+44 (0)7700 900123", None): "+447700900123",
    ("0044 (0) 7700.900123", None): "+447700900123",
    ("0014155550123", None): "+14155550123",
    ("'+14155550123", None): "+14155550123",
    ('="+14155550123"', None): "+14155550123",
    ("\u202a+14155550123\u202c", None): "+14155550123",
    ("\uff0b\uff14\uff14\uff17\uff17\uff10\uff10\uff19\uff10\uff10\uff11\uff12\uff13", None): "+447700900123",
    ("+٤٤٧٧٠٠٩٠٠١٢٣", None): "+447700900123",
    ("+14155550123.0", None): "+14155550123",
    ("14155550123.0", "US"): "+14155550123",
    ("(415) 555-0123", "US"): "+14155550123",
    ("07700 900123", "GB"): "+447700900123",
    ("7700900123", "GB"): "+447700900123",
    ("447700900123", "GB"): "+447700900123",
    ("030/1234567", "DE"): "+49301234567",
    ("612 34 56 78", "ES"): "+34612345678",
}
LEFT = [
    ("4155550123", None),
    ("14155550123", None),
    ("07700 900123", None),
    ("4.41555E+11", "GB"),
    ("+39 (0)6 1234567", None),  # behind Italy's code a 0 belongs to the number
    ("+44 7700 (0)900123", None),
    ("001 44 20 7183 8750", None),  # 001 is what some countries dial in place of 00
    ("+14155550123 / +14155550124", None),
    ("+14155550123 ext. 12", None),
    ("=A1", None),
    ("+04155550123", None),
    ("12", "US"),
    ("49170123456", "DE"),  # with the country code, or without its 0: both are numbers
    ("(0)7700 900123", None),
    ("", "GB"),
]


@pytest.mark.parametrize(("cell", "region"), NORMALIZED)
def test_what_has_one_reading_is_normalized(cell: str, region: str | None) -> None:
    done = normalize(cell, REGIONS[region] if region else None)

    assert done is not None
    assert done[0] == NORMALIZED[cell, region]
    assert done[1]


@pytest.mark.parametrize(("cell", "region"), LEFT)
def test_what_has_none_or_two_is_left(cell: str, region: str | None) -> None:
    assert normalize(cell, REGIONS[region] if region else None) is None


@given(st.text(st.sampled_from("+0123456789 ()-./'\u00a0x,E"), max_size=24), st.sampled_from([None, *REGIONS]))
def test_only_e164_comes_out_and_without_a_region_only_what_says_its_country(cell: str, region: str | None) -> None:
    done = normalize(cell, REGIONS[region] if region else None)

    if done is not None:
        assert e164.E164.fullmatch(done[0])
        digits = "".join(char for char in cell if char.isdigit())
        if region is None:
            assert "+" in cell or digits.startswith("00")
        assert normalize(done[0], None) == (done[0], [])


def test_no_calling_code_begins_another() -> None:
    codes = {national.calling_code(f"{first}00000000") for first in range(100, 1000)}

    assert len(codes) == 2 + 44 + sum(len(code) == 3 for code in codes)
    assert not [(one, other) for one in codes for other in codes if one != other and other.startswith(one)]
    assert [
        national.calling_code(digits) for digits in ("14155550123", "447700900123", "353851234567", "79161234567")
    ] == [
        "1",
        "44",
        "353",
        "7",
    ]
