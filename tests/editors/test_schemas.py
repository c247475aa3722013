"""The schemas say what editors need, name the time zones of today, and are as SchemaStore takes them."""

import json
import subprocess
from pathlib import Path

import pytest

from runner import timezones, zone_database
from runner.config import schema
from tests.editors.language_server import SERVER, NotInstalledError, node
from tests.paths import ROOT
from tools import editor_schemas

SCHEMAS = sorted((ROOT / "schemas").glob("*.schema.json"))
STRICT = """
const Ajv = require("ajv").default
const ajv = new Ajv({strictTypes: false, strictTuples: false, allowMatchingProperties: true})
ajv.addVocabulary(["markdownDescription", "defaultSnippets", "errorMessage", "patternErrorMessage"])
for (const format of ["date", "date-time"]) ajv.addFormat(format, true)
for (const path of process.argv.slice(1)) ajv.compile(JSON.parse(require("fs").readFileSync(path)))
"""
"""How SchemaStore compiles a schema with lists of types. Source: `ajvFactory` in its cli.js."""


@pytest.mark.parametrize("name", schema.ZONE_FIELDS)
def test_what_editors_read_is_up_to_date(name: str) -> None:
    written = (ROOT / "schemas" / f"{name}.schema.json").read_text(encoding="utf-8")

    assert written == editor_schemas.text(name), "run `make schemas`"


def test_every_time_zone_that_an_editor_offers_is_one() -> None:
    names = schema.zone_field(schema.load("campaign"), "campaign")["enum"]

    assert set(names) == zone_database.names()
    assert [name for name in names if timezones.iana_zone(name) is None] == []


def test_the_zone_database_judges_zones_not_the_schema() -> None:
    """The database that is installed may be newer than the schema."""
    for name in schema.ZONE_FIELDS:
        assert "enum" in schema.zone_field(schema.load(name), name)
        assert "enum" not in schema.zone_field(schema.rules(name), name)


@pytest.mark.parametrize("path", SCHEMAS, ids=lambda path: path.name)
def test_a_schema_has_the_address_that_it_would_have_in_schemastore(path: Path) -> None:
    name = path.name.removesuffix(".schema.json")

    loaded = json.loads(path.read_text(encoding="utf-8"))

    assert loaded["$id"] == f"https://www.schemastore.org/campaign-runner-{name}.json"
    assert list(loaded)[:4] == ["$schema", "$id", "title", "description"]
    assert loaded["additionalProperties"] is False


def test_schemastores_validator_compiles_each() -> None:
    try:
        command = [node(), "--eval", STRICT, *map(str, SCHEMAS)]
    except NotInstalledError as exc:
        pytest.skip(f"the schemas aren't compiled by Ajv: {exc}")

    compiled = subprocess.run(command, cwd=SERVER, capture_output=True, text=True)

    assert (compiled.returncode, compiled.stderr) == (0, "")
