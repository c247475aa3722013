"""The zone database: which one is used, what is said where it is missing, and what its next version moves."""

import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Callable
from importlib import metadata, resources
from pathlib import Path
from typing import Any

import pytest

from runner import zone_database
from tests.paths import ROOT
from tests.project import Project

BIN = Path(sys.executable).parent / "campaigns"
DATABASE = Path(str(resources.files("tzdata")))
VERSION = zone_database.version()
PACKAGE_VERSION = metadata.version("tzdata")
Database = Callable[..., Path]


@pytest.fixture
def database(tmp_path: Path) -> Database:
    """Makes a copy of the zone database: of another version, with zones moved, or with some files emptied."""

    def copied(version: str = "2025b", moved: dict[str, str] | None = None, empty: tuple[str, ...] = ()) -> Path:
        folder = tmp_path / f"database-{version}" / "tzdata"
        shutil.copytree(DATABASE, folder, ignore=shutil.ignore_patterns("__pycache__"))
        init = folder / "__init__.py"
        init.write_text(init.read_text().replace(VERSION, version))
        for zone, other in (moved or {}).items():
            shutil.copy(folder / "zoneinfo" / other, folder / "zoneinfo" / zone)
        for name in empty:
            (folder / name).write_bytes(b"")
        return folder.parent

    return copied


def run(project: Project, database: Path, *args: str, **environ: str) -> subprocess.CompletedProcess[str]:
    """Run the command in a process of its own, with another zone database."""
    env = {**os.environ, **project.environ, "PYTHONPATH": str(database), **environ}
    env["CAMPAIGNS_DIR"] = str(project.directory)
    return subprocess.run([BIN, *args], capture_output=True, text=True, env=env, cwd=project.root)


def test_the_floor_is_the_version_that_is_locked_and_so_tested() -> None:
    dependencies = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["dependencies"]
    locks = ("runtime", "action", "dev", "fuzz", "bench")
    locked = {
        name: re.findall(r"^tzdata==(\S+)", (ROOT / "requirements" / f"{name}.txt").read_text(), flags=re.MULTILINE)
        for name in locks
    }

    assert f"tzdata>={PACKAGE_VERSION}" in dependencies
    assert f"tzdata>={PACKAGE_VERSION}\n" in (ROOT / "requirements" / "action.in").read_text()
    assert locked == {name: [PACKAGE_VERSION] for name in locks}


def test_plan_names_the_version(project: Project, database: Database) -> None:
    project.add()

    assert project.plan()["tzdata"] == VERSION
    assert json.loads(run(project, database("2025b"), "plan", "--format", "json").stdout)["tzdata"] == "2025b"


def test_the_state_names_the_version_of_each_campaign_that_is_created(project: Project) -> None:
    project.add()
    project.add("now.yaml", campaignName="Now", isScheduled=False, contacts="contacts/now.csv")
    project.csv("contacts/now.csv", "Phone Number\n+14155550188\n")

    assert project.apply().code == 0

    assert {record["tzdata"] for record in project.recorded.values()} == {VERSION}


@pytest.mark.parametrize("tzpath", [None, ""])
@pytest.mark.parametrize("command", [["--version"], ["validate"], ["plan"], ["apply", "--yes"], ["status"]])
@pytest.mark.parametrize("empty", ["__init__.py", "zones", "zoneinfo/UTC", "zoneinfo/zone.tab", "zoneinfo/iso3166.tab"])
@pytest.mark.slow
def test_an_incomplete_database_stops_every_command(
    project: Project, database: Database, empty: str, command: list[str], tzpath: str | None
) -> None:
    project.add()

    done = run(project, database(empty=(empty,)), *command, **({} if tzpath is None else {"PYTHONTZPATH": tzpath}))

    assert done.returncode == 4
    assert done.stdout == ""
    [error, hint] = done.stderr.splitlines()
    assert error.startswith("error: the Python package tzdata, the time zone database, is incomplete: ")
    assert "`python -m pip install --force-reinstall tzdata`" in hint


@pytest.mark.parametrize("tzpath", [None, ""])
def test_a_missing_database_is_named(project: Project, tmp_path: Path, tzpath: str | None) -> None:
    project.add()
    env = {**os.environ, **({} if tzpath is None else {"PYTHONTZPATH": tzpath})}
    start = "import sys; sys.modules['tzdata'] = None; from runner.__main__ import main; sys.exit(main())"

    done = subprocess.run([sys.executable, "-c", start, "validate"], capture_output=True, text=True, env=env)

    assert done.returncode == 4
    assert done.stderr.startswith("error: the Python package tzdata, the time zone database, is missing\n  hint: ")


ZONE = (DATABASE / "zoneinfo" / "America" / "Los_Angeles").read_bytes()


@pytest.mark.parametrize("content", [None, b"", b"TZif2", ZONE[:44], ZONE[:-20], ZONE[:-1], b"not a zone\n"])
def test_a_zone_without_its_data_is_no_unknown_zone(
    project: Project, database: Database, content: bytes | None
) -> None:
    project.add()
    broken = database()
    file = broken / "tzdata" / "zoneinfo" / "America" / "Los_Angeles"
    file.unlink()
    if content is not None:
        file.write_bytes(content)

    done = run(project, broken, "validate")

    assert done.returncode == 4
    assert "is incomplete: the zone `America/Los_Angeles` can't be read\n" in done.stderr
    assert "unknown-zone" not in done.stdout


@pytest.mark.parametrize("command", ["--version", "validate", "calendar"])
@pytest.mark.parametrize("file", ["__init__.py", "zoneinfo/UTC"])
def test_a_damaged_database_ends_in_no_traceback(project: Project, database: Database, file: str, command: str) -> None:
    project.add()
    broken = database()
    (broken / "tzdata" / file).write_text("def\n")

    done = run(project, broken, command)

    assert done.returncode == 4
    assert done.stdout == ""
    assert done.stderr.startswith("error: the Python package tzdata, the time zone database, is incomplete: ")


@pytest.mark.parametrize("version", ["", "2026", "2026f-rc1", "2026F", "latest"])
def test_a_version_that_the_state_could_not_hold_stops_every_command(
    project: Project, database: Database, version: str
) -> None:
    project.add()

    done = run(project, database(version), "validate")

    assert done.returncode == 4
    assert "is incomplete: its version is missing\n" in done.stderr


def test_the_zones_of_the_machine_are_never_used(project: Project, database: Database, tmp_path: Path) -> None:
    machine = tmp_path / "machine" / "America"
    machine.mkdir(parents=True)
    shutil.copy(DATABASE / "zoneinfo" / "Asia" / "Tokyo", machine / "Los_Angeles")
    project.add()

    done = run(project, database(), "plan", "--format", "json", PYTHONTZPATH=str(machine.parent))

    assert json.loads(done.stdout)["campaigns"][0]["launchAt"] == "2026-12-01T20:00:00Z"


VANCOUVER: dict[str, Any] = {"scheduledDate": "2027-01-15", "scheduledTimezone": "America/Vancouver"}
"""Noon there is 20:00 UTC by version 2025b, and 19:00 UTC since version 2026b."""


@pytest.fixture
def earlier(database: Database) -> Path:
    """A zone database by which clocks in Vancouver are set back each fall."""
    return database("2025b", moved={"America/Vancouver": "America/Los_Angeles"})


def planned(project: Project, database: Path) -> str:
    file = project.root / "plan.json"
    assert run(project, database, "plan", "--out", str(file)).returncode == 0
    return str(file)


def test_apply_refuses_a_plan_whose_instants_another_zone_database_moves(project: Project, earlier: Path) -> None:
    project.add(**VANCOUVER)
    file = planned(project, earlier)

    result = project.apply("--expect", file)

    assert result.code == 7
    assert project.api.requests == []
    assert project.recorded == {}
    assert result.err.splitlines() == [
        "error: `Q4 Outreach Campaign` would launch at 2027-01-15T19:00:00Z, not at 2027-01-15T20:00:00Z, as in "
        f"`{file}` (tzdata 2025b then, {VERSION} now); nothing was sent",
        "  hint: review `campaigns plan` again, with the time zone database that apply uses",
    ]


def test_apply_by_the_earlier_database_refuses_the_plan_of_the_newer_one(project: Project, earlier: Path) -> None:
    project.add(**VANCOUVER)
    file = project.root / "plan.json"
    project.run("plan", "--out", str(file))

    done = run(project, earlier, "apply", "--expect", str(file), SIGMAMIND_API_URL="http://127.0.0.1:9")

    assert done.returncode == 7
    assert "would launch at 2027-01-15T20:00:00Z, not at 2027-01-15T19:00:00Z" in done.stderr


@pytest.mark.parametrize(
    ("launch_at", "code"),
    [
        ("2026-12-01T20:00:00Z", 0),
        ("2026-12-01T12:00:00-08:00", 0),
        ("2026-12-01T20:00:01Z", 7),
        (None, 7),
        ("2026-12-01", 2),
        (1, 2),
    ],
)
def test_an_instant_in_the_file_must_be_the_one_of_the_launch(project: Project, launch_at: object, code: int) -> None:
    project.add()
    plan = project.plan()
    plan["campaigns"][0]["launchAt"] = launch_at
    file = project.write("plan.json", json.dumps(plan))

    assert project.apply("--expect", str(file)).code == code
    assert len(project.api.posts) == (code == 0)


def test_a_launch_that_did_not_move_is_applied_by_another_database(project: Project, database: Database) -> None:
    project.add()
    project.add("now.yaml", campaignName="Now", isScheduled=False, contacts="contacts/now.csv")
    project.csv("contacts/now.csv", "Phone Number\n+14155550188\n")

    assert project.apply("--expect", planned(project, database("2025b"))).code == 0


def test_the_message_counts_what_it_does_not_name(project: Project, earlier: Path) -> None:
    for number in range(7):
        project.csv(f"contacts/{number}.csv", f"Phone Number\n+1415555018{number}\n")
        project.add(f"{number}.yaml", campaignName=f"Q{number}", contacts=f"contacts/{number}.csv", **VANCOUVER)

    result = project.apply("--expect", planned(project, earlier))

    assert result.code == 7
    assert "`Q4` would launch" in result.err
    assert "`Q5`" not in result.err
    assert "; and 2 more, as in" in result.err
