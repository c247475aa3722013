"""What the page on editors says is so: its settings, its commands, and its table of what needs quotes."""

import json
import re
import shlex
from pathlib import Path

import pytest

from runner.yamlfile.nodes import plain_value
from tests.docs.pages import sections
from tests.editors import documents
from tests.editors.language_server import LanguageServer, NotInstalledError, language_server
from tests.paths import ROOT
from tests.project import Project

PAGE = (ROOT / "docs" / "how-to" / "editor.md").read_text(encoding="utf-8")
TABLE = re.findall(r"^\| (`.*?) \|", PAGE, flags=re.MULTILINE)
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


def test_the_words_of_the_table_are_text_here_and_to_an_editor_only_in_quotes(
    editor: LanguageServer, tmp_path: Path
) -> None:
    bare, quoted = ([f"campaignName: {written}" for written in words] for words in (WORDS, map(json.dumps, WORDS)))

    assert len(WORDS) == 7
    assert [plain_value(word) for word in WORDS] == WORDS
    assert sorted(problem.line for problem in editor.problems(files(tmp_path / "bare", bare))) == sorted(bare)
    assert editor.problems(files(tmp_path / "quoted", quoted)) == []


def test_what_the_page_calls_text_to_both_is(editor: LanguageServer, tmp_path: Path) -> None:
    (line,) = re.findall(r"^(`.*) are text to both\.$", PAGE, flags=re.MULTILINE)

    texts = [f"campaignName: {word}" for word in re.findall("`(.*?)`", line)]

    assert len(texts) == 4
    assert editor.problems(files(tmp_path, texts)) == []


def files(folder: Path, lines: list[str]) -> dict[Path, str]:
    return {folder / f"{number}.yaml": documents.as_file(f"{line}\n") for number, line in enumerate(lines)}
