"""People who must not be called are left out of what is sent, counted everywhere, and never called after all."""

import csv
import io
import json
from pathlib import Path

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from runner.plan.left_out import decode_places, encode_places
from tests import fake_api
from tests.fake_api import FakeApi
from tests.project import Project

POLICY = "suppressed: leave-out\nsuppression: [{path: lists/dnc.txt}]\n"
LIST = "Phone Number,customer_name,Opted Out\n+14155550101,Ada,\n+14155550102,Bo,No\n"
LIST += "+14155550103,Cy,Yes\n+14155550104,Di,\n"
WORDS = "4 rows, 2 left out, 2 called"


@pytest.fixture
def left_out(project: Project) -> Project:
    """A campaign of four contacts, one on the suppression list and one opted out."""
    project.add()
    project.csv(text=LIST)
    project.write("policy.yaml", POLICY)
    project.write("lists/dnc.txt", "+14155550102\n")
    return project


def sent(project: Project) -> list[str]:
    """The numbers of the last list that the API received."""
    return [row[0] for row in csv.reader(io.StringIO("".join(project.api.lists[-1:])))][1:]


def test_whoever_is_left_out_is_not_sent_and_is_recorded(left_out: Project) -> None:
    assert left_out.apply().code == 0

    assert sent(left_out) == ["+14155550101", "+14155550104"]
    record = left_out.recorded["Q4 Outreach Campaign"]
    assert (record["leftOut"], record["contacts"]["rows"]) == (2, 4)
    assert left_out.actions() == {"Q4 Outreach Campaign": "unchanged"}


@pytest.mark.parametrize(
    "command", [("validate",), ("plan",), ("plan", "--format", "markdown"), ("validate", "--format", "markdown")]
)
def test_every_screen_counts_them(left_out: Project, command: tuple[str, ...]) -> None:
    assert WORDS in left_out.run(*command).out


def test_the_page_counts_them(left_out: Project, tmp_path: Path) -> None:
    left_out.run("report", "--html", str(tmp_path / "plan.html"))

    assert WORDS in (tmp_path / "plan.html").read_text()


def test_what_is_recorded_counts_them(left_out: Project) -> None:
    left_out.apply()

    (entry,) = left_out.run("status", "--format", "json").json["campaigns"]
    assert (entry["contacts"], entry["leftOut"]) == (2, 2)
    assert "2 left out" in left_out.run("status").out
    (planned,) = left_out.plan()["campaigns"]
    assert (planned["contacts"], planned["leftOut"]) == (2, 2)


def test_a_suppression_list_that_grows_changes_neither_hash_nor_approval(left_out: Project) -> None:
    file = left_out.root / "approved.json"
    before = json.loads(left_out.run("plan", "--format", "json", "--out", str(file)).out)
    left_out.write("lists/dnc.txt", "+14155550102\n+14155550101\n")

    assert left_out.plan()["hash"] == before["hash"]
    assert left_out.apply("--expect", str(file)).code == 0
    assert sent(left_out) == ["+14155550104"]


def test_somebody_left_out_at_the_approval_is_not_called_after_all(left_out: Project) -> None:
    file = left_out.root / "approved.json"
    left_out.run("plan", "--out", str(file))
    left_out.write("lists/dnc.txt", "+14155550101\n")

    refused = left_out.apply("--expect", str(file))

    assert refused.code == 7
    assert "would call people whom" in refused.err
    assert left_out.api.lists == []


def test_somebody_left_out_in_the_plan_is_not_called_after_a_look_up(left_out: Project) -> None:
    left_out.api.on_post = [fake_api.times_out]
    assert left_out.apply().code == 6

    def answers(request: httpx.Request) -> httpx.Response:
        left_out.write("lists/dnc.txt", "+14155550101\n")
        return left_out.api.answer(request)

    left_out.api.transport = httpx.MockTransport(answers)
    refused = left_out.apply()

    assert refused.code == 7
    assert "whom the approved plan leaves out" in refused.err
    assert len(left_out.api.lists) == 1


def test_an_opt_out_between_the_check_and_the_request_stops_it(left_out: Project) -> None:
    left_out.add(contacts={"path": "contacts/q4.csv", "columns": {"customer_name": "customer_name"}})

    def answers(request: httpx.Request) -> httpx.Response:
        left_out.csv(text=LIST.replace("Ada,", "Ada,Yes"))
        return left_out.api.answer(request)

    left_out.api.transport = httpx.MockTransport(answers)

    assert "changed since it was checked" in left_out.apply().out
    assert left_out.api.lists == []


def test_a_list_with_nobody_left_is_an_error(left_out: Project) -> None:
    left_out.write("lists/dnc.txt", "+14155550101\n+14155550102\n+14155550104\n")

    result = left_out.apply()

    assert result.code == 1
    assert "nobody would be called" in left_out.run("validate").out
    assert left_out.api.lists == []


@given(places=st.sets(st.integers(1, 60)))
def test_places_are_read_as_they_were_written(places: set[int]) -> None:
    assert decode_places(encode_places(places)) == places


PERSON = st.tuples(st.booleans(), st.booleans())


@pytest.mark.slow
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=30, deadline=None)
@given(people=st.lists(PERSON, min_size=1, max_size=30))
def test_sent_is_the_list_without_suppressed_and_without_opted_out(
    people: list[tuple[bool, bool]], tmp_path_factory: pytest.TempPathFactory, capsys: pytest.CaptureFixture[str]
) -> None:
    project = Project(tmp_path_factory.mktemp("repo") / "repo", capsys, FakeApi())
    numbers = [f"+1415555{1000 + place}" for place in range(len(people))]
    rows = [f"{n},x,{'Y' if opted_out else ''}" for n, (_, opted_out) in zip(numbers, people, strict=True)]
    project.add()
    project.csv(text="\n".join(["Phone Number,customer_name,DNC", *rows]) + "\n")
    project.write("policy.yaml", POLICY)
    suppressed = [number for number, (on_list, _) in zip(numbers, people, strict=True) if on_list]
    project.write("lists/dnc.txt", "+14155559999\n" + "".join(f"{number}\n" for number in suppressed))

    result = project.apply()

    left = [number for number, person in zip(numbers, people, strict=True) if not any(person)]
    assert result.code == (0 if left else 1)
    assert sent(project) == left


@pytest.fixture
def formatted(project: Project, monkeypatch: pytest.MonkeyPatch) -> Project:
    """A list to fix, with a suppression list in the policy."""
    monkeypatch.chdir(project.root)
    project.csv("list.csv", "Phone,name,DNC\n(415) 555-0101,Ada,\n+1 415 555 0102,Bo,\n+14155550103,Cy,yes\n")
    project.write("policy.yaml", "suppression: [{path: lists/dnc.txt}]\n")
    project.write("lists/dnc.txt", "+14155550102\n")
    return project


FIX = ("contacts", "fix", "campaigns/list.csv", "--default-region", "US", "--suppress")


@pytest.mark.parametrize("cached", [True, False])
def test_a_fixed_copy_leaves_out_who_must_not_be_called(formatted: Project, *, cached: bool) -> None:
    if not cached:
        formatted.cache.write_text("no folder")

    fixed = formatted.run(*FIX)

    assert fixed.code == 0
    assert (formatted.directory / "list.fixed.csv").read_text() == "Phone,name,DNC\n+14155550101,Ada,\n"
    assert "1 row left out, on a suppression list" in fixed.out
    assert "3 rows, 2 left out, 1 called" in fixed.out


def test_no_copy_is_written_while_a_suppression_list_is_missing(formatted: Project) -> None:
    (formatted.directory / "lists" / "dnc.txt").unlink()

    fixed = formatted.run(*FIX)

    assert fixed.code == 1
    assert "there is no suppression list" in fixed.out
    assert not (formatted.directory / "list.fixed.csv").exists()


def test_nobody_can_be_left_out_without_a_suppression_list(formatted: Project) -> None:
    (formatted.directory / "policy.yaml").unlink()

    assert formatted.run(*FIX).code == 2


def test_a_list_with_people_who_are_left_out_can_be_pinned(left_out: Project) -> None:
    assert left_out.run("contacts", "pin").code == 0
    assert left_out.apply().code == 0
    assert sent(left_out) == ["+14155550101", "+14155550104"]


def test_calling_hours_are_those_of_the_people_who_are_called(left_out: Project) -> None:
    rows = ("+14155550101,NY,", "+14155550102,NY,", "+14155550103,CA,yes", "+14155550104,NY,")
    left_out.csv(text="\n".join(["Phone Number,State,DNC", *rows]) + "\n")

    shown = left_out.run("plan", "--hours").out

    assert "address of 2 contacts" in shown
