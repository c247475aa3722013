"""plan --online: agents and numbers as the account has them, and nothing of its secrets anywhere."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from runner.api.account import AccountNumber, Agent
from runner.config import schema
from runner.sandbox import account
from tests import fake_api
from tests.fake_api import error
from tests.paths import ROOT
from tests.project import CAMPAIGN, Project

PAGE = ROOT / "docs" / "how-to" / "online.md"
Q4 = "Q4 Outreach Campaign"
SECRET = "zqsecretxv"
AGENT = {
    "agentId": "agent_D5D0p7TUs66TTAEAx",
    "agentName": "Renewals | <b>",
    "status": "Live",
    "instructions": f"You call {{{{customer_name}}}}. Never say {SECRET}.",
    "welcomeMessage": f"Hello {SECRET}",
    "agentSettings": {"webhooks": [{"name": "crm", "url": f"https://{SECRET}.example", "secret": SECRET}]},
    "tools": [{"headers": {"Authorization": SECRET}}],
}
NUMBER = {"sipPhoneNumber": "+14155550100", "friendlyName": "Main\nline", "active": True, "terminationSipURI": SECRET}


@pytest.fixture
def project(project: Project) -> Project:
    project.add()
    project.api.agents = {CAMPAIGN["agentId"]: AGENT}
    project.api.numbers = [NUMBER]
    return project


def codes(project: Project, *args: str) -> dict[str, int]:
    found: dict[str, int] = project.plan("--online", *args)["counts"]
    return found


def test_the_names_stand_beside_the_ids_in_every_format(project: Project) -> None:
    shown = {form: project.run("plan", "--online", "--format", form).out for form in ("text", "markdown", "json")}

    assert "+14155550100 (Main line), 5 lines" in shown["text"]
    assert "D5D0p7TUs66TTAEAx (Renewals | <b>)" in re.sub(r"\s+", " ", shown["text"])
    assert "D5D0p7TUs66TTAEAx (Renewals &#124; &#60;b&#62;)" in shown["markdown"]
    plan = json.loads(shown["json"])
    jsonschema.validate(plan, schema.load("plan"))
    [entry] = plan["campaigns"]
    assert (entry["agentName"], entry["numberName"], entry["findings"]) == ("Renewals | <b>", "Main\nline", [])


def test_without_the_option_nothing_is_asked_and_no_name_is_there(project: Project) -> None:
    [entry] = project.plan()["campaigns"]

    assert project.api.requests == []
    assert entry.keys() & {"agentName", "numberName"} == set()


def test_asking_changes_no_hash(project: Project) -> None:
    offline = project.plan()["hash"]
    project.api.agents = {}

    assert project.plan("--online")["hash"] == offline


def test_each_agent_is_read_once_and_the_numbers_too(project: Project) -> None:
    for place in range(5):
        project.csv(f"contacts/{place}.csv", f"Phone Number,customer_name\n+1212555010{place},x\n")
        project.add(f"{place}.yaml", campaignName=f"Number {place}", contacts=f"contacts/{place}.csv")

    assert codes(project) == {}

    assert project.api.requests == [("GET", "/v1/agents/D5D0p7TUs66TTAEAx"), ("GET", "/v1/phone-numbers")]


def test_a_recorded_campaign_asks_for_nothing(project: Project) -> None:
    project.apply()
    project.api.requests.clear()
    project.api.agents, project.api.numbers = {}, []

    assert codes(project) == {}

    assert project.api.requests == []


def test_an_unknown_outcome_gets_a_warning_where_a_new_campaign_is_blocked(project: Project) -> None:
    project.api.agents = {}
    new = project.plan("--online")["campaigns"][0]
    project.api.on_post = [fake_api.times_out]
    project.apply()

    unknown = project.plan("--online")["campaigns"][0]

    severities = [[f["severity"] for f in one["findings"] if f["code"] == "agent-missing"] for one in (new, unknown)]
    assert (new["action"], unknown["action"], severities) == ("blocked", "unknown", [["error"], ["warning"]])


def test_a_missing_key_is_a_usage_error_and_a_refused_one_ends_the_run(project: Project) -> None:
    project.api.on_get = [error(401, f"no such key {SECRET}1234 'x'")]
    refused = project.run("plan", "--online")
    project.environ.pop("SIGMAMIND_API_KEY")
    missing = project.run("plan", "--online")

    assert (refused.code, missing.code) == (4, 2)
    assert "GET /v1/agents/D5D0p7TUs66TTAEAx: 401" in refused.err
    assert "SIGMAMIND_API_KEY isn't set" in missing.err
    assert (refused.out, missing.out) == ("", "")


def test_the_state_of_another_api_is_refused(project: Project) -> None:
    project.apply()
    state = project.state
    project.state_file.write_text(json.dumps({**state, "api": "sandbox"}))

    assert project.run("plan").code == 0
    assert project.run("plan", "--online").code == 4


def test_apply_asks_too_and_sends_nothing_against_an_error(project: Project) -> None:
    project.api.agents = {}

    refused = project.apply("--online")
    sent = project.apply()

    assert (refused.code, refused.json["findings"][0]["code"]) == (1, "agent-missing")
    assert (sent.code, len(project.api.posts)) == (0, 1)


def test_the_policy_says_how_bad_it_is(project: Project) -> None:
    project.write("policy.yaml", "findings: {agent-missing: warning, number-inactive: error}\n")
    project.api.agents, project.api.numbers = {}, [{**NUMBER, "active": False}]

    found = {f["code"]: f["severity"] for f in project.plan("--online")["findings"]}

    assert found == {"agent-missing": "warning", "number-inactive": "error"}


@pytest.mark.parametrize(
    ("contacts", "header", "unfilled"),
    [
        ("contacts/a.csv", "phone,customer_name", ["phone"]),
        ({"path": "contacts/a.csv", "columns": {"Name": "customer_name"}}, "phone,Name", ["phone"]),
        ({"path": "contacts/a.csv", "columns": {"Name": "name"}}, "phone,Name", ["customer_name", "phone"]),
    ],
)
def test_a_column_fills_the_variable_that_it_is_sent_as(
    project: Project, contacts: Any, header: str, unfilled: list[str]
) -> None:
    project.csv("contacts/a.csv", f"{header}\n+14155550101,Ada\n")
    project.add(contacts=contacts, dynamicVariables={"blank": " ", "company": "Example Homes"})
    text = "{{phone}} {{ customer_name }} {{company}} {{blank}} {{customer_name}}"
    project.api.agents[CAMPAIGN["agentId"]] = {**AGENT, "instructions": text}

    said = [f["message"] for f in project.plan("--online")["findings"] if f["code"] == "placeholder-unfilled"]

    assert [re.findall("`([^`]+)`", message) for message in said] == [[name] for name in sorted([*unfilled, "blank"])]


def test_a_list_that_was_not_read_leaves_a_doubt(project: Project) -> None:
    contacts = {"path": "https://lists.example/q4.csv", "sha256": "0" * 64, "rows": 3}
    project.add(contacts=contacts)
    unread = project.plan("--online")["findings"]
    project.add(contacts=contacts, dynamicVariables={"customer_name": "there"})

    assert [f["hint"] for f in unread if f["code"] == "online-unsure"] == ["pass `--fetch` to read it"]
    assert "online-unsure" not in codes(project)


def listed(**page: Any) -> httpx.Response:
    return httpx.Response(200, json=page)


UNSURE = {"online-unsure": 1}
AGENTS_ANSWER = httpx.Response(200, json=AGENT)


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        ([AGENTS_ANSWER, httpx.Response(200, json=[NUMBER]), httpx.Response(200, json=[NUMBER])], {}),
        ([AGENTS_ANSWER, httpx.Response(200, json=[]), httpx.Response(200, json=[])], {"number-missing": 1}),
        ([AGENTS_ANSWER, listed(data=[{"phoneNumber": 14155550100, "active": True}], hasNext=False)], {}),
        ([AGENTS_ANSWER, listed(data=[], totalCount=3, hasNext=False)], UNSURE),
        ([AGENTS_ANSWER, listed(data=[{"number": "x"}], hasNext=False)], UNSURE),
        ([AGENTS_ANSWER, listed(numbers=[])], UNSURE),
        ([AGENTS_ANSWER, error(404, "no such page")], UNSURE),
        ([AGENTS_ANSWER, error(400, "size")], UNSURE),
        ([error(400, "agentId"), httpx.Response(200, json=[NUMBER]), httpx.Response(200, json=[NUMBER])], UNSURE),
        ([listed(agentId="another"), httpx.Response(200, json=[NUMBER]), httpx.Response(200, json=[NUMBER])], UNSURE),
        ([httpx.Response(200, json=[]), httpx.Response(200, json=[NUMBER]), httpx.Response(200, json=[])], UNSURE),
        ([httpx.Response(200, content=b" " * (9 << 20)), listed(data=[NUMBER], hasNext=False)], UNSURE),
    ],
)
def test_what_is_not_known_of_an_answer_is_said_and_blocks_nothing(
    project: Project, answers: list[httpx.Response], expected: dict[str, int]
) -> None:
    project.api.on_get = [*answers]

    result = project.run("plan", "--online", "--format", "json")

    assert result.json["counts"] == expected
    assert result.code == ("number-missing" in expected)


def test_numbers_are_read_over_all_pages(project: Project) -> None:
    project.api.numbers = [{"sipPhoneNumber": f"+1212{n:07d}", "active": True} for n in range(250)] + [NUMBER]

    assert codes(project) == {}
    assert project.api.requests.count(("GET", "/v1/phone-numbers")) == 3


def test_no_secret_of_the_account_is_in_any_output(project: Project) -> None:
    agent = {**AGENT, "status": "Testing", "instructions": f"{AGENT['instructions']} {{{{ {SECRET} - odd }}}}"}
    project.api.agents[CAMPAIGN["agentId"]] = agent

    written, ends = [], set()
    for form in ("text", "json", "markdown", "github"):
        result = project.run("plan", "--online", "--format", form, "--out", str(project.root / "plan.json"))
        written.append(result.out + result.err)
        ends.add(result.code)
    written += [path.read_text() for path in project.root.rglob("*.json")]

    assert ends == {0}
    assert "Testing" in written[0]
    assert SECRET not in "".join(written)
    assert project.environ["SIGMAMIND_API_KEY"] not in "".join(written)


def test_a_name_acts_on_no_terminal(project: Project) -> None:
    project.api.agents[CAMPAIGN["agentId"]] = {**AGENT, "agentName": "\x1b[31mred\n::error::x", "status": "\x1b[2J"}

    for form in ("text", "json", "markdown", "github"):
        shown = project.run("plan", "--online", "--format", form).out
        assert "\x1b" not in shown
        assert "\n::error::x" not in shown


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)
FIELDS = ("agentId", "agentName", "name", "status", "instructions", "welcomeMessage", "agentSettings")


@given(st.dictionaries(st.sampled_from(FIELDS), json_values) | json_values)
def test_whatever_an_answer_is_it_is_read(body: Any) -> None:
    agent, number = Agent.read(body), AccountNumber.read(body)

    assert all(re.fullmatch(r"[A-Za-z_]\w{0,63}", name, re.ASCII) for name in agent.placeholders)
    assert number.digits is None or number.digits.isdecimal()


@given(st.lists(st.from_regex(r"[A-Za-z_][A-Za-z0-9_]{0,20}", fullmatch=True)), st.sampled_from(["", " ", "\n\t "]))
def test_every_plain_name_between_double_braces_is_a_placeholder_and_no_other_word_is_kept(
    names: list[str], space: str
) -> None:
    prompt = "".join(f"secret{{{{{space}{name}{space}}}}}" for name in names) + "{{ 1 + 1 }} { x } {{"

    agent = Agent.read({"agentId": "a", "agentSettings": {"globalPrompt": prompt}})

    assert agent == Agent(id="a", placeholders=tuple(sorted(set(names))), odd=1, has_prompt=True)


ACCOUNT = {
    "agents": [
        {"agentId": CAMPAIGN["agentId"], "agentName": "Renewals", "status": "Testing", "instructions": "{{due}}"}
    ],
    "phoneNumbers": [{"sipPhoneNumber": "+14155550100", "friendlyName": "Main line", "active": False}],
}


@pytest.fixture
def served(tmp_path: Path) -> Iterator[str]:
    """The sandbox in a process of its own, with an account."""
    file = tmp_path / "account.json"
    file.write_text(json.dumps(ACCOUNT))
    command = [sys.executable, "-m", "runner", "sandbox", "--port", "0", "--account", str(file)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        yield process.stdout.readline().split()[4].rstrip(",")
        process.terminate()


def test_it_can_be_rehearsed_with_the_sandbox_in_two_processes(project: Project, served: str) -> None:
    project.add("other.yaml", campaignName="Other", agentId="gone", sipPhoneNumber="+14155550199")
    environ = {**os.environ, **project.environ, "SIGMAMIND_API_URL": served, "CAMPAIGNS_DIR": str(project.directory)}
    command = [
        sys.executable,
        "-m",
        "runner",
        "plan",
        "--as-of",
        "2026-11-22T21:40:00Z",
        "--online",
        "--format",
        "json",
    ]

    done = subprocess.run(command, env=environ, capture_output=True, text=True, timeout=60)

    plan = json.loads(done.stdout)
    assert (done.returncode, done.stderr) == (1, "")
    assert {entry["campaignName"]: sorted(f["code"] for f in entry["findings"]) for entry in plan["campaigns"]} == {
        Q4: ["agent-not-live", "number-inactive", "people-again", "placeholder-unfilled"],
        "Other": ["agent-missing", "number-missing", "people-again"],
    }
    assert [(entry["agentName"], entry["numberName"]) for entry in plan["campaigns"]] == [
        (None, None),
        ("Renewals", "Main line"),
    ]


@pytest.mark.parametrize(
    ("written", "reason"),
    [
        ("[]", "isn't an object of `agents` and `phoneNumbers`"),
        ("{", "Expecting"),
        ('{"agents": {}, "phoneNumbers": []}', "no list of objects in `agents`"),
        ('{"agents": [{"agentName": "x"}], "phoneNumbers": []}', "agentId: is required"),
        ('{"agents": [{"agentId": 5}], "phoneNumbers": []}', "agentId: must be a string"),
        ('{"agents": [], "phoneNumbers": [{"sipPhoneNumber": "+1", "activ": true}]}', "activ: is an unknown field"),
    ],
)
def test_an_account_that_can_not_be_is_a_usage_error(project: Project, written: str, reason: str) -> None:
    file = project.root / "account.json"
    file.write_text(written)

    result = project.run("sandbox", "--account", str(file))

    assert result.code == 2
    assert reason in result.err


def test_the_account_that_the_page_shows_can_be_served(project: Project) -> None:
    [shown] = re.findall(r"```json\n(.*?)```", PAGE.read_text(encoding="utf-8"), flags=re.DOTALL)
    file = project.root / "account.json"
    file.write_text(shown)

    assert account.read(file).agent(CAMPAIGN["agentId"]) == {
        **json.loads(shown)["agents"][0],
        "agentId": AGENT["agentId"],
    }


def test_the_sandbox_without_an_account_has_every_agent_and_lists_no_numbers(project: Project) -> None:
    result = project.apply("--sandbox", "--online")

    assert (result.code, len(result.json["outcomes"])) == (0, 1)
    assert "GET /v1/agents/D5D0p7TUs66TTAEAx 200" in result.err
    assert "GET /v1/phone-numbers 404" in result.err
