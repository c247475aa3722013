"""The engine reads any bytes as the csv module does: the same findings, rows, lines, numbers and canonical list."""

import collections
import functools
import io
import os
import random
import time
from collections import Counter
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from runner.config.campaign import ContactsSource
from runner.contacts import scan
from runner.contacts.checks import repeated_numbers
from runner.contacts.engine.bulk_numbers import BulkNumberList
from runner.contacts.engine.number_list import NumberList
from runner.contacts.list_findings import Report
from runner.findings import Findings
from runner.phone_numbers.table import lookup
from tests.contacts import reference
from tests.contacts.agreement import ORDINARY, SHORT, WAYS, Sizes, agrees, check_cut, outcome, sizes
from tests.contacts.reading import PATH, at

FUZZ_SECONDS = float(os.environ.get("FUZZ", "3"))
LAYOUTS: list[tuple[bytes, dict[str, Any], dict[str, Any]]] = [
    (b"Phone Number,a,b\n", {}, {}),
    (b"Phone Number,a,b\n", {}, {"a": "x", "b": ""}),
    (b"a,Phone Number,b\r\n", {"requiredVariables": ["a"]}, {}),
    (b"a;b;Phone\n", {"columns": {"b": "bb"}}, {}),
    (b"\xef\xbb\xbfMobile\ta\n", {}, {"a": 1}),
    (b"phone\n", {}, {}),
    (b"\n \nPhone Number,a,a\n", {}, {}),
    (b'"Phone Number","a b"\n', {}, {}),
    (b"Phone Number,a,DNC\n", {"columns": {"a": "a"}}, {"a": "x"}),
    (b"opted_out,a,Phone Number\n", {"requiredVariables": ["a"]}, {}),
    (b"Mobile,Home Phone,a\n", {"phoneColumn": ["Mobile", "Home Phone"]}, {}),
    (b"Mobile,a,Home Phone\n", {"phoneColumn": ["Home Phone", "Mobile"], "blankValues": ["NULL", "b"]}, {"a": "x"}),
    (b"Phone Number,a,b\n", {"blankValues": ["n/a", "\u00c9t\u00e9"]}, {}),
    (b"a title\n\nPhone Number,a,b\n", {"headerRow": 3}, {}),
]
NUMBER = st.sampled_from(
    [
        *("+14155550101", "+14155550102", "+4915112345678", "+1415555", "+123456789012345"),
        *("+5215512345678", "+525512345678", "+551187654321", "+5511987654321", "+4407911123456", "+447911123456"),
    ]
)
ODD = ["", " ", "+0415555010", "14155550101", "+14155550101 ", "+1234567890123456", "+141555", "\u00a0", "\u2003x", "é"]
ODD += [
    "=1",
    "{{x}}",
    "a://b",
    '"',
    '""',
    '"x"',
    '"x,y"',
    '"a\nb"',
    '"a\r\nb"',
    '"""',
    'x"y',
    "日本",
    "\x1c",
    "\x00",
    "\r",
    "a\r\r",
    "x;y",
    "NULL",
    "n/a ",
    "undefined",
    "\u00a0nan\u00a0",
    "#REF!",
    "Nan",
    "TRUE",
    "No",
    "no\u2003",
    "\u00c9T\u00c9",
    ' "x"',
    "&amp;",
    "Zo\u00c3\u00ab",
    "\ufffd",
]
CELL = st.one_of(NUMBER, st.sampled_from(ODD), st.text('ab +1,;\t"\n\r\x85', max_size=4))
GOOD = st.tuples(NUMBER, st.sampled_from(["Ada", "Bo", '"Cy"']), st.sampled_from(["", "x"]))
RECORD = st.one_of(GOOD, GOOD, st.lists(CELL, max_size=4))
MORE = st.sampled_from([b"", b"\xff\n", b"+14155550101,\xe9,x\n", b'"open', b"x" * 300 + b"\n", b"+14155550109,a,b"])


@pytest.mark.slow
@given(
    layout=st.sampled_from(LAYOUTS),
    records=st.lists(RECORD, max_size=12),
    end=st.sampled_from(["\n", "\r\n", "\r\r\n"]),
    place=st.integers(0, 11),
    more=MORE,
)
@settings(max_examples=int(os.environ.get("EXAMPLES", "300")), deadline=None)
@example((b"Phone Number\n", {}, {}), [["+14155550101"]], "\n", 0, b"")
@example((b"Phone Number,a\n", {}, {}), [["+14155550101", "\u00a0"]], "\n", 0, b"")
def test_the_engine_says_what_the_csv_module_does(
    layout: tuple[bytes, dict[str, Any], dict[str, Any]], records: list[Any], end: str, place: int, more: bytes
) -> None:
    header, source, defaults = layout
    between = ";" if b";" in header else "\t" if b"\t" in header else ","
    written = [(between.join(record) + end).encode() for record in records]
    written.insert(place, more)
    agrees(header + b"".join(written), source, defaults)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(4))
def test_the_engine_says_what_the_csv_module_does_of_damaged_lists(seed: int) -> None:
    chance = random.Random(seed if FUZZ_SECONDS <= 3 else None)
    ends = time.monotonic() + FUZZ_SECONDS / 4
    rounds = 0
    while time.monotonic() < ends or rounds < 20:
        header, source, defaults = chance.choice(LAYOUTS)
        between = b";" if b";" in header else b"\t" if b"\t" in header else b","
        row = between.join([b"+14155550%03d", b"Ada", b"x"][: header.count(between) + 1])
        data = bytearray(header + b"".join(row % (n % 7) + b"\n" for n in range(chance.randrange(20))))
        for _ in range(chance.randrange(6)):
            piece = chance.choice(
                [b'"', b'""', b",", b"\n", b"\r", b"\0", b"\xc2\xa0", b" ", b";", b"\xff", b"+", b"0"]
            )
            cut = chance.randrange(len(data) + 1)
            data[cut : cut + chance.choice([0, 0, 1, 5])] = piece
        agrees(bytes(data), source, defaults, chance.choice([ORDINARY, SHORT]))
        rounds += 1


@pytest.mark.parametrize("kind", [NumberList, BulkNumberList])
@given(st.lists(st.integers(10**7, 10**7 + 30), max_size=60))
def test_a_repeated_number_is_reported_with_the_row_of_its_first(kind: type[NumberList], numbers: list[int]) -> None:
    listed, findings = kind(), Findings()
    for index, number in enumerate(numbers):
        listed.append(number, index + 2, index + 2 + index // 10)
    repeats = repeated_numbers.check(listed, Report(PATH, findings, at))
    first = {number: numbers.index(number) for number in numbers}
    expected = [
        (index + 2, index + 2 + index // 10, f"the same number as row {first[number] + 2}")
        for index, number in enumerate(numbers)
        if first[number] != index
    ]

    assert [(finding.row, finding.line, finding.message) for finding in findings] == expected
    assert listed.count_infos(repeats) == Counter(map(lookup, first))
    listed.remove(repeats)
    assert list(listed.numbers) == list(first)


@pytest.mark.parametrize(
    "kinds", [(NumberList, BulkNumberList), (BulkNumberList, NumberList), (NumberList, NumberList)]
)
def test_what_is_known_of_numbers_has_an_order_that_their_rows_and_parts_do_not_change(
    kinds: tuple[type[NumberList], type[NumberList]],
) -> None:
    numbers = [442079460123, 13125550100, 14155550101, 390669812345, 12125550102]
    listed, joined = kinds[0](), kinds[0]()
    for part_numbers in ([*reversed(numbers)][:2], [*reversed(numbers)][2:]):
        part = kinds[1]()
        for row, number in enumerate(part_numbers):
            part.append(number, row, row)
        part.classify()
        joined.join(part, 0, 0)
    for row, number in enumerate(numbers):
        listed.append(number, row, row)
    listed.classify()

    assert list(listed.count_infos([])) == list(joined.count_infos([]))


def test_numbers_that_share_a_hash_are_different() -> None:
    hashes = collections.defaultdict(list)
    for number in random.Random(1).sample(range(10**10, 10**12), 30_000):
        hashes[number * 0x9E3779B97F4A7C15 % 2**64 >> 44].append(number)
    alike = next(same for same in hashes.values() if len(same) > 1)
    listed = BulkNumberList()
    for row, number in enumerate([*alike, 14155550000, alike[1]]):
        listed.append(number, row, row)

    assert list(listed.repeats()) == [(len(alike) + 1, 1)]


@pytest.mark.slow
def test_a_list_large_enough_for_threads_comes_to_the_same() -> None:
    data = b"Phone Number,a\n" + b"".join(b'+1%010d,"n%d"\n' % (n % 299_990 + 2_122_000_000, n) for n in range(300_000))
    expected = outcome(reference.read, data, {}, {})

    assert len(expected[0]) == 10
    ways = [*WAYS.values()]
    ways.append(functools.partial(check_cut, part=1 << 20, bulk=True))
    for read in ways:
        assert outcome(read, data, {}, {}) == expected


@pytest.mark.parametrize("bulk", [False, True])
def test_a_copy_is_what_was_digested(bulk: bool) -> None:
    data = b'a;Phone;b\n x;+14155550101;"q""r"\ny;+14155550102;u,v\n;+14155550103;z\n'
    with sizes(Sizes(block=16)):
        _, done = outcome(scan.check, data, {}, {"a": "d"})
        out = io.BytesIO()
        report = Report(PATH, Findings(), at)
        copy = scan.copy(io.BytesIO(data), ContactsSource("q4.csv"), {"a": "d"}, report, out.write, bulk=bulk)

    assert copy is not None
    assert (copy.digest, copy.size) == done[4]
    assert out.getvalue() == (b'Phone Number,a,b\n+14155550101, x,"q""r"\n+14155550102,y,"u,v"\n+14155550103,d,z\n')
