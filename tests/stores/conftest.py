"""A store of each kind, and what was measured. Where a server isn't installed, the tests are skipped and say why."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.stores import emulators
from tests.stores.emulators import Store
from tests.stores.proxy import Proxy, proxy
from tests.stores.repository import LargeList, Repository, write_list

STORES = {"s3": emulators.s3, "gs": emulators.gs, "az": emulators.az}


@pytest.fixture(scope="session", params=STORES)
def store(request: pytest.FixtureRequest) -> Iterator[Store]:
    try:
        with STORES[request.param]() as store:
            yield store
    except emulators.NotInstalledError as exc:
        pytest.skip(f"{request.param}:// isn't tried: {exc}")


@pytest.fixture(scope="session")
def between(store: Store) -> Iterator[Proxy]:
    """A proxy before the store."""
    with proxy(store.port) as server:
        yield server


@pytest.fixture(scope="session")
def large(tmp_path_factory: pytest.TempPathFactory) -> LargeList:
    return write_list(tmp_path_factory.mktemp("lists") / "large.csv", 2_000_000)


@pytest.fixture(scope="session")
def other(tmp_path_factory: pytest.TempPathFactory) -> LargeList:
    """A list of the same size with other numbers."""
    return write_list(tmp_path_factory.mktemp("lists") / "other.csv", 3_000_000)


@pytest.fixture
def repository(tmp_path: Path, store: Store, between: Proxy, large: LargeList) -> Repository:
    """A campaign whose list is in the store, which nothing cuts."""
    between.reset()
    large.put(store)
    repository = Repository(tmp_path, store, between)
    repository.add(large)
    return repository


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    for report in terminalreporter.getreports("passed"):
        for name, figures in report.user_properties:
            terminalreporter.line(f"{name}: {figures}")
