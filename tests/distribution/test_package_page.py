"""The package's page has no link that works only in the repository."""

import re
from pathlib import Path
from typing import Any

import pytest

from hatch_build import SOURCE, PageHook
from tests.paths import ROOT

REPOSITORY = "https://github.com/acme/campaign-runner"
LINKS = re.compile(r"""\]\(([^)]+)\)|\b(?:href|src|srcset)="([^"]+)\"""")


def page(monkeypatch: pytest.MonkeyPatch, source: str) -> dict[str, Any]:
    monkeypatch.setenv(SOURCE, source)
    metadata: dict[str, Any] = {"version": "1.2.3"}
    PageHook(str(ROOT), {}).update(metadata)
    return metadata


def test_a_release_has_a_page_whose_links_work_anywhere(monkeypatch: pytest.MonkeyPatch) -> None:
    metadata = page(monkeypatch, REPOSITORY)

    links = [a or b for a, b in LINKS.findall(metadata["readme"]["text"])]
    assert [link for link in links if not link.startswith(("https://", "#"))] == []
    ours = [link.removeprefix(REPOSITORY) for link in [*links, *metadata["urls"].values()] if REPOSITORY in link]
    files = [
        Path(match[1]) for link in ours if (match := re.fullmatch(r"/(?:blob|raw)/v1\.2\.3/([^#]+)(?:#.*)?", link))
    ]
    assert len(files) == len([link for link in ours if link not in ("", "/issues")])
    assert [str(file) for file in files if not (ROOT / file).exists()] == []


def test_a_build_of_an_unknown_repository_invents_no_address(monkeypatch: pytest.MonkeyPatch) -> None:
    metadata = page(monkeypatch, "")

    assert "urls" not in metadata
    assert metadata["readme"]["text"] == (ROOT / "README.md").read_text(encoding="utf-8")
