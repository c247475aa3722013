"""Whether a plan may be applied: as its approval, its pull requests' comments and earlier runs have it."""

from collections.abc import Collection, Sequence

from runner.action import earlier_pushes
from runner.action.merged_plans import MergedPlans
from runner.action.pull_request_comment import digest
from runner.action.workflow_run import WorkflowRun
from runner.errors import RefusedError
from runner.plan.change import Change
from runner.plan.plan import Plan, Send, hash_sends

NAMED = 5
"""Maximum campaigns that a refusal names."""


def check(workflow: WorkflowRun, plan: Plan, merged: MergedPlans) -> None:
    """Raise RefusedError where something would be sent that wasn't approved; a plan with errors sends nothing."""
    if _is_blocked(plan):
        return
    if approved := workflow.input("expect"):
        _check_expected(plan, approved.split())
    if workflow.input("approval") == "matching":
        _check_comments(plan, merged)
    earlier_pushes.check(workflow, plan)


def expected(workflow: WorkflowRun, plan: Plan) -> str:
    """Return what `apply --expect` gets: the plan that was checked here, or the hash of one that sends nothing."""
    return hash_sends([]) if _is_blocked(plan) else workflow.outputs["plan-json"]


def digests(plan: Plan) -> str:
    """Return what the input `expect` takes for a plan, of which an apply may have sent a part before."""
    return " ".join(sorted(map(digest, plan.sends)))


def _is_blocked(plan: Plan) -> bool:
    return plan.findings.has_errors or plan.hold is not None


def _check_expected(plan: Plan, approved: Collection[str]) -> None:
    """Raise RefusedError unless the plan's hash was approved, or the digest of each campaign that it would send."""
    sends = [(change, send) for change in plan.changes if (send := Send.of(change))]
    unapproved = [change for change, send in sends if digest(send) not in approved]
    if unapproved and plan.hash not in approved:
        raise RefusedError(
            f"no approved plan shows {_names(unapproved)} as it is now; nothing was sent",
            hint="start the workflow again: its approval is of the new plan",
        )


def _names(changes: Sequence[Change]) -> str:
    more = f" and {len(changes) - NAMED:,} more" if len(changes) > NAMED else ""
    return ", ".join(f"`{change.path}`" for change in changes[:NAMED]) + more


def _check_comments(plan: Plan, merged: MergedPlans) -> None:
    unapproved = [change for change in plan.changes if change.would_send and not merged.approves(change)]
    if unapproved:
        hint = "change the file in a pull request, wait for its plan, and merge it"
        if merged.posted.by_others:
            hint += f"; comments by others than {merged.posted.account.login}, whose token this is, don't count"
        raise RefusedError(
            f"no merged pull request's comment shows the current {_names(unapproved)}; nothing was sent", hint=hint
        )
