"""Creates one campaign whose intent is recorded, and decides what the API's answer makes of it."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime
from typing import IO, TYPE_CHECKING, Any, assert_never

from runner import timezones, zone_database
from runner.api import client
from runner.api.create_result import (
    Ambiguous,
    Created,
    CreateResult,
    Declined,
    NameConflict,
    NotSent,
    RateLimited,
    Refused,
    Unauthorized,
)
from runner.api.responses import Live
from runner.apply import reconcile
from runner.apply.list_rows import SentList
from runner.apply.outcome import Outcome
from runner.apply.reconcile import Absent, Unclear
from runner.apply.recording import Intent, record_adopted, record_created, record_rejected, record_unknown, rejected
from runner.apply.refusals import Refusal
from runner.apply.run import Run
from runner.config.campaign import Campaign
from runner.config.schedule import Launch
from runner.contacts.contacts import Contacts
from runner.contacts.reader import canonical
from runner.contacts.remote.address import is_address
from runner.errors import ApiError, ContactsError, RunnerError
from runner.formatting import shell_quote
from runner.plan import fingerprint
from runner.plan.checks.overlap.sketch import Memory
from runner.plan.desired import Desired
from runner.plan.recorded_hours import hours_summary
from runner.state.record import Json, Record

if TYPE_CHECKING:
    from runner.calling_hours.assessment import Assessment

MAX_POSTS = 3
"""Maximum requests for one campaign that are answered with 429."""

LARGE_BYTES = 1_000_000
LARGE_CONTACTS = 10_000
"""From here a list may be more than the API takes; similar services document such limits, this one none."""


@dataclass(frozen=True, slots=True)
class NewCampaign:
    """A campaign that is to be created, complete; `hours` is None where its calling hours weren't checked."""

    name: str
    path: str
    fingerprint: str
    campaign: Campaign
    contacts: Contacts
    launch: Launch
    hours: "Assessment | None" = None
    file: Json | None = None
    receipt: Json | None = None

    @property
    def sent(self) -> SentList:
        return SentList(self.contacts, self.campaign.contacts, self.campaign.dynamicVariables or {})

    @classmethod
    def of(
        cls, desired: Desired, hours: "Assessment | None" = None, receipt: Json | None = None
    ) -> "NewCampaign | None":
        """Return what is to be created, None unless the file and its list give all of it."""
        if not (desired.name and desired.campaign and desired.contacts and desired.launch and desired.fingerprint):
            return None
        campaign, contacts, launch = desired.campaign, desired.contacts, desired.launch
        name, path, print_ = desired.name, desired.path, desired.fingerprint
        return cls(name, path, print_, campaign, contacts, launch, hours, desired.file, receipt)

    def intent(self, now: datetime, identity: dict[str, Any], memory: Memory | None = None) -> Record:
        """Return the record to write before the request; with a `memory`, it holds a sketch of the list."""
        return Record(
            status="creating",
            path=self.path,
            fingerprint=self.fingerprint,
            request=fingerprint.recorded_request(self.campaign),
            contacts={"rows": self.contacts.rows, "sha256": self.contacts.sha256, "digest": self.contacts.digest},
            launchAt=self.launch.instant,
            recordedAt=timezones.format_utc(now),
            run=identity,
            memory=memory.remember(self.contacts) if memory is not None else None,
            leftOut=len(self.contacts.left_out) or None,
            tzdata=zone_database.version(),
            hours=hours_summary(self.hours) if self.hours else None,
            file=self.file,
            receipts=[self.receipt] if self.receipt else None,
        )


class WithheldError(RunnerError):
    """A signal came before the request began."""


def create(run: Run, new: NewCampaign, earlier: Record | None) -> Outcome | Refusal:
    """Create one campaign; an error where nothing was sent and nothing more can be.

    What a Refusal is about must still be looked up. `earlier` is the intent of an earlier run: a campaign that exists
    although this request was refused came from it.
    """
    intent = Intent(new.name, new.path, run.ledger.records[new.name], new.sent)
    try:
        contacts = canonical(new.contacts, new.campaign.contacts, new.campaign.dynamicVariables or {})
    except ContactsError as exc:
        return record_rejected(run, intent, f"nothing was sent: {exc.message}")
    with contacts:
        answer, posts = _post(run, new, contacts)
    ours = replace(intent, record=earlier or intent.record)
    match answer:
        case None:
            return record_rejected(run, intent, "its launch time passed before it could be sent")
        case Live():
            return record_adopted(run, ours, answer)
        case Created(live):
            return record_created(run, intent, live)
        case Ambiguous(reason, broke_down):
            reason += _size_note(new) if broke_down else ""
            return _settle(run, intent, reason)
        case NameConflict(reason):
            return _settle(run, ours, reason, rejection=reason if earlier is None and posts == 1 else None)
        case Refused(reason, fields, too_large):
            hint = _size_note(new) if too_large else _forms_hint(run, fields)
            message = f"{reason}; nothing was created: fix the file and apply again{hint}"
            return Refusal(ours, reason, rejected(intent, message))
        case Declined(reason, fields):
            return _settle_declined(run, intent, ours, reason, _forms_hint(run, fields))
        case RateLimited(reason):
            outcome = _settle(run, intent, reason, rejection=f"{reason}; nothing was created: apply again later")
            return replace(outcome, refusal=reason) if outcome.outcome == "rejected" else outcome
        case Unauthorized(reason):
            raise ApiError(reason, hint=client.KEY_REFUSED)
        case NotSent(reason):
            raise ApiError(reason, hint=client.API_DOWN)
        case _:
            assert_never(answer)


def _settle_declined(run: Run, intent: Intent, ours: Intent, reason: str, hint: str) -> Outcome:
    """Read the account's list until it is sure, after a refusal with a status that isn't documented."""
    match reconcile.prove_one(run, intent.name, intent.record):
        case Live() as live:
            return record_adopted(run, ours, live)
        case Unclear(why):
            return record_unknown(run, intent, f"{reason}; and {why}")
        case Absent():
            message = f"{reason}; nothing was created: fix that and apply again{hint}"
            return replace(record_rejected(run, intent, message), refusal=reason)


def _forms_hint(run: Run, fields: Collection[str]) -> str:
    hint = run.forms.hint(fields)
    return f"; {hint}" if hint else ""


def _size_note(new: NewCampaign) -> str:
    """Return how to send a large list in parts, after a request that its size may have broken."""
    size, contacts = new.contacts.size, new.contacts.called
    if size <= LARGE_BYTES and contacts <= LARGE_CONTACTS:
        return ""
    part = max(1, min(LARGE_CONTACTS, contacts * LARGE_BYTES // size))
    note = f"; its list is large, {size / LARGE_BYTES:.1f} MB and {contacts:,} rows, and no limit is documented"
    if is_address(new.campaign.contacts.path):
        return f"{note}: make smaller lists where it comes from, and a campaign of each"
    schedule = "" if new.campaign.isScheduled else "set `isScheduled: true` with a date, and "
    split = f"campaigns split {shell_quote(new.path)} --by size --sizes {part} --every 1d"
    return f"{note}: if nothing was created, {schedule}`{split}` makes smaller campaigns of it"


def _settle(run: Run, intent: Intent, reason: str, *, rejection: str | None = None) -> Outcome:
    """Look the campaign up after an answer that doesn't prove what became of it.

    With a `rejection`, its message, a campaign that isn't there is rejected.
    """
    match reconcile.look_up(run, [intent.name])[intent.name]:
        case Live() as live:
            return record_adopted(run, intent, live)
        case Unclear(why):
            return record_unknown(run, intent, f"{reason}; and {why}")
        case Absent() if rejection:
            return record_rejected(run, intent, rejection)
        case Absent():
            return record_unknown(run, intent, reason)


def _post(run: Run, new: NewCampaign, contacts: IO[bytes]) -> tuple[CreateResult | Live | None, int]:
    """Send the request; again only after a 429, a look-up that finds nothing, and the wait that the API asked for.

    Returns the answer, or the campaign where the look-up found it, or None where the launch time passed meanwhile; and
    the number of requests sent.
    """
    request = run.forms.apply(new.campaign.request())
    answer: CreateResult | None = None
    for posts in range(MAX_POSTS):
        if new.launch.at is not None and new.launch.at <= run.now():
            return None, posts
        run.check_may_send()
        if run.interrupt.stopping:
            raise WithheldError("a signal came before it was sent")
        if run.lease is not None:
            run.lease.renew(run.ledger, run.now())
        answer = run.interrupt.call(lambda: run.client.create(request, contacts), run.keep_lease)
        if not isinstance(answer, RateLimited) or posts + 1 == MAX_POSTS:
            return answer, posts + 1
        match reconcile.look_up(run, [new.name])[new.name]:
            case Live() as live:
                return live, posts + 1
            case Unclear(why):
                return Ambiguous(f"{answer.message}; and {why}"), posts + 1
            case Absent():
                run.interrupt.sleep(answer.seconds)
    return answer, MAX_POSTS
