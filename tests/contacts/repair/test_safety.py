"""No stranger's number is written, whatever country's numbers lost their plus and whatever region is assumed."""

import pytest

from tools.fix_safety import COUNTRIES, HOMES, MIXES, honest, mixed, plus_lost

FEW = 40


@pytest.mark.parametrize("home", HOMES)
def test_no_column_that_lost_its_plus_becomes_strangers_numbers(home: str) -> None:
    assert [country for country in COUNTRIES if plus_lost(country, home, FEW)[0]] == []
    assert plus_lost(home, home, FEW) == (0, FEW)


@pytest.mark.parametrize("home", HOMES)
def test_no_national_export_becomes_strangers_numbers(home: str) -> None:
    written = {form: honest(home, form, FEW) for form in ("national", "digits", "lost zero")}

    assert {form: wrong for form, (wrong, _) in written.items()} == {"national": 0, "digits": 0, "lost zero": 0}
    assert min(right for _, right in written.values()) >= 0.5 * FEW


@pytest.mark.parametrize("home", ["US", "DE", "IN"])
def test_no_stranger_in_a_column_of_two_countries(home: str) -> None:
    countries = ("CH", "NO", "SG", "FR", "MX")

    assert [
        (country, form, mix)
        for country in countries
        for form in ("national", "digits", "lost zero")
        for mix in MIXES[1:]
        if mixed(home, country, form, mix)
    ] == []
