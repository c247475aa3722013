"""apply --sandbox: the whole loop with nobody dialled, and a state that real runs refuse."""

import json

from tests.project import Project

Q4 = "Q4 Outreach Campaign"


def test_a_rehearsal_creates_records_and_then_does_nothing(project: Project) -> None:
    project.add()
    project.add("b.yaml", campaignName="B", isScheduled=False)
    project.environ.pop("SIGMAMIND_API_KEY")

    first = project.apply("--sandbox")
    second = project.apply("--sandbox")

    assert (first.code, second.code) == (0, 0)
    assert [outcome["outcome"] for outcome in first.json["outcomes"]] == ["created", "created"]
    assert second.json["outcomes"] == []
    assert "would dial 3 contacts NOW" in first.err
    assert project.api.requests == []
    assert not project.state_file.exists()


def test_a_rehearsal_leaves_nothing_that_git_sees(project: Project) -> None:
    project.add()

    project.apply("--sandbox")

    work = project.root / ".campaigns"
    assert (work / ".gitignore").read_text() == "*\n"
    assert json.loads((work / "state.json").read_bytes())["api"] == "sandbox"
    assert sorted(path.name for path in project.root.iterdir()) == [".campaigns", "campaigns"]


def test_a_real_run_refuses_the_state_of_a_sandbox(project: Project) -> None:
    project.add()
    project.apply("--sandbox")
    state = f"file:{project.root / '.campaigns' / 'state.json'}"

    result = project.apply("--state", state)

    assert result.code == 4
    assert "belongs to sandbox" in result.err
    assert project.api.requests == []


def test_a_rehearsal_does_not_touch_the_real_state(project: Project) -> None:
    project.add()
    project.apply()
    before = project.state_file.read_bytes()

    result = project.apply("--sandbox")

    assert [outcome["outcome"] for outcome in result.json["outcomes"]] == ["created"]
    assert project.state_file.read_bytes() == before
