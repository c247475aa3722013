"""The one comment on a pull request: first the plan, then the outcome of the merge."""

import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from runner.action.workflow_run import WorkflowRun
from runner.github import GitHub
from runner.plan.left_out import decode_places, encode_places
from runner.plan.plan import Plan
from runner.report.markdown.plan import plan_markdown

LEFT_OUT_LIMIT = 20_000
"""Maximum characters of the places of all who are left out; more aren't kept, and then nothing is approved by them."""
LIMIT = 60_000
"""Maximum characters of a text; GitHub accepts 65,536 in a comment."""
_MARKER = re.compile(r"<!-- campaign-runner:(plan|applied) (\{[^\n]*\}) -->\n")


@dataclass(frozen=True, slots=True)
class Comment:
    """A comment of the action: the digests of the campaigns that its plan showed, with whom each leaves out.

    Those are places in the list, as `encode_places` writes them; None where there are too many to keep.
    """

    id: int
    url: str
    kind: str
    approved: Mapping[str, str | None]
    body: str

    def approves(self, shown: str, left_out: Iterable[int]) -> bool:
        """Whether the plan showed a campaign, and left out nobody who would now be called."""
        places = self.approved.get(shown)
        try:
            return places is not None and decode_places(places) <= {*left_out}
        except ValueError:  # somebody has edited the comment
            return False


def digest(name: str, fingerprint: str) -> str:
    """Return what identifies a campaign as it was shown, short enough for 500 of them in a comment."""
    return hashlib.sha256(f"{name}\0{fingerprint}".encode(errors="surrogatepass")).hexdigest()[:24]


def plan_comment(plan: Plan, workflow: WorkflowRun) -> str:
    """Return the text of the comment before the merge."""
    head = _head("plan", workflow, _approved(plan), plan.hash)
    foot = f"\n<sub>[run]({workflow.url}) of {workflow.commit[:12]}</sub>\n"
    return head + plan_markdown(plan, limit=max(LIMIT - len(head) - len(foot), 10_000)) + foot


def outcome_comment(comment: Comment, workflow: WorkflowRun, outcome: str) -> str:
    """Return the text of the comment after the merge; its marker keeps what the plan showed."""
    head = _head("applied", workflow, comment.approved, None)
    earlier = f"\n\n{comment.body}" if comment.kind == "applied" else ""
    return (head + outcome + earlier)[:LIMIT]


def find_comment(github: GitHub, pull_request: int, workflow: WorkflowRun) -> Comment | None:
    """Return the action's comment about this folder: a bot's, which begins with the marker."""
    for entry in github.pages(f"issues/{pull_request}/comments", "read the comments"):
        body = str(entry.get("body") or "").replace("\r\n", "\n")
        marker = _MARKER.match(body)
        if marker is None or (entry.get("user") or {}).get("type") != "Bot":
            continue
        fields = _fields(marker[2])
        if fields.get("key") == folder_key(workflow):
            return Comment(int(entry["id"]), str(entry["html_url"]), marker[1], _read(fields), body[marker.end() :])
    return None


def write_comment(github: GitHub, pull_request: int, existing: Comment | None, body: str) -> str:
    """Create or update the comment; return its address."""
    if existing is None:
        comment = github.write("POST", f"issues/{pull_request}/comments", {"body": body}, "write the comment")
    else:
        comment = github.write("PATCH", f"issues/comments/{existing.id}", {"body": body}, "write the comment")
    return str(comment["html_url"])


def folder_key(workflow: WorkflowRun) -> str:
    """Return what tells the comments of several folders apart, in characters that can't end an HTML comment."""
    return hashlib.sha256((workflow.input("dir") or "campaigns").encode()).hexdigest()[:12]


def _approved(plan: Plan) -> dict[str, str | None]:
    """Return the digest of each campaign that would be sent, and the places of those whom it leaves out."""
    left_out = plan.left_out
    places = {digest(*sent): encode_places(left_out.get(sent[0], {}).values()) for sent in sorted(plan.sends)}
    too_many = sum(map(len, places.values())) > LEFT_OUT_LIMIT
    return {shown: None if too_many and text else text for shown, text in places.items()}


def _read(fields: dict[str, Any]) -> dict[str, str | None]:
    approved, left_out = fields.get("approved"), fields.get("leftOut", {})
    if not isinstance(approved, list) or not isinstance(left_out, dict):
        return {}
    places = ((str(shown), left_out.get(str(shown), "")) for shown in approved)
    return {shown: text if isinstance(text, str) else None for shown, text in places}


def _head(kind: str, workflow: WorkflowRun, approved: Mapping[str, str | None], plan_hash: str | None) -> str:
    fields = {"v": 1, "key": folder_key(workflow), "hash": plan_hash, "approved": sorted(approved)}
    if left_out := {shown: places for shown, places in approved.items() if places != ""}:
        fields["leftOut"] = left_out
    return f"<!-- campaign-runner:{kind} {json.dumps(fields, separators=(',', ':'))} -->\n"


def _fields(text: str) -> dict[str, Any]:
    try:
        fields = json.loads(text)
    except ValueError:
        return {}
    return fields if isinstance(fields, dict) else {}
