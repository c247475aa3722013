"""What apply remembers of a list: a keyed sketch that tells how much of another list is in it, and no number."""

import heapq
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from runner import timezones
from runner.contacts.reader import Contacts
from runner.state.record import SKETCH, Json, Record

FADES = timedelta(days=90)
"""So long after its launch a campaign's memory is of use."""


@dataclass(frozen=True, slots=True)
class Sketch:
    """The `SKETCH` smallest keyed hashes of a list of `count` numbers; all of them where there are no more."""

    count: int
    values: frozenset[bytes]


@dataclass(frozen=True, slots=True)
class Shared:
    """How many people two lists have in common, counted or estimated."""

    people: int
    exact: bool


class Memory:
    """Makes and compares sketches under one key; each list is hashed once, in some 2 microseconds a number.

    The key is of this use alone: it is never made from the API's key, which others hold and rotate.
    """

    def __init__(self, key: str) -> None:
        import hmac  # only a run with a key pays for it

        self._digest = hmac.digest
        self._key = key.encode(errors="surrogateescape")
        self._made: dict[str, Json] = {}

    def of(self, contacts: Contacts) -> Json:
        """Give what a record keeps of a list."""
        if contacts.digest not in self._made:
            import base64

            values = smallest(self._hash(b"%d" % number) for number in contacts.numbers)
            text = base64.b64encode(b"".join(values)).decode()
            self._made[contacts.digest] = {"key": self._id(), "count": len(contacts.numbers), "sketch": text}
        return self._made[contacts.digest]

    def shared(self, contacts: Contacts, remembered: Json) -> Shared | None:
        """Compare a list with one that is remembered; None where that was under another key."""
        if remembered["key"] != self._id():
            return None
        return shared(_read(self.of(contacts)), _read(remembered))

    def _hash(self, number: bytes) -> bytes:
        return self._digest(self._key, number, "sha256")[:8]

    def _id(self) -> str:
        # A number is digits alone: this is no number's hash.
        return self._hash(b"campaign-runner memory")[:4].hex()


def smallest(values: Iterable[bytes]) -> list[bytes]:
    """Give the `SKETCH` smallest values, sorted."""
    return heapq.nsmallest(SKETCH, values)


def shared(ours: Sketch, theirs: Sketch) -> Shared:
    """Estimate how many numbers two lists have in common, from the smallest hashes of each (bottom-k).

    The k smallest hashes of the union are a random sample of it, and both sketches together hold them. The share of
    them that is in both sketches, times the size of the union, is the estimate; the size of the union follows from the
    same share and the two counts. Where neither list has more than k numbers, that is the count itself.

    With k = 1,024 two lists of one size that share a half are told within 10 % (three standard errors). Its limit is a
    small list within a very large one: of 1,000 people in a million one is in the sample or none, and then they are
    missed. Source: Beyer et al., On synopses for distinct-value estimation under multiset operations, SIGMOD 2007.
    """
    both = ours.values & theirs.values
    if max(ours.count, theirs.count) <= SKETCH:
        return Shared(len(both), exact=True)
    sample = smallest(ours.values | theirs.values)
    share = len(both.intersection(sample)) / len(sample)
    union = (ours.count + theirs.count) / (1 + share)
    return Shared(min(round(share * union), ours.count, theirs.count), exact=False)


def kept(record: Record, now: datetime) -> Record:
    """Give a record as it is written now: without a memory that has faded."""
    if record.memory is None or timezones.parse_instant(record.dials_at) + FADES >= now:
        return record
    return replace(record, memory=None)


def _read(memory: Json) -> Sketch:
    import base64

    data = base64.b64decode(memory["sketch"])
    return Sketch(memory["count"], frozenset(data[at : at + 8] for at in range(0, len(data), 8)))
