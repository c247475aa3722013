"""The part of a plan that is about some campaign files: what `apply --only` sends, and what it leaves."""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass, replace

from runner.plan.change import Change
from runner.plan.limits import exceeded_limits
from runner.plan.plan import Plan


@dataclass(frozen=True, slots=True)
class Left:
    """How many campaigns a part of a plan leaves: to be sent (of these, `blocked` by errors), unsettled, and moved."""

    sends: int
    blocked: int
    unsettled: int
    moved: int


def only(plan: Plan, paths: Collection[str] | None) -> Plan:
    """Return the part of a plan that is about the files at `paths`, with the limits that it exceeds.

    It keeps the hash of the whole plan: that is what was approved. None for `paths` takes the whole plan.
    """
    if paths is None:
        return plan
    changes = tuple(change for change in plan.changes if change.path in paths)
    return replace(plan, changes=changes, exceeded=exceeded_limits(plan.policy, changes, plan.as_of), whole=plan)


def left_by(plan: Plan) -> Left:
    """Return what a part of a plan leaves; a whole plan leaves nothing."""
    paths = {change.path for change in plan.changes}
    others = [change for change in plan.whole.changes if change.path not in paths] if plan.whole else []
    actions = Counter("unknown" if _is_unsettled(change) else change.action for change in others)
    blocked = actions["blocked"]
    return Left(actions["create"] + actions["update"] + blocked, blocked, actions["unknown"], actions["moved"])


def _is_unsettled(change: Change) -> bool:
    """Whether it isn't known what became of a create, or of a change that a run had begun."""
    return change.action == "unknown" or (change.record is not None and change.record.changing is not None)
