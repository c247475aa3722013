"""Says in plain words what the YAML parser found wrong, and where to look for it."""

import re
from typing import NamedTuple

from runner.findings import Finding
from runner.formatting import printable, quoted
from runner.yamlfile.text import Text

_QUOTE = "put the text in quotes"
_TAG = re.compile(r"!<[^>\s]*>?|![^\s,\[\]{}]*")
_CONFLICT = re.compile(r"^<{7} ", re.MULTILINE)
_DIRECTIVE = re.compile("directive|duplicate|incompatible")


class Complaint(NamedTuple):
    """What the parser says: `at` is where it stopped, `begun` where the thing began that it was reading."""

    problem: str
    context: str
    at: int
    begun: int


class _Words(NamedTuple):
    """How to say a problem.

    `{here}` is the character pointed at, `{found}` a group of the pattern, `{line}` where it began.
    """

    pattern: str
    message: str
    hint: str
    at_begin: bool = False


_WORDS = (
    _Words(
        "expected the node content, but found '<stream end>'|expected '<document start>', but found '<stream end>'",
        "the file ends where a value is missing",
        "write the value, and close every bracket",
    ),
    _Words(
        r"found character '\\t' that cannot start any token",
        "a tab stands where YAML takes only spaces",
        "write spaces instead of the tab",
    ),
    _Words("found character .* that cannot start any token", "`{here}` can't begin a value", _QUOTE),
    _Words(
        "could not find expected ':'",
        "this line is no `key: value`",
        "write the key, a colon, a space and the value",
        at_begin=True,
    ),
    _Words(
        "found unexpected (end of stream|document separator)",
        "this quote is never closed",
        "close it with the same quote",
        at_begin=True,
    ),
    _Words(
        "expected ',' or '(?P<found>.)', but got '<stream end>'",
        "this `{here}` is never closed",
        "close it with `{found}`",
        at_begin=True,
    ),
    _Words(
        "expected ',' or '(?P<found>.)', but got ",
        "a comma or `{found}` is missing before this, for the bracket in line {line}",
        "put a comma between two entries and `{found}` after the last",
    ),
    _Words("expected <block end>, but found ':'", "a key is missing before this", _QUOTE),
    _Words(
        r"expected <block end>, but found '(<scalar>|<anchor>|<alias>|<tag>|[\]}{[,])'",
        "this stands after the end of a value",
        "put the whole value in one pair of quotes; within single quotes write a quote twice",
    ),
    _Words(
        "expected <block end>, but found ",
        "this doesn't line up with the lines above",
        "give all keys of one mapping the same number of spaces",
    ),
    _Words(
        "expected '<document start>', but found ",
        "this stands after the end of the document",
        "give all top-level keys the same number of spaces, and leave one document in the file",
    ),
    _Words(
        "found unknown escape character ",
        r"`\{here}` means nothing within double quotes",
        r"write `\\` for a backslash, or use single quotes",
    ),
    _Words(
        "expected escape sequence of ",
        "this escape names no character",
        r"write `\\` for a backslash, or use single quotes",
    ),
    _Words(
        "sequence entries are not allowed here",
        "a list can't begin here",
        f"begin it on a line of its own under the key, or {_QUOTE}",
    ),
    _Words("mapping keys are not allowed here", "`{here}` can't begin a value", _QUOTE),
    _Words(
        "expected chomping or indentation indicators|expected indentation indicator|expected a comment or a line break",
        "text stands after the `|` or `>`",
        f"begin the text on the next line, or {_QUOTE}",
    ),
    _Words("expected the node content, but found ", "a value is missing before this", f"write one, or {_QUOTE}"),
    _Words("expected alphabetic or numeric character", "`{here}` can't begin a value", _QUOTE, at_begin=True),
)


def finding(text: Text, complaint: Complaint) -> Finding:
    """Word what the parser complains of, and point at what the user has to change."""
    if conflict := _CONFLICT.search(text.characters):
        hint = "settle it, and remove the lines of `<`, `=` and `>`"
        return text.finding("yaml-syntax", "a merge conflict stands here", text.span(*conflict.span()), hint=hint)
    if "tag" in f"{complaint.problem} {complaint.context}" and not _DIRECTIVE.search(complaint.problem):
        return tag(text, complaint.begun)
    words = _words(text, complaint)
    index = complaint.begun if words.at_begin else complaint.at
    found = re.match(words.pattern, complaint.problem)
    facts = {
        "{here}": printable(text.characters[index : index + 1]),
        "{found}": found.groupdict().get("found", "") if found else "",
        "{line}": str(text.span(complaint.begun, complaint.begun).line),
    }
    message, hint = words.message, words.hint
    for name, fact in facts.items():
        message, hint = message.replace(name, fact), hint.replace(name, fact)
    return text.finding("yaml-syntax", message, text.span(index, index + 1), hint=hint)


def tag(text: Text, start: int) -> Finding:
    """Refuse the tag that stands at `start`, or behind an anchor there."""
    found = _TAG.search(text.characters, start)
    begin, end = found.span() if found else (start, start)
    message = f"{quoted(text.characters[begin:end])} is a tag, and no value here takes one"
    hint = "remove the tag, or put the text in quotes"
    return text.finding("yaml-tag", message, text.span(begin, end), hint=hint)


def _words(text: Text, complaint: Complaint) -> _Words:
    if _DIRECTIVE.search(f"{complaint.problem} {complaint.context}"):
        return _Words("", "this line is no directive of YAML's", f"remove the line, or {_QUOTE}", at_begin=True)
    if complaint.problem == "mapping values are not allowed here":
        return _misplaced_colon(text, complaint.at)
    for words in _WORDS:
        if re.match(words.pattern, complaint.problem):
            return words
    return _Words("", f"YAML can't be read here: {complaint.problem}", _QUOTE)


def _misplaced_colon(text: Text, index: int) -> _Words:
    start = text.starts[text.span(index, index).line - 1]
    if ": " in text.characters[start:index]:
        return _Words("", "a second `: ` stands in this line", "put a text that holds `: ` in quotes")
    hint = "line the key up with the key above, and put a space after every colon that ends a key"
    return _Words("", "a `:` stands where no key can end", hint)
