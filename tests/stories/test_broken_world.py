"""Full disks, states that are broken or swapped, clocks that go back: a clear error, nothing sent, nothing lost."""

import json
import os
import resource
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest

from runner.sandbox.app import Sandbox
from runner.sandbox.server import running
from tests.fake_api import FakeApi, Json, times_out, works
from tests.project import Project

Q4 = "Q4 Outreach Campaign"
BIN = Path(sys.executable).parent / "campaigns"


def while_sending(do: Callable[[], object]) -> Callable[[FakeApi, Json], httpx.Response]:
    """Do something to the world while the API does the work."""

    def behave(api: FakeApi, fields: Json) -> httpx.Response:
        do()
        return works(api, fields)

    return behave


def test_a_full_disk_stops_before_anything_is_sent(project: Project) -> None:
    project.add(scheduledDate="2035-12-01")
    sandbox = Sandbox(now=lambda: datetime.now(UTC), log=lambda line: None)
    with running(sandbox) as url:
        done = subprocess.run(
            [BIN, "--dir", str(project.directory), "apply", "--yes"],
            env={**os.environ, "SIGMAMIND_API_URL": url, "SIGMAMIND_API_KEY": "for-tests"},
            capture_output=True,
            text=True,
            preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (64, 64)),
        )

    assert done.returncode == 4, done.stderr
    assert "can't be written" in done.stderr
    assert sandbox.requests["POST", "/v1/campaigns"] == 0
    assert not project.state_file.exists()


def test_a_place_that_cannot_be_written_stops_before_anything_is_sent(project: Project) -> None:
    project.add()

    result = project.apply("--state", "file:/sys/state.json")

    assert result.code == 4
    assert "can't be locked" in result.err
    assert project.api.requests == []


@pytest.mark.parametrize("store", ["file:{}/no.json", "git:campaign-state"])
def test_a_store_that_cannot_be_read_is_never_taken_for_an_empty_one(project: Project, store: str) -> None:
    project.add()
    (project.root / "no.json").mkdir()

    result = project.apply("--state", store.format(project.root))

    assert result.code == 4
    assert project.api.requests == []


@pytest.mark.parametrize(
    "change", [{"version": 2}, {"version": "1"}, {"lineage": 3}, {"campaigns": []}, {"serial": "x"}]
)
def test_a_state_that_is_not_understood_stops_every_command_and_stays(project: Project, change: Json) -> None:
    project.add()
    project.apply()
    project.state_file.write_text(json.dumps({**project.state, **change}))
    before = project.state_file.read_bytes()

    for command in (("plan",), ("apply",), ("status",), ("validate",), ("resolve", Q4, "--accept")):
        assert project.run(*command).code == 4
    assert project.state_file.read_bytes() == before
    assert len(project.api.posts) == 1


def test_another_state_that_takes_the_place_of_ours_is_not_written_over(project: Project) -> None:
    project.add()
    other = json.dumps(
        {"version": 1, "lineage": "another", "serial": 9, "api": "https://api.sigmamind.ai", "campaigns": {}}
    )
    project.api.on_post = [while_sending(lambda: project.state_file.write_text(other))]

    result = project.apply()

    assert result.code == 4
    assert "was replaced during this run" in result.err
    assert f"`campaigns resolve '{Q4}' --created camp_0000000000000001`" in result.err
    assert "`campaigns import camp_0000000000000001 --file campaigns/q4.yaml`" in result.err
    assert project.state_file.read_text() == other


def test_an_older_state_that_takes_the_place_of_ours_is_not_written_over(project: Project) -> None:
    project.add("a.yaml", campaignName="A")
    project.apply()
    older = project.state_file.read_bytes()
    project.add("b.yaml", campaignName="B")
    project.api.on_post = [while_sending(lambda: project.state_file.write_bytes(older))]

    assert project.apply().code == 4
    assert project.state_file.read_bytes() == older
    again = project.apply()
    assert (again.code, again.json["outcomes"][0]["outcome"]) == (5, "rejected")
    assert "campaigns import camp_0000000000000002" in again.json["outcomes"][0]["message"]
    assert len(project.api.posts) == 2


def test_a_newer_state_of_the_same_line_keeps_what_others_wrote(project: Project) -> None:
    project.add("a.yaml", campaignName="A")
    project.apply()
    project.add("b.yaml", campaignName="B")

    def another_run_moves_a() -> None:
        state = project.state
        state["serial"] += 1
        state["campaigns"]["A"]["path"] = "campaigns/elsewhere.yaml"
        project.state_file.write_text(json.dumps(state))

    project.api.on_post = [while_sending(another_run_moves_a)]

    assert project.apply().code == 0
    assert project.recorded["A"]["path"] == "campaigns/elsewhere.yaml"
    assert project.recorded["B"]["status"] == "created"


def test_a_clock_that_went_back_makes_no_wait_longer_and_creates_nothing_twice(project: Project) -> None:
    project.environ["CAMPAIGNS_SETTLE_SECONDS"] = "0.1"
    project.add()
    project.api.on_post = [times_out]
    project.apply()
    project.api.create({**project.api.posts[0]})
    project.clock.move(days=-400)

    assert [outcome["outcome"] for outcome in project.apply().json["outcomes"]] == ["adopted"]
    assert project.api.names == [Q4]


@pytest.mark.parametrize("lease", [{"holder": "x"}, {"holder": "x", "until": "soon"}, {"holder": "x", "until": 5}, []])
def test_a_lease_that_is_none_is_a_state_that_cannot_be_read(project: Project, lease: object) -> None:
    project.add()
    project.apply()
    state = project.state
    next(iter(state["campaigns"].values()))["run"]["lease"] = lease
    project.state_file.write_text(json.dumps(state))

    result = project.apply()

    assert (result.code, "can't be read" in result.err) == (4, True)
