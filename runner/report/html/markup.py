"""HTML as values: what isn't `Html` yet is escaped where it goes in."""

from html import escape

from runner.formatting import printable

_VOID = frozenset(("meta", "input", "rect", "line", "path", "br"))


class Html(str):
    """Markup that is safe as it stands."""

    __slots__ = ()


def raw(text: str) -> Html:
    """Take a text of ours as markup."""
    return Html(text)


def text(value: str) -> Html:
    """Escape foreign text, without its control characters and directions of writing."""
    return Html(escape(printable(value)))


def tag(name: str, /, *children: str | None, **attributes: object) -> Html:
    """Write an element; `class_` is `class`, `data_c` is `data-c`; None and False leave an attribute out."""
    given = [(key.rstrip("_").replace("_", "-"), value) for key, value in attributes.items()]
    shown = "".join(
        f" {key}" if value is True else f' {key}="{text(str(value))}"'
        for key, value in given
        if value is not None and value is not False
    )
    if name in _VOID and not children:
        return Html(f"<{name}{shown}/>" if name in ("rect", "line", "path") else f"<{name}{shown}>")
    inner = "".join(child if isinstance(child, Html) else text(child) for child in children if child is not None)
    return Html(f"<{name}{shown}>{inner}</{name}>")


def joined(*parts: Html) -> Html:
    return Html("".join(parts))


def coded(said: str) -> Html:
    """Show what stands in backticks as code."""
    pieces = said.split("`")
    if len(pieces) % 2 == 0:
        return text(said)
    return joined(*(tag("code", piece) if index % 2 else text(piece) for index, piece in enumerate(pieces)))


def table(caption: str, heads: tuple[str | Html, ...], rows: list[Html], *, class_: str | None = None) -> Html:
    """A table in a part of its own that scrolls on a narrow screen, with the keyboard too."""
    head = tag("thead", tag("tr", *(tag("th", one, scope="col") for one in heads)))
    made = tag("table", tag("caption", caption), head, tag("tbody", *rows), class_=class_)
    return scrolled(caption, made)


def scrolled(label: str, content: Html) -> Html:
    return tag("div", content, class_="scroll", tabindex="0", role="region", aria_label=label)
