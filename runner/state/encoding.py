"""The state file: a state as JSON, checked against its schema."""

import json
import re
from dataclasses import fields
from typing import Any

from runner import timezones
from runner.config import schema
from runner.errors import StateError
from runner.state.record import SKETCH, Json, Record, State
from runner.state.record_texts import RecordTexts

VERSION = 1
_OPTIONAL = (
    *("accepted", "acceptedDifferences", "memory", "leftOut", "tzdata", "acceptedInstants", "hours"),
    *("account", "changing", "postponed", "deleted", "gone", "imported", "unconfirmed", "file", "receipts"),
)
"""The fields of a record that are left out of the file while they are null."""
_FIELDS = tuple(each.name for each in fields(Record))
_EMPTY = '"campaigns": {}'


class StateEncoder:
    """Encodes one version of a state after another; only records that the version before lacked are encoded."""

    def __init__(self) -> None:
        self._records = RecordTexts(_encode_record)

    def encode(self, state: State) -> bytes:
        """Return the bytes of the state file: sorted keys, two spaces, a final newline."""
        body = {"version": VERSION, "lineage": state.lineage, "serial": state.serial, "api": state.api, "campaigns": {}}
        if state.folder is not None:
            body["folder"] = state.folder
        records = self._records.of(state.campaigns)
        if not records:
            return f"{_json(body)}\n".encode()
        # No value contains this text: a quote within one is escaped.
        before, after = _json(body).split(_EMPTY)
        records[0] = f'{before}"campaigns": {{\n'.encode() + records[0]
        records[-1] += f"\n  }}{after}\n".encode()
        return b",\n".join(records)


def _encode_record(name: str, record: Record) -> bytes:
    values = ((key, getattr(record, key)) for key in _FIELDS)
    entry = {key: value for key, value in values if value is not None or key not in _OPTIONAL}
    # A line break within a value is escaped.
    return f"    {json.dumps(name, ensure_ascii=False)}: {_json(entry)}".replace("\n", "\n    ").encode()


def _json(value: Json) -> str:
    return json.dumps(value, indent=2, sort_keys=True, ensure_ascii=False)


def decode_state(data: bytes, shown: str) -> State:
    """Read a state file; StateError where any of it isn't as `StateEncoder` writes it."""
    try:
        return _decode(data)
    except (ValueError, RecursionError) as exc:
        raise StateError(
            f"the state `{shown}` can't be read: {exc}",
            hint="nothing was sent; restore the file from its history (`git log -p`), don't delete it: "
            "it is the record of who was called",
        ) from exc


def _decode(data: bytes) -> State:
    if data.lstrip().startswith(b"<<<<<<<") or b"\n<<<<<<< " in data:
        raise ValueError("it has merge conflict markers")
    body = json.loads(data, object_pairs_hook=_without_duplicates)
    version = body.get("version") if isinstance(body, dict) else None
    if isinstance(version, int) and version > VERSION:
        raise ValueError(f"it is of version {version}, but this program supports version {VERSION}; update the program")
    for error in schema.errors(body, "state"):
        raise ValueError(error.message)
    for name, entry in body["campaigns"].items():
        _check_instants(entry)
        if entry.get("memory"):
            _check_memory(entry["memory"], name)
    records = {name: Record(**entry) for name, entry in body["campaigns"].items()}
    return State(body["lineage"], body["serial"], body["api"], records, body.get("folder"))


def _check_instants(entry: Json) -> None:
    changing, account = entry.get("changing") or {}, entry.get("account") or {}
    leases = [run["lease"] for run in (entry["run"], changing.get("run", {})) if run.get("lease")]
    receipts = [*(entry.get("receipts") or []), *filter(None, [changing.get("receipt")])]
    instants = [
        *(receipt["at"] for receipt in receipts),
        *(entry["launchAt"], entry["recordedAt"]),
        *(lease["until"] for lease in leases),
        *(changing.get("launchAt"), changing.get("recordedAt"), account.get("launchAt"), account.get("seenAt")),
        *(each["at"] for key in ("postponed", "deleted", "gone") if (each := entry.get(key))),
    ]
    if entry.get("postponed"):
        instants.append(entry["postponed"]["from"])
    for instant in instants:
        if instant is not None:
            timezones.parse_instant(instant)


def _check_memory(memory: Json, name: str) -> None:
    # Base64 without its padding: 4 characters for 3 bytes.
    letters = -(-min(memory["count"], SKETCH) * 8 * 4 // 3)
    if not re.fullmatch(f"[A-Za-z0-9+/]{{{letters}}}={{{-letters % 4}}}", memory["sketch"]):
        raise ValueError(f"the `memory` of `{name}` is incomplete")


def _without_duplicates(pairs: list[tuple[str, Any]]) -> Json:
    mapping = dict(pairs)
    if len(mapping) < len(pairs):
        raise ValueError("one object has a key twice")
    return mapping
