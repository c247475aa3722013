"""Writes a list's SHA-256 and row count into a campaign file, and keeps every other byte."""

import re
from dataclasses import dataclass
from typing import Any

from runner.files.byte_order_marks import UTF8_MARK
from runner.findings import Findings, Span
from runner.yamlfile.document import Document, parse_document

# A digest that YAML would read as a number, which the schema refuses.
_NUMBER = re.compile(r"[0-9]+(e[0-9]+)?")


@dataclass(frozen=True, slots=True)
class Pins:
    """What identifies a list: the SHA-256 of the file's bytes, and how many contacts it has."""

    sha256: str
    rows: int


def with_pins(data: bytes, path: str, pins: Pins) -> bytes | None:
    """Return a campaign file with these pins in its `contacts`, which get the long form where they are short.

    None where the edit would change any other value of the file.
    """
    document = parse_document(data, path, Findings())
    if document is None or not isinstance(document.value, dict) or "contacts" not in document.value:
        return None
    mark = UTF8_MARK if data.startswith(UTF8_MARK) else b""
    changed = _Edit(document, pins).text()
    if changed is None:
        return None
    written = mark + changed.encode()
    findings = Findings()
    again = parse_document(written, path, findings)
    return written if again is not None and not findings and again.value == _expected(document.value, pins) else None


def _expected(value: dict[str, Any], pins: Pins) -> dict[str, Any]:
    contacts = value["contacts"]
    long = {"path": contacts} if isinstance(contacts, str) else contacts
    return {**value, "contacts": {**long, "sha256": pins.sha256, "rows": pins.rows}}


class _Edit:
    """One edit of a file's text, at the places of its values."""

    def __init__(self, document: Document, pins: Pins) -> None:
        self._document = document
        self._text = document.text.characters
        self._break = document.text.line_break
        self._pins = {"sha256": pins.sha256, "rows": str(pins.rows)}

    def text(self) -> str | None:
        """Return the text with the pins; the caller checks that nothing else has changed."""
        value: Any = self._document.value
        route = ("contacts",)
        if isinstance(value["contacts"], str):
            return self._long_form(self._document.keys[route], self._document.values[route])
        if not isinstance(value["contacts"], dict) or "path" not in value["contacts"]:
            return None
        present = {name: self._document.values["contacts", name] for name in self._pins if name in value["contacts"]}
        missing = [name for name in self._pins if name not in present]
        edits = [(self._at(span), span.width, self._rewritten(name, span)) for name, span in present.items()]
        if missing:
            edits.append(self._added(missing))
        text = self._text
        for start, width, new in sorted(edits, reverse=True):
            text = text[:start] + new + text[start + width :]
        return text

    def _long_form(self, key: Span, value: Span) -> str | None:
        """Turn the short form into the long one; a comment after the path stays there."""
        start, end = self._at(value), self._at(value) + value.width
        if self._is_flow(()):
            quote = '"' if self._text[self._at(key)] in "\"'" else ""
            rest = "".join(f", {quote}{name}{quote}: {_scalar(text, quote)}" for name, text in self._pins.items())
            return f"{self._text[:start]}{{{quote}path{quote}: {self._text[start:end]}{rest}}}{self._text[end:]}"
        line_end = self._document.text.line_end(value)
        outer = " " * (key.column - 1)
        if value.line == key.line:
            before = self._text[:start].rstrip(" \t") + self._break + outer + "  "
            indent = outer + "  "
        else:
            before, indent = self._text[:start], " " * (value.column - 1)
        pins = "".join(f"{self._break}{indent}{name}: {_scalar(text)}" for name, text in self._pins.items())
        return f"{before}path: {self._text[start:line_end]}{pins}{self._text[line_end:]}"

    def _added(self, names: list[str]) -> tuple[int, int, str]:
        """Add pins after the path, in flow or block style as its mapping is."""
        key, value = self._document.keys["contacts", "path"], self._document.values["contacts", "path"]
        if self._is_flow(("contacts",)):
            quote = '"' if self._text[self._at(key)] in "\"'" else ""
            new = "".join(f", {quote}{name}{quote}: {_scalar(self._pins[name], quote)}" for name in names)
            return self._at(value) + value.width, 0, new
        indent = self._text[self._at(key) - key.column + 1 : self._at(key)]
        new = "".join(f"{self._break}{indent}{name}: {_scalar(self._pins[name])}" for name in names)
        return self._document.text.line_end(value), 0, new

    def _rewritten(self, name: str, span: Span) -> str:
        """Return a pin with the quotes that it has now."""
        old = self._text[self._at(span)] if span.width else ""
        return _scalar(self._pins[name], old if name == "sha256" and old in ("'", '"') else "")

    def _is_flow(self, route: tuple[str, ...]) -> bool:
        return self._text[self._at(self._document.values[route])] == "{"

    def _at(self, span: Span) -> int:
        return self._document.text.index(span)


def _scalar(text: str, quote: str = "") -> str:
    if len(text) < 64:
        return text
    return f"{quote}{text}{quote}" if quote or not _NUMBER.fullmatch(text) else f'"{text}"'
