"""What version 0.1.0 recorded is known by every later version: nothing of it is created again."""

import hashlib
import json
import re
import shutil
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from tests.project import Project

RECORDED = Path(__file__).parent / "recorded"
STATE = (RECORDED / "repository" / "campaigns" / "state.json").read_bytes()
RECORDS: dict[str, Any] = json.loads(STATE)["campaigns"]
INTENT = "Intent of a run that died"
MOVED = "Moved, not recorded"
ELSEWHERE = "List that is elsewhere"
MEMORY_KEY = "memory-key-of-the-tests"

_OF_OLD_ZONE_NAMES = {
    "US/Pacific": "v1:2cb91cace91671d912f3f3c29512f7667e5ead43de2e462aeea802f34dc89af0",
    "Asia/Calcutta": "v1:90264f077a66c70b5f62f55b3b14923c979585eaa4bce9613da133f38cec5c99",
}
BY_TODAYS_ZONE = {
    name: _OF_OLD_ZONE_NAMES[zone]
    for name, record in RECORDS.items()
    if (zone := record["request"].get("scheduledTimezone")) in _OF_OLD_ZONE_NAMES
}
"""Fingerprints of new campaigns whose zone has an old name: that of today's name. The old record still matches."""

PLAN_HASH = "sha256:5e5bbb990b1d2115f5245ba8e56f42223d18c1eb9227cb5e78f76a3af6fe38b4"
PLAN_HASH_WITHOUT_STATE = "sha256:8e14e100ba17e7dae52c8f8dcba94566cd33d61e85bcf890bf811f72599729fa"


@pytest.fixture
def recorded(project: Project) -> Project:
    """The recorded repository, and the account in which its campaigns are."""
    shutil.copytree(RECORDED / "repository" / "campaigns", project.directory, dirs_exist_ok=True)
    project.api.campaigns = json.loads((RECORDED / "account.json").read_bytes())
    project.clock.at = datetime(2026, 12, 1, 10, 0, tzinfo=UTC)
    return project


def encoded(state: Any) -> bytes:
    return (json.dumps(state, indent=2, sort_keys=True, ensure_ascii=False) + "\n").encode()


def test_each_recorded_campaign_is_unchanged_and_the_intent_is_unknown(recorded: Project) -> None:
    plan = recorded.plan()

    actions = {entry["campaignName"]: entry["action"] for entry in plan["campaigns"]}
    assert actions == {**dict.fromkeys(RECORDS, "unchanged"), INTENT: "unknown", MOVED: "moved"}
    assert plan["hash"] == PLAN_HASH


def test_apply_adopts_the_intent_sends_nothing_and_leaves_every_other_record_as_it_was(recorded: Project) -> None:
    ids = {campaign["campaignName"]: campaign["campaignId"] for campaign in recorded.api.campaigns}

    result = recorded.apply()

    assert result.code == 0
    assert [(one["campaignName"], one["outcome"]) for one in result.json["outcomes"]] == [(INTENT, "adopted")]
    assert {method for method, _ in recorded.api.requests} == {"GET"}
    expected = json.loads(STATE)
    assert encoded(expected) == STATE
    expected["serial"] = recorded.state["serial"]
    expected["campaigns"][MOVED]["path"] = "campaigns/2031/move-later.yaml"
    expected["campaigns"][INTENT] |= {
        "status": "created",
        "campaignId": ids[INTENT],
        "recordedAt": "2026-12-01T10:00:00Z",
    }
    held = {campaign["campaignName"]: campaign["campaignStatus"] for campaign in recorded.api.campaigns}
    state = recorded.state
    seen = {name: entry.pop("account")["status"] for name, entry in state["campaigns"].items()}
    assert seen == {name: held[name] for name in expected["campaigns"]}
    assert encoded(state) == encoded(expected)


def test_a_second_apply_has_nothing_to_do(recorded: Project) -> None:
    recorded.apply()
    left = recorded.state_file.read_bytes()

    assert recorded.apply().code == 0
    assert recorded.state_file.read_bytes() == left
    assert recorded.actions() == dict.fromkeys(RECORDS, "unchanged")


def test_every_fingerprint_is_the_recorded_one_so_that_another_form_needs_another_prefix(recorded: Project) -> None:
    recorded.state_file.unlink()

    plan = recorded.plan()

    fingerprints = {name: record["fingerprint"] for name, record in RECORDS.items()} | BY_TODAYS_ZONE
    assert all(re.fullmatch("v1:[0-9a-f]{64}", fingerprint) for fingerprint in fingerprints.values())
    assert {entry["campaignName"]: entry["fingerprint"] for entry in plan["campaigns"]} == fingerprints
    assert plan["hash"] == PLAN_HASH_WITHOUT_STATE


def test_a_repository_without_its_state_would_send_and_record_the_same(recorded: Project) -> None:
    # Known by its pins alone: there is no list to send.
    (recorded.directory / "elsewhere.yaml").unlink()
    recorded.state_file.unlink()
    recorded.api.campaigns = []
    recorded.environ["CAMPAIGNS_MEMORY_KEY"] = MEMORY_KEY

    assert recorded.apply().code == 0

    expected = {name: record for name, record in RECORDS.items() if name != ELSEWHERE}
    assert recorded.recorded.keys() == expected.keys()
    for key in ("request", "contacts", "fingerprint"):
        renamed = BY_TODAYS_ZONE if key == "fingerprint" else {}
        assert {name: record[key] for name, record in recorded.recorded.items()} == {
            **{name: record[key] for name, record in expected.items()},
            **renamed,
        }
    remembered = {name: record["memory"] for name, record in expected.items() if "memory" in record}
    assert remembered == {name: recorded.recorded[name]["memory"] for name in remembered}
    assert len(remembered) == 3
    names = [fields["campaignName"] for fields in recorded.api.posts]
    digests = [hashlib.sha256(sent.encode()).hexdigest() for sent in recorded.api.lists]
    assert dict(zip(names, digests, strict=True)) == {
        name: record["contacts"]["digest"] for name, record in expected.items()
    }
