"""A case of tests/accounts: a repository, an account that answers otherwise than it should, and the steps of a user."""

import re
import shlex
import subprocess
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import httpx

from tests.fake_api import FakeApi, Json, works
from tests.project import Project, Result

WRITERS = ("apply", "postpone", "delete", "import", "resolve")
"""The commands that record what the account holds."""
REFUSED = (1, 2, 7)
"""The exit codes of a command that sent nothing, and looked at nothing."""


class ScriptedAccount(FakeApi):
    """Holds and answers what an `account.json` says, and everything else truthfully.

    `holds` are its campaigns. An entry of `answers` replaces the answer to requests `to` a method and path, the first
    `times` of them or all: `does` is what becomes of the request, `status` and `body` are the answer.
    """

    def __init__(self, script: Json) -> None:
        super().__init__()
        self.campaigns = [*script.get("holds", [])]
        self._answers = [{**answer} for answer in script.get("answers", [])]

    def create(self, fields: Json, **other: Any) -> Json:
        return super().create(fields, campaignId=f"camp_{fields['campaignName'].partition(' ')[0]}01", **other)

    def answer(self, request: httpx.Request) -> httpx.Response:
        answer = self._scripted(f"{request.method} {request.url.path}")
        if answer is None:
            return super().answer(request)
        answer["times"] = answer.get("times", 1_000_000) - 1
        self.requests.append((request.method, request.url.path))
        asked = {} if request.method == "GET" else self._asked(request)
        if answer["does"].startswith("reset"):
            if len(request.read()) > 1_000_000:
                raise httpx.WriteError("connection reset by peer")
            return works(self, asked)
        if answer["does"] != "nothing":
            self.work(asked)
        if answer["does"] == "create":
            self.campaigns[-1].update(answer["body"] if answer["status"] == 201 else {})
        if answer["does"].endswith("without an answer"):
            raise httpx.RemoteProtocolError("server disconnected without sending a response")
        return httpx.Response(answer["status"], json=answer["body"]) if "body" in answer else httpx.Response(204)

    def shows(self, campaign_id: str) -> Json | None:
        """Return what the account says of a campaign, None where it has none of that id."""
        answer = self._scripted(f"GET /v1/campaigns/{campaign_id}")
        if answer is None:
            return self.find(campaign_id)
        body: Json = answer["body"]
        return body if answer["status"] == 200 else None

    def _scripted(self, request: str) -> Json | None:
        left = (answer for answer in self._answers if answer["to"] == request and answer.get("times", 1) > 0)
        return next(left, None)


@dataclass
class Story:
    """The steps of a case, each checked against what every case has in common: see `check`."""

    project: Project
    account: ScriptedAccount
    steps: list[str]
    results: list[Result] = field(default_factory=list)

    def play(self) -> list[Result]:
        """Go through the steps, and return what each command printed; each must end with one of its exit codes."""
        for step in self.steps:
            codes, command = step[:8].strip(), step[8:]
            if command.startswith("account "):
                self.happen(*shlex.split(command)[1:])
            elif command.startswith("campaigns "):
                result = self.run(*shlex.split(command)[1:])
                assert codes == "-" or str(result.code) in codes.split(","), (step, result)
            elif command == "without a key":
                self.project.environ.pop("SIGMAMIND_API_KEY", None)
            elif command == "with the key":
                self.project.environ["SIGMAMIND_API_KEY"] = "for-tests"
            else:
                subprocess.run(command, shell=True, check=True, cwd=self.project.root)
        return self.results

    def happen(self, what: str, name: str = "") -> None:
        """Let somebody else do something: `delete` or launch (`live`) a campaign, or take `another` account."""
        if what == "live":
            for campaign in self.account.campaigns:
                if campaign["campaignName"] == name:
                    campaign["campaignStatus"] = "live"
        else:
            kept = [campaign for campaign in self.account.campaigns if campaign["campaignName"] != name]
            self.account.campaigns = [] if what == "another" else kept

    def run(self, *args: str) -> Result:
        result = self.project.run(*args)
        self.results.append(result)
        self.check(args[0], result)
        return result

    def check(self, command: str, result: Result) -> None:
        """One POST a campaign at most; nothing of a list in any output; the state says what the account holds."""
        posts = Counter(fields["campaignName"] for fields in self.account.posts)
        assert not posts or max(posts.values()) == 1, posts
        state = self.project.state_file.read_text() if self.project.state_file.exists() else ""
        for text in (result.out, result.err, state):
            leaked = [cell for cell in self._cells() if re.search(rf"(?<!\w){re.escape(cell)}(?!\w)", text)]
            assert leaked == [], text
        if command in WRITERS and result.code not in REFUSED:
            for name, record in self.project.recorded.items():
                self._check_record(name, record)

    def _cells(self) -> Iterator[str]:
        for path in self.project.root.rglob("*.csv"):
            for line in path.read_text().splitlines()[1:100]:
                for cell in filter(None, line.split(",")):
                    yield cell.removeprefix("+")

    def _check_record(self, name: str, record: Json) -> None:
        if record["status"] != "created" or record.get("unconfirmed"):
            return
        shown = self.account.shows(record["campaignId"])
        if record.get("deleted") or record.get("gone"):
            assert shown is None, f"{name} is in the account"
            return
        assert shown is not None, f"{name} isn't in the account"
        launch, status = readable_instant(shown.get("scheduledDate")), str(shown.get("campaignStatus", "")).lower()
        seen = record.get("account") or {"launchAt": None, "status": None}
        if not record["differences"]:
            assert instant(record["launchAt"]) == launch, (name, record, shown)
            assert status in ("scheduled", seen["status"]), (name, record, shown)
        assert seen["launchAt"] is None or instant(seen["launchAt"]) == launch, (name, seen, shown)
        assert seen["status"] in (None, status), (name, seen, shown)


def instant(text: str) -> datetime:
    return datetime.fromisoformat(text)


def readable_instant(value: Any) -> datetime | None:
    """Return the instant that an answer has, None where it has none that can be read."""
    try:
        return instant(re.sub(r"\[.*\]$", "", value)) if isinstance(value, str) else None
    except ValueError:
        return None
