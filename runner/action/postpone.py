"""The brake, started by hand: postpones recorded campaigns, and shows what became of each."""

import sys

from runner.action import apply_report, invoke
from runner.action.workflow_run import WorkflowRun
from runner.errors import RefusedError, UsageError
from runner.report import emergency
from runner.report.emergency import emergency_annotations


def run(workflow: WorkflowRun) -> int:
    timeout = workflow.input("lock-timeout") or "600"
    to = workflow.input("to")
    if not to:
        raise UsageError("the input `to` is empty", hint="write the new launch, such as 2026-12-08 12:00")
    result = invoke.run(workflow, "postpone", "--yes", f"--to={to}", f"--lock-timeout={timeout}", *_which(workflow))
    sys.stdout.write(emergency_annotations(emergency.from_json(result.output)))
    workflow.add_summary(apply_report.postponement(workflow, result))
    counts = (result.output or {}).get("summary", {})
    if result.exit_code == 0:
        workflow.outputs["result"] = "postponed" if counts.get("postponed") else "nothing"
    else:
        workflow.set_failed(apply_report.failure_reason(result))
        if counts.get("postponed"):
            workflow.outputs["result"] = "partial"
        elif result.exit_code == RefusedError.exit_code:
            workflow.outputs["result"] = "refused"
    return result.exit_code


def _which(workflow: WorkflowRun) -> list[str]:
    """Return the arguments that choose the campaigns; `--` ends the options, as a name may begin with a hyphen."""
    names = [name for line in workflow.input("names").splitlines() if (name := line.strip())]
    if workflow.input("all") == "true":
        if names:
            raise UsageError("the inputs name campaigns and ask for all", hint="leave `names` empty, or `all` off")
        return ["--all"]
    if not names:
        raise UsageError("no campaign is named", hint="write one name a line into `names`, or set `all` to true")
    return ["--", *names]
