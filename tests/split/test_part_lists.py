"""The lists of a split's parts are written while the old one is read."""

import csv
import hashlib
import tracemalloc
from itertools import repeat
from pathlib import Path

import pytest

from runner.split import part_lists
from runner.split.part_lists import write_lists


@pytest.mark.parametrize("buffered", [0, 30, 1_000_000])
def test_each_list_has_the_header_and_its_contacts_in_order(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, buffered: int
) -> None:
    monkeypatch.setattr(part_lists, "_BUFFERED", buffered)
    files = [tmp_path / f"{index}.csv" for index in range(3)]
    contacts = [(row % 2, [f"+1415555{row:04}", f'a, "{row}"\nb', "é😀"]) for row in range(120, 140)]

    lists = [*write_lists(files, ("Phone Number", "name", "note"), contacts)]

    assert [(each.file, each.contacts) for each in lists] == [(files[0], 10), (files[1], 10), (files[2], 0)]
    for index, each in enumerate(lists):
        content = each.file.read_bytes()
        rows = list(csv.reader(content.decode().splitlines(keepends=True)))
        assert rows == [["Phone Number", "name", "note"], *(cells for part, cells in contacts if part == index)]
        assert each.sha256 == hashlib.sha256(content).hexdigest()


def test_a_cell_with_a_carriage_return_is_in_quotes_on_every_python(tmp_path: Path) -> None:
    [written] = write_lists([tmp_path / "list.csv"], ("name", "note"), [(0, ["a\rb", "a\r\nb"]), (0, ["\r\n", ""])])

    assert written.file.read_bytes() == b'name,note\n"a\rb","a\r\nb"\n"\r\n",\n'


def test_memory_does_not_grow_with_the_list(tmp_path: Path) -> None:
    files = [tmp_path / f"{index}.csv" for index in range(2)]
    tracemalloc.start()
    try:
        lists = [*write_lists(files, ("name",), repeat((1, ["x" * 10_000]), 5_000))]
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()

    assert [each.contacts for each in lists] == [0, 5_000]
    assert files[1].stat().st_size > 50_000_000 > 4 * peak
