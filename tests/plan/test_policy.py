"""The policy: what one apply may send at most, and that nothing is sent beyond it."""

import re
from dataclasses import asdict, fields
from pathlib import Path
from typing import Any

import pytest

from runner.api.request_forms import RequestForms
from runner.config import schema
from runner.plan.policy import Overlap, Policy, read_policy
from tests.fake_api import Behaviour, loses_the_answer, times_out
from tests.paths import ROOT
from tests.project import Project, Result

Q4 = "Q4 Outreach Campaign"
FILE = "campaigns/policy.yaml"
PAGE = (ROOT / "docs" / "reference" / "policy.md").read_text(encoding="utf-8")


def defaults(section: str) -> dict[str, Any]:
    properties = schema.load("policy")["properties"][section]["properties"]
    return {key: field["default"] for key, field in properties.items()}


def limit(project: Project, **limits: object) -> Path:
    """Write a policy; True and False as YAML has them."""
    lines = [f"  {key}: {str(value).lower()}\n" for key, value in limits.items()]
    return project.write("policy.yaml", "limits:\n" + "".join(lines))


def found(project: Project, *codes: str) -> list[tuple[str, str, int]]:
    """Give severity, path and line of what plan finds under one of the codes; validate must find the same."""
    listed = project.plan()["findings"]
    assert project.run("validate", "--format", "json").json["findings"] == listed
    return [(f["severity"], f["path"], f["line"]) for f in listed if f["code"] in codes]


def refused(project: Project, result: Result, *words: str) -> bool:
    """Whether apply was refused in these words, and nothing was asked of the API or recorded."""
    assert [word for word in words if word not in result.err] == []
    return result.code == 7 and project.api.requests == [] and not project.state_file.exists()


@pytest.fixture
def two(project: Project) -> Project:
    """Two campaigns of three people each: one on 1 December, 20:00 UTC, the other at once."""
    project.add()
    project.add("now.yaml", campaignName="Now", isScheduled=False)
    return project


# From the clock of the tests to the launch of `q4.yaml`.
LEAD = 8 * 24 * 60 + 22 * 60 + 20


@pytest.mark.parametrize(
    ("key", "enough", "short", "said", "place"),
    [
        ("newCampaigns", 2, 1, "apply would create 2 campaigns, more than the 1 that", (FILE, 2)),
        (
            "contactsPerCampaign",
            3,
            2,
            f"`{Q4}` would call 3 contacts, more than the 2 that",
            ("campaigns/q4.yaml", 9),
        ),
        ("concurrentCalls", 5, 4, f"`{Q4}` would call on 5 lines, more than the 4 that", ("campaigns/q4.yaml", 8)),
        ("contactsPerApply", 6, 5, "apply would call 6 contacts, more than the 5 that", (FILE, 2)),
        (
            "minimumLeadMinutes",
            LEAD,
            LEAD + 1,
            f"`{Q4}` launches in {LEAD:,} minutes, less than the {LEAD + 1:,} that",
            ("campaigns/q4.yaml", 6),
        ),
        ("immediateLaunches", True, False, "`Now` would dial as soon as it is created, and", ("campaigns/now.yaml", 4)),
    ],
)
def test_a_limit_holds_beyond_its_border_and_not_at_it(
    two: Project, key: str, enough: object, short: object, said: str, place: tuple[str, int]
) -> None:
    if key == "contactsPerCampaign":
        two.csv("contacts/one.csv", "Phone Number\n+14155550101\n")
        two.add("now.yaml", campaignName="Now", isScheduled=False, contacts="contacts/one.csv")
    if key == "concurrentCalls":
        two.add("now.yaml", campaignName="Now", isScheduled=False, concurrentCalls=1)

    limit(two, **{key: short})
    assert found(two, "limit-passed") == [("warning", *place)]
    result = two.apply()
    assert refused(two, result, f"{said} `limits.{key}`", "nothing was sent", f"`limits.{key}`", f"in `{FILE}`")

    limit(two, **{key: enough})
    assert found(two, "limit-passed") == []
    assert (two.apply().code, len(two.api.posts)) == (0, 2)


@pytest.mark.parametrize(("lines", "code"), [(100, 0), (101, 7), (500, 7), (None, 0)])
def test_without_a_policy_a_campaign_calls_on_at_most_100_lines(project: Project, lines: int | None, code: int) -> None:
    project.add(without=() if lines else ("concurrentCalls",), concurrentCalls=lines)

    assert found(project, "limit-passed") == ([("warning", "campaigns/q4.yaml", 8)] if code else [])
    assert project.apply().code == code
    assert len(project.api.posts) == (code == 0)


def test_a_recorded_campaign_with_many_lines_is_not_held_to_a_limit_that_came_later(project: Project) -> None:
    project.add(concurrentCalls=50)
    assert project.apply().code == 0
    limit(project, concurrentCalls=10)

    assert (project.apply().code, found(project, "limit-passed")) == (0, [])


def test_a_minute_that_is_not_whole_is_none(project: Project) -> None:
    project.add()
    limit(project, minimumLeadMinutes=LEAD)
    project.clock.move(seconds=1)

    assert refused(project, project.apply(), f"launches in {LEAD - 1:,} minutes, less than the {LEAD:,}")


def test_all_limits_that_are_passed_are_said_at_once(two: Project) -> None:
    two.add("b.yaml", campaignName="B")
    limit(two, newCampaigns=1, contactsPerCampaign=2, contactsPerApply=8, minimumLeadMinutes=50000)

    result = two.apply()

    hint = (
        "raise `limits.contactsPerCampaign` and lower `limits.minimumLeadMinutes` and raise `limits.newCampaigns` and"
    )
    assert refused(
        two, result, "create 3 campaigns", "call 3 contacts", "(and 2 more campaigns)", "call 9 contacts", hint
    )
    assert "in 1 campaign" not in result.err
    assert two.run("plan").out.startswith("apply would refuse: 4 limits exceeded, 3 campaigns ready;")


def test_a_limit_that_one_campaign_passes_stands_with_it_in_the_plan(two: Project) -> None:
    limit(two, immediateLaunches=False, newCampaigns=1)

    by_name = {entry["campaignName"]: entry for entry in two.plan()["campaigns"]}

    assert [f["code"] for f in by_name["Now"]["findings"]] == ["immediate-launch", "limit-passed"]
    assert by_name[Q4]["findings"] == []


def test_without_a_policy_the_defaults_hold_and_the_first_campaign_is_pointed_at(project: Project) -> None:
    for number in range(101):
        project.add(f"{number:03}.yaml", campaignName=f"Campaign {number}")

    assert found(project, "limit-passed") == [("warning", "campaigns/000.yaml", 1)]
    assert refused(
        project, project.apply(), "101 campaigns, more than the 100 that `limits.newCampaigns` allows", f"`{FILE}`"
    )
    (project.directory / "100.yaml").unlink()
    assert found(project, "limit-passed") == []


def test_a_rehearsal_obeys_the_limits(project: Project) -> None:
    project.add()
    limit(project, newCampaigns=0)

    result = project.run("apply", "--sandbox")

    assert (result.code, "0 that `limits.newCampaigns` allows" in result.err) == (7, True)


def test_nobody_is_asked_to_approve_of_what_is_refused(project: Project) -> None:
    project.add()
    limit(project, newCampaigns=0)
    del project.environ["CI"]

    assert refused(project, project.apply(), "nothing was sent")


def test_recorded_campaigns_pass_no_limit(two: Project) -> None:
    two.apply()
    limit(two, newCampaigns=1, contactsPerCampaign=3, contactsPerApply=3, minimumLeadMinutes=0, immediateLaunches=False)

    assert two.apply().code == 0
    two.add("more.yaml", campaignName="More")
    assert two.apply().code == 0
    limit(two, newCampaigns=0, contactsPerCampaign=1, contactsPerApply=1, minimumLeadMinutes=500000)
    assert found(two, "limit-passed") == []
    assert two.apply().code == 0


@pytest.mark.parametrize(
    ("lost", "code", "sent", "status"), [(times_out, 7, 1, None), (loses_the_answer, 0, 1, "created")]
)
def test_a_campaign_whose_outcome_is_unknown_counts_where_the_look_up_does_not_find_it(
    project: Project, lost: Behaviour, code: int, sent: int, status: str | None
) -> None:
    project.add()
    project.api.on_post, project.api.hidden = [lost], {Q4}
    assert project.apply().code == 6
    project.api.hidden = set()
    limit(project, newCampaigns=0)
    assert found(project, "limit-passed") == [("warning", FILE, 2)]

    result = project.apply()

    assert (result.code, len(project.api.posts)) == (code, sent)
    assert ("more than the 0 that `limits.newCampaigns` allows" in result.err) is (code == 7)
    assert project.recorded.get(Q4, {}).get("status") == status


def test_an_unknown_campaign_without_a_file_passes_no_limit(project: Project) -> None:
    file = project.add()
    project.api.on_post = [times_out]
    project.apply()
    file.unlink()
    limit(project, newCampaigns=0)

    assert project.apply().code == 0


def test_an_unknown_campaign_whose_launch_is_past_is_looked_up_whatever_the_lead(project: Project) -> None:
    project.add()
    project.api.on_post = [times_out]
    project.apply()
    project.clock.move(days=30)
    limit(project, minimumLeadMinutes=60)

    assert found(project, "limit-passed") == []
    assert project.apply().code != 7


@pytest.mark.parametrize(
    ("text", "code", "line", "said"),
    [
        ("limits:\n  newCampaign: 5\n", "unknown-key", 2, "did you mean `newCampaigns`?"),
        ("limit:\n  newCampaigns: 5\n", "unknown-key", 1, "did you mean `limits`?"),
        ("limits:\n  newCampaigns: lots\n", "wrong-type", 2, "is the text `lots`, not a whole number"),
        ("limits:\n  immediateLaunches: no\n", "wrong-type", 2, "write `immediateLaunches: false`, without quotes"),
        ("limits:\n  contactsPerApply: -1\n", "bad-value", 2, "is `-1`, less than 0"),
        ("limits:\n  minimumLeadMinutes: 1e9\n", "bad-value", 2, "more than 525,600"),
        ("limits:\n", "wrong-type", 1, "`limits` is empty, not a mapping"),
        ("limits: {newCampaigns: 1\n", "yaml-syntax", 1, ""),
        ("# limits: {}\n", "wrong-type", 1, "the file is empty"),
    ],
)
def test_a_broken_policy_stops_everything(project: Project, text: str, code: str, line: int, said: str) -> None:
    project.add()
    project.write("policy.yaml", text)

    assert found(project, code, "limit-passed") == [("error", FILE, line)]
    result = project.run("apply")
    assert (result.code, project.api.requests) == (1, [])
    assert said in result.out
    assert result.out.startswith("apply would refuse: the policy has errors, 1 campaign ready")
    assert project.run("plan").code == 1


def test_while_the_policy_has_a_mistake_no_limit_is_judged_not_even_a_default(project: Project) -> None:
    for number in range(101):
        project.add(f"{number}.yaml", campaignName=f"Campaign {number}")
    limit(project, newCampaigns=500, typo=1)

    assert list(project.run("validate", "--format", "json").json["counts"]) == ["unknown-key"]


def test_a_yml_is_a_policy_too_and_two_are_an_error(project: Project) -> None:
    project.add()
    limit(project, newCampaigns=0).rename(project.directory / "policy.yml")

    assert found(project, "limit-passed") == [("warning", "campaigns/policy.yml", 2)]
    assert refused(project, project.apply(), "in `campaigns/policy.yml`")
    limit(project, newCampaigns=5)
    assert found(project, "limit-passed", "policy-twice") == [("error", FILE, 1)]
    assert project.apply().code == 1


@pytest.mark.parametrize("target", ["nothing.yaml", "../../outside.yaml"])
def test_a_link_to_nothing_or_to_elsewhere_is_no_policy(project: Project, target: str) -> None:
    project.add()
    (project.root.parent / "outside.yaml").write_text("limits: {}\n")
    (project.directory / "policy.yaml").symlink_to(target)

    assert found(project, "path-outside", "file-missing") == [("error", FILE, 1)]
    assert (project.apply().code, project.api.requests) == (1, [])


@pytest.mark.parametrize("text", ["{}", "limits: {}", "limits: {newCampaigns: 1.0, immediateLaunches: true}"])
def test_every_key_may_be_left_out(project: Project, text: str) -> None:
    project.add()
    project.write("policy.yaml", text)

    assert project.apply().code == 0


def test_validate_of_the_policy_alone_checks_it(project: Project) -> None:
    project.add()
    file = limit(project, newCampaigns="many")

    result = project.run("validate", str(file))

    assert (result.code, "error[wrong-type]" in result.out, result.err) == (1, True, "")


def test_what_init_writes_are_the_defaults_and_a_yml_is_kept(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(project.root)
    project.run("init")
    written = read_policy([project.directory], project.root)
    assert written.document is not None
    sections = {section: defaults(section) for section in ("limits", "overlap", "consent", "findings")}
    assert written.document.value == {**sections, "updates": schema.load("policy")["properties"]["updates"]["default"]}

    (project.directory / "policy.yaml").rename(project.directory / "policy.yml")
    assert "campaigns/policy.yml" in project.run("init", "--format", "json").json["kept"]
    assert not (project.directory / "policy.yaml").exists()


def test_schema_code_and_page_know_the_same_limits_and_defaults() -> None:
    beside = {"overlap", "suppression", "severities", "callingHours", "leaves_out", "updates", "api"}
    beside |= {"otherCampaigns", "consent_days", "folder", "root", "cache", "path", "document", "findings"}
    assert {f.name: f.default for f in fields(Policy) if f.name not in beside} == defaults("limits")
    assert asdict(Overlap()) == defaults("overlap")
    assert asdict(RequestForms()) == defaults("api")
    for heading, section in (("Limits", "limits"), ("Overlap", "overlap"), ("Severities", "findings")):
        shown = PAGE.partition(f"\n## {heading}\n")[2].partition("\n## ")[0]
        rows = dict(re.findall(r"^\| `([\w-]+)` \| ([\w.]+) \|", shown, flags=re.MULTILINE))
        assert rows == {key: str(value).lower() for key, value in defaults(section).items()}


def test_the_page_has_every_key() -> None:
    table = PAGE.partition("| key | sets |")[2].partition("\n## ")[0]
    rows = re.findall(r"^\| (`.+?) \|", table, flags=re.MULTILINE)

    assert sorted(re.findall(r"`(\w+)`", " ".join(rows))) == sorted(schema.load("policy")["properties"])


def test_the_page_says_which_severities_may_be_chosen() -> None:
    shown = PAGE.partition("\n## Severities\n")[2].partition("\n## ")[0]
    rows = re.findall(r"^\| `([\w-]+)` \| (\w+) \| ([\w, ]+) \|", shown, flags=re.MULTILINE)

    chosen = {code: {default, *others.split(", ")} for code, default, others in rows}
    severities = schema.load("policy")["properties"]["findings"]["properties"]
    assert chosen == {code: set(one["enum"]) for code, one in severities.items()}
