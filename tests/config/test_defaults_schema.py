"""Defaults take what a campaign takes, and the schema of a campaign asks for nothing that may be a default."""

from typing import Any

import jsonschema
import pytest

from runner.config import schema

CAMPAIGN, DEFAULTS = schema.load("campaign"), schema.load("defaults")
DOCUMENTATION = (
    *("title", "description", "examples"),
    *("markdownDescription", "defaultSnippets", "errorMessage", "patternErrorMessage"),
)
FIELDS = [
    *((key, DEFAULTS["properties"][key], CAMPAIGN["properties"][key]) for key in DEFAULTS["properties"]),
    *(
        (key, field, CAMPAIGN["properties"]["contacts"]["properties"][key])
        for key, field in DEFAULTS["properties"]["contacts"]["properties"].items()
    ),
]


@pytest.mark.parametrize(("key", "here", "there"), [field for field in FIELDS if field[0] != "contacts"])
def test_a_default_is_what_a_campaign_may_have(key: str, here: dict[str, Any], there: dict[str, Any]) -> None:
    assert {name: here[name] for name in here.keys() - DOCUMENTATION} == {
        name: there[name] for name in there.keys() - DOCUMENTATION
    }


def test_defaults_have_no_key_that_is_required() -> None:
    jsonschema.Draft7Validator(DEFAULTS).validate({})

    assert (DEFAULTS["additionalProperties"], DEFAULTS["properties"]["contacts"]["additionalProperties"]) == (
        False,
        False,
    )


def test_an_editor_asks_for_nothing_that_may_be_a_default_and_a_campaign_still_must_have_it() -> None:
    own: dict[str, Any] = {
        "campaignName": "Q4",
        "isScheduled": True,
        "scheduledDate": "2026-12-01",
        "scheduledTime": "12:00:00",
        "contacts": "contacts/q4.csv",
    }

    jsonschema.Draft7Validator(CAMPAIGN).validate(own)

    assert {error.missing for error in schema.errors(own, "campaign")} == set(schema.DEFAULTED)
    assert list(schema.errors(own, schema.CAMPAIGN_FILE)) == []
