"""The results of `campaigns contacts` as text and JSON: repairs, statistics and pins, never a cell."""

import shlex
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from runner.contacts.list_findings import fix_command
from runner.contacts.repair.repairs import Repair
from runner.contacts.stats import Stats
from runner.findings import Findings
from runner.formatting import count, one_line
from runner.phone_numbers.phone_column import Assumption
from runner.report import json_output
from runner.report.country_names import country_name
from runner.report.headline import ContactCounts
from runner.report.text.color import PLAIN, Ink
from runner.report.text.findings import findings_summary, findings_text

NAMED = 8
"""Maximum rows named for one kind of repair; the rest are counted."""
NAMED_SHARES = 10
"""Maximum countries, types and time zones named for a list; the rest are counted together."""
NAMED_ZONES = 3
"""Maximum candidate time zones named for one number."""
_REPAIRS = {
    "workbook": "read from an Excel workbook",
    "encoding": "converted to UTF-8",
    "byte-order-mark": "second byte-order mark removed",
    "end-mark": "Ctrl-Z at the end removed",
    "title-row": "{} above the header removed",
    "header": "invisible characters removed from the header",
    "ghost-column": "{} without name and content removed",
    "extra-cell": "blank cell at the end of {} removed",
    "quote-space": "spaces before quotes removed",
    "line-ends": "CR line ends replaced",
    "separator-line": "Excel's `sep=` line removed",
    "delimiter": "delimiter replaced by commas",
    "invisible": "invisible characters removed from {}",
    "formula": "{} taken out of a formula",
    "apostrophe": "apostrophe removed from {}",
    "digits": "non-ASCII digits replaced in {}",
    "label": "label such as `tel:` removed from {}",
    "decimal": "decimal `.0` removed from {}",
    "international-prefix": "international prefix replaced by a plus in {}",
    "trunk-zero": "national prefix behind the country code removed from {}",
    "country-code": "the region's country code added to {}",
    "plus": "plus added to {}",
    "separators": "spaces and punctuation removed from {}",
    "blank-row": "{} removed",
    "suppressed": "{} left out, on a suppression list",
    "opted-out": "{} left out, opted out in the list itself",
    "repeated-row": "{} removed, identical to an earlier one",
}
_NOUNS = {
    "title-row": "row",
    "ghost-column": "column",
    "extra-cell": "row",
    "blank-row": "blank row",
    "suppressed": "row",
    "opted-out": "row",
    "repeated-row": "row",
}


@dataclass(frozen=True, slots=True)
class FixResult:
    """The repair of one list; `out` is None where no copy could be written.

    `questions` count rows whose numbers stay, since they are numbers of the question's region that lost their plus, or
    national ones of `region`; `options` are those of the command.
    """

    path: str
    out: str | None
    contacts: int
    changes: tuple[Repair, ...]
    findings: Findings
    questions: tuple[Repair, ...] = ()
    region: str | None = None
    options: tuple[str, ...] = ()

    @property
    def left_out(self) -> int:
        """How many rows are left out of the copy, since their people must not be called."""
        return sum(repair.count for repair in self.changes if repair.kind in ("suppressed", "opted-out"))


@dataclass(frozen=True, slots=True)
class PinResult:
    """The pins of one campaign: `pinned`, `same`, or `by-hand` where only a person can edit the file."""

    path: str
    outcome: str
    sha256: str
    rows: int


def check_json(lists: int, contacts: int, findings: Findings) -> dict[str, Any]:
    return {
        "version": json_output.VERSION,
        "ok": not findings.has_errors,
        "lists": lists,
        "contacts": contacts,
        "findings": [json_output.finding(one) for one in findings],
        "counts": findings.counts,
    }


def fix_json(result: FixResult) -> dict[str, Any]:
    return {
        "version": json_output.VERSION,
        "ok": result.out is not None and not result.findings.has_errors,
        "path": result.path,
        "out": result.out,
        "contacts": result.contacts,
        "changes": [{"kind": one.kind, "count": one.count, "rows": one.rows} for one in result.changes],
        "questions": [
            {"withoutPlus": one.kind, "national": result.region, "count": one.count, "rows": one.rows}
            for one in result.questions
        ],
        "findings": [json_output.finding(one) for one in result.findings],
        "counts": result.findings.counts,
    }


def fix_text(result: FixResult, ink: Ink = PLAIN) -> str:
    """Return the repairs, by row of the old file, then the findings that are left, by row of the copy."""
    lines = [f"fixed: {_repair(repair)}\n" for repair in result.changes] if result.out else []
    listed = findings_text(result.findings, ink)
    if result.out is None:
        return f"{listed}\nno copy was written: fix these problems by hand\n"
    summary = findings_summary(result.findings)
    left = "nothing is left to fix" if summary == "no errors" else f"left: {summary}"
    nothing = [] if lines else ["nothing to fix but the file format\n"]
    lines += _questions(result)
    return (
        "".join([*lines, *nothing, "\n", *([listed, "\n"] if listed else [])])
        + (f"wrote {one_line(result.out)}, {ContactCounts(result.contacts, result.left_out)}; {left}\n")
        + _next(result)
    )


def _next(result: FixResult) -> str:
    """Return how a copy without errors comes into use; a workbook's copy can't take its place."""
    if result.out is None or result.findings.has_errors:
        return ""
    if not result.path.lower().endswith(".csv"):
        return "next: name the copy under `contacts` in the campaign file\n"
    paths = " ".join(shlex.quote(one_line(path)) for path in (result.out, result.path))
    return f"next: put the copy in the list's place\n    mv {paths}\n"


def stats_json(lists: Iterable[tuple[str, Stats]], findings: Findings) -> dict[str, Any]:
    return {
        "version": json_output.VERSION,
        "lists": [
            {
                "path": path,
                "rows": one.rows,
                "unreadable": one.unreadable,
                "unique": one.unique,
                "impossible": one.impossible,
                "countries": one.countries,
                "types": one.types,
                "zones": [{"zones": list(zones), "numbers": numbers} for zones, numbers in one.zones.items()],
                "variables": [
                    {"name": v.name, "blank": v.blank, "blankRate": _rate(v.blank, one.rows), "longest": v.longest}
                    for v in one.variables
                ],
            }
            for path, one in lists
        ],
        "findings": [json_output.finding(each) for each in findings],
        "counts": findings.counts,
    }


def stats_text(path: str, one: Stats) -> str:
    lines = [
        f"{one_line(path)}: {count(one.rows, 'row')}, {count(one.unique, 'different number')}"
        + (f", {count(one.unreadable, 'row')} without a readable number" if one.unreadable else "")
        + (f", {count(one.impossible, 'number')} that can't exist" if one.impossible else "")
    ]
    lines += _shares("countries", one.countries)
    lines += _shares("types", one.types)
    lines += _shares("likely time zones", {_zones(zones): numbers for zones, numbers in one.zones.items()})
    width = max((len(one_line(variable.name)) for variable in one.variables), default=0)
    for variable in one.variables:
        rate = f"{_rate(variable.blank, one.rows):.1%} blank"
        lines.append(
            f"  {one_line(variable.name):<{width}}  {rate:>12}, at most {count(variable.longest, 'character')}"
        )
    return "\n".join(lines) + "\n"


def _shares(title: str, counts: dict[str, int]) -> list[str]:
    shares = list(counts.items())
    named = [f"{name} {number:,}" for name, number in shares[:NAMED_SHARES]]
    if rest := shares[NAMED_SHARES:]:
        named.append(f"{len(rest):,} more {sum(number for _, number in rest):,}")
    return [f"  {title}: {', '.join(named)}"] if named else []


def _zones(zones: tuple[str, ...]) -> str:
    if not zones:
        return "unknown"
    return " or ".join(zones) if len(zones) <= NAMED_ZONES else f"one of {len(zones)}"


def pin_json(results: Iterable[PinResult], findings: Findings) -> dict[str, Any]:
    listed = list(results)
    return {
        "version": json_output.VERSION,
        "ok": not findings.has_errors and all(one.outcome != "by-hand" for one in listed),
        "campaigns": [
            {"path": one.path, "outcome": one.outcome, "sha256": one.sha256, "rows": one.rows} for one in listed
        ],
        "findings": [json_output.finding(each) for each in findings],
        "counts": findings.counts,
    }


def pin_text(results: Iterable[PinResult], findings: Findings, ink: Ink = PLAIN) -> str:
    lines = []
    for one in results:
        if one.outcome == "by-hand":
            lines.append(f"by hand  {one_line(one.path)}: its `contacts` can't be edited automatically; add")
            lines += [f"           sha256: {one.sha256}", f"           rows: {one.rows}"]
        else:
            pins = f"{count(one.rows, 'contact')}, SHA-256 {one.sha256[:12]}…"
            lines.append(f"{one.outcome:<7}  {one_line(one.path)}: {pins}")
    listed = findings_text(findings, ink)
    return "".join(line + "\n" for line in lines) + (f"\n{listed}" if listed and lines else listed)


def _questions(result: FixResult) -> list[str]:
    """Return what only the user can answer, by country and without a digit, and the command that answers it."""
    home = country_name(result.region or "")
    lines = []
    for one in sorted(result.questions, key=lambda one: -one.count):
        readings = f"numbers of {country_name(one.kind)} that lost their plus, or of {home}"
        lines.append(f"{count(one.count, 'row')}: {readings} ({_rows(one)})\n")
    if lines:
        national, international = (
            fix_command(result.path, *result.options, f"--assume {assumption}") for assumption in Assumption
        )
        lines.append(f"  hint: if they are of {home}, delete the copy and run {national}\n")
        lines.append(f"  hint: if they lost their plus, delete the copy and run {international}\n")
    return lines


def _repair(repair: Repair) -> str:
    template = _REPAIRS[repair.kind]
    if not repair.rows:
        return template.format(count(repair.count, _NOUNS.get(repair.kind, "number")))
    return f"{template.format(count(repair.count, _NOUNS.get(repair.kind, 'number')))} ({_rows(repair)})"


def _rows(repair: Repair) -> str:
    more = repair.count - min(NAMED, len(repair.rows))
    rows = ", ".join(f"{row:,}" for row in repair.rows[:NAMED]) + (f" and {more:,} more" if more else "")
    return f"{'row' if repair.count == 1 else 'rows'} {rows}"


def _rate(part: int, whole: int) -> float:
    return round(part / whole, 4) if whole else 0.0
