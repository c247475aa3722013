"""The one comment on a pull request: first what a merge would do, then what the merge did."""

import hashlib
import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from runner.action.workflow_run import Job
from runner.github import GitHub
from runner.plan.plan import Plan
from runner.report.markdown.plan import plan_markdown

LIMIT = 60_000
"""Of the 65,536 characters that GitHub takes as a comment."""
_MARKER = re.compile(r"<!-- campaign-runner:(plan|applied) (\{[^\n]*\}) -->\n")


@dataclass(frozen=True, slots=True)
class Comment:
    """A comment of ours; `approved` are the digests of what it showed as to be sent."""

    id: int
    url: str
    kind: str
    approved: frozenset[str]
    body: str


def digest(name: str, fingerprint: str) -> str:
    """Stand for a campaign as it was shown, in so few characters that 500 of them fit."""
    return hashlib.sha256(f"{name}\0{fingerprint}".encode(errors="surrogatepass")).hexdigest()[:24]


def planned(made: Plan, job: Job) -> str:
    """Write the comment of a plan."""
    approved = sorted(digest(*sent) for sent in made.sends)
    head = _head("plan", job, approved, made.hash)
    foot = f"\n<sub>[run]({job.url}) of {job.commit[:12]}</sub>\n"
    return head + plan_markdown(made, limit=max(LIMIT - len(head) - len(foot), 10_000)) + foot


def applied(there: Comment, job: Job, outcome: str) -> str:
    """Write the comment once a merge was carried out: what the plan approved stays in it, unseen."""
    head = _head("applied", job, sorted(there.approved), None)
    before = f"\n\n{there.body}" if there.kind == "applied" else ""
    return (head + outcome + before)[:LIMIT]


def find(hub: GitHub, pull: int, job: Job) -> Comment | None:
    """Find our comment about this folder; only a bot's counts, and only where the marker begins it."""
    for entry in hub.pages(f"issues/{pull}/comments", "read the comments"):
        body = str(entry.get("body") or "").replace("\r\n", "\n")
        found = _MARKER.match(body)
        if found is None or (entry.get("user") or {}).get("type") != "Bot":
            continue
        about = _fields(found[2])
        if about.get("key") == key(job):
            approved = about.get("approved")
            known = frozenset(map(str, approved)) if isinstance(approved, list) else frozenset[str]()
            return Comment(int(entry["id"]), str(entry["html_url"]), found[1], known, body[found.end() :])
    return None


def write(hub: GitHub, pull: int, there: Comment | None, body: str) -> str:
    """Write the comment, or put the new text in its place; give its address."""
    if there is None:
        made = hub.write("POST", f"issues/{pull}/comments", {"body": body}, "write the comment")
    else:
        made = hub.write("PATCH", f"issues/comments/{there.id}", {"body": body}, "write the comment")
    return str(made["html_url"])


def key(job: Job) -> str:
    """Tell the comments of several folders apart, in characters that can't end a comment of HTML."""
    return hashlib.sha256((job.input("dir") or "campaigns").encode()).hexdigest()[:12]


def _head(kind: str, job: Job, approved: Iterable[str], plan_hash: str | None) -> str:
    about = {"v": 1, "key": key(job), "hash": plan_hash, "approved": list(approved)}
    return f"<!-- campaign-runner:{kind} {json.dumps(about, separators=(',', ':'))} -->\n"


def _fields(text: str) -> dict[str, Any]:
    try:
        fields = json.loads(text)
    except ValueError:
        return {}
    return fields if isinstance(fields, dict) else {}
