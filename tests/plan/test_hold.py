"""A HOLD is in the headline of every output, and holds wherever people put it."""

import codecs
import html
import json
import re
from pathlib import Path

import pytest

from runner.config import schema
from tests.project import Project

REASON = "The landing page is down until Thursday."
HEADLINE = "HOLD, apply sends nothing: The landing page is down until Thursday"
FORMATS = [
    *(("validate", form) for form in ("text", "markdown", "github")),
    *(("plan", form) for form in ("text", "markdown", "github")),
]


@pytest.fixture
def held(project: Project) -> Project:
    (project.root / ".git").mkdir()
    project.add()
    project.write("HOLD", REASON + "\n")
    return project


@pytest.mark.parametrize(("command", "form"), FORMATS)
def test_a_hold_and_its_reason_are_in_every_headline(held: Project, command: str, form: str) -> None:
    result = held.run(command, "--format", form)

    assert (result.code, HEADLINE in result.out) == (0, True)


def test_a_hold_is_on_the_page_of_the_report_and_in_its_title(held: Project) -> None:
    page = held.root / "plan.html"

    assert held.run("report", "--html", str(page)).code == 0

    text = html.unescape(page.read_text(encoding="utf-8"))
    assert f"<h1>{HEADLINE}. Without the HOLD: apply would create 1 campaign" in text
    assert f"<title>Campaigns: {HEADLINE}" in text


@pytest.mark.parametrize("command", ["validate", "plan"])
def test_a_hold_is_a_warning_at_its_file_in_a_workflow(held: Project, command: str) -> None:
    lines = held.run(command, "--format", "github").out.splitlines()

    assert f"::warning file=campaigns/HOLD,title=HOLD::{HEADLINE}" in lines


def test_plan_says_what_is_pending_behind_the_hold_and_keeps_its_exit_codes(held: Project) -> None:
    plan = held.run("plan")

    assert plan.out.startswith(f"{HEADLINE}. Without the HOLD: apply would create 1 campaign and call 3 contacts\n")
    assert plan.code == 0
    assert held.run("plan", "--detailed-exitcode").code == 3
    assert (held.apply().code, held.api.requests) == (7, [])


def test_the_json_of_a_plan_has_the_reason_of_a_hold_or_null(held: Project) -> None:
    held_plan = held.plan()
    (held.directory / "HOLD").unlink()
    free = held.plan()

    assert (held_plan["hold"], free["hold"]) == (REASON, None)
    assert held_plan["hash"] == free["hash"]
    assert [*schema.errors(held_plan, "plan"), *schema.errors(free, "plan")] == []


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "no reason given"),
        (b" \n\t\r\n", "no reason given"),
        (codecs.BOM_UTF8, "no reason given"),
        (b"ported\r\n\r\n  until   Friday\n", "ported until Friday"),
        (codecs.BOM_UTF8 + b"ported", "ported"),
        (codecs.BOM_UTF16_LE + "ported".encode("utf-16-le"), "ported"),
        (b"\x1b[31mported\x07", "�[31mported�"),
        ("ported\u202e\u2028now".encode(), "ported� now"),
        (b"\xff\xfeported"[1:], "�ported"),
        (b"x" * 100_000, "x" * 199 + "…"),
    ],
)
def test_the_reason_is_one_short_line_of_printable_text(project: Project, content: bytes, reason: str) -> None:
    project.add()
    project.write("HOLD", content)

    assert project.plan()["hold"] == reason
    assert f"stops every apply: {reason}; nothing more is sent" in project.apply().err
    assert f"HOLD, apply sends nothing: {reason}" in project.run("validate").out


def link(path: Path) -> None:
    path.symlink_to("nothing")


def loop(path: Path) -> None:
    path.symlink_to(path.name)


@pytest.mark.parametrize("put", [Path.mkdir, link, loop])
def test_a_hold_that_cannot_be_read_has_no_reason_and_holds(project: Project, put: object) -> None:
    project.add()
    assert callable(put)
    put(project.directory / "HOLD")

    assert (project.plan()["hold"], project.apply().code) == ("no reason given", 7)


def test_a_reason_does_not_become_markup_in_a_comment(project: Project) -> None:
    project.add()
    project.write("HOLD", "<b>@team</b> | [see](https://example.com)")

    for command in ("plan", "validate"):
        shown = project.run(command, "--format", "markdown").out
        assert [mark for mark in ("<b>", "@team", "](", "https://") if mark in shown] == []


@pytest.mark.parametrize("name", ["HOLD", "hold", "Hold.txt", "HOLD.md", "HOLD "])
def test_a_hold_in_the_root_of_the_repository_holds_too(held: Project, name: str) -> None:
    (held.directory / "HOLD").unlink()
    (held.root / name).write_text(REASON)

    assert held.plan()["hold"] == REASON
    result = held.apply()
    assert (result.code, held.api.requests) == (7, [])
    assert f"`{name.strip()}" in result.err


@pytest.mark.parametrize("name", ["hold.py", "hold.js", "hold.css", "hold.yaml", "hold.csv", "holding.txt", "on-hold"])
def test_code_that_happens_to_be_called_hold_in_the_root_does_not_hold(held: Project, name: str) -> None:
    (held.directory / "HOLD").unlink()
    (held.root / name).write_text("")
    (held.root / "hold").mkdir()

    assert (held.plan()["hold"], held.apply().code) == (None, 0)


def test_a_hold_outside_the_repository_or_below_the_folder_does_not_hold(held: Project) -> None:
    (held.directory / "HOLD").unlink()
    (held.root.parent / "HOLD").write_text("")
    held.write("emea/HOLD", "")

    assert (held.plan()["hold"], held.apply().code) == (None, 0)


def test_a_folder_that_is_the_root_of_its_repository_is_held_as_any_other(held: Project) -> None:
    (held.directory / "HOLD").rename(held.directory / "HOLD.log")
    (held.directory / ".git").mkdir()

    assert held.plan()["hold"] == REASON


def test_no_other_output_has_the_word(project: Project) -> None:
    project.add()

    outputs = [project.run(command, "--format", form).out for command, form in FORMATS]

    assert [output for output in outputs if re.search(r"\bHOLD\b", output)] == []
    assert "hold" not in json.loads(project.run("validate", "--format", "json").out)


def test_a_hold_that_is_a_link_holds_and_shows_nothing_of_what_it_leads_to(project: Project) -> None:
    project.add()
    for target in (project.directory / "contacts" / "q4.csv", Path("/proc/self/environ"), Path(__file__)):
        link = project.directory / "HOLD"
        link.unlink(missing_ok=True)
        link.symlink_to(target)

        assert project.plan()["hold"] == "no reason given"
        assert project.apply().code == 7


@pytest.mark.parametrize("name", ["campaigns/HOLD", "HOLD.txt"])
@pytest.mark.parametrize("target", ["/etc/hostname", "../nowhere", "../../campaigns/HOLD"])
def test_a_hold_that_leads_out_of_the_repository_is_an_error(held: Project, name: str, target: str) -> None:
    (held.directory / "HOLD").unlink()
    (held.root / name).symlink_to(f"{'../' * name.count('/')}{target}" if target.startswith(".") else target)
    checked = held.run("validate", "--format", "json")

    assert (
        checked.code,
        [(one["code"], one["path"]) for one in checked.json["findings"] if one["severity"] == "error"],
    ) == (
        1,
        [("path-outside", name)],
    )
    assert (held.plan()["hold"], held.apply().code, held.api.requests) == ("no reason given", 7, [])
