"""An editor underlines nothing in the examples, in what `init` writes and in the pages, but what a page calls wrong."""

import re
from importlib.resources import files
from pathlib import Path

from runner.config import schema
from runner.yamlfile.editor import as_scalar
from tests.editors import documents
from tests.editors.language_server import LanguageServer
from tests.paths import ROOT
from tests.project import Project

KEYS = [key for name in ("defaults", "policy") for key in schema.load(name)["properties"]]
VENDORS = {
    "action.yml": "github-actions",
    ".github/workflows/*.yml": "github-workflows",
    "examples/workflows/*.yml": "github-workflows",
    "examples/gitlab/.gitlab-ci.yml": "gitlab-ci",
}
MISTAKES = {
    'sipPhoneNumber: "+1 (415) 555-0100"',
    "scheduledTime: 14:00            # after lunch",
    "scheduledTimezone: america/new_york",
    "scheduledTimezone: America/Los_Angelos",
    'concurentCalls: "2"',
    "agentId:",
}
"""The lines that pages show to say how they are corrected."""


def test_no_example_has_a_problem(editor: LanguageServer) -> None:
    texts = {path: path.read_text(encoding="utf-8") for path in (ROOT / "campaigns").glob("*.yaml")}

    assert len(texts) == 3
    assert all(text.startswith("# yaml-language-server: $schema=") for text in texts.values())
    assert editor.problems(texts) == []


def test_neither_has_what_init_writes_nor_what_it_proposes_in_comments(
    editor: LanguageServer, project: Project
) -> None:
    assert project.run("init").code == 0
    written = {path: path.read_text(encoding="utf-8") for path in sorted(project.directory.glob("*.yaml"))}
    line = re.compile(rf"^# (?=(?:{'|'.join(KEYS)}): )", flags=re.MULTILINE)
    proposed = {path.with_stem(f"{path.stem}-2"): line.sub("", text) for path, text in written.items()}

    assert [path.name for path in written] == ["defaults.yaml", "first.yaml", "policy.yaml"]
    assert editor.problems(written | proposed) == []


def test_a_mistake_is_explained_in_words_and_not_by_a_pattern_or_a_long_list(
    editor: LanguageServer, tmp_path: Path
) -> None:
    block = (
        "sipPhoneNumber: 14155550100x\n"
        "scheduledDate: 1 Dec 2030\n"
        "scheduledTime: 2 pm\n"
        "scheduledTimezone: America/Los_Angelos\n"
    )

    problems = editor.problems({tmp_path / "q4.yaml": documents.as_file(block)})

    assert [problem.message for problem in problems] == [
        "Not a phone number in E.164 form: write it like +14155550123.",
        "Not a date as YYYY-MM-DD: write it like 2026-12-01.",
        "Not a time as HH:mm:ss: write it like 12:00:00.",
        "Not a time zone of the IANA database: write an Area/City name such as America/New_York.",
    ]


def test_in_the_pages_only_what_they_call_a_mistake_is_one(editor: LanguageServer, tmp_path: Path) -> None:
    texts = {tmp_path / f"{number}.yaml": documents.as_file(block) for number, block in enumerate(documents.blocks())}

    assert len(texts) > 30
    assert {problem.line for problem in editor.problems(texts)} == MISTAKES


def test_no_workflow_that_readers_copy_has_a_problem(editor: LanguageServer) -> None:
    """By the schemas that editors have from SchemaStore, of which check-jsonschema ships copies."""
    schemas = files("check_jsonschema").joinpath("builtin_schemas", "vendor")
    texts = {
        path: f"# yaml-language-server: $schema=file://{schemas}/{name}.json\n" + path.read_text(encoding="utf-8")
        for pattern, name in VENDORS.items()
        for path in ROOT.glob(pattern)
    }

    assert len(texts) > 12
    assert editor.problems(texts) == []


def test_a_text_that_fix_writes_is_one_to_an_editor_too(editor: LanguageServer, tmp_path: Path) -> None:
    texts = ["+14155550100", "0x1F", "0o17", "0012", ".5", "-.Inf", ".NaN", "NULL", "True", "12:00:00", "no"]
    written = {
        tmp_path / f"{number}.yaml": documents.as_file(f"campaignName: {as_scalar(text, 'Q4')}\n")
        for number, text in enumerate(texts)
    }

    assert editor.problems(written) == []
