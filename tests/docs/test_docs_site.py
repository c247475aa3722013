"""The site and llms.txt are made from docs/; `make docs` builds them, with a builder that the tests don't need."""

import re
import tomllib
from pathlib import Path

import pytest

from tests.paths import ROOT
from tools import docs_site

FILES = "https://github.com/OWNER/REPO/blob/0123456789abcdef0123456789abcdef01234567"
WORKFLOW = {
    "GITHUB_SERVER_URL": "https://github.com",
    "GITHUB_REPOSITORY": "OWNER/REPO",
    "GITHUB_SHA": "0123456789abcdef0123456789abcdef01234567",
}


def test_llms_txt_is_up_to_date() -> None:
    assert docs_site.LLMS.read_text(encoding="utf-8") == docs_site.llms_txt(), "run `make docs`"


def test_the_navigation_has_every_page() -> None:
    _, *sections = tomllib.loads(docs_site.configuration())["project"]["nav"]
    pages = [
        page for section in sections for entries in section.values() for entry in entries for page in entry.values()
    ]

    assert sorted(pages) == sorted(
        page.relative_to(docs_site.DOCS).as_posix()
        for page in docs_site.DOCS.rglob("*.md")
        if page.parent != docs_site.DOCS
    )


@pytest.mark.parametrize("page", sorted(docs_site.DOCS.rglob("*.md")), ids=lambda page: page.stem)
def test_github_and_the_site_read_a_page_alike(page: Path) -> None:
    """The builder needs a blank line before a list or table, and four columns of indent in a list."""
    text = re.sub(r"^```.*?^```", "", page.read_text(encoding="utf-8"), flags=re.DOTALL | re.MULTILINE)

    glued = re.findall(r"^(?![-|\s]|\d+\. )\S.*\n(?:- |\d+\. |\|).*$", text, flags=re.MULTILINE)
    nested = re.findall(r"^ {1,3}(?:- |\d+\. ).*$", text, flags=re.MULTILINE)

    assert glued + nested == []


@pytest.mark.parametrize(
    ("text", "with_repository", "without"),
    [
        ("[a page](../reference/state.md#locks)", "[a page](../reference/state.md#locks)", None),
        ("[here](#locks)", "[here](#locks)", None),
        ("[act](https://github.com/nektos/act)", "[act](https://github.com/nektos/act)", None),
        ("[install](../../README.md#install)", f"[install]({FILES}/README.md#install)", "install"),
        ("[`plan.yml`](../../examples/plan.yml)", f"[`plan.yml`]({FILES}/examples/plan.yml)", "`plan.yml`"),
    ],
)
def test_a_link_out_of_the_pages_leads_to_the_repository(text: str, with_repository: str, without: str | None) -> None:
    page = "how-to/waves.md"

    assert docs_site.for_site(text, page, docs_site.repository_files(WORKFLOW)) == with_repository
    assert docs_site.for_site(text, page, docs_site.repository_files({})) == (without or text)


def test_the_builder_is_locked_with_hashes() -> None:
    lock = (ROOT / "requirements" / "docs.txt").read_text(encoding="utf-8")

    pinned = [line for line in lock.splitlines() if "==" in line and not line.startswith("#")]
    assert any(line.startswith("zensical==") for line in pinned)
    assert lock.count("--hash=sha256:") >= len(pinned)
