"""The agents and phone numbers of the sandbox's account."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from runner.sandbox import openapi
from runner.sandbox.create_request import with_prefix

_LISTS = {"agents": ("Agent", "agentId"), "phoneNumbers": ("PhoneNumber", "sipPhoneNumber")}


@dataclass(frozen=True, slots=True)
class Account:
    """What the account has; both are None without a file: then every agent exists, and there is no list of numbers."""

    agents: Mapping[str, dict[str, Any]] | None = None
    phoneNumbers: Sequence[dict[str, Any]] | None = None

    def agent(self, agentId: str) -> dict[str, Any] | None:
        """Return an agent as the API does; None where there is none with that id."""
        if openapi.shape("CampaignCreate").fields["agentId"].problem(agentId):
            return None
        name = with_prefix(agentId)
        if self.agents is not None:
            return self.agents.get(name)
        return {
            "agentId": name,
            "agentName": "Sandbox agent",
            "instructions": "You talk to nobody.",
            "welcomeMessageType": "static",
            "welcomeMessage": "Hello.",
            "agentSettings": {"language": "en-US", "aiStartsConversation": True},
            "tools": [],
        }


def read(path: Path) -> Account:
    """Read an account from JSON, with its entries in the API's form; ValueError or OSError where it can't be read."""
    whole = openapi.read_json(path.read_bytes())
    if not isinstance(whole, dict) or whole.keys() != _LISTS.keys():
        raise ValueError(f"isn't an object of {' and '.join(f'`{key}`' for key in _LISTS)}")
    for key, (schema, name) in _LISTS.items():
        for entry in _entries(whole[key], key):
            if problems := [*_problems(entry, openapi.shape(schema), name)]:
                raise ValueError(f"has an entry in `{key}` that breaks a rule: {'; '.join(problems)}")
    agents = [{**agent, "agentId": with_prefix(agent["agentId"])} for agent in whole["agents"]]
    return Account({agent["agentId"]: agent for agent in agents}, whole["phoneNumbers"])


def _problems(entry: Mapping[str, Any], shape: openapi.Shape, name: str) -> Iterator[str]:
    yield from (f"{field}: is an unknown field" for field in shape.unknown(entry))
    if name not in entry:
        yield f"{name}: is required"
    for field, rule in shape.fields.items():
        plain = rule.type in ("string", "boolean") and entry.get(field) is not None
        if plain and (problem := rule.problem(entry[field])):
            yield f"{field}: {problem}"


def _entries(listed: Any, key: str) -> list[dict[str, Any]]:
    if not isinstance(listed, list) or not all(isinstance(entry, dict) for entry in listed):
        raise ValueError(f"has no list of objects in `{key}`")
    return listed
