"""Addresses of pages for people, and where the CSV is."""

from typing import Any

import pytest

from runner.contacts.remote.web_pages import csv_address
from tests.project import Project

SHEET = "https://docs.google.com/spreadsheets/d/1AbC_d-Ef"
EXPORT = f"{SHEET}/export?format=csv"
PINS = {"sha256": "0" * 64, "rows": 2}


@pytest.mark.parametrize(
    ("page", "csv"),
    [
        (f"{SHEET}/edit#gid=0", f"{EXPORT}&gid=0"),
        (f"{SHEET}/edit?gid=123#gid=123", f"{EXPORT}&gid=123"),
        (f"{SHEET}/edit?usp=sharing", EXPORT),
        (f"{SHEET}/view", EXPORT),
        (f"{SHEET}/htmlview", EXPORT),
        (SHEET, EXPORT),
        (f"{SHEET}/", EXPORT),
        (f"{SHEET}/export?format=xlsx&gid=7", f"{EXPORT}&gid=7"),
        ("https://docs.google.com/spreadsheets/u/0/d/1AbC_d-Ef/edit", EXPORT),
        ("https://docs.google.com/a/example.com/spreadsheets/d/1AbC_d-Ef/edit#gid=4", f"{EXPORT}&gid=4"),
        (
            "https://docs.google.com/spreadsheets/d/e/2PACX-1x/pubhtml?gid=5&single=true",
            "https://docs.google.com/spreadsheets/d/e/2PACX-1x/pub?output=csv&gid=5",
        ),
        (
            "https://docs.google.com/spreadsheets/d/e/2PACX-1x/pub",
            "https://docs.google.com/spreadsheets/d/e/2PACX-1x/pub?output=csv",
        ),
        ("https://drive.google.com/file/d/1xY/view?usp=sharing", "https://drive.google.com/uc?export=download&id=1xY"),
        ("https://drive.google.com/open?id=1xY", "https://drive.google.com/uc?export=download&id=1xY"),
        ("https://www.dropbox.com/s/abc/list.csv?dl=0", "https://www.dropbox.com/s/abc/list.csv?dl=1"),
        ("https://www.dropbox.com/s/abc/list.csv", "https://www.dropbox.com/s/abc/list.csv?dl=1"),
        (
            "https://x-my.sharepoint.com/:x:/g/personal/a/Eb?e=9",
            "https://x-my.sharepoint.com/:x:/g/personal/a/Eb?download=1",
        ),
        ("https://github.com/o/r/blob/main/a/l.csv", "https://raw.githubusercontent.com/o/r/main/a/l.csv"),
        ("https://gist.github.com/ada/0a1b", "https://gist.github.com/ada/0a1b/raw"),
        ("https://gitlab.example.com/g/r/-/blob/main/l.csv", "https://gitlab.example.com/g/r/-/raw/main/l.csv"),
        ("https://bitbucket.org/o/r/src/main/l.csv", "https://bitbucket.org/o/r/raw/main/l.csv"),
    ],
)
def test_the_csv_of_a_page_for_people(page: str, csv: str) -> None:
    assert csv_address(page) == csv
    assert csv_address(csv) is None


@pytest.mark.parametrize(
    "address",
    [
        f"{SHEET}/gviz/tq?tqx=out:csv&sheet=Contacts",
        "https://example.com/spreadsheets/d/1/edit",
        "https://lists.example.com/q4.csv",
        "https://github.com/o/r/releases/download/v1/l.csv",
        "s3://bucket/q4.csv",
    ],
)
def test_an_address_that_may_be_a_csv(address: str) -> None:
    assert csv_address(address) is None


@pytest.mark.parametrize("pins", [{}, PINS])
def test_a_page_for_people_is_an_error_with_and_without_pins(project: Project, pins: dict[str, Any]) -> None:
    project.add(contacts={"path": f"{SHEET}/edit#gid=0", **pins})

    findings = project.run("validate", "--format", "json").json["findings"]

    assert [f["code"] for f in findings if f["code"] != "bad-value"] == [] if pins else ["missing-key", "missing-key"]
    hint = f"write the address of the CSV: `{EXPORT}&gid=0`"
    assert [f["hint"] for f in findings if f["code"] == "bad-value"] == [hint]
