"""Each input of the fuzzer's corpus is read by engine and reference alike: what differed once doesn't again."""

from pathlib import Path

import pytest

from tests.fuzz.contacts import one
from tests.paths import ROOT

CORPUS = sorted((ROOT / "tests" / "fuzz" / "corpus").iterdir())


@pytest.mark.parametrize("path", CORPUS, ids=lambda path: path.name)
def test_engine_and_reference_read_it_alike(path: Path) -> None:
    one(path.read_bytes())
