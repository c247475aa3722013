"""What a policy can change in the rules on calling hours, and what it can't."""

from datetime import date
from pathlib import Path

import pytest

from runner.calling_hours.assessment import Assessment, assess
from runner.calling_hours.forecast import Seconds
from runner.calling_hours.rules import builtin, policy_section
from runner.calling_hours.rules.rulebook import CODES, Coverage, Rulebook, RuleChange, RuleChangeKind, ZoneSource
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
    book = Rulebook() if findings.has_errors else policy_section.read(document, findings)
    return book, [(f.code, f"{f.line}:{f.column}", f.message, f.hint) for f in findings]


def assessed(text: str, location: str, start: str, severities: str = "{}") -> Assessment:
    book, mistakes = read(text, severities)
    assert mistakes == []
    return assess([group(location, 1)], at(start), 1, book, at("2026-11-22 12:00 UTC"))


def clashing_rules(assessment: Assessment) -> list[str]:
    return [f"{clash.rule.id} {clash.code} {clash.severity}" for clash in assessment.clashes]


NOON = "2026-12-01 12:00 America/Chicago"
NIGHT = "2026-12-01 22:00 America/Chicago"


def test_an_empty_section_changes_nothing() -> None:
    book, mistakes = read("{}")

    assert mistakes == []
    assert book == Rulebook()


def test_a_rule_from_a_statute_is_an_error_where_the_policy_says_so() -> None:
    assessment = assessed("{}", "US America/Chicago", NIGHT, "{calling-hours: error}")

    assert clashing_rules(assessment) == ["US calling-hours error"]
    assert not assessment.passed


def test_an_error_that_the_policy_asks_for_holds_for_rules_of_every_confidence() -> None:
    def press(severities: str) -> list[str]:
        start = "2026-12-06 12:00 America/Chicago"
        return clashing_rules(assessed("{}", "US-LA America/Chicago", start, severities))

    def unconfirmed(severities: str, start: str = "2026-12-06 12:00 Europe/London") -> list[str]:
        return clashing_rules(assessed("{}", "GB Europe/London", start, severities))

    assert press("{}") == ["US-LA calling-hours warning"]
    assert press("{calling-hours: error}") == ["US-LA calling-hours error"]
    assert press("{calling-hours-unsure: error}") == ["US-LA calling-hours warning"]
    assert unconfirmed("{}") == ["GB calling-hours-unsure info"]
    assert unconfirmed("{calling-holiday: error}") == ["GB calling-hours-unsure info"]
    assert unconfirmed("{calling-hours: warning}") == ["GB calling-hours-unsure warning"]
    assert unconfirmed("{calling-hours-unsure: error}") == ["GB calling-hours-unsure error"]
    assert unconfirmed("{calling-hours: error}") == ["GB calling-hours-unsure error"]
    assert unconfirmed("{calling-hours: error, calling-hours-unsure: warning}") == ["GB calling-hours-unsure error"]
    christmas = "2026-12-25 12:00 Europe/London"
    assert unconfirmed("{calling-holiday: error}", christmas) == ["GB calling-hours-unsure error"]


def test_an_error_that_an_unconfirmed_rule_makes_has_a_way_out() -> None:
    late = assessed("{}", "GB Europe/London", "2026-12-01 21:30 Europe/London", "{calling-hours: error}")

    assert not late.passed
    assert late.alternatives.start
    assert late.alternatives.start.latest == at("2026-12-01 20:55 Europe/London")


def test_a_rule_that_the_policy_adds_reaches_the_territories_of_its_country() -> None:
    text = (
        "{add: [{id: noon, country: US, monFri: ['12:00-13:00']}, {id: island, country: PR, monFri: ['12:00-12:30']}]}"
    )

    start = "2026-12-01 15:00 America/Puerto_Rico"
    assert clashing_rules(assessed(text, "PR America/Puerto_Rico", start)) == [
        "noon calling-hours warning",
        "island calling-hours warning",
    ]
    assert clashing_rules(assessed(text, "US America/New_York", "2026-12-01 15:00 America/New_York")) == [
        "noon calling-hours warning"
    ]


def test_a_rule_that_is_tightened_permits_less() -> None:
    text = "{tighten: [{rule: US, monFri: ['13:00-14:00'], closed: [{date: 2026-12-02, name: Our day}]}]}"

    assert clashing_rules(assessed(text, "US America/Chicago", NOON)) == ["US calling-hours warning"]
    assert clashing_rules(assessed(text, "US America/Chicago", "2026-12-01 13:00 America/Chicago")) == []
    closed = assessed(text, "US America/Chicago", "2026-12-02 13:00 America/Chicago")
    assert clashing_rules(closed) == ["US calling-holiday warning"]
    assert closed.clashes[0].parts[0].holiday == "Our day"


def test_hours_that_only_meet_are_within_those_of_the_rule() -> None:
    assert read("{tighten: [{rule: US, monFri: ['08:00-12:00', '12:00-20:00']}]}")[1] == []


def test_a_rule_that_is_relaxed_permits_more_and_the_reason_is_kept() -> None:
    text = "{relax: [{rule: FR, sat: ['10:00-13:00'], holidays: same, reason: consent on record}]}"

    assert clashing_rules(assessed(text, "FR Europe/Paris", "2026-12-05 11:00 Europe/Paris")) == []
    assert clashing_rules(assessed(text, "FR Europe/Paris", "2026-12-25 11:00 Europe/Paris")) == []
    assert read(text)[0].changes == (RuleChange(RuleChangeKind.RELAXED, "FR", "consent on record"),)


def test_a_holiday_can_be_opened() -> None:
    text = "{relax: [{rule: FR, open: [{date: 2026-12-25, name: Christmas}], reason: consent on record}]}"

    assert clashing_rules(assessed(text, "FR Europe/Paris", "2026-12-25 11:00 Europe/Paris")) == []


def test_a_policy_can_close_holidays() -> None:
    text = "{tighten: [{rule: US, holidays: none}]}"

    assert clashing_rules(assessed(text, "US America/Chicago", "2026-11-26 12:00 America/Chicago")) == [
        "US calling-holiday warning"
    ]


def test_an_added_rule_applies_to_its_state_only() -> None:
    text = "{add: [{id: ny, country: US, state: NY, monFri: ['14:00-15:00']}]}"

    assessment = assessed(text, "US-NY America/Chicago", NOON, "{calling-hours: error}")

    assert clashing_rules(assessment) == ["ny calling-hours error"]
    assert clashing_rules(assessed(text, "US America/Chicago", NOON)) == []


def test_an_added_rule_can_have_a_time_zone_of_its_own() -> None:
    text = "{add: [{id: office, country: US, zone: Europe/Berlin, monFri: ['09:00-18:00']}]}"

    assert clashing_rules(assessed(text, "US America/Chicago", NOON)) == ["office calling-hours warning"]


def test_rules_are_switched_off_one_by_one_by_country_or_all() -> None:
    one = read("{off: [{rule: GB, reason: no law}]}")[0]
    country = read("{off: [{country: US, reason: other tool}]}")[0]
    every = read("{off: [{country: '*', reason: other tool}]}")[0]

    assert one.changes == (RuleChange(RuleChangeKind.OFF, "GB", "no law"),)
    assert "GB" not in {rule.id for rule in one.rules}
    assert "US" not in {rule.country for rule in country.rules}
    assert every.rules == ()
    assessment = assess([group("US America/Chicago", 5)], at(NIGHT), 1, every, at(NOON))
    assert assessment.coverage == {Coverage.OFF: 5}
    assert [clash.rule.id for clash in assessment.clashes] == ["night"]


def test_a_rule_that_is_switched_on_applies() -> None:
    text = "{off: [{rule: AU, reason: research}], on: [AU-research]}"

    assert clashing_rules(assessed(text, "AU Australia/Sydney", "2026-12-01 20:15 Australia/Sydney")) == []
    assert clashing_rules(assessed(text, "AU Australia/Sydney", "2026-12-01 20:30 Australia/Sydney")) == [
        "AU-research calling-hours warning"
    ]


def test_a_default_zone_applies_to_contacts_whose_own_is_unknown() -> None:
    text = "{defaultZones: {US: America/Chicago}}"
    unknown = assessed(text, "US", "2026-12-01 08:00 America/Chicago")

    assert clashing_rules(unknown) == []
    assert unknown.sources == {ZoneSource.DEFAULT: 1}
    assert assessed("{}", "US", NOON).sources == {ZoneSource.COUNTRY: 1}


def test_seconds_and_attempts_replace_the_assumptions() -> None:
    pace = read("{attempts: 2, seconds: {ring: 20, talk: [30, 180]}}")[0].pace

    assert (pace.ring, pace.talk, pace.gap, pace.attempts) == (Seconds(20, 20), Seconds(30, 180), Seconds(5, 5), 2)


@pytest.mark.parametrize(
    ("text", "code", "message", "hint"),
    [
        ("{off: [{rule: US-TXX, reason: a}]}", "bad-value", "unknown rule `US-TXX`", "did you mean `US-TX`?"),
        (
            "{off: [{rule: zzzz, reason: a}]}",
            "bad-value",
            "unknown rule `zzzz`",
            "use a rule listed in docs/reference/calling-hours.md",
        ),
        (
            "{off: [{rule: US, country: US, reason: a}]}",
            "bad-value",
            "an entry of `off` needs exactly one of `rule` and `country`",
            "write one of the two, in an entry of its own",
        ),
        ("{off: [{country: JP, reason: a}]}", "bad-value", "no rule for `JP`", "remove the entry"),
        ("{on: [US]}", "bad-value", "`US` isn't a rule that `on` switches on", "remove it; `on` accepts `AU-research`"),
        (
            "{tighten: [{rule: AU-research, sun: []}]}",
            "bad-value",
            "rule `AU-research` is off by default",
            "add `AU-research` to `on`",
        ),
        (
            "{off: [{rule: FR, reason: a}], tighten: [{rule: FR, sat: []}]}",
            "bad-value",
            "rule `FR` is switched off in `off`",
            "remove this entry, or the one in `off`",
        ),
        (
            "{tighten: [{rule: FR, monFri: ['10:00-20:00']}]}",
            "bad-value",
            "`monFri` in `tighten` permits more hours than rule `FR`",
            "use hours within the rule's, or move the entry to `relax` with a `reason`",
        ),
        (
            "{tighten: [{rule: US, sat: ['12:00-10:00']}]}",
            "bad-value",
            "hours in `sat` end before they start",
            "split hours past midnight: until 24:00, and from 00:00 the next day",
        ),
        (
            "{tighten: [{rule: US, sat: ['09:00-12:00', '11:00-13:00']}]}",
            "bad-value",
            "hours in `sat` overlap",
            "merge them",
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
        ("{add: [{id: US, country: US, sun: []}]}", "bad-value", "rule `US` already exists", "use another `id`"),
        (
            "{add: [{id: uk, country: UK, sun: []}]}",
            "bad-value",
            "unknown country `UK`",
            "use its two-letter ISO 3166-1 code, such as `GB` for the United Kingdom",
        ),
        (
            "{add: [{id: a, country: US, zone: America/Boston}]}",
            "unknown-zone",
            "`America/Boston` isn't an IANA time zone",
            "use an Area/City name such as `America/New_York`",
        ),
        (
            "{defaultZones: {US: EST5EDT4}}",
            "unknown-zone",
            "`EST5EDT4` isn't an IANA time zone",
            "use an Area/City name such as `America/New_York`",
        ),
        (
            "{seconds: {talk: [90, 10]}}",
            "bad-value",
            "`talk` is 90 to 10 seconds, the larger number first",
            "write the smaller number first",
        ),
    ],
)
def test_a_mistake_is_reported_with_a_hint(text: str, code: str, message: str, hint: str) -> None:
    mistakes = read(text)[1]

    assert [(mistake[0], mistake[2], mistake[3]) for mistake in mistakes] == [(code, message, hint)]


def test_all_mistakes_are_reported_each_at_its_place() -> None:
    text = "\n  off:\n  - {rule: XX-YY, reason: a}\n  add:\n  - {id: a, country: ZZ, sun: ['10:00-09:00']}"

    assert [(place, message) for _, place, message, _ in read(text)[1]] == [
        ("3:12", "unknown rule `XX-YY`"),
        ("5:22", "unknown country `ZZ`"),
        ("5:31", "hours in `sun` end before they start"),
    ]


def test_the_policy_has_the_rules_and_is_refused_with_a_mistake_in_them(tmp_path: Path) -> None:
    def policy(text: str) -> Policy:
        (tmp_path / "policy.yaml").write_text(text)
        return read_policy([tmp_path], tmp_path)

    good = policy("callingHours: {tighten: [{rule: US, closed: [{date: 2026-12-24, name: Eve}]}]}\n").callingHours
    assert good is not None
    assert [rule.days[0].date for rule in good.rules if rule.id == "US"] == [date(2026, 12, 24)]
    assert policy("limits: {newCampaigns: 3}\n").callingHours is None
    broken = policy("callingHours: {on: [US]}\nlimits: {newCampaigns: 3}\n")
    assert [finding.code for finding in broken.findings] == ["bad-value"]
    assert (broken.callingHours, broken.newCampaigns) == (None, Policy().newCampaigns)


def test_the_policy_sets_the_severity_of_breaking_a_rule(tmp_path: Path) -> None:
    (tmp_path / "policy.yaml").write_text("findings: {calling-hours: error, people-often: error}\n")

    book = read_policy([tmp_path], tmp_path).rulebook

    assert book.severity(builtin.rules()[0], "calling-hours") is Severity.ERROR
    assert book.severity(builtin.rules()[0], "calling-holiday") is Severity.WARNING
    assert set(CODES) <= schema.load("policy")["properties"]["findings"]["properties"].keys()


@pytest.mark.parametrize(
    ("hours", "launch", "clashes", "kind"),
    [
        ("20:00-09:00", "20:30", ["night"], RuleChangeKind.TIGHTENED),
        ("22:00-08:00", "21:30", [], RuleChangeKind.RELAXED),
        ("23:00-06:00", "23:30", ["night"], RuleChangeKind.RELAXED),
        ("21:00-08:00", "21:30", ["night"], None),
    ],
)
def test_the_policy_sets_the_night_where_no_rule_is_known(
    hours: str, launch: str, clashes: list[str], kind: RuleChangeKind | None
) -> None:
    book, mistakes = read(f'{{night: "{hours}"}}')

    assert mistakes == []
    assert book.changes == ((RuleChange(kind, "night"),) if kind else ())
    start = at(f"2026-12-01 {launch} Asia/Bangkok")
    assessment = assess([group("TH Asia/Bangkok", 3)], start, 3, book, start)
    assert [clash.rule.id for clash in assessment.clashes] == clashes


def test_the_night_guard_is_switched_off_only_by_its_name() -> None:
    start = at("2026-12-01 23:30 Asia/Bangkok")

    for entry, rules in (("{rule: night, reason: staff}", []), ('{country: "*", reason: staff}', ["night"])):
        book, mistakes = read(f"{{off: [{entry}]}}")
        assert mistakes == []
        assert RuleChangeKind.OFF in {change.kind for change in book.changes}
        clashes = assess([group("TH Asia/Bangkok", 3)], start, 3, book, start).clashes
        assert [clash.rule.id for clash in clashes] == rules


def test_a_night_has_a_length_and_its_name_is_taken() -> None:
    assert [mistake[2] for mistake in read('{night: "21:00-21:00"}')[1]] == ["the night `21:00-21:00` has no length"]
    assert [mistake[2] for mistake in read("{add: [{id: night, country: TH, sun: []}]}")[1]] == [
        "rule `night` already exists"
    ]
