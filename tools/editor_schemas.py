"""Write into the schemas of files what only editors read: names of time zones, Markdown, and messages."""

import json
import re
from pathlib import Path
from typing import Any

import yaml

from runner import zone_database
from runner.config import schema, schema_errors, suggestions

FOLDER = Path(__file__).parent.parent / "schemas"
ESCAPED = re.compile(r"[\\`*_{}\[\]#+!]")
"""What the YAML language server escapes in a description, so that backticks are shown as such."""
FORMS = {**schema_errors.FORMS, "hours": schema_errors.FORMS["monFri"]}
NO_ZONE = "Not a time zone of the IANA database: write an Area/City name such as America/New_York."
"""The server's own message lists all of them."""


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
    schema.zone_field(loaded, name).update(enum=sorted(zone_database.names()), errorMessage=NO_ZONE)
    return json.dumps(_with_help(loaded, ""), indent=2, ensure_ascii=False) + "\n"


def _with_help(part: Any, name: str) -> Any:
    """Return a part of a schema with its help; `name` is that of its property or definition."""
    if isinstance(part, list):
        return [_with_help(each, name) for each in part]
    if not isinstance(part, dict):
        return part
    whole: dict[str, Any] = {}
    for key, value in part.items():
        whole[key] = value if key in ("examples", "defaultSnippets") else _with_help(value, _name(key, name))
        if key == "description" and isinstance(value, str) and (markdown := _markdown(value, part)) is not None:
            whole["markdownDescription"] = markdown
        if key == "pattern" and isinstance(value, str) and name in FORMS:
            whole["patternErrorMessage"] = f"Not {FORMS[name]}: write it like {part['examples'][0]}."
    return whole


def _name(key: str, name: str) -> str:
    return name if key in ("properties", "definitions", "items") else key


def _markdown(description: str, field: dict[str, Any]) -> str | None:
    """Return a description with the examples that are snippets; None where it reads the same as it is."""
    snippets = suggestions.examples({**field, "examples": []})
    examples = [yaml.dump(snippet, Dumper=_Dumper, sort_keys=False) for snippet in snippets]
    if not examples and not ESCAPED.search(description):
        return None
    return description + "".join(f"\n\nExample:\n\n```yaml\n{example}```" for example in examples)


if __name__ == "__main__":
    main()
