"""Plans and findings as Markdown for a pull request's comment or a job's summary."""

from runner import schedule
from runner.change import Change
from runner.findings import Finding, Findings, Severity
from runner.plan import Plan
from runner.report import text
from runner.words import count, escaped

LISTED = 50
_SIGNS = {Severity.ERROR: "❌", Severity.WARNING: "⚠️", Severity.INFO: "ℹ️"}  # noqa: RUF001 - the sign is meant


def validation(campaigns: int, contacts: int, findings: Findings) -> str:
    return "\n".join([text.totals(campaigns, contacts, findings), *_findings(findings)])


def plan(made: Plan, limit: int | None = None) -> str:
    """What apply would do in one sentence, a table of the campaigns, immediate launches first, and the findings."""
    parts = [f"**{escaped(text.headline(made))}.**\n"]
    rows = [change for change in text.in_order(made) if change.action != "unchanged"]
    if rows:
        parts.append("| | campaign | people | launch | from | agent | lines |\n|---|---|--:|---|---|---|--:|")
        parts += [_row(change, made) for change in rows]
        parts.append("")
    if same := len(made.of("unchanged")):
        parts.append(f"{count(same, 'campaign')} unchanged.\n")
    parts += _findings(made.findings)
    parts.append(f"Plan `{made.hash}`\n")
    return "\n".join(parts)


def _row(change: Change, made: Plan) -> str:
    asked = change.request
    people = "?" if change.rows is None else f"{change.rows:,}"
    cells = [
        change.action,
        f"{escaped(text.shown_name(change))}<br><sub>{escaped(change.path)}</sub>",
        people,
        _launch(change, made),
        escaped(str(asked.get("sipPhoneNumber", ""))),
        escaped(str(asked.get("agentId", ""))),
        str(asked.get("concurrentCalls", "default" if asked else "")),
    ]
    return "| " + " | ".join(cells) + " |"


def _launch(change: Change, made: Plan) -> str:
    if change.immediate and change.stands is None:
        return f"🔴 **{text.AT_ONCE}**, as soon as it is created"
    if change.launch_at is None:
        return "at once, when it was created" if change.stands else "?"
    at = schedule.in_zone(change.launch_at, change.zone)
    instant = schedule.parse_instant(change.launch_at)
    return f"{schedule.words(at)}<br><sub>{schedule.utc(instant)}, {schedule.distance(at, made.as_of)}</sub>"


def _findings(findings: Findings) -> list[str]:
    listed = sorted(findings, key=lambda finding: list(Severity).index(finding.severity))
    lines = [_finding(finding) for finding in listed[:LISTED]]
    if (left := len(findings) - len(lines)) > 0:
        lines.append(f"- and {left:,} more\n")
    return [*lines, ""] if lines else []


def _finding(finding: Finding) -> str:
    place = f"{finding.path}:{finding.line}" + (f" (row {finding.row:,})" if finding.row is not None else "")
    hint = f" — {escaped(finding.hint)}" if finding.hint else ""
    sign = _SIGNS[finding.severity]
    return f"- {sign} `{finding.code}` {escaped(place)}: {escaped(finding.message)}{hint}"
