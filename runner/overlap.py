"""Who would be called twice: the people of a new campaign who are also another one's, a few days apart."""

from array import array
from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import permutations

from runner import schedule
from runner.change import Change
from runner.contacts import Contacts
from runner.findings import Finding, Severity
from runner.memory import Memory, Shared
from runner.policy import Overlap
from runner.source import Document
from runner.state import Record
from runner.text import quoted
from runner.words import count

CODE = "people-again"
NAMED = 3
"""So many other campaigns are named for one new campaign; more are counted."""


@dataclass(frozen=True, slots=True)
class _New:
    """A campaign that would be sent, and when it would dial."""

    change: Change
    document: Document
    contacts: Contacts
    at: datetime


@dataclass(frozen=True, slots=True)
class _Sent:
    """A recorded campaign, when it dials or did, and its numbers where a file still has them."""

    name: str
    record: Record
    at: datetime
    numbers: "array[int] | None"


def check(changes: Sequence[Change], now: datetime, limits: Overlap, memory: Memory | None = None) -> None:
    """Add to each new campaign's findings the campaigns near it in time that would call, or called, its people.

    Lists that are in the repository are compared number by number; those that are gone by what `memory` keeps of them.
    """
    span = timedelta(days=limits.days)
    new = [one for change in changes if (one := _new(change, now))]
    times = sorted(one.at for one in new)
    sent = [one for one in _sent(changes) if _near(times, one.at, span)] if new else []
    found: dict[int, list[tuple[_New | _Sent, Shared]]] = defaultdict(list)
    for index, other, people in _in_files(new, sent, span):
        found[index].append((other, Shared(people, exact=True)))
    for other in sent:
        if memory is None or other.numbers is not None or other.record.memory is None:
            continue
        for index, one in enumerate(new):
            shared = memory.shared(one.contacts, other.record.memory) if abs(one.at - other.at) <= span else None
            if shared is not None:
                found[index].append((other, shared))
    for index, one in enumerate(new):
        said = [each for each in found[index] if _matters(one, each[1], limits)]
        said.sort(key=lambda each: (-each[1].people, _name(each[0])))
        for number, (other, shared) in enumerate(said[:NAMED], start=1):
            more = len(said) - NAMED if number == NAMED else 0
            one.change.findings.add(_finding(one, other, shared, more=more))


def _new(change: Change, now: datetime) -> _New | None:
    wanted = change.desired
    if change.action not in ("create", "unknown") or not change.would_send:
        return None
    if wanted is None or wanted.document is None or wanted.contacts is None:
        return None
    at = now if change.immediate else schedule.parse_instant(change.launch_at) if change.launch_at else None
    return None if at is None else _New(change, wanted.document, wanted.contacts, at)


def _sent(changes: Iterable[Change]) -> Iterator[_Sent]:
    """Give the recorded campaigns that aren't to be sent, each with any list here that is the one it was sent with."""
    lists = [change.desired.contacts for change in changes if change.desired and change.desired.contacts]
    # What was sent is known by its digest; the file's own bytes still tell it once a default was changed.
    by_hash = {**{one.sha256: one.numbers for one in lists}, **{one.digest: one.numbers for one in lists}}
    for change in changes:
        record = change.record
        if record is not None and not change.would_send:
            numbers = by_hash.get(record.contacts["digest"], by_hash.get(record.contacts["sha256"]))
            yield _Sent(change.recorded_name, record, schedule.parse_instant(record.dials_at), numbers)


def _near(times: Sequence[datetime], at: datetime, span: timedelta) -> int:
    """Count the instants, which are sorted, within `span` of one."""
    return bisect_right(times, at + span) - bisect_left(times, at - span)


def _in_files(new: list[_New], sent: list[_Sent], span: timedelta) -> Iterator[tuple[int, _New | _Sent, int]]:
    """Give each new campaign's index, another campaign near it, and how many people both have.

    Each list is gone through once: a number is in one group of new campaigns, and there are few groups.
    """
    listed = [(one, one.numbers) for one in sent if one.numbers is not None]
    times = sorted([*(one.at for one in new), *(one.at for one, _ in listed)])
    compared = {index: one.contacts.numbers for index, one in enumerate(new) if _near(times, one.at, span) > 1}
    if not compared:
        return
    groups, group_of = _grouped(compared)
    pairs: Counter[tuple[int, int]] = Counter()
    for group, people in Counter(group_of.values()).items():
        pairs.update(dict.fromkeys(permutations(groups[group], 2), people))
    for (index, other), people in pairs.items():
        if abs(new[other].at - new[index].at) <= span:
            yield index, new[other], people
    for one, numbers in listed:
        met: Counter[int] = Counter()
        for met_group, people in Counter(map(group_of.get, numbers)).items():
            met.update(dict.fromkeys(groups[met_group or 0], people))
        for index, people in met.items():
            if abs(one.at - new[index].at) <= span:
                yield index, one, people


def _grouped(lists: dict[int, "array[int]"]) -> tuple[list[tuple[int, ...]], dict[int, int]]:
    """Give groups of lists, and for each number the group of exactly those lists that have it."""
    groups: list[tuple[int, ...]] = [()]
    group_of: dict[int, int] = {}
    for index, numbers in lists.items():
        joined: dict[int, int] = {}
        for number in numbers:
            before = group_of.get(number, 0)
            after = joined.get(before)
            if after is None:
                after = joined[before] = len(groups)
                groups.append((*groups[before], index))
            group_of[number] = after
    return groups, group_of


def _matters(one: _New, shared: Shared, limits: Overlap) -> bool:
    total = len(one.contacts.numbers)
    return shared.people > limits.share * total or shared.people == total


def _finding(one: _New, other: _New | _Sent, shared: Shared, *, more: int) -> Finding:
    message = f"calls people twice: {_people(shared, len(one.contacts.numbers))} also in {quoted(_name(other))}, "
    if isinstance(other, _New):
        message += "which is new too, "
    else:
        message += f"{other.record.campaignId or 'which may have been sent'}, "
    message += schedule.apart(other.at, one.at)
    message += "" if shared.exact else "; its list isn't here any more, and this is estimated from what apply remembers"
    message += f"; and in {count(more, 'more campaign')}" if more else ""
    return one.document.finding(
        "people-again",
        message,
        ("contacts",),
        severity=Severity.WARNING,
        hint="meant so, as for a reminder? then there is nothing to do; else take them out of one list",
    )


def _people(shared: Shared, total: int) -> str:
    if not shared.exact:
        # Two digits are what an estimate is good for.
        return f"about {round(shared.people, 2 - len(str(shared.people))):,} of its {count(total, 'person')} are"
    if shared.people == total:
        return f"all of its {total:,} people are" if total > 1 else "its one person is"
    return f"{shared.people:,} of its {total:,} people {'is' if shared.people == 1 else 'are'}"


def _name(other: _New | _Sent) -> str:
    return other.name if isinstance(other, _Sent) else other.change.name or ""
