"""A suppression list in the memory of a cluster's worker."""

from array import array
from collections.abc import Iterator
from pathlib import Path

import pytest

from runner.contacts.cluster.reading import SharedFile
from runner.errors import ContactsError
from runner.plan.checks.suppression import kept_people
from runner.plan.checks.suppression.number_reader import NumberReader, Numbers


def test_a_list_that_is_written_to_while_a_worker_reads_it_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "dnc.csv"
    path.write_text("+14155550101\n")
    status = path.stat()

    class WrittenTo(NumberReader):
        def blocks(self) -> Iterator[Numbers]:
            yield from super().blocks()
            path.write_text("+14155550101\n+14155550102\n")

    file = SharedFile(path, status.st_size, status.st_mtime_ns)
    assert kept_people.read_people(file, "1").find(array("Q", [14155550101])) == {14155550101}
    monkeypatch.setattr(kept_people, "NumberReader", WrittenTo)

    with pytest.raises(ContactsError, match="sees another file"):
        kept_people.read_people(file, "1")
