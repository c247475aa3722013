"""What to write instead: hints for the keys and values that people get wrong."""

import calendar
import difflib
import re
from collections.abc import Iterable, Mapping
from typing import Any

from runner.nodes import JSON

_MEANT = {
    "agent": ("agentId",),
    "callerid": ("sipPhoneNumber",),
    "calls": ("concurrentCalls",),
    "checksum": ("sha256",),
    "concurrency": ("concurrentCalls",),
    "count": ("rows",),
    "csv": ("contacts", "path"),
    "date": ("scheduledDate",),
    "defaults": ("dynamicVariables",),
    "file": ("contacts", "path"),
    "from": ("sipPhoneNumber",),
    "name": ("campaignName",),
    "number": ("sipPhoneNumber", "phoneColumn"),
    "phone": ("sipPhoneNumber", "phoneColumn"),
    "phonenumber": ("sipPhoneNumber", "phoneColumn"),
    "required": ("requiredVariables",),
    "schedule": ("isScheduled",),
    "scheduled": ("isScheduled",),
    "time": ("scheduledTime",),
    "timezone": ("scheduledTimezone",),
    "tz": ("scheduledTimezone",),
    "variables": ("dynamicVariables", "requiredVariables"),
    "zone": ("scheduledTimezone",),
}
_PHONE = re.compile(r"\+[1-9][0-9]{6,14}")
_TIME = re.compile(
    r"T?(?P<hour>\d{1,2}):(?P<minute>[0-5]\d)(:(?P<second>[0-5]\d))?(\.\d+)?"
    r"\s*(?P<half>[ap])?(?(half)\.?m\.?)\s*(?P<zone>Z|UTC|GMT|[+-]\d\d:?\d\d)?",
    re.ASCII | re.IGNORECASE,
)
_DATE = re.compile(r"(?P<year>\d{4})[-/.](?P<month>\d{1,2})[-/.](?P<day>\d{1,2})(?P<time>[T ].*)?", re.ASCII)
_YES = {"yes", "y", "on", "true"}
_NO = {"no", "n", "off", "false"}


def for_key(key: str, known: Iterable[str]) -> str:
    """Say which of the known keys was meant, or which there are."""
    known = list(known)
    if key == "<<":
        return "write the keys out: nothing is merged here"
    if meant := _meant(key, known):
        return f"did you mean `{meant}`?"
    return f"the keys here are {', '.join(f'`{name}`' for name in known)}"


def for_missing(key: str, schema: Mapping[str, Any]) -> str:
    """Give a line to write for a key that isn't there."""
    line = _line(key, schema)
    return f"add a line like {line}" if line else f"add `{key}`"


def for_type(key: str, value: JSON, written: str, schema: Mapping[str, Any]) -> str:
    """Say how to write a value of the kind that is wanted; `written` is how it stands in the file."""
    wanted = schema["type"]
    match value:
        case bool() | int() | float() if key == "sipPhoneNumber":
            return _for_phone(written)
        case bool() | int() | float() if "string" in wanted:
            return f'write it in quotes: `{key}: "{written}"`'
        case str() if wanted == "boolean" and value.lower() in _YES | _NO:
            return f"write `{key}: {'true' if value.lower() in _YES else 'false'}`"
        case str() if wanted == "integer" and re.fullmatch("[0-9]+", value):
            return f"write it without quotes: `{key}: {int(value)}`"
        case str() if wanted == "array" and value:
            return f"write a list: `{key}: [{written}]`"
    return for_value(key, value, schema)


def for_value(key: str, value: JSON, schema: Mapping[str, Any]) -> str:
    """Say how to write a value that has the right type."""
    ...
