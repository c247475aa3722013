"""Replaces what differs from run to run in a command's JSON: ids, paths, ports, instants around now, sentences."""

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

PROSE = ("message", "hint", "assumed")
"""The keys whose values are sentences."""
BEFORE, AFTER = timedelta(minutes=1), timedelta(minutes=20)
"""An instant from so long before a story begins until so long after now is the clock's, not the files'."""

_VARIES = re.compile(
    r"(?P<instant>\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:\d\d))"
    r"|(?P<campaign>\bcamp[_-]\w+)|(?P<commit>\b[0-9a-f]{40}\b)|(?P<id>\b[0-9a-f]{32}\b)"
)


@dataclass
class Normalizer:
    """Gives each id of one story a number in the order of appearance; `texts` counts the sentences left out, by key.

    `places` are the texts of this machine, such as a folder, and what is put in their place.
    """

    places: Mapping[str, str]
    texts: Counter[str] = field(default_factory=Counter)
    began: datetime = field(default_factory=lambda: datetime.now(UTC))
    _aliases: dict[str, str] = field(default_factory=dict)

    def value(self, value: Any, key: str = "") -> Any:
        """Return a JSON value without what varies; a sentence becomes a mark that it is there."""
        match value:
            case dict():
                return {self.text(name): self.value(each, name) for name, each in value.items()}
            case list():
                return [self.value(each, key) for each in value]
            case str() if value and key in PROSE:
                self.texts[key] += 1
                return "<text>"
            case str():
                return self.text(value)
            case _:
                return value

    def text(self, text: str) -> str:
        for place, name in self.places.items():
            text = text.replace(place, name)
        return _VARIES.sub(self._alias, text)

    def _alias(self, match: re.Match[str]) -> str:
        text, kind = match[0], match.lastgroup
        if kind == "instant":
            return "<now>" if self._near(text) else text
        return self._aliases.setdefault(text, f"<{kind} {len(self._aliases) + 1}>")

    def _near(self, text: str) -> bool:
        try:
            return self.began - BEFORE <= datetime.fromisoformat(text) <= datetime.now(UTC) + AFTER
        except ValueError:
            return False
