"""A hostile world: links, pipes, names and streams that nobody meant. Never a traceback, never a hang, never a cell."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from runner.state.stores.file import FileStore
from tests.fake_api import answers, times_out
from tests.project import CAMPAIGN, CONTACTS, Project

Q4 = "Q4 Outreach Campaign"
BIN = Path(sys.executable).parent / "campaigns"
ESCAPE = "\x1b]0;owned\x07\x9b2J"
CONTROLS = {"\x1b", "\x07", "\x9b"}


def found(project: Project, *args: str) -> list[tuple[str, str]]:
    return [(f["code"], f["message"]) for f in project.run("validate", "--format", "json", *args).json["findings"]]


def a_link_out(project: Project) -> None:
    outside = project.root.parent / f"{project.root.name}-outside.yaml"
    outside.write_text(CONTACTS)
    (project.directory / "x.yaml").symlink_to(outside)


def a_link_to_a_list(project: Project) -> None:
    project.csv()
    (project.directory / "x.yaml").symlink_to(project.directory / "contacts" / "q4.csv")


def a_link_to_nothing(project: Project) -> None:
    (project.directory / "x.yaml").symlink_to("nothing.yaml")


def a_link_to_itself(project: Project) -> None:
    (project.directory / "x.yaml").symlink_to("x.yaml")


def a_pipe(project: Project) -> None:
    os.mkfifo(project.directory / "x.yaml")


@pytest.mark.parametrize(
    ("make", "code", "says"),
    [
        (a_link_out, "path-outside", "is outside the repository, through a symbolic link"),
        (a_link_to_a_list, "file-missing", "is a link to a file of another type"),
        (a_link_to_nothing, "file-missing", "is a broken link"),
        (a_link_to_itself, "file-missing", "is a broken link"),
        (a_pipe, "file-missing", "is not a file"),
    ],
)
def test_a_campaign_file_that_is_none_is_a_finding_and_is_not_opened(
    project: Project, make: Callable[[Project], None], code: str, says: str
) -> None:
    make(project)

    assert found(project) == [(code, f"`campaigns/x.yaml` {says}")]
    shown = project.run("plan")
    assert shown.code == 1
    assert "4155550101" not in shown.out + shown.err


def test_a_suffix_counts_in_any_case(project: Project) -> None:
    project.add("SHOUTED.YAML")

    assert project.actions() == {Q4: "create"}


@pytest.mark.parametrize(
    ("path", "says"),
    [
        ("contacts/link.csv", "`contacts/link.csv` is a broken link"),
        ("contacts/pipe.csv", "`contacts/pipe.csv` isn't a file"),
        ("contacts", "`contacts` is a folder"),
        ("a\0b.csv", "`a�b.csv` can't be followed"),
    ],
)
def test_a_list_that_is_no_file_is_said_to_be_what_it_is(project: Project, path: str, says: str) -> None:
    project.csv()
    (project.directory / "contacts" / "link.csv").symlink_to("nothing.csv")
    os.mkfifo(project.directory / "contacts" / "pipe.csv")
    project.write(
        "q4.yaml", "".join(f"{key}: {json.dumps(value)}\n" for key, value in {**CAMPAIGN, "contacts": path}.items())
    )

    assert found(project) == [("file-missing", says)]


@pytest.mark.parametrize("where", ["--dir", "--state", "validate"])
@pytest.mark.parametrize("path", ["loop", "n" * 300, "a\0b"])
def test_a_path_that_cannot_be_followed_is_a_usage_error(project: Project, where: str, path: str) -> None:
    project.add()
    (project.root / "loop").symlink_to("loop")
    named = str(project.root / path)
    args = [where, f"file:{named}" if where == "--state" else named, "plan"]

    result = project.run(*(args if where != "validate" else ["validate", named]))

    assert result.code in (2, 4)
    assert "error: " in result.err
    assert "bug" not in result.err


def test_a_folder_that_is_gone_is_a_usage_error(tmp_path: Path) -> None:
    gone = tmp_path / "gone"
    gone.mkdir()

    done = subprocess.run(f"rmdir {gone}; {BIN} plan", shell=True, cwd=gone, capture_output=True, text=True)

    assert done.returncode == 2
    assert "can't be followed" in done.stderr


@pytest.mark.parametrize("command", ["plan", "validate"])
@pytest.mark.parametrize("format_", ["text", "json", "markdown", "github"])
def test_what_a_terminal_would_act_on_is_in_no_output(project: Project, command: str, format_: str) -> None:
    project.write(f"{ESCAPE}.yaml", "".join(f"{key}: {json.dumps(value)}\n" for key, value in CAMPAIGN.items()))
    project.csv()
    project.add("a.yaml", campaignName=f"A{ESCAPE}", agentId=f"agent{ESCAPE}")
    project.add("b.yaml", campaignName="B", scheduledTimezone=f"Mars/{ESCAPE}")

    result = project.run(command, "--format", format_)

    assert result.code == 1
    assert not set(result.out + result.err) & CONTROLS


def test_what_the_api_says_cannot_act_on_a_terminal(project: Project) -> None:
    project.add()
    project.api.on_post = [answers(400, f"no{ESCAPE} such agent")]

    result = project.run("apply")

    assert result.code == 5
    assert "such agent" in result.out
    assert not set(result.out + result.err) & CONTROLS


def test_an_agent_with_a_control_character_is_refused(project: Project) -> None:
    project.add(agentId="agent\u0007")

    assert found(project) == [("bad-value", "`agentId` has the control character U+0007")]


@pytest.mark.slow
def test_names_that_are_no_utf_8_neither_break_a_run_nor_the_state(tmp_path: Path) -> None:
    folder = tmp_path / os.fsdecode(b"caf\xe9") / "campaigns"
    (folder / "contacts").mkdir(parents=True)
    (folder / "contacts" / "q4.csv").write_text(CONTACTS)
    campaign = CAMPAIGN | {"scheduledDate": "2035-12-01"}
    (folder / os.fsdecode(b"q4-\xe9.yaml")).write_text(
        "".join(f"{key}: {json.dumps(value)}\n" for key, value in campaign.items())
    )
    environ = {**os.environb, b"USER": b"ren\xe9", b"GITHUB_RUN_ATTEMPT": b"9" * 5000}

    for command in (["plan"], ["apply", "--sandbox", "--yes"], ["plan", "--format", "json"]):
        done = subprocess.run([BIN, *command], cwd=folder.parent, env=environ, capture_output=True)
        assert done.returncode == 0, done.stderr
        done.stdout.decode()

    state = json.loads((folder.parent / ".campaigns" / "state.json").read_bytes())
    assert state["campaigns"][Q4]["path"] == "campaigns/q4-?.yaml"
    assert state["campaigns"][Q4]["run"]["attempt"] == 1


@pytest.mark.slow
@pytest.mark.parametrize("command", ["plan", "--help", "schema", "apply --sandbox --yes"])
@pytest.mark.parametrize("closed", [">&-", "2>&-", "</dev/null >&- 2>&-", ">&- 2>/dev/full"])
def test_closed_streams_break_nothing(project: Project, command: str, closed: str) -> None:
    project.add(scheduledDate="2035-12-01")

    done = subprocess.run(["bash", "-c", f"{BIN} --dir {project.directory} {command} {closed}"], capture_output=True)

    assert done.returncode in (0, 4)
    assert b"Traceback" not in done.stderr
    assert b"Exception" not in done.stderr


@pytest.mark.parametrize("command", ["--version", "--help", "plan", "schema"])
def test_a_full_disk_behind_the_output_is_no_success(project: Project, command: str) -> None:
    project.add(scheduledDate="2035-12-01")

    done = subprocess.run(
        ["bash", "-c", f"{BIN} --dir {project.directory} {command} >/dev/full"]
        if command != "--version"
        else ["bash", "-c", f"{BIN} --version >/dev/full"],
        capture_output=True,
        text=True,
    )

    assert done.returncode == 4
    assert "Exception" not in done.stderr


def test_output_is_utf_8_whatever_the_machine_speaks(project: Project) -> None:
    project.add(campaignName="Größe ✓", scheduledDate="2035-12-01")
    environ = {**os.environ, "PYTHONIOENCODING": "latin-1", "LC_ALL": "C"}

    done = subprocess.run(
        [BIN, "--dir", project.directory, "plan", "--format", "json"], env=environ, capture_output=True
    )

    assert json.loads(done.stdout.decode("utf-8"))["campaigns"][0]["campaignName"] == "Größe ✓"


@pytest.mark.parametrize(
    "args",
    [
        ("sandbox", "--port", "65536"),
        ("sandbox", "--port", "-1"),
        ("apply", "--lock-timeout", "nan"),
        ("apply", "--lock-timeout", "-1"),
        ("apply", "--lock-timeout", "inf"),
        ("apply", "--expect", "sha256:12"),
        ("plan", "--as-of", "9999-12-31T23:59:59-12:00"),
        ("plan", "--as-of", "0001-01-01T00:00:00+14:00"),
        ("apply", "--sandbox", "--state", "file:x.json"),
    ],
)
def test_values_out_of_their_range_are_usage_errors(project: Project, args: tuple[str, ...]) -> None:
    project.add()

    result = project.run(*args)

    assert result.code == 2
    assert "bug" not in result.err
    assert project.api.requests == []


def test_a_rehearsal_does_not_look_at_what_leads_to_the_account(project: Project) -> None:
    project.add()
    project.environ |= {
        "CAMPAIGNS_STATE": "git:state",
        "SIGMAMIND_API_URL": "nonsense",
        "SIGMAMIND_API_KEY": "two words",
    }

    assert project.apply("--sandbox").code == 0


@pytest.mark.parametrize("content", [None, b"this is no database" * 100])
def test_a_rehearsal_that_cannot_keep_its_data_says_what_to_remove(project: Project, content: bytes | None) -> None:
    project.add()
    work = project.root / ".campaigns"
    if content is None:
        work.write_text("a file")
    else:
        work.mkdir()
        (work / "sandbox.sqlite").write_bytes(content)

    result = project.apply("--sandbox")

    assert result.code == 4
    assert "the sandbox can't keep its data in `.campaigns`" in result.err
    assert "None" not in result.err


def test_a_mistyped_store_does_not_come_to_be_by_being_asked(project: Project) -> None:
    project.add()

    result = project.run("--state", f"file:{project.root / 'typo' / 's.json'}", "resolve", Q4, "--not-created")

    assert (result.code, (project.root / "typo").exists()) == (2, False)


def test_an_import_takes_campaign_files_of_the_folder_only(project: Project) -> None:
    outside = project.root / "outside.yaml"
    outside.write_text("campaignName: Outside\n")
    project.csv()

    for path in (outside, project.directory / "contacts" / "q4.csv", project.directory):
        result = project.run("import", "camp_1", "--file", str(path))
        assert result.code == 2
        assert "isn't a campaign file in `campaigns`" in result.err
    assert project.api.requests == []


def test_resolve_refuses_an_id_of_another_campaign_and_a_difference_that_is_not_known_yet(project: Project) -> None:
    project.add("a.yaml", campaignName="A")
    project.apply()
    project.add("b.yaml", campaignName="B")
    project.api.on_post = [times_out]
    project.apply()

    twice = project.run("resolve", "B", "--created", "camp_0000000000000001")
    early = project.run("resolve", "B", "--accept")

    assert (twice.code, early.code) == (2, 2)
    assert "is recorded already, for `A`" in twice.err
    assert "there is no difference to acknowledge yet" in early.err
    assert project.recorded["B"]["status"] == "unknown"


def test_an_apply_that_is_blocked_after_its_look_up_says_why_and_counts_nothing(project: Project) -> None:
    project.add()
    project.api.on_post = [times_out]
    project.apply()
    project.clock.move(days=30)

    result = project.run("apply")

    assert result.code == 1
    assert "error[time-in-past]" in result.err
    assert "0 contacts" not in result.err


def test_sarif_names_a_file_as_an_address(project: Project) -> None:
    project.add("ä b#1%.yaml", agentId="")

    log = project.run("validate", "--format", "sarif").json

    [result] = log["runs"][0]["results"]
    uri = result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
    assert uri == "campaigns/%C3%A4%20b%231%25.yaml"


def test_a_header_that_is_a_contact_is_not_shown(project: Project) -> None:
    for first in ("'+14155550177,Ada Quill", "p:+14155550177,Ada Quill", "+14155550177,Ada Quill"):
        project.add()
        project.csv(text=f"{first}\n+14155550101,Bo\n")

        result = project.run("validate")

        assert result.code == 1
        assert "550177" not in result.out
        assert "Quill" not in result.out


def test_a_lock_is_the_same_by_whatever_link_the_state_is_named(project: Project) -> None:
    project.add()
    link = project.root / "link.json"
    link.symlink_to(project.state_file)

    with FileStore(project.state_file, "state").lock(0):
        result = project.apply("--state", f"file:{link}", "--lock-timeout", "0")

    assert result.code == 4
    assert "another run has locked the state" in result.err
    assert project.api.requests == []


@pytest.mark.parametrize("ci", ["1", "True", "yes"])
def test_only_ci_true_is_an_approval(project: Project, ci: str) -> None:
    project.add()
    project.environ["CI"] = ci

    assert project.apply().code == 2
    assert project.api.posts == []


def test_json_is_json_whatever_the_folder_is_called(project: Project) -> None:
    folder = project.root / 'cam"p\\x'
    project.add()
    project.apply()
    project.add(concurrentCalls=9)
    project.directory.rename(folder)
    result = project.run("plan", "--dir", str(folder), "--format", "json")

    assert f"campaigns --dir '{folder}' resolve" in result.json["findings"][0]["hint"]
