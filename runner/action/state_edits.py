"""Whether a pull request changes the state: once merged, what exists already would count as never created."""

from runner.action.checkout import Checkout
from runner.action.plan_comment import changed_files
from runner.action.workflow_run import WorkflowRun
from runner.errors import RefusedError
from runner.findings import Finding, Findings
from runner.formatting import quoted, shell_quote
from runner.state.store import Store
from runner.state.stores.branch import BranchStore
from runner.state.stores.github import GitHubBranch

LISTED_FILES = 3000
"""Maximum files that GitHub lists of a pull request (docs.github.com, list pull requests files)."""


def state_findings(workflow: WorkflowRun, checkout: Checkout, store: Store) -> Findings:
    """Return an error where a merge of the pull request would change the state; RefusedError where that is unknown."""
    if (
        workflow.pull_request is None
        or not isinstance(store, BranchStore)
        or not isinstance(store.remote, GitHubBranch)
    ):
        return Findings()
    if store.remote.branch not in (workflow.default_branch, workflow.base_branch):
        return Findings()
    edited = _is_edited(workflow, workflow.pull_request, checkout, store)
    return Findings([state_edited(store.path, workflow.base_branch)] if edited else ())


def state_edited(path: str, base: str) -> Finding:
    """Return the error of a pull request against the branch `base`."""
    restore = f"git checkout {shell_quote(f'origin/{base}')} -- {shell_quote(path)}"
    return Finding(
        "state-edited",
        f"the pull request changes {quoted(path)}, the record of what exists already; this plan goes by the state "
        "without that change",
        path,
        hint=f"take the change back: `git fetch origin && {restore}`, then commit",
    )


def _is_edited(workflow: WorkflowRun, pull_request: int, checkout: Checkout, store: BranchStore) -> bool:
    base = checkout.first_parent(workflow.commit)  # of the merge commit: what it is merged into
    if base is not None:
        return store.remote.read(base, store.path) != checkout.read(store.path)
    files = list(changed_files(workflow.github(), pull_request))
    if len(files) >= LISTED_FILES:
        raise RefusedError(
            f"GitHub lists only {LISTED_FILES:,} files of the pull request: whether it changes the state is unknown",
            hint="let actions/checkout have its own `ref`: the merge commit tells",
        )
    return any(store.path in (file.get("filename"), file.get("previous_filename")) for file in files)
