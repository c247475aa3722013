"""The headline of every output: one sentence on what apply would do."""

from collections.abc import Iterable
from dataclasses import dataclass

from runner.formatting import count
from runner.plan import record_warnings
from runner.plan.change import Change
from runner.plan.plan import Plan

IMMEDIATELY = "IMMEDIATELY"


@dataclass(frozen=True, slots=True)
class Headline:
    """What apply would do, and apart from it the immediate calls; empty where there are none."""

    outcome: str
    immediate: str

    def __str__(self) -> str:
        return "; ".join(part for part in (self.outcome, self.immediate) if part)


def headline(plan: Plan) -> Headline:
    return Headline(_outcome(plan) + _look_ups(plan), _immediate([*plan.of("create"), *plan.possible_creates]))


def refusals(plan: Plan) -> list[str]:
    """Return why apply would send nothing; a limit counts only once it is known what would be sent."""
    reasons = []
    if blocked := plan.of("blocked"):
        reasons.append(f"{count(len(blocked), 'campaign')} blocked by errors")
    if plan.policy.findings.has_errors:
        reasons.append("the policy has errors")
    if (limits := {one.limit for one in plan.exceeded}) and not plan.of("unknown"):
        reasons.append(f"{count(len(limits), 'limit')} exceeded")
    return reasons


def contacts_of(changes: Iterable[Change]) -> str:
    """Return how many contacts would be called: `4,812 contacts`."""
    return count(sum(change.rows or 0 for change in changes), "contact")


def _outcome(plan: Plan) -> str:
    creates = plan.of("create")
    if reasons := refusals(plan):
        ready = f", {count(len(creates), 'campaign')} ready" if creates else ""
        return f"apply would refuse: {', '.join(reasons)}{ready}"
    if creates:
        return f"apply would create {count(len(creates), 'campaign')} and call {contacts_of(creates)}"
    if unknown := plan.of("unknown"):
        return f"apply would look up {count(len(unknown), 'campaign')} whose outcome is unknown"
    if moved := plan.of("moved"):
        return f"apply would record {count(len(moved), 'new path')} and create nothing"
    if scheduled := [change for change in plan.changes if record_warnings.still_scheduled(change, plan.as_of)]:
        verb = "dials although its file" if len(scheduled) == 1 else "dial although their files"
        return f"nothing to create, but {count(len(scheduled), 'campaign')} still {verb} changed"
    return "nothing to do"


def _look_ups(plan: Plan) -> str:
    unknown, creates = plan.of("unknown"), plan.possible_creates
    clauses = []
    if unknown and plan.of("create"):
        clauses.append(f"; it would look up {count(len(unknown), 'more campaign')}")
    if creates:
        clauses.append(f" and, if not found, create {len(creates):,} and call {contacts_of(creates)}")
    if unknown and plan.exceeded:
        clauses.append("; it would refuse if a limit is still exceeded after that")
    return "".join(clauses)


def _immediate(changes: list[Change]) -> str:
    immediate = [change for change in changes if change.immediate]
    if not immediate:
        return ""
    return f"{contacts_of(immediate)} {IMMEDIATELY}, in {count(len(immediate), 'campaign')}"
