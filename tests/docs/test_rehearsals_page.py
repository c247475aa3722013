"""The page of rehearsals is run as it stands, up to where it plays the account by hand."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.paths import ROOT

pytestmark = pytest.mark.slow
PAGE = (ROOT / "docs" / "how-to" / "rehearsals.md").read_text(encoding="utf-8")


def test_a_rehearsal_goes_on_as_the_page_says(tmp_path: Path) -> None:
    environ = {name: value for name, value in os.environ.items() if not name.startswith(("CAMPAIGNS_", "SIGMAMIND_"))}
    environ |= {"PATH": f"{Path(sys.executable).parent}{os.pathsep}{environ['PATH']}", "CI": "true"}
    pages = re.findall(r"^```sh\n(.*?)^```", PAGE.partition("## Use the sandbox")[0], flags=re.MULTILINE | re.DOTALL)
    fill_in = """
        campaigns init
        sed -i 's/+15555550100/+14155550100/; s/replace-with-your-agent/D5D0p7TUs66TTAEAx/' campaigns/first.yaml
        printf 'Phone Number,customer_name\\n+14155550199,Ada\\n' > campaigns/contacts/first.csv
    """

    done = [
        subprocess.run(["bash", "-ec", script], cwd=tmp_path, env=environ, capture_output=True, text=True, timeout=300)
        for script in (fill_in, *pages)
    ]

    assert [run.returncode for run in done] == [0] * len(done), "".join(run.stdout + run.stderr for run in done)
    created, went_on, failed = done[1:]
    assert "1 created" in created.stdout
    assert all(line in went_on.stdout for line in ("scheduled", "1 campaign unchanged", "1 postponed", "1 deleted"))
    assert went_on.stderr.count("sandbox: a rehearsal, nobody was called; its state is in .campaigns/") == 5
    assert "exit code 5" in failed.stdout
    assert "acknowledged" in failed.stderr
    assert sorted(path.name for path in tmp_path.iterdir()) == [".campaigns", "campaigns", "schemas"]
    assert not (tmp_path / "campaigns" / "state.json").exists()
