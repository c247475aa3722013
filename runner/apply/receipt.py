"""Receipts: who approved what is sent, what it was checked against, and with which versions; no cell of a list."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from runner import __version__, timezones, zone_database
from runner.apply.list_evidence import ListEvidence
from runner.plan.change import Change
from runner.plan.compared_lists import ComparedList
from runner.plan.policy import Policy
from runner.plan.recorded_hours import hours_summary
from runner.state.record import Json

if TYPE_CHECKING:
    from runner.calling_hours.assessment import Assessment
    from runner.calling_hours.rules.rulebook import Rulebook


@dataclass(frozen=True, slots=True)
class Receipts:
    """Writes the receipts of one apply; `plan_hash` is that of the plan that was shown and approved.

    `approval` returns how a campaign was approved, by the path of its file. `lists` tells about suppression lists.
    """

    plan_hash: str
    policy: Policy
    approval: Callable[[str], Json]
    lists: ListEvidence
    _rules: dict[str, Any] = field(default_factory=dict, init=False, repr=False, compare=False)

    def of(self, change: Change, now: datetime) -> Json:
        """Return the receipt of a campaign that is about to be created or updated."""
        desired = change.desired
        consent = desired.campaign.consent if desired and desired.campaign else None
        contacts = desired.contacts if desired else None
        return {
            "kind": "update" if change.is_update else "create",
            "at": timezones.format_utc(now),
            "plan": self.plan_hash,
            "approval": self.approval(change.path),
            "list": contacts.path if contacts else None,
            "consent": consent.json if consent else None,
            "suppression": self._suppression(change),
            "optedOut": change.comparison.opted_out if change.comparison else 0,
            "findings": change.findings.counts,
            "callingHours": self._calling_hours(change),
            "versions": {"program": __version__, "tzdata": zone_database.version()},
        }

    def _suppression(self, change: Change) -> list[Json] | None:
        """Return what each of the policy's lists was when it was compared; None where one of them wasn't."""
        compared = change.comparison.lists if change.comparison else ()
        if len(compared) != len(self.policy.suppression):
            return None
        return [self._list(one) for one in compared]

    def _list(self, one: ComparedList) -> Json:
        sha256, committed = self.lists.of(one)
        return {
            "path": one.name,
            "sha256": sha256,
            "numbers": one.numbers,
            "unreadLines": one.unread_lines,
            "contacts": one.contacts,
            "obtainedOn": one.obtained_on.isoformat() if one.obtained_on else None,
            "committedAt": committed,
        }

    def _calling_hours(self, change: Change) -> Json | None:
        """Return the rules that its contacts were judged by, and the outcome; None where they weren't."""
        if change.hours is None:
            return None
        if not self._rules:
            self._rules.update(_pack(self.policy.rulebook))
        return {**self._rules, **hours_summary(change.hours), "contactsByRule": _contacts_by_rule(change.hours)}


def _pack(book: "Rulebook") -> Json:
    """Return the version of the built-in rules, and what the policy changes in them."""
    from runner.calling_hours.rules import builtin

    changes = [{"rule": change.rule, "change": change.kind.value, "reason": change.reason} for change in book.changes]
    return {"checked": builtin.checked().isoformat(), "sha256": builtin.digest(), "changes": changes}


def _contacts_by_rule(hours: "Assessment") -> Mapping[str, int]:
    """Return for how many contacts each rule was in effect."""
    contacts: dict[str, int] = {}
    for group in hours.groups:
        for rule, number in group.zone_group.rules.items():
            contacts[rule.id] = contacts.get(rule.id, 0) + number
    return dict(sorted(contacts.items()))
