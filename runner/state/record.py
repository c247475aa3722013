"""The record of what was created: read strictly, written whole, never guessed."""

import json
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import Any, Literal, get_args

from runner import timezones
from runner.errors import StateError

VERSION = 1
SKETCH = 1024
"""So many values a memory holds at the most, 8 bytes each."""
Status = Literal["creating", "created", "unknown"]
Json = dict[str, Any]


Step = tuple[Status | None, Status | None]

STEPS: Mapping[Step, str] = {
    (None, "creating"): "the intent, before the request",
    ("creating", "creating"): "the intent's lease is renewed",
    ("creating", "created"): "the answer has an id, or the look-up has found it",
    ("creating", "unknown"): "no usable answer, and the look-up doesn't show it",
    ("creating", None): "clearly refused, or never sent",
    ("unknown", "unknown"): "the look-up can't tell yet",
    ("unknown", "created"): "the look-up has found it, or `resolve --created`",
    ("unknown", None): "two whole look-ups don't show it, or `resolve --not-created`",
    (None, "created"): "`import`",
    ("created", "created"): "a new path, or a difference that was taken note of",
}
"""From which status to which a record may go, None for no record; above all, what is created is never forgotten."""


@dataclass(frozen=True, slots=True)
class Record:
    """One campaign as it was asked for, and what came of it; the fields are the state file's own.

    `accepted` is the fingerprint of a later edit that somebody took note of, or a word of `notes` for it;
    `acceptedDifferences` are the `differences` of which somebody did. `memory` is what `runner.memory` keeps.
    """

    status: Status
    path: str
    fingerprint: str
    request: Json
    contacts: Json
    launchAt: str | None
    recordedAt: str
    run: Json
    campaignId: str | None = None
    differences: list[Json] = field(default_factory=list)
    accepted: str | None = None
    acceptedDifferences: list[Json] | None = None
    memory: Json | None = field(default=None, repr=False)

    @property
    def dials_at(self) -> str:
        """The launch in UTC; of a campaign that dials at once, when it was recorded."""
        return self.launchAt or self.recordedAt


@dataclass(frozen=True, slots=True)
class State:
    """All records of one API origin; `serial` grows by one with every write."""

    lineage: str
    serial: int
    api: str
    campaigns: Mapping[str, Record]

    def having(self, records: Mapping[str, Record | None]) -> "State":
        """Give the state with these records in place; None takes one out."""
        merged = {**self.campaigns, **records}
        return replace(self, campaigns={name: record for name, record in merged.items() if record is not None})


def check_step(before: Record | None, after: Record | None) -> None:
    """Refuse a change that the protocol doesn't have: a bug of ours, found before it is written."""
    step = (before.status if before else None, after.status if after else None)
    if step not in STEPS:
        raise AssertionError(f"a record can't go from {step[0]} to {step[1]}")
    if before and after and before.campaignId not in (None, after.campaignId):
        raise AssertionError("a recorded campaignId can't become another")


def empty_state(api: str) -> State:
    import uuid  # only the first write pays for it

    return State(lineage=uuid.uuid4().hex, serial=0, api=api, campaigns={})


def encode_state(state: State) -> bytes:
    """Write the state as its file holds it: sorted keys, two spaces, a final newline."""
    body = {"version": VERSION, **asdict(state)}
    for entry in body["campaigns"].values():
        for key in _OPTIONAL:
            if entry[key] is None:
                del entry[key]
    return (json.dumps(body, indent=2, sort_keys=True, ensure_ascii=False) + "\n").encode()


def decode_state(data: bytes, shown: str) -> State:
    """Read a state file; StateError where any of it isn't as `encode` writes it."""
    try:
        return _decode(data)
    except (ValueError, RecursionError) as exc:
        raise StateError(
            f"the state `{shown}` can't be read: {exc}",
            hint="nothing was sent; restore the file from its history (`git log -p`), don't delete it: "
            "it is the memory of who was called",
        ) from exc


def _decode(data: bytes) -> State:
    if data.lstrip().startswith(b"<<<<<<<") or b"\n<<<<<<< " in data:
        raise ValueError("it holds the marks of a merge conflict")
    body = json.loads(data, object_pairs_hook=_unrepeated)
    if not isinstance(body, dict):
        raise ValueError("it isn't a JSON object")
    version = body.pop("version", None)
    if isinstance(version, int) and version > VERSION:
        raise ValueError(f"it is of version {version}, and this program knows version {VERSION}; update it")
    if version != VERSION:
        raise ValueError("it has no `version`")
    _expect(body, {"lineage": str, "serial": int, "api": str, "campaigns": dict}, "the state")
    records = {name: _record(name, entry) for name, entry in body.pop("campaigns").items()}
    return State(campaigns=records, **body)


def _record(name: str, entry: Any) -> Record:
    _expect({**_OPTIONAL, **entry} if isinstance(entry, dict) else entry, _RECORD, f"the entry of `{name}`")
    if entry["status"] not in get_args(Status):
        raise ValueError(f"the entry of `{name}` has a `status` that this program doesn't know")
    if entry["status"] == "created" and entry["campaignId"] is None:
        raise ValueError(f"the entry of `{name}` is `created` without a `campaignId`")
    for key in ("launchAt", "recordedAt"):
        if entry[key] is not None:
            timezones.parse_instant(entry[key])
    _expect(entry["contacts"], {"rows": int, "sha256": str, "digest": str}, f"the `contacts` of `{name}`")
    if not all(isinstance(entry["request"].get(key, ""), str) for key in ("campaignName", "scheduledTimezone")):
        raise ValueError(f"the `request` of `{name}` has a value of the wrong type")
    for difference in [*entry["differences"], *(entry.get("acceptedDifferences") or [])]:
        _expect(difference, {"field": str, "asked": str, "answered": str}, f"a difference of `{name}`")
    if (lease := entry["run"].get("lease")) is not None:
        _expect(lease, {"holder": str, "until": str}, f"the `run.lease` of `{name}`")
        timezones.parse_instant(lease["until"])
    if entry.get("memory") is not None:
        _check_memory(entry["memory"], f"the `memory` of `{name}`")
    return Record(**entry)


def _check_memory(memory: Any, what: str) -> None:
    _expect(memory, {"key": str, "count": int, "sketch": str}, what)
    # Base64 without its padding: 4 characters for 3 bytes.
    letters = -(-min(memory["count"], SKETCH) * 8 * 4 // 3)
    whole = re.fullmatch(f"[A-Za-z0-9+/]{{{letters}}}={{{-letters % 4}}}", memory["sketch"]) if letters > 0 else None
    if whole is None or not re.fullmatch("[0-9a-f]{8}", memory["key"]):
        raise ValueError(f"{what} isn't whole")


_RECORD: dict[str, type | tuple[type, ...]] = {
    "status": str,
    "path": str,
    "fingerprint": str,
    "request": dict,
    "contacts": dict,
    "launchAt": (str, type(None)),
    "recordedAt": str,
    "run": dict,
    "campaignId": (str, type(None)),
    "differences": list,
    "accepted": (str, type(None)),
    "acceptedDifferences": (list, type(None)),
    "memory": (dict, type(None)),
}
_OPTIONAL = {"accepted": None, "acceptedDifferences": None, "memory": None}
"""The keys of an entry that are left out while they are null."""


def _expect(value: Any, fields: Mapping[str, type | tuple[type, ...]], what: str) -> None:
    if not isinstance(value, dict):
        raise ValueError(f"{what} isn't a JSON object")
    for key, kinds in fields.items():
        if key not in value:
            raise ValueError(f"{what} has no `{key}`")
        if not isinstance(value[key], kinds) or isinstance(value[key], bool):
            raise ValueError(f"{what} has a `{key}` of the wrong type")
    if unknown := value.keys() - fields:
        raise ValueError(f"{what} has a key that this program doesn't know: `{min(unknown)}`")


def _unrepeated(pairs: list[tuple[str, Any]]) -> Json:
    mapping = dict(pairs)
    if len(mapping) < len(pairs):
        raise ValueError("a key stands twice in one object")
    return mapping
