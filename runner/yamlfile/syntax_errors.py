"""Explains a YAML parser's errors in plain English, at the place to fix."""

import re
from typing import NamedTuple

from runner.findings import Finding
from runner.formatting import printable, quoted
from runner.yamlfile.text import Text

_QUOTE = "put the text in quotes"
_TAG = re.compile(r"!<[^>\s]*>?|![^\s,\[\]{}]*")
_CONFLICT = re.compile(r"^<{7} ", re.MULTILINE)
_DIRECTIVE = re.compile("directive|duplicate|incompatible")


class ParserError(NamedTuple):
    """The parser's own words, the index `at` which it stopped, and the `start` of what it was reading."""

    problem: str
    context: str
    at: int
    start: int


class _Explanation(NamedTuple):
    """What to say about problems that match `pattern`, `at_start` of what was being read or where the parser stopped.

    `{here}` is the character there, `{expected}` a group of the pattern, `{line}` the line of the start.
    """

    pattern: str
    message: str
    hint: str
    at_start: bool = False


_EXPLANATIONS = (
    _Explanation(
        "expected the node content, but found '<stream end>'|expected '<document start>', but found '<stream end>'",
        "the file ends where a value is missing",
        "write the value, and close every bracket",
    ),
    _Explanation(
        r"found character '\\t' that cannot start any token",
        "this is a tab, where YAML allows only spaces",
        "write spaces instead of the tab",
    ),
    _Explanation("found character .* that cannot start any token", "`{here}` can't begin a value", _QUOTE),
    _Explanation(
        "could not find expected ':'",
        "this line isn't a `key: value`",
        "write the key, a colon, a space and the value",
        at_start=True,
    ),
    _Explanation(
        "found unexpected (end of stream|document separator)",
        "this quote is never closed",
        "close it with the same quote",
        at_start=True,
    ),
    _Explanation(
        "expected ',' or '(?P<expected>.)', but got '<stream end>'",
        "this `{here}` is never closed",
        "close it with `{expected}`",
        at_start=True,
    ),
    _Explanation(
        "expected ',' or '(?P<expected>.)', but got ",
        "a comma or `{expected}` is missing before this, for the bracket on line {line}",
        "put a comma between two entries and `{expected}` after the last",
    ),
    _Explanation("expected <block end>, but found ':'", "a key is missing before this", _QUOTE),
    _Explanation(
        r"expected <block end>, but found '(<scalar>|<anchor>|<alias>|<tag>|[\]}{[,])'",
        "text follows the end of a value",
        "put the whole value in one pair of quotes; within single quotes write a quote twice",
    ),
    _Explanation(
        "expected <block end>, but found ",
        "this doesn't line up with the lines above",
        "indent all keys of one mapping by the same number of spaces",
    ),
    _Explanation(
        "expected '<document start>', but found ",
        "text follows the end of the document",
        "don't indent top-level keys, and keep one document in the file",
    ),
    _Explanation(
        "found unknown escape character ",
        r"`\{here}` isn't an escape sequence",
        r"write `\\` for a backslash, or use single quotes",
    ),
    _Explanation(
        "expected escape sequence of ",
        "this escape sequence names no character",
        r"write `\\` for a backslash, or use single quotes",
    ),
    _Explanation(
        "sequence entries are not allowed here",
        "a list can't begin here",
        f"start it on its own line under the key, or {_QUOTE}",
    ),
    _Explanation("mapping keys are not allowed here", "`{here}` can't begin a value", _QUOTE),
    _Explanation(
        "expected chomping or indentation indicators|expected indentation indicator|expected a comment or a line break",
        "text follows `|` or `>`",
        f"start the text on the next line, or {_QUOTE}",
    ),
    _Explanation("expected the node content, but found ", "a value is missing before this", f"write one, or {_QUOTE}"),
    _Explanation("expected alphabetic or numeric character", "`{here}` can't begin a value", _QUOTE, at_start=True),
)


def finding(text: Text, error: ParserError) -> Finding:
    """Return a finding that explains an error, and points at what to change."""
    if conflict := _CONFLICT.search(text.characters):
        hint = "resolve it, and remove the lines of `<`, `=` and `>`"
        return text.finding(
            "yaml-syntax", "this is an unresolved merge conflict", text.span(*conflict.span()), hint=hint
        )
    if "tag" in f"{error.problem} {error.context}" and not _DIRECTIVE.search(error.problem):
        return tag_finding(text, error.start)
    explanation = _explanation(text, error)
    index = error.start if explanation.at_start else error.at
    match = re.match(explanation.pattern, error.problem)
    facts = {
        "{here}": printable(text.characters[index : index + 1]),
        "{expected}": match.groupdict().get("expected", "") if match else "",
        "{line}": str(text.span(error.start, error.start).line),
    }
    message, hint = explanation.message, explanation.hint
    for name, fact in facts.items():
        message, hint = message.replace(name, fact), hint.replace(name, fact)
    return text.finding("yaml-syntax", message, text.span(index, index + 1), hint=hint)


def tag_finding(text: Text, start: int) -> Finding:
    """Return a finding about the tag at `start`, or after an anchor there."""
    match = _TAG.search(text.characters, start)
    begin, end = match.span() if match else (start, start)
    message = f"{quoted(text.characters[begin:end])} is a tag, and tags aren't supported"
    hint = "remove the tag, or put the text in quotes"
    return text.finding("yaml-tag", message, text.span(begin, end), hint=hint)


def _explanation(text: Text, error: ParserError) -> _Explanation:
    if _DIRECTIVE.search(f"{error.problem} {error.context}"):
        return _Explanation("", "this line isn't a YAML directive", f"remove the line, or {_QUOTE}", at_start=True)
    if error.problem == "mapping values are not allowed here":
        return _misplaced_colon(text, error.at)
    for explanation in _EXPLANATIONS:
        if re.match(explanation.pattern, error.problem):
            return explanation
    return _Explanation("", f"YAML can't be read here: {error.problem}", _QUOTE)


def _misplaced_colon(text: Text, index: int) -> _Explanation:
    start = text.starts[text.span(index, index).line - 1]
    if ": " in text.characters[start:index]:
        return _Explanation("", "this line has a second `: `", "put text that contains `: ` in quotes")
    hint = "line the key up with the key above, and put a space after every colon that ends a key"
    return _Explanation("", "a `:` isn't allowed here", hint)
