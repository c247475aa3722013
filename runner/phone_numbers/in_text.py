"""Phone numbers within a text: found and masked where a page must not repeat one."""

import re
from typing import Any

_NUMBER = re.compile(r"\+[ (]*[1-9](?:[ ().-]*[0-9]){6,14}")
MASK = "(a number)"


def has_number(text: str) -> bool:
    """Whether a text has a phone number with its plus."""
    return _NUMBER.search(text) is not None


def without_numbers(value: Any) -> Any:
    """Return a value as JSON has it, with the phone numbers in its texts masked."""
    if isinstance(value, str):
        return _NUMBER.sub(MASK, value)
    if isinstance(value, dict):
        return {without_numbers(key): without_numbers(inner) for key, inner in value.items()}
    return [without_numbers(inner) for inner in value] if isinstance(value, list) else value
