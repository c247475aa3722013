"""Contact lists as people really export them: each case is a small repository, and what must come of it."""

import csv
import io
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.fake_api import FakeApi
from tests.paths import ROOT
from tests.project import Project, Result

CASES = ROOT / "tests" / "lists"
NAMES = sorted(path.name for path in CASES.iterdir() if path.is_dir())
LAUNCH_CODES = {"calling-hours", "calling-hours-unsure", "place-unreadable", "place-contradicts"}
"""What may be found where a list says that it is late at night."""


@dataclass(frozen=True)
class Outcome:
    """What came of a case: the last command's result, its findings, what the API received, and the fixed copy."""

    result: Result
    findings: list[dict[str, Any]]
    sent: list[str]
    fixed: bytes | None

    def rows(self, code: str, severity: str = "error") -> list[int | None]:
        return [f["row"] for f in self.findings if f["code"] == code and f["severity"] == severity]

    @property
    def errors(self) -> list[dict[str, Any]]:
        return [finding for finding in self.findings if finding["severity"] == "error"]


def table(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text)))


def copied(case: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Project:
    project = Project(tmp_path / "repo", capsys, FakeApi())
    shutil.copytree(CASES / case, project.root, dirs_exist_ok=True, copy_function=shutil.copyfile)
    return project


def run(case: str, project: Project, monkeypatch: pytest.MonkeyPatch) -> Outcome:
    monkeypatch.chdir(project.root)
    words = (project.root / "command").read_text().split()
    if words[:2] == ["contacts", "fix"]:
        result = project.run(*words, "--out", "fixed.csv")
        fixed = project.root / "fixed.csv"
        return Outcome(result, [], [], fixed.read_bytes() if fixed.exists() else None)
    if words[0] == "apply":
        validated = project.run("validate", "--format", "json")
        result = project.apply()
        return Outcome(result, validated.json["findings"], project.api.lists, None)
    result = project.run(words[0], "--format", "json")
    return Outcome(result, result.json["findings"], [], None)


def hint(outcome: Outcome, *words: str) -> bool:
    return any(all(word in f"{f['message']} {f['hint']}" for word in words) for f in outcome.findings)


def only(code: str, *rows: int, severity: str = "error") -> Callable[[Outcome], bool]:
    """Exactly these rows have the code, and no other error is found."""
    return lambda outcome: (
        outcome.rows(code, severity) == list(rows)
        and not [f for f in outcome.errors if f["code"] != code]
        and outcome.result.code == (1 if severity == "error" else 0)
    )


def sent_or_refused(outcome: Outcome) -> bool:
    return bool(outcome.sent) or (outcome.result.code == 1 and bool(outcome.errors))


EXPECTED: dict[str, Callable[[Outcome], bool]] = {
    "two-spellings": only("phone-repeated", 3, 5, 7),
    "two-spellings-suppressed": only("suppressed", 2, 3, 4),
    "suppression-two-columns": only("suppressed", 2, 3),
    "suppression-hubspot": only("suppressed", 2),
    "opt-out-column": only("contact-opted-out", 2, 4),
    "opt-out-column-not-sent": only("contact-opted-out", 2),
    "leave-out": lambda o: (
        o.result.code == 0 and [(c["leftOut"], c["contacts"]) for c in o.result.json["campaigns"]] == [(2, 2)]
    ),
    "hubspot-two-phones": lambda o: [f["code"] for f in o.errors] == ["csv-phone-column"],
    "mobile-else-home": lambda o: o.result.code == 0,
    "neither-phone": lambda o: [f["row"] for f in o.errors] == [3],
    "title-rows": lambda o: o.result.code == 0,
    "title-rows-unsaid": lambda o: bool(o.errors) and hint(o, "headerRow: 3"),
    "no-value-required": only("value-placeholder", *range(2, 11)),
    "no-value-with-default": only("value-placeholder", *range(2, 11)),
    "no-value-elsewhere": lambda o: bool(o.rows("value-placeholder", "warning")) and o.result.code == 0,
    "blank-values": lambda o: o.result.code == 0,
    "people-called-null": lambda o: not o.findings,
    "damaged-text": lambda o: (
        o.result.code == 0
        and bool(o.rows("text-damaged", "warning"))
        and 6 not in o.rows("text-damaged", "warning")
        and {f["code"] for f in o.findings} == {"text-damaged"}
    ),
    "space-before-quote": sent_or_refused,
    "space-before-quoted-comma": lambda o: o.result.code == 0 or (o.result.code == 1 and hint(o, "space")),
    "place-unreadable": lambda o: hint(o, "timezone", "2") and bool(o.rows("place-unreadable", "warning")),
    "place-readable": lambda o: bool({f["code"] for f in o.findings} & {"calling-hours", "calling-hours-unsure"}),
    "plus-lost-germany": lambda o: o.result.code == 1,
    "plus-lost-america": lambda o: (
        o.result.code == 1 and b"+1479" not in (o.fixed or b"") and b"+1659" not in (o.fixed or b"")
    ),
    "two-numbers-in-a-cell": lambda o: (
        o.result.code == 1
        and [line.split(",")[0] for line in (o.fixed or b"").decode().splitlines()[1:4]]
        == ["+49 30 1234567/68", "+49 171 1234567 (2)", "+44 20 7946 0100/1/2"]
        and (o.fixed or b"").decode().splitlines()[4] in ("+14155550102,Di", "+14155550102.000,Di")
    ),
    "impossible-left": lambda o: o.result.code == 1,
    "extensions-and-letters": lambda o: o.result.code == 1,
    "footer": lambda o: hint(o, "rows 6 to 9") and o.result.code == 1,
    "header-again": lambda o: hint(o, "header again") and [f["row"] for f in o.errors] == [3],
    "pipes": lambda o: hint(o, "pipe") or hint(o, "|"),
    "question-as-header": lambda o: o.result.code == 0,
    "sheets-link": lambda o: hint(o, "https://docs.google.com/spreadsheets/d/1AbCdEf/export?format=csv&gid=0"),
    "own-number": lambda o: [f["row"] for f in o.errors] == [2],
    "satellite-and-personal": only("phone-type", 2, 3, 4, severity="warning"),
}
LATE = (
    "zone-abbreviations",
    "zone-windows-names",
    "zip-lost-its-zero",
    "state-region",
    "contact-time-zone",
    "zone-renamed",
)
"""Lists whose columns say that it is late at night where every contact is."""
FIXED_BY_COMMAND = ("ghost-columns", "comma-too-many", "mark-twice", "zero-width-space")
"""Cases whose findings name the command that fixes them."""


@pytest.mark.parametrize("case", NAMES)
def test_a_list_as_it_is_exported(
    case: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    project = copied(case, tmp_path, capsys)
    outcome = run(case, project, monkeypatch)
    shown = f"exit {outcome.result.code}\n{outcome.result.out}{outcome.result.err}\n{outcome.sent}\n{outcome.fixed!r}"
    for finding in outcome.findings:
        shown += f"\n{finding['severity']} {finding['code']} {finding['row']} {finding['message']} | {finding['hint']}"
    if case in EXPECTED:
        assert EXPECTED[case](outcome), shown
    elif (CASES / case / "expected.csv").exists():
        assert outcome.result.code == 0, shown
    if (CASES / case / "expected.csv").exists():
        assert outcome.fixed is not None, shown
        assert table(outcome.fixed.decode()) == table((CASES / case / "expected.csv").read_text()), shown
    if (CASES / case / "sent.csv").exists():
        wanted = table((CASES / case / "sent.csv").read_text())
        if case == "leave-out":
            project.apply()
            assert [table(text) for text in project.api.lists] == [wanted], shown
        elif case == "space-before-quote":
            assert not outcome.sent or [table(text) for text in outcome.sent] == [wanted], shown
        else:
            assert [table(text) for text in outcome.sent] == [wanted], shown
    if case in FIXED_BY_COMMAND:
        found = project.run("validate", "--format", "json").json["findings"]
        assert any("contacts fix" in (finding["hint"] or "") for finding in found), found


@pytest.mark.parametrize("case", LATE)
def test_each_row_by_itself_says_that_it_is_late(
    case: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    header, *rows = (CASES / case / "campaigns/contacts/list.csv").read_text().splitlines()
    for number, row in enumerate(rows):
        project = copied(case, tmp_path / str(number), capsys)
        project.csv("contacts/list.csv", f"{header}\n{row}\n")
        outcome = run(case, project, monkeypatch)
        assert {finding["code"] for finding in outcome.findings} & LAUNCH_CODES, (row, outcome.result)
