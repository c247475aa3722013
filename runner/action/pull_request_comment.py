"""The one comment on a pull request: first the plan, then the outcome of the merge."""

import hashlib
import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from runner.action.workflow_run import WorkflowRun
from runner.github import GitHub
from runner.plan.plan import Plan
from runner.report.markdown.plan import plan_markdown

LIMIT = 60_000
"""Maximum characters of a text; GitHub accepts 65,536 in a comment."""
_MARKER = re.compile(r"<!-- campaign-runner:(plan|applied) (\{[^\n]*\}) -->\n")


@dataclass(frozen=True, slots=True)
class Comment:
    """A comment of the action; `approved` are the digests of the campaigns that its plan showed."""

    id: int
    url: str
    kind: str
    approved: frozenset[str]
    body: str


def digest(name: str, fingerprint: str) -> str:
    """Return what identifies a campaign as it was shown, short enough for 500 of them in a comment."""
    return hashlib.sha256(f"{name}\0{fingerprint}".encode(errors="surrogatepass")).hexdigest()[:24]


def plan_comment(plan: Plan, workflow: WorkflowRun) -> str:
    """Return the text of the comment before the merge."""
    head = _head("plan", workflow, sorted(digest(*sent) for sent in plan.sends), plan.hash)
    foot = f"\n<sub>[run]({workflow.url}) of {workflow.commit[:12]}</sub>\n"
    return head + plan_markdown(plan, limit=max(LIMIT - len(head) - len(foot), 10_000)) + foot


def outcome_comment(comment: Comment, workflow: WorkflowRun, outcome: str) -> str:
    """Return the text of the comment after the merge; its marker keeps what the plan showed."""
    head = _head("applied", workflow, sorted(comment.approved), None)
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
            approved = fields.get("approved")
            digests = frozenset(map(str, approved)) if isinstance(approved, list) else frozenset[str]()
            return Comment(int(entry["id"]), str(entry["html_url"]), marker[1], digests, body[marker.end() :])
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


def _head(kind: str, workflow: WorkflowRun, approved: Iterable[str], plan_hash: str | None) -> str:
    fields = {"v": 1, "key": folder_key(workflow), "hash": plan_hash, "approved": list(approved)}
    return f"<!-- campaign-runner:{kind} {json.dumps(fields, separators=(',', ':'))} -->\n"


def _fields(text: str) -> dict[str, Any]:
    try:
        fields = json.loads(text)
    except ValueError:
        return {}
    return fields if isinstance(fields, dict) else {}
