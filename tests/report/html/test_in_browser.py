"""The page as somebody sees it, in a real browser."""

import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from runner.findings import Finding
from runner.report.html.links import Links
from runner.report.html.page import page
from tests.report import views
from tests.report.html.browser import Browser

AXE = (Path(__file__).parent / "axe-core" / "axe.min.js").read_text(encoding="utf-8")
UNFOLD = "document.querySelectorAll('details').forEach(one => { one.open = true })"
VIOLATIONS = """axe.run().then(done => done.violations.map(one =>
    [one.id, one.nodes.map(node => node.html.slice(0, 120))]))"""

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def usual(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("page") / "plan.html"
    path.write_text(page(views.usual(), Links()), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("page") / "many.html"
    path.write_text(page(views.many(500), Links()), encoding="utf-8")
    return path


def seen(chromium: Browser, selector: str) -> int:
    """How many elements take room on the page."""
    shown = "e => e.checkVisibility() && e.getClientRects().length"
    found: int = chromium.run(f"[...document.querySelectorAll({selector!r})].filter({shown}).length")
    return found


def scrolling(chromium: Browser) -> list[str]:
    """The parts of the page, or the page, that are wider than their room."""
    scrolls = "e => e.matches('html, .scroll') && e.scrollWidth > e.clientWidth"
    label = "e => e.getAttribute('aria-label') || e.localName"
    parts: list[str] = chromium.run(f"[...document.querySelectorAll('*')].filter({scrolls}).map({label})")
    return parts


@pytest.mark.parametrize(
    "how",
    [{}, {"prefers_color_scheme": "dark"}, {"width": 360, "height": 740}, {"media": "print"}],
    ids=["light", "dark", "narrow", "print"],
)
def test_axe_finds_nothing(chromium: Browser, usual: Path, how: dict[str, Any]) -> None:
    chromium.open(usual, **how)
    chromium.run(UNFOLD)
    chromium.run(AXE)

    assert chromium.run(VIOLATIONS) == []


def test_axe_would_find_an_unlabelled_field(chromium: Browser, usual: Path, tmp_path: Path) -> None:
    broken = tmp_path / "broken.html"
    broken.write_text(usual.read_text(encoding="utf-8").replace("<main>", "<main><input>"), encoding="utf-8")
    chromium.open(broken)
    chromium.run(AXE)

    assert "label" in [name for name, _ in chromium.run(VIOLATIONS)]


def test_nothing_is_requested_but_the_page_and_nothing_is_complained_of(chromium: Browser, usual: Path) -> None:
    chromium.open(usual)

    assert {sent["request"]["url"] for sent in chromium.told("Network.requestWillBeSent")} == {usual.as_uri()}
    assert chromium.told("Log.entryAdded") == []
    assert chromium.told("Runtime.exceptionThrown") == []


def test_without_javascript_all_is_there_but_the_search(chromium: Browser, usual: Path) -> None:
    chromium.open(usual, script=False)

    assert seen(chromium, "form") == 0
    assert seen(chromium, ".timeline [data-c]") == 15
    assert seen(chromium, "details.launch .zones tbody tr") == 13
    assert seen(chromium, "table.heat td") == 24 * 9


def test_a_style_or_script_of_others_does_not_count(chromium: Browser, usual: Path, tmp_path: Path) -> None:
    hostile = tmp_path / "hostile.html"
    script = "<script>document.title = 'owned'</script><main"
    hostile.write_text(usual.read_text(encoding="utf-8").replace("<main", script), encoding="utf-8")
    chromium.open(hostile)

    assert chromium.run("document.title").startswith("Campaigns: ")


def test_the_search_hides_what_it_does_not_find_in_list_table_and_chart(chromium: Browser, usual: Path) -> None:
    chromium.open(usual)
    chromium.run("document.querySelector('[type=search]').focus()")
    chromium.send("Input.insertText", text="kolkata")

    assert chromium.run("document.querySelector('output').value") == "1 of 7 campaigns"
    assert seen(chromium, "details.launch") == 1
    assert seen(chromium, ".timeline [data-c]") == 3


def test_the_search_counts_a_single_campaign_in_the_singular(chromium: Browser, tmp_path: Path) -> None:
    path = tmp_path / "one.html"
    path.write_text(page(views.view(views.launch("Q4", views.AS_OF)), Links()), encoding="utf-8")
    chromium.open(path)
    chromium.run("document.querySelector('[type=search]').focus()")
    chromium.send("Input.insertText", text="q4")

    assert chromium.run("document.querySelector('output').value") == "1 of 1 campaign"


def test_a_click_on_a_bar_leads_to_its_campaign(chromium: Browser, many: Path) -> None:
    chromium.open(many)
    number = chromium.run("document.querySelector('.timeline [data-c]:last-of-type').dataset.c")
    chromium.run(
        "document.querySelector('.timeline [data-c]:last-of-type rect')"
        ".dispatchEvent(new Event('click', {bubbles: true}))"
    )

    assert chromium.run("document.activeElement.parentElement.id") == f"c{number}"
    assert chromium.run("document.activeElement.parentElement.open") is True


def test_the_first_key_leads_past_the_navigation_and_the_focus_is_seen(chromium: Browser, usual: Path) -> None:
    chromium.open(usual)
    chromium.press("Tab", 9)

    assert chromium.run("document.activeElement.textContent") == "Skip to the timeline"
    assert chromium.run("document.activeElement.getBoundingClientRect().top >= 0") is True
    assert chromium.run("getComputedStyle(document.activeElement).outlineStyle") == "solid"


@pytest.mark.parametrize(
    "how",
    [{"width": 320}, {"width": 390}, {"width": 769}, {"width": 1121}, {"width": 1030, "media": "print"}],
    ids=lambda how: "-".join(map(str, how.values())),
)
def test_neither_the_page_nor_a_part_of_it_scrolls_sideways(
    chromium: Browser, usual: Path, how: dict[str, Any]
) -> None:
    chromium.open(usual, **how)
    chromium.run(UNFOLD)

    assert scrolling(chromium) == []


@pytest.mark.parametrize("how", [{"width": 320}, {"width": 769}, {"width": 1280}, {"width": 1030, "media": "print"}])
def test_a_long_name_without_a_space_breaks_instead_of_widening_the_page(
    chromium: Browser, tmp_path: Path, how: dict[str, Any]
) -> None:
    long = "x" * 128
    launch = replace(views.usual().launches[2], name=long, path=f"{long}.yaml", agent=long, notes=(long,), wave=long)
    finding = Finding("phone-missing", f"no number in `{long}`", f"{long}.csv", 12, row=12, hint=long)
    path = tmp_path / "long.html"
    path.write_text(page(views.view(launch, findings=[finding]), Links()), encoding="utf-8")
    chromium.open(path, **how)
    chromium.run(UNFOLD)

    assert scrolling(chromium) == []


def test_on_a_phone_each_value_says_what_it_is(chromium: Browser, usual: Path) -> None:
    chromium.open(usual, width=390, height=844)
    chromium.run(UNFOLD)

    assert seen(chromium, ".launches thead, .countries thead, .heat thead, .findings thead") == 0
    for column in (
        "Contacts",
        "Calls",
        "Permitted",
        "Time zones",
        "Plan",
        "Calling hours",
        "Campaigns",
        "Clashes",
        "08",
    ):
        assert seen(chromium, f"[data-label='{column}']")
    label = "getComputedStyle(document.querySelector('.zones [data-label=Contacts]'), '::before').content"
    assert chromium.run(label) not in ("none", "normal")


def test_a_few_busy_hours_are_columns_on_a_tablet_and_many_are_blocks(
    chromium: Browser, usual: Path, tmp_path: Path
) -> None:
    few = tmp_path / "few.html"
    few.write_text(page(views.view(views.usual().launches[2]), Links()), encoding="utf-8")
    chromium.open(few, width=800)
    assert seen(chromium, ".heat thead") == 1

    chromium.open(usual, width=800)
    assert seen(chromium, ".heat thead") == 0
    assert scrolling(chromium) == []


def test_on_a_phone_the_timeline_has_the_whole_width(chromium: Browser, usual: Path) -> None:
    share = (
        """(selector) => document.querySelector(selector).getBoundingClientRect().width / document.body.clientWidth"""
    )
    chromium.open(usual, width=390, height=844)

    assert chromium.run(f"({share})('.timeline svg:not(.grid)')") > 0.9
    assert seen(chromium, ".timeline .narrow text") >= 3
    assert seen(chromium, ".timeline .wide") == 0


def test_print_unfolds_all_and_leaves_the_controls_out(chromium: Browser, many: Path) -> None:
    chromium.open(many, media="print", script=False)

    assert seen(chromium, "nav, form") == 0
    heights = (
        "[...document.querySelectorAll('.launch .zones')].filter(e => e.getBoundingClientRect().height < 20).length"
    )
    assert chromium.run(heights) == 0


def test_five_hundred_campaigns_stay_responsive(chromium: Browser, many: Path) -> None:
    begun = time.perf_counter()
    chromium.open(many)
    loaded = time.perf_counter() - begun
    taken = chromium.run(
        """(() => {
        const begun = performance.now(), field = document.querySelector("[type=search]");
        field.value = "campaign-123.yaml";
        field.dispatchEvent(new Event("input", { bubbles: true }));
        document.body.offsetHeight;
        return performance.now() - begun;
        })()"""
    )

    assert chromium.run("document.querySelector('output').value") == "1 of 500 campaigns"
    assert loaded < 15
    assert taken < 500
