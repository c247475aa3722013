"""Releases the lock of a crashed run; whoever starts this by hand confirms that it crashed."""

from runner.action import invoke
from runner.action.workflow_run import WorkflowRun
from runner.formatting import count


def run(workflow: WorkflowRun) -> int:
    result = invoke.run(workflow, "unlock", "--yes", f"--lock-timeout={workflow.input('lock-timeout') or '600'}")
    if result.exit_code == 0:
        unlocked = count(len(result.output["unlocked"]), "campaign")
        workflow.add_summary(f"{unlocked} unlocked. The next apply looks them up before it creates anything.")
        workflow.outputs["result"] = "unlocked"
    else:
        workflow.set_failed(result.error)
    return result.exit_code
