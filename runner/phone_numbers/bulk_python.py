"""What is known of many numbers, without NumPy: those that begin alike are mostly alike."""

from array import array

from runner.phone_numbers.table import Table

_TAIL = 6
"""So many last digits are rarely what tells numbers apart."""
_SPREAD = 16
"""From so many nodes at once on it is cheaper to walk the numbers."""


def classified(numbers: "array[int]", table: Table) -> "array[int]":
    """Give the class of each number."""
    heads, ends, walk = _Heads(table), table.ends, table.walk
    return array(
        "H",
        [ends[walk(str(number))] if (known := heads[number // 10**_TAIL]) is None else known for number in numbers],
    )


class _Heads(dict[int, int | None]):
    """The class that all numbers have which begin alike and have `_TAIL` more digits; None where they differ."""

    def __init__(self, table: Table) -> None:
        self._table = table
        self._of_nodes: dict[int, int | None] = {}

    def __missing__(self, head: int) -> int | None:
        node = self._table.walk(str(head))
        if node not in self._of_nodes:
            self._of_nodes[node] = self._of_all(node)
        self[head] = self._of_nodes[node]
        return self[head]

    def _of_all(self, node: int) -> int | None:
        nodes, successors = {node}, self._table.successors
        for _ in range(_TAIL):
            nodes = {after for each in nodes for after in successors[10 * each : 10 * each + 10]}
            if len(nodes) > _SPREAD:
                return None
        ends = {self._table.ends[each] for each in nodes}
        return ends.pop() if len(ends) == 1 else None
