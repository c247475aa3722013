"""Serves the sandbox on loopback: in the foreground, or on a thread for the duration of one run."""

import asyncio
import contextlib
import signal
import socket
import threading
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from pathlib import Path
from types import FrameType

import uvicorn
from starlette.types import ASGIApp
from uvicorn.protocols.http.h11_impl import H11Protocol

from runner.sandbox.account import Account
from runner.sandbox.app import Sandbox

_HOST = "127.0.0.1"


def serve(
    port: int,
    data: Path | None,
    faults: Iterable[str],
    log: Callable[[str], None],
    *,
    now: Callable[[], datetime],
    account: Account = Account(),  # noqa: B008 - nothing changes it
) -> None:
    """Serve until SIGINT or SIGTERM; port 0 is any free one. OSError where the port or `data` can't be used."""
    sandbox = Sandbox(now=now, log=log, data=data, faults=faults, account=account)
    with socket.create_server((_HOST, port)) as listener:
        server = _Server(_config(sandbox))
        with _stopped_by_signals(server):
            log(f"the sandbox is at {_url(listener)} and dials nobody: use any key, stop it with Ctrl-C")
            server.run(sockets=[listener])


@contextlib.contextmanager
def running(app: ASGIApp) -> Iterator[str]:
    """Serve on a thread while the block runs, and yield the URL."""
    with socket.create_server((_HOST, 0)) as listener:
        server = _Server(_config(app))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, name="sandbox")
        thread.start()
        try:
            yield _url(listener)
        finally:
            server.should_exit = True
            thread.join()


class _Protocol(H11Protocol):
    """Lets the application drop its connection, and sends each answer at once."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override] # as in uvicorn itself
        super().connection_made(transport)
        # asyncio sets this only on sockets of an explicit protocol number; without it each answer waits 40 ms.
        transport.get_extra_info("socket").setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.app_state = {**self.app_state, "abort": transport.abort}


class _Server(uvicorn.Server):
    """Doesn't wait for requests that hang."""

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        for connection in list(self.server_state.connections):
            connection.transport.abort()
        await super().shutdown(sockets)


def _config(app: ASGIApp) -> uvicorn.Config:
    return uvicorn.Config(
        app,
        http=_Protocol,
        loop="asyncio",
        ws="none",
        lifespan="off",
        log_config=None,
        log_level="error",
        access_log=False,
        server_header=False,
        timeout_keep_alive=60,
        timeout_graceful_shutdown=5,
    )


def _url(listener: socket.socket) -> str:
    return f"http://{_HOST}:{listener.getsockname()[1]}"


@contextlib.contextmanager
def _stopped_by_signals(server: uvicorn.Server) -> Iterator[None]:
    # Once it has stopped, uvicorn raises the signal again for the handlers that were installed before its own: these.
    def stop(_signal: int, _frame: FrameType | None) -> None:
        server.should_exit = True

    before = {number: signal.signal(number, stop) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
