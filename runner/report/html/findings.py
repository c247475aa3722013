"""The findings of a plan, the worst first, each with its place and its campaign."""

from collections.abc import Iterable

from runner.findings import Finding, Severity
from runner.report.html.links import Links
from runner.report.html.markup import Html, joined, prose, table, tag
from runner.report.plan_view import PlanView

LISTED = 500
"""Maximum rows; `campaigns validate` lists all findings."""
_OVERLAPS = ("people-again", "people-often")


def findings_section(view: PlanView, links: Links) -> Html:
    if not view.findings:
        return tag("p", "No findings.")
    severities = list(Severity)
    worst = sorted(view.findings, key=lambda finding: severities.index(finding.severity))[:LISTED]
    left = sum(view.findings.counts.values()) - len(worst)
    more = tag("p", f"and {left:,} more: see ", tag("code", "campaigns validate")) if left > 0 else None
    explain = tag("p", "What a code means, and how to fix it: ", tag("code", f"campaigns explain {worst[0].code}"))
    return tag("div", _table("Findings, the worst first", worst, view, links), more, explain)


def overlaps_section(view: PlanView, links: Links) -> Html:
    overlaps = [finding for finding in view.findings if finding.code in _OVERLAPS]
    if not overlaps:
        return tag("p", "No overlap between lists was reported.")
    return _table("Campaigns that call the same people", overlaps[:LISTED], view, links)


def _table(caption: str, findings: Iterable[Finding], view: PlanView, links: Links) -> Html:
    campaigns = {
        launch.path: tag("p", tag("a", launch.name, href=f"#c{launch.number}"), class_="campaign")
        for launch in view.ahead
    }
    rows = [_row(finding, campaigns.get(finding.path), links) for finding in findings]
    return table(caption, ("Severity", "File", "Problem"), rows, class_="findings")


def _row(finding: Finding, campaign: Html | None, links: Links) -> Html:
    row = f", row {finding.row:,}" if finding.row is not None else ""
    place = links.to(finding.path, finding.line, f"{finding.path}:{finding.line}{row}")
    return tag(
        "tr",
        tag("td", tag("strong", finding.severity.value, class_=finding.severity.value)),
        tag("td", place, campaign),
        tag("td", links.meaning(finding.code), joined(tag("span", " "), prose(finding.message)),
            tag("p", prose(finding.hint), class_="muted") if finding.hint else None),
    )  # fmt: skip
