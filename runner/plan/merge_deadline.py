"""Until when a plan may be merged so that it does what was assessed, and what ends that."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from runner import timezones
from runner.formatting import count, one_line
from runner.plan.change import Change
from runner.plan.policy import Policy


@dataclass(frozen=True, slots=True)
class MergeDeadline:
    """The latest moment to merge; `after` says what is so after it: `calls of `Q4` could be outside calling hours`."""

    at: datetime
    after: str

    def __str__(self) -> str:
        return f"merge before {timezones.format_local(self.at)}: after that, {self.after}"


def merge_deadline(changes: Iterable[Change], policy: Policy) -> MergeDeadline | None:
    """Return the first moment that ends what was assessed of all that would be sent.

    None where nothing sets a moment, where a launch that clashes with calling hours would set it, and where an
    immediate launch wasn't assessed or is safe at no moment.
    """
    sent = [change for change in changes if change.would_send and change.action != "blocked"]
    if any(change.immediate and (change.hours is None or change.hours.merge_before is None) for change in sent):
        return None
    ends = [end for change in sent for end in _ends(change, policy)]
    deadline, passes = min(ends, key=lambda end: (end[0].at, end[1]), default=(None, False))
    return deadline if passes else None


def _ends(change: Change, policy: Policy) -> Iterator[tuple[MergeDeadline, bool]]:
    """Yield each moment that a campaign sets, and whether it passes as it was assessed."""
    name = f"`{one_line(change.name or change.path)}`"
    launch = change.desired.launch if change.desired else None
    if change.immediate:
        if change.hours and change.hours.merge_before:
            yield MergeDeadline(change.hours.merge_before, f"calls of {name} could be outside calling hours"), True
    elif launch and launch.at:
        lead = policy.minimumLeadMinutes
        minimum = f"in less than {count(lead, 'minute')}, the minimum of the policy" if lead else "in the past"
        after = f"the launch of {name} is {minimum}, and apply refuses it"
        yield MergeDeadline(launch.at - timedelta(minutes=lead), after), change.hours is None or change.hours.passed
    if change.is_update and change.record and change.record.launchAt:
        at = timezones.parse_instant(change.record.launchAt)
        yield MergeDeadline(at, f"{name} has launched as it was sent before, and can't be updated"), True
