"""Run from a folder below: `campaigns` is looked for upward, to the root of the git work tree."""

from pathlib import Path

import pytest

from runner.cli import settings
from tests.project import Project

COMMANDS = (
    ("validate",),
    ("validate", "--format", "json"),
    ("plan",),
    ("status",),
    ("calendar",),
)


@pytest.fixture
def work_tree(project: Project) -> Project:
    """A git work tree whose folder of campaigns isn't named; `below` and deeper have nothing in them."""
    project.root.joinpath(".git").mkdir()
    project.root.joinpath("below", "deeper").mkdir(parents=True)
    project.environ["CAMPAIGNS_DIR"] = ""
    project.add("us/q4.yaml", contacts="../contacts/q4.csv", colour="red")
    project.add("b.yaml", campaignName="B", scheduledDate="2026-12-21")
    return project


@pytest.mark.parametrize("folder", ["below", "below/deeper", "campaigns", "campaigns/us"])
def test_a_folder_below_sees_what_the_root_sees(
    work_tree: Project, folder: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for command in COMMANDS:
        monkeypatch.chdir(work_tree.root)
        at_root = work_tree.run(*command)
        monkeypatch.chdir(work_tree.root / folder)

        assert work_tree.run(*command) == at_root
    assert "campaigns/us/q4.yaml" in work_tree.run("validate").out


def test_apply_below_keeps_the_one_state(work_tree: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    work_tree.directory.joinpath("us", "q4.yaml").unlink()
    monkeypatch.chdir(work_tree.root / "below")

    assert work_tree.apply().code == 0
    assert work_tree.state_file.exists()
    monkeypatch.chdir(work_tree.root)
    assert work_tree.actions() == {"B": "unchanged"}
    assert [path.name for path in work_tree.root.joinpath("below").iterdir()] == ["deeper"]


def test_the_nearest_one_counts(work_tree: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    work_tree.root.joinpath("below", "campaigns").mkdir()
    monkeypatch.chdir(work_tree.root / "below" / "deeper")

    assert work_tree.run("validate", "--format", "json").json["campaigns"] == 0


def test_nothing_above_the_work_tree_is_taken(work_tree: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    other = work_tree.root / "below" / "deeper"
    other.joinpath(".git").write_text("gitdir: elsewhere\n")
    monkeypatch.chdir(other)

    result = work_tree.run("validate")

    assert (result.code, "there is no folder `campaigns` here" in result.err) == (2, True)


def test_without_git_nothing_above_is_taken(work_tree: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    work_tree.root.joinpath(".git").rmdir()
    monkeypatch.chdir(work_tree.root / "below")

    assert work_tree.run("validate").code == 2
    monkeypatch.chdir(work_tree.root)
    assert work_tree.run("validate").code == 1


def test_a_folder_above_that_another_user_owns_is_not_taken(
    work_tree: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings, "owner", lambda path: 1 if path == work_tree.directory else 2)
    monkeypatch.chdir(work_tree.root / "below")

    assert work_tree.run("validate").code == 2
    monkeypatch.chdir(work_tree.root)
    assert work_tree.run("validate").code == 1


@pytest.mark.parametrize("named", ["option", "variable"])
def test_a_folder_that_is_named_is_looked_for_nowhere_else(
    work_tree: Project, named: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(work_tree.root / "below")
    if named == "variable":
        work_tree.environ["CAMPAIGNS_DIR"] = "campaigns"

    assert work_tree.run(*(("--dir", "campaigns") if named == "option" else ()), "validate").code == 2


def test_init_below_keeps_to_the_folder_that_is_there(work_tree: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(work_tree.root / "below")

    written = work_tree.run("init", "--format", "json").json["written"]

    assert str(work_tree.directory / "first.yaml") in written
    assert not Path("campaigns").exists()


@pytest.mark.parametrize("folder", [".", "below", "campaigns"])
def test_a_list_may_be_named_as_findings_show_it(
    work_tree: Project, folder: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(work_tree.root / folder)

    for command in ("check", "stats", "fix"):
        assert work_tree.run("contacts", command, "campaigns/contacts/q4.csv").code == 0


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("contacts/q5.csv", "contacts/q4.csv"), ("contacts/q4.cvs", "contacts/q4.csv"), ("../zz.csv", None)],
)
def test_a_list_that_is_mistyped_leads_to_the_one_beside_it(
    work_tree: Project, typed: str, meant: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(work_tree.directory)

    result = work_tree.run("contacts", "check", typed)

    assert result.code == 2
    assert f"there is no file `{typed}`" in result.err
    assert (f"did you mean `{meant}`?" if meant else "name a contact list, a CSV") in result.err


@pytest.mark.parametrize("folder", [".", "below", "campaigns/us"])
def test_a_campaign_file_may_be_named_as_findings_show_it(
    work_tree: Project, folder: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(work_tree.root / folder)

    assert work_tree.run("validate", "campaigns/b.yaml", "--format", "json").json["campaigns"] == 1
    assert work_tree.run("validate", "campaigns/us", "--format", "json").json["campaigns"] == 1
    assert work_tree.run("contacts", "pin", "campaigns/b.yaml").code == 0
    assert work_tree.run("plan", "--format", "json").json["campaigns"][0]["contacts"] == 3


@pytest.mark.parametrize(
    "command", [("validate",), ("contacts", "pin"), ("split",), ("import", "camp_1", "--file"), ("apply", "--only")]
)
@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("campaigns/us/q5.yaml", "campaigns/us/q4.yaml"),
        ("autum", "campaigns/us/autumn.yaml"),
        ("campaigns/eu/autumn.yml", "campaigns/eu/autumn.yaml"),
        ("../b.yml", "campaigns/b.yaml"),
    ],
)
def test_a_campaign_file_that_is_mistyped_leads_to_the_one_that_was_meant(
    work_tree: Project, command: tuple[str, ...], typed: str, meant: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for region in ("eu", "us"):
        work_tree.add(f"{region}/autumn.yaml", campaignName=f"Autumn {region}", contacts="../contacts/q4.csv")
    monkeypatch.chdir(work_tree.directory / "us")

    result = work_tree.run(*command, typed)

    assert result.code == 2
    assert f"  hint: did you mean `{meant}`?\n" in result.err


@pytest.mark.parametrize(
    ("typed", "hint"),
    [
        ("campiagns", "did you mean `--dir campaigns`?"),
        ("nowhere/campaigns", "name the folder with --dir, or create it with `campaigns --dir nowhere/campaigns init`"),
        ("zz", "name the folder with --dir, or create it with `campaigns --dir zz init`"),
    ],
)
def test_a_folder_that_is_mistyped_leads_to_the_one_beside_it(
    work_tree: Project, typed: str, hint: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(work_tree.root)

    result = work_tree.run("plan", "--dir", typed)

    assert (result.code, result.out) == (2, "")
    assert result.err.endswith(f"  hint: {hint}\n")
