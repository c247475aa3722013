"""A comment on a pull request, as a page that looks as on GitHub."""

import re
from pathlib import Path

from markdown_it import MarkdownIt

STYLE = Path(__file__).with_name("comment.css").read_text(encoding="utf-8")
_MARKER = re.compile(r"\A<!--.*?-->\n", re.DOTALL)
_ALERT = re.compile(r"<blockquote>\n<p>\[!(NOTE|TIP|IMPORTANT|WARNING|CAUTION)\](?:<br />)?\n")


def comment_page(markdown: str) -> str:
    """Return Markdown as GitHub shows it: with tables, alerts, and a line for a line.

    The marker that begins it is left out: nobody sees it, and it changes with the time zone database.
    """
    renderer = MarkdownIt("commonmark", {"breaks": True}).enable(["table", "strikethrough"])
    body = _ALERT.sub(_alert, renderer.render(_MARKER.sub("", markdown)))
    return (
        f'<!doctype html><html lang="en"><meta charset="utf-8"><title>Comment</title><style>{STYLE}</style>'
        '<div class="avatar">⚙</div><article><header><b>github-actions</b> <i>bot</i> commented now</header>'
        f"<main>{body}</main></article></html>"
    )


def _alert(match: re.Match[str]) -> str:
    kind = match[1].lower()
    return f'<blockquote class="{kind}">\n<p class="title">{kind.title()}</p>\n<p>'
