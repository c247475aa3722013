"""The YAML that a reader copies into an editor from the README and from the pages under docs/."""

import re
from pathlib import Path

from runner.config import schema
from tests.paths import ROOT

PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
KEYS = sorted({key for name in schema.ZONE_FIELDS for key in schema.load(name)["properties"]})
POLICY = schema.load("policy")["properties"].keys() - {"consent"}
WHOLE = {
    "campaignName": "Q4",
    "isScheduled": "true",
    "scheduledDate": "2030-12-03",
    "scheduledTime": "12:00:00",
    "contacts": "contacts/q4.csv",
}
"""What the file of a campaign must have, where a page shows a part of one."""


def blocks() -> list[str]:
    """Return every block of YAML that has a key of ours, or names one of our schemas."""
    pages = "\n".join(page.read_text(encoding="utf-8") for page in PAGES)
    found = re.findall(r"^```ya?ml\n(.*?)^```", pages, flags=re.DOTALL | re.MULTILINE)
    ours = re.compile(rf"^(?:(?:{'|'.join(KEYS)}):|# yaml-language-server)", flags=re.MULTILINE)
    return [block for block in found if ours.search(block)]


def as_file(block: str) -> str:
    """Return a file that says no more than a block: with its schema, and with what a campaign must have."""
    keys = re.findall(r"^(\w+):", block, flags=re.MULTILINE)
    own = re.sub(r"^# yaml-language-server:.*\n", "", block)
    if "defaults.yaml" in own.partition("\n")[0]:
        return modeline("defaults") + own
    if POLICY.intersection(keys) or "maxAgeDays" in own:
        return modeline("policy") + own
    rest = "".join(f"{key}: {value}\n" for key, value in WHOLE.items() if key not in keys)
    return modeline("campaign") + own + rest


def modeline(name: str) -> str:
    """Return the line that names a file's schema, one of this repository."""
    return f"# yaml-language-server: $schema={schema_uri(name)}\n"


def schema_uri(name: str) -> str:
    return Path(ROOT / "schemas" / f"{name}.schema.json").as_uri()
