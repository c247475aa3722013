"""What `campaigns contacts` says of lists: what was mended, what is in them, what was pinned; never a cell."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from runner.contacts.repair import Repair
from runner.contacts.stats import Stats
from runner.findings import Findings
from runner.formatting import count, one_line
from runner.report import json_output
from runner.report.text.color import PLAIN, Ink
from runner.report.text.findings import findings_summary, findings_text

NAMED = 8
"""So many rows are named for one kind of change; the rest are counted."""
NAMED_SHARES = 10
"""So many countries, types and zones are named of a list; more are counted together."""
NAMED_ZONES = 3
_SAID = {
    "encoding": "read in its encoding, and written as UTF-8",
    "line-ends": "line ends of CR alone",
    "separator-line": "Excel's `sep=` line taken out",
    "delimiter": "written with commas",
    "invisible": "invisible characters taken out of {}",
    "formula": "{} taken out of a formula that holds it as text",
    "apostrophe": "an apostrophe taken off {}",
    "digits": "digits other than 0 to 9 written with these in {}",
    "decimal": "a decimal `.0` taken off {}",
    "international-prefix": "00 written as a plus in {}",
    "trunk-zero": "a trunk zero, `(0)`, taken out of {}",
    "country-code": "the region's country code put before {}",
    "separators": "spaces and signs taken out of {}",
    "blank-row": "{} left out",
    "repeated-row": "{} left out, identical to an earlier one",
}
_NOUNS = {"blank-row": "blank row", "repeated-row": "row"}


@dataclass(frozen=True, slots=True)
class Fixed:
    """What came of one repair; `out` is None where no copy could be written."""

    path: str
    out: str | None
    contacts: int
    changes: tuple[Repair, ...]
    findings: Findings


@dataclass(frozen=True, slots=True)
class Pinned:
    """What came of one campaign's pins: `pinned`, `same`, or `by-hand` where the file must be edited by a person."""

    path: str
    outcome: str
    sha256: str
    rows: int


def checked(lists: int, contacts: int, findings: Findings) -> dict[str, Any]:
    return {
        "version": json_output.VERSION,
        "ok": not findings.has_errors,
        "lists": lists,
        "contacts": contacts,
        "findings": [json_output.finding(one) for one in findings],
        "counts": findings.counts,
    }


def fixed(done: Fixed) -> dict[str, Any]:
    return {
        "version": json_output.VERSION,
        "ok": done.out is not None and not done.findings.has_errors,
        "path": done.path,
        "out": done.out,
        "contacts": done.contacts,
        "changes": [{"kind": one.kind, "count": one.count, "rows": one.rows} for one in done.changes],
        "findings": [json_output.finding(one) for one in done.findings],
        "counts": done.findings.counts,
    }


def fixed_text(done: Fixed, ink: Ink = PLAIN) -> str:
    """What was changed, by kind and row of the old file; then what is left, by row of the copy."""
    lines = [f"mended: {_said(change)}\n" for change in done.changes] if done.out else []
    listed = findings_text(done.findings, ink)
    if done.out is None:
        return f"{listed}\nno copy was written: these can't be mended by a rule\n"
    summary = findings_summary(done.findings)
    left = "nothing is left to mend" if summary == "no errors" else f"left: {summary}"
    nothing = [] if lines else ["nothing was changed but the layout\n"]
    return "".join([*lines, *nothing, "\n", *([listed, "\n"] if listed else [])]) + (
        f"wrote {one_line(done.out)}, {count(done.contacts, 'contact')}; {left}\n"
    )


def stats(done: Iterable[tuple[str, Stats]], findings: Findings) -> dict[str, Any]:
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
            for path, one in done
        ],
        "findings": [json_output.finding(each) for each in findings],
        "counts": findings.counts,
    }


def stats_text(path: str, one: Stats) -> str:
    lines = [
        f"{one_line(path)}: {count(one.rows, 'row')}, {count(one.unique, 'different number')}"
        + (f", {count(one.unreadable, 'row')} without a number that can be read" if one.unreadable else "")
        + (f", {count(one.impossible, 'number')} that can't exist" if one.impossible else "")
    ]
    lines += _shares("countries", one.countries)
    lines += _shares("types", one.types)
    lines += _shares("likely zones", {_zones(zones): people for zones, people in one.zones.items()})
    width = max((len(one_line(variable.name)) for variable in one.variables), default=0)
    for variable in one.variables:
        rate = f"{_rate(variable.blank, one.rows):.1%} blank"
        lines.append(
            f"  {one_line(variable.name):<{width}}  {rate:>12}, at most {count(variable.longest, 'character')}"
        )
    return "\n".join(lines) + "\n"


def _shares(what: str, people: dict[str, int]) -> list[str]:
    shown = list(people.items())
    named = [f"{name} {number:,}" for name, number in shown[:NAMED_SHARES]]
    if rest := shown[NAMED_SHARES:]:
        named.append(f"{len(rest):,} more {sum(number for _, number in rest):,}")
    return [f"  {what}: {', '.join(named)}"] if named else []


def _zones(zones: tuple[str, ...]) -> str:
    if not zones:
        return "none known"
    return " or ".join(zones) if len(zones) <= NAMED_ZONES else f"one of {len(zones)}"


def pinned(done: Iterable[Pinned], findings: Findings) -> dict[str, Any]:
    listed = list(done)
    return {
        "version": json_output.VERSION,
        "ok": not findings.has_errors and all(one.outcome != "by-hand" for one in listed),
        "campaigns": [
            {"path": one.path, "outcome": one.outcome, "sha256": one.sha256, "rows": one.rows} for one in listed
        ],
        "findings": [json_output.finding(each) for each in findings],
        "counts": findings.counts,
    }


def pinned_text(done: Iterable[Pinned], findings: Findings, ink: Ink = PLAIN) -> str:
    lines = []
    for one in done:
        if one.outcome == "by-hand":
            lines.append(f"by hand  {one_line(one.path)}: its `contacts` can't be edited at sight; write under it")
            lines += [f"           sha256: {one.sha256}", f"           rows: {one.rows}"]
        else:
            pins = f"{count(one.rows, 'contact')}, SHA-256 {one.sha256[:12]}…"
            lines.append(f"{one.outcome:<7}  {one_line(one.path)}: {pins}")
    listed = findings_text(findings, ink)
    return "".join(line + "\n" for line in lines) + (f"\n{listed}" if listed and lines else listed)


def _said(change: Repair) -> str:
    template = _SAID[change.kind]
    if not change.rows:
        return template
    left = change.count - min(NAMED, len(change.rows))
    rows = ", ".join(f"{row:,}" for row in change.rows[:NAMED]) + (f" and {left:,} more" if left else "")
    noun = "row" if change.count == 1 else "rows"
    return f"{template.format(count(change.count, _NOUNS.get(change.kind, 'number')))} ({noun} {rows})"


def _rate(part: int, whole: int) -> float:
    return round(part / whole, 4) if whole else 0.0
