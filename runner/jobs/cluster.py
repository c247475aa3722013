"""A Dask cluster: it calls functions, and keeps what must not leave it in the memory of its workers."""

import functools
import logging
import queue
import time
import uuid
import warnings
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import CancelledError
from types import TracebackType
from typing import Any, Generic, TypeVar

from distributed import Client, KilledWorker

from runner import __version__
from runner.errors import RunnerError
from runner.jobs import cluster_call
from runner.jobs.cluster_call import Call, Failure, Slot

R = TypeVar("R")

_CONNECT_SECONDS = 10
_WORKERS_SECONDS = 30
"""How long a first worker is waited for, and one that goes on after all have stopped."""
_LOOK_SECONDS = 2.0
_PACKAGES = ("campaign-runner", "dask", "distributed", "numpy")


class ClusterError(RunnerError):
    """The cluster can't be reached or used, or gave no result."""


class Kept(Generic[R]):
    """A result that stays on the cluster until nothing refers to it."""

    def __init__(self, future: Any) -> None:
        self.future = future


class Cluster:
    """A connection to a Dask scheduler; ClusterError where it, or all of its workers, are lost.

    What a lost worker kept is worked out again by another.
    """

    def __init__(self, address: str) -> None:
        logging.getLogger("distributed").setLevel(logging.CRITICAL)
        warnings.filterwarnings("ignore", message="(?s).*(Mismatched versions|Sending large graph)")
        self.address = address
        self._asked: list[Kept[Any]] = []
        self._results: dict[Kept[Any], Any] = {}
        try:
            self._client = Client(address, timeout=_CONNECT_SECONDS, set_as_default=False)
        except (OSError, ValueError, ImportError) as exc:
            message = f"no Dask scheduler answers at `{address}`"
            raise ClusterError(message, hint="start one with `dask scheduler --no-dashboard` (docs/scale.md)") from exc
        try:
            self._check_workers()
        except BaseException:
            self.close()
            raise

    def __enter__(self) -> "Cluster":
        return self

    def __exit__(self, _: type[BaseException] | None, __: BaseException | None, ___: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Release all that is kept, and disconnect."""
        self._asked.clear()
        self._results.clear()
        self._client.close(timeout=_LOOK_SECONDS)

    def keep(self, function: Callable[..., R], *args: Any) -> Kept[R]:
        """Call a function on a worker and keep its result there.

        Arguments that are `Kept`, or lists of them, are passed as what is kept.
        """
        kept = [_futures(argument) for argument in args if _is_kept(argument)]
        call = Call(function, tuple(Slot.KEPT if _is_kept(argument) else argument for argument in args))
        key = f"{getattr(function, '__name__', 'call').strip('_')}-{uuid.uuid4().hex}"
        try:
            return Kept(self._client.submit(cluster_call.run, call, kept, key=key, pure=False))
        except (OSError, RuntimeError) as exc:
            raise self._lost() from exc

    def ask(self, function: Callable[..., R], *args: Any) -> Callable[[], R]:
        """Call a function on a worker, and return how to get its result; all that was asked is waited for at once."""
        kept = self.keep(function, *args)
        self._asked.append(kept)
        return functools.partial(self._result, kept)

    def _result(self, kept: Kept[R]) -> R:
        if kept not in self._results:
            asked, self._asked = self._asked, []
            self._results.update(zip(asked, self._gather(asked), strict=True))
        result: R = self._results.pop(kept)
        return result

    def _gather(self, asked: Sequence[Kept[Any]]) -> list[Any]:
        futures = [kept.future for kept in asked]
        self._wait(futures)
        try:
            results: list[Any] = self._client.gather(futures)
        except KilledWorker as exc:
            message = "a list ended every worker that read it"
            raise ClusterError(message, hint="give the workers more memory (docs/scale.md)") from exc
        except (CancelledError, OSError, TimeoutError) as exc:
            raise self._lost() from exc
        except Exception as exc:  # Dask raises what a worker can't load, of any class
            message = f"the cluster gave no result ({type(exc).__name__})"
            raise ClusterError(message, hint="see the log of its workers") from exc
        for result in results:
            if isinstance(result, Failure):
                raise ClusterError(result.message, hint=result.hint)
        return results

    def _wait(self, futures: Iterable[Any]) -> None:
        """Wait until all are done; ClusterError where no worker goes on."""
        done: queue.SimpleQueue[Any] = queue.SimpleQueue()
        waiting = 0
        for future in futures:
            future.add_done_callback(done.put)
            waiting += 1
        deadline = time.monotonic() + _WORKERS_SECONDS
        while waiting:
            try:
                done.get(timeout=_LOOK_SECONDS)
                waiting -= 1
            except queue.Empty:
                if self._is_working():
                    deadline = time.monotonic() + _WORKERS_SECONDS
                elif time.monotonic() > deadline:
                    message = (
                        f"no worker of the cluster at `{self.address}` goes on: they ended, or their memory is full"
                    )
                    raise ClusterError(
                        message, hint="start more workers, or give them more memory (docs/scale.md)"
                    ) from None

    def _is_working(self) -> bool:
        try:
            workers = self._client.scheduler_info()["workers"].values()
        except (OSError, RuntimeError, TimeoutError, CancelledError) as exc:
            raise self._lost() from exc
        return any(worker["status"] == "running" for worker in workers)

    def _lost(self) -> ClusterError:
        message = f"the connection to the Dask scheduler at `{self.address}` was lost"
        return ClusterError(message, hint="nothing was sent; run the same command again once it is there")

    def _check_workers(self) -> None:
        """Raise ClusterError where scheduler or workers have other versions than this machine, or may use a disk."""
        try:
            self._client.wait_for_workers(1, timeout=_WORKERS_SECONDS)
            versions = self._client.get_versions(packages=["campaign-runner"])
        except TimeoutError as exc:
            raise ClusterError(
                f"the cluster at `{self.address}` has no worker", hint=cluster_call.START_WORKER
            ) from exc
        except OSError as exc:
            raise self._lost() from exc
        ours = _versions(versions["client"])
        others = {"the scheduler": versions["scheduler"]}
        others |= {f"worker {address}": version for address, version in versions["workers"].items()}
        for name, version in others.items():
            if (theirs := _versions(version)) != ours:
                package = next(package for package in ours if ours[package] != theirs.get(package))
                message = f"{name} has {package} {theirs.get(package) or 'missing'}, this machine {ours[package]}"
                raise ClusterError(message, hint="install the same versions there and here (docs/scale.md)")
        refusals = self._client.run(cluster_call.refusal, __version__)
        for refusal in refusals.values():
            if refusal is not None:
                raise ClusterError(refusal.message, hint=refusal.hint)


def _versions(of_one: Any) -> dict[str, str | None]:
    if not isinstance(of_one, dict):
        return {}
    python = ".".join(of_one["host"]["python"].split(".")[:2])
    return {"Python": python, **{package: of_one["packages"].get(package) for package in _PACKAGES}}


def _is_kept(argument: Any) -> bool:
    one = argument[0] if isinstance(argument, list) and argument else argument
    return isinstance(one, Kept)


def _futures(argument: Any) -> Any:
    return [kept.future for kept in argument] if isinstance(argument, list) else argument.future
