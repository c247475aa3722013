"""Finds out what the account holds: the facts that apply decides by. Records nothing."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from runner import timezones
from runner.api.client import Sweep
from runner.api.responses import Live
from runner.apply.run import Run
from runner.errors import ApiError
from runner.state.record import Record

MAX_SWEEPS = 6
"""Maximum readings of the account's list to see two whole ones in a row."""


@dataclass(frozen=True, slots=True)
class Absent:
    """The account has no campaign of that name."""


@dataclass(frozen=True, slots=True)
class Unclear:
    """Whether the account has the campaign isn't known; `reason` says why."""

    reason: str


Fact = Live | Absent | Unclear


def look_up(run: Run, names: Collection[str]) -> dict[str, Fact]:
    """Look campaigns up by their names in one reading of the whole list; one that lags may not show them yet."""
    try:
        sweep = best_sweep(lambda: _sweep(run))
    except ApiError as exc:
        return dict.fromkeys(names, Unclear(f"the look-up failed: {exc.message}"))
    absent = _absent(whole=sweep.complete)
    return {name: fact_of(named) if (named := sweep.named(name)) else absent for name in names}


def fact_of(named: Sequence[Live]) -> Live | Unclear:
    """Return what the account's campaigns of one name prove: names are unique in it, so two of them tell nothing."""
    ids = list(dict.fromkeys(live.id or "" for live in named))
    if len(ids) > 1:
        return Unclear(f"the account has {len(ids)} campaigns of this name, {', '.join(ids)}")
    return named[0]


def prove(run: Run, intents: Mapping[str, Record]) -> Iterator[tuple[str, Fact]]:
    """Yield what came of each recorded intent as soon as it is known; what the list shows at once comes first.

    Absent is only what two whole readings of the list in a row don't show, `settle` seconds after the request.
    """
    first = _sweep(run)
    missing = []
    for name in intents:
        if named := first.named(name):
            yield name, fact_of(named)
        else:
            missing.append(name)
    if not missing:
        return
    if seconds := max(_still_to_wait(run, intents[name]) for name in missing):
        run.note(f"not in the account's list: looking again in {seconds:.0f} s, since the list may lag")
        run.interrupt.sleep(seconds)
    sweeps, whole = _two_whole_sweeps(run)
    absent = _absent(whole=whole)
    for name in missing:
        named = [live for sweep in sweeps for live in sweep.named(name)]
        yield name, fact_of(named) if named else absent


def prove_one(run: Run, name: str, intent: Record) -> Fact:
    """Return what came of one recorded intent."""
    try:
        return next(fact for _, fact in prove(run, {name: intent}))
    except ApiError as exc:
        return Unclear(f"the look-up failed: {exc.message}")


def best_sweep(read: Callable[[], Sweep]) -> Sweep:
    """Read the account's list until it agrees with itself, `MAX_SWEEPS` times at most."""
    for _ in range(MAX_SWEEPS - 1):
        sweep = read()
        if sweep.complete:
            return sweep
    return read()


def whole_sweep(run: Run) -> Sweep:
    """Read the list until it agrees with itself; ApiError where it never does, since a name may hide in the gap."""
    sweep = best_sweep(lambda: _sweep(run))
    if sweep.complete:
        return sweep
    raise ApiError(
        "GET /v1/campaigns: the account's list changed each time it was read",
        hint="nothing was sent; run the same command again",
    )


def _sweep(run: Run) -> Sweep:
    return run.interrupt.call(run.client.sweep, run.keep_lease)


def _absent(*, whole: bool) -> Absent | Unclear:
    return Absent() if whole else Unclear("the account's list changed each time it was read")


def _two_whole_sweeps(run: Run) -> tuple[list[Sweep], bool]:
    sweeps: list[Sweep] = []
    while len(sweeps) < MAX_SWEEPS:
        sweeps.append(_sweep(run))
        if len(sweeps) > 1 and sweeps[-1].complete and sweeps[-2].complete:
            return sweeps, True
    return sweeps, False


def _still_to_wait(run: Run, record: Record) -> float:
    """Return the seconds until `settle` seconds have passed since the request, never more than `settle`.

    When a run that died sent its request isn't known: it may have been just now.
    """
    if record.status == "creating":
        return run.settle
    if run.lease is not None and record.run.get("host") != run.identity.get("host"):
        return run.settle  # recorded by another machine's clock, which may be off
    due = timezones.parse_instant(record.recordedAt) + timedelta(seconds=run.settle)
    return min(max((due - run.now()).total_seconds(), 0.0), run.settle)
