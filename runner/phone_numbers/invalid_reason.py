"""Why a number in E.164 form can't exist."""

from dataclasses import dataclass
from typing import Literal

from runner.phone_numbers.table import load, lookup


@dataclass(frozen=True, slots=True)
class InvalidReason:
    """The likeliest reason: no such calling code, a national prefix left in, a wrong length, or no such range.

    `region` is the calling code's main one, None where there is no such code; of a number with a national prefix in it,
    the region of the number without. `digits` is how many stand behind the code, `lengths` how many can.
    """

    kind: Literal["code", "prefix", "length", "range"]
    region: str | None = None
    digits: int = 0
    lengths: tuple[int, ...] = ()


def invalid_reason(number: int) -> InvalidReason:
    """Find out what is wrong with a number that isn't valid."""
    digits = str(number)
    codes = load().codes
    # No calling code begins with another one.
    code = next((int(digits[:size]) for size in (1, 2, 3) if int(digits[:size]) in codes), None)
    if code is None:
        return InvalidReason("code")
    found = codes[code]
    national = digits.removeprefix(str(code))
    if found.prefix and national.startswith(found.prefix):
        without = lookup(int(f"{code}{national.removeprefix(found.prefix)}"))
        if without.valid:
            return InvalidReason("prefix", without.region, len(national), found.lengths)
    kind: Literal["length", "range"] = "range" if len(national) in found.lengths else "length"
    return InvalidReason(kind, found.region, len(national), found.lengths)
