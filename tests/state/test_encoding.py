"""The bytes of a state: what changed is encoded anew, and every version is written as if it were the first."""

import json
from dataclasses import asdict, replace
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from runner.state.encoding import StateEncoder
from runner.state.record import Record, State
from runner.state.record_texts import RecordTexts
from runner.state.stores.branch_readme import Readme
from tests.state.test_record import CHANGED, RECORD, STATE

RECORDS = st.sampled_from([None, RECORD, CHANGED, replace(RECORD, path='a "campaigns": {}\n\u2028.yaml')])
NAMES = st.text(st.characters(exclude_categories=["Cs"]), min_size=1)


def as_a_whole(state: State) -> bytes:
    """The state file by the standard library alone."""
    body = {"version": 1, **asdict(state)}
    if state.folder is None:
        del body["folder"]
    always = ("campaignId", "launchAt", "differences")
    for name, entry in body["campaigns"].items():
        body["campaigns"][name] = {k: v for k, v in entry.items() if v is not None or k in always}
    return (json.dumps(body, indent=2, sort_keys=True, ensure_ascii=False) + "\n").encode()


@given(st.lists(st.dictionaries(NAMES, RECORDS), max_size=4), NAMES, st.none() | NAMES)
def test_versions_one_after_another_are_written_as_each_would_be_alone(
    changes: list[dict[str, Record | None]], api: str, folder: str | None
) -> None:
    encoder, readme = StateEncoder(), Readme()
    state = State("a", 0, api, {}, folder)
    versions: list[dict[str, Record | None]] = [{}, *changes, {"Q4": RECORD}, {"Q4": None}]
    for records in versions:
        state = replace(state.with_records(records), serial=state.serial + 1)

        assert encoder.encode(state) == as_a_whole(state)
        assert readme.text(state, "state.json") == Readme().text(state, "state.json")


def test_only_what_changed_is_written_again() -> None:
    written: list[str] = []

    def text(name: str, record: Record) -> str:
        written.append(name)
        return f"{name} {record.status}"

    texts = RecordTexts(text)
    state = STATE.with_records({f"{number}": RECORD for number in range(100)})
    texts.of(state.campaigns)
    written.clear()

    changed = state.with_records({"7": replace(RECORD, status="unknown"), "8": None, "new": RECORD})

    assert texts.of(changed.campaigns)[-3:] == ["99 created", "Q4 created", "new created"]
    assert written == ["7", "new"]


def test_a_record_that_only_equals_the_one_before_is_written_anew() -> None:
    encoder = StateEncoder()

    def serial(value: Any) -> bytes:
        return encoder.encode(STATE.with_records({"Q4": replace(RECORD, request={"concurrentCalls": value})}))

    assert [b'"concurrentCalls": %s' % text in serial(value) for text, value in [(b"1", 1), (b"true", True)]] == [1, 1]
