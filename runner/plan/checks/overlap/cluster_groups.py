"""Groups the people of lists on a cluster: each worker takes a part of the people, whose groups alone leave it."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, cast

import numpy as np

from runner.contacts.cluster.lists import ContactsOnCluster
from runner.contacts.cluster.reading import ReadList, answer
from runner.contacts.contacts import Contacts, LocalContacts
from runner.plan.checks.overlap.groups import Groups, Words, add_groups, group_people, split_by_hash

if TYPE_CHECKING:
    from runner.jobs.cluster import Cluster

PART_PEOPLE = 16_000_000
"""About how many people one worker sorts at once: 128 MB, and about three times that while they are sorted."""

_Part = list[tuple[int, Words]]
"""Some people of some lists, by the index of the list."""


def group_on_cluster(cluster: "Cluster", lists: Sequence[Contacts]) -> Groups:
    """Group the people of lists that the cluster keeps."""
    kept = [(index, cast(ContactsOnCluster, one)) for index, one in enumerate(lists) if one.people_count]
    parts = max(1, -(-sum(one.people_count for _, one in kept) // PART_PEOPLE))
    splits = [
        cluster.keep(_split, [one.kept for _, one in batch], [(index, one.sha256) for index, one in batch], parts)
        for batch in _batches(kept)
    ]
    of_parts = [[cluster.keep(_pick, split, part) for split in splits] for part in range(parts)]
    groups = [cluster.ask(_group, pieces, len(lists)) for pieces in of_parts if pieces]
    return add_groups([group() for group in groups], len(lists))


def _batches(lists: Sequence[tuple[int, ContactsOnCluster]]) -> Iterator[list[tuple[int, ContactsOnCluster]]]:
    """Yield lists that have about as many people together as a part, so that few calls split many."""
    batch: list[tuple[int, ContactsOnCluster]] = []
    people = 0
    for index, one in lists:
        batch.append((index, one))
        people += one.people_count
        if people >= PART_PEOPLE:
            yield batch
            batch, people = [], 0
    if batch:
        yield batch


def _split(read_lists: Sequence[ReadList], known: Sequence[tuple[int, str]], parts: int) -> list[_Part]:
    """Return the people of some lists by part; `known` are index and hash of each."""
    by_part: list[_Part] = [[] for _ in range(parts)]
    for read_list, (index, sha256) in zip(read_lists, known, strict=True):
        for part, people in zip(by_part, split_by_hash(answer(read_list, sha256, _people), parts), strict=True):
            part.append((index, people))
    return by_part


def _people(contacts: LocalContacts) -> Words:
    return np.frombuffer(contacts.people, np.uint64)


def _pick(by_part: Sequence[_Part], part: int) -> _Part:
    return by_part[part]


def _group(pieces: Sequence[_Part], list_count: int) -> Groups:
    return group_people([people for piece in pieces for people in piece], list_count)
