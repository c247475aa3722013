"""Checks what would be sent against the account: its agents, their placeholders, and its phone numbers."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from runner.api.account import AccountNumber, AccountNumbers, Agent, Caller
from runner.api.messages import mask
from runner.api.values import digits
from runner.config.campaign import Campaign
from runner.contacts.csvfile import header
from runner.findings import Finding, Findings, Severity
from runner.formatting import count, quoted
from runner.plan.change import SENT, Change
from runner.plan.desired import Desired
from runner.plan.plan import Plan
from runner.plan.policy import Policy
from runner.yamlfile.document import Document

if TYPE_CHECKING:
    from runner.api.client import Client

_DASHBOARD = "check it in the dashboard"


def check_account(plan: Plan, client: "Client") -> Plan:
    """Return the plan with the account's findings about the agent and number of each campaign that would be sent.

    Each agent is read once, the list of numbers too. ApiError where the key is refused or the API doesn't answer.
    """
    checked = [(change, file) for change in plan.changes if (file := _checked(change))]
    if not checked:
        return plan
    agents = {
        agent_id: client.agent(agent_id) for agent_id in dict.fromkeys(file.campaign.agentId for _, file in checked)
    }
    numbers = client.numbers({file.campaign.sipPhoneNumber for _, file in checked})
    changes = {
        change.path: _with_account(change, file, agents[file.campaign.agentId], numbers, plan.policy)
        for change, file in checked
    }
    return replace(plan, changes=tuple(changes.get(change.path, change) for change in plan.changes))


@dataclass(frozen=True, slots=True)
class _Checked:
    """A campaign file, and where it says what."""

    campaign: Campaign
    document: Document
    desired: Desired

    def finding(self, code: str, message: str, key: str, severity: Severity, hint: str) -> Finding:
        return self.document.finding(code, message, (key,), at_value=key != "contacts", severity=severity, hint=hint)

    def unsure(self, message: str, key: str, hint: str = _DASHBOARD) -> Finding:
        return self.finding("online-unsure", message, key, Severity.INFO, hint)


def _checked(change: Change) -> _Checked | None:
    desired = change.desired
    if change.action not in SENT or desired is None:
        return None
    return _Checked(desired.campaign, desired.document, desired) if desired.campaign and desired.document else None


def _with_account(
    change: Change, file: _Checked, agent: Agent | None, numbers: AccountNumbers, policy: Policy
) -> Change:
    listed = numbers.by_digits.get(digits(file.campaign.sipPhoneNumber) or "")
    findings = Findings([*_of_agent(file, agent), *_of_number(file, listed, complete=numbers.complete)])
    names = Caller(agent.name if agent else None, listed.name if listed else None)
    return replace(change.with_findings(findings.with_severities(policy.severities)), caller=names)


def _of_agent(file: _Checked, agent: Agent | None) -> Iterator[Finding]:
    named = quoted(file.campaign.agentId)
    if agent is None:
        hint = "copy the agent's id from the dashboard, and check that SIGMAMIND_API_KEY belongs to the same account"
        yield file.finding("agent-missing", f"the account has no agent {named}", "agentId", Severity.ERROR, hint)
        return
    if agent.id is None:
        yield file.unsure(f"the API's answer doesn't describe the agent {named}", "agentId")
        return
    if agent.live is None:
        yield file.unsure(f"the API doesn't say whether the agent {named} is live", "agentId")
    elif not agent.live:
        message = f"the agent {named} is {quoted(mask(agent.status or ''))}, not live"
        hint = "make it live in the dashboard before the campaign dials"
        yield file.finding("agent-not-live", message, "agentId", Severity.WARNING, hint)
    if not agent.has_prompt:
        yield file.unsure(
            f"the API doesn't return the prompt of the agent {named}: its placeholders are unknown", "agentId"
        )
    elif agent.odd:
        message = f"the agent {named} has {count(agent.odd, 'placeholder')} without a plain name between the braces"
        yield file.unsure(message, "agentId", "check in the dashboard what fills them")
    yield from _of_placeholders(file, agent)


def _of_placeholders(file: _Checked, agent: Agent) -> Iterator[Finding]:
    defaults = file.campaign.dynamicVariables or {}
    filled = {name for name, value in defaults.items() if str(value).strip()}
    columns = _columns(file)
    left = [name for name in agent.placeholders if name not in filled and name not in (columns or ())]
    if columns is None and left:
        message = f"the list wasn't read: whether its columns fill {header.quoted_names(left)} isn't known"
        hint = "pass `--fetch` to read it" if file.desired.unread else "fix the list, then run it again"
        yield file.unsure(message, "contacts", hint)
        return
    for name in left:
        near = header.nearest(name, [*(columns or ()), *filled])
        hint = "add a column of that name, or a default"
        if near is not None:
            hint = f"{quoted(near)} is close: rename it as the agent spells it"
        hint += "; ignore this if a tool or the conversation fills it"
        message = f"no column or default fills the agent's placeholder {quoted(name)}"
        yield file.finding("placeholder-unfilled", message, "contacts", Severity.WARNING, hint)


def _columns(file: _Checked) -> list[str] | None:
    """Return the names under which columns are sent, without the phone column; None where the list wasn't read."""
    source, contacts = file.campaign.contacts, file.desired.contacts
    if source.columns is not None:
        return list(source.columns.values())
    if contacts is None:
        return None
    phones = header.phone_columns(contacts.columns, source)
    return [name for place, name in enumerate(contacts.columns) if place not in phones]


def _of_number(file: _Checked, listed: AccountNumber | None, *, complete: bool) -> Iterator[Finding]:
    named = quoted(file.campaign.sipPhoneNumber)
    if listed is None and complete:
        message, hint = (
            f"the account has no number {named}",
            "use one of the account's numbers, or add this one in the dashboard",
        )
        yield file.finding("number-missing", message, "sipPhoneNumber", Severity.ERROR, hint)
    elif listed is None:
        yield file.unsure(
            f"the API doesn't list all numbers: whether the account has {named} is unknown", "sipPhoneNumber"
        )
    elif listed.active is None:
        yield file.unsure(f"the API doesn't say whether the number {named} is active", "sipPhoneNumber")
    elif not listed.active:
        hint = "make it active in the dashboard before the campaign dials"
        message = f"the number {named} isn't active"
        yield file.finding("number-inactive", message, "sipPhoneNumber", Severity.WARNING, hint)
