"""Where outputs link to: the pages of the version that runs, and nowhere if nobody knows where they are."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from runner.report import documentation
from runner.report.documentation import docs_address, finding_address
from tests.paths import ROOT
from tests.project import Project

DOCS = "https://github.com/OWNER/REPO/blob/0123456789abcdef0123456789abcdef01234567/docs"
PAGE = f"{DOCS}/{documentation.FINDINGS}#unknown-key"
COMMIT = {"vcs": "git", "commit_id": "0123456789abcdef0123456789abcdef01234567"}


@pytest.fixture(autouse=True)
def _read_anew() -> Iterator[None]:
    documentation._installed_from.cache_clear()
    yield
    documentation._installed_from.cache_clear()


def install(folder: Path, origin: object, links: str = "") -> None:
    metadata = folder / "campaign_runner-0.1.0.dist-info"
    metadata.mkdir()
    (metadata / "METADATA").write_text(f"Metadata-Version: 2.4\nName: campaign-runner\nVersion: 0.1.0\n{links}")
    if origin:
        (metadata / "direct_url.json").write_text(json.dumps(origin))


@pytest.mark.parametrize(
    ("origin", "links", "address"),
    [
        ({"url": "https://github.com/OWNER/REPO", "vcs_info": COMMIT}, "", DOCS),
        ({"url": "https://github.com/OWNER/REPO.git", "vcs_info": COMMIT}, "", DOCS),
        ({"url": "ssh://git@github.com/OWNER/REPO", "vcs_info": COMMIT}, "", None),
        ({"url": "https://user:secret@github.com/OWNER/REPO", "vcs_info": COMMIT}, "", None),
        ({"url": "file:///home/ada/campaign-runner", "dir_info": {"editable": True}}, "", None),
        (
            None,
            "Project-URL: Changelog, https://github.com/OWNER/REPO/blob/main/CHANGELOG.md\n"
            "Project-URL: Source, https://github.com/OWNER/REPO\n",
            "https://github.com/OWNER/REPO/blob/v0.1.0/docs",
        ),
        (None, "", None),
    ],
)
def test_an_installed_package_links_to_where_it_came_from(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, origin: object, links: str, address: str | None
) -> None:
    install(tmp_path, origin, links)
    monkeypatch.syspath_prepend(tmp_path)

    assert docs_address({}) == address


def test_the_environment_comes_first() -> None:
    assert docs_address({"CAMPAIGNS_DOCS_URL": f"{DOCS}/"}) == DOCS
    assert finding_address(DOCS, "unknown-key") == PAGE
    assert finding_address(None, "unknown-key") is None


def test_outputs_link_to_what_a_code_means(project: Project) -> None:
    project.add(colour="red")
    project.environ["CAMPAIGNS_DOCS_URL"] = DOCS

    rules = project.run("validate", "--format", "sarif").json["runs"][0]["tool"]["driver"]["rules"]
    assert [rule["helpUri"] for rule in rules] == [PAGE]
    assert f"%0A{PAGE}\n" in project.run("validate", "--format", "github").out
    assert f"%0A{PAGE}\n" in project.run("plan", "--format", "github").out
    assert project.run("explain", "unknown-key").out.endswith(f"\n\n{PAGE}\n")


def test_without_an_address_nothing_is_linked(project: Project) -> None:
    project.add(colour="red")

    rules = project.run("validate", "--format", "sarif").json["runs"][0]["tool"]["driver"]["rules"]
    assert [rule for rule in rules if "helpUri" in rule] == []


def test_the_action_names_its_own_repository_and_commit() -> None:
    (step,) = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))["runs"]["steps"]

    assert "github.action_repository, github.action_ref" in step["env"][documentation.VARIABLE]


def test_the_page_of_findings_is_there() -> None:
    assert (ROOT / "docs" / documentation.FINDINGS).is_file()
