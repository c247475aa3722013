"""An editor explains every key over which the pointer rests, and offers the keys and values that may be written."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from runner import zone_database
from runner.config import schema
from tests.editors.documents import modeline
from tests.editors.language_server import LanguageServer

FILES = ("campaign", "defaults", "policy")


class Key(NamedTuple):
    """A key without its value: the lines that lead to it, its own the last, and its field in the schema."""

    lines: tuple[str, ...]
    field: dict[str, Any]


def keys(part: dict[str, Any], root: dict[str, Any], above: tuple[str, ...] = (), indent: str = "") -> Iterator[Key]:
    """Yield every key that may be written in a file, or in one of its mappings and lists."""
    for name, field in part.get("properties", {}).items():
        resolved = root["definitions"][field["$ref"].rpartition("/")[2]] if "$ref" in field else field
        lines = (*above, f"{indent}{name}: ")
        inner = " " * len(indent) + "  "
        yield Key(lines, resolved)
        yield from keys(resolved, root, lines, inner)
        yield from keys(resolved.get("items", {}), root, lines, f"{inner}- ")


def show(editor: LanguageServer, path: Path, name: str, *lines: str) -> tuple[Path, int, int]:
    """Open a file with these lines below that of its schema, and return where it ends."""
    editor.open(path, modeline(name) + "\n".join(lines))
    return path, len(lines), len(lines[-1])


@pytest.mark.parametrize("name", FILES)
def test_every_key_has_its_explanation_and_a_value_to_choose(editor: LanguageServer, tmp_path: Path, name: str) -> None:
    loaded = schema.load(name)

    for number, key in enumerate(keys(loaded, loaded)):
        path, line, column = show(editor, tmp_path / f"{number}.yaml", name, *key.lines)
        title, _, explanation = editor.hover(path, line, column - 3).partition("\n\n")
        offered = editor.completions(path, line, column)

        assert title == f"#### {key.field['title']}"
        assert explanation.startswith(key.field["description"])
        assert offered
        assert "object Object" not in str(offered)


@pytest.mark.parametrize("name", FILES)
def test_every_key_is_offered_where_it_may_be_written(editor: LanguageServer, tmp_path: Path, name: str) -> None:
    loaded = schema.load(name)
    above = {lines[:-1] for lines, _ in keys(loaded, loaded)}

    for number, lines in enumerate(sorted(above)):
        expected = {key.lines[-1] for key in keys(loaded, loaded) if key.lines[:-1] == lines}
        indent = re.match(r"[ -]*", min(expected))[0]  # type: ignore[index]
        place = show(editor, tmp_path / f"{number}.yaml", name, *lines, indent)

        assert {f"{indent}{key}: " for key in editor.completions(*place)} >= expected


@pytest.mark.parametrize(
    ("name", "lines"),
    [
        ("campaign", ["scheduledTimezone: "]),
        ("defaults", ["scheduledTimezone: "]),
        ("policy", ["callingHours:", "  defaultZones:", "    US: "]),
    ],
)
def test_every_time_zone_is_offered(editor: LanguageServer, tmp_path: Path, name: str, lines: list[str]) -> None:
    assert set(editor.completions(*show(editor, tmp_path / "zone.yaml", name, *lines))) >= zone_database.names()
