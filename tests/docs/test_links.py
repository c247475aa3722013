"""Links between pages lead to a page and an anchor that are there, and every page that a program names exists."""

import re
from pathlib import Path

import pytest

from tests.paths import ROOT

DOCS = ROOT / "docs"
DOCUMENTS = [*sorted(ROOT.glob("*.md")), *sorted(DOCS.rglob("*.md")), DOCS / "llms.txt"]
SOURCES = [
    path
    for pattern in ("runner/**/*.py", "schemas/*.json", "tools/*.py", "examples/**/*.yml", "*.yml", "Makefile")
    for path in ROOT.glob(pattern)
]
_FENCE = re.compile(r"^```.*?^```", flags=re.DOTALL | re.MULTILINE)


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_links_lead_somewhere(document: Path) -> None:
    for target, anchor in re.findall(r"\]\(([^)#]*)(?:#([^)]*))?\)", document.read_text(encoding="utf-8")):
        if "://" in target:
            continue
        page = document.parent / target if target else document
        assert page.exists(), target
        if anchor and page.suffix == ".md":
            assert anchor in anchors(page), f"{target}#{anchor}"


def test_pages_that_programs_and_the_changelog_name_are_there() -> None:
    for path in [*SOURCES, ROOT / "CHANGELOG.md", ROOT / "CONTRIBUTING.md"]:
        named = re.findall(r"\b(docs/[\w/-]+\.md)(?:#([\w-]+))?", path.read_text(encoding="utf-8"))
        missing = [
            page for page, anchor in named if not (ROOT / page).exists() or anchor not in {"", *anchors(ROOT / page)}
        ]
        assert missing == [], path


def test_the_index_has_every_page_once() -> None:
    index = (DOCS / "README.md").read_text(encoding="utf-8")

    pages = {page.relative_to(DOCS).as_posix() for page in DOCS.rglob("*.md")} - {"README.md"}
    assert sorted(re.findall(r"\]\(([\w/-]+\.md)\)", index)) == sorted(pages)


def test_every_page_is_in_one_of_the_four_folders() -> None:
    assert {path.name for path in DOCS.iterdir() if path.is_dir()} - {"images"} == {
        "tutorial",
        "how-to",
        "reference",
        "explanation",
    }
    assert [path.name for path in DOCS.glob("*.md")] == ["README.md"]


def test_titles_are_unique() -> None:
    titles = [page.read_text(encoding="utf-8").partition("\n")[0] for page in DOCS.rglob("*.md")]

    assert [title for title in titles if not title.startswith("# ")] == []
    assert len(set(titles)) == len(titles)


def anchors(page: Path) -> set[str]:
    """The anchors that GitHub gives a page's headings."""
    headings = re.findall(r"^#+ (.+)$", _FENCE.sub("", page.read_text(encoding="utf-8")), flags=re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}
