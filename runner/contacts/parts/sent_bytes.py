"""The canonical list of a part, as pieces of the list's file where they are sent as they are, else as bytes."""

from collections.abc import Sequence

from runner.contacts.csvfile.canonical import Canonical, record
from runner.contacts.parts.part import LeftOut, Place, Run


class SentBytes:
    """Collects the pieces of what is sent in `runs`, in order; `close` adds the last rows."""

    def __init__(self, runs: list[Run]) -> None:
        self._runs = runs
        self._rows = Canonical(runs.append)
        self.row = self._rows.row
        self.close = self._rows.close

    def place(self, begin: int, end: int) -> None:
        """Add rows that are sent as the file has them from `begin` to `end`."""
        self.close()
        last = self._runs[-1] if self._runs else None
        if isinstance(last, Place) and last.end == begin:
            self._runs[-1] = Place(last.begin, end)
        else:
            self._runs.append(Place(begin, end))

    def data(self, rows: bytes) -> None:
        """Add rows that are encoded already, each with its LF."""
        self.close()
        self._runs.append(rows)

    def leave_out(self, cells: Sequence[str]) -> None:
        """Add a row that counts and isn't sent."""
        self.close()
        self._runs.append(LeftOut(record(cells).encode()))
