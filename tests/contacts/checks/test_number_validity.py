"""Numbers in E.164 form that nobody can have, or that are no person's."""

from pathlib import Path

import pytest

from runner.config.campaign import ContactsSource
from runner.contacts.reader import ListReader
from runner.findings import Findings, Severity
from tests.contacts.reading import at, places, read


@pytest.fixture
def csv(tmp_path: Path) -> Path:
    return tmp_path / "q4.csv"


@pytest.mark.parametrize(
    ("number", "words"),
    [
        ("+9995550101", "doesn't begin with a country code"),
        ("+5215512345678", "the number is in an old spelling (MX)"),
        ("+22997123456", "the number is in an old spelling (BJ)"),
        ("+39612345678", "the number is in an old spelling (IT)"),
        ("+4402079460100", "a national prefix after the country code for GB"),
        ("+141555501", "the number has 8 digits after the country code for US, where 7 or 10 are possible"),
        ("+8000000010", "the number has 7 digits after its international code, where 8 are possible"),
        ("+11155550101", "the number is in no range assigned to the country code for US"),
    ],
)
def test_an_impossible_number_is_a_warning_that_says_why_and_shows_no_digit_of_it(
    csv: Path, number: str, words: str
) -> None:
    contacts, findings = read(csv, f"Phone Number,a\n+14155550101,x\n{number},y\n")

    assert contacts is not None
    assert contacts.rows == 2
    (finding,) = findings
    assert (finding.code, finding.line, finding.row, finding.severity) == ("phone-impossible", 3, 3, Severity.WARNING)
    assert words in finding.message
    assert finding.hint
    assert number[3:] not in finding.message + finding.hint


@pytest.mark.parametrize(
    ("number", "words"),
    [
        ("+19005550101", "premium-rate (US)"),
        ("+18005550101", "toll-free (US)"),
        ("+498001234567", "toll-free (DE)"),
        ("+491801234567", "shared-cost (DE)"),
        ("+447012345678", "a personal number (GB)"),
        ("+491641234567", "a pager's (DE)"),
        ("+881612345678", "a satellite phone's or another global network's (001)"),
        ("+870773111632", "a satellite phone's or another global network's (001)"),
        ("+8823421234", "a satellite phone's or another global network's (001)"),
        ("+883510012345", "a global network's, which is in no country (001)"),
        ("+878101234567890", "a global network's, which is in no country (001)"),
        ("+979123456789", "premium-rate (001)"),
        ("+80812345678", "shared-cost (001)"),
    ],
)
def test_a_number_that_is_no_persons_is_a_warning(csv: Path, number: str, words: str) -> None:
    contacts, findings = read(csv, f"Phone Number,a\n{number},x\n")

    assert contacts is not None
    (finding,) = findings
    assert (finding.code, finding.severity) == ("phone-type", Severity.WARNING)
    assert words in finding.message


@pytest.mark.parametrize("number", ["+14155550101", "+493012345678", "+4915112345678", "+445612345678"])
def test_an_ordinary_number_and_one_of_voice_over_ip_are_none(csv: Path, number: str) -> None:
    assert not list(read(csv, f"Phone Number,a\n{number},x\n")[1])


def test_it_is_said_at_the_first_row_of_each_number_beside_all_else(csv: Path) -> None:
    data = 'Phone,a\n"+14155550101",two\n\n+11155550101,x\n+11155550102\n+11155550101,y\n+11155550103,z\n1,x\n'

    _, findings = read(csv, data)

    assert places(findings) == [
        ("csv-blank-row", 3, 3),
        ("phone-impossible", 4, 4),
        ("csv-ragged", 5, 5),
        ("phone-repeated", 6, 6),
        ("phone-impossible", 7, 7),
        ("phone-format", 8, 8),
    ]


def test_of_numbers_that_can_all_be_called_nothing_is_said(csv: Path) -> None:
    contacts, findings = read(csv, "Phone\n+14155550101\n+442079460100\n")

    assert contacts is not None
    assert list(findings) == []


@pytest.mark.parametrize("bulk", [True, False], ids=["in bulk", "row by row"])
def test_many_are_found_in_bulk_as_few_are_row_by_row(csv: Path, *, bulk: bool) -> None:
    lines = [f"+1{area}5550{number:03}" for area in (212, 115, 800) for number in range(100, 400)]
    csv.write_text("Phone\n" + "\n".join(lines) + "\n")
    findings = Findings()

    contacts = ListReader(bulk_bytes=1 if bulk else 1 << 40).read(
        ContactsSource(csv.name), {}, csv, csv.name, findings, at=at
    )

    assert contacts is not None
    assert contacts.bulk is bulk
    assert findings.counts == {"phone-impossible": 300, "phone-type": 300}
    assert [f.row for f in findings] == list(range(302, 902))
