"""The receipt of one campaign as a page that loads nothing."""

import base64
import hashlib
from pathlib import Path

from runner.report.html.markup import Html, joined, prose, raw, table, tag
from runner.report.receipt import Section, receipt_sections
from runner.state.record import Json

_STYLE = Path(__file__).parent / "page.css"
_LEAD = "Why were these contacts called? This page has no phone number, and nothing of the contact list but its digest."


def receipt_page(exported: Json) -> str:
    """Return the page of an exported receipt."""
    style, title = _STYLE.read_text(encoding="utf-8"), f"Receipt: {exported['campaignName']}"
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    head = tag(
        "head",
        tag("meta", charset="utf-8"),
        tag("meta", http_equiv="Content-Security-Policy", content=policy),
        tag("meta", name="viewport", content="width=device-width, initial-scale=1"),
        tag("meta", name="color-scheme", content="light dark"),
        tag("meta", name="referrer", content="no-referrer"),
        tag("title", title),
        tag("style", raw(style)),
    )
    body = tag(
        "body",
        tag("header", tag("h1", title), tag("p", _LEAD, class_="muted")),
        tag("main", *map(_section, receipt_sections(exported)), _history(exported)),
        tag("footer", tag("p", f"Written by {exported['exportedBy']} at {exported['exportedAt']} from its state.")),
    )
    return "<!doctype html>\n" + tag("html", head, body, lang="en") + "\n"


def _section(section: Section) -> Html:
    rows = [
        tag("tr", tag("th", name, scope="row"), tag("td", prose(words), class_="words"))
        for name, words in section.facts
    ]
    return tag("section", tag("h2", section.title), tag("table", tag("tbody", *rows), class_="facts"))


def _history(exported: Json) -> Html:
    heads = ("recorded", "status", "launch", "by", "commit of the state")
    rows = [
        tag("tr", *(tag("td", value, data_label=head) for head, value in zip(heads, _values(one), strict=True)))
        for one in exported["history"]
    ]
    return tag("section", joined(tag("h2", "How was it recorded?"), table("The states that record it", heads, rows)))


def _values(one: Json) -> tuple[str, ...]:
    """Return one state's date, status, launch, author and commit; empty where it says nothing."""
    launch, by = one["launchAt"] or "", one["run"].get("actor") or ""
    return one["at"], one["status"] or "not recorded", launch, by, tag("code", one["commit"])
