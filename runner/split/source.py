"""The campaign to be split, with all that its parts are made of."""

from dataclasses import dataclass

from runner.config.campaign import Campaign
from runner.contacts.contacts import Contacts
from runner.contacts.csvfile import opening
from runner.errors import RefusedError
from runner.formatting import shell_quote
from runner.plan.change import Change
from runner.yamlfile.document import Document

_PLAIN_TEXT = "its parts would be written into the repository in plain text"


@dataclass(frozen=True, slots=True)
class Source:
    """A campaign that wasn't sent yet, and its list, both without errors of their own; `path` as findings name it."""

    path: str
    document: Document
    campaign: Campaign
    contacts: Contacts


def source_of(change: Change) -> Source:
    """Return what is to be split; RefusedError where it was sent, has errors, or its list must not be written here."""
    desired = change.desired
    if desired is not None and desired.campaign is not None and "://" in desired.campaign.contacts.path:
        raise RefusedError(
            f"the list of `{change.path}` is kept outside the repository; {_PLAIN_TEXT}",
            hint="split the list where it is kept, and write a campaign file for each part that names its own address",
        )
    if any(finding.code == "csv-encrypted" for finding in change.findings):
        raise _encrypted(change)
    if not change.would_send or change.record is not None:
        raise RefusedError(f"`{change.path}` is recorded or has errors", hint=_refusal_hint(change))
    # Who is in the list twice would be in two parts, and in each of them once.
    if (
        desired is None
        or desired.document is None
        or desired.campaign is None
        or desired.contacts is None
        or desired.launch is None
        or desired.findings.has_errors
    ):
        raise unreadable(change)
    with opening.open_list(desired.contacts.csv) as opened:
        if opened.encrypted:
            raise _encrypted(change)
    return Source(change.path, desired.document, desired.campaign, desired.contacts)


def _encrypted(change: Change) -> RefusedError:
    return RefusedError(
        f"the list of `{change.path}` is encrypted; {_PLAIN_TEXT}",
        hint="decrypt and split it in a folder outside the repository, then encrypt each part's list with sops",
    )


def unreadable(change: Change) -> RefusedError:
    return RefusedError(f"`{change.path}` has errors, or its list wasn't read", hint="see `campaigns validate`")


def _refusal_hint(change: Change) -> str:
    if change.record is None:
        return "see `campaigns validate`"
    if change.record.status == "created":
        return "only a campaign that wasn't sent yet can be split"
    command = f"campaigns resolve {shell_quote(change.recorded_name)} --not-created"
    return f"its outcome is unknown: if the account doesn't have it, run `{command}`, then split it"
