"""The page on receipts is followed as it stands, from the files to the last command."""

import re

import pytest

from runner.config import schema
from tests.docs.pages import follow, sections
from tests.paths import ROOT
from tests.project import Project

SECTIONS = sections("how-to/receipts.md")
PAGE = (ROOT / "docs" / "how-to" / "receipts.md").read_text(encoding="utf-8")
PARTS = dict(re.findall(r"^## (.*?)\n(.*?)(?=^## |\Z)", PAGE, flags=re.MULTILINE | re.DOTALL))


def test_each_step_does_what_the_page_shows(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(project.root)
    project.csv("contacts/renewals.csv", "Phone Number\n+14155550111\n+14155550112\n")
    project.write("opted-out.txt", "+14155550112\n")

    assert follow(project, SECTIONS["Try it"]) == [0, 0, 0]
    for name in ("receipt.json", "receipt.html"):
        assert "5550" not in (project.root / name).read_text()


def test_its_tables_name_every_kind_and_only_keys_that_a_receipt_has() -> None:
    receipt = schema.load("state")["definitions"]["receipt"]["properties"]
    approved, checked = (PARTS[title] for title in ("Who approved it?", "What was checked?"))

    kinds = re.findall(r"^\| `([\w-]+)` \| ", approved, flags=re.MULTILINE)
    cells = re.findall(r"^\| (`.+?) \|", checked, flags=re.MULTILINE)

    assert kinds[1:] == receipt["approval"]["properties"]["kind"]["enum"]
    assert {key for cell in cells for key in re.findall(r"`(\w+)", cell)} - {"key"} <= set(receipt)
