"""The receipt of a campaign: why its contacts were called, in words and as JSON, without a number in it."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from runner.phone_numbers.in_text import MASK, without_numbers
from runner.report.approval_words import approval_words
from runner.report.html.receipt import receipt_page
from tests.project import Project

Q4 = "Q4 Outreach Campaign"
CONSENT = {"basis": "written consent <b>", "source": "web form `quote`", "obtainedOn": "2026-09-30"}


@pytest.fixture
def created(project: Project) -> Project:
    """A campaign of which one contact was left out."""
    project.add(consent=CONSENT)
    project.write("opted-out.txt", "+14155550101\nnobody\n")
    project.write("policy.yaml", "suppressed: leave-out\nsuppression: [{path: opted-out.txt}]\nupdates: scheduled\n")
    project.apply("--yes")
    return project


def export(project: Project) -> tuple[Any, str]:
    stem = project.root / "receipt"
    result = project.run("history", Q4, "--export", str(stem))
    assert result.code == 0, result.err
    return json.loads(stem.with_suffix(".json").read_text()), stem.with_suffix(".html").read_text()


def text_of(page: str) -> str:
    return re.sub(r"\s+", " ", re.sub("<[^>]+>", " ", page.partition("<body>")[2]))


def test_the_page_answers_why_somebody_was_called(created: Project) -> None:
    _, page = export(created)

    answers = text_of(page)

    for words in (
        "agent D5D0p7TUs66TTAEAx",
        "launch Tue 1 Dec 2026 12:00 America/Los_Angeles (2026-12-01T20:00:00Z)",
        "sent, to be called 2 contacts",
        "basis written consent &lt;b&gt;",
        "obtained on 2026-09-30",
        "approved by the option --yes ; by whom isn&#x27;t known",
        "suppression list opted-out.txt 1 number, 1 line of it unreadable, of unknown date; 1 contact on it; SHA-256",
        "rules US for 2 contacts",
        "left out 1 contact",
    ):
        assert words in answers
    assert not re.search(r"""(?:src|href)=|@import""", page)


def test_neither_file_has_a_phone_number_or_a_cell(created: Project) -> None:
    exported, page = export(created)

    for written in (json.dumps(exported), page):
        assert not [cell for cell in ("5550", "Ada", "Cleo", "nobody") if cell in written]


def test_an_update_has_a_section_of_its_own(created: Project) -> None:
    created.add(consent=CONSENT, scheduledTime="13:00:00")
    created.write("policy.yaml", "updates: scheduled\n")
    created.apply()
    exported, page = export(created)

    assert [receipt["kind"] for receipt in exported["receipts"]] == ["create", "update"]
    assert "What was changed on Sun 22 Nov 2026 21:40 UTC? approved by no one" in text_of(page)


def test_what_was_not_recorded_is_said(created: Project) -> None:
    state = created.state
    del state["campaigns"][Q4]["receipts"]
    created.state_file.write_text(json.dumps(state))
    _, page = export(created)

    assert "Who approved it, and what was checked? not recorded an earlier version recorded it" in text_of(page)
    assert "not recorded: an earlier version recorded it" in created.run("history", Q4).out


def test_the_receipt_of_an_update_never_stands_for_that_of_a_create_without_one(created: Project) -> None:
    state = created.state
    del state["campaigns"][Q4]["receipts"]
    created.state_file.write_text(json.dumps(state))
    created.add(consent=CONSENT, scheduledTime="13:00:00")
    created.apply()
    exported, page = export(created)

    assert [receipt["kind"] for receipt in exported["receipts"]] == ["update"]
    answers = text_of(page)
    assert "Who approved it, and what was checked? not recorded an earlier version recorded it" in answers
    assert "What was changed on Sun 22 Nov 2026 21:40 UTC? approved by no one" in answers
    assert "Who approved it? " not in answers


def test_history_shows_the_essentials_and_the_command_that_writes_the_rest(created: Project) -> None:
    shown = created.run("history", Q4).out

    assert "Who approved it?\n  approved: by the option `--yes`; by whom isn't known\n" in shown
    assert "  basis: written consent <b>\n" in shown
    assert "--export receipt` writes all of it as JSON and as a page" in shown


def test_a_path_of_the_policy_moves_no_cursor(created: Project) -> None:
    created.write("gone\x1b[2J.txt", "+14155550109\n")
    created.write("policy.yaml", 'suppression: [{path: "gone\\e[2J.txt"}]\n')
    created.add("other.yaml", campaignName="Other")
    assert created.apply().code == 0

    shown = created.run("history", "Other").out

    assert "suppression list gone\N{REPLACEMENT CHARACTER}[2J.txt: 1 number" in shown
    assert "\x1b" not in shown


def test_the_json_of_history_has_the_receipts(created: Project) -> None:
    assert created.run("history", Q4, "--format", "json").json["receipts"] == created.recorded[Q4]["receipts"]


@pytest.mark.parametrize("kind", ["json", "html"])
def test_a_receipt_replaces_no_file_and_then_writes_neither(created: Project, kind: str) -> None:
    existing = created.root / f"receipt.{kind}"
    existing.write_text("kept")

    result = created.run("history", Q4, "--export", str(created.root / "receipt.html"))

    assert (result.code, existing.read_text()) == (2, "kept")
    assert sorted(path.name for path in created.root.glob("receipt*")) == [existing.name]


@pytest.mark.parametrize("name", [".", "..", "/", "", " "])
def test_what_names_no_file_is_refused(created: Project, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.chdir(created.root)

    result = created.run("history", Q4, "--export", name)

    assert (result.code, "names no file" in result.err) == (2, True)
    assert not [*created.root.glob("*.html"), *created.root.glob("*.json")]


def test_a_broken_link_is_a_file_that_exists(created: Project) -> None:
    (created.root / "receipt.html").symlink_to(created.root / "elsewhere.html")

    assert created.run("history", Q4, "--export", str(created.root / "receipt")).code == 2
    assert not (created.root / "elsewhere.html").exists()


def test_a_folder_that_is_not_there_is_said(created: Project) -> None:
    result = created.run("history", Q4, "--export", str(Path("nowhere") / "receipt"))

    assert (result.code, "the receipt can't be written to" in result.err) == (4, True)


@pytest.mark.parametrize(
    ("approval", "words"),
    [
        ({"kind": "terminal"}, ["somebody answered `yes` on a terminal"]),
        (
            {"kind": "unknown", "reviewers": None, "pullRequests": None, "unread": "403"},
            ["unknown: reviewers of an environment and pull requests: 403"],
        ),
        ({"kind": "unknown"}, ["unknown: a part of it"]),
        (
            {"kind": "environment", "reviewers": [{"login": "cleo", "environments": ["live"]}], "pullRequests": []},
            ["by cleo, as a reviewer of the environment live"],
        ),
    ],
)
def test_an_approval_is_told_as_far_as_it_is_known(approval: dict[str, Any], words: list[str]) -> None:
    assert list(approval_words(approval)) == words


def test_a_review_that_was_not_of_what_was_merged_is_marked() -> None:
    before, merged, after = (f"2026-11-22T1{hour}:00:00Z" for hour in range(3))
    reviews = [
        {"login": "bo", "at": before, "ofHead": True},
        {"login": None, "at": None, "ofHead": False},
        {"login": "dan", "at": after, "ofHead": True},
    ]
    pull = {"number": 7, "author": "ada", "mergedBy": None, "mergedAt": merged, "approvedBy": reviews}
    by_none = {"withoutPullRequest": ["campaigns/contacts/q4.csv"]}

    words = list(approval_words({"kind": "pull-request", "reviewers": [], "pullRequests": [pull], **by_none}))

    assert words == [
        "by somebody unknown, who merged pull request 7 of ada on Sun 22 Nov 2026 11:00 UTC",
        "by bo, in a review of pull request 7",
        "by an account that was deleted, in a review of pull request 7, before its last commit",
        "by dan, in a review of pull request 7, after it was merged",
        "by no pull request: campaigns/contacts/q4.csv was last changed without one",
    ]


@settings(max_examples=30)
@given(st.text(max_size=8), st.integers(10**6, 10**14), st.sampled_from(["+{}", "+ ({}", "tel:+{}"]))
def test_a_phone_number_in_any_text_is_masked(around: str, number: int, form: str) -> None:
    masked = without_numbers({around: [f"{around}{form.format(number)}{around}"]})

    assert str(number) not in json.dumps(masked)
    assert MASK in str(masked)


@pytest.mark.parametrize("number", ["(415) 555-0101", "(415)555-0101", "415-555-0101", "415.555.0101", "415 555 0101"])
def test_a_phone_number_as_north_americans_write_it_is_masked(number: str) -> None:
    assert without_numbers(f"asked on {number}, 2026-09-30 12:00") == f"asked on {MASK}, 2026-09-30 12:00"


def test_a_name_with_markup_is_text_on_the_page(project: Project) -> None:
    project.add(campaignName="<script>alert(1)</script>")
    project.apply()
    stem = project.root / "receipt"
    project.run("history", "<script>alert(1)</script>", "--export", str(stem))

    page = receipt_page(json.loads(stem.with_suffix(".json").read_text()))

    assert "<script" not in page
