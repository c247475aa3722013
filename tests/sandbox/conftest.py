import pytest

from .api import Api


@pytest.fixture
def api() -> Api:
    return Api()
