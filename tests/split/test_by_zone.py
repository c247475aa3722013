"""`split --by zone`: a campaign for each time zone, each contact in exactly one, and the old file set aside."""

import csv
import gzip
import hashlib
import json
import re
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from typing import Any

import pytest
import yaml

from runner.files.atomic import AtomicFile
from runner.split import part_files
from runner.split.part_text import part_text
from tests.project import Project

LIST = 'Phone Number,customer_name\n+14155550101,Ada\n+12125550102,"Marsh, Bo"\n+13105550103,Cleo\n'
EARLY: dict[str, Any] = {"scheduledTime": "06:30:00", "scheduledTimezone": "America/Los_Angeles"}


@pytest.fixture
def clashing(project: Project) -> Project:
    project.csv("contacts/q4.csv", LIST)
    project.add(**EARLY)
    return project


def test_each_contact_is_in_one_part_whose_start_passes(clashing: Project) -> None:
    result = clashing.run("split", str(clashing.directory / "q4.yaml"), "--by", "zone", "--format", "json")

    assert [(part["path"], part["contacts"]) for part in result.json["campaigns"]] == [
        ("campaigns/q4-america-los-angeles.yaml", 2),
        ("campaigns/q4-america-new-york.yaml", 1),
    ]
    assert result.json["left"] == "campaigns/q4.yaml.split"
    rows = [
        row
        for name in ("los-angeles", "new-york")
        for row in csv.reader((clashing.directory / f"contacts/q4-america-{name}.csv").read_text().splitlines()[1:])
    ]
    assert sorted(rows) == sorted(csv.reader(LIST.splitlines()[1:]))
    plan = clashing.plan()
    assert [change["action"] for change in plan["campaigns"]] == ["create", "create"]
    assert plan["findings"] == []


def test_a_part_says_why_and_keeps_the_other_keys(clashing: Project) -> None:
    clashing.add(**EARLY, dynamicVariables={"customer_name": "there"}, contacts={"path": "contacts/q4.csv", "rows": 3})

    clashing.run("split", str(clashing.directory / "q4.yaml"), "--by", "zone")

    text = (clashing.directory / "q4-america-new-york.yaml").read_text(encoding="utf-8")
    written = yaml.safe_load(text)
    assert text.startswith("# Split from q4.yaml: 1 contact in time zone\n# America/New_York.\n")
    assert written["campaignName"].endswith(" (America/New_York)")
    assert written["dynamicVariables"] == {"customer_name": "there"}
    assert written["contacts"] == {"path": "contacts/q4-america-new-york.csv", "rows": 1}
    assert (written["scheduledTime"], written["scheduledTimezone"]) == ("09:30:00", "America/New_York")


def test_what_passes_or_is_recorded_is_not_split(project: Project) -> None:
    project.csv("contacts/q4.csv", LIST)
    path = str(project.add())

    passing = project.run("split", path, "--by", "zone")
    project.apply()
    recorded = project.run("split", path, "--by", "zone")

    assert (passing.code, recorded.code) == (7, 7)
    assert "its start breaks no rule" in passing.err
    assert "is recorded or has errors" in recorded.err
    assert sorted(path.name for path in project.directory.glob("q4*")) == ["q4.yaml"]


def test_nothing_is_written_where_a_file_exists_already(clashing: Project) -> None:
    clashing.write("q4-america-new-york.yaml.txt", "")
    (clashing.directory / "contacts" / "q4-america-new-york.csv").write_text("mine")

    result = clashing.run("split", str(clashing.directory / "q4.yaml"), "--by", "zone")

    assert result.code == 2
    assert "`campaigns/contacts/q4-america-new-york.csv` exists already" in result.err
    assert (clashing.directory / "contacts" / "q4-america-new-york.csv").read_text() == "mine"
    assert sorted(path.name for path in clashing.directory.glob("*.yaml")) == ["q4.yaml"]


def test_each_parts_start_is_shown_in_its_own_zone(clashing: Project) -> None:
    path = str(clashing.directory / "q4.yaml")
    text = clashing.run("split", path, "--by", "zone", "--dry-run").out
    (west, east) = clashing.run("split", path, "--by", "zone", "--dry-run", "--format", "json").json["campaigns"]

    assert "q4-america-los-angeles.yaml: 2 contacts, starts Tue 1 Dec 2026 08:00 America/Los_Angeles\n" in text
    assert "q4-america-new-york.yaml: 1 contact, starts Tue 1 Dec 2026 09:30 America/New_York\n" in text
    assert east == {
        "path": "campaigns/q4-america-new-york.yaml",
        "campaignName": "Q4 Outreach Campaign (America/New_York)",
        "contacts": 1,
        "launchAt": "2026-12-01T14:30:00Z",
        "scheduledDate": "2026-12-01",
        "scheduledTime": "09:30:00",
        "scheduledTimezone": "America/New_York",
    }
    assert west["launchAt"] == "2026-12-01T16:00:00Z"


def tree(project: Project) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in sorted(project.root.rglob("*")) if path.is_file()}


def test_a_dry_run_writes_nothing(clashing: Project) -> None:
    before = tree(clashing)

    result = clashing.run("split", str(clashing.directory / "q4.yaml"), "--by", "zone", "--dry-run")

    assert (result.code, tree(clashing)) == (0, before)
    assert result.out.endswith("dry run: nothing was written\n")


COMMENTED = """\
# yaml-language-server: $schema=../schemas/campaign.schema.json
# Our autumn list.
campaignName: "Q4 Outreach Campaign"   # as in the CRM
sipPhoneNumber: "+14155550100"
agentId: 'D5D0p7TUs66TTAEAx'

isScheduled: true  # never at once
scheduledDate: 2026-12-01
scheduledTime: '06:30:00'  # early
scheduledTimezone: America/Los_Angeles
contacts:
  path: contacts/q4.csv   # from the CRM
  requiredVariables: [customer_name]
  sha256: 0
  rows: 3
# the end
"""


@pytest.mark.parametrize("line_break", ["\n", "\r\n"])
def test_comments_quotes_order_and_the_schema_line_stay(clashing: Project, line_break: str) -> None:
    sha256 = hashlib.sha256(LIST.encode()).hexdigest()
    clashing.write("q4.yaml", COMMENTED.replace("sha256: 0", f"sha256: {sha256}").replace("\n", line_break))

    result = clashing.run("split", str(clashing.directory / "q4.yaml"), "--by", "zone")

    assert result.code == 0, result.err
    part = (clashing.directory / "contacts/q4-america-new-york.csv").read_bytes()
    expected = (
        COMMENTED.replace('Campaign"', 'Campaign (America/New_York)"')
        .replace("06:30:00", "09:30:00")
        .replace("scheduledTimezone: America/Los_Angeles", "scheduledTimezone: America/New_York")
        .replace("contacts/q4.csv", "contacts/q4-america-new-york.csv")
        .replace("sha256: 0", f"sha256: {hashlib.sha256(part).hexdigest()}")
        .replace("rows: 3", "rows: 1")
    )
    written = (clashing.directory / "q4-america-new-york.yaml").read_bytes().decode()
    lines = written.split(line_break)
    assert lines[1].startswith("# Split from q4.yaml: 1 contact in time zone")
    assert "\n".join([lines[0], *lines[6:]]) == expected
    assert written.count("\n") == written.count(line_break)
    assert clashing.run("validate").code == 0


def test_the_bounds_in_the_comment_are_in_the_parts_own_zone(clashing: Project) -> None:
    clashing.run("split", str(clashing.directory / "q4.yaml"), "--by", "zone")

    text = (clashing.directory / "q4-america-new-york.yaml").read_text()
    comment = " ".join(line for line in text.splitlines() if line.startswith("#"))
    assert re.findall(r"[0-9:]{5} (\S+/\w+)", comment) == ["America/New_York"] * 3


def test_a_file_that_can_not_be_edited_in_place_is_written_anew(clashing: Project) -> None:
    text = (
        (clashing.directory / "q4.yaml").read_text().replace('"Q4 Outreach Campaign"', ">-\n  Q4 Outreach\n  Campaign")
    )
    clashing.write("q4.yaml", text)

    assert clashing.run("split", str(clashing.directory / "q4.yaml"), "--by", "zone").code == 0
    assert set(clashing.actions()) == {
        "Q4 Outreach Campaign (America/Los_Angeles)",
        "Q4 Outreach Campaign (America/New_York)",
    }


def test_a_part_may_be_in_several_zones_and_each_has_a_name_of_its_own(project: Project) -> None:
    project.csv(text="Phone Number\n+34612345678\n+34928123456\n+33199001234\n")
    path = project.add(
        scheduledDate="2027-01-12", scheduledTime="21:30:00", scheduledTimezone="Europe/Madrid", concurrentCalls=1
    )

    result = project.run("split", str(path), "--by", "zone", "--format", "json")

    assert result.code == 0, result.err
    assert sorted(part["campaignName"].partition(" (")[2] for part in result.json["campaigns"]) == [
        "Atlantic/Canary)",
        "Europe/Madrid or Atlantic/Canary)",
        "Europe/Paris)",
    ]
    assert len({part["path"] for part in result.json["campaigns"]}) == 3
    plan = project.plan()
    assert (plan["summary"]["create"], plan["summary"]["contacts"], plan["findings"]) == (3, 3, [])
    assert [entry["findings"] for entry in plan["campaigns"]] == [[], [], []]


def test_who_is_in_the_list_twice_is_not_called_in_two_zones(clashing: Project) -> None:
    rows = "+14155550101,America/Los_Angeles\n+14155550101,America/New_York\n"
    clashing.csv(text=f"Phone Number,timezone\n{rows}")

    result = clashing.run("split", str(clashing.directory / "q4.yaml"), "--by", "zone")

    assert (result.code, "see `campaigns validate`" in result.err) == (7, True)


def test_no_part_has_the_name_of_another_campaign(clashing: Project) -> None:
    clashing.csv("contacts/other.csv", "Phone Number\n+14155550155\n")
    clashing.add("other.yaml", campaignName="Q4 Outreach Campaign (america/new_york)", contacts="contacts/other.csv")

    result = clashing.run("split", str(clashing.directory / "q4.yaml"), "--by", "zone", "--format", "json")

    assert "Q4 Outreach Campaign (America/New_York 2)" in [part["campaignName"] for part in result.json["campaigns"]]
    assert clashing.run("validate").code == 0


def test_a_long_name_is_cut_so_that_a_part_has_a_name_that_the_api_takes(clashing: Project) -> None:
    clashing.add(**EARLY, campaignName="Q" * 128)

    result = clashing.run("split", str(clashing.directory / "q4.yaml"), "--by", "zone", "--format", "json")

    names = [part["campaignName"] for part in result.json["campaigns"]]
    assert max(len(name) for name in names) == 128
    assert len(set(names)) == 2
    assert clashing.run("validate").code == 0


def test_an_immediate_campaign_becomes_scheduled_parts(clashing: Project) -> None:
    clashing.clock.at = datetime(2026, 12, 1, 14, 30, tzinfo=UTC)
    clashing.add(isScheduled=False)

    result = clashing.run("split", str(clashing.directory / "q4.yaml"), "--by", "zone")

    assert result.code == 0, result.err
    text = (clashing.directory / "q4-america-los-angeles.yaml").read_text()
    assert "isScheduled: true\nscheduledDate: 2026-12-01\nscheduledTime: 08:00:00\n" in text


@pytest.mark.parametrize("hour", [1, 4, 11, 14, 18])
@pytest.mark.parametrize("minute", [48, 52, 56])
def test_a_part_of_an_immediate_campaign_does_not_start_after_its_window_has_closed(
    project: Project, hour: int, minute: int
) -> None:
    project.clock.at = datetime(2026, 12, 1, hour, minute, tzinfo=UTC)
    project.csv(text="Phone Number\n+13105550101\n+12125550102\n+81312345678\n+33142685300\n")
    path = str(project.add(isScheduled=False))

    assert project.run("split", path, "--by", "zone").code == 0

    plan = project.plan()
    assert {finding["code"] for finding in plan["findings"]} <= {"date-today"}
    assert all(entry["launchAt"] > f"2026-12-01T{hour:02}:{minute}:00Z" for entry in plan["campaigns"])


def test_the_parts_of_an_immediate_campaign_start_as_the_plan_proposes_and_by_day(project: Project) -> None:
    project.clock.at = datetime(2026, 12, 1, 20, 54, tzinfo=UTC)
    project.csv("contacts/q4.csv", "Phone Number\n+442079460123\n+81312345678\n")
    path = project.add(isScheduled=False, concurrentCalls=1)

    (proposed,) = (change["hours"]["fixes"]["split"] for change in project.plan()["campaigns"])
    result = project.run("split", str(path), "--by", "zone", "--format", "json")

    assert [part["start"] for part in proposed] == ["2026-12-02T08:00:00+00:00", "2026-12-01T23:00:00+00:00"]
    starts = {part["scheduledTimezone"]: part["launchAt"] for part in result.json["campaigns"]}
    assert starts == {"Europe/London": "2026-12-02T08:00:00Z", "Asia/Tokyo": "2026-12-01T23:00:00Z"}
    assert not [one for one in project.plan()["findings"] if "hours" in one["code"]]


def test_an_abbreviation_in_the_list_gives_no_part_that_calls_at_night(project: Project) -> None:
    rows = "+12125550131,EST\n+12125550132,America/New_York\n+13125550133,America/Chicago\n"
    project.csv(text=f"Phone Number,timezone\n{rows}")
    path = project.add(
        scheduledDate="2027-07-06", scheduledTime="21:30:00", scheduledTimezone="America/New_York", concurrentCalls=1
    )

    result = project.run("split", str(path), "--by", "zone", "--format", "json")

    parts = result.json["campaigns"]
    assert [(part["contacts"], part["scheduledTimezone"]) for part in parts] == [
        (2, "America/New_York"),
        (1, "America/Chicago"),
    ]
    assert all("08:00:00" <= part["scheduledTime"] < "21:00:00" for part in parts)


def test_who_is_left_out_is_in_no_part_and_counted(clashing: Project) -> None:
    clashing.csv(text="Phone Number,Do Not Call\n+14155550101,\n+12125550102,\n+13105550103,yes\n")
    clashing.write("policy.yaml", "suppressed: leave-out\n")

    path = str(clashing.directory / "q4.yaml")
    dry = clashing.run("split", path, "--by", "zone", "--dry-run", "--format", "json").json
    result = clashing.run("split", path, "--by", "zone")

    assert (result.code, dry["leftOut"], clashing.plan()["summary"]["contacts"]) == (0, 1, 2)
    assert "1 contact left out of what is sent: in no part\n" in result.out


def test_an_export_with_titles_semicolons_and_renamed_columns_is_split(clashing: Project) -> None:
    (clashing.directory / "west").mkdir()
    rows = '+14155550101;"Ada ""A""";"two\r\nlines"\r\n+12125550102;Bo;\r\n'
    clashing.write("lists/crm.csv", "\ufeffExport\r\n\r\nMobile;Full Name;notes\r\n" + rows)
    contacts = {"path": "../lists/crm.csv", "phoneColumn": "Mobile", "columns": {"Full Name": "name"}, "headerRow": 3}
    path = clashing.add("west/q4.yml", **EARLY, campaignName="Export", contacts=contacts)

    result = clashing.run("split", str(path), "--by", "zone", "--format", "json")

    assert [part["path"] for part in result.json["campaigns"]] == [
        "campaigns/west/q4-america-los-angeles.yaml",
        "campaigns/west/q4-america-new-york.yaml",
    ]
    new_york = (clashing.directory / "lists/crm-america-new-york.csv").read_text()
    assert new_york == "Mobile,Full Name,notes\n+12125550102,Bo,\n"
    assert clashing.run("validate").code == 0


def test_a_compressed_list_becomes_plain_parts(clashing: Project) -> None:
    clashing.write("contacts/q4.CSV.gz", gzip.compress(LIST.encode()))
    clashing.add(**EARLY, contacts="contacts/q4.CSV.gz")

    assert clashing.run("split", str(clashing.directory / "q4.yaml"), "--by", "zone").code == 0
    assert (clashing.directory / "contacts/q4-america-new-york.csv").read_text().count("\n") == 2
    assert clashing.run("validate").code == 0


@pytest.mark.parametrize(("file", "of"), [("q\u20284.yaml", "contacts/q4.csv"), ("q4.yaml", "contacts/q\n4.csv")])
def test_a_line_break_in_a_name_is_found_before_anything_is_written(clashing: Project, file: str, of: str) -> None:
    (clashing.directory / "q4.yaml").unlink()
    clashing.csv(of, LIST)
    clashing.add(file, **EARLY, contacts=of)
    before = tree(clashing)

    result = clashing.run("split", str(clashing.directory / file), "--by", "zone")

    assert (result.code, tree(clashing)) == (2, before)
    assert "would have a line break in its path: nothing was written" in result.err


@pytest.mark.parametrize(
    "name",
    ["q4-america-new-york.yaml", "Q4-America-New-York.YAML", "contacts/q4-AMERICA-los-angeles.csv", "q4.yaml.split"],
)
def test_a_name_that_exists_already_is_found_before_anything_is_written(clashing: Project, name: str) -> None:
    clashing.add(name if name.lower().endswith("yaml") else "other.yaml", campaignName="Other")
    if not name.lower().endswith("yaml"):
        clashing.write(name, "mine")
    before = tree(clashing)

    result = clashing.run("split", str(clashing.directory / "q4.yaml"), "--by", "zone")

    assert (result.code, tree(clashing)) == (2, before)
    assert "exists already" in result.err
    assert "nothing was written" in result.err


@pytest.mark.parametrize("length", [230, 245])
@pytest.mark.parametrize("of", ["file", "list"])
def test_a_name_that_is_too_long_is_found_before_anything_is_written(clashing: Project, of: str, length: int) -> None:
    (clashing.directory / "q4.yaml").unlink()
    file = (
        clashing.csv(f"{'l' * (length - 4)}.csv", LIST) if of == "list" else clashing.directory / "contacts" / "q4.csv"
    )
    name = f"{'q' * (length - 5)}.yaml" if of == "file" else "q4.yaml"
    clashing.add(name, **EARLY, contacts=file.relative_to(clashing.directory).as_posix())
    before = tree(clashing)

    result = clashing.run("split", str(clashing.directory / name), "--by", "zone")

    assert (result.code, tree(clashing)) == (2, before)
    assert "would have too long a name: nothing was written" in result.err


def test_a_part_with_an_error_of_its_own_leaves_everything_as_it_was(
    clashing: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = tree(clashing)

    def without_agent(*arguments: Any) -> str:
        return "".join(line for line in part_text(*arguments).splitlines(keepends=True) if "agentId" not in line)

    monkeypatch.setattr(part_files, "part_text", without_agent)
    result = clashing.run("split", str(clashing.directory / "q4.yaml"), "--by", "zone")

    assert (result.code, tree(clashing)) == (7, before)
    assert "would have an error: `agentId` is missing" in result.err


@pytest.mark.parametrize("failing", range(1, 6))
def test_a_split_that_can_not_write_leaves_everything_as_it_was(
    clashing: Project, monkeypatch: pytest.MonkeyPatch, failing: int
) -> None:
    before, commit, calls = tree(clashing), AtomicFile.commit, count(1)

    def full(self: AtomicFile, path: Path, **options: Any) -> None:
        if next(calls) == failing:
            raise OSError(28, "No space left on device")
        commit(self, path, **options)

    monkeypatch.setattr(AtomicFile, "commit", full)
    result = clashing.run("split", str(clashing.directory / "q4.yaml"), "--by", "zone")

    assert (result.code, tree(clashing)) == (4, before)


def test_no_cell_is_shown(clashing: Project) -> None:
    result = clashing.run("split", str(clashing.directory / "q4.yaml"), "--by", "zone")

    assert not any(cell in result.out + result.err for cell in ("Ada", "Marsh", "+1415"))
    assert json.loads(clashing.run("validate", "--format", "json").out)["ok"]


def test_the_header_of_a_part_is_its_first_row(clashing: Project) -> None:
    clashing.csv(text="A title\n\n" + (clashing.directory / "contacts/q4.csv").read_text())
    clashing.add(contacts={"path": "contacts/q4.csv", "headerRow": 3}, **EARLY)
    before = clashing.run("split", str(clashing.directory / "q4.yaml"), "--by", "zone")
    (clashing.directory / "q4.yaml.split").unlink(missing_ok=True)

    assert before.code == 0, before.err
    assert "csv-header" not in clashing.run("validate").out
