"""What each finding's code means: the sections of docs/reference/findings.md."""

import functools
import posixpath
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from runner.report.documentation import FINDINGS

_RUNNER = Path(__file__).parent.parent
_PACKAGED = _RUNNER / "docs" / FINDINGS
_PAGE = _PACKAGED if _PACKAGED.is_file() else _RUNNER.parent / "docs" / FINDINGS
_SECTION = re.compile(
    r"^## (?P<code>[a-z0-9-]+)\n\nSeverity: (?P<severity>.+?)\n\n(?P<text>.*?)(?=^## |\Z)", re.MULTILINE | re.DOTALL
)
_GROUP = re.compile(r"^\| ([^|]+) \| (\[[^|]+) \|$", re.MULTILINE)
_LINK = re.compile(r"\[([^\[\]]+)\]\(([^()\s]*)\)")
_PLACE = re.compile(r" \((docs/|https://)\S+\)")
_SENTENCE_END = re.compile(r"(?<=\.)\s+(?=[A-Z`]|campaign-runner)|\n\n")


@dataclass(frozen=True, slots=True)
class Explanation:
    """One section: `severity` is the severities and when each applies, `text` is Markdown without links.

    `group` is what the findings with this code are about, such as `a key or value`.
    """

    code: str
    group: str
    severity: str
    text: str

    @property
    def summary(self) -> str:
        """The first sentence, on one line."""
        return _PLACE.sub("", " ".join(_SENTENCE_END.split(self.text, maxsplit=1)[0].split()))


@functools.cache
def explanations() -> Mapping[str, Explanation]:
    """Return the explanation of every code, in the groups and the order of the page's table."""
    page = _PAGE.read_text(encoding="utf-8")
    sections = {section["code"]: section for section in _SECTION.finditer(page)}
    return {
        code: Explanation(
            code, group, without_links(sections[code]["severity"]).replace("**", ""), _text(sections[code])
        )
        for group, codes in _GROUP.findall(page)
        for code in re.findall(r"\(#([a-z0-9-]+)\)", codes)
    }


def _text(section: re.Match[str]) -> str:
    return without_links(section["text"]).rstrip()


def without_links(text: str) -> str:
    """Return Markdown that names what its links lead to: a code, an address, or a page of the documentation."""
    return _LINK.sub(_named, text)


def _named(link: re.Match[str]) -> str:
    label, target = link[1], link[2]
    if target.startswith("#"):
        return f"`{target[1:]}`" if label == target[1:] else f"{label} (`{target[1:]}`)"
    page = posixpath.join("docs", posixpath.dirname(FINDINGS), target.partition("#")[0])
    place = target if "://" in target else posixpath.normpath(page)
    return place if label in (place, posixpath.basename(place)) else f"{label} ({place})"
