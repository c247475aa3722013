"""Schemathesis holds the sandbox to the OpenAPI file, in this process."""

import subprocess
import sys
from typing import Any

import hypothesis
import pytest
import schemathesis
import yaml
from openapi_spec_validator import validate
from schemathesis.checks import CHECKS

from tests.paths import ROOT

from .api import FIELDS, LIST, SCHEDULED, Api

_OPENAPI = ROOT / "schemas" / "sigmamind.openapi.yaml"
_KEY = {"X-API-Key": "the one key"}
_bounded = hypothesis.settings(max_examples=40, deadline=None, derandomize=True, database=None)

api = Api(key=_KEY["X-API-Key"])

pytestmark = pytest.mark.slow


def _loaded(*modes: schemathesis.GenerationMode) -> schemathesis.BaseSchema:
    schema = schemathesis.openapi.from_path(_OPENAPI)
    schema.app = api.sandbox
    # The contract has unknown parameters ignored.
    schema.config.generation.update(modes=list(modes), allow_extra_parameters=False)
    return schema


every = _loaded(schemathesis.GenerationMode.POSITIVE, schemathesis.GenerationMode.NEGATIVE)
valid = _loaded(schemathesis.GenerationMode.POSITIVE)


def test_the_openapi_file_is_valid() -> None:
    validate(yaml.safe_load(_OPENAPI.read_bytes()))


@every.parametrize()
@_bounded
def test_what_breaks_the_openapi_file_is_refused_in_its_words(case: Any) -> None:
    # A request may keep the schema and still be refused, for its contact list or its schedule.
    case.call_and_validate(headers=_KEY, excluded_checks=[CHECKS.get_one("positive_data_acceptance")])


@valid.include(operation_id="createCampaign").parametrize()
@_bounded
def test_what_keeps_the_openapi_file_is_created_given_a_good_list(case: Any) -> None:
    case.body = {**case.body, "file": LIST, "isScheduled": False}

    # Schemathesis takes a body that was changed after it was drawn for one that may break the schema.
    response = case.call_and_validate(headers=_KEY, excluded_checks=[CHECKS.get_one("negative_data_rejection")])

    assert response.status_code == 201 or "already exists" in response.text


@valid.include(operation_id="updateCampaign").parametrize()
@_bounded
def test_what_keeps_the_openapi_file_is_updated_given_a_good_schedule(case: Any) -> None:
    scheduled = api.request("GET", "/v1/campaigns", params={"status": "scheduled"}, headers=_KEY).json()["data"]
    if not scheduled:
        files = {"file": ("contacts.csv", LIST)}
        scheduled = [api.request("POST", "/v1/campaigns", data=SCHEDULED, files=files, headers=_KEY).json()]
    case.path_parameters = {"campaignId": scheduled[0]["campaignId"]}
    case.body = {**case.body, **_schedule_of(SCHEDULED)}

    response = case.call_and_validate(headers=_KEY)

    assert response.status_code == 200 or "already exists" in response.text


@valid.include(operation_id="deleteCampaign").parametrize()
@_bounded
def test_what_is_there_is_deleted_as_the_openapi_file_says(case: Any) -> None:
    fields = {**SCHEDULED, "campaignName": "to be deleted"}
    made = api.request("POST", "/v1/campaigns", data=fields, files={"file": ("contacts.csv", LIST)}, headers=_KEY)
    case.path_parameters = {"campaignId": made.json()["campaignId"]}

    assert case.call_and_validate(headers=_KEY).status_code == 204


def _schedule_of(fields: dict[str, str]) -> dict[str, object]:
    return {**{name: value for name, value in fields.items() if name not in FIELDS}, "isScheduled": True}


def test_what_the_command_line_needs_of_the_sandbox_imports_no_server() -> None:
    code = "import runner.sandbox.faults, sys; print(sorted({'starlette', 'uvicorn', 'yaml'} & set(sys.modules)))"

    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)

    assert (ran.stdout, ran.stderr) == ("[]\n", "")


def test_the_sandbox_reads_the_contract_by_itself() -> None:
    code = (
        "import runner.sandbox.server, sys;"
        "print(sorted(name for name in sys.modules if name.startswith('runner.') and 'sandbox' not in name))"
    )

    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)

    assert (ran.stdout, ran.stderr) == ("[]\n", "")
