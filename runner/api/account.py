"""What the API says of who calls, an agent and a number; its answers hold secrets: nothing else of them is kept."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from runner.api.responses import identifier, number, text
from runner.formatting import one_line

_BRACES = re.compile(r"\{\{([^{}]*)\}\}")
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,63}")
# `Live` in the newest documentation, `active` in older; the other values aren't documented.
_LIVE = frozenset({"live", "active"})


@dataclass(frozen=True, slots=True)
class Agent:
    """An agent as the API holds it; None is a field that the answer didn't have.

    `placeholders` are the names between double braces in its texts, and `odd` counts braces with something else between
    them; the texts themselves aren't kept. `prompted` tells whether the answer had a prompt at all.
    """

    id: str | None = None
    name: str | None = None
    status: str | None = None
    placeholders: tuple[str, ...] = ()
    odd: int = 0
    prompted: bool = False

    @classmethod
    def read(cls, body: Any) -> "Agent":
        """Read an Agent object of any version of the API; what isn't of its type counts as not there."""
        if not isinstance(body, dict):
            return cls()
        settings = body.get("agentSettings")
        prompts = [body.get("instructions"), settings.get("globalPrompt") if isinstance(settings, dict) else None]
        written = [part for part in (*prompts, body.get("welcomeMessage")) if isinstance(part, str)]
        between = [found.strip() for part in written for found in _BRACES.findall(part)]
        names = [found for found in between if _NAME.fullmatch(found)]
        return cls(
            id=identifier(body.get("agentId")),
            name=text(body.get("agentName")) or text(body.get("name")),
            status=text(body.get("status")),
            placeholders=tuple(sorted(set(names))),
            odd=len(between) - len(names),
            prompted=any(isinstance(prompt, str) for prompt in prompts),
        )

    @property
    def live(self) -> bool | None:
        """Whether it takes calls; None where the answer doesn't say."""
        return None if self.status is None else self.status.strip().casefold() in _LIVE


@dataclass(frozen=True, slots=True)
class AccountNumber:
    """A phone number of the account: its `digits`, and None for a field that the answer didn't have."""

    digits: str | None = None
    name: str | None = None
    active: bool | None = None

    @classmethod
    def read(cls, body: Any) -> "AccountNumber":
        """Read an entry of the list of numbers, under any of the names that pages have for the number itself."""
        if not isinstance(body, dict):
            return cls()
        names = ("sipPhoneNumber", "phoneNumber", "outboundPhoneNumber")
        active = body.get("active")
        return cls(
            digits=next(filter(None, (number(body.get(name)) for name in names)), None),
            name=text(body.get("friendlyName")),
            active=active if isinstance(active, bool) else None,
        )


@dataclass(frozen=True, slots=True)
class AccountNumbers:
    """Those of the account's numbers that were asked for, by their digits; `complete` where all of them were read."""

    found: Mapping[str, AccountNumber]
    complete: bool


@dataclass(frozen=True, slots=True)
class Caller:
    """The names that the account has for a campaign's agent and number; None where it has none."""

    agent: str | None = None
    number: str | None = None

    def labels(self) -> Iterator[str]:
        """Give what is shown behind the number and behind the agent's id: nothing, or the name in brackets."""
        for name in (self.number, self.agent):
            yield f" ({one_line(name.strip(), 40)})" if name and name.strip() else ""
