"""Validate of named files: as much as validate of all files says of these, and what couldn't be compared."""

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.project import NOW, Project

ERRORS: list[dict[str, Any]] = [{}, {"agentId": ""}, {"scheduledDate": "2026-02-30"}, {"contacts": "contacts/gone.csv"}]
DATES = ("2026-12-01", "2026-12-03", "2027-02-01")
fields_of_a_campaign = st.builds(
    lambda date, name, error: {"scheduledDate": date, **name, **error},
    st.sampled_from(DATES),
    st.sampled_from([{}, {"campaignName": "same"}]),
    st.sampled_from(ERRORS),
)
campaigns = st.tuples(st.integers(0, 3), st.integers(1, 6), fields_of_a_campaign)


def add(project: Project, name: str, people: range, **fields: Any) -> str:
    """Write a campaign and its list; return the file's path."""
    text = "Phone Number\n" + "".join(f"+1415{5_560_000 + number}\n" for number in people)
    project.csv(f"contacts/{name}.csv", text)
    project.csv("contacts/gone.csv")
    file = project.add(f"{name}.yaml", **{"campaignName": name, "contacts": f"contacts/{name}.csv", **fields})
    (project.directory / "contacts" / "gone.csv").unlink()
    return str(file)


def not_compared(validated: Any) -> dict[str, str]:
    """What the named files weren't compared with, by their paths."""
    return {each["path"]: each["message"] for each in validated["findings"] if each["code"] == "not-compared"}


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=12)
@given(
    files=st.lists(campaigns, min_size=2, max_size=4),
    named=st.sets(st.integers(0, 3), min_size=1),
    recorded=st.booleans(),
)
def test_validate_of_named_files_never_says_less_of_them_than_validate_of_all(
    project: Project, files: list[Any], named: set[int], recorded: bool
) -> None:
    for file in project.directory.rglob("*.*"):
        file.unlink()
    project.api.campaigns.clear()
    project.clock.at, paths = NOW, []
    if recorded:
        paths.append(add(project, "recorded", range(4), scheduledDate="2026-11-25"))
        assert project.apply().code == 0
        project.clock.move(days=4)
    project.write("policy.yaml", "limits: {newCampaigns: 1}\noverlap: {callsPerWeek: 1}\n")
    paths += [
        add(project, str(number), range(first, first + count), **fields)
        for number, (first, count, fields) in enumerate(files)
    ]
    chosen = sorted({paths[number % len(paths)] for number in named})

    whole = project.run("validate", "--format", "json").json
    narrowed = project.run("validate", "--format", "json", *chosen).json

    shown = [path.removeprefix(f"{project.root}/") for path in chosen]
    lists = [path.replace("campaigns/", "campaigns/contacts/").replace(".yaml", ".csv") for path in shown]
    said = [each for each in narrowed["findings"] if each["code"] != "not-compared"]
    assert said == [each for each in whole["findings"] if each["path"] in (*shown, *lists, "campaigns/policy.yaml")]
    assert not any(each["code"] == "not-compared" for each in whole["findings"])


def test_a_campaign_with_errors_is_not_compared_unless_it_surely_dials_at_another_time(project: Project) -> None:
    named = add(project, "a", range(3))
    add(project, "b", range(3), agentId="")
    add(project, "c", range(3), scheduledDate="2026-02-30")
    add(project, "d", range(3), agentId="", scheduledDate="2027-02-01")
    add(project, "e", range(3), scheduledDate="2025-12-01")

    validated = project.run("validate", "--format", "json", named)

    assert validated.code == 0
    assert not_compared(validated.json) == {
        "campaigns/a.yaml": "not compared with 3 other campaigns: `campaigns/b.yaml` (it has errors), "
        "`campaigns/c.yaml` (it has errors), `campaigns/e.yaml` (it has errors)"
    }


def test_a_list_that_was_sent_and_is_gone_is_not_compared(project: Project) -> None:
    add(project, "a", range(3))
    assert project.apply().code == 0
    (project.directory / "contacts" / "a.csv").unlink()
    named = add(project, "b", range(1, 4))

    assert not_compared(project.run("validate", "--format", "json", named).json) == {
        "campaigns/b.yaml": "not compared with 1 other campaign: `campaigns/a.yaml` (the list that was sent isn't here)"
    }
    assert not_compared(project.run("validate", "--format", "json").json) == {}


def test_many_that_are_not_compared_are_counted(project: Project) -> None:
    named = add(project, "a", range(3))
    for number in range(7):
        add(project, f"b{number}", range(3), agentId="")

    (message,) = not_compared(project.run("validate", "--format", "json", named).json).values()

    assert message.startswith("not compared with 7 other campaigns: `campaigns/b0.yaml` (it has errors), ")
    assert message.endswith("`campaigns/b4.yaml` (it has errors), 2 more")


@pytest.mark.parametrize("fields", [{"agentId": ""}, {"contacts": "contacts/gone.csv"}])
def test_a_named_campaign_with_errors_has_no_further_note(project: Project, fields: dict[str, Any]) -> None:
    named = add(project, "a", range(3), **fields)
    add(project, "b", range(3), agentId="")

    assert not_compared(project.run("validate", "--format", "json", named).json) == {}


def test_contacts_are_counted_of_the_named_files_alone(project: Project) -> None:
    named = add(project, "a", range(3))
    add(project, "b", range(9), scheduledDate="2027-02-01")

    validated = project.run("validate", "--format", "json", named).json

    assert (validated["campaigns"], validated["contacts"]) == (1, 3)


@pytest.mark.parametrize("name", ["campaigns/us/defaults.yaml", "campaigns/us", "other/defaults.yaml", "other"])
def test_defaults_that_no_campaign_uses_are_checked_wherever_they_are_named_from(
    project: Project, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    add(project, "a", range(3))
    for folder in ("us", "../other"):
        project.write(f"{folder}/defaults.yaml", "agent: typo\n")
    for here in (project.root, project.directory):
        monkeypatch.chdir(here)

        [finding] = project.run("validate", "--format", "json", name).json["findings"]

        assert (finding["code"], finding["path"]) == (
            "unknown-key",
            f"{name.removesuffix('/defaults.yaml')}/defaults.yaml",
        )


def test_a_file_that_is_named_is_checked_although_another_links_to_it(project: Project) -> None:
    named = add(project, "a", range(3))
    (project.directory / "z.yaml").symlink_to("a.yaml")

    findings = project.run("validate", "--format", "json", named).json["findings"]

    assert {(each["path"], each["code"]) for each in findings} >= {("campaigns/a.yaml", "name-twice")}
