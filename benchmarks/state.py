"""State: what it costs to read one, and to record one outcome in it, beside campaigns that are recorded already."""

import statistics
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path

from runner.state.record import Record, State
from runner.state.session import Ledger
from runner.state.stores.file import FileStore

SIZES = (100, 1_000, 10_000)
OUTCOMES = 100
API = "https://api.example.com"
RECORD = Record(
    status="creating",
    path="campaigns/a.yaml",
    fingerprint="v1:" + "0" * 64,
    request={
        "campaignName": "A",
        "sipPhoneNumber": "+14155550100",
        "agentId": "D5D0p7TUs66TTAEAx",
        "isScheduled": True,
        "scheduledDate": "2035-12-01",
        "scheduledTime": "12:00:00",
        "scheduledTimezone": "America/Los_Angeles",
        "concurrentCalls": 5,
        "dynamicVariables": ["customer_name"],
    },
    contacts={"rows": 4812, "sha256": "1" * 64, "digest": "2" * 64},
    launchAt="2035-12-01T20:00:00Z",
    recordedAt="2035-11-22T21:40:03Z",
    run={"id": "1", "attempt": 1, "host": "here", "commit": "0" * 40, "actor": "me", "url": None},
    tzdata="2026a",
    receipts=[
        {
            "kind": "create",
            "at": "2035-11-22T21:40:00Z",
            "plan": "sha256:" + "3" * 64,
            "approval": {
                "kind": "pull-request",
                "reviewers": [],
                "pullRequests": [
                    {
                        "number": 7,
                        "author": "ada",
                        "mergedBy": "bo",
                        "mergedAt": "2035-11-22T21:30:00Z",
                        "approvedBy": [{"login": "cleo", "at": "2035-11-22T21:20:00Z", "ofHead": True}],
                    }
                ],
            },
            "list": "campaigns/contacts/a.csv",
            "consent": {"basis": "written consent", "source": "web form, version 3", "obtainedOn": "2035-09-30"},
            "suppression": [
                {
                    "path": "opted-out.txt",
                    "sha256": "4" * 64,
                    "numbers": 1203,
                    "unreadLines": 0,
                    "contacts": 57,
                    "obtainedOn": "2035-11-20",
                    "committedAt": "2035-11-20T08:00:00Z",
                }
            ],
            "optedOut": 0,
            "findings": {},
            "callingHours": None,
            "versions": {"program": "1.0.0", "tzdata": "2026a"},
        }
    ],
)


def main() -> None:
    sys.stdout.write(
        f"median of {OUTCOMES} outcomes, recorded one after another in a file; milliseconds of processor time\n\n"
        "| campaigns | state, MB | read, ms | first write, ms | each outcome, ms |\n|--:|--:|--:|--:|--:|\n"
    )
    for size in SIZES:
        with tempfile.TemporaryDirectory() as folder:
            store = FileStore(Path(folder) / "state.json", "state.json")
            names = [f"Campaign {number}" for number in range(size)]
            store.replace(State("a", 1, API, dict.fromkeys(names, RECORD), "campaigns"), None)
            store = FileStore(store.path, store.shown)
            began = time.process_time()
            ledger = Ledger(store, API, "campaigns")
            read = time.process_time() - began
            writes = []
            for name in names[:OUTCOMES]:
                began = time.process_time()
                ledger.record({name: _created(name)})
                writes.append(time.process_time() - began)
            megabytes = store.path.stat().st_size / 1e6
        sys.stdout.write(
            f"| {size:,} | {megabytes:.1f} | {1e3 * read:.0f} | {1e3 * writes[0]:.0f} | "
            f"{1e3 * statistics.median(writes[1:]):.1f} |\n"
        )


def _created(name: str) -> Record:
    return replace(RECORD, status="created", campaignId=f"camp_{name[9:]}", path=f"campaigns/{name}.yaml")


if __name__ == "__main__":
    main()
