"""SIGKILL at every step by which a split writes: either the old campaign is left or all of its parts, and once."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from runner.config import discovery
from runner.config.split_marker import marker
from runner.split.lock import locked
from tests.paths import ROOT
from tests.project import Project

pytestmark = pytest.mark.slow

KILLED = """\
import os, signal, sys
from datetime import UTC, datetime
from runner.cli import main
folder, step = sys.argv[1], int(sys.argv[2])
WRITES = {"os.rename", "os.remove", "os.link", "os.chmod"}
steps = 0
def kill(event, args):
    global steps
    writes = event in WRITES or (event == "open" and args[2] & os.O_CREAT)
    if writes and str(args[0]).startswith(folder):
        steps += 1
        if steps == step:
            os.kill(os.getpid(), signal.SIGKILL)
sys.addaudithook(kill)
environ = {"CAMPAIGNS_DIR": folder, "CI": "true"}
now = lambda: datetime(2026, 11, 22, tzinfo=UTC)
code = main.main(["split", f"{folder}/q4.yaml", *sys.argv[3:]], environ=environ, now=now)
print("steps", steps)
sys.exit(code)
"""
OLD = {"q4.yaml"}
BY_ZONE = ("--by", "zone")
BY_SIZE = ("--by", "size", "--sizes", "1,rest")
PARTS = {"q4-america-los-angeles.yaml", "q4-america-new-york.yaml"}
WAVES = {"q4-wave-1-of-2.yaml", "q4-wave-2-of-2.yaml"}


@pytest.fixture
def clashing(project: Project) -> Project:
    project.csv(text="Phone Number\n+14155550101\n+12125550102\n+13105550103\n")
    project.add(scheduledTime="06:30:00")
    return project


def split(folder: Path, step: int, *options: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", KILLED, str(folder), str(step), *options]
    environ = {key: value for key, value in os.environ.items() if not key.startswith("COVERAGE_")}
    return subprocess.run(command, cwd=ROOT, env=environ, capture_output=True, text=True, timeout=60)


def active(folder: Path) -> set[str]:
    return {path.name for path in discovery.files(folder)}


@pytest.mark.parametrize(("options", "parts"), [(BY_ZONE, PARTS), (BY_SIZE, WAVES)])
def test_a_split_killed_at_any_step_leaves_the_old_campaign_or_all_parts(
    clashing: Project, tmp_path: Path, options: tuple[str, ...], parts: set[str]
) -> None:
    clean = shutil.copytree(clashing.directory, tmp_path / "clean")
    whole = split(clashing.directory, 0, *options)
    assert whole.returncode == 0, whole.stderr
    assert active(clashing.directory) == parts
    steps = int(whole.stdout.split("steps ")[1])
    assert steps > 15

    left = []
    for step in range(1, steps + 1):
        shutil.rmtree(clashing.directory)
        shutil.copytree(clean, clashing.directory)
        assert split(clashing.directory, step, *options).returncode == -9
        left.append(active(clashing.directory))
        assert left[-1] in (OLD, parts)
        assert clashing.plan()["summary"]["contacts"] == 3

        again = clashing.run("split", str(clashing.directory / "q4.yaml"), *options)

        assert again.code == (0 if left[-1] == OLD else 2)
        assert active(clashing.directory) == parts
        assert clashing.run("validate").code == 0
        assert not [path for path in clashing.directory.rglob(".*") if path.suffix in (".parts", ".draft")]
    assert left.count(parts) < left.count(OLD)
    assert parts in left


def test_an_unfinished_split_is_a_warning_and_its_parts_do_not_count(clashing: Project) -> None:
    clashing.add("q4-america-new-york.yaml", campaignName="Q4 (America/New_York)")
    marker(clashing.directory / "q4.yaml").write_text("q4-america-new-york.yaml\n")

    plan = clashing.plan()

    assert clashing.actions() == {"Q4 Outreach Campaign": "create"}
    codes = [finding["code"] for entry in plan["campaigns"] for finding in entry["findings"]]
    assert "split-unfinished" in codes


def test_a_marker_takes_only_parts_of_its_campaign_out_and_nothing_outside_is_deleted(clashing: Project) -> None:
    outside = clashing.root.parent / "outside.csv"
    outside.write_text("mine")
    clashing.csv("contacts/other.csv", "Phone Number\n+14155550177\n")
    clashing.add("other.yaml", campaignName="Other", contacts="contacts/other.csv")
    marker(clashing.directory / "q4.yaml").write_text("other.yaml\n../../outside.csv\n/etc/passwd\n")

    assert set(clashing.actions()) == {"Q4 Outreach Campaign", "Other"}
    assert clashing.run("split", str(clashing.directory / "q4.yaml"), "--by", "zone").code == 0
    assert outside.read_text() == "mine"
    assert (clashing.directory / "other.yaml").exists()


def test_parts_count_once_the_old_file_has_its_new_name_even_beside_the_marker(clashing: Project) -> None:
    clashing.run("split", str(clashing.directory / "q4.yaml"), "--by", "zone")
    marker(clashing.directory / "q4.yaml").write_text("".join(f"{name}\n" for name in PARTS))

    assert active(clashing.directory) == PARTS
    clashing.csv("contacts/new.csv", "Phone Number\n+14155550177\n")
    clashing.add("q4.yaml", campaignName="Another", contacts="contacts/new.csv")
    assert active(clashing.directory) == PARTS | OLD


def test_two_splits_at_once_keep_apart(clashing: Project) -> None:
    split = ("split", str(clashing.directory / "q4.yaml"), "--by", "zone")
    with locked(clashing.directory):
        refused = clashing.run(*split)

    assert (refused.code, active(clashing.directory)) == (4, OLD)
    assert "another split is writing into the folder `campaigns`" in refused.err
    assert clashing.run(*split).code == 0
