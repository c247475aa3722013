"""What processes pass to each other arrives as it was."""

import copy
import pickle
from dataclasses import dataclass, field
from pathlib import Path

from runner.jobs.records import Passed


@dataclass(frozen=True, slots=True)
class One(Passed):
    value: int


@dataclass(frozen=True, slots=True)
class Base(Passed):
    name: str
    paths: tuple[Path, ...] = ()


@dataclass(frozen=True, slots=True)
class More(Base):
    one: One | None = None
    counts: dict[str, int] = field(default_factory=dict, compare=False)


def test_a_record_arrives_with_all_its_values_those_of_its_base_too() -> None:
    record = More("a", (Path("b"),), One(3), {"c": 4})

    arrived = pickle.loads(pickle.dumps([record, record, One(5)]))

    assert arrived == [record, record, One(5)]
    assert arrived[0] is arrived[1]
    assert arrived[0].counts == {"c": 4}
    assert copy.copy(record) == record
