"""What a phone cell can mean: the number it states, or the numbers it can be without its country code."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from runner.phone_numbers.cell_text import clean
from runner.phone_numbers.e164 import E164
from runner.phone_numbers.numbering_plan import calling_code, closed_length, is_possible
from runner.phone_numbers.people import person
from runner.phone_numbers.several import may_be_several
from runner.phone_numbers.table import NumberInfo, Region, load, lookup

_WRITTEN = re.compile(r"[(\[]? *\+?[0-9 ()\[\]./-]*")
_BRACKETED_ZERO = re.compile(r"[(\[] *0 *[)\]]")
# Brackets enclose an area code, which needn't be dialed. Source: ITU-T E.123.
_AREA_CODE = re.compile(r"\(([0-9]+)\)")
# The form that the North American Numbering Plan Administration uses. Without brackets, Iceland's and other numbers
# behind a code of three digits have it too (libphonenumber's formats).
_NORTH_AMERICAN = re.compile(r"(\(?)([0-9]{3})\)?[ .-]*[0-9]{3}[ .-]+[0-9]{4}")


@dataclass(frozen=True, slots=True)
class Reading:
    """The readings of one cell, each the digits of an E.164 number; None where there is no such reading.

    `stated` has its country code. Without one, the cell may be a `national` number of the region, or an `international`
    one that lost its plus. `guess` is a national number of a possible length that is in no assigned range, and
    `maybe_international` says the same of the digits with a plus. `length` is how many digits the cell has,
    `has_prefix` whether they begin with the national prefix, `grouped` whether their groups leave no country code.
    """

    kinds: tuple[str, ...] = ()
    stated: str | None = None
    national: str | None = None
    international: str | None = None
    guess: str | None = None
    maybe_international: bool = False
    length: int = 0
    has_prefix: bool = False
    grouped: bool = False


def read(cell: str, region: Region | None) -> Reading | None:
    """Return what a cell can mean; None where that isn't one number, or no number at all."""
    text, kinds = clean(cell)
    if not _WRITTEN.fullmatch(text) or may_be_several(text, lambda start: _known(start, region)):
        return None
    digits = _digits(text)
    if text not in (digits, f"+{digits}"):
        kinds.append("separators")
    if "+" in text:
        return _stated(text, digits, [digits.removeprefix("00")], kinds)
    if not digits.startswith("0") and _BRACKETED_ZERO.search(text):
        return _stated(text, digits, [digits], [*kinds, "plus"])
    without_code = _without_code(text, digits, region, kinds)
    rests = list(dict.fromkeys(_after_international_prefix(digits, region)))
    dialed = _stated(text, digits, rests, [*kinds, "international-prefix"])
    others = {without_code.national, without_code.international} - {None} if without_code else set()
    if dialed and others - {dialed.stated}:
        return None
    return dialed or without_code


def _stated(text: str, digits: str, rests: Sequence[str], kinds: list[str]) -> Reading | None:
    """Return the one number that a cell's digits can be; `rests` are those digits from the country code on."""
    numbers = {number: rest for rest in rests if (number := _with_code(text, digits, rest))}
    valid = [number for number in numbers if is_valid(number)]
    chosen = valid or list(numbers)[:1]
    if len(chosen) != 1:
        return None
    trunk = ["trunk-zero"] if numbers[chosen[0]] != chosen[0] else []
    return Reading((*kinds, *trunk), stated=chosen[0])


def _with_code(text: str, digits: str, rest: str) -> str | None:
    """Return digits that begin with a country code without the national prefix behind it, unless that belongs there."""
    code = calling_code(rest)
    if code is None:
        return None
    prefix = load().codes[code].prefix
    bracketed = _BRACKETED_ZERO.search(text)
    if bracketed and len(_digits(text[: bracketed.start()])) != len(digits) - len(rest) + len(str(code)):
        return None  # taken for a digit, a zero in brackets elsewhere would make another number
    trunk = "0" if bracketed else prefix
    national = rest.removeprefix(str(code))
    without = f"{code}{national.removeprefix(trunk)}" if trunk and national.startswith(trunk) else rest
    valid = [number for number in dict.fromkeys((rest, without)) if is_valid(number)]
    if valid:
        return None if bracketed and len(valid) > 1 else valid[0]
    if without == rest and E164.fullmatch(f"+{rest}") and lookup(person(int(rest))).valid:
        return rest  # as it was spelled before a renumbering
    # Where the national prefix is 0, no number begins with 0.
    likely = without if prefix == "0" else rest if not bracketed else None
    return likely if likely and is_possible(likely) and E164.fullmatch(f"+{likely}") else None


def _after_international_prefix(digits: str, region: Region | None) -> Iterator[str]:
    """Yield what follows 00, which most countries dial, and what the region dials; some dial 001."""
    if digits.startswith("00"):
        yield digits[2:]
        if region is None and digits.startswith("001"):
            yield digits[3:]
    if region and re.match(region.abroad, digits):
        yield from (digits[size:] for size in range(1, len(digits)) if re.fullmatch(region.abroad, digits[:size]))


def _without_code(text: str, digits: str, region: Region | None, kinds: list[str]) -> Reading | None:
    """Return the readings of digits that don't tell whether their country code is there."""
    valid, guess = _national(digits, region) if region else ([], None)
    if len(valid) > 1:
        return None
    apart = _sets_code_apart(text, digits, region)
    own = region is not None and calling_code(digits) == region.code
    possible = apart and is_possible(digits)
    return Reading(
        tuple(kinds),
        national=valid[0] if valid else None,
        international=digits if apart and (is_valid(digits) or (own and possible)) else None,
        guess=guess,
        maybe_international=possible,
        length=len(digits),
        has_prefix=bool(region and region.prefix and digits.startswith(region.prefix)),
        grouped=not apart,
    )


def _national(digits: str, region: Region) -> tuple[list[str], str | None]:
    """Return the region's numbers that the digits can be, and the guess where they can be none."""
    rest = digits.removeprefix(region.prefix or "")
    numbers = [f"{region.code}{each}" for each in dict.fromkeys((digits, rest))]
    valid = [number for number in numbers if is_valid(number)]
    guess = f"{region.code}{rest}"
    if valid or not is_possible(guess) or not E164.fullmatch(f"+{guess}") or rest.startswith("0"):
        return valid, None
    # Behind a 0 it is no international number, and a plan with one length leaves no room for an extension.
    surely = digits != rest and region.prefix == "0" and len(rest) == closed_length(region.code)
    return ([guess] if surely else []), guess


def _sets_code_apart(text: str, digits: str, region: Region | None) -> bool:
    """Whether the digits may begin with a country code, as far as their groups show."""
    area_code = _AREA_CODE.match(text)
    if area_code and area_code[1] != str(calling_code(digits)):
        return False
    grouped = _NORTH_AMERICAN.fullmatch(text) if region and region.code == 1 else None
    if grouped is None:
        return True
    return not grouped[1] and grouped[2] == str(calling_code(digits)) and is_valid(digits)


def _known(text: str, region: Region | None) -> NumberInfo:
    """Return what is known of the beginning of a cell as a number by itself."""
    digits = _digits(text)
    numbers = [_with_code(text, digits, digits)]
    if "+" not in text:
        numbers += [_with_code(text, digits, rest) for rest in _after_international_prefix(digits, region)]
        numbers += _national(digits, region)[0] if region else []
    valid = (number for number in numbers if number and is_valid(number))
    return lookup(int(next(valid, "0")))


def is_valid(digits: str) -> bool:
    """Whether digits are those of a valid number in E.164 form."""
    return E164.fullmatch(f"+{digits}") is not None and lookup(int(digits)).valid


def _digits(text: str) -> str:
    return re.sub("[^0-9]", "", text)
