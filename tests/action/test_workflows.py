"""The workflows that users copy, those that they call, and our own: what they may do and run, and that they load."""

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.paths import ROOT
from tests.project import Project

BIN = Path(sys.executable).parent
EXAMPLES = ROOT / "examples" / "workflows"
FILES = [*sorted(EXAMPLES.glob("*.yml")), *sorted((ROOT / ".github" / "workflows").glob("*.yml"))]
OURS = "FILL-IN-campaign-runner"
REPOSITORY = "acme/campaign-runner"
PINNED = f"{REPOSITORY}@0123456789abcdef0123456789abcdef01234567"
ACTION = (OURS, "./", "./.campaign-runner")
CALLED = ("plan", "apply", "drift")
WRITTEN = (*CALLED, "postpone")

PERMISSIONS: dict[tuple[str, str], dict[str, str]] = {
    ("plan", "plan"): {"contents": "read", "pull-requests": "write"},
    ("apply", "plan"): {"contents": "read"},
    ("apply", "approve"): {},
    ("apply", "apply"): {"actions": "read", "contents": "write", "pull-requests": "write", "issues": "write"},
    ("drift", "drift"): {"contents": "read", "issues": "write"},
    ("postpone", "postpone"): {"contents": "write"},
    ("comment-from-fork", "comment"): {"actions": "read", "pull-requests": "write"},
    ("plan-campaigns", "plan"): {"contents": "read", "pull-requests": "write"},
    ("apply-campaigns", "apply"): {"actions": "read", "contents": "write", "pull-requests": "write", "issues": "write"},
    ("drift-campaigns", "drift"): {"contents": "read", "issues": "write"},
    ("test", "lint"): {"contents": "read"},
    ("test", "test"): {"contents": "read"},
    ("test", "cover"): {"contents": "read"},
    ("test", "editors"): {"contents": "read"},
    ("test", "windows"): {"contents": "read"},
    ("test", "lowest"): {"contents": "read"},
    ("test", "all"): {},
    ("self-test", "review"): {"contents": "read"},
    ("self-test", "apply"): {"contents": "write", "pull-requests": "read"},
    ("release", "build"): {"contents": "read"},
    ("release", "attest"): {"id-token": "write", "attestations": "write"},
    ("release", "pypi"): {"id-token": "write"},
    ("release", "release"): {"contents": "write"},
    ("pages", "build"): {"contents": "read"},
    ("pages", "publish"): {"id-token": "write", "pages": "write"},
}


def load(path: Path) -> Any:
    """Read YAML with every scalar as text: `on` stays `on`."""
    return yaml.load(path.read_text(encoding="utf-8"), yaml.BaseLoader)


def example(name: str) -> Any:
    return load(EXAMPLES / f"{name}.yml")


def steps(path: Path) -> list[Any]:
    return [step for job in load(path)["jobs"].values() for step in job["steps"]]


each = pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)


def test_no_workflow_may_do_more_than_is_listed_here() -> None:
    found = {(path.stem, name): job["permissions"] for path in FILES for name, job in load(path)["jobs"].items()}

    assert found == {key: value or {} for key, value in PERMISSIONS.items()}
    assert {path.stem: load(path)["permissions"] for path in FILES} == {path.stem: {} for path in FILES}


@each
def test_inputs_and_outputs_are_those_of_the_action(path: Path) -> None:
    action = load(ROOT / "action.yml")
    text = path.read_text(encoding="utf-8")

    for step in steps(path):
        if step.get("uses") in ACTION:
            assert set(step["with"]) <= set(action["inputs"])
            assert step["with"]["command"] not in ("", "auto")
            if "id" in step:
                used = set(re.findall(rf"steps\.{step['id']}\.outputs\.([\w-]+)", text))
                assert used <= set(action["outputs"])


def test_what_is_not_ours_is_pinned_to_a_commit_and_everywhere_to_the_same() -> None:
    text = "".join(path.read_text(encoding="utf-8") for path in FILES)
    used = set(re.findall(r"uses: (?!\./)(\S+)(?: # (\S+))?", text)) - {(OURS, "")}
    called = {use for use in used if use[0].startswith("OWNER/REPO/")}

    assert {name for name, _ in called} == {
        f"OWNER/REPO/.github/workflows/{name}-campaigns.yml@SHA`" for name in CALLED
    }
    pinned = {name: re.fullmatch(r"[\w.-]+/[\w.-]+@[0-9a-f]{40}", name) for name, _ in used - called}
    assert all(pinned.values()), pinned
    assert all(re.fullmatch(r"v\d+\.\d+\.\d+", version) for _, version in used - called)
    assert len({name.partition("@")[0] for name in pinned}) == len(pinned)


@each
def test_nothing_is_interpolated_into_a_script_and_no_token_is_left_in_a_checkout(path: Path) -> None:
    for step in steps(path):
        assert "${{" not in step.get("run", "")
        if step.get("uses", "").startswith("actions/checkout@"):
            assert step["with"]["persist-credentials"] == "false"


@each
def test_a_secret_is_seen_by_the_action_alone_and_in_an_environment(path: Path) -> None:
    for job in load(path)["jobs"].values():
        for step in job["steps"]:
            if "secrets." in json.dumps(step):
                assert step["uses"] in ACTION
                assert "environment" in job
                assert {f"${{{{ secrets.{name} }}}}" for name in step["env"]} == set(step["env"].values())
        assert "secrets." not in json.dumps({key: value for key, value in job.items() if key != "steps"})


@each
def test_every_job_ends(path: Path) -> None:
    assert [name for name, job in load(path)["jobs"].items() if "timeout-minutes" not in job] == []


def test_a_plan_needs_no_secret_and_no_filter_of_paths() -> None:
    assert "secrets." not in (EXAMPLES / "plan.yml").read_text(encoding="utf-8")
    assert example("plan")["on"] == {"pull_request": "", "merge_group": ""}


@pytest.mark.parametrize("name", ["plan", "drift"])
def test_the_workflows_of_two_folders_dont_cancel_each_other(name: str) -> None:
    called = load(ROOT / ".github" / "workflows" / f"{name}-campaigns.yml")

    assert example(name)["concurrency"]["group"] == f"campaigns-{name}-${{{{ github.workflow_ref }}}}"
    assert called["concurrency"]["group"] == f"{example(name)['concurrency']['group']}-${{{{ inputs.dir }}}}"


def test_who_waits_for_an_approval_holds_no_place_in_the_queue_of_applies() -> None:
    workflow = example("apply")
    approve, apply = workflow["jobs"]["approve"], workflow["jobs"]["apply"]

    assert "concurrency" not in workflow
    assert "concurrency" not in approve
    assert apply["concurrency"] == {"group": "campaign-apply", "cancel-in-progress": "false", "queue": "max"}
    assert (approve["environment"], apply["environment"]["name"]) == ("campaigns-approval", "campaigns")
    assert workflow["on"]["workflow_dispatch"]["inputs"]["command"]["options"] == ["plan", "apply", "unlock"]


def test_who_approves_sees_the_plan_and_only_that_is_applied() -> None:
    jobs = example("apply")["jobs"]
    planned, applied = (jobs[name]["steps"][-1]["with"] for name in ("plan", "apply"))

    assert "environment" not in jobs["plan"]
    assert "secrets." not in json.dumps(jobs["plan"])
    assert (jobs["approve"]["needs"], jobs["apply"]["needs"]) == ("plan", ["plan", "approve"])
    assert planned == {"command": "plan"}
    assert applied["expect"] == (
        "${{ needs.approve.result == 'success' && needs.plan.outputs.plan-hash && "
        "format('{0} {1}', needs.plan.outputs.plan-hash, needs.plan.outputs.plan-digests) || 'nothing' }}"
    )


def test_the_brake_waits_for_no_reviewer_and_in_no_queue_of_applies() -> None:
    (job,) = example("postpone")["jobs"].values()

    assert "needs" not in job
    assert job["environment"] == example("apply")["jobs"]["apply"]["environment"]["name"]
    assert example("postpone")["concurrency"]["group"] != example("apply")["jobs"]["apply"]["concurrency"]["group"]
    assert set(example("postpone")["on"]) == {"workflow_dispatch"}


def test_drift_is_looked_for_at_an_odd_minute() -> None:
    (schedule,) = example("drift")["on"]["schedule"]

    assert re.fullmatch(r"[1-9]\d? \d+ \* \* \*", schedule["cron"])
    assert int(schedule["cron"].split()[0]) % 15


@pytest.mark.parametrize("name", CALLED)
def test_a_workflow_that_is_called_is_the_example_and_runs_the_action_of_its_own_commit(name: str) -> None:
    called, copied = load(ROOT / ".github" / "workflows" / f"{name}-campaigns.yml"), example(name)

    assert set(called["on"]) == {"workflow_call"}
    job, there = called["jobs"][name], copied["jobs"][name]
    same = ("runs-on", "timeout-minutes", "concurrency")
    assert {key: job.get(key) for key in same} == {key: there.get(key) for key in same}
    assert {**there["permissions"], **job["permissions"]} == job["permissions"]
    checkout, own, run = job["steps"]
    assert checkout == there["steps"][0]
    assert own["with"] == {
        "repository": "${{ job.workflow_repository }}",
        "ref": "${{ job.workflow_sha }}",
        "path": run["uses"].removeprefix("./"),
        "persist-credentials": "false",
    }
    assert run.get("env") == there["steps"][1].get("env")
    inputs = called["on"]["workflow_call"]["inputs"]
    defaults = load(ROOT / "action.yml")["inputs"]
    for given in set(inputs) & set(defaults) - {"command"}:
        assert run["with"][given] == f"${{{{ inputs.{given} }}}}"
        assert inputs[given]["default"] == defaults[given]["default"]
    assert set(run["with"]) == set(inputs) & set(defaults) | {"command"}


def test_the_comment_is_written_after_the_workflow_that_plans() -> None:
    fork, plan = example("comment-from-fork"), example("plan")
    upload, download = plan["jobs"]["plan"]["steps"][-1], fork["jobs"]["comment"]["steps"][0]

    assert fork["on"]["workflow_run"] == {"workflows": [plan["name"]], "types": ["completed"]}
    assert upload["with"]["name"] == download["with"]["pattern"]
    assert not any("checkout" in step.get("uses", "") for step in fork["jobs"]["comment"]["steps"])


def test_init_writes_the_examples_where_it_is_asked_to(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(project.root)
    assert not any(".github" in path for path in project.run("init", "--format", "json").json["written"])

    result = project.run("init", "--github", "--format", "json")

    assert result.json["written"] == [f".github/workflows/campaigns-{name}.yml" for name in WRITTEN]
    for name in WRITTEN:
        written = project.root / ".github" / "workflows" / f"campaigns-{name}.yml"
        assert written.read_bytes() == (EXAMPLES / f"{name}.yml").read_bytes()
        written.write_text("mine")
    assert project.run("init", "--github", "--format", "json").json["kept"][-4:] == result.json["written"]
    assert (project.root / ".github" / "workflows" / "campaigns-plan.yml").read_text() == "mine"


def written(project: Project) -> dict[str, str]:
    folder = project.root / ".github" / "workflows"
    return {name: (folder / f"campaigns-{name}.yml").read_text(encoding="utf-8") for name in WRITTEN}


def test_init_names_a_folder_that_is_not_the_actions_default(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(project.root)
    (project.root / ".git").mkdir()

    out = project.run("--dir", "sales: 2/calls", "init", "--github").out

    assert f"`{OURS}`" in out
    for name, text in written(project).items():
        (step,) = [step for step in yaml.safe_load(text)["jobs"][name]["steps"] if step.get("uses") == OURS]
        assert step["with"].pop("dir") == "sales: 2/calls"
        (there,) = [step for step in example(name)["jobs"][name]["steps"] if step.get("uses") == OURS]
        assert step["with"] == there["with"]


def test_an_example_that_nobody_filled_in_is_refused_by_github_and_says_so_in_its_first_line() -> None:
    for name in WRITTEN:
        first, blank = (EXAMPLES / f"{name}.yml").read_text(encoding="utf-8").splitlines()[:2]
        uses = [step["uses"] for step in steps(EXAMPLES / f"{name}.yml") if "uses" in step]

        assert OURS in first
        assert "OWNER/REPO@SHA" in first
        assert blank == ""
        # GitHub wants `{owner}/{repo}[/path]@{ref}` in each, or doesn't load the workflow.
        assert [use for use in uses if not re.fullmatch(r"[^/@]+/[^@]+@[^@]+", use)] == [OURS] * (
            2 if name == "apply" else 1
        )


def test_init_writes_the_action_that_it_is_given(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(project.root)

    out = project.run("init", "--github", "--action", PINNED).out

    assert "FILL-IN" not in out + "".join(written(project).values())
    for name, text in written(project).items():
        assert set(re.findall(r"uses: (acme.*)", text)) == {PINNED}
        assert load(EXAMPLES / f"{name}.yml") == yaml.load(text.replace(PINNED, OURS), yaml.BaseLoader)


@pytest.mark.parametrize(
    ("origin", "options", "action"),
    [
        (f"https://github.com/{REPOSITORY}", (), PINNED),
        (f"https://github.com/{REPOSITORY}.git", (), PINNED),
        (f"https://github.com/{REPOSITORY}", ("--ghes",), OURS),
        (f"https://github.acme.example/{REPOSITORY}", ("--ghes",), PINNED),
        (f"https://github.acme.example/{REPOSITORY}", (), OURS),
        (f"ssh://git@github.com/{REPOSITORY}", (), OURS),
        ("https://github.com/acme", (), OURS),
        (None, (), OURS),
    ],
)
def test_init_writes_the_action_that_it_was_installed_from(
    project: Project,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    origin: str | None,
    options: tuple[str, ...],
    action: str,
) -> None:
    monkeypatch.chdir(project.root)
    monkeypatch.syspath_prepend(install(tmp_path / "site", origin, PINNED.partition("@")[2]))

    out = project.run("init", "--github", *options).out

    for text in written(project).values():
        assert {use for use in re.findall(r"uses: (.*)", text) if "campaign-runner" in use} == {action}
    assert (f"\nthe workflows use {action}\n" in out) == (action == PINNED)
    assert ("fill in the action" in out) == (action == OURS)


def test_an_action_that_is_given_comes_before_what_init_was_installed_from(
    project: Project, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(project.root)
    monkeypatch.syspath_prepend(install(tmp_path / "site", "https://github.com/other/copy", "f" * 40))

    project.run("init", "--github", "--action", PINNED)

    for text in written(project).values():
        assert set(re.findall(r"uses: (acme.*|other.*)", text)) == {PINNED}


def install(site: Path, origin: str | None, commit: str) -> Path:
    """Write what an installer records about a package that it takes from a repository."""
    metadata = site / "campaign_runner-0.1.0.dist-info"
    metadata.mkdir(parents=True)
    (metadata / "METADATA").write_text("Metadata-Version: 2.4\nName: campaign-runner\nVersion: 0.1.0\n")
    if origin:
        recorded = {"url": origin, "vcs_info": {"vcs": "git", "commit_id": commit}}
        (metadata / "direct_url.json").write_text(json.dumps(recorded))
    return site


def test_init_says_what_to_fill_in_of_workflows_that_it_kept(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(project.root)
    project.run("init", "--github")

    again = project.run("init", "--github", "--action", PINNED).out

    assert f"replace `{OURS}`" in again


@pytest.mark.parametrize(
    "action",
    [
        "acme/campaign-runner",
        "acme/campaign-runner@v1",
        "acme@" + "0" * 40,
        PINNED[:-1],
        PINNED + "\n",
        f"/{PINNED}",
        "",
    ],
)
def test_init_refuses_an_action_that_is_at_no_commit(project: Project, action: str) -> None:
    result = project.run("init", "--github", "--action", action)

    assert result.code == 2
    assert "OWNER/REPO@SHA" in result.err
    assert not (project.root / ".github").exists()


@pytest.mark.parametrize("options", [("--action", PINNED), ("--ghes",)])
def test_what_is_for_the_workflows_alone_needs_them(project: Project, options: tuple[str, ...]) -> None:
    result = project.run("init", *options)

    assert result.code == 2
    assert "hint: add --github" in result.err


def test_init_leaves_out_what_an_enterprise_server_lacks(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(project.root)

    project.run("init", "--github", "--ghes", "--action", PINNED)

    texts = written(project)
    lacking = "queue:|deployment:|upload-artifact|ubuntu-latest"
    assert [line for text in texts.values() for line in text.splitlines() if re.search(lacking, line)] == []
    for name, text in texts.items():
        assert [job["runs-on"] for job in yaml.safe_load(text)["jobs"].values()] == [
            "self-hosted" for _ in example(name)["jobs"]
        ]
        assert len(yaml.safe_load(text)["jobs"][name]["steps"]) == 2


def test_a_job_that_only_reads_is_no_deployment_and_one_that_creates_links_to_what_it_did() -> None:
    apply = example("apply")["jobs"]["apply"]

    assert example("drift")["jobs"]["drift"]["environment"] == {"name": "campaigns", "deployment": "false"}
    assert "steps.apply.outputs.comment-url ||" in apply["environment"]["url"]
    assert [step["id"] for step in apply["steps"] if step["uses"] == OURS] == ["apply"]


@each
def test_act_loads_it(path: Path, tmp_path: Path) -> None:
    # act knows neither `queue` nor `deployment`.
    text = re.sub(r"^ +(queue: max|deployment: false).*\n", "", path.read_text(encoding="utf-8"), flags=re.MULTILINE)
    (tmp_path / path.name).write_text(text, encoding="utf-8")

    done = subprocess.run(
        [BIN / "act", "--list", "--workflows", tmp_path / path.name], cwd=tmp_path, capture_output=True, text=True
    )

    assert done.returncode == 0, done.stderr
    assert all(job["name"].partition("$")[0] in done.stdout for job in load(path)["jobs"].values())
