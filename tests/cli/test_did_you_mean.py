"""A word of the command line that is mistyped: what the error says, and what it suggests."""

import pytest

from runner.cli.argument_parser import OTHER_WORDS
from runner.cli.parser import COMMANDS
from runner.did_you_mean import closest, closest_or_longer
from tests.project import Project


@pytest.mark.parametrize(
    ("typed", "message", "hint"),
    [
        ("lpan", "there is no command `lpan`", "did you mean `campaigns plan`?"),
        ("Validate", "there is no command `Validate`", "did you mean `campaigns validate`?"),
        ("val", "there is no command `val`", "did you mean `campaigns validate`?"),
        ("contacts chekc a.csv", "there is no command `chekc`", "did you mean `campaigns contacts check`?"),
        ("nonsense", "there is no command `nonsense`", "`campaigns --help` lists the commands"),
        ("x", "there is no command `x`", "`campaigns --help` lists the commands"),
        ("stop", "there is no command `stop`", "did you mean `campaigns postpone`?"),
        ("contacts stop", "there is no command `stop`", "`campaigns contacts --help` lists the commands"),
        ("help", "there is no command `help`", "did you mean `campaigns --help`?"),
        ("plan --fromat json", "there is no option `--fromat`", "did you mean `--format`?"),
        ("plan --fromat=json", "there is no option `--fromat`", "did you mean `--format`?"),
        ("plan --zzz", "there is no option `--zzz`", "`campaigns plan --help` lists the options"),
        ("--staet file:x.json plan", "there is no option `--staet`", "did you mean `--state`?"),
        ("resolve A --not-creatd", "there is no option `--not-creatd`", "did you mean `--not-created`?"),
        ("contacts fix a.csv --defualt-region GB", "there is no option `--defualt-region`", "`--default-region`?"),
        ("--format json plan", "--format is an option of `campaigns plan`", "write it after the command"),
        ("plan --format jsno", "--format can't be `jsno`", "did you mean `json`?"),
        ("plan --format pdf", "--format can't be `pdf`", "write one of `text`, `json`, `markdown`, `github`"),
        ("--color nevr plan", "--color can't be `nevr`", "did you mean `never`?"),
        ("completion fsih", "SHELL can't be `fsih`", "did you mean `fish`?"),
        ("plan campaigns", "unexpected argument `campaigns`", "`campaigns plan --help` shows what it takes"),
        ("--dir plan status --refresh more", "unexpected argument `more`", "`campaigns status --help` shows"),
        ("import x", "the following arguments are required: --file", "`campaigns import --help` shows how it is"),
        ("schema campain", "there is no schema `campain`", "did you mean `campaign`?"),
        ("schema x", "there is no schema `x`", "there are `campaign`"),
    ],
)
def test_what_was_probably_meant_is_suggested(project: Project, typed: str, message: str, hint: str) -> None:
    result = project.run(*typed.split())

    assert (result.code, result.out) == (2, "")
    first, second, *others = result.err.splitlines()
    assert first == f"error: {message}"
    assert second.startswith("  hint: ")
    assert hint in second
    assert others == []


def test_other_words_lead_to_commands_and_are_none_themselves() -> None:
    assert set(OTHER_WORDS.values()) - {"--help", "--version"} <= COMMANDS.keys()
    assert not OTHER_WORDS.keys() & COMMANDS.keys()


def test_words_are_compared_by_their_key_and_the_closest_comes_before_a_longer_one() -> None:
    assert closest("ADA", ["ada", "Bo"]) == "ada"
    assert closest("a-d-a", ["ada"], key=lambda word: word.replace("-", "")) == "ada"
    assert closest("zz", ["ada"]) is None
    assert closest("ada", []) is None
    assert closest_or_longer("q4", ["autumn-q4.yaml"]) is None
    assert closest_or_longer("tumn", ["winter.yaml", "autumn-and-more.yaml"]) == "autumn-and-more.yaml"
