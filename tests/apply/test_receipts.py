"""What a record says of who approved a campaign, what it was checked against, and with which versions."""

import hashlib
import json
import os
import subprocess
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from runner import __version__, zone_database
from runner.apply.list_evidence import ListEvidence
from runner.calling_hours.rules import builtin
from runner.plan.compared_lists import ComparedList, FileStamp
from tests.fake_api import answers, loses_the_answer
from tests.project import Project

Q4 = "Q4 Outreach Campaign"
OPTED_OUT = "+14155550101\n+14155550999\nnobody\n"
CONSENT = {"basis": "written consent", "source": "web form `quote`", "obtainedOn": "2026-09-30"}


def receipts(project: Project) -> list[dict[str, Any]]:
    listed: list[dict[str, Any]] = project.recorded[Q4]["receipts"]
    return listed


def test_a_created_campaign_has_a_receipt(project: Project) -> None:
    project.add(consent=CONSENT)
    plan = project.plan()["hash"]
    project.apply("--yes")

    [receipt] = receipts(project)

    assert {key: receipt[key] for key in ("kind", "at", "plan", "approval", "list", "consent", "suppression")} == {
        "kind": "create",
        "at": "2026-11-22T21:40:00Z",
        "plan": plan,
        "approval": {"kind": "yes"},
        "list": "campaigns/contacts/q4.csv",
        "consent": CONSENT,
        "suppression": [],
    }
    assert receipt["versions"] == {"program": __version__, "tzdata": zone_database.version()}
    assert receipt["callingHours"] == {
        "checked": builtin.checked().isoformat(),
        "sha256": builtin.digest(),
        "changes": [],
        "clashes": {},
        "unjudged": 0,
        "contactsByRule": {"US": 3},
    }


def test_ci_is_recorded_as_what_it_is(project: Project) -> None:
    project.add()
    project.apply()

    assert receipts(project)[0]["approval"] == {"kind": "ci"}


def test_a_plan_of_several_campaigns_is_approved_as_a_whole(project: Project) -> None:
    project.add()
    project.add("q5.yaml", campaignName="Q5", contacts="contacts/q5.csv")
    plan = project.plan()["hash"]
    project.apply()

    assert {record["receipts"][0]["plan"] for record in project.recorded.values()} == {plan}


def test_suppression_lists_are_recorded_as_they_were_compared(project: Project) -> None:
    project.add()
    project.write("opted-out.txt", OPTED_OUT)
    project.write(
        "policy.yaml", "suppressed: leave-out\nsuppression: [{path: opted-out.txt, obtainedOn: 2026-11-20}]\n"
    )
    project.csv(text="Phone Number,Do Not Call\n+14155550101,\n+14155550102,yes\n+14155550103,\n")
    project.apply()

    [receipt] = receipts(project)

    assert receipt["suppression"] == [
        {
            "path": "opted-out.txt",
            "sha256": hashlib.sha256(OPTED_OUT.encode()).hexdigest(),
            "numbers": 2,
            "unreadLines": 1,
            "contacts": 1,
            "obtainedOn": "2026-11-20",
            "committedAt": None,
        }
    ]
    assert (receipt["optedOut"], project.recorded[Q4]["leftOut"]) == (1, 2)


def commit(project: Project, *, then: str = "") -> None:
    for args in (
        ("init", "-q"),
        ("add", "."),
        ("-c", "user.name=Me", "-c", "user.email=me@example.com", "commit", "-qm", "lists"),
    ):
        dated = {"GIT_COMMITTER_DATE": "2026-11-19T10:00:00+02:00", "PATH": "/usr/bin:/bin", "HOME": str(project.root)}
        subprocess.run(["git", "-C", str(project.root), *args], check=True, env=dated)
    if then:
        project.write("opted-out.txt", then)


@pytest.mark.parametrize(("then", "committed"), [("", "2026-11-19T08:00:00Z"), ("+14155550777\n", None)])
def test_the_date_of_a_list_is_that_of_the_commit_that_has_its_bytes(
    project: Project, then: str, committed: str | None
) -> None:
    project.add()
    project.write("opted-out.txt", "+14155550999\n")
    project.write("policy.yaml", "suppression: [{path: opted-out.txt}]\n")
    commit(project, then=then)
    project.apply()

    assert receipts(project)[0]["suppression"][0]["committedAt"] == committed


def test_a_shallow_clone_does_not_know_when_a_list_was_committed(project: Project) -> None:
    project.add()
    project.write("opted-out.txt", "+14155550999\n")
    project.write("policy.yaml", "suppression: [{path: opted-out.txt}]\n")
    commit(project)
    head = subprocess.run(["git", "-C", str(project.root), "rev-parse", "HEAD"], check=True, capture_output=True)
    (project.root / ".git" / "shallow").write_bytes(head.stdout)
    project.apply()

    assert receipts(project)[0]["suppression"][0]["committedAt"] is None


def test_what_the_policy_changes_in_the_rules_is_recorded_with_its_reason(project: Project) -> None:
    project.add()
    project.write("policy.yaml", "callingHours: {off: [{rule: GB, reason: trade guidance}]}\n")
    project.apply()

    changes = receipts(project)[0]["callingHours"]["changes"]

    assert changes == [{"rule": "GB", "change": "off", "reason": "trade guidance"}]


def test_findings_that_were_no_errors_are_counted(project: Project) -> None:
    project.add(scheduledDate="2026-11-22", scheduledTime="16:00:00")
    project.apply()

    assert receipts(project)[0]["findings"]["date-today"] == 1


def test_an_update_adds_a_receipt_and_keeps_that_of_the_create(project: Project) -> None:
    project.write("policy.yaml", "updates: scheduled\n")
    project.add(consent=CONSENT)
    project.apply("--yes")
    project.add(scheduledTime="13:00:00")
    project.clock.move(hours=1)
    project.apply()

    first, second = receipts(project)

    assert (first["kind"], first["consent"], first["approval"]) == ("create", CONSENT, {"kind": "yes"})
    assert (second["kind"], second["consent"], second["at"]) == ("update", None, "2026-11-22T22:40:00Z")


def test_an_update_that_was_not_made_leaves_no_receipt(project: Project) -> None:
    project.write("policy.yaml", "updates: scheduled\n")
    project.add()
    project.apply()
    project.add(scheduledTime="13:00:00")
    project.api.on_patch.append(answers(400, "no"))
    project.apply()

    assert [receipt["kind"] for receipt in receipts(project)] == ["create"]


def test_a_campaign_whose_answer_was_lost_keeps_the_receipt_of_its_intent(project: Project) -> None:
    project.add()
    project.api.on_post.append(loses_the_answer)
    project.api.hidden.add(Q4)
    project.apply("--yes")
    project.api.hidden.clear()
    project.clock.at = datetime(2026, 11, 23, tzinfo=UTC)
    project.apply()

    assert project.recorded[Q4]["status"] == "created"
    assert [(receipt["at"], receipt["approval"]["kind"]) for receipt in receipts(project)] == [
        ("2026-11-22T21:40:00Z", "yes")
    ]


def test_no_receipt_has_a_cell_or_a_number(project: Project) -> None:
    project.add()
    project.write("opted-out.txt", OPTED_OUT)
    project.write("policy.yaml", "suppressed: leave-out\nsuppression: [{path: opted-out.txt}]\n")
    project.apply()

    written = json.dumps(receipts(project))

    assert not [word for word in ("5550", "Ada", 'Bo"', "Cleo", "nobody") if word in written]


@pytest.mark.parametrize("then", ["+14155550888\n", None])
def test_a_list_that_was_written_to_or_deleted_after_the_comparison_has_no_digest(
    tmp_path: Path, then: str | None
) -> None:
    path = tmp_path / "opted-out.txt"
    path.write_text("+14155550999\n")
    with path.open("rb") as file:
        stamp = FileStamp.of(file)
    compared = ComparedList(path, path.name, stamp, None, 1, 0, 0)
    path.unlink()
    if then is not None:
        path.write_text(then)
        os.utime(path, ns=(0, stamp.modified + 10**9))

    assert ListEvidence(os.environ).of(compared) == (None, None)
