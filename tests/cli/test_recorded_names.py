"""A name that isn't recorded: what the commands that take one suggest."""

import pytest

from tests.project import Project


@pytest.fixture
def recorded(project: Project) -> Project:
    """A project with recorded campaigns."""
    for number, name in enumerate(["June renewals", "July renewals", "Nordics: Q4", "Old friends"]):
        project.add(f"{number}.yaml", campaignName=name)
    assert project.apply().code == 0
    return project


@pytest.mark.parametrize("command", [("resolve", "--accept"), ("resolve", "--not-created"), ("history",)])
@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("june renewals", "June renewals"),
        ("June  renewals ", "June renewals"),
        ("Jun renewals", "June renewals"),
        ("June-renewals", "June renewals"),
        ("Juli renewals", "July renewals"),
        ("Nordics - Q4", "Nordics: Q4"),
        ("OLD FRIENDS", "Old friends"),
        ("friends", "Old friends"),
        ("campaigns/1.yaml", "July renewals"),
        ("1.yml", "July renewals"),
    ],
)
def test_the_name_that_was_probably_meant_is_suggested(
    recorded: Project, command: tuple[str, ...], typed: str, meant: str
) -> None:
    before = recorded.state_file.read_bytes()

    result = recorded.run(command[0], typed, *command[1:])

    assert result.code == 2
    assert f"hint: did you mean `{meant}`?" in result.err
    assert recorded.state_file.read_bytes() == before


@pytest.mark.parametrize("name", ["Christmas", "?", "x" * 128])
def test_a_name_like_no_other_leads_to_the_list_of_names(recorded: Project, name: str) -> None:
    result = recorded.run("resolve", name, "--accept")

    assert result.code == 2
    assert "`campaigns status` lists the names" in result.err


def test_nothing_is_suggested_where_nothing_is_recorded(project: Project) -> None:
    project.add()

    assert "`campaigns status` lists the names" in project.run("resolve", "Q4", "--accept").err
    assert "`campaigns status` lists the names" in project.run("history", "Q4").err
