"""The files of the parts of a split, staged: written to a temporary folder, to be checked there."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from runner.errors import StoreError
from runner.split.part import Division, Part
from runner.split.part_lists import write_lists
from runner.split.part_names import PartNames
from runner.split.part_text import NewList, part_text
from runner.split.source import Source
from runner.split.staging import Staging


@dataclass(frozen=True, slots=True)
class PartFiles:
    """One part with its names, its staged campaign file `text` and `list`, and how many contacts it has."""

    part: Part
    names: PartNames
    text: Path
    list: Path
    contacts: int


def stage_parts(source: Source, division: Division, names: Sequence[PartNames], staging: Staging) -> list[PartFiles]:
    """Return the staged files of each part that has contacts; StoreError where the temporary folder can't have them."""
    try:
        return [*_staged(source, division, names, staging)]
    except OSError as exc:
        hint = "make space there, or name another folder in the variable TMPDIR"
        raise StoreError(f"the parts can't be written to a temporary folder: {exc.strerror}", hint=hint) from exc


def _staged(source: Source, division: Division, names: Sequence[PartNames], staging: Staging) -> Iterator[PartFiles]:
    files = [staging.place(each.list) for each in names]
    lists = write_lists(files, source.contacts.columns, division.contacts)
    for part, part_names, written in zip(division.parts, names, lists, strict=True):
        if not written.contacts:
            continue
        new_list = NewList(part_names.list, written.sha256, written.contacts)
        text = staging.place(part_names.file)
        text.write_bytes(part_text(source.document, part_names.campaign, part, new_list).encode())
        yield PartFiles(part, part_names, text, written.file, written.contacts)
