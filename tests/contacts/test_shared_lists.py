"""A list that several campaigns name is read once a run, and each says of it what is its own."""

import contextlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from runner.contacts.csvfile import opening
from tests.project import Project

LIST = "Phone Number,customer_name\n+14155550101,Ada\n+14155550101,Bo\n"


@pytest.fixture
def openings(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """The lists that were opened, each time."""
    found: list[Path] = []
    real = opening.open_list

    @contextlib.contextmanager
    def noted(path: Path) -> Iterator[Any]:
        found.append(path)
        with real(path) as given:
            yield given

    monkeypatch.setattr(opening, "open_list", noted)
    return found


def test_it_is_read_once_and_its_findings_are_each_campaigns(project: Project, openings: list[Path]) -> None:
    path = project.csv("contacts/q4.csv", LIST)
    for number in range(3):
        project.add(
            f"{number}.yaml", campaignName=f"C{number}", contacts={"path": "contacts/q4.csv", "rows": number + 1}
        )

    plan = project.plan()

    assert openings == [path]
    assert [[(f["code"], f["path"]) for f in change["findings"]] for change in plan["campaigns"]] == [
        [("pin-mismatch", "campaigns/0.yaml"), ("phone-repeated", "campaigns/contacts/q4.csv")],
        [("phone-repeated", "campaigns/contacts/q4.csv")],
        [("pin-mismatch", "campaigns/2.yaml"), ("phone-repeated", "campaigns/contacts/q4.csv")],
    ]


@pytest.mark.parametrize(
    "fields",
    [
        {"contacts": {"path": "contacts/q4.csv", "phoneColumn": "Mobile"}},
        {"contacts": {"path": "contacts/q4.csv", "columns": {"customer_name": "name"}}},
        {"contacts": {"path": "contacts/q4.csv", "requiredVariables": ["customer_name"]}},
        {"dynamicVariables": {"customer_name": "you"}},
    ],
)
def test_where_it_is_read_in_another_way_it_is_read_again(
    project: Project, openings: list[Path], fields: dict[str, Any]
) -> None:
    path = project.csv("contacts/q4.csv", "Phone Number,Mobile,customer_name\n+14155550101,+14155550102,Ada\n")
    project.add()
    project.add("other.yaml", campaignName="Other", **fields)

    project.plan()

    assert openings == [path, path]


def test_what_is_wrong_in_a_campaigns_own_file_is_said_there_for_each(project: Project) -> None:
    project.csv("contacts/q4.csv", LIST)
    for number in range(2):
        wanted = {"path": "contacts/q4.csv", "phoneColumn": "Fax"}
        project.add(f"{number}.yaml", campaignName=f"C{number}", contacts=wanted)

    found = project.run("validate", "--format", "json").json["findings"]

    assert [each["path"] for each in found if each["code"] == "csv-phone-column"] == [
        "campaigns/0.yaml",
        "campaigns/1.yaml",
    ]
