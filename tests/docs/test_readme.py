"""The README and the pages under docs/ say what is true: examples, commands, options, links."""

import os
import re
import subprocess
import sys
import tomllib
from datetime import UTC, datetime
from pathlib import Path

import pytest
import yaml

from runner.plan.policy import read_policy
from runner.sandbox.app import Sandbox
from runner.sandbox.server import running
from tests.cli.test_main import COMMANDS
from tests.paths import ROOT
from tests.project import Project

DOCS = ROOT / "docs"
README = (ROOT / "README.md").read_text(encoding="utf-8")
COMMANDS_PAGE = (DOCS / "reference" / "commands.md").read_text(encoding="utf-8")
DOCUMENTS = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted(DOCS.rglob("*.md"))]
LIST_ACTIONS = ("check", "fix", "stats", "pin")
CAMPAIGN = """\
campaignName: Q4 Outreach Campaign
sipPhoneNumber: "+14155550100"
agentId: D5D0p7TUs66TTAEAx
isScheduled: true
scheduledDate: 2030-12-03
scheduledTime: 12:00:00
scheduledTimezone: America/Los_Angeles
"""
FILLED_IN = """\
sed -i -e 's/+15555550100/+14155550100/' -e 's/replace-with-your-agent/D5D0p7TUs66TTAEAx/' campaigns/first.yaml
echo '+14155550103,Bo' >> campaigns/contacts/first.csv"""


def blocks(language: str, text: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", text, flags=re.DOTALL | re.MULTILINE)


def yaml_of(page: str) -> list[str]:
    return blocks("yaml", (ROOT / page).read_text(encoding="utf-8"))


CAMPAIGNS = [
    block for page in ("README.md", "docs/reference/campaign-file.md") for block in yaml_of(page) if "agentId" in block
]

POLICY_PAGES = ("docs/reference/policy.md", "docs/how-to/updates.md", "docs/how-to/suppression-lists.md")


def test_both_pages_show_a_whole_campaign() -> None:
    assert len(CAMPAIGNS) == 2


@pytest.mark.parametrize("shown", CAMPAIGNS, ids=["README", "campaign-file"])
def test_the_campaign_shown_is_valid(project: Project, shown: str) -> None:
    project.write("q4.yaml", shown)
    project.csv()

    assert project.run("validate", "--format", "json").json["counts"] == {}


def test_the_long_form_shown_is_valid(project: Project) -> None:
    long = next(block for block in yaml_of("docs/reference/campaign-file.md") if block.startswith("contacts:"))
    project.write("q4.yaml", CAMPAIGN + long)
    project.csv("contacts/export.csv", "Contacts,,\n,,\nFull Name,Mobile,Phone\nAda,+14155550101,+14155550102\n")

    assert project.run("validate", "--format", "json").json["counts"] == {"pin-mismatch": 2}


def test_the_remote_list_shown_is_valid(project: Project) -> None:
    (remote,) = yaml_of("docs/how-to/remote-lists.md")
    project.write("q4.yaml", CAMPAIGN + remote)

    assert project.run("plan", "--format", "json").json["counts"] == {"list-unread": 1}


@pytest.mark.parametrize("shown", [block for page in POLICY_PAGES for block in yaml_of(page)])
def test_each_policy_shown_is_valid(project: Project, shown: str) -> None:
    project.write("policy.yaml", shown)

    policy = read_policy([project.directory], project.root)

    assert policy.document is not None
    assert list(policy.findings) == []


@pytest.mark.parametrize("page", [*DOCUMENTS, *sorted((ROOT / "campaigns").glob("*.yaml"))], ids=lambda page: page.name)
def test_phone_numbers_in_yaml_are_quoted(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    shown = [text] if page.suffix == ".yaml" else blocks("ya?ml", text)

    assert [block for block in shown if re.search(r"^\s*(?:- )?\w+: \+\d", block, flags=re.MULTILINE)] == []


def test_the_first_screen_has_the_demo_and_the_tests() -> None:
    first = README.splitlines()[:25]

    assert any(line.startswith("make demo") for line in first)
    assert any(line.startswith("make test") for line in first)


def test_its_pictures_are_there_for_light_and_dark_screens() -> None:
    pictures = re.findall(r'(?:src|srcset)="(docs/images/[^"]+)"', README)

    assert len(pictures) == 4
    assert [picture for picture in pictures if not (ROOT / picture).is_file()] == []
    assert {picture.replace("-dark.", "-light.") for picture in pictures} == set(pictures[1::2])


def test_its_badges_are_true() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    workflow = yaml.safe_load((ROOT / ".github" / "workflows" / "test.yml").read_text(encoding="utf-8"))
    versions = [
        version for line in project["project"]["classifiers"] if (version := line.rpartition(" :: ")[2])[:2] == "3."
    ]

    (badges,) = re.findall(r"!\[[^]]*\]\(([^)]+\.svg)\)", README)

    assert re.findall(r">([^<>\n]+)</text>", (ROOT / badges).read_text(encoding="utf-8")) == [
        f"Python {versions[0]} to {versions[-1]}",
        "types: mypy strict",
        project["project"]["license"],
    ]
    assert workflow["jobs"]["test"]["strategy"]["matrix"]["python"] == versions
    assert project["tool"]["mypy"]["strict"] is True


def test_the_readme_is_two_screens() -> None:
    lines = README.splitlines()

    assert len(lines) <= 100
    assert [line for line in lines if len(line) > 100] == []


@pytest.mark.slow
@pytest.mark.parametrize("start", ["", "git init -q", "git init -q && git remote add origin ../hub.git"])
def test_the_commands_of_the_readme_work_in_a_folder_and_in_a_repository(tmp_path: Path, start: str) -> None:
    (script,) = [block for block in blocks("sh", README) if "campaigns init" in block]
    script = script.replace("campaigns init ", f"{start}\ncampaigns init ").replace("# now fill in", f"{FILLED_IN}\n#")
    (on_github,) = re.findall(r"`(campaigns init --github)`", README)
    environ = {key: value for key, value in os.environ.items() if not key.startswith(("CAMPAIGNS_", "SIGMAMIND_"))}
    environ |= {"HOME": str(tmp_path), "PATH": f"{Path(sys.executable).parent}{os.pathsep}{environ['PATH']}"}
    environ |= {"GIT_CEILING_DIRECTORIES": str(tmp_path), "CI": "true", "SIGMAMIND_API_KEY": "any"}
    subprocess.run(["git", "init", "-q", "--bare", tmp_path / "hub.git"], check=True)

    with running(Sandbox(now=lambda: datetime.now(UTC), log=print)) as url:
        environ["SIGMAMIND_API_URL"] = url
        done = subprocess.run(
            ["bash", "-ec", script + on_github], cwd=tmp_path, env=environ, capture_output=True, text=True
        )

    assert done.returncode == 0, done.stderr
    commands = re.findall(r"^campaigns (\w+)", script, flags=re.MULTILINE)
    assert commands == ["init", "validate", "plan", "apply", "apply"]
    assert re.findall(r"^(\d) created$", done.stdout, flags=re.MULTILINE) == ["1", "1"]
    assert (tmp_path / "my-campaigns" / "campaigns" / "state.json").exists()
    assert (tmp_path / "my-campaigns" / ".github" / "workflows" / "campaigns-plan.yml").exists()


def test_a_reader_from_top_to_bottom_has_the_command_before_using_it() -> None:
    before = README.partition("campaigns init")[0]

    assert "\n. .venv/bin/activate " in before
    assert all(line in before for line in ("\nuv tool install .\n", " && pip install .\n"))
    assert "`. $(BIN)/activate`" in (ROOT / "Makefile").read_text(encoding="utf-8")


@pytest.mark.parametrize("command", COMMANDS)
def test_every_option_is_in_the_page_of_commands(project: Project, command: str) -> None:
    shown = set(re.findall(r"--[a-z-]+", project.run(command, "--help").out))

    assert {option for option in shown - {"--help"} if option not in COMMANDS_PAGE} == set()
    assert f"| `campaigns {command}" in COMMANDS_PAGE


@pytest.mark.parametrize("action", LIST_ACTIONS)
def test_every_option_for_lists_is_in_their_page_or_that_of_commands(project: Project, action: str) -> None:
    lists = ("contact-lists.md", "fix-lists.md")
    page = COMMANDS_PAGE + "".join((DOCS / "how-to" / name).read_text(encoding="utf-8") for name in lists)
    shown = set(re.findall(r"--[a-z-]+", project.run("contacts", action, "--help").out))

    assert {option for option in shown - {"--help"} if option not in page} == set()


def test_the_page_of_commands_has_no_option_that_the_program_lacks(project: Project) -> None:
    helped = [(), *((command,) for command in COMMANDS), *(("contacts", action) for action in LIST_ACTIONS)]
    shown = {option for words in helped for option in re.findall(r"--[a-z-]+", project.run(*words, "--help").out)}

    assert set(re.findall(r"--[a-z][a-z-]+", COMMANDS_PAGE)) - shown == set()


def test_every_variable_is_in_the_page_of_commands() -> None:
    source = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "runner").glob("**/settings.py"))
    rows = set(re.findall(r"^\| `([A-Z]+_[A-Z_]+)`", COMMANDS_PAGE, flags=re.MULTILINE))

    assert set(re.findall(r"(?:SIGMAMIND|CAMPAIGNS)_[A-Z_]+", source)) <= rows


def test_every_exit_code_is_in_the_page_of_commands(project: Project) -> None:
    shown = project.run("--help").out.partition("exit codes:")[2]
    section = COMMANDS_PAGE.partition("\n## Exit codes\n")[2]

    codes = re.findall(r"^  (\d+(?:, \d+)*)  ", shown, flags=re.MULTILINE)
    assert codes
    assert re.findall(r"^\| (\d+(?:, \d+)*) \|", section, flags=re.MULTILINE) == codes
