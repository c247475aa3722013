"""Whether a plan may be carried out: it is the approved one, and somebody confirmed it."""

import json
import re
import sys
from pathlib import Path

from runner.cli.context import Context
from runner.errors import RefusedError, UsageError
from runner.formatting import count, quoted
from runner.plan.left_out import decode_places
from runner.plan.plan import Plan
from runner.report.headline import headline
from runner.report.text.plan import plan_text

SANDBOX = "sandbox"
"""The API that a sandbox's state belongs to; its port differs in every run."""


def check(context: Context, plan: Plan, api: str) -> None:
    """Raise where the plan isn't the approved one, or nobody confirms it; a plan that sends nothing needs neither."""
    if context.args.expect is not None:
        _check_expected(plan, context.args.expect)
    if not plan.sends:
        return
    if context.args.yes or context.environ.get("CI") == "true":
        return
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        raise UsageError("no terminal to confirm on", hint="pass --yes, or set CI=true")
    if context.args.format != "text" or not context.terminal.out.isatty():
        context.terminal.note(plan_text(plan, width=context.terminal.width))
    contacts = count(sum(change.rows or 0 for change in [*plan.of("create"), *plan.possible_creates]), "contact")
    question = f"Rehearse calling {contacts}" if api == SANDBOX else f"Call {contacts} through {api}"
    answer = context.terminal.ask(f"\n{headline(plan)}\n{question}? Only `yes` continues: ")
    if answer.strip() != "yes":
        raise RefusedError("not confirmed: nothing was sent")


def _check_expected(plan: Plan, expect: str) -> None:
    if re.fullmatch("sha256:[0-9a-f]{64}", expect):
        if plan.sends and plan.hash != expect:
            raise RefusedError(
                f"the plan is {plan.hash}, not the approved one: nothing was sent",
                hint="the files or the state have changed since then: review `campaigns plan` again",
            )
        return
    approved = _approved(Path(expect))
    hint = "the files, the state or the suppression lists have changed since then: review `campaigns plan` again"
    if unapproved := sorted(name for name, _ in plan.sends - approved.keys()):
        names = ", ".join(map(quoted, unapproved))
        raise RefusedError(f"the plan has campaigns that `{expect}` doesn't: {names}; nothing was sent", hint=hint)
    left_out = plan.left_out
    if grown := sorted(
        name for name, print_ in plan.sends if name in left_out and approved[name, print_] - {*left_out[name].values()}
    ):
        names = ", ".join(map(quoted, grown))
        raise RefusedError(f"{names} would call people whom `{expect}` leaves out; nothing was sent", hint=hint)


def _approved(path: Path) -> dict[tuple[str, str], frozenset[int]]:
    """Return name and fingerprint of each approved campaign, and the places of the contacts whom it leaves out."""
    try:
        approved = json.loads(path.read_bytes())
        sends = [entry for entry in approved["campaigns"] if entry["action"] in ("create", "unknown", "blocked")]
        return {
            (entry["campaignName"], entry["fingerprint"]): decode_places(entry.get("leftOutContacts", ""))
            for entry in sends
        }
    except OSError as exc:
        raise UsageError(
            f"`{path}` can't be read: {exc.strerror}",
            hint="--expect takes `sha256:…`, or a file that `plan --out` wrote",
        ) from exc
    except (ValueError, KeyError, TypeError, RecursionError) as exc:
        raise UsageError(f"`{path}` isn't a plan", hint="--expect takes a file that `plan --out` wrote") from exc
