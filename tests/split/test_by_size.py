"""`split --by size`: waves with each of the list's contacts in exactly one, one launch after another."""

import csv
import hashlib
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml

from runner.config import split_marker
from runner.contacts import reread
from tests.project import Project, Result

CELLS = [[f"+1415555{row:04}", f"Guest, {row}", f"note {row}"] for row in range(120, 130)]
LIST = "Phone Number,customer_name,notes\n" + "".join(f'{phone},"{name}",{note}\n' for phone, name, note in CELLS)
COMMENT = """\
# Split from q4.yaml: wave 2 of 2, with 6 of 10 contacts.
# Contacts chosen at random: --sizes 4,rest --seed 7.
"""


@pytest.fixture
def ten(project: Project) -> Project:
    project.csv("contacts/q4.csv", LIST)
    project.add()
    return project


def split(project: Project, *options: str, file: str = "q4.yaml") -> Result:
    return project.run("split", str(project.directory / file), "--by", "size", *options)


def waves(project: Project, *options: str) -> list[tuple[int, str]]:
    """The contacts and the local launch of each wave, without writing them."""
    result = split(project, *options, "--dry-run", "--format", "json")
    assert result.code == 0, result.err
    return [(each["contacts"], f"{each['scheduledDate']} {each['scheduledTime']}") for each in result.json["campaigns"]]


def tree(project: Project) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in sorted(project.root.rglob("*")) if path.is_file()}


def test_each_contact_is_in_one_wave_in_the_order_of_the_list(ten: Project) -> None:
    result = split(ten, "--sizes", "2,3,rest", "--order", "list", "--format", "json")

    assert result.json["campaigns"] == [
        {
            "path": f"campaigns/q4-wave-{number}-of-3.yaml",
            "campaignName": f"Q4 Outreach Campaign (wave {number} of 3)",
            "contacts": contacts,
            "launchAt": f"2026-12-0{number}T20:00:00Z",
            "scheduledDate": f"2026-12-0{number}",
            "scheduledTime": "12:00:00",
            "scheduledTimezone": "America/Los_Angeles",
            "wave": number,
        }
        for number, contacts in ((1, 2), (2, 3), (3, 5))
    ]
    lists = [(ten.directory / f"contacts/q4-wave-{number}-of-3.csv").read_text() for number in (1, 2, 3)]
    assert {text.splitlines()[0] for text in lists} == {"Phone Number,customer_name,notes"}
    assert [row for text in lists for row in list(csv.reader(text.splitlines()))[1:]] == CELLS


def test_the_waves_take_the_place_of_the_old_campaign(ten: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ten.root)
    result = split(ten, "--sizes", "2,rest", "--seed", "7")

    assert (result.code, result.err) == (0, "")
    assert result.out == (
        "campaigns/q4-wave-1-of-2.yaml: 2 contacts, starts Tue 1 Dec 2026 12:00 America/Los_Angeles\n"
        "campaigns/q4-wave-2-of-2.yaml: 8 contacts, starts Wed 2 Dec 2026 12:00 America/Los_Angeles\n"
        "contacts chosen at random: `--seed 7` chooses the same ones again\n"
        "campaigns/q4.yaml.split: the old file, no longer a campaign; delete it\n"
        "\n"
        "next, send the first wave alone, before Tue 1 Dec 2026 12:00 America/Los_Angeles:\n"
        "  campaigns apply --only campaigns/q4-wave-1-of-2.yaml\n"
        "the other waves stay here; after each launch, look at `campaigns status --refresh`,\n"
        "then send the next wave the same way\n"
    )
    assert set(ten.actions().values()) == {"create"}
    assert len(ten.actions()) == 2
    assert ten.apply().json["summary"]["created"] == 2
    assert sorted(path.name for path in ten.directory.glob("*q4*")) == [
        "q4-wave-1-of-2.yaml",
        "q4-wave-2-of-2.yaml",
        "q4.yaml.split",
    ]


@pytest.mark.parametrize(
    ("sizes", "expected"),
    [
        ("4", [4, 4, 2]),
        ("5", [5, 5]),
        ("9", [9, 1]),
        ("2,4", [2, 4, 4]),
        ("1,2,3", [1, 2, 3, 3, 1]),
        ("2,rest", [2, 8]),
        ("2,8,rest", [2, 8]),
        ("2,20,rest", [2, 8]),
        ("2,20", [2, 8]),
        ("3,3,4", [3, 3, 4]),
        ("2, 3, rest", [2, 3, 5]),
        ("1", [1] * 10),
    ],
)
def test_the_last_size_repeats_and_rest_takes_what_is_left(ten: Project, sizes: str, expected: list[int]) -> None:
    assert [contacts for contacts, _ in waves(ten, "--sizes", sizes)] == expected


def test_ten_waves_are_in_order_by_name(ten: Project) -> None:
    assert split(ten, "--sizes", "1").code == 0

    names = sorted(path.name for path in ten.directory.glob("*.yaml"))
    assert (names[0], names[1], names[9]) == (
        "q4-wave-01-of-10.yaml",
        "q4-wave-02-of-10.yaml",
        "q4-wave-10-of-10.yaml",
    )


@pytest.mark.parametrize(
    ("every", "second", "third"),
    [
        ((), "2026-12-02 12:00:00", "2026-12-03 12:00:00"),
        (("--every", "1d"), "2026-12-02 12:00:00", "2026-12-03 12:00:00"),
        (("--every", "12h"), "2026-12-02 00:00:00", "2026-12-02 12:00:00"),
        (("--every", "2d"), "2026-12-03 12:00:00", "2026-12-05 12:00:00"),
        (("--every", "1w"), "2026-12-08 12:00:00", "2026-12-15 12:00:00"),
    ],
)
def test_each_wave_launches_later_by_every(ten: Project, every: tuple[str, ...], second: str, third: str) -> None:
    assert [launch for _, launch in waves(ten, "--sizes", "4", *every)] == ["2026-12-01 12:00:00", second, third]


@pytest.mark.parametrize(
    ("zone", "first", "every", "launches"),
    [
        ("America/New_York", "2027-03-13", "1d", ["2027-03-13T17:00:00Z", "2027-03-14T16:00:00Z"]),
        ("America/New_York", "2027-11-06", "1d", ["2027-11-06T16:00:00Z", "2027-11-07T17:00:00Z"]),
        ("America/New_York", "2027-03-13", "24h", ["2027-03-13T17:00:00Z", "2027-03-14T16:00:00Z"]),
        ("America/Phoenix", "2027-03-13", "1d", ["2027-03-13T19:00:00Z", "2027-03-14T19:00:00Z"]),
        ("Australia/Lord_Howe", "2027-04-03", "1w", ["2027-04-03T01:00:00Z", "2027-04-10T01:30:00Z"]),
    ],
)
def test_launches_step_in_local_time(ten: Project, zone: str, first: str, every: str, launches: list[str]) -> None:
    ten.add(scheduledDate=first, scheduledTimezone=zone)

    result = split(ten, "--sizes", "5", "--every", every, "--format", "json")

    assert [each["launchAt"] for each in result.json["campaigns"]] == launches
    assert {each["scheduledTime"] for each in result.json["campaigns"]} == {"12:00:00"}


@pytest.mark.parametrize(
    ("zone", "first", "time", "why"),
    [
        ("America/New_York", "2027-03-13", "02:30:00", "doesn't exist: clocks are set forward"),
        ("America/New_York", "2027-11-06", "01:30:00", "occurs twice: clocks are set back"),
        ("America/Santiago", "2027-09-04", "00:30:00", "doesn't exist: clocks are set forward"),
        ("Europe/Berlin", "2027-10-30", "02:59:59", "occurs twice: clocks are set back"),
        ("Pacific/Apia", "2011-12-29", "12:00:00", "doesn't exist: clocks are set forward"),
    ],
)
def test_a_local_time_that_is_skipped_or_occurs_twice_is_refused(
    ten: Project, zone: str, first: str, time: str, why: str
) -> None:
    ten.clock.at = datetime.fromisoformat(f"{first}T00:00:00+00:00") - timedelta(days=20)
    ten.add(scheduledDate=first, scheduledTime=time, scheduledTimezone=zone)
    before = tree(ten)

    result = split(ten, "--sizes", "5")

    assert (result.code, tree(ten)) == (7, before)
    assert f"wave 2 would launch {datetime.fromisoformat(first) + timedelta(days=1):%Y-%m-%d} {time}" in result.err
    assert why in result.err
    assert "choose another `scheduledTime` in the file, or another --every" in result.err


def test_a_launch_beyond_the_calendar_is_refused(ten: Project) -> None:
    ten.add(scheduledDate="9998-12-30")
    result = split(ten, "--sizes", "1", "--every", "9999w")

    assert result.code == 7
    assert "after the year 9998" in result.err


@pytest.mark.parametrize("every", [(), ("--every", "1d")])
def test_an_immediate_campaign_has_no_date_to_step_from(ten: Project, every: tuple[str, ...]) -> None:
    ten.add(isScheduled=False)
    before = tree(ten)

    result = split(ten, "--sizes", "5", *every)

    assert (result.code, tree(ten)) == (7, before)
    assert "set `isScheduled: true` with a date, time and time zone" in result.err


@pytest.mark.parametrize(
    "sizes",
    ["", "rest", "0", "5,0", "-5", "+5", "5,rest,5", "rest,5", "5,,5", "5,", "1e3", "1.5", "5;rest", "5,REST", "٣"],
)
def test_what_is_no_list_of_sizes_is_said_with_an_example(ten: Project, sizes: str) -> None:
    result = split(ten, f"--sizes={sizes}")

    assert result.code == 2
    assert "such as --sizes 50,500,rest" in result.err


@pytest.mark.parametrize("every", ["", "0d", "1", "d", "1m", "1.5d", "-1d", "1 d", "1D", "10000d"])
def test_what_is_no_time_between_launches_is_said_with_an_example(ten: Project, every: str) -> None:
    result = split(ten, "--sizes", "5", f"--every={every}")

    assert result.code == 2
    assert "such as 12h, 1d or 1w" in result.err


def test_sizes_are_needed_and_belong_to_by_size(ten: Project) -> None:
    path = str(ten.directory / "q4.yaml")

    assert "--by size needs --sizes" in split(ten).err
    for options in (("--sizes", "5"), ("--every", "1d")):
        result = ten.run("split", path, "--by", "zone", *options)
        assert (result.code, "belong to --by size" in result.err) == (2, True)


@pytest.mark.parametrize("sizes", ["10", "11", "10,rest", "50,500,rest"])
def test_a_first_wave_with_everybody_is_no_split(ten: Project, sizes: str) -> None:
    result = split(ten, "--sizes", sizes)

    assert result.code == 7
    assert "the first wave would have all of its 10 contacts" in result.err


def test_a_mistyped_size_does_not_make_thousands_of_files(project: Project) -> None:
    project.csv(text="Phone Number\n" + "".join(f"+1415{5300000 + row}\n" for row in range(1_001)))
    project.add()

    result = split(project, "--sizes", "1")

    assert result.code == 7
    assert "more than 1,000 waves" in result.err
    assert len(waves(project, "--sizes", "2", "--every", "1h")) == 501


def test_a_campaign_that_was_sent_or_may_have_been_is_not_split(ten: Project) -> None:
    ten.apply()
    created = split(ten, "--sizes", "5")
    state = ten.state_file.read_text()
    ten.state_file.write_text(
        re.sub('"campaignId": "[^"]+"', '"campaignId": null', state.replace('"created"', '"unknown"'))
    )
    unknown = split(ten, "--sizes", "5")

    assert (created.code, unknown.code) == (7, 7)
    assert "only a campaign that wasn't sent yet can be split" in created.err
    assert "`campaigns resolve 'Q4 Outreach Campaign' --not-created`" in unknown.err
    assert sorted(path.name for path in ten.directory.glob("q4*")) == ["q4.yaml"]


@pytest.mark.parametrize("again", ["+14155550120", "+5215512345678"])
def test_who_is_in_the_list_twice_is_not_called_by_two_waves(ten: Project, again: str) -> None:
    ten.csv(text=LIST.replace("+14155550121", "+525512345678") + f"{again},Guest,\n")

    result = split(ten, "--sizes", "5")

    assert (result.code, "see `campaigns validate`" in result.err) == (7, True)


def test_a_list_that_grows_meanwhile_is_not_split(ten: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    before, read_cells = tree(ten), reread.read_cells

    def grown(*arguments: Any) -> Iterator[Any]:
        yield from read_cells(*arguments)
        yield 14155550199, 12, 12, ["+14155550199", "Late", ""]

    monkeypatch.setattr(reread, "read_cells", grown)
    result = split(ten, "--sizes", "5")

    assert (result.code, tree(ten)) == (7, before)
    assert "the parts don't have every contact of the list once" in result.err


def test_a_file_with_errors_is_not_split(ten: Project) -> None:
    ten.csv(text=LIST + "not a number,,\n")

    result = split(ten, "--sizes", "5")

    assert (result.code, "see `campaigns validate`" in result.err) == (7, True)


def test_a_wave_keeps_comments_quotes_and_other_keys_and_says_where_it_is_from(ten: Project) -> None:
    sha256 = hashlib.sha256(LIST.encode()).hexdigest()
    text = (
        "# yaml-language-server: $schema=../schemas/campaign.schema.json\n"
        "# Our autumn list.\n"
        'campaignName: "Q4 Outreach Campaign"   # as in the CRM\n'
        'sipPhoneNumber: "+14155550100"\n'
        "agentId: 'D5D0p7TUs66TTAEAx'\n"
        "isScheduled: true  # never at once\n"
        "scheduledDate: '2026-12-01'\n"
        "scheduledTime: 12:00:00  # noon\n"
        "scheduledTimezone: America/Los_Angeles\n"
        "contacts:\n"
        "  path: contacts/q4.csv   # from the CRM\n"
        f"  sha256: {sha256}\n"
        "  rows: 10\n"
        "# the end\n"
    )
    ten.write("q4.yaml", text)

    assert split(ten, "--sizes", "4,rest", "--seed", "007").code == 0

    part = (ten.directory / "contacts/q4-wave-2-of-2.csv").read_bytes()
    expected = (
        text.replace("schema.json\n", f"schema.json\n{COMMENT}", 1)
        .replace('Campaign"', 'Campaign (wave 2 of 2)"')
        .replace("2026-12-01", "2026-12-02")
        .replace("contacts/q4.csv", "contacts/q4-wave-2-of-2.csv")
        .replace(sha256, hashlib.sha256(part).hexdigest())
        .replace("rows: 10", "rows: 6")
    )
    assert (ten.directory / "q4-wave-2-of-2.yaml").read_text() == expected
    assert ten.run("validate").code == 0


def test_an_export_with_a_title_other_columns_and_two_phone_columns_is_split(project: Project) -> None:
    (project.directory / "west").mkdir()
    rows = "".join(f';+1415555010{row};"Guest ""{row}""";"two\nlines"\n' for row in range(1, 5))
    project.csv("lists/crm.csv", "\ufeffExport of today\n\nMobile;Home;Full Name;notes\n" + rows)
    contacts: dict[str, Any] = {
        "path": "../lists/crm.csv",
        "phoneColumn": ["Mobile", "Home"],
        "columns": {"Full Name": "name"},
        "headerRow": 3,
    }
    project.add("west/q4.yml", contacts=contacts)

    assert split(project, "--sizes", "3", "--order", "list", file="west/q4.yml").code == 0

    last = (project.directory / "lists/crm-wave-2-of-2.csv").read_text()
    assert last == 'Mobile,Home,Full Name,notes\n,+14155550104,"Guest ""4""","two\nlines"\n'
    written = yaml.safe_load((project.directory / "west/q4-wave-2-of-2.yaml").read_text())
    assert written["contacts"] == {**contacts, "path": "../lists/crm-wave-2-of-2.csv", "headerRow": 1}
    assert project.run("validate").code == 0


def test_who_is_left_out_is_in_no_wave_and_fills_none(ten: Project) -> None:
    opted_out = LIST.replace("notes\n", "Do Not Call\n").replace("note 121\n", "yes\n")
    ten.csv(text=re.sub("note [0-9]+", "", opted_out))
    ten.write("policy.yaml", "suppressed: leave-out\n")

    result = split(ten, "--sizes", "3,rest", "--order", "list")

    assert "q4-wave-1-of-2.yaml: 3 contacts" in result.out
    assert "q4-wave-2-of-2.yaml: 6 contacts" in result.out
    assert "1 contact left out of what is sent: in no part\n" in result.out
    assert CELLS[1][0] not in (ten.directory / "contacts/q4-wave-1-of-2.csv").read_text()


@pytest.mark.parametrize(
    "name",
    ["Q" * 128, "😀" * 100, "e\u0301" * 64, "Q" * 112 + "😀" * 8],
    ids=["letters", "beyond the BMP", "combining", "cut between"],
)
def test_a_long_name_is_cut_to_what_the_api_takes_however_it_counts(ten: Project, name: str) -> None:
    ten.add(campaignName=name)

    result = split(ten, "--sizes", "5", "--format", "json")

    names = [each["campaignName"] for each in result.json["campaigns"]]
    assert all(len(each.encode("utf-16-le")) <= 256 for each in names)
    assert len(set(names)) == 2
    assert ten.run("validate").code == 0


def test_no_wave_has_the_name_of_another_campaign(ten: Project) -> None:
    ten.csv("contacts/other.csv", "Phone Number\n+14155550155\n")
    ten.add("other.yaml", campaignName="Q4 Outreach Campaign (WAVE 2 of 2)", contacts="contacts/other.csv")

    result = split(ten, "--sizes", "5", "--format", "json")

    assert "Q4 Outreach Campaign (wave 2 of 2 2)" in [each["campaignName"] for each in result.json["campaigns"]]
    assert ten.run("validate").code == 0


@pytest.mark.parametrize("name", ["q4-wave-2-of-2.yaml", "contacts/Q4-wave-1-of-2.csv", "q4.yaml.split"])
def test_a_name_that_exists_already_is_reported_before_anything_is_written(ten: Project, name: str) -> None:
    ten.csv("contacts/other.csv", "Phone Number\n+14155550155\n")
    if name.endswith(".yaml"):
        ten.add(name, campaignName="Other", contacts="contacts/other.csv")
    else:
        ten.write(name, "mine")
    before = tree(ten)

    result = split(ten, "--sizes", "5")

    assert (result.code, tree(ten)) == (2, before)
    assert "exists already" in result.err


def test_a_dry_run_writes_nothing(ten: Project) -> None:
    before = tree(ten)

    result = split(ten, "--sizes", "5", "--dry-run")

    assert (result.code, tree(ten)) == (0, before)
    assert result.out.endswith("dry run: nothing was written\n")


def test_a_wave_with_an_error_leaves_everything_as_it_was(ten: Project) -> None:
    ten.write("policy.yaml", "findings:\n  calling-hours: error\n")
    before = tree(ten)

    result = split(ten, "--sizes", "5", "--every", "12h")

    assert (result.code, tree(ten)) == (7, before)
    assert "`campaigns/q4-wave-2-of-2.yaml` would have an error" in result.err
    assert "(calling-hours)" in result.err


def test_a_launch_in_the_past_is_refused(ten: Project) -> None:
    ten.clock.at = datetime(2026, 12, 1, 20, 30, tzinfo=UTC)

    result = split(ten, "--sizes", "5")

    assert result.code == 7
    assert "`campaigns/q4-wave-1-of-2.yaml` would have an error: the launch is in the past" in result.err


def test_a_warning_that_only_a_wave_has_is_named(ten: Project) -> None:
    result = split(ten, "--sizes", "5", "--every", "12h")

    assert result.code == 0
    assert result.err == ("warning: `campaigns/q4-wave-2-of-2.yaml` has calling-hours: `campaigns plan` shows why\n")


def test_no_cell_is_shown(ten: Project) -> None:
    result = split(ten, "--sizes", "5")

    assert not any(cell in result.out + result.err for row in CELLS for cell in row)


@pytest.mark.parametrize(
    "options",
    [
        "--by size --sizes 2,rest --every 12h",
        "--by size --sizes 2 --every 1d --order list",
        "--by zone,size --sizes 2,rest --every 12h --order random --seed 12",
    ],
)
def test_an_unfinished_split_names_the_command_that_starts_over(ten: Project, options: str) -> None:
    split_marker.write(ten.directory / "q4.yaml", ["q4-wave-1-of-2.yaml"], options)

    (entry,) = ten.plan()["campaigns"]

    hint = next(finding["hint"] for finding in entry["findings"] if finding["code"] == "split-unfinished")
    assert f"`campaigns split campaigns/q4.yaml {options}` again" in hint


@pytest.mark.parametrize("options", ["--by size --sizes 2; rm -rf x --every 1d", "", "--by size\u001b[2J"])
def test_a_marker_that_no_split_wrote_is_never_repeated(ten: Project, options: str) -> None:
    split_marker.write(ten.directory / "q4.yaml", ["q4-wave-1-of-2.yaml"], options)

    assert split_marker.options(Path(ten.directory / "q4.yaml")) == "--by zone"
