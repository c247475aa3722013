"""What nobody has filled in is an error at its line; a real id, number or list never is."""

from typing import Any

import pytest

from runner.config import placeholders
from tests.project import Project

AGENTS = [
    "replace-with-your-agent", "YOUR_AGENT_ID", "your-agent-id", "yourAgentId", "your agent", "my_agent",
    "my-agent-id", "agent_xxx", "agent_xxxxxxxxxxxx", "XXXX", "xxxxxxxx-xxxx-xxxx", "agent_XXXXXXXX", "agent-0000",
    "00000000", "TODO", "todo", "TBD", "tba", "FIXME", "To Do", "to-do", "TODO: agent", "changeme", "CHANGE_ME",
    "change-me", "<agent>", "<your agent id>", "<AGENT_ID>", "{{agent}}", "{{ agentId }}", "${AGENT_ID}",
    "$AGENT_ID", "%AGENT_ID%", "[agent]", "(agent id)", "{agentId}", "...", "…", "-", "???", "***", "___", "agent",
    "agentId", "agent_id", "AGENT", "the-agent-id", "agent-id-here", "insert agent id here", "put_your_id_here",
    "placeholder", "agent_placeholder", "dummy", "example", "example-agent", "dummy_agent_id", "enter-id",
    "paste-id-here", "null", "None", "undefined", "unknown", "string", "id-from-dashboard-replace", "replace_me",
    "REPLACE-ME",
]  # fmt: skip
REAL_AGENTS = [
    "D5D0p7TUs66TTAEAx", "agent_D5D0p7TUs66TTAEAx", "agent-D5D0p7TUs66TTAEAx", "D5renewals", "agent_D5renewals",
    "demo-agent", "agent_other", "gone", "x", "a", "xx", "123456", "00", "7f3c9e2a-1b4d-4c8e-9f00-2d1e5a6b7c8d",
    "agent_Xx0xxx9", "YourCo-7f3c", "agent_9xxx", "tod0", "Anna", "renewals", "agent_1", "AGENTx7k2", "todora",
    "namibia", "xXxK9", "0000000a", "my-renewals-agent", "id", "Me", "thea", "agent.renewals", "null9", "nonesuch",
    "exampleco",
]  # fmt: skip
NUMBERS = [
    "+15555550100", "+15551234567", "+15555555555", "+10000000000", "+11111111111", "+12222222222", "+19999999999",
    "+1234567890", "+123456789", "+12345678", "+1234567", "+10000000",
]  # fmt: skip
REAL_NUMBERS = [
    "+14155550100", "+14155552671", "+12345678901", "+18888888888", "+77777777777", "+66666666666", "+33333333333",
    "+442079460100", "+498912345678", "+12025550123", "+5511999999999", "+16175551234", "+1234567891",
    "+815555550100",
]  # fmt: skip


def errors(project: Project) -> list[tuple[str, int]]:
    """Code and line of every error in campaign files."""
    findings = project.run("validate", "--format", "json").json["findings"]
    return [(f["code"], f["line"]) for f in findings if f["severity"] == "error"]


def texts(values: list[str], key: str) -> list[Any]:
    return [pytest.param({key: value}, id=value) for value in values]


@pytest.mark.parametrize("fields", texts(AGENTS, "agentId"))
def test_a_placeholder_for_an_agent_is_an_error_at_its_line(project: Project, fields: dict[str, Any]) -> None:
    project.add(**fields)

    assert errors(project) == [("not-filled-in", 3)]


@pytest.mark.parametrize("fields", texts(NUMBERS, "sipPhoneNumber"))
def test_a_placeholder_for_a_number_is_an_error_at_its_line(project: Project, fields: dict[str, Any]) -> None:
    project.add(**fields)

    assert errors(project) == [("not-filled-in", 2)]


@pytest.mark.parametrize(
    "fields",
    texts(["TODO", "<number>", "+1XXXXXXXXXX", "YOUR_NUMBER", "+1 (555) 555-0100", "", "+"], "sipPhoneNumber"),
)
def test_a_placeholder_that_is_no_number_is_an_error_as_ever(project: Project, fields: dict[str, Any]) -> None:
    project.add(**fields)

    assert errors(project) == [("bad-value", 2)]


@pytest.mark.parametrize("fields", [*texts(REAL_AGENTS, "agentId"), *texts(REAL_NUMBERS, "sipPhoneNumber")])
def test_what_somebody_may_have_is_no_placeholder(project: Project, fields: dict[str, Any]) -> None:
    project.add(**fields)

    assert errors(project) == []


def test_placeholders_are_named_beside_other_errors(project: Project) -> None:
    project.add(agentId="TODO", isScheduled="soon")

    assert errors(project) == [("not-filled-in", 3), ("wrong-type", 4)]


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_the_list_that_init_writes_is_an_error_as_long_as_nobody_changed_it(project: Project, end: str) -> None:
    project.add()
    project.csv(text=placeholders.LIST.replace("\n", end))
    example = errors(project)
    project.csv(text=placeholders.LIST.replace("Ada", "Ida"))

    assert (example, errors(project)) == ([("not-filled-in", 9)], [])


def test_a_policy_does_not_soften_a_placeholder(project: Project) -> None:
    project.add(agentId="TODO")
    project.write("policy.yaml", "findings: {placeholder-unfilled: info}\n")

    assert errors(project) == [("not-filled-in", 3)]
    assert (project.apply().code, project.api.requests) == (1, [])


def test_a_recorded_campaign_is_not_blocked_by_a_placeholder(project: Project) -> None:
    project.add()
    assert project.apply().code == 0
    state = project.state_file.read_text().replace("D5D0p7TUs66TTAEAx", "replace-with-your-agent")
    project.state_file.write_text(state)
    project.add(agentId="replace-with-your-agent")

    assert errors(project) == []
    assert project.run("plan").code == 0
