"""Who would be called twice, or too often: the people of a new campaign who are also others', a few days apart."""

import sys
from array import array
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from runner import timezones
from runner.contacts.reader import Contacts
from runner.findings import Finding, Findings, Severity
from runner.formatting import count, quoted
from runner.plan.change import Change
from runner.plan.checks.overlap.query import NAMED, WEEK, Calls, Common, Met, Often
from runner.plan.checks.overlap.sketch import Memory, Shared
from runner.plan.policy import Overlap, Policy
from runner.state.record import Record
from runner.yamlfile.document import Document

CODE = "people-again"
NUMPY_CALLS = 250_000
"""So many numbers are worth NumPy's import."""


@dataclass(frozen=True, slots=True)
class _New:
    """A campaign that would be sent, and when it would dial."""

    change: Change
    document: Document
    contacts: Contacts
    at: datetime

    @property
    def name(self) -> str:
        return self.change.name or ""

    @property
    def numbers(self) -> "array[int]":
        return self.contacts.numbers


@dataclass(frozen=True, slots=True)
class _Sent:
    """A recorded campaign, when it dials or did, and its numbers where a file still has them."""

    name: str
    record: Record
    at: datetime
    numbers: "array[int] | None"


_Other = _New | _Sent


def check_overlap(
    changes: Sequence[Change], now: datetime, policy: Policy, memory: Memory | None = None
) -> list[Change]:
    """Add to each new campaign the campaigns near it in time that would call, or called, its people.

    Lists that are in the repository are compared number by number; those that are gone by what `memory` keeps of them.
    """
    limits = policy.overlap
    near = timedelta(days=limits.days)
    new = [one for change in changes if (one := _new(change, now))]
    times = sorted(one.at for one in new)
    sent = [one for one in _sent(changes) if _near(times, one.at, max(near, WEEK))] if new else []
    compared = _compared([*new, *(one for one in sent if one.numbers is not None)], max(near, WEEK))
    common = _common(compared, limits, near)
    place = {one.change.path: index for index, one in enumerate(compared) if isinstance(one, _New)}
    remembered = _remembered(new, sent, near, limits, memory) if memory else {}
    found: dict[str, Findings] = {}
    for one in new:
        path, index = one.change.path, place.get(one.change.path, -1)
        met = _shared(one, compared, common.again.get(index), whole=common.whole)
        found[path] = Findings(_again(one, [*met.named, *remembered.get(path, ())], met.more, whole=common.whole))
        if index in common.often:
            found[path].add(_often(one, compared, common.often[index], policy, whole=common.whole))
    return [change.against(found[change.path]) if change.path in found else change for change in changes]


def _new(change: Change, now: datetime) -> _New | None:
    wanted = change.desired
    if change.action not in ("create", "unknown") or not change.would_send:
        return None
    if wanted is None or wanted.document is None or wanted.contacts is None:
        return None
    at = now if change.immediate else timezones.parse_instant(change.launch_at) if change.launch_at else None
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
            yield _Sent(change.recorded_name, record, timezones.parse_instant(record.dials_at), numbers)


def _near(times: Sequence[datetime], at: datetime, span: timedelta) -> int:
    """Count the instants, which are sorted, within `span` of one."""
    return bisect_right(times, at + span) - bisect_left(times, at - span)


def _compared(campaigns: Iterable[_Other], span: timedelta) -> list[_Other]:
    """Give those that have another one near them, in the order of their times."""
    ordered = sorted(campaigns, key=lambda one: (one.at, one.name))
    times = [one.at for one in ordered]
    return [one for one in ordered if _near(times, one.at, span) > 1]


def _common(compared: Sequence[_Other], limits: Overlap, near: timedelta) -> Common:
    numbers = [one.numbers if one.numbers is not None else array("Q") for one in compared]
    calls = Calls(
        numbers,
        [one.at for one in compared],
        [isinstance(one, _New) for one in compared],
        [_least(len(each), limits) for each in numbers],
        near,
        limits.callsPerWeek,
    )
    return engine(sum(map(len, numbers)))(calls)


def engine(numbers: int) -> Callable[[Calls], Common]:
    """Choose how to compare so many numbers."""
    if "numpy" in sys.modules or numbers >= NUMPY_CALLS:
        try:
            from runner.plan.checks.overlap import numpy_engine  # only many numbers pay for it
        except ImportError:
            pass
        else:
            return numpy_engine.find
    from runner.plan.checks.overlap import python_engine

    return python_engine.find


def _least(total: int, limits: Overlap) -> int:
    """How many of its people a new campaign must share for it to be said: over the share, or all."""
    return min(int(limits.share * total) + 1, total)


@dataclass(frozen=True, slots=True)
class _Named:
    """The other campaigns that are named, with the people in common, and how many more there are."""

    named: tuple[tuple[_Other, Shared], ...] = ()
    more: int = 0


def _shared(one: _New, compared: Sequence[_Other], met: Met | None, *, whole: bool) -> _Named:
    if met is None:
        return _Named()
    named = []
    for index, people in met.worst:
        other = compared[index]
        both = people if whole else len(set(one.numbers).intersection(other.numbers or ()))
        named.append((other, Shared(both, exact=True)))
    return _Named(tuple(named), met.count - len(named))


def _remembered(
    new: Sequence[_New], sent: Sequence[_Sent], near: timedelta, limits: Overlap, memory: Memory
) -> dict[str, list[tuple[_Other, Shared]]]:
    """Give, by the new campaign's path, what `memory` tells of lists that are gone."""
    found: dict[str, list[tuple[_Other, Shared]]] = defaultdict(list)
    for other in sent:
        if other.numbers is not None or other.record.memory is None:
            continue
        for one in new:
            shared = memory.shared(one.contacts, other.record.memory) if abs(one.at - other.at) <= near else None
            if shared is not None and shared.people >= _least(len(one.numbers), limits):
                found[one.change.path].append((other, shared))
    return found


def _again(one: _New, met: list[tuple[_Other, Shared]], more: int, *, whole: bool) -> Iterator[Finding]:
    met.sort(key=lambda each: (-each[1].people, each[0].name))
    more += max(len(met) - NAMED, 0)
    for number, (other, shared) in enumerate(met[:NAMED], start=1):
        message = f"calls people twice: {_people(shared, len(one.numbers))} also in {quoted(other.name)}, "
        if isinstance(other, _New):
            message += "which is new too, "
        else:
            message += f"{other.record.campaignId or 'which may have been sent'}, "
        message += timezones.format_difference(other.at, one.at)
        if not shared.exact:
            message += "; its list isn't here any more, and this is estimated from what apply remembers"
        message += f"; and in {_more(more, whole=whole)}" if more and number == NAMED else ""
        hint = "meant so, as for a reminder? then there is nothing to do; else take them out of one list"
        yield one.document.finding("people-again", message, ("contacts",), severity=Severity.WARNING, hint=hint)


def _often(one: _New, compared: Sequence[_Other], often: Often, policy: Policy, *, whole: bool) -> Finding:
    people, total = often.people, len(one.numbers)
    who = "its one person gets" if total == 1 else f"{people:,} of its {total:,} people get{'s' * (people == 1)}"
    who = f"all of its {total:,} people get" if people == total > 1 else who
    named = [quoted(compared[index].name) for index, _ in often.others.worst]
    more = often.others.count - len(named)
    named += [_more(more, whole=whole)] if more else []
    others = f"{', '.join(named[:-1])} and {named[-1]}" if len(named) > 1 else named[0]
    calls = f"over {count(policy.overlap.callsPerWeek, 'call')} within 7 days, at most {often.most:,}"
    return one.document.finding(
        "people-often",
        f"calls people too often: {who} {calls}, counting {others}",
        ("contacts",),
        severity=policy.severity("people-often"),
        hint="take them out of some lists, or launch further apart; the limit is the policy's `overlap.callsPerWeek`",
    )


def _more(number: int, *, whole: bool) -> str:
    return ("" if whole else "at least ") + count(number, "more campaign")


def _people(shared: Shared, total: int) -> str:
    if not shared.exact:
        # Two digits are what an estimate is good for.
        return f"about {round(shared.people, 2 - len(str(shared.people))):,} of its {count(total, 'person')} are"
    if shared.people == total:
        return f"all of its {total:,} people are" if total > 1 else "its one person is"
    return f"{shared.people:,} of its {total:,} people {'is' if shared.people == 1 else 'are'}"
