"""What stands at the front of the repository names files and commands that exist."""

import re
from pathlib import Path

import pytest

from tests.paths import ROOT

MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")
FORMS = sorted((ROOT / ".github" / "ISSUE_TEMPLATE").glob("*.yml"))


@pytest.mark.parametrize("page", ["AGENTS.md", "CONTRIBUTING.md", ".github/pull_request_template.md"])
def test_a_page_for_contributors_names_targets_of_make(page: str) -> None:
    targets = re.findall(r"`(?:\w+=\S+ )?make ([a-z]+)", (ROOT / page).read_text(encoding="utf-8"))

    assert targets
    assert [target for target in targets if not re.search(rf"^{target}:", MAKEFILE, flags=re.MULTILINE)] == []


def test_the_owners_are_of_paths_that_exist() -> None:
    paths = re.findall(r"^# /(\S+)", (ROOT / ".github" / "CODEOWNERS").read_text(encoding="utf-8"), flags=re.MULTILINE)

    assert paths
    assert [path for path in paths if not (ROOT / path).exists()] == []


@pytest.mark.parametrize("form", FORMS, ids=lambda path: path.name)
def test_an_issue_form_names_pages_that_exist(form: Path) -> None:
    pages = re.findall(r"[\w/-]+\.md", form.read_text(encoding="utf-8"))

    assert [page for page in pages if not (ROOT / page).exists()] == []


def test_the_image_copies_files_that_exist_and_leaves_out_what_is_not_of_the_program() -> None:
    text = (ROOT / "Dockerfile").read_text(encoding="utf-8")
    ignored = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()

    copied = re.findall(r"^COPY (?!--from)(\S+) ", text, flags=re.MULTILINE)
    assert [path for path in copied if not (ROOT / path).exists()] == []
    assert ".git" not in ignored
    assert ".venv*" in ignored


def test_the_image_runs_as_a_user_without_rights() -> None:
    text = (ROOT / "Dockerfile").read_text(encoding="utf-8")

    assert re.findall(r"^USER (\S+)", text, flags=re.MULTILINE) == ["10001"]
    assert text.rstrip().endswith('ENTRYPOINT ["campaigns"]')
