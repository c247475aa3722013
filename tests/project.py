"""A repository in a folder of its own, and the command run in it as a user would."""

import json
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from runner.cli import main
from tests.fake_api import FakeApi

NOW = datetime(2026, 11, 22, 21, 40, tzinfo=UTC)

CAMPAIGN: dict[str, Any] = {
    "campaignName": "Q4 Outreach Campaign",
    "sipPhoneNumber": "+14155550100",
    "agentId": "D5D0p7TUs66TTAEAx",
    "isScheduled": True,
    "scheduledDate": "2026-12-01",
    "scheduledTime": "12:00:00",
    "scheduledTimezone": "America/Los_Angeles",
    "concurrentCalls": 5,
    "contacts": "contacts/q4.csv",
}
SCHEDULE = ("scheduledDate", "scheduledTime", "scheduledTimezone")
CONTACTS = "Phone Number,customer_name\n+14155550101,Ada\n+14155550102,Bo\n+14155550103,Cleo\n"


@dataclass(frozen=True)
class Result:
    """What a user sees of one command."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


@dataclass
class Clock:
    """A clock that stands still unless it is moved."""

    at: datetime = NOW

    def __call__(self) -> datetime:
        return self.at

    def move(self, **by: float) -> None:
        self.at += timedelta(**by)


@dataclass
class Project:
    """`root/campaigns` with files, and the command run on them in this process."""

    root: Path
    capsys: pytest.CaptureFixture[str]
    api: FakeApi
    clock: Clock = field(default_factory=Clock)
    environ: dict[str, str] = field(
        default_factory=lambda: {"SIGMAMIND_API_KEY": "for-tests", "CAMPAIGNS_SETTLE_SECONDS": "0", "CI": "true"}
    )

    def __post_init__(self) -> None:
        self.directory.mkdir(parents=True)

    @property
    def directory(self) -> Path:
        return self.root / "campaigns"

    @property
    def cache(self) -> Path:
        return self.root.parent / "cache"

    @property
    def state_file(self) -> Path:
        return self.directory / "state.json"

    @property
    def state(self) -> Any:
        return json.loads(self.state_file.read_bytes())

    @property
    def recorded(self) -> Any:
        """The recorded campaigns, none where there is no state yet."""
        return self.state["campaigns"] if self.state_file.exists() else {}

    def add(self, file: str = "q4.yaml", *, without: tuple[str, ...] = (), **fields: Any) -> Path:
        """Write a campaign file: the usual one, with other `fields`, and `without` some of its keys."""
        campaign = {**CAMPAIGN, **fields}
        if campaign["isScheduled"] is False:
            without = (*without, *SCHEDULE)
        lines = [f"{key}: {_yaml(value)}" for key, value in campaign.items() if key not in without]
        contacts = campaign["contacts"]
        name = contacts if isinstance(contacts, str) else contacts["path"]
        where = (Path(file).parent / name).as_posix()
        if "://" not in name and not (self.directory / where).exists():
            self.csv(where)
        return self.write(file, "\n".join(lines) + "\n")

    def csv(self, name: str = "contacts/q4.csv", text: str = CONTACTS) -> Path:
        return self.write(name, text)

    def write(self, name: str, content: str | bytes) -> Path:
        path = self.directory / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    def run(self, *args: str) -> Result:
        self.capsys.readouterr()
        environ = {"CAMPAIGNS_DIR": str(self.directory), "XDG_CACHE_HOME": str(self.cache), **self.environ}
        code = main.main(args, environ=environ, now=self.clock, transport=self.api.transport)
        printed = self.capsys.readouterr()
        return Result(code, printed.out, printed.err)

    def apply(self, *args: str) -> Result:
        return self.run("apply", "--format", "json", *args)

    def plan(self, *args: str) -> Any:
        return self.run("plan", "--format", "json", *args).json

    def actions(self) -> dict[str, str]:
        """What plan would do with each campaign, by name."""
        return {entry["campaignName"]: entry["action"] for entry in self.plan()["campaigns"]}


def _yaml(value: Any) -> str:
    if isinstance(value, str) and value.startswith("+") and value[1:].isdigit():
        return value
    return json.dumps(value, ensure_ascii=False)
