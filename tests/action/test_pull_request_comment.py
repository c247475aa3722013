"""What a reviewer reads of a plan on a pull request: within GitHub's limits, and whatever the names are."""

import re
from collections.abc import Iterable
from datetime import timedelta
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from runner.config.campaign import Campaign, ContactsSource
from runner.config.schedule import Launch
from runner.contacts.contacts import LocalContacts
from runner.findings import Finding, Findings, Severity
from runner.formatting import escape_markdown
from runner.plan.change import Action, Change
from runner.plan.desired import Desired
from runner.plan.plan import Plan
from runner.plan.policy import Policy
from runner.report.documentation import finding_address
from runner.report.headline import headline
from runner.report.markdown import gantt
from runner.report.markdown.alerts import ERRORS, LISTED
from runner.report.markdown.campaign_table import OPEN
from runner.report.markdown.findings import bullets
from runner.report.markdown.plan import plan_markdown
from runner.report.text.local_hours import ZONES
from runner.state.record import Record
from tests.project import CONTACTS, NOW, Project

HOSTILE = (
    "</details>",
    "@everyone",
    "| x |",
    "```",
    "-->",
    "<!-- campaign-runner:plan {} -->",
    "#1",
    "GH-1",
    "![](http://x)",
    "[x](http://x)",
    "www.evil.example",
    "https://evil.example",
    "me@evil.example",
    "\u202egnp.exe\u200f",
    "<img src=x>",
    "**",
    "`",
    "a\nb",
    "$x$ and $y$",
    "%%{init: {}}%%",
    ":;#",
    "section x",
    "\\",
    "&#64;everyone",
    "  ",
)
# Which elements the program itself writes, and those that Markdown makes of its marks.
ELEMENTS = {
    *("p", "strong", "br", "sub", "code", "span", "details", "summary", "blockquote", "ul", "li", "pre"),
    *("table", "thead", "tbody", "tr", "th", "td"),
}
texts = st.lists(st.sampled_from(HOSTILE) | st.text(max_size=20), min_size=1, max_size=4).map("".join)
ACTIONS: tuple[Action, ...] = ("blocked", "create", "unknown", "changed", "moved", "removed")
actions = st.sampled_from(ACTIONS)


def change(
    action: Action = "create",
    name: str = "Spring",
    path: str = "campaigns/spring.yaml",
    *,
    people: int = 300,
    lines: int | None = 5,
    after: timedelta | None = timedelta(days=3),
    findings: Iterable[Finding] = (),
) -> Change:
    """A campaign that dials `after` so long, None for at once."""
    at = None if after is None else NOW + after
    agent = name if name in HOSTILE else "agent"
    campaign = Campaign(name, "+14155550100", agent, at is not None, ContactsSource("c.csv"), concurrentCalls=lines)
    contacts = LocalContacts(Path("c.csv"), "c.csv", people, "", "", 0)
    found = Findings(findings)
    desired = Desired(path, name, found, None, campaign, contacts, Launch(at), f"of {name}")
    record = None
    if action not in ("create", "blocked"):
        request = {"campaignName": name, "sipPhoneNumber": name, "agentId": name, "concurrentCalls": lines}
        record = Record("created", path, "", request, {"rows": people}, Launch(at).instant, "", {})
    return Change(action, name, path, found, desired, record, (name,) if action == "changed" else ())


def plan(*changes: Change) -> Plan:
    return Plan(changes, NOW, Policy(), ())


def many(number: int, severity: Severity = Severity.ERROR) -> Plan:
    """So many campaigns, a tenth at once, each with a finding of its own."""
    action: Action = "blocked" if severity is Severity.ERROR else "create"
    return plan(
        *(
            change(
                action if n % 10 else "create",
                f"Campaign {n}",
                f"campaigns/c{n:04}.yaml",
                after=timedelta(hours=n) if n % 10 else None,
                findings=[
                    Finding(
                        "bad-value", f"value {n} is bad", f"campaigns/c{n:04}.yaml", severity=severity, hint="x" * 200
                    )
                ],
            )
            for n in range(number)
        )
    )


class Page(HTMLParser):
    """What GitHub would make of a comment, as far as elements and words go."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.elements: list[str] = []
        self.open: list[str] = []
        self.words = ""
        self.comments: list[str] = []
        self.feed(MarkdownIt("commonmark").enable("table").render(page))

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.elements.append(tag)
        if tag != "br":
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if "pre" not in self.open:  # in a block of code nothing is made a link
            self.words += data

    def handle_comment(self, data: str) -> None:
        self.comments.append(data)


def assert_harmless(page: str, changes: Iterable[Change]) -> None:
    read = Page(page)
    assert set(read.elements) <= ELEMENTS
    assert read.open == read.comments == []
    assert not re.search(r"@\w|#\d|://|\bwww\.|\bGH-\d", read.words, flags=re.IGNORECASE)
    assert not re.search("[\u200e\u200f\u202a-\u202e\u2066-\u2069]", page)
    new = [c for c in changes if c.action in ("create", "blocked", "unknown")]
    recorded = [c for c in changes if c not in new]
    cells = len(new) * 4 + len(recorded) * 5
    assert read.elements.count("td") == cells


@pytest.mark.parametrize("hostile", HOSTILE)
def test_no_name_and_no_path_breaks_out_of_a_comment(hostile: str) -> None:
    finding = Finding("bad-value", f"`{hostile}` {hostile}", hostile, hint=f"{hostile} `{hostile}`")
    changes = [
        change(action, hostile, hostile, after=after, findings=[finding])
        for action in ACTIONS
        for after in (timedelta(days=1), None)
    ]

    assert_harmless(plan_markdown(plan(*changes), None), changes)


@settings(deadline=None, max_examples=100)
@given(st.lists(st.tuples(actions, texts, texts, st.booleans(), texts), min_size=1, max_size=4))
def test_no_text_at_all_breaks_out_of_a_comment(drawn: list[tuple[Action, str, str, bool, str]]) -> None:
    changes = [
        change(
            action,
            name,
            path,
            after=None if now else timedelta(days=1),
            findings=[Finding("answer-differs", said, path, severity=Severity.WARNING, hint=said)],
        )
        for action, name, path, now, said in drawn
    ]

    assert_harmless(plan_markdown(plan(*changes), None), changes)


@settings(deadline=None, max_examples=40)
@given(
    st.lists(st.tuples(actions, texts, st.booleans(), st.sampled_from(Severity)), max_size=60),
    st.integers(4_000, 70_000),
)
def test_a_comment_is_never_over_its_limit_and_keeps_its_headline(
    drawn: list[tuple[Action, str, bool, Severity]], limit: int
) -> None:
    made = plan(
        *(
            change(
                action,
                name,
                f"campaigns/{n}.yaml",
                after=None if now else timedelta(days=1),
                findings=[Finding("bad-value", name * 5, f"campaigns/{n}.yaml", severity=severity, hint=name)],
            )
            for n, (action, name, now, severity) in enumerate(drawn)
        )
    )

    page = plan_markdown(made, None, limit)

    assert len(page.encode()) <= limit
    assert page.startswith(f"**{escape_markdown(str(headline(made)))}.**")
    assert Page(page).open == []


def test_500_campaigns_with_500_findings_fit_and_what_is_cut_is_counted() -> None:
    page = plan_markdown(many(500), None, 60_000)

    assert len(page) <= 60_000
    assert page.count("> - **300 contacts: Campaign ") == 50
    assert page.count("> - ❌ ") == ERRORS
    shown = page.count("- ❌ ")
    assert f"\n- and {500 - shown} more lines, all in the job summary" in page
    rows = page.count("<br><sub><code>campaigns/c")
    assert rows >= OPEN
    assert f"\nand {500 - rows} more campaigns, all in the job summary" in page


def test_with_warnings_alone_the_campaigns_have_the_room() -> None:
    made = many(500, Severity.WARNING)
    page = plan_markdown(made, None, 60_000)

    shown = page.count("<br><sub><code>campaigns/c")
    assert shown > 100
    assert f"\nand {500 - shown} more campaigns, all in the job summary" in page
    assert page.count("> - **300 contacts: ") == 50
    assert "The chart of the launches is in the job summary." in page


def test_a_job_summary_holds_500_campaigns_whole() -> None:
    made = many(500)

    assert plan_markdown(made, None, 1_000_000) == plan_markdown(made, None)


def test_nothing_is_dropped_without_a_word_where_4000_bytes_are_allowed() -> None:
    finding = [Finding(c, "said", "p", severity=s) for c, s in zip(("answer-differs", "x", "y"), Severity, strict=True)]
    made = plan(*(change(e, f"{e} {n}", after=None, findings=finding) for n in range(100) for e in ACTIONS))

    page = plan_markdown(made, None, 4_000)

    for part in ("[!CAUTION]", "[!WARNING]", "| campaign |", "| launch |", "chart", "warning", "note", "Plan hash"):
        assert part in page


def test_launches_at_once_stand_first_and_name_their_people(project: Project) -> None:
    project.add()
    project.add("now.yaml", campaignName="Right now", isScheduled=False)

    page = project.run("plan", "--format", "markdown").out

    alert = page.index("> [!CAUTION]\n> **3 contacts will be called IMMEDIATELY, as soon as this is merged.**")
    assert alert < page.index("> - **3 contacts: Right now** from +14155550100 <code>campaigns/now.yaml</code>")
    assert page.index("Right now") < page.index("Q4 Outreach")


def test_what_is_refused_is_not_said_to_be_called_on_merge(project: Project) -> None:
    project.add("now.yaml", campaignName="Right now", isScheduled=False)
    project.add("bad.yaml", campaignName="Bad", concurrentCalls=0)

    page = project.run("plan", "--format", "markdown").out

    assert "as soon as this is merged" not in page
    assert "**3 contacts will be called IMMEDIATELY** on merge, once the errors below are fixed." in page
    assert "> - ❌ <code>campaigns/bad.yaml:8</code>" in page


def test_a_blocked_campaign_shows_its_launch_in_its_own_zone(project: Project) -> None:
    project.add(concurrentCalls=0)

    page = project.run("plan", "--format", "markdown").out

    assert "| Tue 1 Dec 2026 12:00 America/Los&#95;Angeles<br><sub>20:00 UTC, in 8 days</sub> |" in page


def test_a_limit_that_is_passed_stands_with_the_errors(project: Project) -> None:
    project.add()
    project.write("policy.yaml", "limits:\n  contactsPerCampaign: 2\n")

    page = project.run("plan", "--format", "markdown").out

    assert page.index("Apply sends nothing") < page.index("<code>limits.contactsPerCampaign</code>")


def test_a_row_warns_of_what_the_parts_above_do_not_say(project: Project) -> None:
    project.add()
    project.add("twice.yaml", campaignName="Twice")

    assert "<code>campaigns/twice.yaml</code> ⚠️ [people-again]" in project.run("plan", "--format", "markdown").out


def test_what_clashes_is_open_above_the_table_and_the_worst_comes_first(project: Project) -> None:
    for number, (name, contacts) in enumerate((("Few", 1), ("Many", 3))):
        people = "".join(f"+1{213 + number}55501{n:02}\n" for n in range(contacts))
        project.csv(f"contacts/{number}.csv", f"Phone Number\n{people}")
        contacts_file = f"contacts/{number}.csv"
        project.add(f"{number}.yaml", campaignName=name, scheduledTime="06:30:00", contacts=contacts_file)

    page = project.run("plan", "--format", "markdown").out

    places = [
        page.index("> **2 campaigns clash with calling hours or other lists; that doesn't stop apply:**"),
        page.index("> - **Many**, 3 contacts <code>campaigns/1.yaml</code>"),
        page.index(">   - calls 3 contacts in quiet hours: Tue 1 Dec"),
        page.index("> - **Few**, 1 contact <code>campaigns/0.yaml</code>"),
        page.index("| campaign |"),
        page.index("<details"),
    ]
    assert places == sorted(places)


def test_a_clash_with_another_list_is_open_above_the_table(project: Project) -> None:
    project.add()
    project.add("twice.yaml", campaignName="Twice")

    page = project.run("plan", "--format", "markdown").out

    assert page.index("> **2 campaigns clash with calling hours or other lists") < page.index(
        ">   - calls people twice: all 3 of its people are also in <code>Twice</code>"
    )


def test_of_many_clashing_campaigns_ten_are_open_and_the_rest_is_counted(project: Project) -> None:
    for number in range(LISTED + 2):
        project.csv(f"contacts/{number}.csv", CONTACTS.replace("+1415555", f"+1415{number + 202}"))
        project.add(
            f"{number}.yaml", campaignName=f"C {number}", scheduledTime="06:30:00", contacts=f"contacts/{number}.csv"
        )

    page = project.run("plan", "--format", "markdown").out

    assert page.count(">   - calls 3 contacts in quiet hours") == LISTED
    assert "> - and 2 more campaigns that clash, in the warnings below\n" in page
    assert "<details><summary>Calls by local time: 12 campaigns with a clash</summary>" in page


def test_findings_with_one_hint_share_an_item() -> None:
    same = [Finding("calling-hours", f"breaks rule {n}", "c.yaml", 6, hint="start later") for n in range(3)]
    alone = Finding("calling-hours", "breaks rule 4", "c.yaml", 7, hint="start later")

    first, second = bullets(Findings([*same, alone]))

    assert first == (
        "- ❌ <code>c.yaml:6</code> 3 problems — start later\n"
        "  - breaks rule 0 <sub>[calling-hours]</sub>\n"
        "  - breaks rule 1 <sub>[calling-hours]</sub>\n"
        "  - breaks rule 2 <sub>[calling-hours]</sub>\n"
    )
    assert second == "- ❌ <code>c.yaml:7</code> breaks rule 4 — start later <sub>[calling-hours]</sub>\n"


def test_each_code_links_to_its_section_where_the_documentation_is_known(project: Project) -> None:
    project.environ["CAMPAIGNS_DOCS_URL"] = "https://code.example/me/runner/blob/v1/docs"
    project.add(scheduledTime="06:30:00")
    project.add("typo.yaml", campaignName="Typo", concurentCalls=5)

    for command in ("plan", "validate"):
        page = MarkdownIt("commonmark").enable("table").render(project.run(command, "--format", "markdown").out)

        for code in {"unknown-key", *(["calling-hours"] if command == "plan" else [])}:
            address = finding_address(project.environ["CAMPAIGNS_DOCS_URL"], code)
            assert f'<a href="{address}">{code}</a>' in page
        assert "campaigns explain" not in page


def test_what_a_forecast_assumes_is_said_once(project: Project) -> None:
    project.add()

    assert project.run("plan", "--format", "markdown").out.count("seconds of ringing") == 1


def test_the_time_to_merge_and_what_ends_it_are_above_the_table(project: Project) -> None:
    project.add()

    page = project.run("plan", "--format", "markdown").out

    after = "after that, the launch of <code>Q4 Outreach Campaign</code> is in the past, and apply refuses it.**"
    assert 0 < page.index(after) < page.index("| campaign |")


def test_of_many_time_zones_the_worst_have_bars_and_the_rest_is_counted(project: Project) -> None:
    american, other = ("12125550101", "13125550102", "13035550103", "14155550104"), ("442079460100", "33142685300")
    numbers = "".join(f"+{number}\n" for number in (*american, *other, "81312345678", "61293744000"))
    project.csv("contacts/q4.csv", f"Phone Number\n{numbers}")
    project.add(scheduledTime="06:30:00")

    block = project.run("plan", "--format", "markdown").out.split("```")[1].splitlines()

    assert ("█" in block[2], block[2 + ZONES], "█" in block[-1]) == (True, "and 2 more time zones, the worst:", False)


def test_bars_without_a_clash_tell_how_many_campaigns_have_contacts_that_no_rule_covers(project: Project) -> None:
    project.csv("contacts/q4.csv", "Phone Number\n+66812345678\n")
    project.add(scheduledTime="18:00:00")

    summary = "Calls by local time: 1 campaign without a clash, 1 with contacts that no rule covers</summary>"
    assert summary in project.run("plan", "--format", "markdown").out


def test_one_launch_makes_no_chart() -> None:
    assert gantt.chart([change()], plan(change())) is None
    assert "mermaid" not in plan_markdown(plan(change(), change("changed")), None)


def test_a_bar_is_as_long_as_its_launch_and_what_is_too_short_for_one_is_a_diamond() -> None:
    changes = [
        change(name="Long", people=3000),
        change(name="Short", people=1, after=timedelta(days=4)),
        change(name="Unknown", lines=None, after=timedelta(days=8)),
    ]

    chart = str(gantt.chart(changes, plan(*changes))).splitlines()

    assert "3,000 contacts, Long :2026-11-25T21:40:00, 1200m" in chart
    assert "1 contact, Short :milestone, 2026-11-26T21:40:00, 0m" in chart
    assert "300 contacts, Unknown (duration unknown) :active, milestone, 2026-11-30T21:40:00, 0m" in chart


def test_a_chart_begins_with_what_is_at_once_and_has_forty_bars_at_most() -> None:
    changes = [change(name=f"C {n}", after=timedelta(hours=n + 1)) for n in range(60)] + [change(after=None)]

    page = plan_markdown(plan(*changes), None)

    chart = page.split("```mermaid\n")[1].split("```")[0].splitlines()
    assert chart[5:7] == ["section IMMEDIATELY", "300 contacts, Spring :crit, 2026-11-22T21:40:00, 120m"]
    assert len([line for line in chart if " contacts, " in line]) == gantt.LISTED
    assert "the first 40 of 61 launches" in page


@given(texts)
def test_a_name_in_a_chart_is_one_label_and_no_word_of_mermaid(name: str) -> None:
    drawn = gantt.chart([change(name=name), change(name=name)], plan())
    assert drawn is not None

    bars = drawn.splitlines()[6:]

    assert len(bars) == 2
    for bar in bars:
        assert re.fullmatch(r"300 contacts, [^:;#%`<>{}&\"|\\]* :2026-11-25T21:40:00, 120m", bar)
        assert "--" not in bar
