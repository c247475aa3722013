"""A file is written whole or not at all."""

from pathlib import Path

import pytest

from runner.files.atomic import AtomicFile


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_committed_file_replaces_the_old_one_and_leaves_no_draft(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_bytes(b"old")

    with AtomicFile(tmp_path) as draft:
        draft.file.write(b"new")
        assert path.read_bytes() == b"old"
        draft.commit(path)

    assert path.read_bytes() == b"new"
    assert names(tmp_path) == ["list.csv"]


@pytest.mark.parametrize("name", [None, ".list.csv.draft"])
def test_what_is_not_committed_leaves_the_old_file_and_no_draft(tmp_path: Path, name: str | None) -> None:
    path = tmp_path / "list.csv"
    path.write_bytes(b"old")

    with AtomicFile(tmp_path, name=name) as draft:
        draft.file.write(b"new")

    assert path.read_bytes() == b"old"
    assert names(tmp_path) == ["list.csv"]


def test_a_new_file_never_replaces_one_that_is_there(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_bytes(b"old")

    with pytest.raises(FileExistsError), AtomicFile(tmp_path) as draft:
        draft.commit(path, new=True)

    assert path.read_bytes() == b"old"
    assert names(tmp_path) == ["list.csv"]


def test_a_new_file_needs_no_hard_links(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def unsupported(*_: object) -> None:
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr("os.link", unsupported)
    path = tmp_path / "list.csv"

    with AtomicFile(tmp_path) as draft:
        draft.file.write(b"new")
        draft.commit(path, new=True)

    assert path.read_bytes() == b"new"
    assert names(tmp_path) == ["list.csv"]


def test_a_draft_is_private_until_its_mode_is_set(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"

    with AtomicFile(tmp_path, 0o644) as draft:
        assert [there.stat().st_mode & 0o777 for there in tmp_path.iterdir()] == [0o600]
        draft.commit(path)

    assert path.stat().st_mode & 0o777 == 0o644


def test_a_draft_that_a_killed_run_left_is_overwritten(tmp_path: Path) -> None:
    (tmp_path / ".list.csv.draft").write_bytes(b"half of something long")

    with AtomicFile(tmp_path, name=".list.csv.draft") as draft:
        draft.file.write(b"new")
        draft.commit(tmp_path / "list.csv")

    assert (tmp_path / "list.csv").read_bytes() == b"new"
    assert names(tmp_path) == ["list.csv"]


def test_file_and_folder_are_on_disk_once_it_is_committed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    synced: list[Path] = []
    monkeypatch.setattr("os.fsync", lambda descriptor: synced.append(Path(f"/proc/self/fd/{descriptor}").readlink()))

    with AtomicFile(tmp_path, name="draft") as draft:
        draft.commit(tmp_path / "list.csv")

    assert synced == [tmp_path / "draft", tmp_path]
