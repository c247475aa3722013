"""Nobody on a suppression list is called: each row is reported, for every form of list, with a cache and without."""

import io
import json
import os
import subprocess
import sys
import threading
from array import array
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from runner.cli.settings import read_settings
from runner.phone_numbers.people import person
from runner.plan.checks.suppression import cache, index, index_writer
from runner.plan.checks.suppression.cell_numbers import readings
from runner.plan.checks.suppression.index import DamagedIndexError, Index, read_index
from runner.plan.checks.suppression.index_writer import write_index
from runner.plan.checks.suppression.number_reader import NumberReader, scan_list
from tests.project import Project

LIST = "lists/dnc.txt"


def policy(project: Project, *lists: dict[str, Any]) -> None:
    project.write("policy.yaml", json.dumps({"suppression": list(lists or [{"path": LIST}])}))


def findings(project: Project, *codes: str) -> list[tuple[str, str, str, int | None]]:
    """Code, severity, path and row of plan's findings, of all on suppression by default; validate has the same."""
    planned = project.plan()["findings"]
    assert project.run("validate", "--format", "json").json["findings"] == planned
    codes = codes or ("suppressed", "suppression-stale", "suppression-unread", "suppression-uncached")
    return [(f["code"], f["severity"], f["path"], f["row"]) for f in planned if f["code"] in codes]


CSV = "campaigns/contacts/q4.csv"
HIT = [("suppressed", "error", CSV, 3)]


@pytest.fixture
def listed(project: Project) -> Project:
    """A campaign whose second contact, in row 3, is on a list."""
    project.add()
    project.write(LIST, "+14155550199\n+14155550102\n")
    policy(project)
    return project


@pytest.fixture
def settled(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a file that was only just written count as one that nobody is writing to."""
    monkeypatch.setattr(cache, "_SETTLED_NANOSECONDS", -1)


def kept(project: Project) -> list[Path]:
    return sorted((project.cache / "campaign-runner" / "suppression").glob("*"))


def read(text: bytes, calling_code: str | None) -> tuple[set[int], int, int]:
    reader = NumberReader(io.BytesIO(text), calling_code)
    numbers = {number for block in reader.blocks() for number in block.tolist()}
    return numbers, reader.unread.count, reader.unread.first


def test_a_contact_on_a_list_is_an_error_at_its_row_and_nothing_is_sent(listed: Project) -> None:
    assert findings(listed) == HIT
    assert listed.actions() == {"Q4 Outreach Campaign": "blocked"}
    result = listed.apply()
    assert (result.code, listed.api.posts, listed.recorded) == (1, [], {})
    assert "5550102" not in result.out + result.err


@pytest.mark.parametrize("cache", [True, False])
def test_a_contact_on_a_list_in_another_spelling_is_an_error_at_its_row(
    listed: Project, monkeypatch: pytest.MonkeyPatch, *, cache: bool
) -> None:
    rows = ["+5215512345678", "+541123456789", "+551187654321", "+447911123456", "+14155550101"]
    listed.csv(text="Phone Number,customer_name\n" + "".join(f"{row},x\n" for row in rows))
    listed.write(LIST, "+525512345678\n+5491123456789\n+5511987654321\n+4407911123456\n+551132345678\n")
    if not cache:
        monkeypatch.setattr(index_writer, "write_index", _refuse)

    assert [row for _, _, _, row in findings(listed, "suppressed")] == [2, 3, 4, 5]


def _refuse(*_: object) -> None:
    raise OSError


def test_without_the_contact_all_is_sent(listed: Project) -> None:
    listed.csv(text="Phone Number,customer_name\n+14155550101,Ada\n")

    assert (findings(listed), listed.apply().code) == ([], 0)


def test_a_recorded_campaign_is_never_checked_against_a_list(listed: Project) -> None:
    (listed.directory / "policy.yaml").unlink()
    assert listed.apply().code == 0
    policy(listed, {"path": LIST, "obtainedOn": "2020-01-01"}, {"path": "lists/gone.txt"})

    assert findings(listed, "suppressed", "suppression-stale", "file-missing") == []
    assert listed.apply().code == 0


def test_an_unknown_outcome_is_warned_of_and_its_new_creation_refused(listed: Project) -> None:
    from tests.fake_api import times_out

    (listed.directory / "policy.yaml").unlink()
    listed.api.on_post = [times_out]
    assert listed.apply().code == 6
    policy(listed)

    assert findings(listed) == [("suppressed", "warning", CSV, 3)]
    assert len(listed.api.posts) == 1
    assert listed.apply().code == 1
    assert len(listed.api.posts) == 1


def test_every_row_is_reported_with_its_number(project: Project) -> None:
    project.add()
    project.csv(text='Name;Phone\n"a\nb";+14155550101\n\nx; +14155550102\ny;+14155550103\n')
    project.write(LIST, "+14155550101\n+14155550102\n")
    policy(project)

    assert [row for _, _, _, row in findings(project)] == [2, 4]


def test_two_campaigns_of_one_list_say_it_once(listed: Project) -> None:
    listed.add("two.yaml", campaignName="Two")

    assert findings(listed) == HIT
    assert set(listed.actions().values()) == {"blocked"}


@pytest.mark.parametrize(
    ("obtained", "limit", "stale"),
    [("2026-10-31", 31, False), ("2026-10-30", 31, True), ("2026-12-01", 0, True), ("2026-11-23", 31, False)],
)
def test_a_list_must_not_be_too_old_at_the_launch(listed: Project, obtained: str, limit: int, stale: bool) -> None:
    listed.write(LIST, "+14155550199\n")
    policy(listed, {"path": LIST, "obtainedOn": obtained, "maxAgeDays": limit})

    assert findings(listed) == [("suppression-stale", "error", "campaigns/policy.yaml", None)] * stale
    assert listed.apply().code == int(stale)


def test_what_is_no_file_of_the_repository_is_an_error(listed: Project) -> None:
    (listed.root.parent / "outside.txt").write_text("+14155550102\n")
    (listed.directory / "lists" / "link.txt").symlink_to(listed.root.parent / "outside.txt")
    wrong = ["lists/gone.txt", "lists", "../../outside.txt", "lists/link.txt", "lists\\dnc.txt", "a\0b"]
    policy(listed, *({"path": path} for path in wrong))

    codes = [code for code, severity, *_ in findings(listed, "file-missing", "path-outside") if severity == "error"]
    assert sorted(codes) == ["file-missing"] * 4 + ["path-outside"] * 2
    assert listed.apply().code == 1


def test_a_list_that_may_not_be_read_is_an_error(listed: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    opened = Path.open

    def refused(path: Path, *args: Any, **kwargs: Any) -> Any:
        if path.name == "dnc.txt":
            raise PermissionError(13, "Permission denied")
        return opened(path, *args, **kwargs)

    monkeypatch.setattr(Path, "open", refused)

    assert [severity for _, severity, *_ in findings(listed, "file-missing")] == ["error"]


@pytest.mark.parametrize(
    "entry",
    [
        {},
        {"path": ""},
        {"path": LIST, "obtainedOn": "2026-02-30"},
        {"path": LIST, "callingCode": "+1"},
        {"path": 1},
        "x",
    ],
)
def test_an_entry_that_can_not_be_meant_is_a_mistake_in_the_policy(listed: Project, entry: Any) -> None:
    policy(listed, entry)

    assert listed.run("plan").code == 1
    assert listed.apply().code == 1


@pytest.mark.usefixtures("settled")
def test_a_warm_run_reads_the_index_and_not_the_list(listed: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    assert findings(listed) == HIT
    assert [path.stat().st_mode & 0o777 for path in kept(listed)] == [0o600, 0o600]
    assert kept(listed)[0].parent.stat().st_mode & 0o777 == 0o700

    def never(*_: object) -> None:
        raise AssertionError("the list was read")

    monkeypatch.setattr(cache, "_digest", never)
    monkeypatch.setattr(cache, "_write", never)

    assert findings(listed) == HIT


@pytest.mark.usefixtures("settled")
def test_a_list_that_was_changed_is_read_again_and_its_old_index_is_deleted(listed: Project) -> None:
    assert findings(listed) == HIT
    listed.write(LIST, "+14155550103\n+14155550199\n")

    assert findings(listed) == [("suppressed", "error", CSV, 4)]
    assert sorted(path.suffix for path in kept(listed)) == [".index", ".json"]


def test_a_list_of_which_the_clock_may_not_tell_a_change_is_hashed_each_time(
    listed: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cache, "_identity", lambda _: [1])
    listed.write(LIST, "+14155550103\n+14155550199\n")
    policy(listed)
    assert findings(listed) == [("suppressed", "error", CSV, 4)]

    listed.write(LIST, "+14155550101\n+14155550199\n")

    assert findings(listed) == [("suppressed", "error", CSV, 2)]


@pytest.mark.parametrize("damage", ["truncated", "empty", "garbage", "a flipped byte", "a folder"])
def test_a_damaged_index_is_written_again(listed: Project, damage: str) -> None:
    assert findings(listed) == HIT
    file = next(path for path in kept(listed) if path.suffix == ".index")
    data = file.read_bytes()
    changed = {
        "truncated": data[:-3],
        "empty": b"",
        "garbage": os.urandom(len(data)),
        "a flipped byte": data[:-1] + bytes([data[-1] ^ 1]),
    }
    file.unlink()
    if damage == "a folder":
        file.mkdir()
    else:
        file.write_bytes(changed[damage])

    assert [one for one in findings(listed) if one[0] == "suppressed"] == HIT
    if damage != "a folder":
        assert file.read_bytes() == data


@pytest.mark.usefixtures("settled")
@pytest.mark.parametrize("note", [b"", b"[]", b'{"identity": [], "index": "../../../etc/passwd"}', b"\xff"])
def test_a_note_that_can_not_be_meant_is_none(listed: Project, note: bytes) -> None:
    assert findings(listed) == HIT
    for path in kept(listed):
        if path.suffix == ".json":
            path.write_bytes(note)
    assert any(path.suffix == ".json" for path in kept(listed))

    assert findings(listed) == HIT


def test_without_a_cache_the_list_is_read_whole_and_a_note_says_so(listed: Project) -> None:
    listed.cache.write_text("no folder")

    assert sorted(findings(listed)) == sorted([*HIT, ("suppression-uncached", "info", "campaigns/policy.yaml", None)])


def test_a_full_disk_is_no_reason_to_call_anybody(listed: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)

    assert sorted(findings(listed)) == sorted([*HIT, ("suppression-uncached", "info", "campaigns/policy.yaml", None)])
    assert kept(listed) == []


def test_an_index_of_somebody_else_is_not_trusted(listed: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    assert findings(listed) == HIT
    monkeypatch.setattr("os.getuid", lambda: 4711)

    assert sorted(findings(listed)) == sorted([*HIT, ("suppression-uncached", "info", "campaigns/policy.yaml", None)])


@pytest.mark.slow
def test_two_processes_at_once_find_the_same(listed: Project) -> None:
    listed.write(LIST, "".join(f"+1415{number}\n" for number in range(2_000_000, 2_200_000)) + "+14155550102\n")
    environ = {**os.environ, "XDG_CACHE_HOME": str(listed.cache), "CAMPAIGNS_DIR": str(listed.directory)}
    run = [sys.executable, "-m", "runner", "plan", "--format", "json", "--as-of", "2026-11-22T21:40:00Z"]
    answers: list[Any] = []

    def plan() -> None:
        done = subprocess.run(run, env=environ, capture_output=True, text=True)
        answers.append(json.loads(done.stdout)["counts"])

    threads = [threading.Thread(target=plan) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert answers == [{"suppressed": 1}] * 3
    assert [path.suffix for path in kept(listed)].count(".draft") == 0


@pytest.mark.parametrize(
    ("text", "calling", "numbers", "unread"),
    [
        (b"+14155550101\n+447700900123\n", None, {14155550101, 447700900123}, (0, 0)),
        (b"\xef\xbb\xbf14155550101\r\n\r\n 0014155550102 \r\n", None, {14155550101, 14155550102}, (0, 0)),
        (b"4155550101\nx\n+1\n\xff\n", None, set(), (4, 1)),
        (
            b"415,5550101\n4155550102\n(415) 555-0103\n14155550104\n",
            "1",
            {14155550100 + n for n in (1, 2, 3, 4)},
            (0, 0),
        ),
        (b"07700 900123\n7700900124\n+14155550101\n", "44", {447700900123, 447700900124, 14155550101}, (0, 0)),
        (b'Name,Phone\n"Quill, Ada",+14155550101\nx\n', None, {14155550101}, (1, 3)),
        (b"phone number\n+14155550101", None, {14155550101}, (0, 0)),
        (b"+14155550101,2026-01-01,asked\n", None, {14155550101}, (0, 0)),
        (b"blocked\n+14155550101\n", None, {14155550101}, (1, 1)),
        (b"", None, set(), (0, 0)),
        (b"Name,Phone,Mobile\nAda,+14155550199,+14155550101\n", None, {14155550199, 14155550101}, (0, 0)),
        (b"First Name,Phone Number,Mobile Phone Number\nAda,,+14155550101\n", None, {14155550101}, (0, 0)),
        (b"Name,Phone,Mobile\nAda,none,+14155550101\nBo,,\n,,\n", None, {14155550101}, (2, 2)),
        (b"Phone\n+14155550101; +14155550102\n", None, {14155550101, 14155550102}, (0, 0)),
        (b"a,Phone\nx,+14155550101 / +14155550102\n", None, {14155550101, 14155550102}, (0, 0)),
        (b'a,Phone\nx,"+14155550101, +14155550102"\n', None, {14155550101, 14155550102}, (0, 0)),
        (b'a,Phone\nx,"+14155550101\n+14155550102"\ny,z\n', None, {14155550101, 14155550102}, (1, 4)),
        (b"a,Phone\nx,+14155550101 or +14155550102\n", None, {14155550101, 14155550102}, (0, 0)),
        (b"a,Phone\nx,+14155550101 +14155550102\n", None, {14155550101, 14155550102}, (0, 0)),
        (b"a,Phone\nx,4155550101 4155550102\n", "1", {14155550101, 14155550102}, (0, 0)),
        (b"a,Phone\nx,Home: +1 415-555-0101; Work 2: +14155550102\n", None, {14155550101, 14155550102}, (0, 0)),
        (b"a,Phone\nx,tel:+14155550101;ext=12\ny,+14155550102 x345\n", None, {14155550101, 14155550102}, (0, 0)),
        (b"a,Phone\nx,+14155550101 (call after 5pm)\n", None, {14155550101}, (0, 0)),
        (b"a,Phone\nx,14155550101.0\ny,1.41556E+10\n", None, {14155550101}, (1, 3)),
        (b"a,Phone\nx,+49301234567/68\n", None, {49301234567}, (1, 2)),
        (b"a,Phone\nx,030/1234567\n", "49", {49301234567}, (0, 0)),
        ("a,Phone\nx,\uff0b1\u2011415\u2011555\u20110101\u200b\n".encode(), None, {14155550101}, (0, 0)),
        (b'"First, name","Phone"\n"Ada","+14155550101"\n', None, {14155550101}, (0, 0)),
        (b'"Note\nof the day",Phone\nx,+14155550101\ny,z\n', None, {14155550101}, (1, 4)),
        (b'Note,Phone\n"a\nb\nc",+14155550101\ny,z\n', None, {14155550101}, (1, 5)),
        (b'Name,Phone\n"Ada,+14155550101\n"Bo",+14155550102\n', None, {14155550101, 14155550102}, (2, 2)),
        (b'Name,Phone\n"Ada,+14155550101\nBo,+14155550102\n', None, {14155550101, 14155550102}, (2, 2)),
        (b"Opted out\n\nName;Phone\nAda;+14155550101\n", None, {14155550101}, (1, 1)),
        (b"sep=;\nName;Phone\nAda;+14155550101\n", None, {14155550101}, (0, 0)),
        (b"Name\tPhone\nAda\t+14155550101\n", None, {14155550101}, (0, 0)),
        (b"Name|Phone\nAda|+14155550101\n", None, {14155550101}, (0, 0)),
        (b"Name,Contact\nAda,+14155550101\nBo,x\n", None, {14155550101}, (2, 1)),
        (b"Ada,+14155550101,+14155550102\n", None, {14155550101, 14155550102}, (0, 0)),
        (b"+14155550101,+14155550102\n+14155550103,Mobile\n", None, {14155550101, 14155550102, 14155550103}, (0, 0)),
        (b"+14155550101,Mobile\n+14155550102,Home\n", None, {14155550101, 14155550102}, (0, 0)),
        (b"Phone\r+14155550101\r+14155550102", None, {14155550101, 14155550102}, (0, 0)),
        ("\ufeffName,Phone\r\nAda,+14155550101\r\n".encode("utf-16-le"), None, {14155550101}, (0, 0)),
        ("\ufeffName,Phone\nAda,+14155550101\n".encode("utf-16-be"), None, {14155550101}, (0, 0)),
        ("+14155550101\n+14155550102\n".encode("utf-16-le"), None, {14155550101, 14155550102}, (0, 0)),
        ("+14155550101\n+14155550102\n".encode("utf-16-be"), None, {14155550101, 14155550102}, (0, 0)),
        (b"\n\n", "1", set(), (0, 0)),
        # Several national numbers on a line, and lines that look like a header and hold a number.
        (b"4155550101;4155550102\n", "1", {14155550101, 14155550102}, (0, 0)),
        (b'{"phone":"4155550101"},{"phone":"4155550102"}\n', "1", {14155550101, 14155550102}, (0, 0)),
        (b"TEL;TYPE=CELL:4155550101\n", "1", {14155550101}, (0, 0)),
        # A spreadsheet of a country with decimal commas has rounded it.
        (b"Phone;Name\n4,47911E+11;x\n", "44", set(), (1, 2)),
        # National prefixes of other digits, and what is dialed before the number and has no reading.
        (b"06 20 123 4567\n", "36", {366201234567, 36201234567}, (0, 0)),
        (b"0011 44 7911 123456\n", "61", {11447911123456}, (1, 1)),
    ],
)
def test_the_forms_of_a_list(text: bytes, calling: str | None, numbers: set[int], unread: tuple[int, int]) -> None:
    assert read(text, calling) == (numbers, *unread)


LINES = st.sampled_from(
    [
        "+14155550101",
        "14155550102",
        "415,5550103",
        "4155550104",
        "0155550100",
        "+447700900123",
        "x",
        "",
        " ",
        "+0123456789",
        "1234567",
        "+1234567",
        "123456789012345",
        "+123456789012345",
        "+1234567890123456",
        "000000000000",
        "0044 7700 900123",
    ]
) | st.text(st.sampled_from("+0123456789,; -"), max_size=18)


@settings(max_examples=300)
@given(st.lists(LINES, max_size=12), st.sampled_from([None, "1", "44", "39"]), st.sampled_from(["\n", "\r\n"]))
def test_lines_read_at_once_are_read_as_one_by_one(lines: list[str], calling: str | None, end: str) -> None:
    readers = [NumberReader(io.BytesIO(), calling) for _ in lines]
    one_by_one = [set(reader._read_line(0, line)) for reader, line in zip(readers, lines, strict=True)]
    unread = [place for place, reader in enumerate(readers, start=1) if reader.unread.count]

    assert read(end.join(lines).encode(), calling) == (set().union(*one_by_one), len(unread), (unread or [0])[0])


NUMBERS = st.lists(st.integers(10**6, 10**15 - 1), max_size=60) | st.lists(
    st.integers(10**10, 10**10 + 50), max_size=60
)


def indexed(folder: Path, source: io.BytesIO, *, damage: bytes = b"") -> Index:
    """The index of a list, after the end of its file was overwritten."""
    with (folder / "x.index").open("w+b") as out:
        write_index(source, None, out)
        out.seek(-len(damage), os.SEEK_END)
        out.write(damage)
        out.flush()
        out.seek(0)
        return read_index(out)


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(held=NUMBERS, wanted=NUMBERS)
def test_a_list_is_searched_as_a_set_is_with_an_index_and_without(
    tmp_path: Path, held: list[int], wanted: list[int]
) -> None:
    source = io.BytesIO("".join(f"+{number}\n" for number in held).encode())
    people = set(map(person, wanted))
    hits = set(map(person, held)) & people

    assert indexed(tmp_path, source).find(array("Q", people)) == hits
    assert scan_list(source, None, people).hits == hits


def test_a_list_of_too_many_numbers_is_an_error(listed: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(index_writer, "MAX_NUMBERS", 1)

    assert findings(listed) == [("suppression-unread", "error", "campaigns/policy.yaml", None)]


def test_a_large_index_is_looked_at_in_samples(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(index, "_CHECKED_BYTES", 0)
    source = io.BytesIO(b"".join(b"+1%010d\n" % number for number in range(1000)))

    with pytest.raises(DamagedIndexError):
        indexed(tmp_path, source, damage=os.urandom(8000))


@pytest.mark.parametrize(
    ("environ", "platform", "folder"),
    [
        ({"XDG_CACHE_HOME": "/c", "HOME": "/h"}, "linux", "/c/campaign-runner"),
        ({"XDG_CACHE_HOME": "c", "HOME": "/h"}, "linux", "/h/.cache/campaign-runner"),
        ({"HOME": "/h"}, "darwin", "/h/Library/Caches/campaign-runner"),
        ({}, "linux", None),
        ({"LOCALAPPDATA": "/l"}, "win32", "/l/campaign-runner"),
    ],
)
def test_the_cache_is_where_the_system_has_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, environ: dict[str, str], platform: str, folder: str | None
) -> None:
    monkeypatch.setattr(sys, "platform", platform)

    assert read_settings(None, None, environ).cache == (Path(folder) if folder else None)


def test_readings_are_never_fewer_than_a_number_means() -> None:
    assert readings("0612345678", "39") == [390612345678, 39612345678]
    assert readings("447700900123", "44") == [447700900123, 44447700900123]
    assert readings("4155550101", None) == []


@pytest.mark.parametrize("line", ["13800138000", "89161234567"])
def test_digits_that_are_no_valid_number_count_as_unread_without_a_calling_code(line: str) -> None:
    reader = NumberReader(io.BytesIO(f"+14155550101\n{line}\n".encode()), None)

    numbers = [number for block in reader.blocks() for number in block.tolist()]

    assert int(line) in numbers
    assert (reader.unread.count, reader.unread.first) == (1, 2)
