"""What is written of each record, kept from one version of a state to the next."""

from collections.abc import Callable, Mapping
from typing import Generic, TypeVar

from runner.state.record import Record

Text = TypeVar("Text", str, bytes)


class RecordTexts(Generic[Text]):
    """Writes a text of each record; those that the version before had are not written again."""

    def __init__(self, write: Callable[[str, Record], Text]) -> None:
        self._write: Callable[[str, Record], Text] = write
        self._texts: dict[str, tuple[Record, Text]] = {}

    def of(self, records: Mapping[str, Record]) -> list[Text]:
        """Return the texts of all records, in the order of their names."""
        self._texts = {name: self._text(name, records[name]) for name in sorted(records)}
        return [text for _, text in self._texts.values()]

    def _text(self, name: str, record: Record) -> tuple[Record, Text]:
        before = self._texts.get(name)
        return before if before is not None and before[0] is record else (record, self._write(name, record))
