"""Finds the campaign's own number among its contacts: the agent would call itself."""

from collections.abc import Mapping, Sequence

from runner.config.campaign import ContactsSource, Scalar
from runner.contacts import reread
from runner.contacts.contacts import Answer, LocalContacts
from runner.findings import Finding, Findings
from runner.phone_numbers.people import person
from runner.plan.change import Change
from runner.plan.desired import Desired
from runner.plan.inputs import Inputs

_MESSAGE = "the number is the campaign's own `sipPhoneNumber`"
_HINT = "delete the row: the campaign would call itself"


def check_own_number(changes: Sequence[Change], inputs: Inputs) -> Sequence[Change]:  # noqa: ARG001 - as all checks
    """Add to each campaign that would be sent an error for each row with the number that it calls from."""
    answers = [_ask(change.desired) if change.would_send else None for change in changes]
    return [
        change.with_findings(answer()) if answer else change for change, answer in zip(changes, answers, strict=True)
    ]


def _ask(desired: Desired | None) -> Answer[Findings] | None:
    if desired is None or desired.campaign is None or desired.contacts is None:
        return None
    campaign = desired.campaign
    own = person(int(campaign.sipPhoneNumber))
    return desired.contacts.ask(_rows, campaign.contacts, campaign.dynamicVariables or {}, own)


def _rows(contacts: LocalContacts, source: ContactsSource, defaults: Mapping[str, Scalar], own: int) -> Findings:
    if own not in contacts.people:
        return Findings()
    rows = reread.find_rows(contacts, source, defaults, {own})
    return Findings(
        Finding("own-number", _MESSAGE, contacts.path, line=line, row=row, hint=_HINT) for _, row, line in rows
    )
