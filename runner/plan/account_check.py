"""Holds what would be sent against the account: its agents with their placeholders, and its numbers."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from runner.api.account import AccountNumber, AccountNumbers, Agent, Caller
from runner.api.responses import mask, number
from runner.config.campaign import Campaign
from runner.contacts.csvfile import header
from runner.findings import Finding, Findings, Severity
from runner.formatting import count, quoted
from runner.plan.change import Change
from runner.plan.desired import Desired
from runner.plan.plan import Plan
from runner.yamlfile.document import Document

if TYPE_CHECKING:
    from runner.api.client import Client

_DASHBOARD = "look it up in the dashboard"


def check(made: Plan, client: "Client") -> Plan:
    """Add to each campaign that would be sent what the account says of its agent and its number.

    Each agent is read once, the list of numbers too. ApiError where the key is refused, or no answer comes.
    """
    asked = [(change, one) for change in made.changes if (one := _asked(change))]
    if not asked:
        return made
    agents = {agent_id: client.agent(agent_id) for agent_id in dict.fromkeys(one.campaign.agentId for _, one in asked)}
    numbers = client.numbers({one.campaign.sipPhoneNumber for _, one in asked})
    judged = {change.path: _judged(change, one, agents[one.campaign.agentId], numbers, made) for change, one in asked}
    return replace(made, changes=tuple(judged.get(change.path, change) for change in made.changes))


@dataclass(frozen=True, slots=True)
class _Asked:
    """What a file asks for, and where it says so."""

    campaign: Campaign
    document: Document
    desired: Desired

    def finding(self, code: str, message: str, key: str, severity: Severity, hint: str) -> Finding:
        return self.document.finding(code, message, (key,), at_value=key != "contacts", severity=severity, hint=hint)

    def unsure(self, message: str, key: str, hint: str = _DASHBOARD) -> Finding:
        return self.finding("online-unsure", message, key, Severity.INFO, hint)


def _asked(change: Change) -> _Asked | None:
    wanted = change.desired
    if change.action not in ("create", "blocked", "unknown") or wanted is None:
        return None
    return _Asked(wanted.campaign, wanted.document, wanted) if wanted.campaign and wanted.document else None


def _judged(change: Change, asked: _Asked, agent: Agent | None, numbers: AccountNumbers, made: Plan) -> Change:
    listed = numbers.by_digits.get(number(asked.campaign.sipPhoneNumber) or "")
    found = Findings([*_of_agent(asked, agent), *_of_number(asked, listed, complete=numbers.complete)])
    names = Caller(agent.name if agent else None, listed.name if listed else None)
    return replace(change.against(found.with_severities(made.policy.severities)), caller=names)


def _of_agent(asked: _Asked, agent: Agent | None) -> Iterator[Finding]:
    named = quoted(asked.campaign.agentId)
    if agent is None:
        hint = "copy the agent's id from the dashboard; SIGMAMIND_API_KEY must be of the agent's account"
        yield asked.finding("agent-missing", f"the account has no agent {named}", "agentId", Severity.ERROR, hint)
        return
    if agent.id is None:
        yield asked.unsure(f"the API's answer tells nothing of the agent {named}", "agentId")
        return
    if agent.live is None:
        yield asked.unsure(f"the API doesn't say whether the agent {named} is live", "agentId")
    elif not agent.live:
        message = f"the agent {named} is {quoted(mask(agent.status or ''))}, not live"
        hint = "make it live in the dashboard before the campaign dials"
        yield asked.finding("agent-not-live", message, "agentId", Severity.WARNING, hint)
    if not agent.has_prompt:
        yield asked.unsure(
            f"the API doesn't give the prompt of the agent {named}: its placeholders aren't known", "agentId"
        )
    elif agent.odd:
        message = f"the agent {named} has {count(agent.odd, 'pair')} of double braces that hold no plain name"
        yield asked.unsure(message, "agentId", "see in the dashboard what fills them")
    yield from _of_placeholders(asked, agent)


def _of_placeholders(asked: _Asked, agent: Agent) -> Iterator[Finding]:
    defaults = asked.campaign.dynamicVariables or {}
    filled = {name for name, value in defaults.items() if str(value).strip()}
    columns = _columns(asked)
    left = [name for name in agent.placeholders if name not in filled and name not in (columns or ())]
    if columns is None and left:
        message = f"the list isn't read: whether its columns fill {header.quoted_names(left)} isn't known"
        hint = "read it with `--fetch`" if asked.desired.unread else "mend the list, then ask again"
        yield asked.unsure(message, "contacts", hint)
        return
    for name in left:
        near = header.nearest(name, [*(columns or ()), *filled])
        hint = (
            f"{quoted(near)} is near: call it as the agent does" if near else "add a column of that name, or a default"
        )
        hint += "; there is nothing to do where a tool or the conversation fills it"
        message = f"the agent's placeholder {quoted(name)} is filled by no column and no default"
        yield asked.finding("placeholder-unfilled", message, "contacts", Severity.WARNING, hint)


def _columns(asked: _Asked) -> list[str] | None:
    """Give the names under which columns are sent, the number's aside; None where the list wasn't read."""
    source, contacts = asked.campaign.contacts, asked.desired.contacts
    if source.columns is not None:
        return list(source.columns.values())
    if contacts is None:
        return None
    phones = header.phone_columns(contacts.columns, source)
    return [name for place, name in enumerate(contacts.columns) if place not in phones]


def _of_number(asked: _Asked, listed: AccountNumber | None, *, complete: bool) -> Iterator[Finding]:
    named = quoted(asked.campaign.sipPhoneNumber)
    if listed is None and complete:
        message, hint = f"the account has no number {named}", "write one of the account's, or add it in the dashboard"
        yield asked.finding("number-missing", message, "sipPhoneNumber", Severity.ERROR, hint)
    elif listed is None:
        yield asked.unsure(
            f"the API doesn't list all numbers: whether {named} is the account's isn't known", "sipPhoneNumber"
        )
    elif listed.active is None:
        yield asked.unsure(f"the API doesn't say whether the number {named} is active", "sipPhoneNumber")
    elif not listed.active:
        hint = "make it active in the dashboard before the campaign dials"
        message = f"the number {named} isn't active"
        yield asked.finding("number-inactive", message, "sipPhoneNumber", Severity.WARNING, hint)
