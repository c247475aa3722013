"""A cell is read as a number where it has one reading, and left alone where it has none or may hold two numbers."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from runner.phone_numbers.reading import is_valid, read
from runner.phone_numbers.table import Region, load

STATED = {
    ("+1 (415) 555-0123", None): "14155550123",
    ("+44 (0)7911 123456", None): "447911123456",
    ("+44 (0)7700 900123", None): "447700900123",  # possible, though in no assigned range
    ("0044 (0) 7911.123456", None): "447911123456",
    ("0014155550123", None): "14155550123",
    ("'+14155550123", None): "14155550123",
    ('="+14155550123"', None): "14155550123",
    ("\u202a+14155550123\u202c", None): "14155550123",
    ("\uff0b\uff14\uff14\uff17\uff19\uff11\uff11\uff11\uff12\uff13\uff14\uff15\uff16", None): "447911123456",
    ("+٤٤٧٩١١١٢٣٤٥٦", None): "447911123456",
    ("+14155550123.0", None): "14155550123",
    ("+14155550102.000", None): "14155550102",
    # The national prefix behind the country code, in several countries; Italy and Côte d'Ivoire keep their zero.
    ("+44 07911 123456", None): "447911123456",
    ("+4407911123456", None): "447911123456",
    ("0049 030 1234567", None): "49301234567",
    ("+61 (02) 9374 4000", None): "61293744000",
    ("+234 0803 123 4567", None): "2348031234567",
    ("+7 8 912 345-67-89", None): "79123456789",
    ("+36 06 30 123 4567", None): "36301234567",
    ("+1 1 415 555 0102", None): "14155550102",
    ("+39 06 1234 5678", None): "390612345678",
    ("+39 (0)6 1234567", None): "39061234567",
    ("+39 (0) 333 1234567", None): "393331234567",
    ("+225 07 12 34 56 78", None): "2250712345678",
    ("+52 1 55 1234 5678", None): "5215512345678",  # as Mexico's mobiles were spelled: what is sent stays as written
    ("49 (0)171 1234567", None): "491711234567",
    ("+0049 171 1234567", None): "491711234567",
    # What is dialed before a country code, by region; some countries dial 001.
    ("011 44 20 7946 0100", "US"): "442079460100",
    ("011442079460101", "CA"): "442079460101",
    ("0011 44 20 7946 0100", "AU"): "442079460100",
    ("010 44 20 7946 0100", "JP"): "442079460100",
    ("810 44 20 7946 0100", "RU"): "442079460100",
    ("0044 20 7946 0100", "US"): "442079460100",
    ("001 44 20 7183 8750", None): "442071838750",
    # Labels, of several languages.
    ("p:+14155550101", None): "14155550101",
    ("tel:+14155550102", None): "14155550102",
    ("tel://+14155550102", None): "14155550102",
    ("whatsapp:+14155550103", None): "14155550103",
    ("WhatsApp +44 7911 123456", None): "447911123456",
    ("Tél. : +33 6 12 34 56 78", None): "33612345678",
    ("电话\uff1a\uff0b86 10 6552 9988", None): "861065529988",
    # Spaces and dashes of Unicode.
    ("+33\u20096\u200912\u200934\u200956\u200978", None): "33612345678",
    ("+1\u2212415\u2212555\u22120101", None): "14155550101",
    ("+81\uff0d3\uff0d1234\uff0d5678", None): "81312345678",
    ("+1\u3000415\u2007555\u00a00102", None): "14155550102",
    # The extension of a fixed line is dialed with its number.
    ("+49 30 1234567-0", None): "493012345670",
    ("+49 30 12 34 56 78", None): "493012345678",
}
NATIONAL = {
    ("(415) 555-0123", "US"): "14155550123",
    ("415-555-0123", "CA"): "14155550123",
    ("(479) 234-5678", "US"): "14792345678",  # brackets enclose an area code, and 479 is no country code
    ("479-234-5678", "US"): "14792345678",
    ("07911 123456", "GB"): "447911123456",
    ("7911123456", "GB"): "447911123456",
    ("07700 900123", "GB"): "447700900123",
    ("030/1234567", "DE"): "49301234567",
    ("612 34 56 78", "ES"): "34612345678",
    ("06 1234 5678", "IT"): "390612345678",
    ("8 (912) 345-67-89", "RU"): "79123456789",
    ("06 30 123 4567", "HU"): "36301234567",
    ("0803 123 4567", "NG"): "2348031234567",
    ("mobile: 09012345678", "JP"): "819012345678",
}
UNREAD = [
    ("4155550123", None),
    ("07911 123456", None),
    ("4.41555E+11", "GB"),
    ("+44 7911 (0)123456", None),
    ("=A1", None),
    ("+04155550123", None),
    ("12", "US"),
    ("", "GB"),
    ("fax: +14155550102", None),
    ("+1 (415) 555-01", None),
    # More than one number, or a number and something behind it.
    ("+14155550123 / +14155550124", None),
    ("+14155550123 ext. 12", None),
    ("+1 (415) 555-0101 x123", None),
    ("+14155550102;ext=12", None),
    ("+14155550103*227", None),
    ("+14155550105#7", None),
    ("1-800-FLOWERS", "US"),
    ("+14155550102,03", None),
    ("+14155550102 or 03", None),
    ("+14155550102\n03", None),
    ("+49 30 1234567/68", None),
    ("+49 30 1234567 / 8", None),
    ("+49 30 1234567-69", None),
    ("+49 30 1234567\u201369", None),
    ("+49 30 1234567 68", None),
    ("+49 171 1234567 (2)", None),
    ("+49 171 1234567 [2]", None),
    ("+49 171 1234567 - 2", None),
    ("+49 171 1234567 12", None),
    ("+44 20 7946 0100/1/2", None),
    ("+44 20 7946 0100/0101", None),
    ("+1 415 555 0102-0103", None),
    ("+41 44 123 45 67/68", None),
    ("01 23 45 67 89/90", "FR"),
    ("0171 1234567 (2)", "DE"),
    ("030 1234567/68", "DE"),
]


def region(name: str | None) -> Region | None:
    return load().regions[name] if name else None


@pytest.mark.parametrize(("cell", "name"), STATED)
def test_a_number_with_its_country_code_is_read(cell: str, name: str | None) -> None:
    reading = read(cell, region(name))

    assert reading is not None
    assert reading.stated == STATED[cell, name]
    assert reading.kinds


@pytest.mark.parametrize(("cell", "name"), NATIONAL)
def test_a_national_number_that_can_be_no_foreign_one_is_read(cell: str, name: str) -> None:
    reading = read(cell, region(name))

    assert reading is not None
    assert (reading.stated, reading.national, reading.international) == (None, NATIONAL[cell, name], None)


@pytest.mark.parametrize(("cell", "name"), UNREAD)
def test_what_is_not_certainly_one_number_is_not_read(cell: str, name: str | None) -> None:
    reading = read(cell, region(name))

    assert reading is None or (reading.stated, reading.national, reading.international) == (None, None, None)


@pytest.mark.parametrize(
    ("cell", "name", "national", "international"),
    [
        ("41791234567", "DE", "4941791234567", "41791234567"),
        ("49170123456", "DE", "4949170123456", "49170123456"),
        ("4792345678", "US", "14792345678", "4792345678"),
        ("14155550123", "US", "14155550123", "14155550123"),
        ("447911123456", "US", None, "447911123456"),
    ],
)
def test_digits_without_a_plus_have_every_reading_that_is_a_number(
    cell: str, name: str, national: str | None, international: str
) -> None:
    reading = read(cell, region(name))

    assert reading is not None
    assert (reading.national, reading.international) == (national, international)


@given(st.text(st.sampled_from("+0123456789 ()-./'\u00a0x,E"), max_size=24), st.sampled_from([None, "US", "DE", "RU"]))
def test_only_numbers_come_out_and_no_country_without_a_region(cell: str, name: str | None) -> None:
    reading = read(cell, region(name))

    if reading is not None:
        if name is None:
            assert reading.national is None
        if reading.international and name is None:
            assert is_valid(reading.international)
        if reading.stated and is_valid(reading.stated):
            again = read(f"+{reading.stated}", None)
            assert again is not None
            assert again.stated == reading.stated
