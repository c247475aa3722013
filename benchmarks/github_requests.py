"""How many requests to GitHub's API an apply takes, by kind, beside the limits that GitHub publishes.

`python -m benchmarks.github_requests FOLDER` counts those of another checkout of this repository.
"""

import json
import sys
import tempfile
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from runner.sandbox.app import Sandbox
from runner.sandbox.server import running
from tests.action.story import Story
from tests.fake_github import FakeGitHub, Request, serving
from tests.github_schemas import rest
from tests.paths import ROOT

CAMPAIGNS = (1, 26, 100)
APPROVALS = ("none", "matching")
DAY = f"{datetime.now(UTC).year + 2}-12-01"
CAMPAIGN: dict[str, Any] = {
    "sipPhoneNumber": "+14155550100",
    "agentId": "D5D0p7TUs66TTAEAx",
    "isScheduled": True,
    "scheduledDate": DAY,
    "scheduledTime": "12:00:00",
    "scheduledTimezone": "America/Los_Angeles",
    "concurrentCalls": 5,
}
CONTACTS = "Phone Number\n+14155550101\n+14155550102\n"
MUTATION = "a mutation of GraphQL"


@dataclass(frozen=True, slots=True)
class Limit:
    """A limit of the token of a job, and the kinds of requests that it counts."""

    name: str
    counts: Callable[[str], bool]
    most: int


# docs.github.com, "Rate limits for the REST API" and "Rate limits and query limits for the GraphQL API", read in
# November 2026. GitHub doesn't say which requests generate content: each that writes is counted as one.
LIMITS = (
    Limit("REST, per hour and repository", lambda kind: "GraphQL" not in kind, 1000),
    Limit("GraphQL, points per hour and repository", lambda kind: "GraphQL" in kind, 1000),
    Limit("content, per hour", lambda kind: not kind.startswith(("GET", "a query")), 500),
)


def main(program: Path = ROOT) -> None:
    columns = [(approval, number) for approval in APPROVALS for number in CAMPAIGNS]
    counts = [requests(program, number, approval) for approval, number in columns]
    kinds = sorted({kind for count in counts for kind in count})
    sys.stdout.write("requests to GitHub of an apply that creates all campaigns of a pull request\n\n")
    names = [f"{number}, `matching`" if approval == "matching" else f"{number}" for approval, number in columns]
    _row("campaigns", [*names, "limit"])
    _row("---", ["--:"] * (len(columns) + 1))
    for kind in kinds:
        _row(kind, [*(str(count[kind]) for count in counts), ""])
    for limit in LIMITS:
        totals = [sum(n for kind, n in count.items() if limit.counts(kind)) for count in counts]
        _row(f"**{limit.name}**", [*map(str, totals), f"{limit.most:,}"])


def requests(program: Path, campaigns: int, approval: str) -> Counter[str]:
    """Return the kinds of an apply's requests: a pull request brings the campaigns, is planned, merged and applied."""
    api = Sandbox(now=lambda: datetime.now(UTC), log=_silent)
    with tempfile.TemporaryDirectory() as name:
        folder, bare = Path(name), Path(name) / "hub.git"
        _write_case(folder / "case", campaigns)
        FakeGitHub(bare).git("init", "-q", "-b", "main")
        with serving(FakeGitHub(bare)) as hub, running(api) as url:
            story = Story(folder / "case", folder, hub, api, url, said=_silent, program=program)
            story.push("before")
            story.open("campaigns")
            _job(story, event="pull_request", command="plan")
            story.merge(7)
            hub.sent.clear()
            _job(story, event="push", command="apply", approval=approval)
            return Counter(_kind(request) for request in hub.sent)


def _write_case(case: Path, campaigns: int) -> None:
    lists = case / "campaigns" / "campaigns" / "contacts"
    lists.mkdir(parents=True)
    for number in range(campaigns):
        about = {"campaignName": f"Campaign {number}", "contacts": f"contacts/{number}.csv", **CAMPAIGN}
        (lists.parent / f"{number}.yaml").write_text(json.dumps(about))
        (lists / f"{number}.csv").write_text(CONTACTS)


def _job(story: Story, *, event: str, **inputs: str) -> None:
    story.begin({"event": event, "with": inputs})
    ended = story.end()
    if ended.code:
        raise AssertionError(ended.log)


def _kind(request: Request) -> str:
    if request.path == "/graphql":
        return MUTATION if request.line.removeprefix("POST /graphql ").startswith("mutation") else "a query of GraphQL"
    operation = rest.operation_of(request.method, request.path)
    return (operation.name if operation else request.line).replace("/repos/{owner}/{repo}", "…")


def _row(name: str, cells: list[str]) -> None:
    sys.stdout.write(f"| {name} | {' | '.join(cells)} |\n")


def _silent(*_: object) -> None:
    pass


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
