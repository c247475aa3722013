"""Checks a document against a JSON Schema, in our words and at the right line."""

import functools
import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from runner.findings import Findings
from runner.yamlfile.document import JSON, Document

if TYPE_CHECKING:
    from jsonschema import ValidationError

NAMES = ("campaign", "plan", "policy", "state")

_RUNNER = Path(__file__).parent.parent
_PACKAGED = _RUNNER / "schemas"
_FOLDER = _PACKAGED if _PACKAGED.is_dir() else _RUNNER.parent / "schemas"


def load(name: str) -> dict[str, Any]:
    """Read the schema of one of `NAMES`."""
    schema: dict[str, Any] = json.loads((_FOLDER / f"{name}.schema.json").read_text(encoding="utf-8"))
    return schema


def check(document: Document, name: str, findings: Findings) -> frozenset[str]:
    """Find all in which a document breaks the schema of that name, and give the keys that can't be used for it."""
    if _is_valid(name)(document.value):
        return frozenset()
    validator = _validator(name)
    errors = list(validator.iter_errors(document.value))
    if not errors:
        return frozenset()
    from runner.config import schema_errors  # only a file with mistakes pays for it

    faulty: set[str] = set()
    for complaint in schema_errors.of(errors, document, validator.schema):
        code, message, route, hint, at_value = complaint
        findings.add(document.finding(code, message, route, at_value=at_value, hint=hint))
        if code != "unknown-key":
            faulty.add(str(route[0]) if route else "")
    return frozenset(faulty)


@functools.cache
def _is_valid(name: str) -> Callable[[JSON], bool]:
    """Return jsonschema-rs's check, which is quick and says only yes or no; jsonschema explains a no."""
    import jsonschema_rs

    return jsonschema_rs.Draft7Validator(load(name), validate_formats=True).is_valid


@functools.cache
def _validator(name: str) -> Any:
    from jsonschema import Draft7Validator, validators  # only a file with mistakes pays for it

    extend: Any = validators.extend
    validator = extend(Draft7Validator, {"pattern": _pattern, "uniqueItems": _unique_items})
    return validator(load(name), format_checker=Draft7Validator.FORMAT_CHECKER)


def _pattern(_validator: Any, pattern: str, value: JSON, _schema: Any) -> Iterator["ValidationError"]:
    from jsonschema import ValidationError

    if isinstance(value, str) and not _compiled(pattern).search(value):
        yield ValidationError("unmatched")


def _unique_items(_validator: Any, unique: bool, value: JSON, _schema: Any) -> Iterator["ValidationError"]:
    """Point at the item that repeats another, and stay linear where the library compares each with each."""
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
