"""One browser for all that look at the page, where this machine has one."""

from collections.abc import Iterator

import pytest

from tests.report.html.browser import Browser, browser, found


@pytest.fixture(scope="session")
def chromium(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    binary = found()
    if binary is None:
        pytest.skip("no Chromium on this machine: the page is judged as text alone (apt-get install chromium)")
    with browser(binary, tmp_path_factory.mktemp("profile")) as made:
        yield made
