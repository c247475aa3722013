"""Checks the parts of a split as plan would check them, before any of them is written."""

from collections.abc import Sequence
from dataclasses import replace

from runner.config.defaults import defaults_of
from runner.errors import RefusedError
from runner.findings import Severity
from runner.plan.campaign_files import load_files
from runner.plan.change import Change
from runner.plan.inputs import Inputs
from runner.plan.planner import build_plan
from runner.split.part_files import PartFiles
from runner.split.staging import Staging

_FIX = "fix that in the old file, or choose other options"
_FIX_HOURS = "choose another start or --every; with --by zone,size each time zone has a start of its own"


def check_parts(change: Change, parts: Sequence[PartFiles], inputs: Inputs, staging: Staging) -> list[Change]:
    """Plan with the staged parts in place of the old file; refuse where one has an error of its own.

    Returns what plan says of the parts.
    """
    if defaults := defaults_of(change.desired.document if change.desired else None):
        at = staging.root / defaults.path
        at.parent.mkdir(parents=True, exist_ok=True)
        at.write_bytes(defaults.text.characters.encode())
    files = [part.text for part in parts]
    staged = load_files(files, staging.root, staging.root, leave_out=inputs.policy.leaves_out)
    others = [other for other in inputs.files if other.path != change.path]
    plan = build_plan(replace(inputs, files=(*others, *staged)))
    paths = {desired.path for desired in staged}
    checked = [each for each in plan.changes if each.path in paths]
    for each in checked:
        error = next((finding for finding in each.findings if finding.severity is Severity.ERROR), None)
        if error is not None or each.action != "create":
            reason = f"{error.message} ({error.code})" if error else each.action
            hint = _FIX_HOURS if error and error.code.startswith("calling-") else _FIX
            raise RefusedError(f"`{each.path}` would have an error: {reason}", hint=hint)
    if sum(each.rows or 0 for each in checked) != change.rows:
        raise RefusedError(
            "the parts don't have every contact of the list once", hint="run it again once nothing writes to the list"
        )
    return checked
