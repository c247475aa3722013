"""The page of `validate --fix` is run as it stands."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from runner.config.fixes import fix
from tests.paths import ROOT

PAGE = (ROOT / "docs" / "how-to" / "fix.md").read_text(encoding="utf-8")
ROWS = re.findall(r"^\| (`.+?) \| (.+) \| (.+) \| (.+) \|$", PAGE, flags=re.MULTILINE)
CODE = re.compile(r"`([^`]+)`")


@pytest.mark.slow
def test_the_command_prints_what_the_page_shows(tmp_path: Path) -> None:
    environ = {name: value for name, value in os.environ.items() if not name.startswith("CAMPAIGNS_")}
    environ["PATH"] = f"{Path(sys.executable).parent}{os.pathsep}{environ['PATH']}"

    def run(script: str) -> str:
        command = ["bash", "-ec", script]
        return subprocess.run(command, cwd=tmp_path, env=environ, check=True, capture_output=True, text=True).stdout

    script, lines, printed = re.findall(r"^```\w*\n(.*?)^```", PAGE, flags=re.MULTILINE | re.DOTALL)
    run("campaigns init")
    (tmp_path / "campaigns" / "contacts" / "first.csv").write_text("Phone Number,customer_name\n+14155550199,Ada\n")
    file = tmp_path / "campaigns" / "first.yaml"
    text = file.read_text().replace("replace-with-your-agent", "D5D0p7TUs66TTAEAx")
    for line in lines.splitlines():
        key = line.partition(":")[0].replace("concurent", "concurrent")
        text = re.sub(f"^{key}:.*$", line, text, flags=re.MULTILINE)
    file.write_text(text)

    assert run(script) == printed
    assert run(script).startswith("nothing to fix")
    assert "# after lunch" in file.read_text()


@pytest.mark.parametrize(("keys", "written", "fixed", "stays"), ROWS)
def test_the_table_says_what_is_fixed_and_what_stays(keys: str, written: str, fixed: str, stays: str) -> None:
    key = CODE.findall(keys)[0]
    results = [_fixed(key, value) for value in CODE.findall(written)]

    assert list(dict.fromkeys(results)) == list(dict.fromkeys(f"{key}: {value}\n" for value in CODE.findall(fixed)))
    assert [value for value in CODE.findall(stays) if _fixed(key, value)] == []


def test_the_keys_of_the_table_are_fixed() -> None:
    misspelled = re.search(r"^\| a key \| (.+?) \|", PAGE, flags=re.MULTILINE)
    assert misspelled is not None

    fixed = [fix(f"{key}: Q4\n".encode(), "q4.yaml") for key in CODE.findall(misspelled[1])]

    assert [one.fixes[0].key for one in fixed if one] == ["campaignName", "campaignName", "agentId"]


def _fixed(key: str, value: str) -> str | None:
    fixed = fix(f"{key}: {value}\n".encode(), "q4.yaml")
    return fixed.data.decode() if fixed and fixed.data else None
