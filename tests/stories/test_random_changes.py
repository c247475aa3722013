"""Random histories of creates, edits, postpones, deletes and crashes: the state stays what the account is."""

import json
import os
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import httpx
import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import invariant, rule

from runner import timezones
from tests.fake_api import Json
from tests.project import CAMPAIGN
from tests.stories.test_random_histories import BEHAVIOURS, NAMES, Histories

EXAMPLES = int(os.environ.get("HISTORIES", "60"))
CHANGES = {name: BEHAVIOURS[name] for name in BEHAVIOURS if name not in ("no id", "401")}
kinds = st.lists(st.sampled_from(sorted(CHANGES)), max_size=4)
days = st.integers(1, 27).map(lambda day: f"2031-01-{day:02d}")
later_days = st.integers(1, 27).map(lambda day: f"2031-02-{day:02d}")
deaths = st.just(0) | st.integers(1, 24)
WAITING = ("scheduled", "paused")

pytestmark = pytest.mark.slow


class Changes(Histories):
    """The histories of `Histories`, with everything that changes a campaign that exists.

    `wanted` has, while a run may change campaigns, what it may send of each; None where nothing may be sent.
    """

    def __init__(self) -> None:
        super().__init__()
        (self.campaigns / "policy.yaml").write_text("updates: scheduled\noverlap: {share: 1}\n")
        self.created: list[str] = []
        self.unwanted: list[Any] = []
        self.approved: Json | None = None
        self.wanted: dict[str, Json] = {}
        self.run([])

    def answered(self, request: httpx.Request) -> httpx.Response:
        self.tick()
        before = {campaign["campaignId"]: dict(campaign) for campaign in self.api.campaigns}
        if request.method == "PATCH":
            self.check_patch(request, before)
        try:
            return self.api.answer(request)
        finally:
            held = {campaign["campaignId"]: campaign["campaignName"] for campaign in self.api.campaigns}
            if request.method == "POST":
                self.created += [name for each, name in held.items() if each not in before]

    def check_patch(self, request: httpx.Request, before: dict[str, Json]) -> None:
        patch, campaign = json.loads(request.read()), before.get(request.url.path.rpartition("/")[2])
        if campaign is None:
            return
        dials = campaign["campaignStatus"] not in WAITING and [*patch] != ["concurrentCalls"]
        asked = self.wanted.get(campaign["campaignName"], {})
        unasked = {key: value for key, value in patch.items() if key != "isScheduled" and asked.get(key) != value}
        if dials or unasked or patch.get("isScheduled") is False:
            self.unwanted.append((campaign["campaignName"], campaign["campaignStatus"], patch))

    def tick(self) -> None:
        """The account's campaigns begin to dial when their instant comes."""
        for campaign in self.api.campaigns:
            at = campaign["scheduledDate"]
            if campaign["campaignStatus"] == "scheduled" and timezones.parse_instant(at[:19] + "Z") <= self.now:
                campaign["campaignStatus"] = "live"

    def file(self, name: str) -> Json:
        path = self.campaigns / f"{name}.yaml"
        return dict(json.loads(path.read_text())) if path.exists() else {}

    def files(self) -> dict[str, Json]:
        return {name: self.file(name) for name in NAMES}

    def run(self, kinds: Sequence[str], *args: Any, command: Sequence[str] = ("apply",), **options: Any) -> int | None:
        if command[0] == "apply" and "--expect" not in command:
            self.wanted = self.files()
        self.api.on_patch = [BEHAVIOURS[kind] for kind in kinds if kind in CHANGES]
        self.api.on_delete = [*self.api.on_patch]
        try:
            return super().run([kind for kind in kinds if kind != "429 after"], *args, command=command, **options)
        finally:
            self.api.on_patch, self.api.on_delete, self.wanted = [], [], {}

    @rule(name=st.sampled_from(NAMES), day=days, lines=st.integers(1, 2), agent=st.sampled_from(["one", "two"]))
    def edit(self, name: str, day: str, lines: int, agent: str) -> None:
        other = {"campaignName": name, "concurrentCalls": lines, "scheduledDate": day, "agentId": agent}
        (self.campaigns / f"{name}.yaml").write_text(json.dumps({**CAMPAIGN, **other}))

    @rule(
        kinds=kinds,
        day=days | later_days,
        names=st.sets(st.sampled_from(NAMES)),
        die_at=deaths,
        full_at=st.just(0) | st.integers(1, 6),
    )
    def postpone(self, kinds: list[str], day: str, names: set[str], die_at: int, full_at: int) -> None:
        """Brake, for some or for all; perhaps die of it, or with a full disk."""
        chosen = names & self.recorded.keys() or set(NAMES)
        zone = {"scheduledTime": "12:00:00", "scheduledTimezone": "America/Los_Angeles"}
        self.wanted = {name: {**zone, "scheduledDate": day} for name in chosen}
        which = ["--all"] if chosen == set(NAMES) else sorted(chosen)
        command = ["postpone", *which, "--to", f"{day} 12:00", "--yes"]
        self.run(kinds, command=command, die_at=die_at, full_at=full_at)

    @rule(kinds=kinds, name=st.sampled_from(NAMES), die_at=deaths)
    def delete_campaign(self, kinds: list[str], name: str, die_at: int) -> None:
        self.run(kinds, command=["delete", name, "--yes"], die_at=die_at)

    @rule()
    def approve(self) -> None:
        """Write a plan, which somebody approves of; files may be edited after that."""
        self.run([], command=["plan", "--out", str(self.campaigns.parent / "plan.json")])
        self.approved = self.files() if (self.campaigns.parent / "plan.json").exists() else None

    @rule(kinds=kinds, die_at=deaths)
    def apply_what_was_approved(self, kinds: list[str], die_at: int) -> None:
        if self.approved is not None:
            self.wanted = self.approved
            plan = str(self.campaigns.parent / "plan.json")
            self.run(kinds, command=["apply", "--expect", plan], die_at=die_at)

    @rule(name=st.sampled_from(NAMES))
    def delete_in_the_dashboard(self, name: str) -> None:
        self.api.campaigns = [each for each in self.api.campaigns if each["campaignName"] != name]
        if self.recorded.get(name, {}).get("status") != "created" and name in self.created:
            self.created.remove(name)  # nothing tells it from one that was never created

    @rule(name=st.sampled_from(NAMES))
    def dials_early(self, name: str) -> None:
        """The account begins to dial, though the campaign was scheduled for later."""
        for campaign in self.api.campaigns:
            if campaign["campaignName"] == name and campaign["campaignStatus"] == "scheduled":
                campaign["campaignStatus"] = "live"

    @rule(seconds=st.integers(0, 40 * 24 * 3600))
    def wait(self, seconds: int) -> None:
        self.now += timedelta(seconds=seconds)

    @rule()
    def two_healthy_runs(self) -> None:
        """After them no intent is left, and of each recorded campaign the state says what the account does."""
        self.run([], command=["apply", "--accept-account"])
        self.run([], command=["apply", "--accept-account"])
        self.tick()
        held = {campaign["campaignId"]: campaign for campaign in self.api.campaigns}
        for name, record in self.recorded.items():
            campaign = held.get(record["campaignId"])
            assert "changing" not in record, (name, record)
            if record["status"] != "created" or campaign is None:
                continue
            assert "deleted" not in record, name
            if campaign["campaignStatus"] == "scheduled" and not record["differences"]:
                assert campaign["scheduledDate"][:19] + "Z" == record["launchAt"], (name, campaign, record)

    @invariant()
    def what_is_recorded_exists_and_is_never_forgotten(self) -> None:
        created = {n: r["campaignId"] for n, r in self.recorded.items() if r["status"] == "created"}
        assert self.seen_created.items() <= created.items()
        self.seen_created = created

    @invariant()
    def nothing_is_created_twice(self) -> None:
        """Not even after the first one was deleted, in the account or by us."""
        assert len(self.created) == len(set(self.created)), self.created

    @invariant()
    def nothing_is_changed_that_nobody_asked_for(self) -> None:
        assert self.unwanted == []


TestChanges = Changes.TestCase
TestChanges.settings = settings(max_examples=EXAMPLES, stateful_step_count=14, deadline=None)
