"""`contacts pin` writes two keys, and leaves every other byte of a campaign's file as it is."""

import hashlib
import re
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from runner.config.pin_editor import Pins, with_pins
from runner.findings import Findings
from runner.yamlfile.document import parse_document
from tests.project import CONTACTS, Project

SHA = hashlib.sha256(b"").hexdigest()
OTHER = hashlib.sha256(b"x").hexdigest()
PINS = Pins(SHA, 4812)
HEAD = "# ours\ncampaignName: 'A'   # name\n"


def value(data: bytes) -> Any:
    findings = Findings()
    document = parse_document(data, "q4.yaml", findings)
    assert document is not None
    assert not findings
    return document.value


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("contacts: a.csv", f"contacts:\n  path: a.csv\n  sha256: {SHA}\n  rows: 4812"),
        ("contacts:   'a.csv'  # x\nz: 1\n", f"contacts:\n  path: 'a.csv'  # x\n  sha256: {SHA}\n  rows: 4812\nz: 1\n"),
        ("contacts:\n    a.csv\n", f"contacts:\n    path: a.csv\n    sha256: {SHA}\n    rows: 4812\n"),
        (
            "contacts:  # x\n   path: a.csv # y\n   columns: {A: b}\n",
            f"contacts:  # x\n   path: a.csv # y\n   sha256: {SHA}\n   rows: 4812\n   columns: {{A: b}}\n",
        ),
        (
            f'contacts:\n  rows: 3 # old\n  path: a.csv\n  sha256: "{OTHER}" # z\n',
            f'contacts:\n  rows: 4812 # old\n  path: a.csv\n  sha256: "{SHA}" # z\n',
        ),
        (
            f"contacts:\n  path: a.csv\n  sha256: {OTHER}\n",
            f"contacts:\n  path: a.csv\n  rows: 4812\n  sha256: {SHA}\n",
        ),
        ("contacts: {path: a.csv}\n", f"contacts: {{path: a.csv, sha256: {SHA}, rows: 4812}}\n"),
        (
            'contacts: {"path": "a.csv", "rows": 1}\n',
            f'contacts: {{"path": "a.csv", "sha256": "{SHA}", "rows": 4812}}\n',
        ),
    ],
)
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_the_pins_come_to_their_place(before: str, after: str, end: str, mark: str) -> None:
    given_, wanted = ((mark + HEAD + text).replace("\n", end).encode() for text in (before, after))

    assert with_pins(given_, "q4.yaml", PINS) == wanted


def test_a_file_that_is_one_flow_mapping_stays_one() -> None:
    assert with_pins(b'{"contacts": "a.csv", "x": 1}', "q4.yaml", PINS) == (
        f'{{"contacts": {{"path": "a.csv", "sha256": "{SHA}", "rows": 4812}}, "x": 1}}'.encode()
    )
    assert with_pins(b"{contacts: a.csv}", "q4.yaml", PINS) == (
        f"{{contacts: {{path: a.csv, sha256: {SHA}, rows: 4812}}}}".encode()
    )


@pytest.mark.parametrize(
    "text",
    [
        "x: &list a.csv\ncontacts: *list\n",
        "x: &list {path: a.csv}\ncontacts: *list\n",
        "x: &list\n  path: a.csv\ncontacts: *list\n",
        "contacts: |\n  a.csv\n",
        "contacts: a\n  .csv\n",
        "? contacts\n: a.csv\n",
        "contacts: [a.csv]\n",
        "contacts: {columns: {A: b}}\n",
        "x: 1\n",
        "contacts: a.csv\ncontacts: b.csv\n",
        "",
    ],
)
def test_what_can_not_be_edited_at_sight_is_left(text: str) -> None:
    written = with_pins(text.encode(), "q4.yaml", PINS)

    if written is not None:
        before = value(text.encode())
        assert value(written) == {**before, "contacts": {"path": before["contacts"], "sha256": SHA, "rows": 4812}}


def test_a_digest_that_yaml_would_take_for_a_number_is_quoted() -> None:
    for digest in ("1" * 64, "1" * 31 + "e" + "2" * 32):
        written = with_pins(b"contacts: a.csv\n", "q4.yaml", Pins(digest, 1))

        assert written is not None
        assert value(written)["contacts"]["sha256"] == digest


PLAIN = st.from_regex(r"[a-z]{1,8}( [a-z]{1,8})?", fullmatch=True)
COMMENT = st.sampled_from(["", " # x", "   # contacts: y", " # é ü 😀"])
SPACE = st.sampled_from([" ", "  ", "   "])
QUOTE = st.sampled_from(["", "'", '"'])


@st.composite
def files(draw: st.DrawFn) -> str:
    """A campaign's file as people write them, `contacts` in any form, and anything around it."""
    quote = draw(QUOTE)
    path = f"{quote}{draw(PLAIN)}.csv{quote}"
    indent = " " * draw(st.integers(1, 6))
    keys = draw(st.permutations([f"path:{draw(SPACE)}{path}", *draw(st.sampled_from(REST))]))
    block = "".join(f"\n{indent}{key}{draw(COMMENT)}" for key in keys)
    flow = "{" + ", ".join(keys) + "}"
    contacts = draw(st.sampled_from([f"{draw(SPACE)}{path}{draw(COMMENT)}", f"{draw(COMMENT)}{block}", f" {flow}"]))
    around = draw(st.lists(st.tuples(PLAIN, COMMENT), max_size=3))
    lines = [f"k{index}: {word}{comment}" for index, (word, comment) in enumerate(around)]
    lines.insert(draw(st.integers(0, len(lines))), f"contacts:{contacts}")
    end = draw(st.sampled_from(["\n", "\r\n"]))
    return (
        draw(st.sampled_from(["", "\ufeff"])) + "\n".join(lines).replace("\n", end) + draw(st.sampled_from(["", end]))
    )


REST: list[list[str]] = [
    [],
    ["phoneColumn: Mobile"],
    [f"sha256: {OTHER}"],
    ["rows: 12"],
    [f"sha256: '{OTHER}'", "rows: 0", "columns: {A: b}"],
]


@pytest.mark.slow
@settings(max_examples=300)
@given(files())
def test_every_other_byte_stays(text: str) -> None:
    written = with_pins(text.encode(), "q4.yaml", PINS)

    assert written is not None
    before = value(text.encode())
    old = before["contacts"]
    long = {"path": old} if isinstance(old, str) else old
    assert value(written) == {**before, "contacts": {**long, "sha256": SHA, "rows": 4812}}
    assert without_pins(written.decode()) == without_pins(text)
    assert with_pins(written, "q4.yaml", PINS) == written


def without_pins(text: str) -> list[str]:
    """All that a file says but its pins, and the layout of the long form."""
    bare = re.sub(r"(,?\s*)\b(sha256|rows):\s*['\"]?[0-9a-f]+['\"]?", "", text)
    return re.sub(r"\bpath:|[{},]", " ", bare).split()


def test_a_campaign_is_pinned_and_then_holds_its_list_to_it(project: Project) -> None:
    file = project.add()
    project.add("other.yaml", campaignName="Other")
    before = (project.directory / "other.yaml").read_bytes()

    result = project.run("contacts", "pin", str(file))

    digest = hashlib.sha256(CONTACTS.encode()).hexdigest()
    assert (result.code, result.out) == (0, f"pinned   campaigns/q4.yaml: 3 contacts, SHA-256 {digest[:12]}…\n")
    assert value(file.read_bytes())["contacts"] == {"path": "contacts/q4.csv", "sha256": digest, "rows": 3}
    assert (project.directory / "other.yaml").read_bytes() == before
    project.csv(text=CONTACTS + "+14155550104,Dee\n")
    assert project.run("validate", "--format", "json").json["counts"]["pin-mismatch"] == 2
    again = project.run("contacts", "pin", "--format", "json").json
    assert [(one["path"], one["outcome"], one["rows"]) for one in again["campaigns"]] == [
        ("campaigns/other.yaml", "pinned", 4),
        ("campaigns/q4.yaml", "pinned", 4),
    ]
    assert "pin-mismatch" not in project.run("validate", "--format", "json").json["counts"]
    assert project.run("contacts", "pin", "--format", "json").json["campaigns"][0]["outcome"] == "same"


def test_pins_are_no_edit_of_a_campaign_that_was_sent(project: Project) -> None:
    project.add()
    assert project.apply().code == 0

    assert project.run("contacts", "pin").code == 0

    assert project.actions() == {"Q4 Outreach Campaign": "unchanged"}


def test_a_list_with_errors_is_not_pinned(project: Project) -> None:
    file = project.add()
    project.csv(text="Phone Number\n4155550101\n")
    before = file.read_bytes()

    result = project.run("contacts", "pin")

    assert (result.code, "error[phone-format]" in result.out, file.read_bytes()) == (1, True, before)


def test_what_a_person_must_edit_is_said_with_the_lines_to_write(project: Project) -> None:
    file = project.add()
    file.write_text(file.read_text().replace('contacts: "contacts/q4.csv"', "contacts: contacts\n  /q4.csv"))
    file.write_text(file.read_text().replace("contacts\n  /q4.csv", "|-\n  contacts/q4.csv"))
    before = file.read_bytes()

    result = project.run("contacts", "pin")

    assert (result.code, file.read_bytes()) == (1, before)
    assert f"sha256: {hashlib.sha256(CONTACTS.encode()).hexdigest()}\n" in result.out
    assert "rows: 3\n" in result.out


def test_a_folder_that_can_not_be_written_is_said(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    file = project.add()
    before = file.read_bytes()
    monkeypatch.setattr("os.fsync", no_room)

    result = project.run("contacts", "pin")

    assert (result.code, "can't be written: No space left" in result.err) == (4, True)
    assert file.read_bytes() == before


def no_room(*_: object, **__: object) -> None:
    raise OSError(28, "No space left on device")


def test_the_mode_and_a_link_stay(project: Project) -> None:
    file = project.add("contacts/kept.yaml", contacts="q4.csv")
    file.chmod(0o640)
    link = project.directory / "link.yaml"
    link.symlink_to("contacts/kept.yaml")
    project.csv("q4.csv")

    assert project.run("contacts", "pin", str(link)).code == 0

    assert link.is_symlink()
    assert file.stat().st_mode & 0o777 == 0o640
    assert b"sha256" in file.read_bytes()
