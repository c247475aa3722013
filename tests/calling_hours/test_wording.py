"""What outputs say about an assessment besides its clashes."""

import pytest

from runner.calling_hours.assessment import assess
from runner.calling_hours.forecast import Pace
from runner.calling_hours.rules.rulebook import Rulebook
from runner.calling_hours.wording import describe_notes
from tests.calling_hours.groups import at, group

START = at("2026-12-01 15:00 America/New_York")


def test_an_exceeded_limit_on_calls_names_its_rule_and_period() -> None:
    groups = [group("US-FL America/New_York", 20), group("FR Europe/Paris", 10)]
    book = Rulebook(pace=Pace(attempts=5))

    notes = list(describe_notes(assess(groups, START, 1, book, START)))

    assert "rule US-FL permits 3 calls to one person in 1 day: 20 contacts may get more" in notes
    assert "rule FR permits 4 calls to one person in 30 days: 10 contacts may get more" in notes


@pytest.mark.parametrize(
    ("now", "start", "note"),
    [
        (
            "2026-10-20 10:00 America/New_York",
            "2026-11-03 15:00 America/New_York",
            "back in America/New_York on Sun 1 Nov",
        ),
        (
            "2026-03-01 10:00 Europe/Paris",
            "2026-04-02 15:00 America/New_York",
            "forward in America/New_York on Sun 8 Mar",
        ),
        (
            "2026-02-01 10:00 America/New_York",
            "2026-11-03 15:00 America/New_York",
            "back in America/New_York on Sun 1 Nov",
        ),
        (
            "2020-02-01 10:00 America/New_York",
            "2026-11-03 15:00 America/New_York",
            "back in America/New_York on Sun 1 Nov",
        ),
        (
            "2026-03-30 10:00 Europe/Paris",
            "2026-10-05 15:00 Australia/Lord_Howe",
            "forward in Australia/Lord_Howe on Sun 4 Oct",
        ),
        ("2026-11-01 07:00 UTC", "2026-11-03 15:00 America/New_York", None),
        ("2026-11-01 05:00 UTC", "2026-11-01 08:00 America/New_York", "back in America/New_York on Sun 1 Nov"),
        ("2026-10-20 10:00 America/New_York", "2026-11-03 15:00 America/Phoenix", None),
        ("2026-10-20 10:00 America/New_York", "2026-11-03 15:00 UTC", None),
        ("2026-11-20 10:00 America/New_York", "2026-12-03 15:00 America/New_York", None),
        ("2027-05-20 10:00 America/New_York", "2026-12-03 15:00 America/New_York", None),
    ],
)
def test_the_last_clock_change_before_the_launch_is_noted_once(now: str, start: str, note: str | None) -> None:
    groups = [group("US America/Chicago", 20), group("US America/New_York", 20)]

    notes = [one for one in describe_notes(assess(groups, at(start), 1, Rulebook(), at(now))) if "clocks" in one]

    assert notes == ([f"clocks go {note}, before the launch"] if note else [])


def test_an_immediate_launch_has_no_clock_change_before_it() -> None:
    notes = describe_notes(assess([group("US America/New_York", 20)], None, 1, Rulebook(), START))

    assert not [one for one in notes if "clocks" in one]
