"""Whether a plan may be applied: as its approval, its pull requests' comments and earlier runs have it."""

from runner.action import earlier_pushes
from runner.action.merged_plans import MergedPlans
from runner.action.workflow_run import WorkflowRun
from runner.errors import RefusedError
from runner.plan.plan import Plan, hash_sends

NAMED = 5
"""Maximum campaigns that a refusal names."""
NOTHING = "nothing"
"""What the input `expect` is where nothing was approved."""


def check(workflow: WorkflowRun, plan: Plan, merged: MergedPlans) -> None:
    """Raise RefusedError where something would be sent that wasn't approved; a plan with errors sends nothing."""
    if _is_blocked(plan):
        return
    if workflow.input("approval") == "matching":
        _check_comments(plan, merged)
    earlier_pushes.check(workflow, plan)


def expected(workflow: WorkflowRun, plan: Plan) -> str:
    """Return what `apply --expect` gets: the approved hash, or the plan that was shown and checked here."""
    approved = workflow.input("expect")
    if approved == NOTHING or (not approved and _is_blocked(plan)):
        return hash_sends([])
    return approved or workflow.outputs["plan-json"]


def _is_blocked(plan: Plan) -> bool:
    return plan.findings.has_errors or plan.hold is not None


def _check_comments(plan: Plan, merged: MergedPlans) -> None:
    unapproved = [change for change in plan.changes if change.would_send and not merged.approve(change)]
    if unapproved:
        names = ", ".join(f"`{change.path}`" for change in unapproved[:NAMED])
        more = f" and {len(unapproved) - NAMED:,} more" if len(unapproved) > NAMED else ""
        hint = "change the file in a pull request, wait for its plan, and merge it"
        if merged.posted.strangers:
            hint += f"; comments by others than {merged.posted.account.login}, whose token this is, don't count"
        raise RefusedError(
            f"no merged pull request's comment shows the current {names}{more}; nothing was sent", hint=hint
        )
