"""How a campaign was approved, in words."""

from collections.abc import Iterator

from runner import timezones
from runner.state.record import Json

_KINDS = {
    "terminal": "somebody answered `yes` on a terminal",
    "yes": "by the option `--yes`; by whom isn't known",
    "ci": "by no one: a run with CI=true sent what was on its branch",
}


def approval_words(approval: Json) -> Iterator[str]:
    """Yield each approval that is known, and what of it isn't."""
    if approval["kind"] in _KINDS:
        yield _KINDS[approval["kind"]]
    for reviewer in approval.get("reviewers") or ():
        environments = ", ".join(reviewer["environments"])
        yield f"by {reviewer['login']}, as a reviewer of the environment {environments}"
    for pull in approval.get("pullRequests") or ():
        yield from _pull_words(pull)
    for path in approval.get("withoutPullRequest") or ():
        yield f"by no pull request: {path} was last changed without one"
    unknown = [
        what
        for key, what in (("reviewers", "reviewers of an environment"), ("pullRequests", "pull requests"))
        if key in approval and approval[key] is None
    ]
    if unknown or approval["kind"] == "unknown" or approval.get("unread"):
        why = f": {approval['unread']}" if approval.get("unread") else ""
        yield f"unknown: {' and '.join(unknown) or 'a part of it'}{why}"


def _pull_words(pull: Json) -> Iterator[str]:
    merged = f" on {_instant(pull['mergedAt'])}" if pull["mergedAt"] else ""
    by, author = pull["mergedBy"] or "somebody unknown", pull["author"] or "somebody unknown"
    yield f"by {by}, who merged pull request {pull['number']} of {author}{merged}"
    for review in pull["approvedBy"]:
        of_head = {True: "", False: ", before its last commit", None: ", of which commit isn't known"}[review["ofHead"]]
        late = ", after it was merged" if pull["mergedAt"] and (review["at"] or "") > pull["mergedAt"] else ""
        login = review["login"] or "an account that was deleted"
        yield f"by {login}, in a review of pull request {pull['number']}{of_head}{late}"
    if not pull["approvedBy"]:
        yield f"by no review of pull request {pull['number']}"


def _instant(instant: str) -> str:
    return timezones.format_local(timezones.in_zone(instant, None))
