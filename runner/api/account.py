"""Agents and phone numbers of the account; the API's answers contain secrets, so nothing else of them is kept."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from runner.api.values import digits, identifier, known, text
from runner.formatting import one_line

_BRACES = re.compile(r"\{\{([^{}]*)\}\}")
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,63}")
# `Live` in the newest documentation, `active` in older; the other values aren't documented.
_LIVE = frozenset({"live", "active"})


@dataclass(frozen=True, slots=True)
class Agent:
    """An agent as the API holds it; None is a field that the answer didn't have.

    `placeholders` are the names between double braces in its texts, and `odd` counts braces around something else; the
    texts themselves aren't kept. `has_prompt` tells whether the answer had a prompt.
    """

    id: str | None = None
    name: str | None = None
    status: str | None = None
    placeholders: tuple[str, ...] = ()
    odd: int = 0
    has_prompt: bool = False

    @classmethod
    def read(cls, body: Any) -> "Agent":
        """Read an Agent object of any API version; a field of the wrong type counts as absent."""
        if not isinstance(body, dict):
            return cls()
        settings = body.get("agentSettings")
        prompts = [body.get("instructions"), settings.get("globalPrompt") if isinstance(settings, dict) else None]
        texts = [part for part in (*prompts, body.get("welcomeMessage")) if isinstance(part, str)]
        inner = [each.strip() for part in texts for each in _BRACES.findall(part)]
        names = [each for each in inner if _NAME.fullmatch(each)]
        return cls(
            id=identifier(body.get("agentId")),
            name=known(text(body.get("agentName"))) or known(text(body.get("name"))),
            status=known(text(body.get("status"))),
            placeholders=tuple(sorted(set(names))),
            odd=len(inner) - len(names),
            has_prompt=any(isinstance(prompt, str) for prompt in prompts),
        )

    @property
    def live(self) -> bool | None:
        """Whether the agent takes calls; None where the answer doesn't say."""
        return None if self.status is None else self.status.strip().casefold() in _LIVE


@dataclass(frozen=True, slots=True)
class AccountNumber:
    """A phone number of the account by its `digits`; None is a field that the answer didn't have."""

    digits: str | None = None
    name: str | None = None
    active: bool | None = None

    @classmethod
    def read(cls, body: Any) -> "AccountNumber":
        """Read an entry of the list of numbers; API versions have different names for the number itself."""
        if not isinstance(body, dict):
            return cls()
        names = ("sipPhoneNumber", "phoneNumber", "outboundPhoneNumber")
        active = body.get("active")
        return cls(
            digits=next(filter(None, (digits(body.get(name)) for name in names)), None),
            name=known(text(body.get("friendlyName"))),
            active=active if isinstance(active, bool) else None,
        )


@dataclass(frozen=True, slots=True)
class AccountNumbers:
    """The requested numbers of the account by their digits; `complete` where the whole list was read."""

    by_digits: Mapping[str, AccountNumber]
    complete: bool


@dataclass(frozen=True, slots=True)
class Caller:
    """The account's names for a campaign's agent and number; None without one."""

    agent: str | None = None
    number: str | None = None

    def labels(self) -> Iterator[str]:
        """Yield what is shown after the number and after the agent's id: the name in parentheses, or nothing."""
        for name in (self.number, self.agent):
            yield f" ({one_line(name.strip(), 40)})" if name and name.strip() else ""
