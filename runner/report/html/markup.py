"""HTML as values: text that isn't `Html` is escaped where it is inserted."""

from html import escape

from runner.formatting import printable

NARROWEST = 0.5
"""The least width of a bar that can be seen, in percent."""
_VOID = frozenset(("meta", "input", "rect", "line", "path", "br"))


class Html(str):
    """Markup that needs no escaping."""

    __slots__ = ()


def raw(text: str) -> Html:
    """Mark trusted text as markup."""
    return Html(text)


def text(value: str) -> Html:
    """Escape foreign text, without control characters and writing directions."""
    return Html(escape(printable(value)))


def tag(name: str, /, *children: str | None, **attributes: object) -> Html:
    """Return an element; `class_` is `class`, `data_c` is `data-c`; None and False omit an attribute."""
    pairs = [(key.rstrip("_").replace("_", "-"), value) for key, value in attributes.items()]
    written = "".join(
        f" {key}" if value is True else f' {key}="{text(str(value))}"'
        for key, value in pairs
        if value is not None and value is not False
    )
    if name in _VOID and not children:
        return Html(f"<{name}{written}/>" if name in ("rect", "line", "path") else f"<{name}{written}>")
    inner = "".join(child if isinstance(child, Html) else text(child) for child in children if child is not None)
    return Html(f"<{name}{written}>{inner}</{name}>")


def joined(*parts: Html) -> Html:
    return Html("".join(parts))


def prose(message: str) -> Html:
    """Return a message; text in backticks becomes code."""
    pieces = message.split("`")
    if len(pieces) % 2 == 0:
        return text(message)
    return joined(*(tag("code", piece) if index % 2 else text(piece) for index, piece in enumerate(pieces)))


def table(caption: str, heads: tuple[str | Html, ...], rows: list[Html], *, class_: str | None = None) -> Html:
    """Return a table in a region that scrolls on a narrow screen, with the keyboard too."""
    head = tag("thead", tag("tr", *(tag("th", one, scope="col") for one in heads)))
    content = tag("table", tag("caption", caption), head, tag("tbody", *rows), class_=class_)
    return scrolled(caption, content)


def rectangle(start: float, end: float, y: int, height: int | str, class_: str) -> Html:
    """Return a rectangle of a drawing as wide as the screen permits: `start` and `end` are in percent."""
    return raw(f'<rect x="{start:.1f}%" y="{y}" width="{end - start:.1f}%" height="{height}" class="{class_}"/>')


def scrolled(label: str, content: Html) -> Html:
    return tag("div", content, class_="scroll", tabindex="0", role="region", aria_label=label)
