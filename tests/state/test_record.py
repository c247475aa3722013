"""The state file: read strictly, written whole."""

import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from runner.config import schema
from runner.errors import StateError
from runner.state.encoding import StateEncoder, decode_state
from runner.state.record import Record, State

RECORD = Record(
    status="created",
    path="campaigns/q4.yaml",
    fingerprint="v1:" + "0" * 64,
    request={"campaignName": "Q4", "isScheduled": True},
    contacts={"rows": 3, "sha256": "1" * 64, "digest": "2" * 64},
    launchAt="2026-12-01T20:00:00Z",
    recordedAt="2026-11-22T21:40:03Z",
    run={"id": "1", "attempt": 1, "host": "here", "commit": None, "actor": None, "url": None},
    campaignId="camp_1",
)
CHANGED = replace(
    RECORD,
    account={"launchAt": "2026-12-01T20:00:00Z", "status": "scheduled", "seenAt": "2026-11-22T21:40:03Z"},
    changing={
        "kind": "update",
        "patch": {"concurrentCalls": 5},
        "launchAt": "2026-12-08T20:00:00Z",
        "request": {"campaignName": "Q4", "isScheduled": True},
        "fingerprint": "v1:" + "1" * 64,
        "path": "campaigns/q4.yaml",
        "recordedAt": "2026-11-22T21:40:03Z",
        "run": {**RECORD.run, "lease": {"holder": "a", "until": "2026-11-22T21:50:03Z"}},
    },
    postponed={
        "scheduledDate": "2026-12-08",
        "scheduledTime": "12:00:00",
        "scheduledTimezone": "America/Los_Angeles",
        "from": "2026-12-01T20:00:00Z",
        "at": "2026-11-22T21:40:03Z",
    },
    deleted={"at": "2026-11-22T21:40:03Z"},
    gone={"at": "2026-11-22T21:40:03Z"},
    imported=True,
    unconfirmed=True,
)
STATE = State(lineage="a", serial=7, api="https://api.sigmamind.ai", campaigns={"Q4": RECORD})


def as_json(state: State) -> Any:
    return json.loads(StateEncoder().encode(state))


def broken(**changes: Any) -> bytes:
    body = as_json(STATE)
    body["campaigns"]["Q4"].update(changes)
    return json.dumps(body).encode()


def test_a_state_is_read_back_as_it_was_written() -> None:
    assert decode_state(StateEncoder().encode(STATE), "state.json") == STATE
    changed = STATE.with_records({"Q4": CHANGED})
    assert decode_state(StateEncoder().encode(changed), "state.json") == changed


def test_a_state_is_written_with_sorted_keys_two_spaces_and_a_final_newline() -> None:
    lines = StateEncoder().encode(STATE).decode().split("\n")

    assert lines[0:2] == ["{", '  "api": "https://api.sigmamind.ai",']
    assert lines[-2:] == ["}", ""]


def test_what_is_written_fits_the_schema_that_is_published() -> None:
    import jsonschema

    jsonschema.validate(as_json(STATE), schema.load("state"))
    jsonschema.validate(as_json(STATE.with_records({"Q4": CHANGED})), schema.load("state"))
    unknown = replace(RECORD, status="unknown", campaignId=None, launchAt=None, accepted="removed", tzdata="2026f")
    jsonschema.validate(as_json(STATE.with_records({"Q4": unknown})), schema.load("state"))


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "can't be read"),
        (b"{}", "`version` is missing"),
        (b"[]", "the file is a list, not a mapping"),
        (b'{"version": 2}', "it is of version 2"),
        (b"\xff\xfe", "can't be read"),
        (b"[" * 100_000, "can't be read"),
        (b'{"version": 1, "version": 1}', "one object has a key twice"),
        (b'{\n<<<<<<< HEAD\n  "version": 1\n}', "merge conflict markers"),
        (broken(status="done"), "`status` of `Q4` of `campaigns` is `done`, not one of"),
        (broken(status=None), "`status` of `Q4` of `campaigns` is `null`, not one of"),
        (broken(campaignId=None), "`campaignId` of `Q4` of `campaigns` is `null`, not text"),
        (broken(launchAt="soon"), "can't be read"),
        (broken(recordedAt="2026-02-30T00:00:00Z"), "can't be read"),
        (broken(differences=["live"]), "an entry of `differences` of `Q4` of `campaigns` is the text `live`"),
        (broken(differences=[{"field": "errors"}]), "`asked` is missing in an entry of `differences` of `Q4`"),
        (broken(color="red"), "`color` is not a known key of `Q4`"),
        (broken(run={"id": "1", "attempt": 1, "host": "here", "lease": {"holder": "x"}}), "`until` is missing"),
        (broken(request={"campaignName": 4}), "`campaignName` of `request` of `Q4` of `campaigns` is the number `4`"),
        (broken(memory={"key": "0" * 8, "count": 2, "sketch": "AAAAAAAAAAA="}), "the `memory` of `Q4` is incomplete"),
    ],
)
def test_a_state_that_is_not_whole_stops_the_run(data: bytes, words: str) -> None:
    with pytest.raises(StateError, match="can't be read") as stopped:
        decode_state(data, "state.json")

    assert words in stopped.value.message
    assert stopped.value.exit_code == 4
    assert stopped.value.hint is not None
    assert "restore the file" in stopped.value.hint


@pytest.mark.parametrize("key", sorted(as_json(STATE)["campaigns"]["Q4"].keys() - {"accepted"}))
def test_an_entry_without_one_of_its_keys_stops_the_run(key: str) -> None:
    body = as_json(STATE)
    del body["campaigns"]["Q4"][key]

    with pytest.raises(StateError, match=f"`{key}` is missing in `Q4` of `campaigns`"):
        decode_state(json.dumps(body).encode(), "state.json")


@given(st.binary())
def test_no_bytes_at_all_are_taken_for_an_empty_state(data: bytes) -> None:
    with pytest.raises(StateError):
        decode_state(data, "state.json")


@given(st.dictionaries(st.text(min_size=1), st.none() | st.just(RECORD)))
def test_records_come_and_go_by_name(records: dict[str, Record | None]) -> None:
    after = STATE.with_records(records)

    kept = {name for name, record in records.items() if record is not None}
    assert set(after.campaigns) == (kept | {"Q4"}) - {name for name, record in records.items() if record is None}
    assert decode_state(StateEncoder().encode(after), "state.json") == after


@pytest.mark.parametrize("field", ["account", "changing", "postponed", "deleted", "gone"])
def test_an_instant_of_a_change_that_is_none_stops_the_run(field: str) -> None:
    body = as_json(STATE.with_records({"Q4": CHANGED}))
    entry = body["campaigns"]["Q4"][field]
    instant = "at" if "at" in entry else "launchAt"
    entry[instant] = "2026-13-01T20:00:00Z"
    with pytest.raises(StateError, match="can't be read"):
        decode_state(json.dumps(body).encode(), "state.json")


def test_a_deleted_or_a_gone_campaign_does_not_exist() -> None:
    at = {"at": "2026-11-22T21:40:03Z"}
    assert RECORD.exists
    assert not replace(RECORD, deleted=at).exists
    assert not replace(RECORD, gone=at).exists
    assert not replace(RECORD, status="unknown").exists


def test_a_postponed_campaign_launches_at_its_new_local_time() -> None:
    assert replace(RECORD, postponed=CHANGED.postponed).wall_clock == ("2026-12-08", "12:00:00", "America/Los_Angeles")
    assert RECORD.wall_clock is None


def test_a_campaign_deleted_before_its_launch_called_nobody() -> None:
    assert replace(RECORD, deleted={"at": "2026-12-01T19:59:59Z"}).called_nobody
    assert replace(RECORD, gone={"at": "2026-12-01T19:59:59Z"}).called_nobody
    assert not replace(RECORD, gone={"at": "2026-12-01T20:00:00Z"}).called_nobody
    assert not RECORD.called_nobody
