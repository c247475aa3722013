"""Finds the campaign's own number among its contacts: the agent would call itself."""

from collections.abc import Iterator, Sequence

from runner.contacts import reread
from runner.findings import Finding, Findings
from runner.phone_numbers.people import person
from runner.plan.change import Change
from runner.plan.desired import Desired
from runner.plan.inputs import Inputs

_MESSAGE = "the number is the campaign's own `sipPhoneNumber`"
_HINT = "delete the row: the campaign would call itself"


def check_own_number(changes: Sequence[Change], inputs: Inputs) -> Sequence[Change]:  # noqa: ARG001 - as all checks
    """Add to each campaign that would be sent an error for each row with the number that it calls from."""
    return [
        change.with_findings(Findings(_rows(change.desired))) if change.would_send else change for change in changes
    ]


def _rows(desired: Desired | None) -> Iterator[Finding]:
    if desired is None or desired.campaign is None or desired.contacts is None:
        return
    campaign, contacts = desired.campaign, desired.contacts
    own = person(int(campaign.sipPhoneNumber))
    if own not in contacts.people:
        return
    for _, row, line in reread.find_rows(contacts, campaign.contacts, campaign.dynamicVariables or {}, {own}):
        yield Finding("own-number", _MESSAGE, contacts.path, line=line, row=row, hint=_HINT)
