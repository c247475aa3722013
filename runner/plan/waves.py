"""Which campaigns of a plan are waves of one campaign, by the names that split gives them, and what the others are."""

import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, get_args

from runner import timezones
from runner.plan.change import Change
from runner.plan.plan import Plan

WaveStatus = Literal[
    "blocked by errors",
    "outcome unknown",
    "in this plan",
    "created, launch ahead",
    "created, launch past",
    "deleted",
    "gone from the account",
    "not in the repository",
]
_STATUSES: tuple[WaveStatus, ...] = get_args(WaveStatus)
_NAME = re.compile(r"(.*) \(wave ([0-9]{1,4}) of ([0-9]{1,4})(?:[, ][^()]*)?\)(?: \([^()]*\))?", re.DOTALL)
"""A wave's name; its time zone may come after the numbers, or in its own brackets where a wave was split by zone."""


@dataclass(frozen=True, slots=True)
class Wave:
    """Wave `number` of so many of a `campaign`; its first characters where its name was too long."""

    campaign: str
    number: int
    of: int


@dataclass(frozen=True, slots=True)
class OtherWaves:
    """What is known of a wave's others: the numbers of those whose parts have the same statuses, the worst first.

    `unreadable` is how many files have no readable name: one of them may be a wave that isn't in the repository.
    """

    wave: Wave
    numbers: Mapping[tuple[WaveStatus, ...], tuple[int, ...]]
    unreadable: int


def wave_label(number: int, of: int) -> str:
    """Return what a wave's name says; the names of one campaign's waves are in order."""
    return f"wave {number:0{len(str(of))}} of {of}"


def wave_of(name: str) -> Wave | None:
    """Return which wave a campaign of this name is; None where it is none."""
    match = _NAME.fullmatch(name) if " (wave " in name else None
    if match is None:
        return None
    number, of = int(match[2]), int(match[3])
    return Wave(match[1], number, of) if 1 <= number <= of > 1 else None


def other_waves(plan: Plan) -> dict[str, OtherWaves]:
    """Return by path what is known of the other waves, for each wave that would be sent.

    Of a part of a plan, the others are looked for in all of it.
    """
    changes = (plan.whole or plan).changes
    waves = [(change, wave) for change in changes if (wave := wave_of(change.recorded_name))]
    statuses: dict[Wave, set[WaveStatus]] = defaultdict(set)
    for change, wave in waves:
        statuses[wave].add(_status(change, plan.as_of))
    unreadable = sum(change.name is None and change.record is None for change in changes) if waves else 0
    return {
        change.path: OtherWaves(wave, _of_others(wave, statuses), unreadable)
        for change, wave in waves
        if change.would_send or change.action == "blocked"
    }


def _of_others(wave: Wave, statuses: Mapping[Wave, set[WaveStatus]]) -> dict[tuple[WaveStatus, ...], tuple[int, ...]]:
    numbers: dict[tuple[WaveStatus, ...], list[int]] = defaultdict(list)
    for number in range(1, wave.of + 1):
        if number != wave.number:
            seen = statuses.get(Wave(wave.campaign, number, wave.of), {"not in the repository"})
            numbers[tuple(sorted(seen, key=_STATUSES.index))].append(number)
    return {status: tuple(those) for status, those in numbers.items()}


def _status(change: Change, now: datetime) -> WaveStatus:
    record = change.record
    if change.action == "unknown":
        return "outcome unknown"
    if record is not None and record.deleted:
        return "deleted"
    if record is not None and record.gone:
        return "gone from the account"
    if record is not None and record.status == "created":
        ahead = timezones.parse_instant(record.dials_at) > now
        return "created, launch ahead" if ahead else "created, launch past"
    return "in this plan" if change.action == "create" else "blocked by errors"
