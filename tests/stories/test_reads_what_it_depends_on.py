"""Every file that a run opens in the repository, and every folder that it lists, is among what it depends on."""

import contextlib
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from runner.action.checkout import Checkout
from runner.action.plan import read_plan
from runner.action.workflow_run import WorkflowRun
from runner.plan.dependencies import Dependencies
from tests.action.test_step import Workflow, workflow

__all__ = ["workflow"]

pytestmark = pytest.mark.slow

LISTENING: list[list[tuple[str, Path]]] = []


def _hear(event: str, args: tuple[Any, ...]) -> None:
    """Note what is opened or listed; an audit hook can't be removed again."""
    if LISTENING and event in ("open", "os.listdir", "os.scandir") and isinstance(args[0], str | bytes | os.PathLike):
        LISTENING[-1].append((event, Path(os.path.abspath(os.fsdecode(args[0])))))  # noqa: PTH100


sys.addaudithook(_hear)


@contextlib.contextmanager
def heard(root: Path) -> Iterator[dict[str, set[str]]]:
    """Yield what is opened and listed in a repository, relative to it, without what git itself keeps there."""
    touched: dict[str, set[str]] = {"opened": set(), "listed": set()}
    LISTENING.append([])
    try:
        yield touched
    finally:
        for event, path in LISTENING.pop():
            if path.is_relative_to(root) and path.relative_to(root).parts[:1] != (".git",):
                touched["opened" if event == "open" else "listed"].add(path.relative_to(root).as_posix())


@pytest.fixture
def repository(workflow: Workflow) -> Workflow:
    """A repository with all that a run reads or looks for: links, a list elsewhere, a policy, an unfinished split."""
    campaigns, lists = workflow.checkout / "campaigns", workflow.checkout / "lists"
    lists.mkdir()
    workflow.add("emea", contacts="Phone Number\n+14155550111\n")
    (campaigns / "emea").mkdir()
    (campaigns / "emea.yaml").rename(campaigns / "emea" / "de.yml")
    (campaigns / "contacts").rename(campaigns / "emea" / "contacts")
    (campaigns / "contacts").symlink_to("emea/contacts")
    workflow.add("linked", contacts="Phone Number\n+14155550121\n")
    (campaigns / "contacts" / "linked.csv").rename(lists / "real.csv")
    (lists / "latest.csv").symlink_to("real.csv")
    (campaigns / "contacts" / "linked.csv").symlink_to("../../../lists/latest.csv")
    (lists / "opted-out.txt").write_text("+14155550190\n")
    (campaigns / "policy.yaml").write_text("suppression: [{path: ../lists/opted-out.txt}]\n")
    workflow.add("unfinished", contacts="Phone Number\n+14155550131\n")
    (campaigns / ".unfinished.yaml.parts").write_text("# --by zone\nunfinished-1.yaml\n")
    (campaigns / "unfinished-1.yaml").write_text("campaignName: no part counts\n")
    (lists / "shared.yaml").write_text("dynamicVariables: {company: Acme}\n")
    (campaigns / "emea" / "defaults.yml").symlink_to("../../lists/shared.yaml")
    workflow.push()
    return workflow


@pytest.mark.parametrize("hold", [False, True])
def test_what_a_run_reads_and_lists_is_what_it_depends_on(repository: Workflow, hold: bool) -> None:
    root = repository.checkout
    if hold:
        (root / "HOLD").write_text("wrong list")
        repository.push()
    with heard(root.resolve()) as touched:
        ended = repository.step_here("push")
    assert (ended.code, repository.created) == ((7, []) if hold else (0, ["emea", "linked", "q4", "unfinished"])), (
        ended.log
    )

    depends = dependencies(repository)
    # The second of two links is resolved without being opened, and a hold in the root is met only where it is.
    assert {
        "campaigns/emea/contacts/q4.csv",
        "lists/real.csv",
        "lists/opted-out.txt",
        "campaigns/policy.yaml",
        "campaigns/emea/defaults.yml",
    } <= touched["opened"]
    assert [path for path in touched["opened"] if not depends.includes(path, submodule=False)] == []
    assert {path for path in touched["listed"] if not path.startswith("campaigns")} <= {"."}
    assert all(
        depends.includes(path, submodule=False)
        for path in ("lists/latest.csv", "lists/shared.yaml", "campaigns/contacts")
    )


def dependencies(repository: Workflow) -> Dependencies:
    with contextlib.chdir(repository.checkout):
        run = WorkflowRun.from_environ(repository.prepare("push", None))
        return Checkout.of(run).dependencies(read_plan(run))
