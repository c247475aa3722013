"""A repository that lives: what was launched long ago stays green, and only what is new is created."""

from tests.project import CONTACTS, Project


def test_old_campaigns_without_their_lists_stay_green_and_the_new_one_alone_is_created(project: Project) -> None:
    for month in range(1, 7):
        project.add(
            f"2027/{month:02}.yaml",
            campaignName=f"Newsletter {month}",
            scheduledDate=f"2027-{month:02}-15",
            contacts="../contacts/newsletter.csv",
        )
        project.csv("contacts/newsletter.csv", CONTACTS)
        assert project.apply().code == 0
        project.clock.move(days=31)
    project.clock.move(days=400)
    project.directory.joinpath("contacts/newsletter.csv").unlink()
    project.directory.joinpath("2027/01.yaml").unlink()
    project.directory.joinpath("2027/02.yaml").rename(project.directory / "2027/february.yaml")
    project.add("2028.yaml", campaignName="Newsletter 2028", scheduledDate="2028-12-01", contacts="contacts/new.csv")

    assert project.run("validate").code == 0
    plan = project.run("plan", "--format", "json")
    applied = project.apply()

    assert plan.code == 0
    assert {action: n for action, n in plan.json["summary"].items() if n} == {
        "create": 1,
        "unchanged": 4,
        "moved": 1,
        "removed": 1,
        "contacts": 3,
    }
    assert {finding["severity"] for finding in plan.json["findings"]} == {"info"}
    assert applied.code == 0
    assert [outcome["campaignName"] for outcome in applied.json["outcomes"]] == ["Newsletter 2028"]
    assert len(project.api.names) == 7
    assert project.run("plan", "--detailed-exitcode").code == 0
