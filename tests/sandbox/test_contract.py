from pathlib import Path
from typing import Any

import hypothesis
import schemathesis
import yaml
from openapi_spec_validator import validate
from schemathesis.checks import CHECKS

from runner.sandbox.app import Sandbox

from .api import FIELDS, LIST, Api, Clock

_OPENAPI = Path(__file__).parents[2] / "schemas" / "sigmamind.openapi.yaml"
_KEY = {"X-API-Key": "the one key"}

schema = schemathesis.openapi.from_path(_OPENAPI)
schema.app = Sandbox(now=Clock(), log=lambda _: None, key=_KEY["X-API-Key"])

_bounded = hypothesis.settings(max_examples=40, deadline=None, derandomize=True, database=None)


def test_the_openapi_file_is_valid() -> None:
    validate(yaml.safe_load(_OPENAPI.read_bytes()))


@schema.parametrize()
@_bounded
def test_every_answer_is_one_that_the_openapi_file_knows(case: Any) -> None:
    case.call_and_validate(headers=_KEY, excluded_checks=[CHECKS.get_one("positive_data_acceptance")])
