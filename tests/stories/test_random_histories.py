"""Random histories of edits, runs, crashes, lost answers and races: whatever happens, each campaign is created once."""

import contextlib
import io
import json
import os
import tempfile
from collections.abc import Iterable, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from runner.cli import exit_codes, main
from runner.files.atomic import AtomicFile
from tests.fake_api import Behaviour, FakeApi, Json, answers, loses_the_answer, never_connects, says, times_out, works
from tests.project import CAMPAIGN, CONTACTS, NOW

NAMES = ("A", "B", "C")
EXAMPLES = int(os.environ.get("HISTORIES", "60"))
BEHAVIOURS: dict[str, Behaviour] = {
    "works": works,
    "loses the answer": loses_the_answer,
    "times out": times_out,
    "never connects": never_connects,
    "500 before": answers(500),
    "500 after": answers(500, after_work=True),
    "502 html after": says(502, b"<html>"),
    "no id": says(201, b"{}"),
    "429": answers(429, headers={"Retry-After": "0"}),
    "429 after": answers(429, after_work=True, headers={"Retry-After": "0"}),
    "400": answers(400),
    "404 after": answers(404, after_work=True),
    "401": answers(401),
}
behaviours = st.lists(st.sampled_from(sorted(BEHAVIOURS)), max_size=4)

pytestmark = pytest.mark.slow


class Killed(BaseException):
    """The process dies here: nothing catches it."""


class Histories(RuleBasedStateMachine):
    """A folder of campaigns, an account, and runs that go wrong in every way there is."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.campaigns = Path(self.folder.name) / "campaigns"
        (self.campaigns / "contacts").mkdir(parents=True)
        (self.campaigns / "contacts" / "q4.csv").write_text(CONTACTS)
        self.api = FakeApi()
        self.now = NOW
        self.seen_created: dict[str, str] = {}
        self.doubled: list[str] = []
        for name in NAMES[:2]:
            self.write(name, 1)

    def teardown(self) -> None:
        self.two_healthy_runs()
        self.folder.cleanup()

    @rule(name=st.sampled_from(NAMES), lines=st.integers(1, 3))
    def write(self, name: str, lines: int) -> None:
        campaign = {**CAMPAIGN, "campaignName": name, "concurrentCalls": lines, "scheduledDate": "2030-12-03"}
        (self.campaigns / f"{name}.yaml").write_text(json.dumps(campaign))

    @rule(name=st.sampled_from(NAMES))
    def delete(self, name: str) -> None:
        (self.campaigns / f"{name}.yaml").unlink(missing_ok=True)

    @rule(days=st.integers(-30, 30))
    def jump(self, days: int) -> None:
        self.now += timedelta(days=days)

    @rule(kinds=behaviours, lag=st.sets(st.sampled_from(NAMES)))
    def apply(self, kinds: list[str], lag: set[str]) -> None:
        """Run once; what it creates may not be listed until it has ended."""
        # A refusal that did the work, behind a list that lags, is what no client can see through.
        self.run([kind for kind in kinds if kind not in ("404 after", "429 after")], hidden=lag - set(self.api.names))

    @rule(kinds=behaviours, step=st.integers(1, 30))
    def crash(self, kinds: list[str], step: int) -> None:
        """Run, and die before or after a request, or before the state is put in place."""
        self.run(kinds, die_at=step)

    @rule(kinds=behaviours, write=st.integers(1, 6))
    def store_rejects(self, kinds: list[str], write: int) -> None:
        """Run with a disk that is full from some write on."""
        self.run(kinds, full_at=write)

    @rule()
    def somebody_else_is_first(self) -> None:
        """Let the name be taken by hand, between the look and the request."""

        def raced(api: FakeApi, fields: Json) -> httpx.Response:
            if fields["campaignName"] not in api.names:
                api.create(fields)
            return works(api, fields)

        self.run([], first=raced)

    @rule()
    def two_healthy_runs(self) -> None:
        self.run([])
        self.run([])
        wanted = {path.stem for path in self.campaigns.glob("*.yaml")}
        assert {name for name in wanted if self.recorded.get(name, {}).get("status") == "created"} == wanted

    @invariant()
    def no_name_is_in_the_account_twice(self) -> None:
        assert len(self.api.names) == len(set(self.api.names))

    @invariant()
    def what_is_recorded_exists_and_is_never_forgotten(self) -> None:
        held = {campaign["campaignName"]: campaign["campaignId"] for campaign in self.api.campaigns}
        created = {n: r["campaignId"] for n, r in self.recorded.items() if r["status"] == "created"}
        assert created.items() <= held.items()
        assert self.seen_created.items() <= created.items()
        self.seen_created = created

    @invariant()
    def no_request_is_doubled(self) -> None:
        """A second request for a name that exists counts even where the server refuses it."""
        assert self.doubled == []

    @property
    def recorded(self) -> dict[str, Any]:
        state = self.campaigns / "state.json"
        return dict(json.loads(state.read_bytes())["campaigns"]) if state.exists() else {}

    def run(
        self,
        kinds: Sequence[str],
        *,
        hidden: Iterable[str] = (),
        die_at: int = 0,
        full_at: int = 0,
        first: Behaviour | None = None,
        command: Sequence[str] = ("apply",),
    ) -> int | None:
        """Run once, the API behaving so at each create, and die or lose the disk at a step; return the exit code."""
        steps, writes, commit = iter(range(1, 10_000)), iter(range(1, 10_000)), AtomicFile.commit

        def step() -> None:
            if next(steps) == die_at:
                raise Killed

        def answer(request: httpx.Request) -> httpx.Response:
            step()
            names, sent = set(self.api.names), len(self.api.posts)
            response = self.answered(request)
            self.doubled += [post["campaignName"] for post in self.api.posts[sent:] if post["campaignName"] in names]
            step()
            return response

        def committing(draft: AtomicFile, path: Path, *, new: bool = False) -> None:
            step()
            if full_at and next(writes) >= full_at:
                raise OSError(28, "No space left on device")
            commit(draft, path, new=new)
            step()

        self.api.on_post = [*([first] if first else []), *(BEHAVIOURS[kind] for kind in kinds)]
        self.api.hidden = set(hidden)
        environ = {"CAMPAIGNS_DIR": str(self.campaigns), "SIGMAMIND_API_KEY": "for-tests", "CI": "true"}
        environ["CAMPAIGNS_SETTLE_SECONDS"] = "0"
        said, code = io.StringIO(), None
        AtomicFile.commit = committing  # type: ignore[assignment,method-assign]
        with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said), contextlib.suppress(Killed):
            code = main.main([*command], environ=environ, now=lambda: self.now, transport=httpx.MockTransport(answer))
            assert code != exit_codes.BUG, said.getvalue()
        AtomicFile.commit = commit  # type: ignore[method-assign]
        self.api.on_post, self.api.hidden = [], set()
        return code

    def answered(self, request: httpx.Request) -> httpx.Response:
        return self.api.answer(request)


TestHistories = Histories.TestCase
TestHistories.settings = settings(max_examples=EXAMPLES, stateful_step_count=12, deadline=None)
