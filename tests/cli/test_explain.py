"""explain: what a code means, on a terminal, in a pipe and as JSON; and where findings name the command."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from runner.report.explanations import explanations, without_links
from tests.paths import ROOT
from tests.project import Project
from tests.test_cases import CODES

BIN = Path(sys.executable).parent / "campaigns"
PAGE = (ROOT / "docs" / "reference" / "findings.md").read_text(encoding="utf-8")


def test_every_code_is_explained_in_its_group() -> None:
    known = explanations()

    assert sorted(known) == CODES
    assert all(each.summary.endswith(".") and len(each.summary) <= 320 for each in known.values())
    assert all("**Why:**" in each.text and re.match("error|warning|info", each.severity) for each in known.values())
    assert known["unknown-key"].group == "a key or value"
    assert not [code for code, each in known.items() if re.search(r"\]\([^)]*\)", each.text)]


def test_in_a_pipe_it_is_the_markdown_of_the_page(project: Project) -> None:
    result = project.run("explain", "duplicate-key")

    section = re.search(r"^## (duplicate-key\n.*?)\n## ", PAGE, flags=re.MULTILINE | re.DOTALL)
    assert section
    assert (result.code, result.err) == (0, "")
    assert result.out == "# " + section[1].replace("**error**", "error")


@pytest.mark.parametrize("code", ["yaml-syntax", "people-again", "csv-phone-column", "phone-type"])
def test_on_a_terminal_it_fits_into_80_columns(code: str) -> None:
    reader, writer = os.openpty()
    subprocess.run(
        [BIN, "explain", code], stdout=writer, env={**os.environ, "COLUMNS": "200", "TERM": "xterm"}, check=True
    )
    os.close(writer)
    text = b""
    with os.fdopen(reader, "rb", buffering=0) as terminal:
        try:
            while piece := terminal.read(65536):
                text += piece
        except OSError:
            pass

    assert b"\x1b[1mWhy:" in text
    plain = re.sub(r"\x1b\[[0-9;]*m", "", text.decode())
    assert max(map(len, plain.splitlines())) <= 80
    assert "**" not in plain


def test_as_json_it_has_the_parts_and_the_markdown(project: Project) -> None:
    result = project.run("explain", "schedule-ignored", "--format", "json")

    assert result.json == {
        "version": 1,
        "code": "schedule-ignored",
        "group": "the launch time",
        "severity": "error (policy: warning or info)",
        "summary": "The file says `isScheduled: false` and also has a date, time or time zone.",
        "markdown": explanations()["schedule-ignored"].text,
    }


def test_without_a_code_all_are_listed(project: Project) -> None:
    listed = project.run("explain").out
    codes = project.run("explain", "--format", "json").json["codes"]

    assert re.findall(r"^  ([a-z0-9-]+) ", listed, flags=re.MULTILINE) == [each["code"] for each in codes]
    assert sorted(each["code"] for each in codes) == CODES
    assert "\nA key or value\n  unknown-key           campaign-runner doesn't know the key.\n" in listed


@pytest.mark.parametrize(
    "written", ["error[unknown-key]", "error[unknown-key]:", "[unknown-key]", "UNKNOWN_KEY", "unknown key"]
)
def test_a_code_may_be_copied_with_what_stands_around_it(project: Project, written: str) -> None:
    assert project.run("explain", written).out.startswith("# unknown-key\n")


@pytest.mark.parametrize(
    ("written", "hint"),
    [
        ("unknow-key", "did you mean `unknown-key`?"),
        ("phone", "did you mean `phone-"),
        ("nonsense", "`campaigns explain` lists the codes"),
        ("", "`campaigns explain` lists the codes"),
        ("5", "`campaigns --help` lists the exit codes"),
    ],
)
def test_a_code_that_is_none_leads_to_the_one_that_was_meant(project: Project, written: str, hint: str) -> None:
    result = project.run("explain", written)

    assert (result.code, result.out) == (2, "")
    assert f"  hint: {hint}" in result.err


def test_the_first_finding_of_each_code_names_the_command(project: Project) -> None:
    project.add(agentId="", colour="red")
    project.add("b.yaml", campaignName="B", agentId="", shape="round")

    out = project.run("validate").out

    assert re.findall(r"= see: campaigns explain (\S+)$", out, flags=re.MULTILINE) == ["bad-value", "unknown-key"]
    assert out.index("campaigns explain bad-value") < out.index("campaigns/q4.yaml")
    assert "<code>campaigns explain bad-value</code>" in project.run("validate", "--format", "markdown").out
    assert "%0Acampaigns explain bad-value\n" in project.run("validate", "--format", "github").out
    assert "explain" not in project.run("validate", "--format", "json").out
    rules = project.run("validate", "--format", "sarif").json["runs"][0]["tool"]["driver"]["rules"]
    assert [rule["help"]["text"] for rule in rules] == ["campaigns explain bad-value", "campaigns explain unknown-key"]


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("[bad-value](#bad-value)", "`bad-value`"),
        ("[a value](#bad-value)", "a value (`bad-value`)"),
        ("[policy](policy.md#limits)", "policy (docs/reference/policy.md)"),
        ("[online.md](../how-to/online.md#what-is-unknown)", "docs/how-to/online.md"),
        ("([NOTICE](../../NOTICE))", "(NOTICE)"),
        ("[sops](https://getsops.io)", "sops (https://getsops.io)"),
        ("requiredVariables: [product, city]", "requiredVariables: [product, city]"),
    ],
)
def test_links_become_what_they_lead_to(text: str, plain: str) -> None:
    assert without_links(text) == plain
