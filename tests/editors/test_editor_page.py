"""What the page on editors says is so: its settings, its commands, and its table of what needs quotes."""

import json
import re
import shlex

import pytest

from runner.yamlfile.nodes import plain_value
from tests.docs.pages import sections
from tests.editors import documents
from tests.editors.language_server import LanguageServer, NotInstalledError, language_server
from tests.paths import ROOT
from tests.project import Project

PAGE = ROOT / "docs" / "how-to" / "editor.md"
TABLE = re.findall(r"^\| (`.*?) \|", PAGE.read_text(encoding="utf-8"), flags=re.MULTILINE)
WORDS = [word for row in TABLE for word in re.findall("`(.*?)`", row)]


def test_the_settings_give_each_file_its_schema(project: Project) -> None:
    assert project.run("init").code == 0
    ((_, settings),) = sections("how-to/editor.md")["For all files at once"]
    wrong = {"first.yaml": "foo: 1", "us/q4.yaml": "foo: 1", "us/defaults.yaml": "rows: 1", "policy.yaml": "rows: 1"}
    texts = {project.directory / name: f"{line}\n" for name, line in wrong.items()}

    try:
        with language_server(project.root, json.loads(settings)["yaml.schemas"]) as editor:
            problems = editor.problems(texts)
            keys = {path.name: editor.completions(path, 1, 0) for path in texts}
    except NotInstalledError as exc:
        pytest.skip(f"the settings aren't tried: {exc}")

    assert {problem.path for problem in problems} == set(texts)
    assert "campaignName" in keys["first.yaml"]
    assert "campaignName" in keys["q4.yaml"]
    assert "campaignName" not in keys["defaults.yaml"]
    assert "campaignName" not in keys["policy.yaml"]
    assert "limits" in keys["policy.yaml"]


def test_the_commands_renew_the_schemas_that_init_wrote(project: Project) -> None:
    assert project.run("init").code == 0
    ((_, commands),) = sections("how-to/editor.md")["After an update"]

    assert len(commands.splitlines()) == 3
    for line in commands.splitlines():
        command, _, target = line.partition(" > ")
        assert project.run(*shlex.split(command)[1:]).out == (project.root / target).read_text(encoding="utf-8")


@pytest.mark.parametrize("word", WORDS)
def test_a_word_of_the_table_is_text_here_and_to_an_editor_only_in_quotes(
    editor: LanguageServer, project: Project, word: str
) -> None:
    bare, quoted = (documents.as_file(f"campaignName: {written}\n") for written in (word, f'"{word}"'))

    assert plain_value(word) == word
    assert [problem.line for problem in editor.problems({project.root / "bare.yaml": bare})] == [
        f"campaignName: {word}"
    ]
    assert editor.problems({project.root / "quoted.yaml": quoted}) == []


@pytest.mark.parametrize("word", ["12:00:00", "2030-12-03", "yes", "no"])
def test_what_the_page_calls_text_to_both_is(editor: LanguageServer, project: Project, word: str) -> None:
    assert f"`{word}`" in PAGE.read_text(encoding="utf-8")
    assert editor.problems({project.root / "q4.yaml": documents.as_file(f"campaignName: {word}\n")}) == []
