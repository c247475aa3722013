"""`contacts check`, `fix` and `stats`: a list alone, without a campaign's file."""

import csv
import io
import json
import shlex
import subprocess
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from runner.cli.commands.contacts_fix import ENCODINGS
from runner.contacts.repair.plain_text import WIDE_ENCODINGS
from runner.phone_numbers import e164
from tests.conftest import Golden
from tests.paths import ROOT
from tests.project import CONTACTS, Project

GOLDEN = ROOT / "tests" / "golden"
BROKEN = (
    "Mobile,customer_name,plan\n"
    "+14155550101,Ada,gold\n"
    "(415) 555-0102,Bo,\n"
    ",,\n"
    "+1 (415) 555-0103,Cleo,gold\n"
    "0044 (0)20 7946 0123,Dana,silver\n"
    "0044 (0)20 7946 0123,Dana,silver\n"
    "4.41555E+11,Ed,\n"
    '\'+14155550109,"Quill, Ada",gold\n'
    "+14155550101,Other,=A1\n"
)


def rows(path: Path) -> list[list[str]]:
    return list(csv.reader(io.StringIO(path.read_text(encoding="utf-8"), newline="")))


def fix(project: Project, data: str | bytes, *args: str) -> Any:
    """Mend a list, and give the answer's JSON; the copy is beside it."""
    for old in project.root.glob("*.csv"):
        old.unlink()
    (project.root / "export.csv").write_bytes(data.encode() if isinstance(data, str) else data)
    return project.run("contacts", "fix", str(project.root / "export.csv"), "--format", "json", *args).json


def copy(project: Project) -> Path:
    return project.root / "export.fixed.csv"


def test_check_reads_as_expected(project: Project, golden: Golden) -> None:
    list_ = project.csv("contacts/q4.csv", BROKEN)

    result = project.run("contacts", "check", str(list_))

    golden.check(result.out, GOLDEN / "contacts-check.txt")
    assert (result.code, result.err) == (1, "")


@pytest.mark.parametrize("form", ["text", "json", "markdown", "github", "sarif", "junit", "gitlab"])
def test_check_finds_what_validate_finds(project: Project, form: str) -> None:
    project.add()
    list_ = project.csv(text=BROKEN)
    validated = project.run("validate", "--format", "json").json

    result = project.run("contacts", "check", str(list_), "--format", form)

    assert result.code == 1
    if form == "json":
        assert result.json["findings"] == [f for f in validated["findings"] if f["path"].endswith(".csv")]
        assert result.json["counts"] == validated["counts"]
        assert result.json.keys() == (validated.keys() - {"campaigns"}) | {"lists"}
    else:
        assert "phone-format" in result.out or "has no plus" in result.out


def test_check_needs_no_campaign_and_no_folder_of_them(project: Project) -> None:
    list_ = project.root / "export.csv"
    list_.write_text(CONTACTS)
    project.directory.rmdir()

    assert project.run("contacts", "check", str(list_), str(list_)).out == "2 lists, 6 contacts: no errors\n"


def test_a_phone_column_can_be_named(project: Project) -> None:
    list_ = project.csv(text="Mobile,Phone\n+14155550101,x\n")

    assert project.run("contacts", "check", str(list_)).code == 1
    assert project.run("contacts", "check", str(list_), "--phone-column", "Mobile").code == 0
    missing = project.run("contacts", "check", str(list_), "--phone-column", "Mobil", "--format", "json").json
    assert [(f["code"], f["path"]) for f in missing["findings"]] == [("csv-phone-column", "campaigns/contacts/q4.csv")]


@pytest.mark.parametrize("action", ["check", "fix", "stats"])
def test_what_is_no_list_is_a_usage_error(project: Project, action: str) -> None:
    folder = project.run("contacts", action, str(project.directory))
    nothing = project.run("contacts", action, "nowhere.csv")

    assert (folder.code, "is a folder" in folder.err) == (2, True)
    assert (nothing.code, "there is no file `nowhere.csv`" in nothing.err) == (2, True)
    assert project.run("contacts", action).code == 2


@pytest.mark.parametrize("action", ["check", "stats"])
def test_a_list_that_can_not_be_read_is_a_finding(
    project: Project, monkeypatch: pytest.MonkeyPatch, action: str
) -> None:
    list_ = project.csv()
    opened = Path.open

    def refused(path: Path, *args: Any, **kwargs: Any) -> Any:
        if path.suffix == ".csv":
            raise PermissionError(13, "Permission denied")
        return opened(path, *args, **kwargs)

    monkeypatch.setattr(Path, "open", refused)

    result = project.run("contacts", action, str(list_))

    assert (result.code, "the list can't be read: Permission denied" in result.out) == (1, True)
    assert project.run("contacts", "fix", str(list_)).code == 4


def test_fix_reads_as_expected(project: Project, golden: Golden) -> None:
    list_ = project.csv("contacts/q4.csv", BROKEN)

    result = project.run("contacts", "fix", str(list_), "--default-region", "us")

    golden.check(result.out, GOLDEN / "contacts-fix.txt")
    golden.check((project.directory / "contacts/q4.fixed.csv").read_text(), GOLDEN / "contacts-fix.csv")
    assert (result.code, result.err) == (1, "")
    assert list_.read_text() == BROKEN


def test_a_copy_without_errors_comes_with_the_command_that_puts_it_in_the_place_of_the_list(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(project.root)
    project.add()
    project.csv("contacts/q4.csv", "Mobile\n(415) 555-0101\n")

    result = project.run("contacts", "fix", "campaigns/contacts/q4.csv", "--default-region", "US")
    command = result.out.splitlines()[-1]
    subprocess.run(shlex.split(command), check=True)

    assert command == "    mv campaigns/contacts/q4.fixed.csv campaigns/contacts/q4.csv"
    assert project.run("validate").code == 0


def test_without_a_region_no_country_is_guessed(project: Project) -> None:
    answer = fix(project, BROKEN)

    assert [row[0] for row in rows(copy(project))][2] == "(415) 555-0102"
    assert "country-code" not in [change["kind"] for change in answer["changes"]]
    assert answer["counts"]["phone-format"] == 2


@pytest.mark.parametrize(
    ("data", "kinds"),
    [
        ("\ufeff" + CONTACTS, []),
        (CONTACTS.replace("\n", "\r\n"), []),
        (CONTACTS.replace("\n", "\r"), ["line-ends"]),
        (CONTACTS.replace(",", ";"), ["delimiter"]),
        ("sep=;\n" + CONTACTS.replace(",", ";"), ["separator-line", "delimiter"]),
        (CONTACTS.encode("utf-16"), ["encoding"]),
        (b"\xff\xfe" + CONTACTS.replace(",", "\t").encode("utf-16-le"), ["encoding", "delimiter"]),
        (CONTACTS.encode("utf-32"), ["encoding"]),
        ("\n\n" + CONTACTS + ",\n", ["blank-row"]),
        (CONTACTS + CONTACTS.partition("\n")[2], ["repeated-row"]),
    ],
)
def test_what_is_mended_of_a_whole_list(project: Project, data: str | bytes, kinds: list[str]) -> None:
    answer = fix(project, data)

    assert copy(project).read_text(encoding="utf-8") == CONTACTS
    assert [change["kind"] for change in answer["changes"]] == kinds
    assert (answer["ok"], answer["contacts"], answer["findings"]) == (True, 3, [])


def test_rows_of_the_file_are_named_as_a_spreadsheet_counts_them(project: Project) -> None:
    answer = fix(project, 'sep=,\n\nPhone,a\n+14155550101,"x\ny"\n,\n+1 415 555 0102,z\n')

    assert {change["kind"]: change["rows"] for change in answer["changes"]} == {
        "separator-line": [],
        "blank-row": [2, 5],
        "separators": [6],
    }


def test_an_encoding_is_never_guessed_but_may_be_said(project: Project) -> None:
    data = CONTACTS.replace("Ada", "Zoë").encode("windows-1252")

    assert fix(project, data)["out"] is None
    assert not copy(project).exists()
    answer = fix(project, data, "--encoding", "windows-1252")
    assert [change["kind"] for change in answer["changes"]] == ["encoding"]
    assert rows(copy(project))[1][1] == "Zoë"
    assert fix(project, "Phone,a\n+14155550101,Zoë\n", "--encoding", "windows-1252")["changes"] == []
    assert rows(copy(project))[1][1] == "Zoë"


@pytest.mark.parametrize("encoding", sorted({*ENCODINGS} - {*WIDE_ENCODINGS}))
def test_every_encoding_that_can_be_said_can_be_read(project: Project, encoding: str) -> None:
    assert fix(project, CONTACTS.encode(encoding) + b"+14155550104,\xc9\x41\n", "--encoding", encoding)["ok"]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"PK\x03\x04 a workbook", "csv-encoding"),
        ('Phone,a\n+14155550101,"x"y\n', "csv-quote"),
        ('Phone,a\n+14155550101,"x\n', "csv-quote"),
        ("Phone,a\n+14155550101,\0\n", "csv-nul"),
        (b"\xff\xfeP\x00h", "csv-encoding"),
        ("+14155550101,b\n1,2\n", "csv-header"),
        ("", "csv-empty"),
        (",\n,\n", "csv-empty"),
        ("Name,City\nAda,Berlin\n", "csv-phone-column"),
    ],
)
def test_no_copy_is_written_of_what_can_not_be_told_into_cells(project: Project, data: str | bytes, code: str) -> None:
    answer = fix(project, data)

    assert (answer["ok"], answer["out"]) == (False, None)
    assert code in answer["counts"]
    assert sorted(path.name for path in project.root.iterdir() if path.is_file()) == ["export.csv"]


def test_nothing_is_overwritten(project: Project) -> None:
    list_ = project.csv()
    other = project.write("contacts/other.csv", "mine")

    for args in (("--out", str(list_)), ("--out", str(other))):
        result = project.run("contacts", "fix", str(list_), *args)
        assert (result.code, "exists already" in result.err) == (2, True)
    assert (list_.read_text(), other.read_text()) == (CONTACTS, "mine")
    assert project.run("contacts", "fix", str(list_), "--out", str(project.root / "no/such/folder.csv")).code == 4


def test_a_copy_that_comes_to_be_there_meanwhile_is_kept(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    list_ = project.csv()

    def linked(_draft: Path, path: Path) -> None:
        raise FileExistsError(17, "File exists")

    monkeypatch.setattr("os.link", linked)

    assert project.run("contacts", "fix", str(list_)).code == 2
    assert sorted(path.name for path in list_.parent.iterdir()) == ["q4.csv"]


def test_a_disk_that_is_full_leaves_no_copy(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    list_ = project.csv()

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)

    result = project.run("contacts", "fix", str(list_))

    assert (result.code, "No space left" in result.err) == (4, True)
    assert sorted(path.name for path in list_.parent.iterdir()) == ["q4.csv"]


def test_a_copy_is_as_open_to_others_as_the_list(project: Project) -> None:
    list_ = project.csv()
    list_.chmod(0o600)

    project.run("contacts", "fix", str(list_))

    assert list_.with_name("q4.fixed.csv").stat().st_mode & 0o777 == 0o600


def test_a_region_without_a_rule_is_a_usage_error(project: Project) -> None:
    result = project.run("contacts", "fix", str(project.csv()), "--default-region", "XX")

    assert (result.code, "a country's code of two letters" in result.err) == (2, True)


NUMBERS = st.sampled_from(
    [
        "+14155550101",
        "+14155550102",
        " +14155550103",
        "(415) 555-0104",
        "0044 7700 900123",
        "4.4E+11",
        "",
        "x",
        "4155550101",
    ]
)
TEXTS = st.text(st.sampled_from("aé ;,\"\t'=0"), max_size=4)
ROWS = st.lists(st.tuples(NUMBERS, TEXTS, TEXTS).map(list), max_size=8)


@pytest.mark.slow
@settings(max_examples=80, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    ROWS,
    st.sampled_from([",", ";", "\t"]),
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-32"]),
    st.sampled_from([(), ("--default-region", "US")]),
)
def test_good_rows_stay_and_the_copy_checks_as_is_said(
    project: Project, listed: list[list[str]], delimiter: str, encoding: str, region: tuple[str, ...]
) -> None:
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=delimiter, lineterminator="\n").writerows([["Phone", "a", "b"], *listed])

    answer = fix(project, out.getvalue().encode(encoding), *region)

    checked = project.run("contacts", "check", str(copy(project)), "--format", "json").json
    warned = [{**one, "severity": "warning"} for one in checked["findings"] if one["code"] == "phone-impossible"]
    fixed = [one for one in answer["findings"] if one["code"] == "phone-impossible"]
    assert [{**one, "severity": "warning"} for one in fixed] == warned
    assert answer["ok"] == (checked["ok"] and not fixed)
    assert answer["counts"] == checked["counts"]
    assert not {"csv-encoding", "csv-delimiter", "csv-blank-row", "csv-quote"} & checked["counts"].keys()
    written = rows(copy(project))[1:]
    good = [row for row in listed if e164.E164.fullmatch(row[0].strip())]
    assert all(row in written for row in good)
    kept = [row for row in listed if any(cell.strip() for cell in row)]
    dropped = sum(change["count"] for change in answer["changes"] if change["kind"] == "repeated-row")
    assert len(written) == len(kept) - dropped
    again = project.run("contacts", "fix", str(copy(project)), "--format", "json", *region)
    assert again.json["changes"] == []


def test_stats_read_as_expected(project: Project, golden: Golden) -> None:
    list_ = project.csv("contacts/q4.csv", BROKEN)

    result = project.run("contacts", "stats", str(list_), str(project.csv("contacts/other.csv")))

    golden.check(result.out, GOLDEN / "contacts-stats.txt")
    assert (result.code, result.err) == (0, "")


def test_stats_as_json(project: Project) -> None:
    answer = project.run("contacts", "stats", str(project.csv(text=BROKEN)), "--format", "json").json

    assert answer["lists"] == [
        {
            "path": "campaigns/contacts/q4.csv",
            "rows": 8,
            "unreadable": 6,
            "unique": 1,
            "impossible": 0,
            "countries": {"US": 1},
            "types": {"fixed-line-or-mobile": 1},
            "zones": [{"zones": ["America/Los_Angeles"], "numbers": 1}],
            "variables": [
                {"name": "customer_name", "blank": 0, "blankRate": 0.0, "longest": 10},
                {"name": "plan", "blank": 2, "blankRate": 0.25, "longest": 6},
            ],
        }
    ]


@pytest.mark.parametrize("data", ["a,b\n1,2\n", 'Phone,a\n"x\n', "Ada,+14155550101\n", ""])
def test_stats_of_what_can_not_be_counted_are_findings(project: Project, data: str) -> None:
    result = project.run("contacts", "stats", str(project.csv(text=data)), "--format", "json")

    assert (result.code, result.json["lists"]) == (1, [])
    assert result.json["findings"]


def test_every_action_has_help_with_an_example(project: Project) -> None:
    for action in ("check", "fix", "pin", "stats"):
        out = project.run("contacts", action, "--help").out
        assert f"example:\n  campaigns contacts {action}" in out
    assert json.loads(project.run("contacts", "check", "--format", "json", str(project.csv())).out)["ok"]


def test_fix_names_the_row_of_a_header_below_titles(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(project.root)
    project.csv("list.csv", "Contact export,,\n,,\nPhone Number,name,plan\n+14155550101,Ada,gold\n")

    refused = project.run("contacts", "fix", "campaigns/list.csv")

    assert refused.code == 1
    assert "campaigns contacts fix campaigns/list.csv --header-row 3" in refused.out


def test_a_row_torn_by_a_space_before_its_quotes_is_not_told_to_quote_more(project: Project) -> None:
    list_ = project.csv("list.csv", 'Phone Number,note\n+14155550101, "a, b"\n')

    checked = project.run("contacts", "check", str(list_))

    assert "delete the space" in checked.out
    assert "quote a cell that has a delimiter" not in checked.out
