"""Why a number in E.164 form isn't valid."""

from dataclasses import dataclass
from typing import Literal

from runner.phone_numbers.table import load, lookup


@dataclass(frozen=True, slots=True)
class InvalidReason:
    """The likeliest reason: no such calling code, a national prefix left in, a wrong length, or no such range.

    `region` is the calling code's main one, None where there is no such code; of a number with a national prefix in it,
    the region of the number without. `digits` is how many digits follow the code, `lengths` how many can.
    """

    kind: Literal["code", "prefix", "length", "range"]
    region: str | None = None
    digits: int = 0
    lengths: tuple[int, ...] = ()


def invalid_reason(number: int) -> InvalidReason:
    """Return what is wrong with a number that isn't valid."""
    digits = str(number)
    codes = load().codes
    # No calling code begins with another one.
    prefix = next((int(digits[:size]) for size in (1, 2, 3) if int(digits[:size]) in codes), None)
    if prefix is None:
        return InvalidReason("code")
    code = codes[prefix]
    national = digits.removeprefix(str(prefix))
    if code.prefix and national.startswith(code.prefix):
        without = lookup(int(f"{prefix}{national.removeprefix(code.prefix)}"))
        if without.valid:
            return InvalidReason("prefix", without.region, len(national), code.lengths)
    kind: Literal["length", "range"] = "range" if len(national) in code.lengths else "length"
    return InvalidReason(kind, code.region, len(national), code.lengths)
