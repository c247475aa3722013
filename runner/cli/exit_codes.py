"""Exit codes of the command line; the errors in `runner.errors` carry their own."""

from collections.abc import Collection
from typing import TYPE_CHECKING

from runner.errors import RefusedError, RunnerError, StoppedError

if TYPE_CHECKING:
    from runner.apply.outcome import Outcome

FINDINGS = 1
"""Errors found in the files."""
PENDING = 3
"""`plan --detailed-exitcode`: apply would do something."""
STOPPED = 4
"""The program could not go on."""
DIFFERS = 5
"""A campaign was rejected, or differs from what was requested."""
UNKNOWN = 6
"""The outcome of a create or a change is unknown."""
BUG = 70
"""A bug of this program (EX_SOFTWARE of sysexits.h)."""
INTERRUPTED = 130
"""SIGINT, outside apply's own handling."""


def of_outcomes(outcomes: "Collection[Outcome]", failure: RunnerError | None, *, differs: bool = False) -> int:
    """A signal comes first, then a refusal of everything, unknown, rejected or differing, and what ended the run."""
    if isinstance(failure, StoppedError):
        return failure.exit_code
    if isinstance(failure, RefusedError) and not outcomes:
        return failure.exit_code
    if any(outcome.outcome == "unknown" for outcome in outcomes):
        return UNKNOWN
    if differs or any(outcome.outcome == "rejected" or outcome.differs for outcome in outcomes):
        return DIFFERS
    return failure.exit_code if failure is not None else 0
