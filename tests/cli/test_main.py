"""The command line: help, exit codes, and what goes wrong around a command rather than in it."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from runner.cli import exit_codes, main
from runner.cli.parser import parse
from tests.project import Project

COMMANDS = (
    "validate",
    "plan",
    "report",
    "calendar",
    "apply",
    "split",
    "status",
    "resolve",
    "import",
    "unlock",
    "postpone",
    "delete",
    "explain",
    "history",
    "sandbox",
    "contacts",
    "init",
    "schema",
    "completion",
)
BIN = Path(sys.executable).parent / "campaigns"


@pytest.mark.parametrize("command", COMMANDS)
def test_each_command_has_help_with_an_example(project: Project, command: str) -> None:
    result = project.run(command, "--help")

    assert result.code == 0
    assert f"example:\n  {'eval' if command == 'completion' else 'campaigns ' + command}" in result.out


@pytest.mark.parametrize("args", [(), ("contacts",), ("--dir", "campaigns"), ("--color", "never", "contacts")])
def test_alone_it_prints_its_help_and_ends_as_a_mistake_would(project: Project, args: tuple[str, ...]) -> None:
    result = project.run(*args)

    commands = ("check", "fix", "pin", "stats") if "contacts" in args else COMMANDS
    assert (result.code, result.out) == (2, "")
    assert all(f"\n    {command} " in result.err for command in commands)


def test_the_help_lists_first_what_everybody_needs(project: Project) -> None:
    listed = re.findall(r"^    (\w+) ", project.run("--help").out, flags=re.MULTILINE)

    assert listed[:5] == ["init", "validate", "plan", "apply", "status"]


def test_the_help_lists_the_commands_and_the_exit_codes(project: Project) -> None:
    out = project.run("--help").out

    assert all(command in out for command in COMMANDS)
    assert all(f"  {code}" in out for code in (0, 1, 2, 3, 4, 5, 6, 7, 70))


@pytest.mark.parametrize(
    "args",
    [
        ("launch",),
        ("plan", "--detailed"),
        ("plan", "--nope"),
        ("plan", "--format", "sarif"),
        ("apply", "--format", "markdown"),
        ("validate", "nowhere.yaml"),
        ("resolve", "A"),
        ("resolve", "A", "--created", "x", "--accept"),
        ("--dir", "nowhere", "plan"),
        ("--state", "s3:bucket", "plan"),
        ("schema", "nope"),
    ],
)
def test_what_cannot_be_meant_is_a_usage_error(project: Project, args: tuple[str, ...]) -> None:
    project.add()

    result = project.run(*args)

    assert result.code == 2
    assert "error: " in result.err
    assert result.out == ""


def test_options_may_stand_before_or_behind_the_command(project: Project, tmp_path: Path) -> None:
    project.add()
    state = f"file:{tmp_path / 'other.json'}"

    assert project.run("--state", state, "apply").code == 0
    assert json.loads(project.run("status", "--format", "json", "--state", state).out)["campaigns"]
    assert not json.loads(project.run("status", "--format", "json").out)["campaigns"]


def test_a_bug_of_ours_is_reported_without_the_users_data(project: Project) -> None:
    project.add()

    def breaks(request: httpx.Request) -> httpx.Response:
        raise KeyError("Ada Quill")

    project.api.transport = httpx.MockTransport(breaks)
    result = project.apply()

    assert result.code == exit_codes.BUG
    assert "this is a bug in campaign-runner" in result.err
    assert "KeyError" in result.err
    assert "api/client.py:" in result.err
    assert "Quill" not in result.err
    assert "Traceback" not in result.err


def test_a_reader_that_goes_away_is_no_error(project: Project) -> None:
    for number in range(40):
        project.add(f"{number}.yaml", campaignName=f"Campaign {number}")

    done = subprocess.run(
        f"{BIN} --dir {project.directory} plan --format json | head -1", shell=True, capture_output=True, text=True
    )

    assert done.stdout == "{\n"
    assert done.stderr == ""


def test_an_output_that_cannot_be_written_is_no_success(project: Project) -> None:
    project.add()

    with Path("/dev/full").open("w") as full:
        done = subprocess.run([BIN, "--dir", str(project.directory), "plan"], stdout=full, stderr=subprocess.PIPE)

    assert done.returncode == 4
    assert b"not all of the output could be written" in done.stderr


def test_an_apply_whose_reader_goes_away_ends_as_it_would_have(project: Project) -> None:
    for number in range(3):
        project.add(f"{number}.yaml", campaignName=f"Campaign {number}", scheduledDate="2035-12-01")

    command = f"set -o pipefail; {BIN} --dir {project.directory} apply --sandbox --yes 2>/dev/null | true"
    done = subprocess.run(["bash", "-c", command])

    assert done.returncode == 0
    state = json.loads((project.root / ".campaigns" / "state.json").read_bytes())
    assert [record["status"] for record in state["campaigns"].values()] == ["created"] * 3


def test_colour_is_for_terminals_unless_it_is_asked_for(project: Project) -> None:
    project.add(agentId="")

    assert "\x1b[" not in project.run("validate").out
    assert "\x1b[" in project.run("validate", "--color", "always").out
    assert "\x1b[" in project.run("plan", "--color", "always").out


@pytest.mark.parametrize(("environ", "colored"), [({}, True), ({"NO_COLOR": "1"}, False), ({"TERM": "dumb"}, False)])
def test_a_terminal_gets_colour_unless_it_says_no(project: Project, environ: dict[str, str], colored: bool) -> None:
    project.add(agentId="")
    reader, writer = os.openpty()
    variables = {**{k: v for k, v in os.environ.items() if k not in ("NO_COLOR", "TERM")}, **environ}
    done = subprocess.run([BIN, "--dir", str(project.directory), "validate"], stdout=writer, env=variables)
    os.close(writer)
    with os.fdopen(reader, "rb", buffering=0) as terminal:
        text = terminal.read(65536)

    assert done.returncode == 1
    assert (b"\x1b[" in text) is colored


@pytest.mark.slow
def test_apply_asks_at_a_terminal_and_goes_on_with_yes_alone(project: Project) -> None:
    import pty

    project.add()
    for answer, code in ((b"y\n", 7), (b"\n", 7), (b"yes\n", 4)):
        child, terminal = pty.fork()
        if child == 0:
            os.environ.pop("CI", None)
            os.environ["SIGMAMIND_API_KEY"] = "for-tests"
            os.environ["SIGMAMIND_API_URL"] = "http://127.0.0.1:9"
            os.execv(BIN, [str(BIN), "--dir", str(project.directory), "apply"])
        text = b""
        while b"Only `yes` continues" not in text:
            text += os.read(terminal, 4096)
        os.write(terminal, answer)
        try:
            while piece := os.read(terminal, 4096):
                text += piece
        except OSError:
            pass
        _, status = os.waitpid(child, 0)
        os.close(terminal)

        assert os.waitstatus_to_exitcode(status) == code, text.decode()
        assert b"Call 3 contacts through http://127.0.0.1:9?" in text


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish", "tcsh"])
def test_completion_is_a_script_that_knows_the_commands(project: Project, shell: str) -> None:
    script = project.run("completion", shell).out

    assert all(command in script for command in COMMANDS)


def test_the_bash_completion_completes(project: Project, tmp_path: Path) -> None:
    script = tmp_path / "completion.bash"
    script.write_text(project.run("completion", "bash").out)
    ask = "COMP_WORDS=(campaigns val); COMP_CWORD=1; _shtab_campaigns; echo ${COMPREPLY[@]}"

    done = subprocess.run(["bash", "-c", f"source {script}; {ask}"], capture_output=True, text=True)

    assert done.stdout == "validate\n"


@pytest.mark.parametrize(
    ("words", "completed"),
    [("campaigns explain unk", ["unknown-key", "unknown-zone"]), ("campaigns schema st", ["state"])],
)
def test_a_code_and_a_schema_are_completed(project: Project, tmp_path: Path, words: str, completed: list[str]) -> None:
    script = tmp_path / "completion.bash"
    script.write_text(project.run("completion", "bash").out)
    ask = f"COMP_WORDS=({words}); COMP_CWORD=2; _shtab_campaigns; echo ${{COMPREPLY[@]}}"

    done = subprocess.run(["bash", "-c", f"source {script}; {ask}"], capture_output=True, text=True)

    assert done.stdout.split() == completed


@pytest.mark.parametrize("argument", ["validate", "split", "contacts check", "apply --expect", "report --html"])
def test_a_path_is_completed_from_the_files_that_are_there(
    project: Project, tmp_path: Path, argument: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    script = tmp_path / "completion.bash"
    script.write_text(project.run("completion", "bash").out)
    project.add("autumn.yaml")
    words = f"(campaigns {argument} campaigns/au)"
    ask = f"COMP_WORDS={words}; COMP_CWORD={len(words.split()) - 1}; _shtab_campaigns; echo ${{COMPREPLY[@]}}"
    monkeypatch.chdir(project.root)

    done = subprocess.run(["bash", "-c", f"source {script}; {ask}"], capture_output=True, text=True)

    assert done.stdout == "campaigns/autumn.yaml\n"


@pytest.mark.skipif(shutil.which("fish") is None, reason="needs the fish shell")
def test_the_fish_completion_completes(project: Project, tmp_path: Path) -> None:
    script = tmp_path / "completion.fish"
    script.write_text(project.run("completion", "fish").out)
    ask = 'complete -C "campaigns val"; complete -C "campaigns plan --format gi"'

    done = subprocess.run(["fish", "--no-config", "-c", f"source {script}; {ask}"], capture_output=True, text=True)

    assert [line.partition("\t")[0] for line in done.stdout.splitlines()] == ["validate", "github"]


def test_every_command_that_can_be_parsed_has_its_module() -> None:
    assert parse(["import", "x", "--file", "y"]).command == "import"
    for command in COMMANDS:
        name = command + "_" if command == "import" else command
        assert (Path(main.__file__).parent / "commands" / f"{name}.py").exists()
