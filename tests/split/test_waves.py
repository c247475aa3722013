"""`split` into waves: contacts at random, time zones kept, and what to do next."""

import csv
import json
import re
import subprocess
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import accumulate, pairwise
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from runner.split import part_files
from tests.project import Project, Result

WEST = [f"+1415555{row:04}" for row in range(120, 140)]
EAST = [f"+1212555{row:04}" for row in range(120, 130)]
LIST = "Phone Number,note\n" + "".join(f"{phone},note {index}\n" for index, phone in enumerate([*WEST, *EAST]))
EARLY: dict[str, Any] = {"scheduledTime": "06:30:00", "scheduledTimezone": "America/Los_Angeles"}


@pytest.fixture
def thirty(project: Project) -> Project:
    """A campaign that may start at its hour everywhere."""
    project.csv(text=LIST)
    project.add()
    return project


@pytest.fixture
def early(project: Project) -> Project:
    """A campaign whose start is by night in the West."""
    project.csv(text=LIST)
    project.add(**EARLY)
    return project


def split(project: Project, *options: str) -> Result:
    result = project.run("split", str(project.directory / "q4.yaml"), *options)
    assert result.code == 0, result.err
    return result


def lists(project: Project) -> dict[str, list[str]]:
    """The numbers in the list of each part."""
    files = sorted((project.directory / "contacts").glob("q4-*.csv"))
    return {file.stem: [row[0] for row in csv.reader(file.read_text().splitlines()[1:])] for file in files}


def again(project: Project) -> None:
    for file in [*project.directory.glob("q4-*.yaml"), *(project.directory / "contacts").glob("q4-*.csv")]:
        file.unlink()
    (project.directory / "q4.yaml.split").rename(project.directory / "q4.yaml")


def test_a_wave_is_a_sample_of_the_list_and_each_contact_is_in_one(thirty: Project) -> None:
    split(thirty, "--sizes", "5,10,rest")

    waves = list(lists(thirty).values())
    assert [len(wave) for wave in waves] == [5, 10, 15]
    assert sorted(phone for wave in waves for phone in wave) == sorted([*WEST, *EAST])
    assert waves[0] != WEST[:5]
    assert {phone in EAST for phone in waves[1]} == {True, False}
    assert waves[2] == [phone for phone in [*WEST, *EAST] if phone in waves[2]], "a wave is in the list's order"
    assert thirty.run("validate").code == 0


def test_a_seed_chooses_the_same_contacts_and_another_seed_others(thirty: Project) -> None:
    chosen = []
    for seed in ("1", "1", "2"):
        split(thirty, "--sizes", "5,rest", "--order", "random", "--seed", seed)
        assert f"--sizes 5,rest --seed {seed}." in (thirty.directory / "q4-wave-1-of-2.yaml").read_text()
        chosen.append(lists(thirty))
        again(thirty)

    assert chosen[0] == chosen[1] != chosen[2]


def test_without_a_seed_a_split_and_its_dry_run_choose_the_same(thirty: Project) -> None:
    dry = split(thirty, "--sizes", "5,rest", "--dry-run", "--format", "json").json
    first = split(thirty, "--sizes", "5,rest", "--format", "json").json
    chosen = lists(thirty)
    again(thirty)
    split(thirty, "--sizes", "5,rest", "--seed", str(dry["seed"]))

    assert (dry["order"], dry["seed"]) == ("random", first["seed"])
    assert lists(thirty) == chosen


def test_another_campaign_with_the_same_list_begins_with_other_contacts(thirty: Project) -> None:
    first = split(thirty, "--sizes", "5,rest", "--format", "json", "--dry-run").json
    thirty.add(campaignName="Q1")
    second = split(thirty, "--sizes", "5,rest", "--format", "json", "--dry-run").json

    assert first["seed"] != second["seed"]


def test_the_order_of_the_list_can_be_kept(thirty: Project) -> None:
    result = split(thirty, "--sizes", "5,rest", "--order", "list", "--format", "json")

    assert lists(thirty)["q4-wave-1-of-2"] == WEST[:5]
    assert (result.json["order"], result.json["seed"]) == ("list", None)
    assert "# Contacts in the order of the list: --sizes 5,rest --order list.\n" in (
        thirty.directory / "q4-wave-1-of-2.yaml"
    ).read_text(encoding="utf-8")


@pytest.mark.parametrize("seed", ["", "-1", "1.5", "0x1", "1e3", "٣", "1" * 19])
def test_what_is_no_seed_is_refused(thirty: Project, seed: str) -> None:
    result = thirty.run("split", str(thirty.directory / "q4.yaml"), "--sizes", "5", f"--seed={seed}")

    assert (result.code, "isn't a whole number" in result.err) == (2, True)


@pytest.mark.parametrize(
    "options",
    [
        ("--sizes", "5", "--order", "list", "--seed", "1"),
        ("--by", "zone", "--seed", "1"),
        ("--by", "zone", "--order", "list"),
        ("--by", "zone,size"),
        ("--seed", "1"),
    ],
)
def test_options_that_contradict_each_other_are_refused(thirty: Project, options: tuple[str, ...]) -> None:
    result = thirty.run("split", str(thirty.directory / "q4.yaml"), *options)

    assert (result.code, "hint: " in result.err) == (2, True)


def test_waves_keep_time_zones_and_start_on_one_day(early: Project) -> None:
    parts = split(early, "--by", "zone,size", "--sizes", "6,rest", "--seed", "3", "--format", "json").json["campaigns"]

    assert [(part["path"], part["wave"], part["scheduledDate"], part["scheduledTime"]) for part in parts] == [
        (f"campaigns/q4-wave-{wave}-of-2-america-{zone}.yaml", wave, f"2026-12-0{wave}", time)
        for wave in (1, 2)
        for zone, time in (("los-angeles", "08:00:00"), ("new-york", "09:30:00"))
    ]
    assert sum(part["contacts"] for part in parts if part["wave"] == 1) == 6
    assert parts[0]["campaignName"] == "Q4 Outreach Campaign (wave 1 of 2, America/Los_Angeles)"
    numbers = lists(early)
    assert sorted(phone for part in numbers.values() for phone in part) == sorted([*WEST, *EAST])
    assert all((phone in WEST) == name.endswith("los-angeles") for name, part in numbers.items() for phone in part)
    plan = early.plan()
    assert (plan["summary"]["create"], plan["summary"]["contacts"], plan["findings"]) == (4, 30, [])


def test_a_wave_has_the_same_contacts_with_time_zones_and_without(early: Project) -> None:
    split(early, "--by", "zone,size", "--sizes", "6,rest", "--seed", "3")
    by_zone = lists(early)
    again(early)
    early.add(scheduledTime="12:00:00")
    split(early, "--sizes", "6,rest", "--seed", "3")

    first = [phone for name, part in by_zone.items() if name.startswith("q4-wave-1") for phone in part]
    assert sorted(first) == sorted(lists(early)["q4-wave-1-of-2"])


def test_a_time_zone_without_contacts_in_a_wave_has_no_part_in_it(early: Project) -> None:
    early.csv(text=LIST + "+13125550199,note\n")

    parts = split(early, "--by", "zone,size", "--sizes", "2,2,rest", "--format", "json").json["campaigns"]

    assert len(parts) < 9
    assert all(part["contacts"] for part in parts)
    assert {part["wave"] for part in parts} == {1, 2, 3}
    assert early.plan()["summary"]["contacts"] == 31


def test_time_zones_that_would_start_on_two_days_start_on_the_later_one(project: Project) -> None:
    project.clock.at = datetime(2026, 12, 2, 2, 5, tzinfo=UTC)  # after 21:00 in New York, on the day of the launch
    project.csv(text=LIST)
    project.add(scheduledTime="20:00:00", scheduledTimezone="America/Los_Angeles")

    by_zone = split(project, "--by", "zone", "--dry-run", "--format", "json").json["campaigns"]
    parts = split(project, "--by", "zone,size", "--sizes", "6,rest", "--format", "json").json["campaigns"]

    assert [part["scheduledDate"] for part in by_zone] == ["2026-12-01", "2026-12-02"]
    assert [(part["wave"], part["scheduledDate"]) for part in parts] == [
        (1, "2026-12-02"),
        (1, "2026-12-02"),
        (2, "2026-12-03"),
        (2, "2026-12-03"),
    ]
    assert [part["scheduledTime"] for part in parts[:2]] == [part["scheduledTime"] for part in by_zone]
    assert not [finding for finding in project.plan()["findings"] if "hours" in finding["code"]]


def test_where_one_start_suits_everyone_zones_are_not_kept(thirty: Project) -> None:
    result = thirty.run("split", str(thirty.directory / "q4.yaml"), "--by", "zone,size", "--sizes", "5")

    assert (result.code, "use --by size" in result.err) == (7, True)


def test_waves_that_clash_with_calling_hours_lead_to_time_zones(early: Project) -> None:
    result = split(early, "--sizes", "5,rest", "--dry-run")

    assert result.err == (
        "warning: 2 waves may call outside calling hours in some time zone: "
        "split with --by zone,size to give each time zone its own start\n"
    )


def test_without_options_a_clash_of_time_zones_is_split_by_zone_and_said(early: Project) -> None:
    result = split(early)

    assert result.err.startswith("split by time zone, as no single start suits all contacts; for waves, add --sizes\n")
    assert sorted(lists(early)) == ["q4-america-los-angeles", "q4-america-new-york"]


def test_without_options_and_without_a_clash_the_sizes_are_asked_for(thirty: Project) -> None:
    result = thirty.run("split", str(thirty.directory / "q4.yaml"))

    assert result.code == 2
    assert "`campaigns split campaigns/q4.yaml --sizes 50,500,rest`" in result.err


def test_a_remote_list_is_refused_before_it_is_read(thirty: Project) -> None:
    thirty.add(contacts="https://lists.example.com/q4.csv")

    result = thirty.run("split", str(thirty.directory / "q4.yaml"), "--sizes", "5")

    assert result.code == 7
    assert "is kept outside the repository; its parts would be written into the repository in plain text" in result.err
    assert "split the list where it is kept" in result.err


def test_an_encrypted_list_is_refused_even_where_it_can_not_be_decrypted(thirty: Project) -> None:
    sops = {
        "data": "ENC[AES256_GCM,data:AAAA,iv:AAAA,tag:AAAA,type:str]",
        "sops": {"version": "3.9.0", "mac": "ENC[A]"},
    }
    thirty.csv(text=json.dumps(sops, indent=4))

    result = thirty.run("split", str(thirty.directory / "q4.yaml"), "--sizes", "5")

    assert result.code == 7
    assert "is encrypted; its parts would be written into the repository in plain text" in result.err
    assert "encrypt each part's list with sops" in result.err


def test_a_warning_of_many_waves_is_one_line(thirty: Project) -> None:
    result = split(thirty, "--sizes", "5", "--every", "12h")

    assert result.err == (
        "warning: `campaigns/q4-wave-2-of-6.yaml` and 2 more parts have calling-hours: `campaigns plan` shows why\n"
    )


def test_where_there_is_no_git_the_first_wave_is_sent_alone(early: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(early.directory)
    out = split(early, "--by", "zone,size", "--sizes", "6,rest").out

    assert "next, send the first wave alone, before Tue 1 Dec 2026 09:30 America/New_York:\n" in out
    command = next(line.split() for line in out.splitlines() if line.startswith("  campaigns apply --only "))
    assert early.apply(*command[2:]).json["summary"]["created"] == 2
    assert [each["action"] for each in early.plan()["campaigns"]] == ["unchanged", "unchanged", "create", "create"]


@pytest.mark.parametrize("name", ["q4 list~1^.yaml", "-.yaml", "é.yaml", "q4.lock.yaml", "q4's.yaml"])
def test_the_branch_has_a_name_that_git_takes(thirty: Project, name: str) -> None:
    git(thirty, "init", "-q")
    (thirty.directory / "q4.yaml").rename(thirty.directory / name)

    result = thirty.run("split", f"{thirty.directory}/{name}", "--sizes", "5,rest")

    assert result.code == 0, result.err
    (branch,) = re.findall("git switch -c (.*)\n", result.out)
    assert git(thirty, "check-ref-format", "--branch", branch) == f"{branch}\n"
    assert branch.endswith("-wave-1-of-2")
    assert branch.split() == [branch]


def test_a_temporary_folder_without_space_leaves_everything_as_it_was(
    thirty: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: Any) -> Iterator[Any]:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(part_files, "write_lists", full)
    result = thirty.run("split", str(thirty.directory / "q4.yaml"), "--sizes", "5,rest")

    assert result.code == 4
    assert "can't be written to a temporary folder: No space left on device" in result.err
    assert "TMPDIR" in result.err
    assert lists(thirty) == {}
    assert (thirty.directory / "q4.yaml").exists()


@settings(max_examples=5, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    st.lists(st.integers(1, 12), min_size=1, max_size=4),
    st.booleans(),
    st.sampled_from(["--by=size", "--by=zone,size"]),
    st.sampled_from(["--order=list", "--seed=0", "--seed=5", "--order=random"]),
)
def test_waves_are_disjoint_and_whole_whatever_the_sizes(
    early: Project, sizes: list[int], rest: bool, by: str, order: str
) -> None:
    early.add(scheduledTime="12:00:00" if by == "--by=size" else "06:30:00")
    options = (by, f"--sizes={','.join(map(str, sizes))}{',rest' if rest else ''}", order)
    expected = list(sizes)
    while not rest and sum(expected) < 30:
        expected.append(sizes[-1])
    ends = [min(end, 30) for end in accumulate(expected)] + [30]
    expected = [end - start for start, end in pairwise([0, *ends]) if end > start]

    first = split(early, *options, "--format", "json").json["campaigns"]
    chosen = lists(early)
    again(early)
    second = split(early, *options, "--format", "json").json["campaigns"]

    assert sorted(phone for part in chosen.values() for phone in part) == sorted([*WEST, *EAST])
    contacts = Counter[int]()
    for part in first:
        contacts[part["wave"]] += part["contacts"]
    assert [contacts[wave] for wave in sorted(contacts)] == expected
    assert (first, chosen) == (second, lists(early))
    again(early)


def git(project: Project, *args: str) -> str:
    return subprocess.run(
        ["git", "-C", str(project.root), "-c", "user.name=Me", "-c", "user.email=me@example.com", *args],
        check=True, capture_output=True, text=True,
    ).stdout  # fmt: skip


def test_the_first_wave_is_proposed_with_its_defaults(thirty: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    thirty.add(without=("agentId",))
    thirty.write("defaults.yaml", "agentId: D5D0p7TUs66TTAEAx\n")
    git(thirty, "init", "-q")
    monkeypatch.chdir(thirty.directory)

    out = split(thirty, "--sizes", "5,rest").out

    assert "  git add q4-wave-1-of-2.yaml contacts/q4-wave-1-of-2.csv defaults.yaml\n" in out


@pytest.mark.parametrize("tracked", [True, False])
def test_the_first_wave_is_proposed_alone_and_the_old_file_goes(
    thirty: Project, tracked: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    git(thirty, "init", "-q")
    if tracked:
        git(thirty, "add", ".")
    git(thirty, "commit", "-q", "--allow-empty", "-m", "before")
    monkeypatch.chdir(thirty.directory)
    out = split(thirty, "--sizes", "5,rest").out

    assert "  git add q4-wave-1-of-2.yaml contacts/q4-wave-1-of-2.csv\n" in out
    assert "merge it before Tue 1 Dec 2026 12:00 America/Los_Angeles:" in out
    commands = [line.strip() for line in out.splitlines() if line.startswith("  git ")]
    script = "\n".join(command for command in commands if "push" not in command)
    identity = "git config user.name Me; git config user.email me@example.com\n"
    subprocess.run(["bash", "-ec", identity + script], cwd=thirty.directory, check=True, capture_output=True)
    changed = git(thirty, "show", "--name-status", "--no-renames", "--format=%s").split("\n")
    assert changed[0] == "Q4 Outreach Campaign: wave 1 of 2"
    assert sorted(filter(None, changed[1:])) == [
        "A\tcampaigns/contacts/q4-wave-1-of-2.csv",
        "A\tcampaigns/q4-wave-1-of-2.yaml",
        *(["D\tcampaigns/q4.yaml"] if tracked else []),
    ]
    assert git(thirty, "branch", "--show-current") == "q4-wave-1-of-2\n"
