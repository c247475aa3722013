"""Ends the hold of a dead run; whoever starts this by hand says that it is dead."""

from runner.action import invoke
from runner.action.workflow_run import Job
from runner.formatting import count


def run(job: Job) -> int:
    done = invoke.run(job, "unlock", "--yes", "--lock-timeout", job.input("lock-timeout") or "600")
    if done.code == 0:
        freed = count(len(done.body["unlocked"]), "campaign")
        job.summarise(f"{freed} unlocked: the next apply looks up what came of them.")
        job.outputs["result"] = "unlocked"
    else:
        job.failed(done.error)
    return done.code
