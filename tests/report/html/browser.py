"""A real Chromium without a window, driven over a pipe with the DevTools protocol."""

import base64
import contextlib
import fcntl
import itertools
import json
import os
import select
import shutil
import signal
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
FLAGS = (
    "--headless",
    "--no-sandbox",  # as root there is none; what is opened is our own page
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--remote-debugging-pipe",
)


def found() -> str | None:
    """The Chromium of this machine, None without one."""
    return next((path for name in NAMES if (path := shutil.which(name))), None)


@dataclass
class Browser:
    """One tab; `events` are all that it has told since it was opened."""

    read: int
    write: int
    session: str | None = None
    events: list[dict[str, Any]] = field(default_factory=list)
    _numbers: Iterator[int] = field(default_factory=lambda: itertools.count(1))
    _left: bytes = b""

    def send(self, method: str, **params: Any) -> Any:
        number = next(self._numbers)
        message = {"id": number, "method": method, "params": params}
        if self.session is not None:
            message["sessionId"] = self.session
        data = json.dumps(message).encode() + b"\0"
        while data:
            data = data[os.write(self.write, data) :]
        while True:
            answer = self._receive()
            if answer.get("id") == number:
                if "error" in answer:
                    raise RuntimeError(f"{method}: {answer['error']}")
                return answer["result"]

    def open(
        self, page: Path, *, script: bool = True, width: int = 1280, height: int = 900, scale: float = 1, **media: str
    ) -> None:
        """Show a file; `media` are features such as `prefers_color_scheme`, and `media` itself.

        `width` and `height` are in CSS pixels, each of which is `scale` pixels of a picture wide.
        """
        self.events.clear()
        features = [
            {"name": name.replace("_", "-"), "value": value} for name, value in media.items() if name != "media"
        ]
        self.send("Emulation.setEmulatedMedia", media=media.get("media", ""), features=features)
        self.send("Emulation.setScriptExecutionDisabled", value=not script)
        self.send(
            "Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=scale, mobile=False
        )
        self.send("Page.navigate", url=page.absolute().as_uri())
        while not any(event["method"] == "Page.loadEventFired" for event in self.events):
            self._receive()

    def run(self, expression: str) -> Any:
        """Evaluate JavaScript, and give its value; a promise is awaited."""
        answer = self.send("Runtime.evaluate", expression=expression, awaitPromise=True, returnByValue=True)
        if "exceptionDetails" in answer:
            raise RuntimeError(answer["exceptionDetails"])
        return answer["result"].get("value")

    def press(self, key: str, code: int) -> None:
        for kind in ("rawKeyDown", "keyUp"):
            self.send("Input.dispatchKeyEvent", type=kind, key=key, code=key, windowsVirtualKeyCode=code)

    def picture(self, path: Path, *, whole: bool = True) -> None:
        answer = self.send("Page.captureScreenshot", captureBeyondViewport=whole)
        path.write_bytes(base64.b64decode(answer["data"]))

    def told(self, method: str) -> list[Any]:
        return [event["params"] for event in self.events if event["method"] == method]

    def _receive(self) -> dict[str, Any]:
        while b"\0" not in self._left:
            ready, _, _ = select.select([self.read], [], [], 60)
            if not ready:
                raise TimeoutError("the browser has said nothing for a minute")
            data = os.read(self.read, 1 << 20)
            if not data:
                raise RuntimeError("the browser has gone")
            self._left += data
        message, _, self._left = self._left.partition(b"\0")
        answer: dict[str, Any] = json.loads(message)
        if "method" in answer:
            self.events.append(answer)
        return answer


@contextlib.contextmanager
def browser(binary: str, profile: Path) -> Iterator[Browser]:
    """Start a browser with a profile of its own, and end it."""
    theirs_in, ours_out = (_high(one) for one in os.pipe())
    ours_in, theirs_out = (_high(one) for one in os.pipe())
    actions: list[Any] = [(os.POSIX_SPAWN_DUP2, theirs_in, 3), (os.POSIX_SPAWN_DUP2, theirs_out, 4)]
    actions += [(os.POSIX_SPAWN_OPEN, number, os.devnull, os.O_RDWR, 0) for number in (0, 1, 2)]
    argv = [binary, *FLAGS, f"--user-data-dir={profile}", "about:blank"]
    process = os.posix_spawn(binary, argv, os.environ, file_actions=actions, setpgroup=0)
    os.close(theirs_in)
    os.close(theirs_out)
    made = Browser(ours_in, ours_out)
    try:
        target = made.send("Target.createTarget", url="about:blank")["targetId"]
        made.session = made.send("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ("Page", "Runtime", "Log", "Network"):
            made.send(f"{domain}.enable")
        yield made
    finally:
        _end(process)
        os.close(ours_in)
        os.close(ours_out)


def _high(descriptor: int) -> int:
    """Move a pipe's end out of the way of 3 and 4, where the browser expects its own."""
    moved = fcntl.fcntl(descriptor, fcntl.F_DUPFD_CLOEXEC, 10)
    os.close(descriptor)
    return moved


def _end(process: int) -> None:
    for number in (signal.SIGTERM, signal.SIGKILL):
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process, number)
        for _ in range(50):
            if os.waitpid(process, os.WNOHANG)[0]:
                return
            time.sleep(0.1)
