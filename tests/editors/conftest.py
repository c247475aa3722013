"""One language server for all that an editor shows, where this machine has one."""

from collections.abc import Iterator

import pytest

from tests.editors.language_server import LanguageServer, NotInstalledError, language_server
from tests.paths import ROOT


@pytest.fixture(scope="session")
def editor() -> Iterator[LanguageServer]:
    try:
        with language_server(ROOT) as server:
            yield server
    except NotInstalledError as exc:
        pytest.skip(f"nothing is seen as in an editor: {exc}")
