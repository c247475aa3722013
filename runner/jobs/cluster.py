"""A Dask cluster: it calls functions, and keeps what must not leave it in the memory of its workers."""

import asyncio
import contextlib
import functools
import logging
import queue
import re
import time
import uuid
import warnings
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import CancelledError, wait
from types import TracebackType
from typing import Any, Generic, TypeVar

from distributed import Client, KilledWorker, Security, rpc

from runner import __version__
from runner.errors import RunnerError
from runner.jobs import cluster_call
from runner.jobs.cluster_call import Call, Failure, Slot

R = TypeVar("R")

_CONNECT_SECONDS = 10
_ANSWER_SECONDS = 30
"""How long a scheduler is waited for that doesn't answer, and workers that say nothing of themselves."""
_WORKERS_SECONDS = 30
"""How long a first worker is waited for, and one that goes on after all have stopped."""
_LOOK_SECONDS = 2.0
_CLOSE_SECONDS = 2.0
_PACKAGES = ("campaign-runner", "dask", "distributed", "numpy")


class ClusterError(RunnerError):
    """The cluster can't be reached or used, or gave no result."""


class Kept(Generic[R]):
    """A result that stays on the cluster until nothing refers to it; its `call` is sent together with others.

    `kept` are the call's arguments that stay there too, some of them lists.
    """

    def __init__(self, call: Call, kept: Sequence[Any], *, asked: bool) -> None:
        self.call = call
        self.kept = kept
        self.asked = asked
        self.future: Any = None

    @property
    def can_be_sent(self) -> bool:
        return all(one.future is not None for each in self.kept for one in _flat(each))


class Cluster:
    """A connection to a Dask scheduler; ClusterError where it, or all of its workers, are lost.

    What a lost worker kept is worked out again by another.
    """

    def __init__(self, address: str) -> None:
        for name in filter(re.compile("distributed|tornado").match, logging.root.manager.loggerDict):
            logging.getLogger(name).setLevel(logging.CRITICAL)
        warnings.filterwarnings("ignore", message="(?s).*(Mismatched versions|Sending large graph)")
        self.address = address
        self._unsent: list[Kept[Any]] = []
        self._done: queue.SimpleQueue[Kept[Any]] = queue.SimpleQueue()
        self._results: dict[Kept[Any], Any] = {}
        _check_address(address)
        try:
            self._client = Client(address, timeout=_CONNECT_SECONDS, set_as_default=False)
        except (OSError, ValueError, ImportError) as exc:
            raise _no_scheduler(address) from exc
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
        self._unsent.clear()
        self._results.clear()
        with contextlib.suppress(TimeoutError):  # of a scheduler that is lost
            self._client.close(timeout=_CLOSE_SECONDS)

    def keep(self, function: Callable[..., R], *args: Any) -> Kept[R]:
        """Call a function on a worker and keep its result there.

        Arguments that are `Kept`, or lists of them, are passed as what is kept.
        """
        return self._call(function, args, asked=False)

    def ask(self, function: Callable[..., R], *args: Any) -> Callable[[], R]:
        """Call a function on a worker, and return how to get its result, which all that was asked works towards."""
        return functools.partial(self._result, self._call(function, args, asked=True))

    def _call(self, function: Callable[..., R], args: tuple[Any, ...], *, asked: bool) -> Kept[R]:
        call = Call(function, tuple(Slot.KEPT if _is_kept(argument) else argument for argument in args))
        kept: Kept[R] = Kept(call, list(filter(_is_kept, args)), asked=asked)
        self._unsent.append(kept)
        return kept

    def _send(self) -> None:
        """Send all calls that weren't sent yet: the scheduler takes many at once in a fraction of the time."""
        while self._unsent:
            ready = [kept for kept in self._unsent if kept.can_be_sent]
            self._unsent = [kept for kept in self._unsent if not kept.can_be_sent]
            arguments = [[_futures(argument) for argument in kept.kept] for kept in ready]
            keys = [f"{kept.call.function.__name__.strip('_')}-{uuid.uuid4().hex}" for kept in ready]
            calls = [kept.call for kept in ready]
            with self._failures():
                futures = self._client.map(cluster_call.run, calls, arguments, key=keys, pure=False)
            for kept, future in zip(ready, futures, strict=True):
                kept.future, kept.kept = future, ()
                if kept.asked:
                    future.add_done_callback(functools.partial(self._put_done, kept))

    def _put_done(self, kept: Kept[Any], _: Any) -> None:
        self._done.put(kept)

    def _result(self, kept: Kept[R]) -> R:
        self._send()
        while kept not in self._results:
            done = self._next_done()
            self._results.update(zip(done, self._gather(done), strict=True))
        result: R = self._results.pop(kept)
        return result

    def _gather(self, done: Sequence[Kept[Any]]) -> list[Any]:
        """Return results; where a worker was lost with them, they are worked out again first."""
        futures, loop = [kept.future for kept in done], self._client.loop.asyncio_loop
        gathering = asyncio.run_coroutine_threadsafe(self._client.gather(futures, asynchronous=True), loop)
        self._wait(lambda: bool(wait([gathering], _LOOK_SECONDS).done))
        with self._failures():
            results: list[Any] = gathering.result()
        for result in results:
            if isinstance(result, Failure):
                raise ClusterError(result.message, hint=result.hint)
        return results

    def _next_done(self) -> list[Kept[Any]]:
        """Wait for results that were asked for, and return what has them by now."""
        done: list[Kept[Any]] = []

        def look() -> bool:
            with contextlib.suppress(queue.Empty):
                done.append(self._done.get(timeout=_LOOK_SECONDS))
            return bool(done)

        self._wait(look)
        return done + [self._done.get() for _ in range(self._done.qsize())]

    def _wait(self, look: Callable[[], bool]) -> None:
        """Wait until `look`, which takes its time, sees what is waited for; ClusterError where no worker is running."""
        deadline = time.monotonic() + _WORKERS_SECONDS
        while not look():
            if self._is_working():
                deadline = time.monotonic() + _WORKERS_SECONDS
            elif time.monotonic() > deadline:
                message = f"no worker of the cluster at `{self.address}` is running: all ended, or their memory is full"
                hint = "start more workers, or give them more memory (docs/how-to/scale.md)"
                raise ClusterError(message, hint=hint)

    def _is_working(self) -> bool:
        workers = self._ask_scheduler(self._client.scheduler.identity, n_workers=-1)["workers"].values()
        return any(worker["status"] == "running" for worker in workers)

    def _ask_scheduler(self, function: Callable[..., Any], *args: Any, **options: Any) -> Any:
        """Call one of the client's coroutines; ClusterError where no answer comes."""
        with self._failures():
            return self._client.sync(function, *args, callback_timeout=_ANSWER_SECONDS, **options)

    @contextlib.contextmanager
    def _failures(self) -> Iterator[None]:
        """Raise ClusterError for whatever Dask raises, without its words."""
        try:
            yield
        except KilledWorker as exc:
            message = "every worker that read one of the lists ended"
            raise ClusterError(message, hint="give the workers more memory (docs/how-to/scale.md)") from exc
        except Exception as exc:
            if isinstance(exc, (CancelledError, OSError, TimeoutError)) or self._client.status != "running":
                message = f"the connection to the Dask scheduler at `{self.address}` was lost"
                raise ClusterError(message, hint="run the same command again once it is there") from exc
            message = f"the cluster returned no result ({type(exc).__name__})"
            raise ClusterError(message, hint="see the logs of its workers") from exc

    def _check_workers(self) -> None:
        """Raise ClusterError where scheduler or workers have other versions than this machine, or may use a disk."""
        try:
            self._client.wait_for_workers(1, timeout=_WORKERS_SECONDS)
        except TimeoutError as exc:
            message = f"the cluster at `{self.address}` has no worker"
            raise ClusterError(message, hint=cluster_call.START_WORKER) from exc
        _check_versions(self._ask_scheduler(self._client.get_versions, packages=["campaign-runner"]))
        refusals = self._ask_scheduler(self._client.run, cluster_call.refusal, __version__)
        for refusal in filter(None, refusals.values()):
            raise ClusterError(refusal.message, hint=refusal.hint)


def _check_address(address: str) -> None:
    """Raise ClusterError where no Dask scheduler answers: to what else listens, a client may wait without end."""
    if address.startswith("tls:") and not Security().tls_client_cert:
        hint = "name them in the environment (docs/how-to/scale.md)"
        raise ClusterError(f"`{address}` needs TLS certificates, and Dask has none", hint=hint)
    try:
        kind = asyncio.run(asyncio.wait_for(_kind(address), _CONNECT_SECONDS))
    except Exception as exc:
        raise _no_scheduler(address) from exc
    if kind != "Scheduler":
        raise _no_scheduler(address)


async def _kind(address: str) -> Any:
    connection = Security().get_connection_args("client")
    async with rpc(address, timeout=_CONNECT_SECONDS, connection_args=connection) as peer:
        return (await peer.identity(n_workers=0))["type"]


def _no_scheduler(address: str) -> ClusterError:
    hint = "start one with `dask scheduler --no-dashboard` (docs/how-to/scale.md)"
    return ClusterError(f"no Dask scheduler answers at `{address}`", hint=hint)


def _check_versions(versions: Any) -> None:
    ours = _versions(versions["client"])
    others = {"the scheduler": versions["scheduler"]}
    others |= {f"worker {address}": version for address, version in versions["workers"].items()}
    for name, version in others.items():
        if (theirs := _versions(version)) != ours:
            package = next(package for package in ours if ours[package] != theirs.get(package))
            message = f"{name} has {package} {theirs.get(package) or 'missing'}, this machine {ours[package]}"
            raise ClusterError(message, hint="install the same versions there and here (docs/how-to/scale.md)")


def _versions(of_one: Any) -> dict[str, str | None]:
    if not isinstance(of_one, dict):
        return {}
    python = ".".join(of_one["host"]["python"].split(".")[:2])
    return {"Python": python, **{package: of_one["packages"].get(package) for package in _PACKAGES}}


def _is_kept(argument: Any) -> bool:
    return isinstance(next(iter(_flat(argument)), None), Kept)


def _flat(argument: Any) -> Sequence[Any]:
    return argument if isinstance(argument, list) else [argument]


def _futures(argument: Any) -> Any:
    return [kept.future for kept in argument] if isinstance(argument, list) else argument.future
