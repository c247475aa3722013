"""How often a person is called in a week: reported for each campaign over the policy's limit, without a number."""

from functools import partial

import pytest

from runner.plan.checks.overlap import check
from runner.plan.checks.overlap.query import OverlapQuery
from tests.plan.checks.test_overlap import add, again, launched, people
from tests.project import Project

DAYS = ("2026-12-01", "2026-12-03", "2026-12-07")


def policy(project: Project, calls: int, findings: str = "") -> None:
    project.write("policy.yaml", f"overlap: {{share: 1, callsPerWeek: {calls}}}\nfindings: {{{findings}}}\n")


def often(project: Project) -> list[tuple[str, str]]:
    """Severity and message of plan's findings on people who are called too often; validate must have the same."""
    findings = project.plan()["findings"]
    assert project.run("validate", "--format", "json").json["findings"] == findings
    return [(each["severity"], each["path"] + each["message"]) for each in findings if each["code"] == "people-often"]


@pytest.fixture
def three(project: Project) -> Project:
    """Three campaigns within a week: persons 4 and 5 are in all of them."""
    for place, date in enumerate(DAYS):
        add(project, f"c{place}", people(2 * place, 6), date=date)
    return project


def test_each_campaign_that_exceeds_the_limit_says_so_with_the_others(three: Project) -> None:
    policy(three, 2)

    message = "calls people too often: 2 of its 6 people get more than 2 calls within 7 days (up to 3), counting"
    assert often(three) == [
        ("warning", f"campaigns/c0.yaml{message} `c1` and `c2`"),
        ("warning", f"campaigns/c1.yaml{message} `c0` and `c2`"),
        ("warning", f"campaigns/c2.yaml{message} `c0` and `c1`"),
    ]
    assert three.apply().code == 0


@pytest.mark.parametrize(("calls", "reported"), [(1, 3), (2, 3), (3, 0)])
def test_as_many_calls_as_the_policy_has_are_nothing_and_one_more_is_reported(
    three: Project, calls: int, reported: int
) -> None:
    policy(three, calls)

    assert len(often(three)) == reported


def test_without_a_policy_seven_calls_a_week_are_nothing_and_eight_are_reported(project: Project) -> None:
    for number in range(7):
        add(project, f"c{number}", people(100 * number, 100) + "+12065550100\n")
    assert often(project) == []

    add(project, "c7", people(700, 100) + "+12065550100\n")

    findings = often(project)
    assert len(findings) == 8
    assert findings[0][1].endswith(
        "1 of its 101 people gets more than 7 calls within 7 days (up to 8), "
        "counting `c1`, `c2`, `c3` and 4 more campaigns"
    )


def test_where_more_calls_are_not_allowed_apply_sends_nothing(three: Project) -> None:
    policy(three, 2, findings="people-often: error")

    assert [severity for severity, _ in often(three)] == ["error"] * 3
    assert set(three.actions().values()) == {"blocked"}
    assert (three.apply().code, three.api.requests) == (1, [])


def test_an_unknown_outcome_is_warned_of_even_then(three: Project) -> None:
    from tests.fake_api import times_out

    (three.directory / "c2.yaml").unlink()
    three.api.on_post = [times_out]
    assert three.apply().code == 6
    add(three, "c2", people(4, 6), date=DAYS[2])
    policy(three, 2, findings="people-often: error")

    assert sorted(severity for severity, _ in often(three)) == ["error", "warning"]


def test_recorded_campaigns_count_while_their_lists_are_there_and_say_nothing(three: Project) -> None:
    policy(three, 2)
    (three.directory / "c2.yaml").unlink()
    assert three.apply().code == 0
    add(three, "c2", people(4, 6), date=DAYS[2])

    assert [text.partition("calls")[0] for _, text in often(three)] == ["campaigns/c2.yaml"]

    (three.directory / "contacts" / "c1.csv").unlink()
    assert often(three) == []


def test_a_number_twice_in_a_list_is_one_call(project: Project) -> None:
    launched(project, "old", people(0, 1))
    project.csv("contacts/new.csv", people(0, 1) + "+14155550000\n")
    add(project, "other", people(0, 1))
    policy(project, 2)

    assert often(project) == []


def test_one_person_and_all_people_are_named_in_words(project: Project) -> None:
    for name, size in (("one", 1), ("two", 2), ("three", 3)):
        add(project, name, people(0, size))
    policy(project, 1)

    people_named = [text.partition("often: ")[2].partition(" get")[0] for _, text in often(project)]

    assert people_named == ["its one person", "2 of its 3 people", "all 2 of its people"]


def test_what_was_not_compared_whole_is_reported_as_at_least(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(check, "OverlapQuery", partial(OverlapQuery, max_pairs=0))
    for number in range(9):
        add(project, f"c{number}", people(0, 10) + f"+1206555010{number}\n")

    assert [text.rpartition("counting ")[2] for _, text in often(project)][4] == (
        "`c1`, `c2`, `c3` and at least 3 more campaigns"
    )
    of_c5 = [text for text in again(project) if text.startswith("campaigns/c5.yaml")]
    assert of_c5[-1].endswith("; and in at least 3 more campaigns")
    assert all("10 of its 11 people are also in" in text for text in again(project))
