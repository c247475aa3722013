"""The package that is built: whole without .git, with the schemas in it, and working where it is installed."""

import re
import shutil
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest

from runner import __version__
from tests.paths import ROOT

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    source = tmp_path_factory.mktemp("source") / "campaign-runner"
    unwanted = shutil.ignore_patterns(".git", ".venv", ".campaigns", "__pycache__", ".*_cache", ".hypothesis")
    shutil.copytree(ROOT, source, ignore=unwanted)
    out = tmp_path_factory.mktemp("dist")
    build = "import sys; from hatchling.build import build_wheel; print(build_wheel(sys.argv[1]))"
    done = subprocess.run(
        [sys.executable, "-c", build, str(out)], cwd=source, capture_output=True, text=True, check=True
    )
    return out / done.stdout.splitlines()[-1]


def test_the_wheel_holds_the_code_and_the_schemas_and_nothing_else(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())

    assert {
        f"runner/schemas/{name}.schema.json" for name in ("campaign", "defaults", "plan", "policy", "state")
    } <= names
    assert "runner/schemas/sigmamind.openapi.yaml" in names
    assert "runner/calling_hours/rules/calling_hours.json" in names
    assert {"runner/report/html/page.css", "runner/report/html/page.js"} <= names
    assert {f"runner/workflows/{name}.yml" for name in ("plan", "apply", "drift", "postpone")} <= names
    assert "runner/phone_numbers/numbers.bin" in names
    assert [name for name in names if name.startswith("runner/docs/")] == ["runner/docs/reference/findings.md"]
    assert {f"campaign_runner-{__version__}.dist-info/licenses/{name}" for name in ("LICENSE", "NOTICE")} <= names
    assert {name.split("/")[0] for name in names} == {"runner", f"campaign_runner-{__version__}.dist-info"}


def test_the_installed_package_works_away_from_its_sources(wheel: Path, tmp_path: Path) -> None:
    zipfile.ZipFile(wheel).extractall(tmp_path / "site")
    shutil.copytree(ROOT / "campaigns", tmp_path / "work" / "campaigns")
    start = "import sys; sys.path.insert(0, sys.argv.pop(1)); from runner.__main__ import main; sys.exit(main())"

    for command in (
        ("validate",),
        ("plan",),
        ("report", "--html", "p.html"),
        ("apply", "--sandbox", "--yes"),
        ("schema",),
        ("explain", "unknown-key"),
        ("init", "--github"),
    ):
        done = subprocess.run(
            [sys.executable, "-I", "-c", start, str(tmp_path / "site"), *command],
            cwd=tmp_path / "work",
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, done.stderr


def test_the_version_stands_once_in_each_place_and_is_the_same() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]

    assert project["version"] == __version__


def test_every_dependency_is_locked_with_hashes() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    groups = project["dependency-groups"]
    runtime, dev = project["project"]["dependencies"], [name for name in groups["dev"] if isinstance(name, str)]
    for lock, dependencies in (
        ("runtime", runtime),
        ("build", groups["build"]),
        ("dev", [*runtime, *groups["build"], *dev]),
    ):
        text = (ROOT / "requirements" / f"{lock}.txt").read_text(encoding="utf-8")
        pinned = [line for line in text.splitlines() if "==" in line and not line.startswith("#")]
        names = [re.sub(r"[-_.]+", "-", re.split(r"[=>]=|\[", name)[0]).lower() for name in dependencies]
        assert all(f"\n{name}==" in f"\n{text}" for name in names)
        assert text.count("--hash=sha256:") >= len(pinned)
