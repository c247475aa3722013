"""What the user knows of a list to fix, what was repaired in it, and what only the user can answer."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from runner.config.campaign import ContactsSource
from runner.findings import LISTED
from runner.phone_numbers.phone_column import Assumption
from runner.phone_numbers.table import Region


@dataclass(frozen=True, slots=True)
class RepairOptions:
    """What the user knows: `region` is of numbers without a country code, `encoding` of a file that isn't UTF-8.

    `assumption` says what numbers without a plus are, `header_row` how a spreadsheet counts the header's row.
    `must_not_call` tells of a person whether they are left out of the copy, as is then who opted out in the list.
    """

    source: ContactsSource
    region: Region | None = None
    encoding: str | None = None
    assumption: Assumption | None = None
    header_row: int = 1
    must_not_call: Callable[[int], bool] | None = None


@dataclass(slots=True)
class Repair:
    """One kind of repair: how many were made, and the first of the rows, as a spreadsheet counts those of the file.

    What concerns the whole file, such as its encoding, has no rows.
    """

    kind: str
    count: int = 0
    rows: list[int] = field(default_factory=list)

    def add(self, row: int | None) -> None:
        self.count += 1
        if row is not None and len(self.rows) < LISTED:
            self.rows.append(row)


class Repairs:
    """Counts repairs by kind, in the order in which they were first made; `contacts` is how many rows were written.

    `questions` are the rows whose numbers have two readings and stay, by the region of the international one.
    """

    def __init__(self) -> None:
        self.contacts = 0
        self.questions: dict[str, Repair] = {}
        self._by_kind: dict[str, Repair] = {}

    def add(self, kind: str, row: int | None = None) -> None:
        self._by_kind.setdefault(kind, Repair(kind)).add(row)

    def ask(self, region: str, row: int) -> None:
        """Count a row whose number is one of `region` that lost its plus, or a national one."""
        self.questions.setdefault(region, Repair(region)).add(row)

    def __iter__(self) -> Iterator[Repair]:
        return iter(self._by_kind.values())

    def __len__(self) -> int:
        return len(self._by_kind)
