"""The schema of a campaign asks for what the API asks for: its create request, constraint by constraint."""

from typing import Any

import pytest
import yaml

from runner.config import schema
from tests.paths import ROOT

CAMPAIGN = schema.rules("campaign")
OPENAPI = yaml.safe_load((ROOT / "schemas" / "sigmamind.openapi.yaml").read_text(encoding="utf-8"))

CONSTRAINTS = (
    "type",
    "format",
    "pattern",
    "enum",
    "minLength",
    "maxLength",
    "minimum",
    "maximum",
    "exclusiveMinimum",
    "exclusiveMaximum",
    "multipleOf",
    "minProperties",
    "maxProperties",
    "additionalProperties",
    "propertyNames",
    "nullable",
    "default",
)

RENAMED = {"file": "contacts"}
"""The part with the list is sent as `file`; in a campaign file its path is called what it is."""

NEVER_SENT = ("consent",)
"""What goes into the record alone."""

REQUIRED_HERE_ALONE = {"isScheduled"}
"""Left out, the API dials at once: too much for a key that was forgotten."""

# (field, constraint): what the API says, what we say, and why.
DIFFERENCES: dict[tuple[str, str], tuple[Any, Any, str]] = {
    ("isScheduled", "default"): (False, None, "the key must be written, so nothing stands in for it"),
    ("scheduledDate", "pattern"): (
        r"^[0-9]{4}-[0-9]{2}-[0-9]{2}(T00:00:00\.000Z)?$",
        r"^\d{4}-\d{2}-\d{2}$",
        "of the two forms the API takes, a file has the one that can't be taken for an instant in UTC",
    ),
    ("scheduledDate", "format"): (
        None,
        "date",
        "a day that the calendar doesn't have is found before anything is sent",
    ),
    ("concurrentCalls", "format"): ("int32", None, "draft 7 has no such format"),
    ("concurrentCalls", "maximum"): (None, 2**31 - 1, "what int32 means"),
    ("dynamicVariables", "additionalProperties"): (
        {"anyOf": [{"type": "string"}, {"type": "number"}, {"type": "boolean"}]},
        {"type": ["string", "number", "boolean"]},
        "the same; OpenAPI 3.0 has no list of types",
    ),
    ("dynamicVariables", "propertyNames"): (None, {"minLength": 1}, "no variable of an agent is without a name"),
    ("contacts", "type"): ("string", ["string", "object"], "a path, or a mapping with the path: not what is sent"),
    ("contacts", "format"): ("binary", None, "the bytes are in the file at that path"),
    ("contacts", "minLength"): (None, 1, "a path isn't empty"),
    ("contacts", "additionalProperties"): (None, False, "the keys of the mapping are ours"),
}


def create_request() -> dict[str, Any]:
    """The schema of the create request, its fields under our names."""
    content = OPENAPI["paths"]["/v1/campaigns"]["post"]["requestBody"]["content"]
    (media,) = content.values()
    asked = resolved(media["schema"])
    fields = {RENAMED.get(name, name): resolved(field) for name, field in asked["properties"].items()}
    return {"required": {RENAMED.get(name, name) for name in asked["required"]}, "properties": fields}


def resolved(part: dict[str, Any]) -> dict[str, Any]:
    while "$ref" in part:
        found = OPENAPI
        for step in part["$ref"].removeprefix("#/").split("/"):
            found = found[step]
        part = found
    return part


def bare(constraint: Any) -> Any:
    """A constraint without what only documents it."""
    if isinstance(constraint, dict):
        return {
            key: bare(inner) for key, inner in constraint.items() if key not in ("examples", "example", "description")
        }
    return constraint


API = create_request()
FIELDS = sorted(API["properties"])


def test_the_fields_are_the_same() -> None:
    assert sorted(CAMPAIGN["properties"]) == sorted([*FIELDS, *NEVER_SENT])


def test_what_the_api_requires_is_required() -> None:
    assert set(CAMPAIGN["required"]) == API["required"] | REQUIRED_HERE_ALONE


@pytest.mark.parametrize("field", FIELDS)
@pytest.mark.parametrize("constraint", CONSTRAINTS)
def test_a_constraint_is_the_same_or_its_difference_is_explained(field: str, constraint: str) -> None:
    theirs = bare(API["properties"][field].get(constraint))
    ours = bare(CAMPAIGN["properties"][field].get(constraint))

    expected = DIFFERENCES.get((field, constraint))

    assert (theirs, ours) == (expected[:2] if expected else (theirs, theirs))


def test_every_difference_is_still_one() -> None:
    assert all(theirs != ours and why for theirs, ours, why in DIFFERENCES.values())
    assert {field for field, _ in DIFFERENCES} <= set(FIELDS)
    assert {constraint for _, constraint in DIFFERENCES} <= set(CONSTRAINTS)


@pytest.mark.parametrize("field", FIELDS)
def test_no_keyword_escapes_the_comparison(field: str) -> None:
    documentation = {"title", "description", "example", "examples"}
    documentation |= {"markdownDescription", "defaultSnippets", "errorMessage", "patternErrorMessage"}
    ours_alone = {"properties", "required"} if field == "contacts" else set()

    keywords = API["properties"][field].keys() | CAMPAIGN["properties"][field].keys()

    assert keywords <= {*CONSTRAINTS, *documentation, *ours_alone}


def test_the_schedule_is_required_where_the_api_requires_it() -> None:
    assert CAMPAIGN["if"] == {"properties": {"isScheduled": {"const": True}}, "required": ["isScheduled"]}
    assert CAMPAIGN["then"] == {"required": ["scheduledDate", "scheduledTime", "scheduledTimezone"]}
