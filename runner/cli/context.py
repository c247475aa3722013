"""What every command receives: its arguments, and the world as arguments."""

import argparse
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from runner.cli.console import Terminal
from runner.cli.settings import ACCOUNT, Settings, campaigns_directory, read_settings, rehearsed
from runner.errors import UsageError
from runner.jobs.option import Jobs
from runner.jobs.workers import Workers
from runner.state.record import Json


@dataclass(frozen=True, slots=True)
class Context:
    """One run of one command; `transport` is an httpx transport, None for the network.

    `check_current` raises RefusedError where the files aren't the newest any more, None where nobody knows newer ones.
    It takes how many seconds old its last answer may be. `approvals` say how GitHub shows that campaigns were approved,
    by the paths of their files; None outside GitHub.
    """

    args: argparse.Namespace
    environ: Mapping[str, str]
    now: Callable[[], datetime]
    transport: Any
    terminal: Terminal
    check_current: Callable[[float], None] | None = None
    approvals: Mapping[str, Json] | None = None

    def directory(self) -> Path:
        return campaigns_directory(getattr(self.args, "dir", None), self.environ)

    def settings(self) -> Settings:
        """Read the settings; with --sandbox the environment's account and state are ignored."""
        folder, state = getattr(self.args, "dir", None), getattr(self.args, "state", None)
        if not getattr(self.args, "sandbox", False):
            if getattr(self.args, "fault", None):
                raise UsageError("--fault belongs to --sandbox: nothing was sent", hint="add --sandbox")
            return read_settings(folder, state, self.environ)
        if state is not None:
            message = "--sandbox keeps a state of its own and can't be combined with --state"
            raise UsageError(message, hint="drop --state")
        environ = {key: value for key, value in self.environ.items() if key not in ACCOUNT}
        return rehearsed(read_settings(folder, None, environ))

    def docs(self) -> str | None:
        """Return the address of the documentation's folder, for links; None where nobody knows it."""
        from runner.report.documentation import docs_address

        return docs_address(self.environ)

    def workers(self) -> Workers:
        """Return the processes that --jobs allows; a command without that option works in its own."""
        return Workers(getattr(self.args, "jobs", Jobs()))
