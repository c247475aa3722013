"""Phone numbers within a text: found and masked where a page must not repeat one."""

import re
from typing import Any

_INTERNATIONAL = r"\+[ (]*[1-9](?:[ ().-]*[0-9]){6,14}"
_NORTH_AMERICAN = r"(?<![0-9])(?:\([2-9][0-9]{2}\) ?|[2-9][0-9]{2}[ .-])[2-9][0-9]{2}[ .-][0-9]{4}(?![0-9])"
_NUMBER = re.compile(f"{_INTERNATIONAL}|{_NORTH_AMERICAN}")
MASK = "(a number)"


def has_number(text: str) -> bool:
    """Whether a text has a phone number with its plus, or one as North Americans write it: `(415) 555-0101`."""
    return _NUMBER.search(text) is not None


def without_numbers(value: Any) -> Any:
    """Return a value as JSON has it, with the phone numbers in its texts masked."""
    if isinstance(value, str):
        return _NUMBER.sub(MASK, value)
    if isinstance(value, dict):
        return {without_numbers(key): without_numbers(inner) for key, inner in value.items()}
    return [without_numbers(inner) for inner in value] if isinstance(value, list) else value
