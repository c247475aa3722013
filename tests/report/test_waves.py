"""A plan says which wave of which a campaign is, and what is known of the others."""

import json
import re
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from runner.findings import Findings
from runner.plan.change import Change
from runner.plan.only import only
from runner.plan.plan import Plan
from runner.plan.policy import Policy
from runner.plan.waves import Wave, other_waves, wave_label, wave_of
from tests.project import NOW, Project

LIST = "Phone Number\n" + "".join(f"+1415555{row:04}\n" for row in range(120, 130))


@pytest.fixture
def split(project: Project) -> Project:
    """Four waves, the first of which was sent and the third of which isn't in the repository."""
    project.csv(text=LIST)
    file = project.add()
    assert project.run("split", str(file), "--sizes", "1,2,3,rest").code == 0
    others = {number: project.directory / f"q4-wave-{number}-of-4.yaml" for number in (2, 3, 4)}
    texts = {number: file.read_text() for number, file in others.items()}
    for file in others.values():
        file.unlink()
    assert project.apply().json["summary"]["created"] == 1
    for number in (2, 4):
        others[number].write_text(texts[number])
    return project


def entry(project: Project, number: int) -> Any:
    plan = project.plan()["campaigns"]
    return next(each for each in plan if each["path"].endswith(f"wave-{number}-of-4.yaml"))


def words(project: Project) -> str:
    project.environ["COLUMNS"] = "200"
    return " ".join(project.run("plan").out.split())


def test_each_wave_to_be_sent_names_the_others_and_their_status(split: Project) -> None:
    expected = "wave 2 of 4; wave 1 created, launch ahead; wave 3 not in the repository; wave 4 in this plan"
    page = split.root / "plan.html"

    markdown = split.run("plan", "--format", "markdown").out
    split.run("report", "--html", str(page))
    text = split.run("plan").out

    assert f"<br>{expected}</sub>" in markdown
    assert f"<p>{expected}</p>" in page.read_text(encoding="utf-8")
    cells = [re.split(r"\s{2,}", line.strip())[0] for line in text.splitlines()]
    assert expected in " ".join(cells)
    assert "wave 1 of 4" not in text


def test_json_has_the_status_of_each_other_wave(split: Project) -> None:
    assert entry(split, 2)["wave"] == {
        "number": 2,
        "of": 4,
        "others": [
            {"waves": "1", "status": ["created, launch ahead"]},
            {"waves": "3", "status": ["not in the repository"]},
            {"waves": "4", "status": ["in this plan"]},
        ],
        "unreadableFiles": 0,
    }
    assert "wave" not in entry(split, 1)


def test_approvers_see_whether_the_launch_of_a_wave_is_past(split: Project) -> None:
    split.clock.at = datetime(2026, 12, 1, 20, 0, tzinfo=UTC)

    assert entry(split, 2)["wave"]["others"][0] == {"waves": "1", "status": ["created, launch past"]}


def test_a_created_wave_whose_file_is_gone_is_still_known(split: Project) -> None:
    (split.directory / "q4-wave-1-of-4.yaml").unlink()

    assert entry(split, 2)["wave"]["others"][0] == {"waves": "1", "status": ["created, launch ahead"]}


def test_a_wave_that_is_blocked_or_in_doubt_or_deleted_is_not_called_created(split: Project) -> None:
    (split.directory / "contacts/q4-wave-4-of-4.csv").unlink()
    assert entry(split, 2)["wave"]["others"][2]["status"] == ["blocked by errors"]

    state = split.state_file.read_text()
    split.state_file.write_text(
        re.sub('"campaignId": "[^"]+"', '"campaignId": null', state.replace('"created"', '"unknown"'))
    )
    assert entry(split, 2)["wave"]["others"][0]["status"] == ["outcome unknown"]

    for key, status in (("deleted", "deleted"), ("gone", "gone from the account")):
        recorded = json.loads(state)
        (record,) = recorded["campaigns"].values()
        record[key] = {"at": "2026-11-22T21:00:00Z"}
        split.state_file.write_text(json.dumps(recorded))
        assert entry(split, 2)["wave"]["others"][0]["status"] == [status]


def test_a_file_without_a_readable_name_may_be_the_wave_that_is_missing(split: Project) -> None:
    split.write("q4-wave-3-of-4.yaml", "campaignName: [\n")

    assert "wave 3 not in the repository, unless 1 unreadable file is among them" in words(split)
    assert entry(split, 2)["wave"]["unreadableFiles"] == 1


def test_a_part_of_a_plan_knows_the_waves_in_all_of_it() -> None:
    changes = [Change("blocked", f"Q4 (wave {wave} of 2)", f"q4-{wave}.yaml", Findings()) for wave in (1, 2)]
    plan = Plan(tuple(changes), NOW, Policy(), ())

    part = other_waves(only(plan, {"q4-1.yaml"}))

    assert part["q4-1.yaml"].numbers == {("blocked by errors",): (2,)}


def test_the_parts_of_a_wave_in_several_time_zones_count_together(project: Project) -> None:
    project.csv(text=LIST + "".join(f"+1212555{row:04}\n" for row in range(120, 130)))
    file = project.add(scheduledTime="06:30:00", campaignName="Q" * 120)
    split = project.run("split", str(file), "--by", "zone,size", "--sizes", "9,5,rest")
    assert split.code == 0, split.err

    plan = project.plan()["campaigns"]

    assert len(plan) == 6
    assert [(each["wave"]["number"], each["wave"]["others"]) for each in plan] == [
        (number, [{"waves": waves, "status": ["in this plan"]}])
        for number, waves in ((1, "2-3"), (2, "1,3"), (3, "1-2"))
        for _ in range(2)
    ]


@given(st.text(max_size=20), st.integers(2, 1_000), st.data())
def test_the_name_of_a_wave_is_read_as_it_was_written(name: str, of: int, data: st.DataObject) -> None:
    number = data.draw(st.integers(1, of))
    more = data.draw(
        st.sampled_from(["", " 2", ", America/New_York", ", Europe/Madrid or 2 more zones", ", Asia/Tokyo 2"])
    )

    assert wave_of(f"{name} ({wave_label(number, of)}{more})") == Wave(name, number, of)


@pytest.mark.parametrize(
    "name",
    [
        "Q4",
        "Q4 (wave 0 of 4)",
        "Q4 (wave 5 of 4)",
        "Q4 (wave 1 of 1)",
        "Q4 (wave 1 of 4) again",
        "Q4 (wave one of two)",
    ],
)
def test_other_names_are_no_waves(name: str) -> None:
    assert wave_of(name) is None
