"""Shows on a pull request what a merge would do: in its comment, in the run's summary and at the lines."""

import re
import sys
from collections import defaultdict
from dataclasses import replace

from runner.action import invoke
from runner.action.approval import digests
from runner.action.checkout import Checkout
from runner.action.plan_comment import changed_files, show_plan
from runner.action.pull_request_comment import plan_body
from runner.action.state_edits import state_findings
from runner.action.workflow_run import SUMMARY_BYTES, WorkflowRun, log, log_warning
from runner.cli import exit_codes
from runner.cli.planning import read_inputs, recorded_campaigns, save_plan
from runner.findings import Finding, Findings, Severity
from runner.formatting import count
from runner.github import GitHubError, part
from runner.plan.plan import Plan
from runner.plan.planner import build_plan
from runner.report import annotations
from runner.report.documentation import docs_address
from runner.report.emergency import emergency_annotations, emergency_text, of_plan
from runner.report.headline import ContactCounts
from runner.report.markdown.plan import plan_markdown
from runner.report.text.plan import plan_text, validation_text
from runner.report.text.wrap import lay_out

ANNOTATED = 10
"""Maximum annotations that GitHub shows of a step (docs.github.com, workflow commands)."""
_HUNK = re.compile(r"^@@ -\S+ \+(\d+)(?:,(\d+))? @@", re.MULTILINE)


def run(workflow: WorkflowRun) -> int:
    current = read_plan(workflow)
    workflow.outputs["result"] = _result(current)
    publish(workflow, current)
    code = _exit_code(workflow, current)
    try:
        show_plan(workflow, current)
    except GitHubError as exc:
        if code == 0:
            raise
        log_warning(exc.message)
    return code


def validate(workflow: WorkflowRun) -> int:
    current = read_plan(workflow, everything=True)
    workflow.outputs["result"] = "invalid" if current.findings.has_errors else "valid"
    _annotate(workflow, current)
    contacts = ContactCounts.of(current.changes)
    checked = validation_text(len(current.changes), contacts, current.findings, hold=current.hold)
    log(lay_out(emergency_text(of_plan(current)) + checked, None))
    return _exit_code(workflow, current)


def read_plan(workflow: WorkflowRun, *, everything: bool = False) -> Plan:
    """Return the plan of the files and records as they are now, of `everything` or as plan has it; needs no key."""
    checkout = Checkout.of(workflow)
    checkout.check_complete(checkout.dependencies())
    fetch = ("--fetch",) if workflow.input("fetch") == "true" else ()
    context = invoke.context(workflow, "plan", *fetch)
    settings = context.settings()
    records = recorded_campaigns(settings)
    plan = build_plan(read_inputs(context, settings, records, everything=everything))
    checkout.check_complete(checkout.dependencies(plan))
    return replace(plan, state_findings=state_findings(workflow, checkout, settings.store))


def publish(workflow: WorkflowRun, plan: Plan) -> None:
    """Show a plan in the log, in the run's summary, as annotations, and in files for later steps."""
    log(lay_out(plan_text(plan, width=120), None))
    _annotate(workflow, plan)
    workflow.add_summary(plan_markdown(plan, docs_address(workflow.environ), SUMMARY_BYTES, rest="in the log"))
    markdown, json = (workflow.temporary_folder / f"campaigns-plan.{suffix}" for suffix in ("md", "json"))
    markdown.write_text(plan_body(plan, workflow), encoding="utf-8")
    save_plan(plan, json)
    workflow.outputs |= {
        "plan-hash": plan.hash,
        "plan-digests": digests(plan),
        "plan-json": str(json),
        "plan-markdown": str(markdown),
    }


def _result(plan: Plan) -> str:
    if plan.hold or plan.findings.has_errors or plan.exceeded:
        return "blocked"
    return "planned" if plan.pending else "nothing"


def _annotate(workflow: WorkflowRun, plan: Plan) -> None:
    """Annotate what dials before its time, a HOLD, and the worst findings, those at changed lines before others."""
    findings = plan.findings
    changed = _changed_lines(workflow) if findings else {}

    def rank(finding: Finding) -> tuple[int, int]:
        lines = changed.get(finding.path)
        distance = 2 if lines is None else 0 if any(finding.line in each for each in lines) else 1
        return list(Severity).index(finding.severity), distance

    worst = sorted(findings, key=rank)
    if len(worst) > ANNOTATED:
        log(f"{len(worst):,} findings: the {ANNOTATED - 1} worst are annotated, all of them are in the log")
        worst = worst[: ANNOTATED - 1]
    urgent = emergency_annotations(of_plan(plan)) + annotations.hold_annotation(plan.hold)
    sys.stdout.write(urgent + annotations.annotations(Findings(worst), docs_address(workflow.environ)))


def _changed_lines(workflow: WorkflowRun) -> dict[str, list[range]]:
    """Return the lines that the pull request changes, by path; none where GitHub doesn't list them."""
    changed: dict[str, list[range]] = defaultdict(list)
    if workflow.pull_request is None:
        return changed
    try:
        for file in changed_files(workflow.github(), workflow.pull_request):
            hunks = _HUNK.findall(file.get("patch") or "")
            changed[part(file, str, "filename")] = [range(int(at), int(at) + int(lines or 1)) for at, lines in hunks]
    except GitHubError as exc:
        log(exc.message)
    return changed


def _exit_code(workflow: WorkflowRun, plan: Plan) -> int:
    if not plan.findings.has_errors:
        return 0
    workflow.outputs["failure-reason"] = f"{count(plan.findings.count(Severity.ERROR), 'error')} in the files"
    return exit_codes.FINDINGS
