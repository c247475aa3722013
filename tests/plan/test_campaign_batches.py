"""Campaign files that several processes read: the same as one reads them, whatever is wrong with them."""

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from runner.config.defaults import ResolvedDocument
from runner.contacts.contacts import LocalContacts
from runner.findings import Finding, Findings
from runner.jobs.option import Jobs
from runner.jobs.workers import Workers
from runner.plan import campaign_batches
from runner.plan.campaign_files import load_files
from runner.plan.desired import Desired

CASES = Path(__file__).parent.parent / "cases"


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A repository with the campaign files and lists of every case, each case twice, so that names are used again.

    The second ones have defaults.
    """
    root = tmp_path_factory.mktemp("repository").resolve()
    for case in sorted(path for path in CASES.iterdir() if path.is_dir()):
        for copy in ("once", "again"):
            shutil.copytree(case, root / copy / case.name, symlinks=True, ignore=shutil.ignore_patterns("expected.*"))
    (root / "again" / "defaults.yaml").write_text("concurrentCalls: 3\ndynamicVariables: {company: Acme}\n")
    (root / "once" / "link.yaml").symlink_to("nowhere.yaml")
    (root / "once" / "folder.yaml").mkdir()
    return root


def load(root: Path, jobs: int, lists_of: list[Path] | None = None) -> list[tuple[Desired, list[Finding]]]:
    with Workers(Jobs(jobs)) as workers:
        files = load_files(sorted(root.rglob("*.yaml")), root, root, lists_of=lists_of, workers=workers)
    return [(replace(file, findings=EMPTY), list(file.findings)) for file in files]


def numbers(files: list[tuple[Desired, list[Finding]]]) -> list[list[int]]:
    return [list(file.contacts.numbers) for file, _ in files if isinstance(file.contacts, LocalContacts)]


EMPTY = Findings()


def test_any_number_of_processes_finds_the_same(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(campaign_batches, "MANY", 2)
    monkeypatch.setattr(campaign_batches, "BATCH", 7)
    alone = load(root, 1)

    spread = load(root, 3)

    assert spread == alone
    assert len({finding.code for _, findings in alone for finding in findings}) > 30
    assert numbers(spread) == numbers(alone)
    given = [file for file, _ in spread if isinstance(file.document, ResolvedDocument)]
    assert len(given) > 30
    assert all(file.campaign.concurrentCalls for file in given if file.campaign)


def test_only_the_lists_that_are_asked_for_are_read(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(campaign_batches, "MANY", 2)
    some = sorted(root.rglob("*.yaml"))[::2]

    spread = load(root, 2, some)

    assert spread == load(root, 1, some)
    assert 10 < sum(file.contacts is not None for file, _ in spread) < len(some)


def test_a_list_that_is_large_is_left_to_be_read_by_itself(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(campaign_batches, "MANY", 2)
    monkeypatch.setattr(campaign_batches, "BULK_LIST_BYTES", 60)
    alone = load(root, 1)

    assert load(root, 2) == alone
