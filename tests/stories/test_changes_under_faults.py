"""postpone and delete against a sandbox that misbehaves: what is recorded is what the account holds."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest

from runner.cli import main
from runner.sandbox.app import Sandbox
from runner.sandbox.faults import Fault, Faults, Stage
from runner.sandbox.server import running
from tests.project import CAMPAIGN, CONTACTS

Q4 = "Q4 Outreach Campaign"
AFTER = "2035-12-08T20:00:00Z"
POSTPONE = ("postpone", Q4, "--to", "2035-12-08 12:00", "--yes")
DELETE = ("delete", Q4, "--yes")

pytestmark = pytest.mark.slow


class Loop:
    """A repository with one created campaign, the command, and a sandbox behind a real connection."""

    def __init__(self, root: Path, sandbox: Sandbox, url: str) -> None:
        self.sandbox = sandbox
        self._url = url
        self._directory = root / "campaigns"
        (self._directory / "contacts").mkdir(parents=True)
        (self._directory / "contacts" / "q4.csv").write_text(CONTACTS)
        (self._directory / "q4.yaml").write_text(json.dumps({**CAMPAIGN, "scheduledDate": "2035-12-01"}))
        assert self.run("apply", "--yes") == 0

    @property
    def record(self) -> Any:
        return json.loads((self._directory / "state.json").read_bytes())["campaigns"][Q4]

    @property
    def launch(self) -> str | None:
        """The launch as the account has it, None where the campaign is gone."""
        campaigns = httpx.get(f"{self._url}/v1/campaigns", headers={"X-API-Key": "any"}).json()["data"]
        return campaigns[0]["scheduledDate"].replace(".000", "") if campaigns else None

    def heal(self) -> None:
        self.sandbox.faults = Faults()

    def run(self, *args: str) -> int:
        environ = {
            "SIGMAMIND_API_URL": self._url,
            "SIGMAMIND_API_KEY": "for-tests",
            "SIGMAMIND_TIMEOUT": "1.5",
            "CAMPAIGNS_SETTLE_SECONDS": "0",
        }
        return main.main(["--dir", str(self._directory), *args], environ=environ)


@pytest.fixture
def loop(tmp_path: Path) -> Iterator[Loop]:
    sandbox = Sandbox(now=lambda: datetime.now(UTC), log=lambda line: None)
    with running(sandbox) as url:
        yield Loop(tmp_path, sandbox, url)


# Whether a postpone that meets the fault once is done, and one that meets it with each request.
POSTPONED: dict[Fault, tuple[bool, bool]] = {
    Fault.PATCH_HANG: (True, True),
    Fault.PATCH_LOST: (True, True),
    Fault.PATCH_ERROR_AFTER: (True, True),
    Fault.PATCH_ERROR_BEFORE: (True, False),
    Fault.PATCH_TOO_MANY: (True, False),
    Fault.PATCH_REFUSED: (False, False),
    Fault.PATCH_MISSING: (False, False),
    Fault.PATCH_CONFLICT: (False, False),
    Fault.PATCH_UNDONE: (False, False),
    Fault.PATCH_PRETENDED: (False, False),
    Fault.PATCH_WRONG_INSTANT: (False, False),
    Fault.GET_LOST: (True, False),
    Fault.GET_MISSING: (True, True),
    Fault.GET_TOO_MANY: (True, False),
    Fault.GET_ERROR: (True, False),
    Fault.GET_HTML: (True, False),
    Fault.ID_ONLY: (False, False),
    Fault.NO_DATE: (True, False),
    Fault.EPOCH_DATE: (True, False),
    Fault.ZONE_SUFFIX: (True, True),
    Fault.STATUS_CAPITALS: (True, True),
    Fault.OTHER_WORDS: (True, True),
    Fault.ERRORS_TEXT: (True, True),
    Fault.ERRORS_OBJECT: (True, True),
}
DELETED: dict[Fault, tuple[bool, bool]] = {
    Fault.DELETE_LOST: (True, True),
    Fault.DELETE_ERROR_AFTER: (True, True),
    Fault.DELETE_ERROR_BEFORE: (True, False),
    Fault.DELETE_MISSING: (False, False),
    Fault.DELETE_UNKNOWN: (False, False),
    Fault.DELETE_CONFLICT: (False, False),
    Fault.DELETE_UNDONE: (False, False),
    Fault.GET_MISSING: (True, True),
}


def test_every_fault_of_a_change_or_a_delete_is_tried() -> None:
    creates = {Stage.BEFORE, Stage.LARGE, Stage.DURING, Stage.AFTER, Stage.LISTING}

    assert {fault for fault in Fault if fault.stage not in creates} == POSTPONED.keys() | DELETED.keys()


@pytest.mark.parametrize("always", [False, True], ids=["once", "always"])
@pytest.mark.parametrize("fault", POSTPONED, ids=lambda fault: fault.label)
def test_postpone_is_done_only_where_the_account_shows_it(loop: Loop, fault: Fault, *, always: bool) -> None:
    loop.sandbox.faults.add(f"{fault.label}:*" if always else fault.label)

    code = loop.run(*POSTPONE)

    assert (code == 0) == POSTPONED[fault][always]
    assert code in (0, 4, 5, 6)
    if code == 0:
        assert (loop.launch, loop.record["launchAt"]) == (AFTER, AFTER)
    assert loop.record["launchAt"] == loop.launch or loop.record.get("changing") or code == 5
    assert loop.record.get("gone") is None

    loop.heal()
    again = loop.run(*POSTPONE)
    assert (again, loop.launch, loop.record["launchAt"]) == (0, AFTER, AFTER)
    assert (loop.record["differences"], loop.record.get("changing")) == ([], None)


@pytest.mark.parametrize("always", [False, True], ids=["once", "always"])
@pytest.mark.parametrize("fault", DELETED, ids=lambda fault: fault.label)
def test_delete_is_done_only_where_the_account_shows_nothing(loop: Loop, fault: Fault, *, always: bool) -> None:
    loop.sandbox.faults.add(f"{fault.label}:*" if always else fault.label)

    code = loop.run(*DELETE)

    assert (code == 0) == DELETED[fault][always]
    assert (loop.launch is None, loop.record.get("deleted") is not None) == (code == 0, code == 0)
    loop.heal()
    assert loop.run(*DELETE) == 0
    assert (loop.launch, loop.record.get("changing")) == (None, None)
