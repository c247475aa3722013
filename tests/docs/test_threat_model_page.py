"""docs/explanation/threat-model.md: each test that it names is there."""

import re

import pytest

from tests.paths import ROOT

PAGE = (ROOT / "docs" / "explanation" / "threat-model.md").read_text(encoding="utf-8")
NAMED = sorted(set(re.findall(r"`(tests/[\w/]+\.py)(?:::(\w+))?`", PAGE)))


def test_the_page_names_tests() -> None:
    assert len(NAMED) > 15


@pytest.mark.parametrize(("path", "name"), NAMED)
def test_a_threat_is_stopped_by_a_test_that_exists(path: str, name: str) -> None:
    assert f"def {name}" in (ROOT / path).read_text(encoding="utf-8")
