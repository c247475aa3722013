"""What the state keeps of a list: a keyed sketch that tells how much of another list is in it, but no number."""

import base64
import heapq
import hmac
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from runner import timezones
from runner.contacts.contacts import Contacts, LocalContacts
from runner.state.record import SKETCH, Json, Record

RETENTION = timedelta(days=90)
"""How long after its launch a campaign's memory is kept."""
_HASH_BYTES = 8


@dataclass(frozen=True, slots=True)
class Sketch:
    """The `SKETCH` smallest keyed hashes of a list of `count` numbers; all hashes where the list isn't longer."""

    count: int
    hashes: frozenset[bytes]


@dataclass(frozen=True, slots=True)
class SharedPeople:
    """How many people two lists share, counted or estimated."""

    count: int
    exact: bool


class Memory:
    """Makes and compares sketches under one key; each list is hashed once, in about 2 microseconds a number.

    The key has this one purpose: the API's key is known to others and gets rotated.
    """

    def __init__(self, key: str) -> None:
        self._key = key.encode(errors="surrogateescape")
        self._by_digest: dict[str, Json] = {}

    def remember(self, contacts: Contacts) -> Json:
        """Return what a record keeps of a list."""
        if contacts.digest not in self._by_digest:
            text = base64.b64encode(b"".join(contacts.ask(_sketch, self._key)())).decode()
            self._by_digest[contacts.digest] = {"key": self._key_id(), "count": contacts.people_count, "sketch": text}
        return self._by_digest[contacts.digest]

    def compare(self, contacts: Contacts, remembered: Json) -> SharedPeople | None:
        """Compare a list with a remembered one; None where that was sketched under another key."""
        if remembered["key"] != self._key_id():
            return None
        return estimate_shared(_decode(self.remember(contacts)), _decode(remembered))

    def _key_id(self) -> str:
        # Numbers consist of digits, so this is the hash of none.
        return _hash(self._key, b"campaign-runner memory")[:4].hex()


def _sketch(contacts: LocalContacts, key: bytes) -> list[bytes]:
    return smallest_hashes(_hash(key, b"%d" % person) for person in contacts.people)


def _hash(key: bytes, number: bytes) -> bytes:
    return hmac.digest(key, number, "sha256")[:_HASH_BYTES]


def smallest_hashes(hashes: Iterable[bytes]) -> list[bytes]:
    """Return the `SKETCH` smallest hashes, sorted."""
    return heapq.nsmallest(SKETCH, hashes)


def estimate_shared(ours: Sketch, theirs: Sketch) -> SharedPeople:
    """Estimate how many numbers two lists share, from the k smallest hashes of each (bottom-k).

    The k smallest hashes of the union are a random sample of it, and the two sketches contain them. The share of the
    sample that is in both sketches, times the size of the union, is the estimate; the size of the union follows from
    that share and the two counts. Where neither list has more than k numbers, the result is exact.

    With k = 1,024 the estimate for two lists of one size that share half their numbers is within 10% (three standard
    errors). A small list within a very large one can be missed: the sample may have none of 1,000 people in a million.
    Source: Beyer et al., On synopses for distinct-value estimation under multiset operations, SIGMOD 2007.
    """
    both = ours.hashes & theirs.hashes
    if max(ours.count, theirs.count) <= SKETCH:
        return SharedPeople(len(both), exact=True)
    sample = smallest_hashes(ours.hashes | theirs.hashes)
    share = len(both.intersection(sample)) / len(sample)
    union = (ours.count + theirs.count) / (1 + share)
    return SharedPeople(min(round(share * union), ours.count, theirs.count), exact=False)


def drop_expired_memory(record: Record, now: datetime) -> Record:
    """Return the record without a memory whose retention has ended."""
    if record.memory is None or timezones.parse_instant(record.dials_at) + RETENTION >= now:
        return record
    return replace(record, memory=None)


def _decode(memory: Json) -> Sketch:
    data = base64.b64decode(memory["sketch"])
    hashes = frozenset(data[start : start + _HASH_BYTES] for start in range(0, len(data), _HASH_BYTES))
    return Sketch(memory["count"], hashes)
