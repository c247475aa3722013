"""Keeps campaigns in SQLite: what was requested and how many contacts it would call, but no contact."""

import contextlib
import json
import math
import secrets
import sqlite3
import string
import weakref
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from pathlib import Path

from runner.sandbox.schedule import Schedule

_CALL = timedelta(minutes=1)
_TABLE = """
CREATE TABLE IF NOT EXISTS campaigns (
  position INTEGER PRIMARY KEY AUTOINCREMENT,
  campaignId TEXT NOT NULL UNIQUE,
  campaignName TEXT NOT NULL UNIQUE,
  campaign TEXT NOT NULL
)
"""


@dataclass(frozen=True, slots=True)
class StoredCampaign:
    """A campaign; without a schedule it was launched when it was created. `errors` quote no cell."""

    campaignId: str
    campaignName: str
    sipPhoneNumber: str
    agentId: str
    concurrentCalls: int
    schedule: Schedule | None
    launchAt: datetime
    contacts: int = 0
    errors: tuple[str, ...] = ()
    paused: bool = False

    def status(self, now: datetime) -> str:
        """Return the campaign's status; every call takes a minute, and a pause has no end by itself."""
        if self.paused:
            return "paused"
        if now < self.launchAt:
            return "scheduled"
        try:
            end = self.launchAt + _CALL * math.ceil(self.contacts / self.concurrentCalls)
        except OverflowError:
            return "live"
        return "live" if now < end else "completed"


class NameTaken(Exception):  # noqa: N818 - an answer, not an error of the program
    """Another campaign has the name."""


class CampaignStore:
    """The campaigns in one file, or in memory; OSError where the file can't be used."""

    def __init__(self, path: Path | None) -> None:
        if path is not None:
            path.parent.mkdir(parents=True, exist_ok=True)
        try:
            # Created in one thread and used in the server's: SQLite serializes access.
            self._db = sqlite3.connect(path or ":memory:", check_same_thread=False)
            weakref.finalize(self, self._db.close)
            self._db.execute(_TABLE)
        except sqlite3.Error as exc:
            raise OSError(f"`{path}` can't keep the sandbox's campaigns: {exc}") from exc

    def add(self, campaign: StoredCampaign) -> None:
        with self._writing():
            self._db.execute(
                "INSERT INTO campaigns (campaignId, campaignName, campaign) VALUES (?, ?, ?)",
                (campaign.campaignId, campaign.campaignName, _text(campaign)),
            )

    def replace(self, campaign: StoredCampaign) -> None:
        with self._writing():
            self._db.execute(
                "UPDATE campaigns SET campaignName = ?, campaign = ? WHERE campaignId = ?",
                (campaign.campaignName, _text(campaign), campaign.campaignId),
            )

    def delete(self, campaignId: str) -> None:
        with self._writing():
            self._db.execute("DELETE FROM campaigns WHERE campaignId = ?", (campaignId,))

    def find(self, campaignId: str) -> StoredCampaign | None:
        query = "SELECT campaign FROM campaigns WHERE campaignId = ?"
        return next((_campaign(text) for (text,) in self._db.execute(query, (campaignId,))), None)

    def newest_first(self) -> list[StoredCampaign]:
        query = "SELECT campaign FROM campaigns ORDER BY position DESC"
        return [_campaign(text) for (text,) in self._db.execute(query)]

    @contextlib.contextmanager
    def _writing(self) -> Iterator[None]:
        try:
            with self._db:
                yield
        except sqlite3.IntegrityError as exc:
            raise NameTaken from exc


def new_id(prefix: str = "camp_") -> str:
    return prefix + "".join(secrets.choice(string.ascii_letters + string.digits) for _ in range(16))


def _text(campaign: StoredCampaign) -> str:
    return json.dumps({**asdict(campaign), "launchAt": campaign.launchAt.isoformat()})


def _campaign(text: str) -> StoredCampaign:
    stored = json.loads(text)
    stored["schedule"] = stored["schedule"] and Schedule(**stored["schedule"])
    stored["launchAt"] = datetime.fromisoformat(stored["launchAt"])
    stored["errors"] = tuple(stored["errors"])
    return StoredCampaign(**stored)
