"""What a campaign file says of consent: checked for its age, recorded, and no part of what is sent or approved."""

import pytest

from tests.project import Project

CONSENT = {"basis": "written consent to automated calls", "source": "web form `quote`", "obtainedOn": "2026-09-30"}


def findings(project: Project) -> dict[str, str]:
    listed = project.run("validate", "--format", "json").json["findings"]
    return {each["code"]: each["severity"] for each in listed}


@pytest.mark.parametrize(
    ("day", "code"),
    [
        ("2025-06-01", None),
        ("2025-05-31", "consent-old"),
        ("2026-11-23", None),
        ("2026-11-24", "bad-value"),
        ("2026-12-02", "bad-value"),
        ("2026-02-30", "bad-value"),
    ],
)
def test_consent_is_at_most_18_months_old_at_the_launch_and_never_of_a_day_to_come(
    project: Project, day: str, code: str | None
) -> None:
    project.add(consent={**CONSENT, "obtainedOn": day})

    assert list(findings(project)) == ([code] if code else [])


def test_consent_after_the_launch_is_an_error(project: Project) -> None:
    project.add(scheduledDate="2026-11-22", scheduledTime="16:00:00", consent={**CONSENT, "obtainedOn": "2026-11-23"})

    result = project.run("validate")

    assert "`obtainedOn` is after the launch: 2026-11-23, and it launches on 2026-11-22" in result.out


def test_an_immediate_campaign_is_judged_as_of_now(project: Project) -> None:
    project.add(isScheduled=False, consent={**CONSENT, "obtainedOn": "2025-05-22"})

    assert findings(project)["consent-old"] == "warning"


def test_the_policy_sets_the_age_and_the_severity(project: Project) -> None:
    project.write("policy.yaml", "consent: {maxAgeDays: 30}\nfindings: {consent-old: error}\n")
    project.add(consent=CONSENT)

    assert findings(project) == {"consent-old": "error"}


def test_a_recorded_campaign_is_not_held_to_its_age(project: Project) -> None:
    project.add(consent=CONSENT)
    project.apply("--yes")
    project.write("policy.yaml", "consent: {maxAgeDays: 30}\nfindings: {consent-old: error}\n")

    assert findings(project) == {}


@pytest.mark.parametrize("key", ["basis", "source"])
def test_a_phone_number_in_its_text_is_an_error_that_does_not_repeat_it(project: Project, key: str) -> None:
    project.add(consent={**CONSENT, key: "+1 (415) 555-0100 said yes"})

    result = project.run("validate", "--format", "json")

    assert [each["code"] for each in result.json["findings"]] == ["bad-value"]
    assert "555" not in result.out


@pytest.mark.parametrize("key", list(CONSENT))
def test_all_of_it_is_needed(project: Project, key: str) -> None:
    project.add(consent={name: value for name, value in CONSENT.items() if name != key})

    assert findings(project) == {"missing-key": "error"}


def test_writing_it_changes_neither_the_plan_nor_a_campaign_that_exists(project: Project) -> None:
    project.add()
    before = project.plan()["hash"]
    project.add(consent=CONSENT)
    after = project.plan()["hash"]
    project.apply("--yes")
    project.add(consent={**CONSENT, "source": "a contract"})

    assert after == before
    assert list(project.actions().values()) == ["unchanged"]
    assert all("consent" not in fields for fields in project.api.posts)
