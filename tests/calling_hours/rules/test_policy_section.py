"""What a policy changes in the rules, and what it can't."""

from datetime import date
from pathlib import Path

import pytest

from runner.calling_hours.assessment import Outcome, judge
from runner.calling_hours.forecast import Seconds
from runner.calling_hours.rules import builtin, policy_section
from runner.calling_hours.rules.rulebook import CODES, Change, Kind, Rulebook, ZoneSource
from runner.config import schema
from runner.findings import Findings, Severity
from runner.plan.policy import Policy, read_policy
from runner.yamlfile.document import parse_document
from tests.calling_hours.groups import at, group


def read(text: str, severities: str = "{}") -> tuple[Rulebook, list[tuple[str, str, str, str | None]]]:
    findings = Findings()
    document = parse_document(
        f"callingHours: {text}\nfindings: {severities}\n".encode(), "campaigns/policy.yaml", findings
    )
    assert document is not None
    schema.check(document, "policy", findings)
    book = Rulebook() if findings.failed else policy_section.read(document, findings)
    return book, [(f.code, f"{f.line}:{f.column}", f.message, f.hint) for f in findings]


def judged(text: str, who: str, start: str, severities: str = "{}") -> Outcome:
    book, told = read(text, severities)
    assert told == []
    return judge([group(who, 1)], at(start), 1, book, at("2026-11-22 12:00 UTC"))


def rules(outcome: Outcome) -> list[str]:
    return [f"{clash.rule.id} {clash.code} {clash.severity}" for clash in outcome.clashes]


NOON = "2026-12-01 12:00 America/Chicago"
NIGHT = "2026-12-01 22:00 America/Chicago"


def test_an_empty_section_changes_nothing() -> None:
    book, told = read("{}")

    assert told == []
    assert book == Rulebook()


def test_what_a_statute_backs_is_an_error_where_the_policy_says_so() -> None:
    found = judged("{}", "US America/Chicago", NIGHT, "{calling-hours: error}")

    assert rules(found) == ["US calling-hours error"]
    assert not found.passed


def test_what_the_press_says_is_never_an_error_and_what_nothing_confirms_is_information() -> None:
    severities = "{calling-hours: error, calling-hours-unsure: error}"
    press = judged("{}", "US-AL America/Chicago", "2026-12-06 12:00 America/Chicago", severities)
    unconfirmed = judged("{}", "GB Europe/London", "2026-12-06 12:00 Europe/London", severities)

    assert rules(press) == ["US-AL calling-hours warning"]
    assert rules(unconfirmed) == ["GB calling-hours-unsure info"]


def test_a_rule_that_is_tightened_permits_less() -> None:
    text = "{tighten: [{rule: US, monFri: ['13:00-14:00'], closed: [{date: 2026-12-02, name: Our day}]}]}"

    assert rules(judged(text, "US America/Chicago", NOON)) == ["US calling-hours warning"]
    assert rules(judged(text, "US America/Chicago", "2026-12-01 13:00 America/Chicago")) == []
    closed = judged(text, "US America/Chicago", "2026-12-02 13:00 America/Chicago")
    assert rules(closed) == ["US calling-holiday warning"]
    assert closed.clashes[0].parts[0].holiday == "Our day"


def test_hours_that_only_meet_are_within_those_of_the_rule() -> None:
    assert read("{tighten: [{rule: US, monFri: ['08:00-12:00', '12:00-20:00']}]}")[1] == []


def test_a_rule_that_is_relaxed_permits_more_and_the_reason_is_kept() -> None:
    text = "{relax: [{rule: FR, sat: ['10:00-13:00'], holidays: same, reason: consent on record}]}"

    assert rules(judged(text, "FR Europe/Paris", "2026-12-05 11:00 Europe/Paris")) == []
    assert rules(judged(text, "FR Europe/Paris", "2026-12-25 11:00 Europe/Paris")) == []
    assert read(text)[0].changes == (Change(Kind.RELAXED, "FR", "consent on record"),)


def test_a_holiday_can_be_opened() -> None:
    text = "{relax: [{rule: FR, open: [{date: 2026-12-25, name: Christmas}], reason: consent on record}]}"

    assert rules(judged(text, "FR Europe/Paris", "2026-12-25 11:00 Europe/Paris")) == []


def test_no_calls_on_holidays_can_be_asked_for() -> None:
    text = "{tighten: [{rule: US, holidays: none}]}"

    assert rules(judged(text, "US America/Chicago", "2026-11-26 12:00 America/Chicago")) == [
        "US calling-holiday warning"
    ]


def test_a_rule_of_ones_own_counts_for_its_state_alone() -> None:
    text = "{add: [{id: ny, country: US, state: NY, monFri: ['14:00-15:00']}]}"

    found = judged(text, "US-NY America/Chicago", NOON, "{calling-hours: error}")

    assert rules(found) == ["ny calling-hours error"]
    assert rules(judged(text, "US America/Chicago", NOON)) == []


def test_a_rule_of_ones_own_can_go_by_one_clock() -> None:
    text = "{add: [{id: office, country: US, zone: Europe/Berlin, monFri: ['09:00-18:00']}]}"

    assert rules(judged(text, "US America/Chicago", NOON)) == ["office calling-hours warning"]


def test_rules_are_switched_off_one_by_one_by_country_or_all() -> None:
    one = read("{off: [{rule: GB, reason: no law}]}")[0]
    country = read("{off: [{country: US, reason: other tool}]}")[0]
    every = read("{off: [{country: '*', reason: other tool}]}")[0]

    assert one.changes == (Change(Kind.OFF, "GB", "no law"),)
    assert "GB" not in {rule.id for rule in one.rules}
    assert "US" not in {rule.country for rule in country.rules}
    assert every.rules == ()
    assert judge([group("US America/Chicago", 5)], at(NIGHT), 1, every, at(NOON)).unjudged == 5


def test_a_rule_that_is_switched_on_counts() -> None:
    text = "{off: [{rule: AU, reason: research}], on: [AU-research]}"

    assert rules(judged(text, "AU Australia/Sydney", "2026-12-01 20:15 Australia/Sydney")) == []
    assert rules(judged(text, "AU Australia/Sydney", "2026-12-01 20:30 Australia/Sydney")) == [
        "AU-research calling-hours warning"
    ]


def test_a_default_zone_counts_for_those_whose_own_is_not_known() -> None:
    text = "{defaultZones: {US: America/Chicago}}"
    unknown = judged(text, "US", "2026-12-01 08:00 America/Chicago")

    assert rules(unknown) == []
    assert unknown.sources == {ZoneSource.DEFAULT: 1}
    assert judged("{}", "US", NOON).sources == {ZoneSource.COUNTRY: 1}


def test_seconds_and_attempts_replace_what_is_assumed() -> None:
    pace = read("{attempts: 2, seconds: {ring: 20, talk: [30, 180]}}")[0].pace

    assert (pace.ring, pace.talk, pace.gap, pace.attempts) == (Seconds(20, 20), Seconds(30, 180), Seconds(5, 5), 2)


@pytest.mark.parametrize(
    ("text", "code", "message", "hint"),
    [
        ("{off: [{rule: US-TXX, reason: a}]}", "bad-value", "there is no rule `US-TXX`", "did you mean `US-TX`?"),
        (
            "{off: [{rule: zzzz, reason: a}]}",
            "bad-value",
            "there is no rule `zzzz`",
            "docs/calling-hours.md lists the rules",
        ),
        (
            "{off: [{rule: US, country: US, reason: a}]}",
            "bad-value",
            "an entry of `off` names a `rule` or a `country`, one of the two",
            "write two entries, or remove one of the keys",
        ),
        ("{off: [{country: JP, reason: a}]}", "bad-value", "there are no rules for `JP`", "remove the entry"),
        ("{on: [US]}", "bad-value", "`US` is no rule that is switched on", "those that can be are `AU-research`"),
        (
            "{tighten: [{rule: AU-research, sun: []}]}",
            "bad-value",
            "the rule `AU-research` counts only where it is switched on",
            "add `AU-research` to `on`",
        ),
        (
            "{off: [{rule: FR, reason: a}], tighten: [{rule: FR, sat: []}]}",
            "bad-value",
            "the rule `FR` is switched off here",
            "remove one of the two",
        ),
        (
            "{tighten: [{rule: FR, monFri: ['10:00-20:00']}]}",
            "bad-value",
            "`monFri` permits more than `FR` does, under `tighten`",
            "write hours within the rule's, or move the entry to `relax` with a `reason`",
        ),
        (
            "{tighten: [{rule: US, sat: ['12:00-10:00']}]}",
            "bad-value",
            "hours of `sat` end before they begin",
            "write hours over midnight as two: until 24:00, and from 00:00 of the next day",
        ),
        (
            "{tighten: [{rule: US, sat: ['09:00-12:00', '11:00-13:00']}]}",
            "bad-value",
            "hours of `sat` overlap",
            "join those that overlap",
        ),
        (
            "{tighten: [{rule: US, sat: [9am-6pm]}]}",
            "bad-value",
            "an entry of `sat` of an entry of `tighten` of `callingHours` is `9am-6pm`, not hours as HH:MM-HH:MM",
            "write it like `09:00-18:00`",
        ),
        (
            "{tighten: [{rule: US, closed: [{date: 2026-02-30, name: a}]}]}",
            "bad-value",
            "`date` of an entry of `closed` of an entry of `tighten` of `callingHours` is `2026-02-30`, "
            "not a date that exists",
            "write it like `date: 2026-12-24`",
        ),
        (
            "{relax: [{rule: FR, sat: ['10:00-13:00']}]}",
            "missing-key",
            "`reason` is missing in an entry of `relax` of `callingHours`",
            "add `reason`",
        ),
        ("{add: [{id: US, country: US, sun: []}]}", "bad-value", "there is a rule `US` already", "give it another id"),
        (
            "{add: [{id: uk, country: UK, sun: []}]}",
            "bad-value",
            "there is no country `UK`",
            "write its two letters in ISO 3166-1, such as `GB` for the United Kingdom",
        ),
        (
            "{add: [{id: a, country: US, zone: America/Boston}]}",
            "unknown-zone",
            "`America/Boston` is not a zone of the IANA database",
            "write an Area/City name such as `America/New_York`",
        ),
        (
            "{defaultZones: {US: EST5EDT4}}",
            "unknown-zone",
            "`EST5EDT4` is not a zone of the IANA database",
            "write an Area/City name such as `America/New_York`",
        ),
        ("{seconds: {talk: [90, 10]}}", "bad-value", "`talk` ends before it begins", "write the smaller one first"),
    ],
)
def test_a_mistake_is_told_with_what_to_write(text: str, code: str, message: str, hint: str) -> None:
    told = read(text)[1]

    assert [(found[0], found[2], found[3]) for found in told] == [(code, message, hint)]


def test_all_mistakes_are_told_each_at_its_place() -> None:
    text = "\n  off:\n  - {rule: XX-YY, reason: a}\n  add:\n  - {id: a, country: ZZ, sun: ['10:00-09:00']}"

    assert [(place, message) for _, place, message, _ in read(text)[1]] == [
        ("3:12", "there is no rule `XX-YY`"),
        ("5:22", "there is no country `ZZ`"),
        ("5:31", "hours of `sun` end before they begin"),
    ]


def test_the_policy_has_the_rules_and_is_refused_with_a_mistake_in_them(tmp_path: Path) -> None:
    def written(text: str) -> Policy:
        (tmp_path / "policy.yaml").write_text(text)
        return read_policy([tmp_path], tmp_path)

    good = written("callingHours: {tighten: [{rule: US, closed: [{date: 2026-12-24, name: Eve}]}]}\n").callingHours
    assert good is not None
    assert [rule.days[0].date for rule in good.rules if rule.days] == [date(2026, 12, 24)]
    assert written("limits: {newCampaigns: 3}\n").callingHours is None
    broken = written("callingHours: {on: [US]}\nlimits: {newCampaigns: 3}\n")
    assert [finding.code for finding in broken.findings] == ["bad-value"]
    assert (broken.callingHours, broken.newCampaigns) == (None, Policy().newCampaigns)


def test_the_policy_says_how_bad_it_is_to_break_a_rule(tmp_path: Path) -> None:
    (tmp_path / "policy.yaml").write_text("findings: {calling-hours: error, people-often: error}\n")

    book = read_policy([tmp_path], tmp_path).rulebook

    assert book.severity(builtin.rules()[0], "calling-hours") is Severity.ERROR
    assert book.severity(builtin.rules()[0], "calling-holiday") is Severity.WARNING
    assert set(CODES) <= schema.load("policy")["properties"]["findings"]["properties"].keys()
