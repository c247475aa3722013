"""Hints: what to write instead of a key or value that is wrong."""

import calendar
import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

from runner.did_you_mean import closest
from runner.yamlfile.nodes import JSON

_ALIASES = {
    "agent": ["agentId"],
    "callerid": ["sipPhoneNumber"],
    "checksum": ["sha256"],
    "concurrency": ["concurrentCalls"],
    "csv": ["contacts", "path"],
    "date": ["scheduledDate"],
    "defaults": ["dynamicVariables"],
    "file": ["contacts", "path"],
    "from": ["sipPhoneNumber"],
    "name": ["campaignName"],
    "number": ["sipPhoneNumber", "phoneColumn"],
    "phone": ["sipPhoneNumber", "phoneColumn"],
    "phonenumber": ["sipPhoneNumber", "phoneColumn"],
    "required": ["requiredVariables"],
    "schedule": ["isScheduled"],
    "scheduled": ["isScheduled"],
    "time": ["scheduledTime"],
    "timezone": ["scheduledTimezone"],
    "tz": ["scheduledTimezone"],
    "variables": ["dynamicVariables", "requiredVariables"],
    "zone": ["scheduledTimezone"],
}
_WORDS = {"yes": "true", "y": "true", "on": "true", "true": "true", "no": "false", "n": "false", "off": "false"}
_PHONE = re.compile(r"\+[1-9][0-9]{6,14}")
_TIME = re.compile(
    r"T?(?P<hour>\d{1,2}):(?P<minute>[0-5]\d)(:(?P<second>[0-5]\d))?(\.\d+)?"
    r"\s*((?P<half>[ap])\.?m\.?)?\s*(?P<zone>Z|[A-Z]{3,4}|[+-]\d\d:?\d\d)?",
    re.ASCII | re.IGNORECASE,
)
_DATE = re.compile(r"(?P<year>\d{4})[-/.](?P<month>\d{1,2})[-/.](?P<day>\d{1,2})(?P<time>[T ].*)?", re.ASCII)


def for_key(key: str, known: Sequence[str]) -> str:
    """Suggest the known key that was probably meant, or list them all."""
    if key == "<<":
        return "write the keys out: nothing is merged here"
    meant = [name for name in _ALIASES.get(_bare(key), []) if name in known]
    if not meant or any(_bare(name) == _bare(key) for name in known):
        close = closest(key, known, key=_bare, cutoff=0.7)
        meant = [close] if close else []
    return f"did you mean `{meant[0]}`?" if meant else f"the keys here are {', '.join(f'`{name}`' for name in known)}"


def for_missing(key: str, field: Mapping[str, Any]) -> str:
    """Suggest a line to add."""
    return f"add a line like {_example(key, field)}" if examples(field) else f"add `{key}`"


def for_type(key: str, value: JSON, written: str, field: Mapping[str, Any]) -> str:
    """Suggest how to write a value of the type that the schema asks for; `written` is the value in the file."""
    kind = field["type"]
    match value:
        case str() if kind == "boolean" and value.lower() in _WORDS:
            return f"write {_pair(key, _WORDS[value.lower()])}, without quotes"
        case _ if kind == "boolean":
            return f"write {_pair(key, 'true')} or {_pair(key, 'false')}"
        case str() if kind == "integer" and re.fullmatch("[1-9][0-9]*", value):
            return f"write {_pair(key, value)}, without quotes"
        case str() if kind == "array" and value:
            return f"write a list: {_pair(key, f'[{written}]')}"
        case int() | float() if key in _ADVICE:
            return _ADVICE[key](written, field)
        case int() | float() if "string" in kind:
            return f"write it in quotes: {_pair(key, json.dumps(written))}"
        case _:
            return _like(key, field)


def for_value(key: str, value: JSON, field: Mapping[str, Any]) -> str:
    """Suggest how to write a value that has the right type and still isn't allowed."""
    if key in _ADVICE and isinstance(value, str):
        return _ADVICE[key](value, field)
    return "copy it whole: `sha256sum` prints it" if key == "sha256" else _like(key, field)


def _for_phone(text: str, field: Mapping[str, Any]) -> str:
    number = re.sub(r"\(0\)|[\s().\-/]", "", text)
    if _PHONE.fullmatch(number):
        return f"write it without spaces or punctuation: `{number}`"
    if number.startswith("00") and _PHONE.fullmatch(f"+{number[2:]}"):
        return f"write a plus in place of the zeros: `+{number[2:]}`"
    if len(number) > 10 and _PHONE.fullmatch(f"+{number}"):
        return f"write a plus before the country code: `+{number}`"
    return f"write a plus, the country code and the number, as in {_example('sipPhoneNumber', field)}"


def _for_time(text: str, field: Mapping[str, Any]) -> str:
    match = _TIME.fullmatch(text.strip())
    hour = int(match["hour"]) if match else 0
    if not match or hour > 24:
        return f"write hours, minutes and seconds, as in {_example('scheduledTime', field)}"
    if match["half"]:
        hour = hour % 12 + (12 if match["half"] in "pP" else 0)
    time = f"`{hour % 24:02}:{match['minute']}:{match['second'] or '00'}`"
    if match["half"]:
        return f"write it on the 24-hour clock: {time}"
    if match["zone"]:
        return f"write the time alone, {time}: the zone belongs in `scheduledTimezone`"
    if hour == 24:
        return f"write {time}, and the next day as the date"
    return f"write it as {time}" if match["second"] else f"write the seconds too: {time}"


def _for_date(text: str, field: Mapping[str, Any]) -> str:
    match = _DATE.fullmatch(text.strip())
    year, month, day = (int(match[part]) for part in ("year", "month", "day")) if match else (0, 0, 0)
    if not match or not (1 <= month <= 12 and year):
        return f"write year, month and day, as in {_example('scheduledDate', field)}"
    last = calendar.monthrange(year, month)[1]
    if not 1 <= day <= last:
        return f"the last day of that month is `{year:04}-{month:02}-{last}`"
    date = f"`{year:04}-{month:02}-{day:02}`"
    return (
        f"write the date alone, {date}: the time belongs in `scheduledTime`" if match["time"] else f"write it as {date}"
    )


def _bare(key: str) -> str:
    return re.sub(r"[\s_.-]", "", key).lower()


_ADVICE = {"sipPhoneNumber": _for_phone, "scheduledDate": _for_date, "scheduledTime": _for_time}


def _like(key: str, field: Mapping[str, Any]) -> str:
    if examples(field):
        return f"write it like {_example(key, field)}"
    return "`campaigns schema` prints what is allowed here"


def _example(key: str, field: Mapping[str, Any]) -> str:
    return _pair(key, _yaml(examples(field)[0]))


def examples(field: Mapping[str, Any]) -> list[JSON]:
    """Return the examples of a field; those with mappings are snippets, which editors insert as they are.

    The snippet of a list is one of its entries.
    """
    bodies = [snippet["body"] for snippet in field.get("defaultSnippets", ())]
    return [*field.get("examples", ()), *([body] if field["type"] == "array" else body for body in bodies)]


def _pair(key: str, written: str) -> str:
    return f"`{key}: {written}`" if key else f"`{written}`"


def _yaml(value: JSON) -> str:
    match value:
        case dict():
            return "{" + ", ".join(f"{key}: {_yaml(item)}" for key, item in value.items()) + "}"
        case list():
            return "[" + ", ".join(_yaml(item) for item in value) + "]"
        case str():
            return value
        case _:
            return json.dumps(value)
