"""The real client against the sandbox over a real connection, with each of its faults."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from runner.cli import main
from runner.sandbox.app import Sandbox
from runner.sandbox.faults import Fault, Stage
from runner.sandbox.server import running
from tests.project import CAMPAIGN, CONTACTS

Q4 = "Q4 Outreach Campaign"


class Loop:
    """A repository, the command, and a sandbox behind a real connection."""

    def __init__(self, root: Path, sandbox: Sandbox, url: str, capsys: pytest.CaptureFixture[str]) -> None:
        self.sandbox = sandbox
        self._url = url
        self._capsys = capsys
        self._directory = root / "campaigns"
        (self._directory / "contacts").mkdir(parents=True)
        self.contacts = self._directory / "contacts" / "q4.csv"
        self.contacts.write_text(CONTACTS)
        (self._directory / "q4.yaml").write_text(json.dumps({**CAMPAIGN, "scheduledDate": "2035-12-01"}))

    @property
    def posts(self) -> int:
        return self.sandbox.requests["POST", "/v1/campaigns"]

    @property
    def state(self) -> Any:
        return json.loads((self._directory / "state.json").read_bytes())["campaigns"]

    def apply(self) -> tuple[int, list[str]]:
        """Give the exit code and the outcomes."""
        environ = {
            "SIGMAMIND_API_URL": self._url,
            "SIGMAMIND_API_KEY": "for-tests",
            "SIGMAMIND_TIMEOUT": "1.5",
            "CAMPAIGNS_SETTLE_SECONDS": "0",
        }
        self._capsys.readouterr()
        code = main.main(["--dir", str(self._directory), "apply", "--yes", "--format", "json"], environ=environ)
        return code, [outcome["outcome"] for outcome in json.loads(self._capsys.readouterr().out)["outcomes"]]


@pytest.fixture
def loop(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Iterator[Loop]:
    sandbox = Sandbox(now=lambda: datetime.now(UTC), log=lambda line: None)
    with running(sandbox) as url:
        yield Loop(tmp_path, sandbox, url, capsys)


# What the run with the fault ends with, and then a healthy one; both together leave one campaign, recorded.
FAULTS: dict[Fault, tuple[int, str, int, str | None]] = {
    Fault.LOST_REPLY: (0, "adopted", 0, None),
    Fault.HANG: (0, "adopted", 0, None),
    Fault.HANG_BEFORE: (6, "unknown", 0, "created"),
    Fault.SERVER_ERROR_BEFORE: (6, "unknown", 0, "created"),
    Fault.UNAVAILABLE_BEFORE: (6, "unknown", 0, "created"),
    Fault.SERVER_ERROR_AFTER: (0, "adopted", 0, None),
    Fault.GATEWAY_AFTER: (0, "adopted", 0, None),
    Fault.TIMEOUT_AFTER: (0, "adopted", 0, None),
    Fault.TOO_MANY: (0, "created", 0, None),
    Fault.HTML: (6, "unknown", 0, "created"),
    Fault.NO_ID: (0, "adopted", 0, None),
    Fault.WRONG_INSTANT: (5, "created", 0, None),
    Fault.LIVE: (5, "created", 5, None),
    Fault.ROW_ERRORS: (5, "created", 0, None),
    Fault.SLOW: (0, "created", 0, None),
    Fault.BARE_ID: (0, "created", 0, None),
    Fault.BAD_REQUEST: (5, "rejected", 0, "created"),
    Fault.UNAUTHORIZED: (4, "skipped", 0, "created"),
    Fault.FORBIDDEN: (4, "skipped", 0, "created"),
    Fault.TOO_LARGE: (5, "rejected", 0, "created"),
    Fault.CONFLICT_BEFORE: (5, "rejected", 0, "created"),
    Fault.REDIRECT: (6, "unknown", 0, "created"),
    Fault.LIST_ERROR: (0, "created", 0, None),
    Fault.LAG: (0, "created", 0, None),
    Fault.SHIFT: (0, "created", 0, None),
    Fault.PAUSED: (5, "created", 0, None),
    Fault.BAD_FIELD: (5, "rejected", 0, "created"),
    Fault.NO_BALANCE: (5, "rejected", 0, "created"),
    Fault.NO_AGENT: (5, "rejected", 0, "created"),
    Fault.UNPROCESSABLE: (5, "rejected", 0, "created"),
    Fault.ID_ONLY: (0, "created", 0, None),
    Fault.NO_DATE: (0, "created", 0, None),
    Fault.EPOCH_DATE: (0, "created", 0, None),
    Fault.ZONE_SUFFIX: (0, "created", 0, None),
    Fault.STATUS_CAPITALS: (0, "created", 0, None),
    Fault.ERRORS_TEXT: (5, "created", 0, None),
    Fault.ERRORS_OBJECT: (5, "created", 0, None),
    Fault.OTHER_WORDS: (0, "created", 0, None),
}


@pytest.mark.slow
@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.label)
def test_each_fault_leads_to_one_campaign_that_is_recorded(loop: Loop, fault: Fault) -> None:
    code, outcome, next_code, next_outcome = FAULTS[fault]
    loop.sandbox.faults.add(fault.label)

    assert loop.apply() == (code, [outcome])
    assert loop.apply() == (next_code, [next_outcome] if next_outcome else [])

    assert loop.state[Q4]["status"] == "created"
    assert not loop.sandbox.faults.pending(fault) or fault in (Fault.SHIFT, Fault.LAG)


def test_every_fault_of_a_create_or_a_list_is_tried() -> None:
    stages = {Stage.BEFORE, Stage.DURING, Stage.AFTER, Stage.FORM, Stage.LISTING}

    assert {fault for fault in Fault if fault.stage in stages} == FAULTS.keys()


FORMS: dict[Fault, int] = {
    Fault.ID_ONLY: 5,
    Fault.NO_DATE: 5,
    Fault.EPOCH_DATE: 5,
    Fault.ZONE_SUFFIX: 0,
    Fault.STATUS_CAPITALS: 0,
    Fault.ERRORS_TEXT: 5,
    Fault.ERRORS_OBJECT: 5,
    Fault.OTHER_WORDS: 0,
}


@pytest.mark.parametrize(
    "fault", [fault for fault in Fault if fault.stage is Stage.FORM], ids=lambda fault: fault.label
)
def test_a_form_that_every_answer_has_is_agreed_where_it_can_be_read(loop: Loop, fault: Fault) -> None:
    loop.sandbox.faults.add(f"{fault.label}:*")

    assert loop.apply() == (FORMS[fault], ["created"])

    assert bool(loop.state[Q4]["differences"]) == (FORMS[fault] == 5)


@pytest.mark.slow
def test_a_list_that_is_cut_off_at_a_megabyte_is_created_nowhere(loop: Loop) -> None:
    loop.sandbox.faults.add("reset-large:*")
    rows = "".join(f"+1415{5_300_000 + row},A guest of ours\n" for row in range(50_000))
    loop.contacts.write_text("Phone Number,customer_name\n" + rows)

    code, outcomes = loop.apply()

    assert (code, outcomes) in [(5, ["rejected"]), (6, ["unknown"])]
    assert loop.posts == 1


def test_a_lost_reply_and_a_list_that_lags_are_settled_by_the_next_run(loop: Loop) -> None:
    loop.sandbox.faults.add("lost-reply")
    loop.sandbox.faults.add("lag:1")

    assert loop.apply() == (6, ["unknown"])
    assert loop.apply() == (0, ["adopted"])
    assert loop.posts == 1
