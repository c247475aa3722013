"""Write into the schemas of files what only editors read: the names of the time zones, and descriptions as Markdown."""

import json
import re
from pathlib import Path
from typing import Any

import yaml

from runner import zone_database
from runner.config import schema, suggestions

FOLDER = Path(__file__).parent.parent / "schemas"
ESCAPED = re.compile(r"[\\`*_{}\[\]#+!]")
"""What the YAML language server escapes in a description, so that backticks are shown as such."""


class _Dumper(yaml.SafeDumper):
    """Writes what is text by the core schema of YAML 1.2 without quotes: `off`, `2026-12-24`."""


_Dumper.yaml_implicit_resolvers = {
    first: [(tag, form) for tag, form in forms if not tag.endswith((":bool", ":timestamp"))]
    for first, forms in yaml.SafeDumper.yaml_implicit_resolvers.items()
}
_Dumper.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile("true|false"), list("tf"))


def main() -> None:
    for name in schema.ZONE_FIELDS:
        (FOLDER / f"{name}.schema.json").write_text(text(name), encoding="utf-8")


def text(name: str) -> str:
    """Return the text of a schema's file, with what editors read."""
    loaded = schema.load(name)
    schema.zone_field(loaded, name)["enum"] = sorted(zone_database.names())
    return json.dumps(_described(loaded), indent=2, ensure_ascii=False) + "\n"


def _described(part: Any) -> Any:
    if isinstance(part, list):
        return [_described(each) for each in part]
    if not isinstance(part, dict):
        return part
    described: dict[str, Any] = {}
    for key, value in part.items():
        if key != "markdownDescription":
            described[key] = value if key in ("examples", "defaultSnippets") else _described(value)
        if key == "description" and isinstance(value, str) and (markdown := _markdown(value, part)) is not None:
            described["markdownDescription"] = markdown
    return described


def _markdown(description: str, field: dict[str, Any]) -> str | None:
    """Return a description with the examples that are snippets; None where it reads the same as it is."""
    snippets = suggestions.examples({**field, "examples": []})
    examples = [yaml.dump(snippet, Dumper=_Dumper, sort_keys=False) for snippet in snippets]
    if not examples and not ESCAPED.search(description):
        return None
    return description + "".join(f"\n\nExample:\n\n```yaml\n{example}```" for example in examples)


if __name__ == "__main__":
    main()
