"""A store of each kind, and what was measured. Where a server isn't installed, the tests are skipped and say why."""

from collections.abc import Iterator

import pytest

from tests.stores import emulators
from tests.stores.emulators import Store

STORES = {"s3": emulators.s3, "gs": emulators.gs, "az": emulators.az}


@pytest.fixture(scope="session", params=STORES)
def store(request: pytest.FixtureRequest) -> Iterator[Store]:
    try:
        with STORES[request.param]() as store:
            yield store
    except emulators.NotInstalledError as exc:
        pytest.skip(f"{request.param}:// isn't tried: {exc}")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    for report in terminalreporter.getreports("passed"):
        for name, figures in report.user_properties:
            terminalreporter.line(f"{name}: {figures}")
