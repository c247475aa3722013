"""Values that nobody has filled in yet: what `campaigns init` writes, and what people write in its place."""

import hashlib
import re
from typing import TYPE_CHECKING, Any

from runner.findings import Finding, Findings
from runner.formatting import quoted

if TYPE_CHECKING:
    from runner.yamlfile.document import Document

AGENT = "replace-with-your-agent"
NUMBER = "+15555550100"
LIST = "Phone Number,customer_name\n+14155550101,Ada\n+14155550102,\n"
"""What `campaigns init` writes; nobody has a number with the area code 555."""
# An id that is made of filler words alone is nobody's, if one of them is telling.
_TELLING = (
    r"your|replace|insert|enter|paste|placeholder|dummy|example|to[\W_]*do|tbd|tba|fixme|change[\W_]*me|null|none|nil|"
    "undefined|unknown|missing|empty|blank|agent|identifier|value|name|string|x{3,}|0{3,}"
)
_WORDS = (
    "yours?|my|the|an|this|that|some|of|with|from|in|here|goes|put|enter|insert|paste|add|set|fill|replace|change|"
    "choose|use|me|to|do|be|done|determined|agent|ids?|identifier|value|name|placeholder|dummy|example|tbd|tba|"
    "fixme|null|nil|none|undefined|unknown|missing|empty|blank|string|dashboard|api|sigmamind|x{3,}+|0{3,}+"
)
_FILLER = re.compile(rf"(?=.*(?:{_TELLING}))[\W_]*(?:(?:{_WORDS})[\W_]*)+", re.IGNORECASE)
# `<agent>`, `{{ agent }}`, `${AGENT_ID}`, `$AGENT_ID`, `%AGENT_ID%`, `[agent]`, `…`
_TEMPLATE = re.compile(r".*[<>{}].*|\[.*\]|\(.*\)|\$\w+|%\w+%|[\W_]+", re.DOTALL)
# No number of North America has these area codes, or fewer than ten digits.
_NUMBER = re.compile(r"\+1(?:555\d{7}|0{6,14}|1{6,14}|([2-79])\1{9}|234567(?:8|89|890)?)")


def check_filled_in(document: "Document", findings: Findings) -> None:
    """Add an error for an agent and for a number that are placeholders."""
    fields: Any = document.value if isinstance(document.value, dict) else {}
    agent, number = fields.get("agentId"), fields.get("sipPhoneNumber")
    if isinstance(agent, str) and _is_filler(agent):
        hint = "copy the agent's id from the dashboard: it looks like `D5D0p7TUs66TTAEAx`"
        findings.add(_finding(document, ("agentId",), f"`agentId` is the placeholder {quoted(agent)}", hint))
    if isinstance(number, str) and _NUMBER.fullmatch(number):
        message = f"`sipPhoneNumber` is the placeholder {quoted(number)}"
        findings.add(_finding(document, ("sipPhoneNumber",), message, "write your number, enabled for outbound calls"))


def unfilled_list(document: "Document", path: str) -> Finding:
    """Return the error about a list that is still the one that `campaigns init` wrote."""
    message = f"{quoted(path)} is still the example that `campaigns init` wrote"
    return _finding(
        document,
        ("contacts", "path"),
        message,
        "put your list in its place: the first campaign should call your own phone",
    )


def is_example_list(sha256: str) -> bool:
    """Whether a list's bytes are those that `campaigns init` writes; git may have changed its line ends."""
    return sha256 in {hashlib.sha256(LIST.replace("\n", end).encode()).hexdigest() for end in ("\n", "\r\n")}


def _is_filler(text: str) -> bool:
    text = text.strip()
    return text.isprintable() and bool(_FILLER.fullmatch(text) or _TEMPLATE.fullmatch(text))


def _finding(document: "Document", route: tuple[str, ...], message: str, hint: str) -> Finding:
    return document.finding("not-filled-in", message, route, at_value=True, hint=hint)
