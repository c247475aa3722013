"""A word of the command line that is mistyped: what the error says, and what it suggests."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from runner.cli.argument_parser import OTHER_WORDS
from runner.cli.parser import COMMANDS, parse
from runner.did_you_mean import closest, closest_or_longer, closest_path
from runner.errors import UsageError
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


def test_paths_are_compared_by_their_file_name_first_and_then_by_their_folder() -> None:
    paths = ["campaigns/us/q4.yaml", "campaigns/eu/q4.yaml", "campaigns/eu/spring.yaml"]

    assert closest_path("campaigns/eu/q4.yml", paths) == "campaigns/eu/q4.yaml"
    assert closest_path("us/q5.yaml", paths) == "campaigns/us/q4.yaml"
    assert closest_path("sprng.yaml", paths) == "campaigns/eu/spring.yaml"
    assert closest_path("campaigns/eu/zzzz.yaml", paths) is None


WORDS = [
    *COMMANDS,
    "check",
    "pin",
    "--dir",
    "--dri",
    "--format",
    "--format=jsno",
    "json",
    "--refresh",
    "--",
    "--=",
    "-x",
    "a",
    "",
]


@settings(max_examples=60, deadline=None)
@given(argv=st.lists(st.sampled_from(WORDS), max_size=5))
def test_no_command_line_breaks_the_parser(argv: list[str]) -> None:
    assert outcome(argv) in ({"parsed"}, {"message", "hint"}, {"help"})


def outcome(argv: list[str]) -> set[str]:
    """What a command line comes to: it is parsed, or refused with a message and a hint, or help is printed."""
    try:
        parsed = parse(argv)
    except UsageError as error:
        return {name for name, text in (("message", error.message), ("hint", error.hint)) if text}
    except SystemExit as ended:
        return {"help"} if ended.code == 2 else set()
    return {"parsed"} if parsed.command in COMMANDS else set()
