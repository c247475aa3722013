import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest

from runner.sandbox.server import running, serve

from .api import FIELDS, LIST, Api

_SERVE = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from runner.sandbox.server import serve
serve(0, Path(sys.argv[1]), sys.argv[2:], lambda line: print(line, flush=True), now=lambda: datetime.now(UTC))
"""
_HEADERS = {"X-API-Key": "any"}


def _post(url: str, name: str, contacts: bytes = LIST) -> httpx.Response:
    files = {"file": ("contacts.csv", contacts)}
    fields = {**FIELDS, "campaignName": name}
    return httpx.post(f"{url}/v1/campaigns", data=fields, files=files, headers=_HEADERS, timeout=60)


def _wait_for_a_line(api: Api) -> None:
    end = time.monotonic() + 10
    while not api.lines and time.monotonic() < end:
        time.sleep(0.01)


def test_a_running_sandbox_answers_at_its_url_and_nowhere_after(api: Api) -> None:
    with running(api.sandbox) as url:
        assert re.fullmatch(r"http://127\.0\.0\.1:\d+", url)
        assert _post(url, "one").status_code == 201

    with pytest.raises(httpx.ConnectError):
        _post(url, "two")
    assert api.sandbox.requests == {("POST", "/v1/campaigns"): 1}


def test_several_run_beside_each_other(api: Api) -> None:
    other = Api()

    with running(api.sandbox) as one, running(other.sandbox) as two:
        assert (_post(one, "a").status_code, _post(two, "a").status_code) == (201, 201)


def test_it_stops_at_once_with_a_request_that_hangs() -> None:
    api = Api(faults=["hang"])
    failures: list[str] = []

    def post(url: str) -> None:
        try:
            _post(url, "one")
        except httpx.TransportError as exc:
            failures.append(type(exc).__name__)

    with running(api.sandbox) as url:
        client = threading.Thread(target=post, args=[url])
        client.start()
        _wait_for_a_line(api)
        before = time.monotonic()
    client.join()

    assert time.monotonic() - before < 2
    assert failures in (["RemoteProtocolError"], ["ReadError"])


def test_it_stops_although_its_first_request_never_came(api: Api) -> None:
    with running(api.sandbox):
        pass

    assert api.sandbox.requests == {}


@pytest.mark.slow
def test_a_long_request_is_answered_whether_it_is_refused_or_not(api: Api) -> None:
    contacts = b"Phone Number,name\n" + b"+14155550101,Ann\n" * 500_000

    with running(api.sandbox) as url:
        refused = httpx.post(f"{url}/v1/campaigns", content=contacts, headers=_HEADERS)
        taken = _post(url, "large", contacts)

    assert (refused.status_code, taken.status_code) == (415, 201)
    assert api.lines[-1].endswith("would dial 500,000 contacts NOW")


def test_a_client_that_leaves_in_the_middle_makes_nothing(api: Api) -> None:
    with running(api.sandbox) as url:
        host, port = url.removeprefix("http://").split(":")
        with socket.create_connection((host, int(port))) as client:
            client.sendall(
                b"POST /v1/campaigns HTTP/1.1\r\nHost: sandbox\r\nX-API-Key: any\r\nContent-Length: 1000\r\n"
                b"Content-Type: multipart/form-data; boundary=x\r\n\r\n--x\r\n"
            )
        _wait_for_a_line(api)

    assert api.lines == ["POST /v1/campaigns abandoned by the client"]


@pytest.fixture
def served(tmp_path: Path) -> Iterator[subprocess.Popen[str]]:
    with subprocess.Popen(
        [sys.executable, "-W", "error", "-c", _SERVE, tmp_path / "sandbox.db", "429"],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as process:
        yield process
        process.kill()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_a_served_sandbox_cleanly(served: subprocess.Popen[str], number: signal.Signals) -> None:
    assert served.stdout is not None
    first = served.stdout.readline()
    found = re.fullmatch(
        r"the sandbox is at (http://127\.0\.0\.1:\d+) and dials nobody: use any key, stop it with Ctrl-C\n", first
    )
    assert found, first
    statuses = [_post(found[1], "one").status_code for _ in range(2)]

    os.kill(served.pid, number)
    rest, _ = served.communicate(timeout=10)

    assert statuses == [429, 201]
    assert [line.split(" ")[2] for line in rest.splitlines()] == ["429:", "201"]
    assert served.returncode == 0


def test_a_signal_right_at_the_start_ends_it_too(served: subprocess.Popen[str]) -> None:
    assert served.stdout is not None
    served.stdout.readline()

    os.kill(served.pid, signal.SIGTERM)

    assert served.wait(timeout=10) == 0


def test_a_port_that_is_taken_is_an_error() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken, pytest.raises(OSError, match="in use"):
        serve(taken.getsockname()[1], None, [], print, now=lambda: datetime.now(UTC))
