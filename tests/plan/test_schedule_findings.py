"""What plan says of a file's schedule: every mistake at once, beside those of the list, and what a policy changes."""

from typing import Any

import pytest

from tests.project import Project

Q4 = "Q4 Outreach Campaign"


def findings(project: Project) -> dict[str, str]:
    """The severity of each finding by its code, without those of calling hours."""
    plan = project.plan()
    found = plan["findings"] + [each for entry in plan["campaigns"] for each in entry["findings"]]
    return {each["code"]: each["severity"] for each in found if not each["code"].startswith("calling")}


def write(project: Project, date: str = "2026-12-01", time: str = "12:00:00", zone: str = "America/New_York") -> None:
    project.add()
    text = (project.directory / "q4.yaml").read_text()
    for key, new in (("Date", date), ("Time", time), ("Timezone", zone)):
        text = "\n".join(f"scheduled{key}: {new}" if f"scheduled{key}:" in line else line for line in text.splitlines())
    project.write("q4.yaml", text + "\n")


def test_a_bad_date_a_bad_time_and_a_bad_zone_are_all_found(project: Project) -> None:
    write(project, "2026-02-30", "25:00:00", "Mars/Olympus")

    lines = [(each["code"], each["line"]) for each in project.run("validate", "--format", "json").json["findings"]]

    assert sorted(lines) == [("bad-value", 5), ("bad-value", 6), ("unknown-zone", 7)]


@pytest.mark.parametrize(
    ("schedule", "codes"),
    [
        ({"time": "25:00:00", "zone": "Mars/Olympus"}, {"bad-value", "unknown-zone"}),
        ({"time": "25:00:00", "zone": "EST"}, {"bad-value", "fixed-offset-zone"}),
        ({"date": "2025-12-01", "zone": "Mars/Olympus"}, {"time-in-past", "unknown-zone"}),
        ({"date": "2025-12-01", "time": "9:30"}, {"time-in-past", "bad-value"}),
        ({"date": "2062-12-01", "zone": "MSK"}, {"date-far", "unknown-zone"}),
        ({"date": "2026-11-22", "zone": "Mars/Olympus"}, {"unknown-zone"}),
        ({"date": "2026-03-08", "time": "02:30:00"}, {"time-skipped", "time-in-past"}),
    ],
)
def test_a_mistake_in_one_key_hides_none_in_another(
    project: Project, schedule: dict[str, str], codes: set[str]
) -> None:
    write(project, **schedule)

    assert findings(project).keys() == codes


def test_a_missing_time_does_not_hide_the_zone(project: Project) -> None:
    project.add(without=("scheduledTime",), scheduledTimezone="MSK")

    assert findings(project).keys() == {"missing-key", "unknown-zone"}


@pytest.mark.parametrize(
    ("key", "written"),
    [
        *(("date", text) for text in ("0000-01-01", "2027-02-30", "2027-13-01", "2027-00-10", "10000-01-01")),
        *(
            ("date", text)
            for text in ("9999-12-31", "2027-1-5", '"\uff12\uff10\uff12\uff17-01-05"', "2025-W01-1", '""')
        ),
        *(("date", text) for text in ("2027-W01-1", "2025-W01-1", "2025-01-05T12:00:00Z")),
        *(("time", text) for text in ("24:00:00", "23:59:60", "9:00:00", '"\uff10\uff19:00:00"', "09:00", '""')),
    ],
)
def test_a_date_or_a_time_that_is_none_is_found_beside_a_bad_number(project: Project, key: str, written: str) -> None:
    write(project, **{key: written})
    project.csv(text="Phone Number\n+14155550101\n+1234\n")

    result = project.run("validate", "--format", "json")

    assert result.code == 1
    found = [(each["code"], each["path"]) for each in result.json["findings"] if each["severity"] == "error"]
    assert sorted(found) == [("bad-value", "campaigns/q4.yaml"), ("phone-format", "campaigns/contacts/q4.csv")]


@pytest.mark.parametrize("written", ["20270105", "2027", "null", "2027.5", "[2027-01-05]"])
def test_a_date_that_is_no_text_is_found(project: Project, written: str) -> None:
    write(project, date=written)

    result = project.run("validate", "--format", "json")

    assert result.code == 1
    assert {each["code"] for each in result.json["findings"]} <= {"wrong-type", "bad-value"}


@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "Pacific/Pago_Pago"])
@pytest.mark.parametrize("date", ["0001-01-01", "9999-12-31", "9999-01-01", "9998-12-31"])
def test_the_ends_of_the_calendar_are_findings_in_every_zone(project: Project, date: str, zone: str) -> None:
    write(project, date, "23:59:59", zone)

    result = project.run("validate", "--format", "json")

    assert result.code in (0, 1)
    assert {each["code"] for each in result.json["findings"]} & {"bad-value", "time-in-past", "date-far"}


def test_the_policy_may_make_a_far_date_an_error(project: Project) -> None:
    project.add(scheduledDate="2062-12-01")
    before = (findings(project), project.actions())
    project.write("policy.yaml", "findings: {date-far: error}\n")

    assert before == ({"date-far": "warning"}, {Q4: "create"})
    assert (findings(project), project.actions()) == ({"date-far": "error"}, {Q4: "blocked"})


CONTRADICTION = "isScheduled: false\nscheduledDate: 2026-12-01"


def contradict(project: Project, **fields: Any) -> None:
    project.add(**fields)
    text = (project.directory / "q4.yaml").read_text().replace("isScheduled: true", "isScheduled: false")
    project.write("q4.yaml", text)


def test_a_schedule_beside_an_immediate_launch_is_an_error_and_nothing_is_sent(project: Project) -> None:
    contradict(project)

    applied = project.apply()

    assert applied.code == 1
    assert project.recorded == {}
    assert findings(project)["schedule-ignored"] == "error"


def test_the_policy_may_soften_a_schedule_that_has_no_effect(project: Project) -> None:
    contradict(project)
    project.write("policy.yaml", "findings: {schedule-ignored: warning}\n")

    assert project.apply().code == 0
    assert list(project.recorded) == [Q4]


def test_a_recorded_campaign_with_such_a_schedule_stays_unchanged(project: Project) -> None:
    contradict(project)
    project.write("policy.yaml", "findings: {schedule-ignored: warning}\n")
    project.apply()
    (project.directory / "policy.yaml").unlink()

    assert (project.actions(), project.apply().code) == ({Q4: "unchanged"}, 0)
    assert findings(project) == {"schedule-ignored": "info"}


@pytest.mark.parametrize(("policy", "code"), [("", 1), ("findings: {schedule-ignored: warning}\n", 0)])
def test_an_import_takes_such_a_schedule_where_the_policy_does(project: Project, policy: str, code: int) -> None:
    contradict(project)
    project.write("policy.yaml", "findings: {schedule-ignored: warning}\n")
    project.apply()
    project.state_file.unlink()
    project.write("policy.yaml", policy)

    imported = project.run("import", "camp_0000000000000001", "--file", str(project.directory / "q4.yaml"))

    assert imported.code == code
    assert ("error[schedule-ignored]" in imported.err) == (code == 1)


def test_an_import_is_not_stopped_by_what_the_policy_makes_an_error(project: Project) -> None:
    path = project.add(scheduledTimezone="Etc/UTC")
    project.apply()
    project.state_file.unlink()
    project.write("policy.yaml", "findings: {fixed-offset-zone: error}\n")

    assert project.run("import", "camp_0000000000000001", "--file", str(path)).code == 0


@pytest.mark.parametrize(
    "policy",
    [
        "suppression: [{path: dnc.csv, obtainedOn: 0000-01-01}]\n",
        "callingHours:\n  rules: [{id: mine, countries: [DE], closed: [0000-12-25], reason: ours}]\n",
    ],
)
def test_the_year_0_is_no_date_in_a_policy_either(project: Project, policy: str) -> None:
    project.add()
    project.write("policy.yaml", policy)

    assert project.run("validate").code == 1
