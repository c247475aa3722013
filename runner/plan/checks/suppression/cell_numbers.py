"""The phone numbers in a cell of a suppression list: labels, several numbers, and numbers without a country code."""

import re
import unicodedata
from typing import NamedTuple

from runner.phone_numbers.numbering_plan import KEEPS_ZERO, is_possible
from runner.phone_numbers.table import load, lookup

MIN_DIGITS, MAX_DIGITS = 7, 15
MIN_DIGITS_WITHOUT_PLUS = 11
"""Fewer digits without a plus are usually a national number, of an unknown country."""
NANP_DIGITS = 10
_NOTE_DIGITS = 4
"""Maximum digits of a label or a note, such as `Home 2`."""
_SEPARATORS = r"\s()\[\].\u2010-\u2015\u2212\-"
_PUNCTUATION = re.compile(rf"[{_SEPARATORS}/]+")
_PLAIN = re.compile(r"\+?\(?[0-9][0-9 ().-]*(?<!\.)(?<!\.[0-9])(?<!\.[0-9]{2})")
_RUN = re.compile(rf"\+?[{_SEPARATORS}]*[0-9](?:[{_SEPARATORS}/]*[0-9])*")
_DATE = re.compile(r"[0-9]{4}[-./][0-9]{1,2}[-./][0-9]{1,2}(?![0-9])|(?<![0-9])[0-9]{1,2}[-./][0-9]{1,2}[-./][0-9]{4}")
_DECIMAL = re.compile(r"(?<=[0-9]{7})[.,]0{1,2}(?![0-9])")
_SCIENTIFIC = re.compile(r"[0-9]+(?:[.,][0-9]+)?[eE]\+?[0-9]+")
_EXTENSION = re.compile(r"(?i)(?:;\s*ext=|\bext(?:ension)?\b[.:]?|\bx)\s*[0-9]+")


class CellNumbers(NamedTuple):
    """Every number that a cell may mean, and whether all of the cell that may be a number was read."""

    numbers: list[int]
    complete: bool


def cell_numbers(cell: str, calling_code: str | None) -> CellNumbers:
    """Read a cell, of which one number too many only keeps a person from being called."""
    text = cell.strip().strip("\"'")
    if _PLAIN.fullmatch(text) and (numbers := readings(text, calling_code)) and not _DATE.fullmatch(text):
        return CellNumbers(numbers, _is_likely(numbers, text, calling_code))
    return _search(text, calling_code)


def _search(text: str, calling_code: str | None) -> CellNumbers:
    """Read the numbers in a text."""
    text = unicodedata.normalize("NFKC", text)
    text = "".join(char for char in text if unicodedata.category(char) != "Cf")
    text, rounded = _SCIENTIFIC.subn(" ; ", text)
    text = _EXTENSION.sub(" ; ", _DECIMAL.sub("", _DATE.sub(" ; ", text)))
    numbers: list[int] = []
    complete = not rounded
    for run in _RUN.findall(text):
        for part in _parts(run, calling_code):
            found = readings(part, calling_code)
            numbers += found
            complete &= _is_likely(found, part, calling_code) or sum(map(str.isdigit, run)) <= _NOTE_DIGITS
    return CellNumbers(list(dict.fromkeys(numbers)), complete and bool(numbers))


def _parts(run: str, calling_code: str | None) -> list[str]:
    """Split digits and punctuation at a line end, at a slash behind a whole number, and at a space between two."""
    lines = re.split(r"[\r\n]+", run)
    if len(lines) > 1:
        return [part for line in lines for part in _parts(line, calling_code)]
    head, slash, tail = run.partition("/")
    if slash and sum(map(str.isdigit, head)) >= MIN_DIGITS:
        return [head, *_parts(tail, calling_code)]
    words = run.split()
    if not readings(run, calling_code) and len(words) > 1 and all(readings(word, calling_code) for word in words):
        return words
    return [run]


def readings(text: str, calling_code: str | None) -> list[int]:
    """Return every number that digits and punctuation may mean."""
    bare = _PUNCTUATION.sub("", text)
    digits = bare.removeprefix("+")
    if not (digits.isascii() and digits.isdecimal()):
        return []
    if bare.startswith("+") or digits.startswith("00"):
        return _valid([digits.removeprefix("00")])
    whole = [digits] if len(digits) >= MIN_DIGITS_WITHOUT_PLUS and not digits.startswith("0") else []
    if calling_code is None:
        return _valid(whole)
    if calling_code == "1":
        return _valid(["1" + digits] if len(digits) == NANP_DIGITS else whole)
    candidates = [digits] if digits.startswith(calling_code) else whole
    if not digits.startswith("0") or calling_code in KEEPS_ZERO:
        candidates.append(calling_code + digits)
    if digits.startswith("0"):
        candidates.append(calling_code + digits[1:])
    code = load().codes.get(int(calling_code))
    if code and code.prefix and digits.startswith(code.prefix):
        candidates.append(calling_code + digits.removeprefix(code.prefix))
    return _valid(candidates)


def _is_likely(numbers: list[int], text: str, calling_code: str | None) -> bool:
    """Whether the readings of a cell without a plus may be right: a valid number, of those with a code the length."""
    if "+" in text:
        return bool(numbers)
    if calling_code is None:
        return any(lookup(number).valid for number in numbers)
    north_american = calling_code == "1" and any(number // 10**NANP_DIGITS == 1 for number in numbers)
    return north_american or any(is_possible(str(number)) for number in numbers)


def _valid(candidates: list[str]) -> list[int]:
    if len(candidates) > 1:
        candidates = list(dict.fromkeys(candidates))
    return [int(digits) for digits in candidates if MIN_DIGITS <= len(digits) <= MAX_DIGITS and digits[0] != "0"]
