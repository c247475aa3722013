"""The headline of every output: one sentence on what apply would do."""

from collections.abc import Iterable
from dataclasses import dataclass

from runner.config.hold import Hold
from runner.formatting import count
from runner.plan import record_warnings
from runner.plan.change import Change
from runner.plan.plan import Plan

IMMEDIATELY = "IMMEDIATELY"


@dataclass(frozen=True, slots=True)
class Headline:
    """What apply would do, and apart from it a HOLD and the immediate calls; empty where there are none."""

    outcome: str
    immediate: str
    hold: str = ""

    def __str__(self) -> str:
        sentence = "; ".join(part for part in (self.outcome, self.immediate) if part)
        return f"{self.hold}. Without the HOLD: {sentence}" if self.hold else sentence


@dataclass(frozen=True, slots=True)
class ContactCounts:
    """How many contacts are called, and how many more rows of the lists are left out."""

    called: int
    left_out: int = 0

    @classmethod
    def of(cls, changes: Iterable[Change]) -> "ContactCounts":
        """Return the counts of some campaigns together; an unknown one counts as none."""
        pairs = [(change.rows or 0, change.left_out) for change in changes]
        return cls(sum(called for called, _ in pairs), sum(left_out for _, left_out in pairs))

    @property
    def left_out_words(self) -> str:
        """The counts of rows: `4,812 rows, 57 left out, 4,755 called`; empty where none is left out."""
        if not self.left_out:
            return ""
        return f"{count(self.called + self.left_out, 'row')}, {self.left_out:,} left out, {self.called:,} called"

    def __str__(self) -> str:
        words = self.left_out_words
        return count(self.called, "contact") + (f" ({words})" if words else "")


def headline(plan: Plan) -> Headline:
    sends = [*plan.of("create"), *plan.possible_creates]
    words = left_out_words(sends)
    others = others_words(plan)
    outcome = _outcome(plan) + (f" ({words})" if words else "") + _look_ups(plan) + (f"; {others}" if others else "")
    return Headline(outcome, _immediate(sends), hold_words(plan.hold))


def hold_words(hold: Hold | None) -> str:
    """Return that nothing is sent, and why; empty without a HOLD."""
    return "" if hold is None else f"HOLD, apply sends nothing: {hold.reason.rstrip('.')}"


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


def others_words(plan: Plan) -> str:
    """Return what a part of a plan leaves of the other campaigns: `3 other campaigns aren't sent: --only`.

    Empty where nothing is left.
    """
    if plan.whole is None:
        return ""
    from runner.plan.only import left_by

    left = left_by(plan)
    clauses = []
    if left.sends:
        errors = f" ({left.blocked:,} with errors)" if left.blocked else ""
        clauses.append(f"{count(left.sends, 'other campaign')} {_not(left.sends)} sent{errors}")
    if left.unsettled:
        campaigns = count(left.unsettled, "other campaign")
        clauses.append(f"{campaigns} of unknown outcome {_not(left.unsettled)} looked up")
    if left.moved:
        clauses.append(f"{count(left.moved, 'new path')} of others {_not(left.moved)} recorded")
    return f"{', '.join(clauses)}: --only" if clauses else ""


def _not(number: int) -> str:
    return "isn't" if number == 1 else "aren't"


def contacts_of(changes: Iterable[Change]) -> str:
    """Return how many contacts would be called: `4,812 contacts`."""
    return count(ContactCounts.of(changes).called, "contact")


def unchanged_words(plan: Plan) -> str:
    """Return how many campaigns are unchanged, and how many of their lists weren't read; empty where there are none."""
    unchanged = plan.of("unchanged")
    if not unchanged:
        return ""
    not_read = not_read_words(sum(change.as_recorded for change in unchanged))
    return f"{count(len(unchanged), 'campaign')} unchanged" + (f" ({not_read})" if not_read else "")


def not_read_words(lists: int) -> str:
    """Return how many lists weren't read since their launch is past; empty where all were."""
    return f"{count(lists, 'list')} of past launches not read" if lists else ""


def left_out_words(changes: Iterable[Change]) -> str:
    """Return how many rows are left out: `4,812 rows, 57 left out, 4,755 called`; empty where none is."""
    return ContactCounts.of(changes).left_out_words


def _outcome(plan: Plan) -> str:
    creates, updates = plan.of("create"), plan.of("update")
    if reasons := refusals(plan):
        ready = f", {count(len(creates) + len(updates), 'campaign')} ready" if creates or updates else ""
        return f"apply would refuse: {', '.join(reasons)}{ready}"
    clauses = [f"update {count(len(updates), 'campaign')} of {contacts_of(updates)}"] if updates else []
    clauses += [f"create {count(len(creates), 'campaign')} and call {contacts_of(creates)}"] if creates else []
    if clauses:
        return f"apply would {', and '.join(clauses)}"
    if unknown := plan.of("unknown"):
        return f"apply would look up {count(len(unknown), 'campaign')} whose outcome is unknown"
    if moved := plan.of("moved"):
        return f"apply would record {count(len(moved), 'new path')} and create nothing"
    if scheduled := [change for change in plan.changes if record_warnings.still_scheduled(change, plan.as_of)]:
        one = len(scheduled) == 1
        edits = {"removed": "is gone" if one else "are gone", "changed": "changed"}
        edit = " or ".join(edits[action] for action in sorted({change.action for change in scheduled}))
        verb = "dials although its file" if one else "dial although their files"
        return f"nothing to create, but {count(len(scheduled), 'campaign')} still {verb} {edit}"
    return "nothing to do"


def _look_ups(plan: Plan) -> str:
    unknown, creates = plan.of("unknown"), plan.possible_creates
    clauses = []
    if unknown and plan.of("create", "update"):
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
