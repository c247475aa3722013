"""One call on a Dask worker: what goes wrong is returned, not raised, so that Dask logs nothing of it."""

import enum
import traceback
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from runner import __version__
from runner.errors import RunnerError


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a call has no result."""

    message: str
    hint: str | None = None


class Slot(enum.Enum):
    """Stands for an argument."""

    KEPT = enum.auto()


@dataclass(frozen=True, slots=True, repr=False)
class Call:
    """A function with its arguments, which no log shows; a `Slot` stands for what is kept on the cluster."""

    function: Callable[..., Any]
    args: tuple[Any, ...]
    version: str = __version__


def run(call: Call, kept: Sequence[Any]) -> Any:
    """Return a call's result, or a `Failure`; the arguments that are `kept` come in order, some as lists."""
    failures = [one for each in kept for one in (each if isinstance(each, list) else [each])]
    if failure := next((one for one in failures if isinstance(one, Failure)), None):
        return failure
    if problem := refusal(call.version):
        return problem
    remaining = iter(kept)
    try:
        return call.function(*(next(remaining) if argument is Slot.KEPT else argument for argument in call.args))
    except RunnerError as exc:
        return Failure(exc.message, exc.hint)
    except Exception as exc:  # noqa: BLE001 - its text may have a number of the list
        return Failure(f"a worker failed with {type(exc).__name__} in {_place(exc)}", "report this as a bug")


def refusal(version: str, dask_worker: Any = None) -> Failure | None:
    """Return why this worker must not be used: it has another version, or may write what it keeps to a disk."""
    from distributed import get_worker

    worker = dask_worker or get_worker()
    if version != __version__:
        message = f"worker {worker.address} has campaign-runner {__version__}, this machine {version}"
        return Failure(message, "install the same version there and here, and start the worker again")
    if type(worker.data) is not dict:
        return Failure(f"worker {worker.address} may write phone numbers to its disk", START_WORKER)
    return None


START_WORKER = (
    "start workers with DASK_DISTRIBUTED__WORKER__MEMORY__TARGET=False and "
    "DASK_DISTRIBUTED__WORKER__MEMORY__SPILL=False (docs/how-to/scale.md)"
)


def _place(error: Exception) -> str:
    frame = traceback.extract_tb(error.__traceback__)[-1]
    return f"{Path(frame.filename).name}, line {frame.lineno}"
