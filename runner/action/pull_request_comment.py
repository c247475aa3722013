"""The one comment on a pull request: first the plan, then the outcome of the merge."""

import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from runner import timezones, zone_database
from runner.action.workflow_run import WorkflowRun
from runner.github import part
from runner.plan.change import Change
from runner.plan.left_out import decode_places, encode_places
from runner.plan.plan import Plan, Send
from runner.report.documentation import docs_address
from runner.report.markdown.plan import plan_markdown

LEFT_OUT_LIMIT = 20_000
"""Maximum characters of the places of all who are left out; more aren't kept, and then nothing is approved by them."""
LIMIT = 60_000
"""Maximum characters of a text; GitHub accepts 65,536 in a comment."""
MARKER_LIMIT = 48_000
"""Maximum characters of the marker, with about 1,250 campaigns; one of more is written without them."""
_TOO_MANY = "\n`approval: matching` creates nothing of this plan: it has too many campaigns for one comment.\n"
_MARKER = re.compile(r"<!-- campaign-runner:(plan|applied) (\{[^\n]*\}) -->\n")


@dataclass(frozen=True, slots=True)
class Approval:
    """What a plan showed of one campaign: its launch in seconds since 1970, None for an immediate one.

    `left_out` are the places of those whom it leaves out, as `encode_places` writes them; None where there are too many
    to keep.
    """

    launch: int | None
    left_out: str | None


@dataclass(frozen=True, slots=True)
class Comment:
    """A comment of the action: the digests of the campaigns that its plan showed, and the plan's zone database.

    `hash` and `commit` are those of the plan, `run` the id and attempt of the run that made it; a plan that a fork made
    has no hash. `text` is what follows the marker.
    """

    id: int
    url: str
    kind: str
    approved: Mapping[str, Approval]
    tzdata: str
    text: str
    hash: str | None = None
    commit: str | None = None
    run: tuple[int, int] | None = None

    def approves(self, shown: str, left_out: Iterable[int]) -> bool:
        """Whether the plan showed a campaign, and left out nobody who would now be called."""
        approval = self.approved.get(shown)
        try:
            return (
                approval is not None
                and approval.left_out is not None
                and decode_places(approval.left_out) <= {*left_out}
            )
        except ValueError:  # somebody has edited the comment
            return False


def digest(send: Send) -> str:
    """Return what identifies a create or an update as it was shown, short enough for 500 of them in a comment."""
    changes = [json.dumps([one.field, one.before, one.after]) for one in send.updates]
    shown = "\0".join([send.name, send.fingerprint, *changes])
    return hashlib.sha256(shown.encode(errors="surrogatepass")).hexdigest()[:24]


def plan_body(plan: Plan, workflow: WorkflowRun) -> str:
    """Return the text of the comment before the merge."""
    commit = workflow.head_commit or workflow.commit
    about = {"tzdata": zone_database.version(), "hash": plan.hash, "commit": commit, "run": workflow.number}
    head, foot = _head("plan", workflow, _approved(plan), **about), ""
    if len(head) > MARKER_LIMIT:
        head, foot = _head("plan", workflow, {}, **about), _TOO_MANY
    limit = LIMIT - len(head) - len(foot)
    return head + plan_markdown(plan, docs_address(workflow.environ), limit, stamp=workflow.stamp(plan.as_of)) + foot


def outcome_body(comment: Comment, workflow: WorkflowRun, outcome: str) -> str:
    """Return the text of the comment after the merge; its marker keeps what the plan showed."""
    head = _head(
        "applied", workflow, comment.approved, tzdata=comment.tzdata, hash=None, commit=comment.commit, run=comment.run
    )
    earlier = f"\n\n{comment.text}" if comment.kind == "applied" else ""
    return (head + outcome + earlier)[:LIMIT]


def read_comment(entry: Mapping[str, Any], key: str) -> Comment | None:
    """Return a comment that begins with the marker of this folder, whoever wrote it."""
    body = normalize(entry.get("body"))
    marker = _MARKER.match(body)
    fields = _fields(marker[2]) if marker else {}
    if marker is None or fields.get("key") != key:
        return None
    return Comment(
        id=part(entry, int, "id"),
        url=address(entry),
        kind=marker[1],
        approved=_read(fields),
        tzdata=str(fields.get("tzdata") or "unknown"),
        text=body[marker.end() :],
        hash=_text(fields.get("hash")),
        commit=_text(fields.get("commit")),
        run=_run(fields.get("run")),
    )


def address(entry: Mapping[str, Any]) -> str:
    """Return the address of a comment as GitHub answers it; empty where the answer has none."""
    return _text(entry.get("html_url")) or ""


def normalize(body: object) -> str:
    """Return a comment's text with the line ends that it was written with."""
    return str(body or "").replace("\r\n", "\n")


def _approved(plan: Plan) -> dict[str, Approval]:
    """Return by digest what the plan shows of each campaign that would be sent."""
    left_out = plan.left_out
    places = {send.name: encode_places(left_out.get(send.name, {}).values()) for send in plan.sends}
    too_many = sum(map(len, places.values())) > LEFT_OUT_LIMIT
    return {
        digest(send): Approval(launch_seconds(change), None if too_many and places[send.name] else places[send.name])
        for change in plan.changes
        if (send := Send.of(change))
    }


def launch_seconds(change: Change) -> int | None:
    """Return a campaign's launch in seconds since 1970; None for an immediate one."""
    return None if change.launch_at is None else int(timezones.parse_instant(change.launch_at).timestamp())


def _read(fields: dict[str, Any]) -> dict[str, Approval]:
    """Return what a comment approves: nothing where it doesn't say when each campaign launches."""
    shown, launches, left_out = fields.get("approved"), fields.get("launches"), fields.get("leftOut", {})
    if not isinstance(shown, list) or not isinstance(launches, list) or not isinstance(left_out, dict):
        return {}
    if len(shown) != len(launches) or not all(launch is None or isinstance(launch, int) for launch in launches):
        return {}
    places = [left_out.get(str(one), "") for one in shown]
    return {
        str(one): Approval(launch, text if isinstance(text, str) else None)
        for one, launch, text in zip(shown, launches, places, strict=True)
    }


def _head(kind: str, workflow: WorkflowRun, approved: Mapping[str, Approval], **about: Any) -> str:
    shown = sorted(approved)
    fields: dict[str, Any] = {"v": 1, "key": workflow.folder_key, **about}
    fields |= {"approved": shown, "launches": [approved[one].launch for one in shown]}
    if left_out := {one: approved[one].left_out for one in shown if approved[one].left_out != ""}:
        fields["leftOut"] = left_out
    return f"<!-- campaign-runner:{kind} {json.dumps(fields, separators=(',', ':'))} -->\n"


def _fields(text: str) -> dict[str, Any]:
    try:
        fields = json.loads(text)
    except ValueError:
        return {}
    return fields if isinstance(fields, dict) else {}


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None


def _run(value: object) -> tuple[int, int] | None:
    match value:
        case [int(run), int(attempt)]:
            return run, attempt
        case _:
            return None
