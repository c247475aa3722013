"""The night: hours at which nobody is called by a proposal of ours, and a guard where no rule sets any hours."""

from runner.calling_hours.rules import builtin
from runner.calling_hours.rules.rule import Confidence, Hours, Rule

DEFAULT = (21 * 60, 8 * 60)
"""From when until when it is night, in minutes after midnight: outside the hours of 47 CFR 64.1200(c)(1)."""


def guard(night: tuple[int, int] = DEFAULT) -> Rule:
    """Return a rule for contacts of any country that permits calls only by day, in each contact's own zone."""
    begins, ends = night
    if ends <= begins:
        day: Hours = ((ends, begins),)
    else:
        day = tuple(span for span in ((0, begins), (ends, builtin.DAY)) if span[0] < span[1])
    return Rule("night", "", "docs/reference/calling-hours.md", Confidence.NONE, mon_fri=day, sat=day, sun=day)


NIGHT = guard()
"""What every proposed start keeps to, even where the rules in force permit more."""
