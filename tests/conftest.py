"""What most tests start from: a repository of campaign files, the command, and an API that can misbehave."""

import os
from pathlib import Path

import pytest
from hypothesis import settings

from tests.fake_api import FakeApi
from tests.project import Project

# pytest-xdist sets it for its workers, and text would be broken at that width.
os.environ.pop("COLUMNS", None)
# How long an example takes is the machine's business.
settings.register_profile("unhurried", deadline=None)
settings.load_profile("unhurried")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update-golden", action="store_true", help="rewrite golden files from what the program says now")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave only the tests that have a golden file where golden files are rewritten."""
    if config.getoption("--update-golden"):
        config.hook.pytest_deselected(items=[item for item in items if not has_golden_file(item)])
        items[:] = [item for item in items if has_golden_file(item)]


def has_golden_file(item: pytest.Item) -> bool:
    return isinstance(item, pytest.Function) and "golden" in item.fixturenames


@pytest.fixture
def api() -> FakeApi:
    return FakeApi()


@pytest.fixture
def project(tmp_path: Path, capsys: pytest.CaptureFixture[str], api: FakeApi) -> Project:
    return Project(tmp_path / "repo", capsys, api)


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> "Golden":
    return Golden(update=request.config.getoption("--update-golden"))


class Golden:
    """Compares text with a file, or rewrites the file."""

    def __init__(self, *, update: bool) -> None:
        self._update = update

    def check(self, text: str, path: Path) -> None:
        if self._update:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        assert path.exists(), f"there is no {path}: make it with `make golden`, and read it"
        assert text == path.read_text(encoding="utf-8")
