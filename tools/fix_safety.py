"""Print how safe `campaigns contacts fix --default-region` is: wrong numbers written, and honest exports fixed.

Sampled mobile numbers are written as a spreadsheet or a CRM leaves them, and read by the code that the command calls.
"""

import argparse
import functools
import io
import itertools
import random
import sys
from collections.abc import Iterator, Sequence

import phonenumbers
from phonenumbers import PhoneNumberFormat

from runner.config.campaign import ContactsSource
from runner.contacts.list_findings import silent_report
from runner.contacts.repair.repairs import RepairOptions
from runner.contacts.repair.writer import write_repaired_copy
from runner.phone_numbers.table import NumberType, load

HOMES = ("US", "GB", "DE", "FR", "IN", "AU", "ES", "BR", "IT", "AT")
COUNTRIES = (
    *HOMES,
    *("CH", "PL", "NL", "BE", "SE", "NO", "DK", "FI", "PT", "IE"),
    *("NZ", "ZA", "SG", "HK", "JP", "KR", "MX", "AR", "TR", "AE"),
)
MIXES = ((100, 100), (20, 5), (199, 1), (10, 2), (3, 2), (2, 1), (1, 1))
"""Rows of the home region, and rows of another country without their plus."""
FORMS = ("national", "digits", "lost zero")
_MOBILE = (NumberType.MOBILE, NumberType.FIXED_LINE_OR_MOBILE)


def main() -> None:
    """Print the three tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--numbers", type=int, default=200, help="numbers of each country")
    size = parser.parse_args().numbers
    write = sys.stdout.write
    write("Plus lost in the whole column: wrong numbers written / right ones, of " + f"{size} a country\n")
    for home in HOMES:
        results = [f"{country} {'{}/{}'.format(*plus_lost(country, home, size))}" for country in COUNTRIES]
        write(f"  {home}: {' '.join(results)}\n")
    write("\nHonest national exports: wrong numbers written, and share fixed\n")
    for home in HOMES:
        shares = ((form, *honest(home, form, size)) for form in FORMS)
        write(f"  {home}: {', '.join(f'{form} {wrong} wrong, {right / size:.1%}' for form, wrong, right in shares)}\n")
    write("\nNational rows and rows of another country without plus: wrong numbers written, of all columns\n")
    for mix in MIXES:
        wrong = [mixed(home, country, form, mix) for home, country, form in _mixtures()]
        write(f"  {mix[0]} + {mix[1]}: {sum(wrong)} of {len(wrong)} columns\n")


def plus_lost(country: str, home: str, size: int) -> tuple[int, int]:
    """Return how many wrong and right numbers are written of a column that lost its plus."""
    numbers = sample(country, size)
    return _compared(fixed(numbers, home), numbers)


def honest(home: str, form: str, size: int) -> tuple[int, int]:
    """Return how many wrong and right numbers are written of a national export."""
    numbers = sample(home, size)
    return _compared(fixed([national(number, home, form) for number in numbers], home), numbers)


def mixed(home: str, country: str, form: str, mix: tuple[int, int]) -> int:
    """Return how many wrong numbers are written of a column of two countries."""
    at_home, abroad = sample(home, mix[0]), sample(country, mix[1])
    cells = [*(national(number, home, form) for number in at_home), *abroad]
    return _compared(fixed(cells, home), [*at_home, *abroad])[0]


def _mixtures() -> Iterator[tuple[str, str, str]]:
    regions = load().regions
    for home, country, form in itertools.product(HOMES, COUNTRIES, FORMS):
        if regions[home].code != regions[country].code:
            yield home, country, form


def _compared(written: Sequence[str], numbers: Sequence[str]) -> tuple[int, int]:
    right = sum(cell == f"+{number}" for cell, number in zip(written, numbers, strict=True))
    return sum(cell.startswith("+") for cell in written) - right, right


def fixed(cells: Sequence[str], home: str) -> list[str]:
    """Return the phone column of the copy that the command writes of a list."""
    rows = "".join(f'"{cell}",{row}\n' for row, cell in enumerate(cells))
    options = RepairOptions(ContactsSource(""), load().regions[home])
    out = io.BytesIO()
    write_repaired_copy(io.BytesIO(f"Phone,id\n{rows}".encode()), options, silent_report("list.csv"), out.write)
    return [line.split(",")[0] for line in out.getvalue().decode().splitlines()[1:]]


def national(number: str, region: str, form: str) -> str:
    """Return a number as it is written at home, by its digits alone, or without the 0 that a spreadsheet takes."""
    text = phonenumbers.format_number(phonenumbers.parse(f"+{number}"), PhoneNumberFormat.NATIONAL)
    digits = "".join(filter(str.isdigit, text))
    if form == "lost zero":
        return number.removeprefix(str(load().regions[region].code))
    return text if form == "national" else digits


@functools.cache
def sample(region: str, size: int) -> list[str]:
    """Return mobile numbers of a region, each as likely as every other, always the same ones."""
    chance = random.Random(f"{region} {size}")  # noqa: S311 - a sample, no secret
    table = load()
    code = table.regions[region].code
    start = table.walk(str(code))
    lengths = table.codes[code].lengths
    weights = [_count(start, region, length) for length in lengths]
    numbers: dict[str, None] = {}
    while len(numbers) < size:
        node, number = start, str(code)
        for left in range(chance.choices(lengths, weights)[0] - 1, -1, -1):
            followers = table.successors[10 * node : 10 * node + 10]
            digit = chance.choices(range(10), [_count(follower, region, left) for follower in followers])[0]
            node, number = followers[digit], f"{number}{digit}"
        numbers[number] = None
    return list(numbers)


@functools.cache
def _count(node: int, region: str, length: int) -> int:
    """Count a region's mobile numbers with so many digits after a node."""
    table = load()
    if node == 0 or length == 0:
        info = table.infos[table.ends[node]]
        return int(length == 0 and info.region == region and info.type in _MOBILE)
    return sum(_count(follower, region, length - 1) for follower in table.successors[10 * node : 10 * node + 10])


if __name__ == "__main__":
    main()
