"""The text of a YAML file: strict UTF-8, lines as an editor counts them, and excerpts that are safe to show."""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from runner.files.byte_order_marks import UTF8_MARK, encoding_of_mark
from runner.findings import Finding, Findings, Severity, Span
from runner.formatting import printable, redact_url

LIMIT = 1024 * 1024
"""The maximum size of a file in bytes."""

_MARGIN = 40
_WINDOW = 100

# YAML counts U+0085, U+2028 and U+2029 as line breaks too; editors don't.
_BREAK = re.compile(r"\r\n|\r|\n")
_UNPRINTABLE = (
    "[^\t\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]"  # slow to compile, so only where it is needed
)


@dataclass(frozen=True)
class Text:
    """A file's characters without a byte order mark; its lines are split when a place is first needed."""

    path: str
    characters: str

    @cached_property
    def lines(self) -> tuple[str, ...]:
        """The lines without their line breaks."""
        ends = (*(match.start() for match in _BREAK.finditer(self.characters)), len(self.characters))
        return tuple(self.characters[start:end] for start, end in zip(self.starts, ends, strict=True))

    @cached_property
    def starts(self) -> tuple[int, ...]:
        """The index at which each line starts."""
        return (0, *(match.end() for match in _BREAK.finditer(self.characters)))

    @cached_property
    def end(self) -> int:
        """The index of the end of the last text; a problem after it is placed there."""
        return len(self.characters.rstrip())

    @cached_property
    def line_break(self) -> str:
        """The first line break, a line feed where there is none."""
        match = _BREAK.search(self.characters)
        return match.group() if match else "\n"

    def index(self, span: Span) -> int:
        """Return the index at which a place begins."""
        return self.starts[span.line - 1] + span.column - 1

    def line_end(self, span: Span) -> int:
        """Return the index at which a place's line ends, before its break."""
        return self.starts[span.line - 1] + len(self.lines[span.line - 1])

    def span(self, start: int, end: int) -> Span:
        """Return the place of `characters[start:end]`, up to the end of its first line."""
        start = min(start, self.end)
        line = bisect_right(self.starts, start) - 1
        column = start - self.starts[line]
        width = len(self.lines[line][column : column + end - start].rstrip())
        return Span(line + 1, column + 1, max(width, 1))

    def finding(self, code: str, message: str, span: Span, *, hint: str) -> Finding:
        """Return an error at a place of this text."""
        return finding_at(span, self.lines, code, message, self.path, hint=hint)


def finding_at(
    span: Span,
    lines: Sequence[str],
    code: str,
    message: str,
    path: str,
    *,
    severity: Severity = Severity.ERROR,
    hint: str | None = None,
) -> Finding:
    """Return a finding with its line as the excerpt, no wider than that."""
    shown = excerpt(lines[span.line - 1], span.column)
    width = max(1, min(span.width, len(shown) - caret(span.column)))
    return Finding(
        code, message, path, span.line, span.column, severity=severity, hint=hint, excerpt=shown, width=width
    )


def decode(data: bytes, path: str, findings: Findings) -> Text | None:
    """Read bytes as UTF-8; None, with findings, where they aren't text that YAML allows."""
    if len(data) > LIMIT:
        hint = "a campaign takes a few lines; contacts belong in a CSV"
        findings.add(Finding("yaml-limit", "the file is over 1 MiB", path, hint=hint))
        return None
    if wide := _wide(data):
        findings.add(Finding("not-utf8", f"the file is {wide}, not UTF-8", path, hint="save it as UTF-8"))
        return None
    body = data.removeprefix(UTF8_MARK)
    try:
        text = Text(path, body.decode())
    except UnicodeDecodeError as error:
        findings.add(_not_utf8(body, error.start, path))
        return None
    unprintable = list(_unprintable(text))
    for finding in unprintable:
        findings.add(finding)
    return None if unprintable else text


def excerpt(line: str, column: int) -> str:
    """Cut a line around `column` and mask what isn't safe to show, character by character, so that `caret` fits."""
    begin = column - 1 - caret(column)
    shown = printable(redact_url(line)[begin : begin + _WINDOW])
    if begin:
        shown = f"…{shown[1:]}"
    return f"{shown[:-1]}…" if len(line) > begin + _WINDOW else shown


def caret(column: int) -> int:
    """Return the index of a finding's column in its excerpt."""
    return column - 1 if column <= _WINDOW - _MARGIN else _MARGIN


def _wide(data: bytes) -> str | None:
    if marked := encoding_of_mark(data):
        return marked
    # Without a mark: the first character of a YAML file is ASCII, so every other byte of it is zero.
    if data[:4].count(0) == 3:
        return "UTF-32"
    return "UTF-16" if data[:2].count(0) == 1 else None


def _not_utf8(data: bytes, bad: int, path: str) -> Finding:
    text = Text(path, data.decode(errors="replace"))
    index = len(data[:bad].decode())
    message = f"the byte 0x{data[bad]:02x} isn't UTF-8"
    hint = "save the file as UTF-8; it may be Windows-1252 now"
    return text.finding("not-utf8", message, text.span(index, index + 1), hint=hint)


def _unprintable(text: Text) -> Iterator[Finding]:
    if text.characters.replace("\n", "").isprintable():
        return
    for number, line in enumerate(text.lines, start=1):
        if not line.isprintable() and (match := re.search(_UNPRINTABLE, line)):
            code = ord(match.group())
            message = f"the character U+{code:04X} isn't allowed in YAML"
            yield text.finding("yaml-syntax", message, Span(number, match.start() + 1), hint="remove it")
