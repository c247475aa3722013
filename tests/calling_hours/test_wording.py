"""What outputs say about an assessment besides its clashes."""

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
