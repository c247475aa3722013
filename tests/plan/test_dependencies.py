"""What a plan depends on: the files that it reads, the links on the way, and the names that it looks for."""

from pathlib import Path

import pytest

from runner.plan.dependencies import Dependencies

NOT = [
    "README.md",
    "app/main.py",
    "hold.py",
    "hold/notes.md",
    "policy.yaml",
    "lists/other.txt",
    "teams/README.md",
    "teams/q9.yaml",
    "teams/de/HOLD",
    "teams/de/policy.yaml",
    "teams/us/campaigns/state.json",
    "teams/us/campaigns/README.md",
    "teams/us/campaigns/contacts/other.csv",
    "teams/us/campaigns/hold.csv",
    "teams/us/campaigns/emea/HOLD",
    "teams/us/campaigns/.old/q1.yaml",
    "teams/us/campaigns/.draft.yaml",
    "teams/us/campaigns2/q1.yaml",
]
READ_OR_LOOKED_FOR = [
    "HOLD",
    "hold.txt",
    "Hold.MD",
    "teams",
    "teams/HOLD",
    "teams/hold.log",
    "teams/HOLD/why.md",
    "teams/policy.yaml",
    "teams/policy.yml",
    "teams/us/HOLD ",
    "teams/us/policy.yml",
    "teams/us/campaigns",
    "teams/us/campaigns/HOLD",
    "teams/us/campaigns/policy.yaml/x",
    "teams/us/campaigns/new.yaml",
    "teams/us/campaigns/emea/new.YML",
    "teams/us/campaigns/emea/.q4.yaml.parts",
    "teams/us/campaigns/emea/q4.yaml.split",
    "teams/us/campaigns/contacts/q4.csv",
    "teams/us/campaigns/contacts/Q4.CSV",
    "lists/opted-out.txt",
    "lists",
    "lists/caf\u0065\u0301.txt",
]


@pytest.fixture
def dependencies(tmp_path: Path) -> Dependencies:
    root = tmp_path.resolve()
    us = root / "teams" / "us"
    files = [
        us / "campaigns/contacts/q4.csv",
        us / "campaigns/../../../lists/opted-out.txt",
        root / "lists/caf\xe9.txt",
    ]
    folders = (us / "campaigns", us, us.parent)
    return Dependencies.of(root / "teams/us/campaigns/", folders, root, [*files, root.parent / "elsewhere.csv"])


@pytest.mark.parametrize("path", READ_OR_LOOKED_FOR)
def test_a_plan_depends_on_what_it_reads_and_on_every_name_that_it_looks_for(
    dependencies: Dependencies, path: str
) -> None:
    assert dependencies.includes(path, submodule=False)


@pytest.mark.parametrize("path", NOT)
def test_a_plan_depends_on_nothing_else(dependencies: Dependencies, path: str) -> None:
    assert not dependencies.includes(path, submodule=False)


def test_a_submodule_in_the_folder_may_have_campaigns(dependencies: Dependencies) -> None:
    assert dependencies.includes("teams/us/campaigns/shared", submodule=True)
    assert not dependencies.includes("app/vendor", submodule=True)


def test_a_folder_that_is_the_root_has_its_names_at_the_root(tmp_path: Path) -> None:
    root = tmp_path.resolve()
    dependencies = Dependencies.of(root, (root,), root)

    assert all(
        dependencies.includes(path, submodule=False) for path in ("q4.yaml", "emea/q4.yml", "policy.yaml", "HOLD.log")
    )
    assert not any(dependencies.includes(path, submodule=False) for path in ("README.md", "app/main.py", "teams/HOLD"))


def test_a_link_counts_as_much_as_what_it_leads_to(tmp_path: Path) -> None:
    root = tmp_path.resolve()
    (root / "real").mkdir()
    (root / "real" / "q4.csv").write_text("")
    (root / "latest").symlink_to("real")
    (root / "list.csv").symlink_to(root / "latest" / "q4.csv")
    (root / "campaigns").mkdir()
    (root / "here").symlink_to("campaigns")
    dependencies = Dependencies.of(root / "here", (root / "campaigns",), root, [root / "campaigns/../list.csv"])

    assert all(dependencies.includes(path, submodule=False) for path in ("list.csv", "latest", "real/q4.csv", "here"))


def test_a_loop_of_links_ends(tmp_path: Path) -> None:
    root = tmp_path.resolve()
    (root / "loop").symlink_to("loop")

    assert Dependencies.of(root, (root,), root, [root / "loop" / "list.csv"]).includes("loop", submodule=False)
