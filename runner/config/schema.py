"""Checks values against the JSON Schemas: jsonschema-rs answers yes or no, jsonschema finds what is wrong."""

import functools
import json
import re
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from runner.findings import Findings
from runner.formatting import quoted
from runner.yamlfile.document import Document
from runner.yamlfile.nodes import JSON, Route

if TYPE_CHECKING:
    from jsonschema import ValidationError

    from runner.config.schema_errors import SchemaError

NAMES = ("campaign", "defaults", "plan", "policy", "state")
CAMPAIGN_FILE = "campaign-file"
"""What a campaign's file must have by itself: the schema that editors use."""
DEFAULTED = ("sipPhoneNumber", "agentId", "scheduledTimezone")
"""What a campaign must have, in its file or by its defaults."""
ZONE_FIELDS = {
    "campaign": ("properties", "scheduledTimezone"),
    "defaults": ("properties", "scheduledTimezone"),
    "policy": ("definitions", "zone"),
}
"""Where a file's schema has the names of the time zones, for editors."""

_RUNNER = Path(__file__).parent.parent
_PACKAGED = _RUNNER / "schemas"
_FOLDER = _PACKAGED if _PACKAGED.is_dir() else _RUNNER.parent / "schemas"


def load(name: str) -> dict[str, Any]:
    """Read the schema of one of `NAMES`."""
    schema: dict[str, Any] = json.loads((_FOLDER / f"{name}.schema.json").read_text(encoding="utf-8"))
    return schema


def check(document: Document, name: str, findings: Findings, defaults: str | None = None) -> frozenset[str]:
    """Add a finding for each violation of the schema, and return the top-level keys that can't be used.

    `defaults` is the file that may have a campaign's missing key, too.
    """
    unusable: set[str] = set()
    for error in errors(document.value, name, document.written):
        here_or = f", here or in {quoted(defaults)}" if defaults and error.missing in DEFAULTED else ""
        hint, at_value = error.hint + here_or, error.at_value
        findings.add(document.finding(error.code, error.message, error.route, at_value=at_value, hint=hint))
        if error.code != "unknown-key":
            unusable.add(str(error.route[0]) if error.route else "")
    return frozenset(unusable)


def errors(value: JSON, name: str, written: Callable[[Route], str] | None = None) -> Iterator["SchemaError"]:
    """Yield every violation of a schema; `written` returns a value as it stands in the file, by default as JSON.

    `name` is one of `NAMES`, or `CAMPAIGN_FILE`; a "campaign" is a whole one, which lacks nothing.
    """
    if not _is_valid(name)(value):
        from runner.config import schema_errors

        validator = _validator(name)
        yield from schema_errors.explain(validator.iter_errors(value), validator.schema, written)


def rules(name: str) -> dict[str, Any]:
    """Return what values are checked against: a whole campaign has what its file may leave to defaults.

    The installed zone database checks zones: it may be newer than the schema.
    """
    file = "campaign" if name == CAMPAIGN_FILE else name
    schema = load(file)
    if file in ZONE_FIELDS:
        del zone_field(schema, file)["enum"]
    if name == "campaign":
        number, agent, zone = DEFAULTED
        schema["required"] += [number, agent]
        schema["then"]["required"] += [zone]
    return schema


def zone_field(schema: dict[str, Any], name: str) -> dict[str, Any]:
    """Return the field of a schema that has the names of the time zones; `name` is one of `ZONE_FIELDS`."""
    section, key = ZONE_FIELDS[name]
    field: dict[str, Any] = schema[section][key]
    return field


@functools.cache
def _is_valid(name: str) -> Callable[[JSON], bool]:
    import jsonschema_rs

    return jsonschema_rs.Draft7Validator(rules(name), validate_formats=True, formats={"date": _is_date}).is_valid


@functools.cache
def _validator(name: str) -> Any:
    from jsonschema import Draft7Validator, validators

    extend: Any = validators.extend
    validator = extend(Draft7Validator, {"pattern": _pattern, "uniqueItems": _unique_items})
    return validator(rules(name), format_checker=Draft7Validator.FORMAT_CHECKER)


def _is_date(text: str) -> bool:
    """Whether a text is a date of the calendar, whose first year is 1; the libraries differ on the year 0."""
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _pattern(_validator: Any, pattern: str, value: JSON, _schema: Any) -> Iterator["ValidationError"]:
    from jsonschema import ValidationError

    if isinstance(value, str) and not _compiled(pattern).search(value):
        yield ValidationError("unmatched")


def _unique_items(_validator: Any, unique: bool, value: JSON, _schema: Any) -> Iterator["ValidationError"]:
    """Point at the repeated item, in linear time; the library compares each item with every other."""
    from jsonschema import ValidationError

    seen: set[str] = set()
    for index, item in enumerate(value if unique and isinstance(value, list) else ()):
        canonical = json.dumps(item, sort_keys=True)
        if canonical in seen:
            yield ValidationError("repeated", path=[index], instance=item)
        seen.add(canonical)


@functools.cache
def _compiled(pattern: str) -> re.Pattern[str]:
    # In ECMA 262, whose patterns these are, `$` comes after a last line break and `\d` is ASCII.
    return re.compile(re.sub(r"(?<!\\)\$$", r"\\Z", pattern), re.ASCII)
