"""Recorded campaigns whose launch is past: which files are as recorded, and which of them must be read nevertheless."""

from bisect import bisect_left
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

from runner import timezones
from runner.config import split_marker
from runner.config.defaults import DefaultsFiles
from runner.config.discovery import check_file
from runner.files.paths import RepositoryRoot, display_path
from runner.findings import Findings
from runner.plan.campaign_file import file_digest, read_campaign_file
from runner.plan.checks.overlap.query import WEEK
from runner.plan.desired import Desired
from runner.plan.gone import is_to_dial
from runner.plan.recorded_hours import is_scheduled_after
from runner.state.record import Record
from runner.yamlfile.document import read_bytes


@dataclass(frozen=True, slots=True)
class PastCampaigns:
    """The campaigns of a state as of an instant; new ones are compared with those that dial within `window` of them.

    The files in `always_read` are read whatever is recorded.
    """

    records: Mapping[str, Record]
    now: datetime
    window: timedelta
    always_read: Collection[Path] = ()

    def files_as_recorded(
        self, paths: Iterable[Path], repository: RepositoryRoot, defaults: DefaultsFiles
    ) -> dict[Path, str]:
        """Return the names of the settled campaigns whose file has the bytes that were recorded, by its path.

        So do the values of its defaults, where it has any.
        """
        recorded = {
            (record.path, record.file["sha256"]): name
            for name, record in self.records.items()
            if record.file is not None and is_settled(record, self.now)
        }
        places = {place for place, _ in recorded}
        names = {}
        for path in paths:
            place = display_path(path, repository.path)
            name = recorded.get((place, _digest(path, place, repository, defaults))) if place in places else None
            if name is not None and path not in self.always_read and not split_marker.parts(path):
                names[path] = name
        return names

    def read_files(
        self,
        as_recorded: Mapping[Path, str],
        others: Collection[Desired],
        repository: RepositoryRoot,
        defaults: DefaultsFiles,
    ) -> dict[Path, Desired]:
        """Return what the files that are as recorded ask for; `others` are those of all other files.

        One is to be read with its list if another file has its name, or if what was sent may be compared with a new
        campaign's list. The others are known by their records; those that had findings are read without their list.
        """
        names = {desired.name for desired in others}
        compared = {digest for record in self._near(others) for digest in _digests(record)}
        files = {}
        for path, name in as_recorded.items():
            record = self.records[name]
            if name in names or compared.intersection(_digests(record)):
                files[path] = read_campaign_file(path, repository, defaults)
            elif record.file and record.file["findings"]:
                file = read_campaign_file(path, repository, defaults)
                files[path] = replace(file, fingerprint=record.fingerprint, as_recorded=True)
            else:
                files[path] = Desired(
                    record.path, name, Findings(), fingerprint=record.fingerprint, file=record.file, as_recorded=True
                )
        return files

    def _near(self, others: Collection[Desired]) -> Iterator[Record]:
        """Yield the campaigns that dial near one that may be sent: as overlap's check has it, or nearer."""
        times = sorted(at for desired in others for at in self._launches(desired))
        span = max(self.window, WEEK)
        for record in self.records.values():
            at = timezones.parse_instant(record.dials_at)
            first = bisect_left(times, at - span)
            if first < len(times) and times[first] <= at + span:
                yield record

    def _launches(self, desired: Desired) -> Iterator[datetime]:
        """Yield when a file's campaign may dial if it is created or updated."""
        record = self.records.get(desired.name or "")
        if record is not None and record.status == "created" and not is_scheduled_after(record, self.now):
            return
        if record is not None and record.launchAt is not None:
            yield timezones.parse_instant(record.launchAt)
        if desired.launch is not None:
            instant = desired.launch.instant
            yield self.now if instant is None else timezones.parse_instant(instant)


def is_settled(record: Record, now: datetime) -> bool:
    """Whether a campaign was created as requested, nothing became of it since, and its launch is past."""
    became = (record.differences, record.changing, record.postponed, record.deleted, record.gone)
    if record.status != "created" or any(became) or record.imported or record.unconfirmed:
        return False
    return timezones.parse_instant(record.dials_at) <= now and not is_to_dial(record, now)


def _digests(record: Record) -> tuple[str, str]:
    """Return by what a list is known to be the one that was sent."""
    return record.contacts["digest"], record.contacts["sha256"]


def _digest(path: Path, place: str, repository: RepositoryRoot, defaults: DefaultsFiles) -> str | None:
    """Return the digest of a campaign file and its defaults; None where they can't be read."""
    if check_file(path, place, repository):
        return None
    data = read_bytes(path, place, Findings())
    return None if data is None else file_digest(data, defaults.applying_to(path))
