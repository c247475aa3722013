"""Finds the rows of a contact list that the API's row errors are about."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from runner.api.upload_errors import UploadError, UploadErrors
from runner.config.campaign import ContactsSource, Scalar
from runner.contacts.contacts import Contacts
from runner.contacts.sent_rows import SentRow, sent_rows
from runner.state.record import Record

_READINGS = (1, 0)
"""What an API's row counts too much: with the header as row 1, or the first contact. Neither is documented."""
_FROM_ZERO = -1
"""The same where the first contact is row 0: a reading only where the others contradict the list."""


@dataclass(frozen=True, slots=True)
class SentList:
    """The list of a campaign, and how it is read."""

    contacts: Contacts
    source: ContactsSource
    defaults: Mapping[str, Scalar]

    def with_list_rows(self, errors: UploadErrors, record: Record) -> UploadErrors:
        """Return the errors with the rows of the list, as they are where it isn't the one that was sent."""
        sent = (record.contacts.get("digest"), record.leftOut or 0)
        if not errors.known or sent != (self.contacts.digest, len(self.contacts.left_out)):
            return errors
        try:
            return with_list_rows(errors, sent_rows(self.contacts, self.source, self.defaults))
        except OSError:
            return errors


def with_list_rows(errors: UploadErrors, sent: Iterable[SentRow]) -> UploadErrors:
    """Return the errors with the rows of the list that they are about, two where both readings remain."""
    places = {error.row - reading for error in errors.known for reading in (*_READINGS, _FROM_ZERO)}
    last = max(places, default=0)
    by_place = {place: row for place, row in zip(range(1, last + 1), sent, strict=False) if place in places}

    def fits(reading: int) -> bool:
        return all(_fits(error, by_place.get(error.row - reading), by_place) for error in errors.known)

    fitting = [reading for reading in _READINGS if fits(reading)] or [_FROM_ZERO] * fits(_FROM_ZERO)
    known = tuple(_placed(error, by_place, fitting or _READINGS) for error in errors.known)
    return replace(errors, known=known)


def _fits(error: UploadError, row: SentRow | None, by_place: dict[int, SentRow]) -> bool:
    """Whether an error may be about this contact: it lacks the variable, or has the quoted number if one has."""
    if row is None:
        return False
    if error.variable is not None:
        return not row.has(error.variable)
    either = [by_place[error.row - reading].number for reading in _READINGS if error.row - reading in by_place]
    return error.number not in either or row.number == error.number


def _placed(error: UploadError, by_place: dict[int, SentRow], readings: Iterable[int]) -> UploadError:
    rows = [by_place[place].row for reading in readings if (place := error.row - reading) in by_place]
    return replace(error, rows=tuple(rows))
