"""validate --fix: what it writes, and what it leaves alone."""

import errno
import os
from pathlib import Path
from typing import Any

import pytest

from runner.cli import campaign_fixes
from runner.files.atomic import replace_content
from tests.project import CONTACTS, Project

Q4 = "Q4 Outreach Campaign"


def misspell(project: Project, file: str = "q4.yaml") -> Path:
    """Write a campaign file of which four keys and values are wrong, each with one reading."""
    path = project.add(file)
    text = path.read_text().replace('"12:00:00"', "12:00  # noon").replace("concurrentCalls", "concurentCalls")
    path.write_text(text.replace("+14155550100", "+1 415 555-0100").replace("Los_Angeles", "los_angeles"))
    return path


def test_it_writes_what_has_one_reading_says_so_and_validates_the_result(project: Project) -> None:
    right = (
        project.add().read_text().replace('"12:00:00"', "12:00:00  # noon").replace("+14155550100", '"+14155550100"')
    )
    path = misspell(project)

    result = project.run("validate", "--fix")

    assert (result.code, path.read_text()) == (0, right)
    assert result.out == (
        'fixed  campaigns/q4.yaml:2: `sipPhoneNumber: "+14155550100"`, was `sipPhoneNumber: +1 415 555-0100`\n'
        "fixed  campaigns/q4.yaml:6: `scheduledTime: 12:00:00`, was `scheduledTime: 12:00`\n"
        'fixed  campaigns/q4.yaml:7: `scheduledTimezone: "America/Los_Angeles"`, '
        'was `scheduledTimezone: "America/los_angeles"`\n'
        "fixed  campaigns/q4.yaml:8: `concurrentCalls: 5`, was `concurentCalls: 5`\n"
        "\n"
        "1 campaign, 3 contacts: no errors\n"
    )


def test_once_more_there_is_nothing_to_fix(project: Project) -> None:
    path = misspell(project)
    project.run("validate", "--fix")
    before = path.read_bytes(), path.stat().st_ino

    result = project.run("validate", "--fix")

    assert result.code == 0
    assert result.out.startswith("nothing to fix")
    assert (path.read_bytes(), path.stat().st_ino) == before


def test_what_remains_wrong_is_a_finding_and_exits_with_1(project: Project) -> None:
    path = misspell(project)
    path.write_text(path.read_text().replace("D5D0p7TUs66TTAEAx", ""))

    result = project.run("validate", "--fix")

    assert result.code == 1
    assert "`agentId` is empty" in result.out
    assert "scheduledTime: 12:00:00" in path.read_text()


def test_validate_counts_on_a_terminal_what_it_would_fix_and_writes_nothing(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = misspell(project)
    before = path.read_bytes()
    in_a_log = project.run("validate").err
    monkeypatch.setattr("sys.stderr.isatty", lambda: True)

    result = project.run("validate", "--color", "never")

    assert "`campaigns validate --fix` makes 4 fixes" in result.err
    assert in_a_log == ""
    assert path.read_bytes() == before


def test_named_files_alone_are_fixed(project: Project) -> None:
    named, other = misspell(project, "a.yaml"), misspell(project, "b.yaml")
    before = other.read_bytes()

    project.run("validate", "--fix", str(named))

    assert "scheduledTime: 12:00:00" in named.read_text()
    assert other.read_bytes() == before


def test_lists_the_policy_and_the_state_stay(project: Project) -> None:
    misspell(project)
    project.csv(text=CONTACTS.replace("+14155550101", "(415) 555-0101"))
    policy = project.write("policy.yaml", "limit: {newCampaigns: '5'}\n")
    before = {path: path.read_bytes() for path in (policy, project.directory / "contacts" / "q4.csv")}

    assert project.run("validate", "--fix").code == 1

    assert {path: path.read_bytes() for path in before} == before
    assert not project.state_file.exists()


def test_a_recorded_campaign_is_fixed_where_it_is_then_what_was_sent(project: Project) -> None:
    project.add()
    project.apply()
    path = misspell(project)

    result = project.run("validate", "--fix")

    assert (result.code, result.out.count("fixed  campaigns/q4.yaml")) == (0, 4)
    assert "scheduledTime: 12:00:00" in path.read_text()
    assert project.actions() == {Q4: "unchanged"}


@pytest.mark.parametrize(
    "sent",
    [{"scheduledTime": "13:00:00"}, {"contacts": "contacts/other.csv"}, {"campaignName": "Q3"}],
    ids=["its time", "its list", "its name"],
)
def test_a_recorded_campaign_that_would_differ_from_what_was_sent_stays(project: Project, sent: dict[str, Any]) -> None:
    project.csv("contacts/other.csv", CONTACTS.replace("Ada", "Eve"))
    project.add(**sent)
    project.apply()
    path = misspell(project)
    before = path.read_bytes()

    result = project.run("validate", "--fix")

    assert "not fixed  campaigns/q4.yaml: it is recorded, and would differ from what was sent" in result.out
    assert "line 6: `scheduledTime: 12:00:00`, is `scheduledTime: 12:00`" in result.out
    assert path.read_bytes() == before


def test_a_name_that_becomes_that_of_a_recorded_campaign_stays(project: Project) -> None:
    project.add("sent.yaml")
    project.apply()
    (project.directory / "sent.yaml").unlink()
    path = project.add(campaignName=f"{Q4} ", scheduledDate="2026-12-09")

    project.run("validate", "--fix")

    assert f'"{Q4} "' in path.read_text()


def test_a_new_campaign_at_the_path_of_one_that_has_moved_is_fixed(project: Project) -> None:
    project.add()
    project.apply()
    (project.directory / "q4.yaml").rename(project.directory / "moved.yaml")
    path = project.add(campaignName="Q5", scheduledDate="2026-12-9")

    result = project.run("validate", "--fix")

    assert (result.code, 'scheduledDate: "2026-12-09"' in path.read_text()) == (0, True)


def test_without_the_state_nothing_is_fixed(project: Project) -> None:
    path = misspell(project)
    before = path.read_bytes()
    project.state_file.write_bytes(b"{")

    codes = [project.run("validate", "--fix", *more).code for more in ((), ("--no-state",))]

    assert codes == [4, 2]
    assert path.read_bytes() == before


def test_a_file_that_can_not_be_edited_in_place_is_left_to_its_writer(project: Project) -> None:
    path = misspell(project)
    path.write_text(path.read_text().replace("12:00  # noon", "|\n  12:00"))
    before = path.read_bytes()

    result = project.run("validate", "--fix")

    assert "not fixed  campaigns/q4.yaml: it can't be edited automatically" in result.out
    assert (result.code, path.read_bytes()) == (1, before)


def test_a_file_that_can_not_be_written_is_named_and_the_others_are_fixed(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    full, other = misspell(project, "full.yaml"), misspell(project, "other.yaml")
    other.write_text(other.read_text().replace(Q4, "Other"))
    before = full.read_bytes()

    def disk(path: Path, data: bytes) -> None:
        if path == full:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        replace_content(path, data)

    monkeypatch.setattr(campaign_fixes, "replace_content", disk)
    result = project.run("validate", "--fix")

    assert "not fixed  campaigns/full.yaml: it can't be written: No space left on device" in result.out
    assert (result.code, full.read_bytes()) == (1, before)
    assert "scheduledTime: 12:00:00" in other.read_text()


def test_a_link_out_of_the_repository_is_not_followed(project: Project, tmp_path: Path) -> None:
    path = misspell(project)
    outside = tmp_path / "outside.yaml"
    path.replace(outside)
    path.symlink_to(outside)
    before = outside.read_bytes()

    project.run("validate", "--fix")

    assert outside.read_bytes() == before


def test_json_has_each_fix_and_what_kept_it_from_being_made(project: Project) -> None:
    misspell(project)

    result = project.run("validate", "--fix", "--format", "json")

    assert result.json["fixes"][1] == {
        "path": "campaigns/q4.yaml",
        "line": 6,
        "key": "scheduledTime",
        "before": "scheduledTime: 12:00",
        "after": "scheduledTime: 12:00:00",
        "notFixed": None,
    }
    assert project.run("validate", "--fix", "--format", "json").json["fixes"] == []


@pytest.mark.parametrize("form", ["github", "markdown", "sarif"])
def test_other_formats_name_the_fixes_beside_their_output(project: Project, form: str) -> None:
    misspell(project)

    result = project.run("validate", "--fix", "--format", form)

    assert "fixed  campaigns/q4.yaml:6: `scheduledTime: 12:00:00`" in result.err
    assert "fixed  " not in result.out


def test_defaults_are_fixed_too_and_then_the_campaigns_that_use_them_are_right(project: Project) -> None:
    path = project.write("defaults.yaml", "sipPhoneNumber: +1 415 555-0100  # ours\nconcurentCalls: 5\n")
    project.add(without=("sipPhoneNumber", "concurrentCalls"), scheduledTime="12:00")

    result = project.run("validate", "--fix")

    assert (result.code, result.out.count("fixed  campaigns/")) == (0, 3)
    assert path.read_text() == 'sipPhoneNumber: "+14155550100"  # ours\nconcurrentCalls: 5\n'


def test_defaults_of_a_recorded_campaign_are_fixed_where_they_are_then_what_was_sent(project: Project) -> None:
    right, wrong = 'sipPhoneNumber: "+14155550100"\n', "sipPhoneNumber: +1 415 555-0100\n"
    path = project.write("defaults.yaml", right)
    project.add(without=("sipPhoneNumber",))
    project.add("us/other.yaml", campaignName="Other", scheduledDate="2026-12-02")
    project.apply()

    path.write_text(wrong)
    agreeing = project.run("validate", "--fix")
    restored = path.read_text()
    path.write_text(other := wrong.replace("0100", "0101"))
    differing = project.run("validate", "--fix")

    assert (agreeing.code, restored) == (0, right)
    assert "not fixed  campaigns/defaults.yaml: `campaigns/q4.yaml` is recorded with its values" in differing.out
    assert path.read_text() == other


def test_a_campaign_that_was_sent_keeps_the_defaults_that_its_folder_has_by_a_link(project: Project) -> None:
    project.add("us/q4.yaml")
    project.apply()
    shared = project.write("defaults.yaml", "concurentCalls: 6\n")
    (project.directory / "us" / "defaults.yaml").symlink_to(shared)
    project.add("us/q4.yaml", without=("concurrentCalls",))

    fixed = project.run("validate", "--fix", str(shared))

    assert "not fixed  campaigns/defaults.yaml: `campaigns/us/q4.yaml` is recorded with its values" in fixed.out
    assert shared.read_text() == "concurentCalls: 6\n"


def test_who_names_defaults_means_them_alone(project: Project) -> None:
    path = project.write("defaults.yaml", "concurentCalls: 5\n")
    campaign = misspell(project)
    before = campaign.read_bytes()

    project.run("validate", "--fix", str(path))

    assert (path.read_text(), campaign.read_bytes()) == ("concurrentCalls: 5\n", before)


def test_who_names_a_campaign_does_not_mean_its_defaults(project: Project) -> None:
    path = project.write("defaults.yaml", "concurentCalls: 5\n")
    campaign = misspell(project)

    project.run("validate", "--fix", str(campaign))

    assert (path.read_text(), "12:00:00" in campaign.read_text()) == ("concurentCalls: 5\n", True)
