"""Every finding has a case that shows it and a section that explains it, and is worded as all the others are."""

import ast
import codecs
import gzip
import html
import json
import os
import re
import shutil
import subprocess
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, BinaryIO

import pytest

from runner import zone_database
from runner.action import state_edits
from runner.cli import planning
from runner.contacts import list_reading
from runner.contacts.csvfile import compression
from runner.contacts.csvfile.header import FURTHER_PHONE_ALIASES, PHONE_ALIASES
from runner.contacts.remote import fetch
from runner.contacts.remote.address import Address
from runner.contacts.remote.fetch_errors import status_error
from runner.contacts.remote.lists import RemoteLists
from runner.contacts.scan import check
from runner.findings import Findings
from runner.plan.inputs import Inputs
from runner.plan.plan import Plan
from runner.plan.planner import build_plan
from runner.yamlfile.text import LIMIT
from tests.conftest import Golden
from tests.paths import ROOT
from tests.project import Project, Result

CASES = ROOT / "tests" / "cases"
CODES = sorted(path.name for path in CASES.iterdir() if path.is_dir())
DOCUMENT = (ROOT / "docs" / "reference" / "findings.md").read_text(encoding="utf-8")
SECTIONS = dict(re.findall(r"^## ([a-z0-9-]+)\n(.*?)(?=^## |\Z)", DOCUMENT, flags=re.MULTILINE | re.DOTALL))
FORMATS = [
    *(("validate", form) for form in ("text", "json", "markdown", "github", "sarif", "junit", "gitlab")),
    *(("plan", form) for form in ("text", "json", "markdown", "github")),
]
ALIKE = ("text", "json", "markdown", "github")
"""The formats that every command with findings has."""
FROM_TEMPLATES = {"{}-after-create": {"changed-after-create", "removed-after-create"}}
"""Codes that the source puts together, by what stands there."""

Build = Callable[[Project, pytest.MonkeyPatch], object]


@dataclass(frozen=True)
class Case:
    """A copy of a case's files, with what git can't hold built into it.

    One with an account is only found online, one with a named file only where that is validated by itself.
    """

    code: str
    project: Project

    @property
    def command(self) -> str:
        named = CASES / self.code / "named.txt"
        if named.exists():
            return f"validate {self.project.directory / named.read_text().strip()}"
        return "plan --online" if (CASES / self.code / "account.json").exists() else "validate"

    def run(self, command: str, form: str) -> Result:
        return self.project.run(*command.split(), "--format", form)

    @property
    def said(self) -> dict[str, Any]:
        found: dict[str, Any] = self.run(self.command, "json").json
        return found

    @property
    def findings(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.said["findings"]
        return found


def a_list_is_written_to_while_it_is_read(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    def disturbed(file: BinaryIO, *rest: Any, **options: Any) -> object:
        done = check(file, *rest, **options)
        csv = project.directory / "contacts" / "renewals.csv"
        os.utime(csv, ns=(0, csv.stat().st_mtime_ns + 10**9))
        return done

    monkeypatch.setattr(list_reading, "check", disturbed)


def a_link_leads_out_of_the_repository(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    outside = project.root.parent / "crm.csv"
    outside.write_text("Phone Number\n+14155550101\n")
    (project.directory / "contacts").mkdir()
    (project.directory / "contacts" / "link.csv").symlink_to(outside)


def a_campaign_file_is_too_large(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    project.write("pasted-list.yaml", "# +14155550101,Ada Quill\n" * (LIMIT // 24))


def a_cell_and_a_line_are_too_long(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    project.csv("contacts/long-cell.csv", f'Phone Number,notes\n+14155550101,"{"as agreed, " * 12_000}"\n')
    project.csv("contacts/long-line.csv", f'Phone Number,notes\n+14155550101,"{"as agreed, " * 100_000}"\n')


def lists_are_not_packed_as_they_should_be(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compression, "FREE", 10_000)
    whole = gzip.compress(b"Phone Number\n+14155550101\n")
    project.write("contacts/cut.csv.gz", whole[:-4])
    project.write("contacts/damaged.csv.gz", whole[:-8] + b"0000" + whole[-4:])
    project.write("contacts/twice.csv.gz", gzip.compress(whole))
    project.write("contacts/bomb.csv.gz", gzip.compress(b"Phone Number\n+14155550101\n" + b"\n" * 100_000))


def sops_finds_no_key(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    sops = project.root.parent / "bin" / "sops"
    sops.parent.mkdir()
    sops.write_text("#!/bin/sh\nexit 128\n")
    sops.chmod(0o755)
    monkeypatch.setenv("PATH", str(sops.parent), prepend=os.pathsep)
    project.csv(
        "contacts/no-key.csv.sops", '{"data": "ENC[AES256_GCM,data:…,type:str]", "sops": {"version": "3.11.0"}}\n'
    )
    project.csv("contacts/by-age.csv.age", "age-encryption.org/v1\n")


def the_cache_is_no_folder(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    project.cache.write_text("")


def the_lists_can_not_be_fetched(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(address: Address, *_: object) -> object:
        raise status_error(403 if address.scheme == "s3" else 404)

    def fetching(*_: object, **__: object) -> RemoteLists:
        return RemoteLists(project.cache, fetch=True)

    monkeypatch.setattr(fetch, "fetch", refused)
    monkeypatch.setattr(planning, "RemoteLists", fetching)


def the_repository_is_public(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    event = project.root.parent / "event.json"
    event.write_text('{"repository": {"private": false}}')
    project.environ["GITHUB_EVENT_PATH"] = str(event)
    for command in ("init", "add ."):
        subprocess.run(["git", "-C", project.root, *command.split()], check=True, capture_output=True)


def the_zone_database_has_a_version(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(zone_database, "version", lambda: "2026f")


def a_pull_request_changes_the_state(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    def changed(inputs: Inputs) -> Plan:
        edits = Findings([state_edits.state_edited("campaigns/state.json", "main")])
        return replace(build_plan(inputs), state_findings=edits)

    monkeypatch.setattr(planning, "build_plan", changed)


BUILT: dict[str, Build] = {
    "csv-encrypted": sops_finds_no_key,
    "csv-packed": lists_are_not_packed_as_they_should_be,
    "csv-quote": a_cell_and_a_line_are_too_long,
    "file-changed": a_list_is_written_to_while_it_is_read,
    "list-public": the_repository_is_public,
    "list-unfetched": the_lists_can_not_be_fetched,
    "path-outside": a_link_leads_out_of_the_repository,
    "state-edited": a_pull_request_changes_the_state,
    "suppression-uncached": the_cache_is_no_folder,
    "yaml-limit": a_campaign_file_is_too_large,
    "zone-rules-changed": the_zone_database_has_a_version,
}


@pytest.fixture(params=CODES)
def case(request: pytest.FixtureRequest, project: Project, monkeypatch: pytest.MonkeyPatch) -> Case:
    code: str = request.param
    shutil.copytree(CASES / code / "campaigns", project.directory, dirs_exist_ok=True)
    account = CASES / code / "account.json"
    if account.exists():
        project.api.has(json.loads(account.read_bytes()))
    if code in BUILT:
        BUILT[code](project, monkeypatch)
    return Case(code, project)


def test_a_case_reads_as_expected(case: Case, golden: Golden) -> None:
    result = case.run(case.command, "text")

    golden.check(result.out, CASES / case.code / "expected.txt")
    assert result.err == ""
    assert result.code == ("error[" in result.out)


def test_a_case_shows_its_finding_and_every_finding_of_a_case_is_explained(case: Case) -> None:
    counts = case.said["counts"]

    assert case.code in counts
    assert counts.keys() <= SECTIONS.keys()


def test_each_finding_says_what_is_and_what_to_do_at_a_line_that_exists(case: Case) -> None:
    for finding in case.findings:
        assert worded(finding["message"])
        assert worded(finding["hint"])
        assert 1 <= finding["line"] <= lines(case.project.root / finding["path"])


def test_each_severity_of_a_finding_is_in_its_section(case: Case) -> None:
    severities = {finding["severity"] for finding in case.findings if finding["code"] == case.code}

    assert severities <= set(re.findall(r"\*\*(\w+)\*\*", SECTIONS[case.code].strip().splitlines()[0]))


@pytest.mark.slow
def test_every_format_of_a_case_ends_alike_and_shows_no_cell(case: Case) -> None:
    formats = FORMATS if case.command == "validate" else [(case.command, form) for form in ALIKE]
    results = [(command, case.run(command, form)) for command, form in formats]

    exits = {(command, result.code) for command, result in results}
    assert exits in ({(command, code) for command, _ in formats} for code in (0, 1))
    text = "\n".join(result.out + result.err for _, result in results)
    shown = text + html.unescape(text)
    assert [cell for cell in cells(case.project.directory) if cell in shown] == []


def test_code_cases_and_document_know_the_same_findings() -> None:
    found = codes(ast.parse(path.read_text(encoding="utf-8")) for path in (ROOT / "runner").rglob("*.py"))

    assert sorted(found) == CODES
    assert sorted(SECTIONS) == CODES
    assert sorted(set(re.findall(r"\[([a-z0-9-]+)\]\(#\1\)", DOCUMENT))) == CODES


def test_the_document_lists_the_headers_that_mean_a_phone_number() -> None:
    lists = re.findall(r"^(?:`[^`\n]+`[,.]?\s)+$", SECTIONS["csv-phone-column"], flags=re.MULTILINE)

    assert [tuple(re.findall("`([^`]+)`", listed)) for listed in lists] == [
        PHONE_ALIASES,
        FURTHER_PHONE_ALIASES,
    ]


def worded(text: str) -> bool:
    """Whether a message or hint is as all are: not a sentence, and not a scolding."""
    return bool(re.fullmatch(r"[a-z`].*[^.]", text)) and not re.search(r"\b(invalid|please)\b", text, re.IGNORECASE)


def lines(path: Path) -> int:
    """How many lines a file has; one where it is gone or empty, since a place needs one."""
    return max(1, len(path.read_bytes().splitlines())) if path.exists() else 1


def cells(directory: Path) -> set[str]:
    """Every cell of every list that is longer than three characters; those of a first row only if it is a person's."""
    found: set[str] = set()
    for path in directory.rglob("*.csv"):
        rows = [row for row in re.split(r"[\r\n]+", _decoded(path.read_bytes())) if not row.startswith("sep=")]
        people = rows if re.search(r"[\d@]", rows[0]) else [row for row in rows if row != rows[0]]
        found.update(cell.strip() for row in people for cell in re.split(r'[,;\t"]', row))
    return {cell for cell in found if len(cell) > 3}


def _decoded(data: bytes) -> str:
    if data.startswith(codecs.BOM_UTF16_LE):
        return data.decode("utf-16")
    try:
        return data.decode()
    except UnicodeDecodeError:
        return data.decode("latin-1")


def codes(modules: Iterable[ast.Module]) -> set[str]:
    """Every text that reaches a parameter, a field or a variable called `code`.

    That is how all of the program calls a finding's code, so nothing else with a hyphen in it is taken for one.
    """
    nodes = [node for module in modules for node in ast.walk(module)]
    places = defaultdict(set)
    for node in nodes:
        for place, name in enumerate(_parameters(node)):
            if name == "code" and isinstance(node, ast.FunctionDef | ast.ClassDef):
                places[node.name].add(place)
    texts = {text for node in nodes for given in _given(node, places) for text in _texts(given) if " " not in text}
    return {code for text in texts for code in FROM_TEMPLATES.get(text, {text})}


def _parameters(node: ast.AST) -> list[str]:
    match node:
        case ast.FunctionDef(args=ast.arguments(args=args)):
            return [arg.arg for arg in args if arg.arg not in ("self", "_self")]
        case ast.ClassDef(body=body):
            return [
                field.target.id
                for field in body
                if isinstance(field, ast.AnnAssign) and isinstance(field.target, ast.Name)
            ]
        case _:
            return []


def _given(node: ast.AST, places: dict[str, set[int]]) -> Iterator[ast.expr]:
    match node:
        case ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name), args=args, keywords=keywords):
            yield from (args[place] for place in places.get(name, ()) if place < len(args))
            yield from (keyword.value for keyword in keywords if keyword.arg == "code")
        case ast.Assign(targets=[ast.Tuple(elts=targets)], value=ast.Tuple(elts=values)):
            yield from (v for t, v in zip(targets, values, strict=True) if isinstance(t, ast.Name) and t.id == "code")
        case ast.Assign(targets=[ast.Name(id="code")], value=value):
            yield value
        case _:
            pass


def _texts(given: ast.expr) -> Iterator[str]:
    match given:
        case ast.Constant(value=str(text)):
            yield text
        case ast.JoinedStr(values=parts):
            yield "".join(str(part.value) if isinstance(part, ast.Constant) else "{}" for part in parts)
        case ast.IfExp(body=body, orelse=orelse):
            yield from (*_texts(body), *_texts(orelse))
        case _:
            pass
