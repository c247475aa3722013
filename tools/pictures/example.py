"""What the pictures show: the plan of three campaigns, one of them in quiet hours, at a fixed time."""

import contextlib
import io
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from runner.action.pull_request_comment import plan_body
from runner.action.workflow_run import WorkflowRun
from runner.cli.console import Terminal
from runner.cli.context import Context
from runner.cli.main import main
from runner.cli.parser import parse
from runner.cli.planning import current_plan

AS_OF = datetime(2026, 11, 24, 14, 32, tzinfo=UTC)
COLUMNS = 100
LISTS = {
    "renewals": {"+1212": 90, "+1312": 70, "+1303": 45, "+1415": 95},
    "survey": {"+1617": 60, "+1202": 60, "+44207946": 80},
    "appointments": {"+1305": 8, "+1718": 4},
}
"""How many fictional numbers of each area code are on a list."""
CAMPAIGNS = Path(__file__).parent / "campaigns"
COMMIT = "3f8c2a91d5e64b07a8c19e2f6d4b5a7083c1e9d2"
ENVIRON = {
    "COLUMNS": str(COLUMNS),
    "CAMPAIGNS_DOCS_URL": "https://github.example/campaign-runner/blob/main/docs",
    "GITHUB_SERVER_URL": "https://github.example",
    "GITHUB_REPOSITORY": "acme/campaigns",
    "GITHUB_SHA": COMMIT,
    "GITHUB_RUN_ID": "812",
    "GITHUB_RUN_NUMBER": "3",
    "GITHUB_RUN_ATTEMPT": "1",
}


@dataclass(frozen=True)
class Outputs:
    """The plan with the escapes of a terminal's colors, as the Markdown of the comment, and as the report's page."""

    terminal: str
    comment: str
    report: str


def outputs() -> Outputs:
    with _repository():
        terminal = _run("plan", "--color", "always")
        _run("report", "--html", "plan.html")
        return Outputs(terminal, _comment(), Path("plan.html").read_text(encoding="utf-8"))


@contextlib.contextmanager
def _repository() -> Iterator[None]:
    """Work in a git work tree, wherever it is, that has the campaigns and their lists."""
    with TemporaryDirectory() as folder, contextlib.chdir(folder):
        Path(".git").mkdir()
        shutil.copytree(CAMPAIGNS, "campaigns")
        Path("campaigns/contacts").mkdir()
        for name, area_codes in LISTS.items():
            rows = (f"{number},Sam" for code, size in area_codes.items() for number in _numbers(code, size))
            text = "\n".join(["Phone Number,customer_name", *rows]) + "\n"
            Path(f"campaigns/contacts/{name}.csv").write_text(text, encoding="utf-8")
        yield


def _numbers(code: str, size: int) -> Iterator[str]:
    """Yield numbers that nobody has: 555-0101 to 555-0199 of an area code in the US, 020 7946 0101 and on in London."""
    line = "01" if code.startswith("+44") else "55501"
    return (f"{code}{line}{index:02}" for index in range(1, size + 1))


def _run(*argv: str) -> str:
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        code = main(argv, environ=ENVIRON, now=lambda: AS_OF)
    if code:
        raise RuntimeError(f"campaigns {' '.join(argv)} ended with {code}: {out.getvalue()}")
    return out.getvalue()


def _comment() -> str:
    """Return the text that the Action would post on the pull request."""
    terminal = Terminal.of(io.StringIO(), io.StringIO(), "never", ENVIRON)
    context = Context(parse(["plan"]), ENVIRON, lambda: AS_OF, None, terminal)
    plan = current_plan(context, context.settings(), AS_OF)
    return plan_body(plan, WorkflowRun(ENVIRON, {"pull_request": {"number": 7, "head": {"sha": COMMIT}}}))
