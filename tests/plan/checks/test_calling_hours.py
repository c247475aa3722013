"""What plan reports about the local hours at which contacts would be called."""

from typing import Any

import pytest

from tests.project import Project

US = "Phone Number\n+14155550101\n+12125550102\n"
EARLY: dict[str, Any] = {"scheduledTime": "06:30:00", "scheduledTimezone": "America/Los_Angeles", "concurrentCalls": 5}


def test_a_clash_is_a_warning_at_the_time_with_alternatives(project: Project) -> None:
    project.csv("contacts/q4.csv", US)
    project.add(**EARLY)

    (finding,) = project.plan()["findings"]

    assert (finding["code"], finding["severity"], finding["path"]) == ("calling-hours", "warning", "campaigns/q4.yaml")
    assert finding["message"].startswith("calls 1 contact in quiet hours: Tue 1 Dec 06:30 to 06:32 America/Los_Angeles")
    assert finding["hint"].startswith("start between Tue 1 Dec 2026 08:00 America/Los_Angeles and ")
    assert "--by zone" in finding["hint"]


@pytest.mark.parametrize(("policy", "code"), [("error", 1), ("warning", 0)])
def test_the_policy_says_whether_it_stops_apply(project: Project, policy: str, code: int) -> None:
    project.csv("contacts/q4.csv", US)
    project.add(**EARLY)
    project.write("policy.yaml", f"findings: {{calling-hours: {policy}}}\n")

    result = project.apply()

    assert (result.code, len(project.api.posts)) == (code, 1 - code)


def test_a_proposed_start_passes(project: Project) -> None:
    project.csv("contacts/q4.csv", US)
    project.add(**EARLY)
    fixes = project.plan()["campaigns"][0]["hours"]["fixes"]

    for at in (fixes["earliestStart"], fixes["latestStart"]):
        project.add(**{**EARLY, "scheduledDate": at[:10], "scheduledTime": at[11:19]})
        assert project.plan()["findings"] == []


def test_a_clash_without_an_alternative_points_to_its_rule(project: Project) -> None:
    project.csv("contacts/q4.csv", US)
    project.add(**EARLY)
    project.write("policy.yaml", "callingHours: {tighten: [{rule: US, monFri: [], sat: [], sun: []}]}\n")

    (finding,) = project.plan()["findings"]

    assert finding["message"].startswith("calls 2 contacts on a Tuesday: Tue 1 Dec 06:30 to 06:32 America/Los_Angeles")
    hint = "no other start suits everyone: see rule `US` in docs/reference/calling-hours.md, or change it in the policy"
    assert finding["hint"] == hint


def test_no_time_to_merge_is_named_for_a_launch_that_clashes(project: Project) -> None:
    project.csv("contacts/q4.csv", US)
    project.add(**EARLY)
    assert "merge before" not in project.run("plan").out

    project.add(**EARLY | {"scheduledTime": "12:00:00"})
    deadline = "merge before Tue 1 Dec 2026 12:00 America/Los_Angeles: after that, "
    past = "the launch of `Q4 Outreach Campaign` is in the past, and apply refuses it"
    assert deadline + past in " ".join(project.run("plan").out.split())
    project.write("policy.yaml", "limits:\n  minimumLeadMinutes: 90\n")
    soon = past.replace("in the past", "in less than 90 minutes, the minimum of the policy")
    assert deadline.replace("12:00", "10:30") + soon in " ".join(project.run("plan").out.split())


def test_plan_as_of_shows_what_a_late_merge_would_do(project: Project) -> None:
    project.csv("contacts/q4.csv", US)
    project.add(isScheduled=False)

    codes = {
        at: {finding["code"] for finding in project.run("plan", "--format", "json", "--as-of", at).json["findings"]}
        for at in ("2026-11-27T17:00:00Z", "2026-11-28T03:00:00Z")
    }

    assert [("calling-hours" in seen) for seen in codes.values()] == [False, True]
    early = project.run("plan", "--as-of", "2026-11-27T17:00:00Z")
    after = "calls of `Q4 Outreach Campaign` could be outside calling hours"
    assert f"merge before Sat 28 Nov 2026 01:58 UTC: after that, {after}" in " ".join(early.out.split())


def test_the_plan_shows_each_zones_day_and_the_source_of_the_zones(project: Project) -> None:
    project.csv("contacts/q4.csv", "Phone Number,state\n+14155550101,CA\n+12125550102,\n")
    project.add(**EARLY)

    text, markdown = project.run("plan").out, project.run("plan", "--format", "markdown").out

    assert "America/Los_Angeles  ······█·░░░░░░░░░░░░░···  Tue 1 Dec 06:30 to 06:32, 1 contact" in text
    assert "······█·░░░░░░░░░░░░░···  America/Los_Angeles: Tue 1 Dec 06:30 to 06:32, 1 contact" in markdown
    for shown in (text, markdown):
        assert "time zones guessed from the address of 1 contact and 1 phone number" in shown


def test_a_list_that_is_not_read_has_no_local_hours(project: Project) -> None:
    project.add(contacts={"path": "https://lists.example.com/q4.csv", "sha256": "0" * 64, "rows": 3})

    (change,) = project.plan()["campaigns"]

    assert (change["notRead"], change["hours"]) == (True, None)


def test_the_plan_repeats_the_policys_changes_to_the_rules_with_their_reasons(project: Project) -> None:
    project.csv("contacts/q4.csv", US)
    project.add(**EARLY)
    project.write("policy.yaml", "callingHours: {off: [{rule: US, reason: they all asked for a call}]}\n")

    for form in ("text", "markdown"):
        shown = project.run("plan", "--format", form).out
        assert "policy: rule US off, they all asked for a call" in shown
        assert "calls 1 contact at night: Tue 1 Dec 06:30 to 06:32" in shown
        assert "rules switched off by the policy for 2 contacts" in shown
        assert "no calling-hours rule is known" not in shown


def test_the_plan_states_the_assumptions_of_the_forecast(project: Project) -> None:
    project.add(**EARLY)

    for form in ("text", "markdown"):
        shown = project.run("plan", "--format", form).out
        assert "3 calls within an hour over 3 lines" in shown
        assert "assumes one call to each number, 15 to 25 seconds of ringing" in shown


def test_the_policys_seconds_and_attempts_change_the_forecast(project: Project) -> None:
    project.csv("contacts/q4.csv", "Phone Number\n" + "".join(f"+1415555{n:04}\n" for n in range(100, 160)))
    project.add(**EARLY)
    project.write("policy.yaml", "callingHours: {attempts: 2, seconds: {ring: 0, talk: 300, gap: 0}}\n")

    shown = project.run("plan", "--format", "markdown").out

    assert "2&nbsp;h" in shown  # 60 contacts, twice 5 minutes each, over 5 lines
    assert "2 calls to each number, 0 seconds of ringing, 300 of talk" in shown


def test_without_lines_an_error_of_the_policy_stops_apply_and_the_hint_has_the_lines(project: Project) -> None:
    project.csv("contacts/q4.csv", "Phone Number\n" + "".join(f"+1212555{n:04}\n" for n in range(600)))
    late = {"scheduledTime": "20:59:00", "scheduledTimezone": "America/New_York"}
    project.add(without=("concurrentCalls",), **late)
    project.write("policy.yaml", "findings: {calling-hours-unsure: error}\n")

    (finding,) = project.plan()["findings"]
    result = project.apply()

    assert finding["code"] == "calling-hours-unsure"
    assert "set `concurrentCalls: 2` and start Tue 1 Dec 2026 08:00 America/New_York" in finding["hint"]
    assert (result.code, project.api.posts) == (1, [])


def test_a_launch_by_night_where_no_rule_is_known_is_a_warning(project: Project) -> None:
    project.csv("contacts/q4.csv", "Phone Number\n+66812345678\n")
    project.add(**{**EARLY, "scheduledTimezone": "Asia/Bangkok", "scheduledTime": "23:30:00"})

    (finding,) = project.plan()["findings"]

    assert (finding["code"], finding["severity"]) == ("calling-hours", "warning")
    assert finding["message"] == (
        "calls 1 contact at night: Tue 1 Dec 23:30 to 23:32 Asia/Bangkok (no confirmed rule in force; the night guard)"
    )
    assert finding["hint"].startswith("start between Tue 1 Dec 2026 08:00 Asia/Bangkok and Tue 1 Dec 2026 20:55")


def test_the_policy_switches_the_night_guard_off_and_still_no_proposal_is_at_night(project: Project) -> None:
    project.csv("contacts/q4.csv", "Phone Number\n+66812345678\n+33142685300\n")
    project.add(
        **{**EARLY, "scheduledTimezone": "Asia/Bangkok", "scheduledTime": "23:30:00", "scheduledDate": "2026-12-06"}
    )
    project.write("policy.yaml", "callingHours: {off: [{rule: night, reason: our own staff}]}\n")

    plan = project.plan()

    assert [finding["message"].partition(":")[0] for finding in plan["findings"]] == ["calls 1 contact on a Sunday"]
    assert plan["campaigns"][0]["hours"]["fixes"]["latestStart"] == "2026-12-07T18:55:00+07:00"
    assert "policy: rule night off, our own staff" in project.run("plan").out


def test_contacts_of_whom_nothing_says_where_they_are_are_always_unsure(project: Project) -> None:
    project.csv("contacts/q4.csv", "Phone Number\n+870773111632\n")
    project.add(**{**EARLY, "scheduledTime": "12:30:00"})

    findings = project.plan()["findings"]

    assert [finding["code"] for finding in findings if "hours" in finding["code"]] == ["calling-hours-unsure"]
    (finding,) = (finding for finding in findings if "hours" in finding["code"])
    assert finding["message"].startswith("may call 1 contact at an unknown hour: nothing says where they are")
    assert finding["hint"].startswith(
        "no other start suits everyone: name each contact's time zone in a column `timezone`"
    )


def test_no_time_to_merge_is_shown_as_safe_where_one_launch_has_none(project: Project) -> None:
    project.csv("contacts/q4.csv", US)
    project.csv("contacts/ca.csv", "Phone Number\n+14165550199\n")
    project.add("q4.yaml", isScheduled=False, concurrentCalls=5)
    project.add("ca.yaml", campaignName="Canada", isScheduled=False, concurrentCalls=5, contacts="../contacts/ca.csv")

    late = project.run("plan", "--format", "text", "--as-of", "2026-11-28T02:10:00Z")

    assert "merge before" not in late.out


def test_no_time_to_merge_is_shown_as_safe_where_the_list_of_an_immediate_launch_is_not_read(project: Project) -> None:
    project.csv("contacts/q4.csv", US)
    project.add("q4.yaml", isScheduled=False, concurrentCalls=5)
    pins = {"path": "https://lists.example.com/q4.csv", "sha256": "0" * 64, "rows": 3}
    project.add("far.yaml", campaignName="Far", isScheduled=False, contacts=pins)

    assert "merge before" not in project.run("plan", "--as-of", "2026-11-27T17:00:00Z").out


@pytest.mark.parametrize("guard", ["{}", "{off: [{rule: night, reason: our own staff}]}"])
def test_no_output_permits_a_whole_day_where_nothing_is_known(project: Project, guard: str) -> None:
    project.csv("contacts/q4.csv", "Phone Number\n+66812345678\n")
    project.add(scheduledTimezone="Asia/Bangkok")
    project.write("policy.yaml", f"callingHours: {guard}\n")

    (zone,) = project.plan()["campaigns"][0]["hours"]["zones"]

    assert (zone["coverage"], [[start[11:16], end[11:16]] for start, end in zone["open"]]) == (
        "unknown",
        [["08:00", "21:00"]],
    )
    text, markdown = project.run("plan", "--hours").out, project.run("plan", "--format", "markdown").out
    assert "Asia/Bangkok  ········????▒????????···  Tue 1 Dec 12:00 to 12:02, 1 contact, no rule known" in text
    assert "········????▒????????···  Asia/Bangkok: Tue 1 Dec 12:00 to 12:02, 1 contact, no rule known" in markdown


def test_rules_that_are_switched_off_are_told_from_none_known(project: Project) -> None:
    project.csv("contacts/q4.csv", "Phone Number\n+33142685300\n")
    project.add(scheduledTimezone="Europe/Paris")
    project.write("policy.yaml", "callingHours: {off: [{country: FR, reason: they asked for a call}]}\n")

    (zone,) = project.plan()["campaigns"][0]["hours"]["zones"]

    assert zone["coverage"] == "off"
    assert "1 contact, rules switched off by the policy" in project.run("plan", "--hours").out
    assert "\n  rules switched off by the policy for 1 contact: that permits nothing\n" in project.run("plan").out
