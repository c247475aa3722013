"""Lists read by two real processes: the same as by one."""

import os
import signal
from pathlib import Path

import pytest

from runner.config.campaign import ContactsSource
from runner.contacts import list_reading, reader
from runner.contacts.parts import cutting
from runner.contacts.reader import ListReader
from runner.findings import Findings
from runner.jobs.option import Jobs
from runner.jobs.workers import Workers
from tests.contacts.reading import at

MAIN = os.getpid()
read_cut = cutting._read_cut
ROWS = [f"+1415{n % 400:07},name {n},{'x' * (n % 7)}\n" for n in range(2_000)]
ROWS[::90] = ['+14155550101,"two\nlines, and a comma",x\n'] * len(ROWS[::90])
ROWS[5::400] = ["4155550102,no plus,x\n", "\n", "a footer\n", "+14155550103,=1+1,n/a\n", "phone,a,b\n"]


def outcome(paths: list[Path], workers: Workers) -> list[object]:
    lists = ListReader(workers=workers)
    for path in paths:
        lists.expect(ContactsSource(path.name), {}, path, path.name)
    results: list[object] = []
    for path in paths:
        findings = Findings()
        contacts = lists.read(ContactsSource(path.name), {}, path, path.name, findings, at=at)
        known = contacts and (contacts.digest, contacts.sha256, contacts.size, contacts.numbers, contacts.number_infos)
        results.append((contacts, known, list(findings), findings.counts))
    return results


@pytest.fixture
def paths(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    monkeypatch.setattr(list_reading, "CUT_LIST_BYTES", 20_000)
    monkeypatch.setattr(reader, "CUT_LIST_BYTES", 20_000)
    monkeypatch.setattr(cutting, "CUT_BYTES", 3_000)
    monkeypatch.setattr(cutting, "PART_BYTES", 2_000)
    monkeypatch.setattr(reader, "_SPREAD_BYTES", 1_000)
    monkeypatch.setattr(reader, "_BATCH_BYTES", 1_000)
    contents = {"large": ROWS, **{f"small{n}": ROWS[n * 9 : n * 9 + 40] for n in range(12)}, "empty": []}
    paths = [tmp_path / f"{name}.csv" for name in contents]
    for path, rows in zip(paths, contents.values(), strict=True):
        path.write_text("Phone,a,b\n" + "".join(rows))
    return paths


def test_two_processes_read_lists_as_one_does(paths: list[Path]) -> None:
    alone = outcome(paths, Workers())

    with Workers(Jobs(2)) as workers:
        assert outcome(paths, workers) == alone


def read_or_die(cut: cutting.Cut) -> object:
    if cut.begin > 9_000 and os.getpid() != MAIN:
        os.kill(os.getpid(), signal.SIGKILL)
    return read_cut(cut)


def test_a_list_is_read_whole_though_a_process_is_killed(paths: list[Path], monkeypatch: pytest.MonkeyPatch) -> None:
    alone = outcome(paths, Workers())
    monkeypatch.setattr(cutting, "_read_cut", read_or_die)

    with Workers(Jobs(2)) as workers:
        assert outcome(paths, workers) == alone


def test_a_list_that_changes_while_others_read_it_is_a_finding(paths: list[Path]) -> None:
    class Writing(Workers):
        def map(self, function, items):  # type: ignore[no-untyped-def]
            for number, item in enumerate(items):
                if number == 2:
                    paths[0].write_text("Phone,a,b\n" + "".join(ROWS[:100]))
                yield function(item)

    lists, findings = ListReader(workers=Writing(Jobs(2))), Findings()
    contacts = lists.read(ContactsSource("large.csv"), {}, paths[0], "large.csv", findings, at=at)

    assert contacts is None
    assert "file-changed" in findings.counts
