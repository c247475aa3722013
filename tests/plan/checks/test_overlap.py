"""The same people twice: counted where lists are there, estimated where apply remembers them, and only a warning."""

import base64
import hashlib
import hmac
import json
import random
import re
from dataclasses import replace
from typing import Any

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from runner.config import schema
from runner.contacts.contacts import LocalContacts
from runner.errors import StateError
from runner.plan.checks.overlap.sketch import Memory, SharedPeople, Sketch, estimate_shared, smallest_hashes
from runner.state.encoding import StateEncoder, decode_state
from tests.project import Project
from tests.state.test_record import RECORD, STATE

KEY = "for-tests-0123456789"
OTHER_KEY = "for-tests-9876543210"


def people(first: int, count: int) -> str:
    """A list of `count` people, numbered from `first` on."""
    return "Phone Number\n" + "".join(f"+1415{5_560_000 + number}\n" for number in range(first, first + count))


def add(project: Project, name: str, text: str, date: str = "2026-12-01", **fields: Any) -> None:
    project.csv(f"contacts/{name}.csv", text)
    project.add(f"{name}.yaml", campaignName=name, contacts=f"contacts/{name}.csv", scheduledDate=date, **fields)


def again(project: Project) -> list[str]:
    """The messages of plan about people who are called twice, each with its file."""
    findings = [each for each in project.plan()["findings"] if each["code"] == "people-again"]
    assert {finding["severity"] for finding in findings} <= {"warning"}
    return [f"{finding['path']}: {finding['message']}" for finding in findings]


def launched(project: Project, name: str, text: str, **fields: Any) -> None:
    add(project, name, text, **fields)
    assert project.apply().code == 0


def forget(project: Project, name: str) -> None:
    """Delete a campaign's list, as for retention."""
    (project.directory / "contacts" / f"{name}.csv").unlink()


@pytest.fixture
def remembering(project: Project) -> Project:
    project.environ["CAMPAIGNS_MEMORY_KEY"] = KEY
    return project


def test_two_new_campaigns_with_one_list_name_each_other(project: Project) -> None:
    add(project, "a", people(0, 10))
    add(project, "b", people(0, 10), date="2026-12-04")

    assert again(project) == [
        "campaigns/a.yaml: calls people twice: all 10 of its people are also in `b`, which is new too, 3 days after",
        "campaigns/b.yaml: calls people twice: all 10 of its people are also in `a`, which is new too, 3 days before",
    ]


SPELLINGS = [
    "Phone Number\n" + "".join(f"+{start}{number}\n" for number in range(5512345670, 5512345680))
    for start in ("52", "521")
]


def test_another_spelling_of_a_phone_is_the_same_person(project: Project) -> None:
    add(project, "a", SPELLINGS[0])
    add(project, "b", SPELLINGS[1])

    assert ["all 10 of its people" in message for message in again(project)] == [True, True]


def test_a_deleted_list_is_remembered_in_every_spelling(remembering: Project) -> None:
    launched(remembering, "old", SPELLINGS[0])
    forget(remembering, "old")
    add(remembering, "new", SPELLINGS[1])

    assert "all 10 of its people are also in `old`" in remembering.run("apply").out


def test_validate_says_it_as_plan_does(project: Project) -> None:
    add(project, "a", people(0, 10))
    add(project, "b", people(0, 10))

    validated = project.run("validate", "--format", "json").json
    assert validated["counts"] == {"people-again": 2}
    assert validated["findings"] == project.plan()["findings"]
    one = project.run("validate", "--format", "json", str(project.directory / "a.yaml")).json
    assert one["findings"] == [each for each in validated["findings"] if each["path"] == "campaigns/a.yaml"]


@pytest.mark.parametrize(("common", "reported"), [(0, 0), (1, 0), (2, 0), (3, 1)])
def test_a_fifth_of_the_new_ones_people_is_nothing_and_one_more_is_reported(
    project: Project, common: int, reported: int
) -> None:
    launched(project, "old", people(0, 100))
    add(project, "new", people(100 - common, 10))

    messages = again(project)

    assert len(messages) == reported
    assert all(
        "3 of its 10 people are also in `old`, camp_0000000000000001, at the same time" in text for text in messages
    )


def test_the_share_is_of_the_new_campaigns_people_not_of_the_others(project: Project) -> None:
    add(project, "few", people(0, 10))
    add(project, "many", people(0, 1000))

    (message,) = again(project)

    assert message.startswith("campaigns/few.yaml: calls people twice: all 10 of its people are also in `many`")


@pytest.mark.parametrize(
    ("date", "reported"),
    [("2026-12-07", False), ("2026-12-08", True), ("2026-12-22", True), ("2026-12-23", False)],
)
def test_seven_days_either_way_count_and_no_more(project: Project, date: str, reported: bool) -> None:
    launched(project, "old", people(0, 10), date="2026-12-15")
    add(project, "new", people(0, 10), date=date)

    assert bool(again(project)) is reported


@pytest.mark.parametrize(
    ("overlap", "reported"),
    [
        ("share: 0.3", False),
        ("share: 0.29", True),
        ("share: 1", False),
        ("days: 6", False),
        ("share: 0\n  days: 7", True),
    ],
)
def test_the_policy_sets_share_and_days(project: Project, overlap: str, reported: bool) -> None:
    launched(project, "old", people(0, 10), date="2026-12-08")
    add(project, "new", people(7, 10), date="2026-12-15")
    project.write("policy.yaml", f"overlap:\n  {overlap}\n")

    assert bool(again(project)) is reported


@pytest.mark.parametrize("first", ["new", "recorded", "remembered"])
def test_each_two_campaigns_are_as_far_apart_as_they_are_whatever_lies_between(
    remembering: Project, first: str
) -> None:
    (add if first == "new" else launched)(remembering, "a", people(0, 10), date="2026-12-01")
    if first == "remembered":
        forget(remembering, "a")
    add(remembering, "b", people(1, 10), date="2026-12-07")
    add(remembering, "c", people(2, 10), date="2026-12-12")

    out = remembering.run("apply").out

    blocks = [(re.findall(r"also in `(\w)`", block), block) for block in out.split("\n\n")]
    assert [(other, block.split(" --> campaigns/")[1][0]) for others, block in blocks for other in others] == [
        *([("b", "a")] if first == "new" else []),
        ("a", "b"),
        ("c", "b"),
        ("b", "c"),
    ]


@pytest.mark.parametrize(("days", "reported"), [(7, True), (8, False)])
def test_a_campaign_that_dialled_at_once_counts_from_when_it_was_recorded(
    project: Project, days: int, reported: bool
) -> None:
    launched(project, "old", people(0, 10), isScheduled=False)
    project.clock.move(days=days)
    add(project, "new", people(0, 10), isScheduled=False)

    assert bool(again(project)) is reported


def test_a_recorded_campaign_is_known_by_its_list_after_its_file_and_name_are_others(project: Project) -> None:
    launched(project, "old", people(0, 10))
    (project.directory / "old.yaml").unlink()
    add(project, "new", people(0, 10))

    assert [message.partition(": ")[0] for message in again(project)] == ["campaigns/new.yaml"]


def test_a_recorded_campaign_has_the_name_it_was_recorded_under(project: Project) -> None:
    launched(project, "old", people(0, 10))
    project.add("old.yaml", campaignName="Renamed", contacts="contacts/old.csv")
    add(project, "new", people(1, 10))

    (message,) = again(project)

    assert "9 of its 10 people are also in `old`" in message


def test_a_list_is_the_one_that_was_sent_even_if_a_default_was_changed_since(project: Project) -> None:
    text = people(0, 10).replace("\n", ",\n").replace("Number,", "Number,city")
    launched(project, "old", text, dynamicVariables={"city": "Oslo"})
    add(project, "old", text, dynamicVariables={"city": "Rome"})
    add(project, "new", people(1, 10))

    (message,) = again(project)

    assert "9 of its 10 people are also in `old`" in message


def test_recorded_campaigns_say_nothing_of_each_other(project: Project) -> None:
    add(project, "a", people(0, 10))
    add(project, "b", people(0, 10))
    assert project.apply().code == 0

    assert again(project) == []


def test_an_unknown_campaign_that_would_be_sent_again_is_compared_too(project: Project) -> None:
    launched(project, "old", people(0, 10))
    add(project, "lost", people(0, 10))
    project.apply()
    body = project.state
    body["campaigns"]["lost"].update(status="unknown", campaignId=None)
    project.state_file.write_text(json.dumps(body))

    assert [message.partition(": ")[0] for message in again(project)] == ["campaigns/lost.yaml"]


def test_three_others_are_named_and_the_rest_is_counted(project: Project) -> None:
    for number in range(6):
        add(project, f"c{number}", people(0, 10 + number))

    messages = [text for text in again(project) if text.startswith("campaigns/c0.yaml")]

    assert [text.partition("`")[2][:2] for text in messages] == ["c1", "c2", "c3"]
    assert messages[-1].endswith("`c3`, which is new too, at the same time; and in 2 more campaigns")


@pytest.mark.parametrize("recorded", [(), ("c0",), ("c0", "c3")])
def test_every_pair_of_overlapping_lists_is_counted_as_sets_are(project: Project, recorded: tuple[str, ...]) -> None:
    chance = random.Random(7)
    lists = {f"c{number}": set(chance.sample(range(40), chance.randint(5, 30))) for number in range(4)}
    for name in sorted(lists, key=lambda name: name not in recorded):
        text = "Phone Number\n" + "".join(f"+1415{5_560_000 + number}\n" for number in lists[name])
        (launched if name in recorded else add)(project, name, text)

    messages = again(project)

    new = lists.keys() - set(recorded)
    over = {(a, b) for a in new for b in lists if a != b and len(lists[a] & lists[b]) > 0.2 * len(lists[a])}
    assert len(messages) == len(over) > 2
    for a, b in over:
        both, total = len(lists[a] & lists[b]), len(lists[a])
        share = f"all {total} of its" if both == total else f"{both} of its {total}"
        assert any(f"{a}.yaml: calls people twice: {share} people" in text and f"`{b}`" in text for text in messages)


def test_fingerprint_hash_and_exit_code_are_the_same_with_and_without_it(project: Project) -> None:
    launched(project, "old", people(0, 10))
    add(project, "new", people(0, 10))
    near = project.run("plan", "--format", "json", "--detailed-exitcode")
    body = project.state
    body["campaigns"]["old"]["launchAt"] = "2027-12-01T20:00:00Z"
    body["campaigns"]["old"]["request"]["scheduledDate"] = "2027-12-01"
    project.state_file.write_text(json.dumps(body))

    far = project.run("plan", "--format", "json", "--detailed-exitcode")

    codes = [[finding["code"] for finding in result.json["findings"]] for result in (near, far)]
    assert codes == [["people-again"], []]
    assert near.code == far.code == 3
    assert near.json["hash"] == far.json["hash"]
    assert near.json["campaigns"][0]["fingerprint"] == far.json["campaigns"][0]["fingerprint"]
    assert project.apply("--expect", near.json["hash"]).code == 0


def test_a_deleted_list_is_forgotten_without_a_key(project: Project) -> None:
    launched(project, "old", people(0, 10))
    forget(project, "old")
    add(project, "new", people(1, 10))

    assert again(project) == []
    assert "people twice" not in project.run("apply").out
    assert all("memory" not in record for record in project.recorded.values())


def test_a_deleted_list_that_comes_back_whole_is_known_by_its_digest_without_a_key(project: Project) -> None:
    launched(project, "old", people(0, 10))
    forget(project, "old")
    add(project, "new", people(0, 10))

    (message,) = again(project)

    assert "all 10 of its people are also in `old`" in message


def test_a_deleted_list_is_remembered_with_a_key(remembering: Project) -> None:
    launched(remembering, "old", people(0, 10))
    forget(remembering, "old")
    add(remembering, "new", people(5, 10), date="2026-12-03")

    assert again(remembering) == []
    result = remembering.run("apply")

    assert result.code == 0
    assert "warning[people-again]: calls people twice: 5 of its 10 people are also in `old`, camp_" in result.out
    assert remembering.recorded["new"]["memory"]["count"] == 10


def test_an_edited_list_is_compared_as_it_was_sent(remembering: Project) -> None:
    launched(remembering, "old", people(0, 10))
    remembering.csv("contacts/old.csv", people(500, 10))
    add(remembering, "new", people(1, 10))

    assert "9 of its 10 people are also in `old`" in remembering.run("apply").out


def test_where_apply_shows_no_plan_it_says_it_on_stderr(remembering: Project) -> None:
    launched(remembering, "old", people(0, 10))
    forget(remembering, "old")
    add(remembering, "new", people(1, 10))

    applied = remembering.apply()

    assert applied.code == 0
    assert "warning: `campaigns/new.yaml` calls people twice: 9 of its 10 people are also in `old`" in applied.err


def test_long_lists_are_estimated_and_the_message_says_so(remembering: Project) -> None:
    launched(remembering, "old", people(0, 4812))
    forget(remembering, "old")
    add(remembering, "new", people(1712, 4812))

    out = remembering.run("apply").out

    match = re.search(r"calls people twice: about (\d,\d00) of its 4,812 people are also in `old`, camp_0{15}1, ", out)
    assert match is not None
    assert abs(int(match[1].replace(",", "")) - 3100) <= 310
    assert "; estimated from what apply remembers, since that list was deleted" in out


def test_a_list_that_is_there_is_counted_even_if_it_is_remembered(remembering: Project) -> None:
    launched(remembering, "old", people(0, 4812))
    add(remembering, "new", people(1713, 4812))

    out = remembering.run("apply").out

    assert out.count("people twice") == 1
    assert "calls people twice: 3,099 of its 4,812 people are also in `old`" in out


def test_what_is_remembered_under_another_key_says_nothing_and_stays(remembering: Project) -> None:
    launched(remembering, "old", people(0, 10))
    forget(remembering, "old")
    before = remembering.recorded["old"]
    remembering.environ["CAMPAIGNS_MEMORY_KEY"] = OTHER_KEY
    add(remembering, "new", people(1, 10))

    assert "people twice" not in remembering.run("apply").out
    assert remembering.recorded["old"] == before
    assert Memory(OTHER_KEY).compare(LocalContacts(remembering.root, "", 1, "", "", 1), before["memory"]) is None
    assert remembering.recorded["new"]["memory"]["key"] != before["memory"]["key"]


def test_memories_stay_as_they_are_in_a_run_without_a_key(remembering: Project) -> None:
    launched(remembering, "old", people(0, 10))
    before = remembering.recorded["old"]
    del remembering.environ["CAMPAIGNS_MEMORY_KEY"]
    (remembering.directory / "old.yaml").rename(remembering.directory / "moved.yaml")
    launched(remembering, "new", people(100, 10))

    assert remembering.recorded["old"] == {**before, "path": "campaigns/moved.yaml"}
    assert "memory" not in remembering.recorded["new"]


@pytest.mark.parametrize(("days", "stays"), [(89, True), (91, False)])
def test_a_memory_fades_90_days_after_the_launch_once_its_record_is_written(
    remembering: Project, days: int, stays: bool
) -> None:
    launched(remembering, "old", people(0, 10), isScheduled=False)
    launched(remembering, "other", people(100, 10), isScheduled=False)
    remembering.clock.move(days=days)
    (remembering.directory / "old.yaml").rename(remembering.directory / "moved.yaml")

    assert remembering.apply().code == 0

    assert ("memory" in remembering.recorded["old"]) is stays
    assert "memory" in remembering.recorded["other"]


def test_a_memory_fades_too_when_only_the_new_bytes_of_its_campaign_file_are_recorded(remembering: Project) -> None:
    launched(remembering, "old", people(0, 10))
    launched(remembering, "other", people(100, 10))
    remembering.clock.move(days=101)
    remembering.api.campaigns.pop(0)
    with (remembering.directory / "old.yaml").open("a") as file:
        file.write("# dialed\n")

    launched(remembering, "new", people(100, 10), isScheduled=False)

    assert "memory" not in remembering.recorded["old"]


def test_what_is_kept_is_the_smallest_keyed_hashes_and_fits_the_schema(remembering: Project) -> None:
    launched(remembering, "old", people(0, 2000))

    kept = remembering.recorded["old"]["memory"]

    jsonschema.validate(remembering.state, schema.load("state"))
    numbers = [f"1415{5_560_000 + number}".encode() for number in range(2000)]
    hashes = sorted(hmac.digest(KEY.encode(), number, hashlib.sha256)[:8] for number in numbers)
    mark = hmac.digest(KEY.encode(), b"campaign-runner memory", hashlib.sha256).hex()[:8]
    assert kept == {"key": mark, "count": 2000, "sketch": base64.b64encode(b"".join(hashes[:1024])).decode()}


@pytest.mark.parametrize("key", ["short", "fifteen-letters"])
def test_a_key_that_is_too_short_is_refused_by_name_and_not_shown(project: Project, key: str) -> None:
    project.environ["CAMPAIGNS_MEMORY_KEY"] = key
    add(project, "new", people(0, 10))

    result = project.apply()

    assert result.code == 2
    assert "CAMPAIGNS_MEMORY_KEY" in result.err
    assert key not in result.out + result.err
    assert not project.state_file.exists()


def test_no_number_no_key_and_no_hash_is_in_any_output(remembering: Project) -> None:
    launched(remembering, "old", people(0, 10))
    forget(remembering, "old")
    add(remembering, "new", people(1, 10))
    ours = [("validate",), ("plan",), ("status",), ("history", "old"), ("apply",), ("plan",), ("status",)]

    results = [remembering.run(*command, "--format", form) for form in ("text", "json") for command in ours]

    shown = "".join(result.out + result.err for result in results)
    kept = [record["memory"] for record in remembering.recorded.values()]
    assert len(kept) == 2
    assert "people twice" in shown
    assert KEY not in shown + repr(Memory(KEY)) + remembering.state_file.read_text()
    assert "1415556" not in shown.replace("+14155550100", "") + remembering.state_file.read_text().replace(
        "+14155550100", ""
    )
    assert not [memory for memory in kept if memory["sketch"] in shown or memory["key"] in shown]
    assert "sketch" not in shown
    assert "sketch" not in repr(decode_state(remembering.state_file.read_bytes(), "").campaigns["old"])


def sketch(members: set[int]) -> Sketch:
    values = (hmac.digest(KEY.encode(), b"%d" % number, "sha256")[:8] for number in members)
    return Sketch(len(members), frozenset(smallest_hashes(values)))


@given(st.sets(st.integers(0, 60), min_size=1), st.sets(st.integers(0, 60), min_size=1))
def test_short_lists_are_compared_exactly(ours: set[int], theirs: set[int]) -> None:
    assert estimate_shared(sketch(ours), sketch(theirs)) == SharedPeople(len(ours & theirs), exact=True)


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize(("ours", "theirs", "common"), [(20_000, 20_000, 10_000), (8_000, 20_000, 8_000)])
def test_an_estimate_of_long_lists_is_within_a_tenth(seed: int, ours: int, theirs: int, common: int) -> None:
    numbers = random.Random(seed).sample(range(10**9, 10**10), ours + theirs - common)

    estimate = estimate_shared(sketch(set(numbers[:ours])), sketch(set(numbers[ours - common :])))

    assert estimate.exact is False
    assert abs(estimate.count - common) <= 0.1 * common


@given(st.integers(900, 3000), st.integers(900, 3000), st.integers(0, 900))
def test_an_estimate_is_never_of_more_people_than_either_list_has(ours: int, theirs: int, common: int) -> None:
    estimate = estimate_shared(sketch(set(range(ours))), sketch(set(range(ours - common, ours - common + theirs))))

    assert 0 <= estimate.count <= min(ours, theirs)
    assert (estimate.count == 0) or common


def remembered(**changes: Any) -> bytes:
    kept = {"key": "0" * 8, "count": 1, "sketch": "AAAAAAAAAAA=", **changes}
    return StateEncoder().encode(STATE.with_records({"Q4": replace(RECORD, memory=kept)}))


@pytest.mark.parametrize("count", [1, 2, 3, 1023, 1024, 1025])
def test_a_memory_is_read_back_as_it_was_written(count: int) -> None:
    data = remembered(count=count, sketch=base64.b64encode(bytes(8 * min(count, 1024))).decode())

    assert StateEncoder().encode(decode_state(data, "state.json")) == data


@pytest.mark.parametrize(
    "changes",
    [
        {"key": "short"},
        {"key": None},
        {"count": 0},
        {"count": -3},
        {"count": 2},
        {"count": True},
        {"sketch": ""},
        {"sketch": "AAAAAAAAAAAA"},
        {"sketch": "AAAAAAAAAAA=\n"},
        {"sketch": "not base64!="},
        {"colour": "red"},
    ],
)
def test_a_memory_that_is_not_whole_stops_the_run(changes: dict[str, Any]) -> None:
    with pytest.raises(StateError, match="`memory` of `Q4`"):
        decode_state(remembered(**changes), "state.json")


def test_a_list_is_compared_and_printed_without_its_numbers(project: Project) -> None:
    one = LocalContacts(project.root, "q4.csv", 1, "0", "0", 1)

    assert "numbers" not in repr(one)
    assert one == replace(one, numbers=one.numbers * 2)
