"""YAML is read as JSON would read its scalars, with every place known, and the same by both of PyYAML's parsers."""

import json
import time
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from runner.findings import Finding, Findings, Severity, Span
from runner.formatting import printable, quoted
from runner.yamlfile.document import LIBYAML, Document, parse_document, read_document
from runner.yamlfile.nodes import Route
from runner.yamlfile.text import LIMIT, caret, excerpt

PARSERS = sorted({False, LIBYAML})
both_parsers = pytest.mark.parametrize("libyaml", PARSERS, ids=lambda libyaml: "libyaml" if libyaml else "python")


def parse(text: str | bytes, libyaml: bool = LIBYAML) -> tuple[Document | None, list[Finding]]:
    findings = Findings()
    data = text.encode() if isinstance(text, str) else text
    return parse_document(data, "q4.yaml", findings, libyaml=libyaml), list(findings)


def value(text: str, libyaml: bool = LIBYAML) -> Any:
    document, findings = parse(text, libyaml)
    assert findings == []
    assert document is not None
    return document.value


def error(code: str, place: str, message: str, hint: str, excerpt: str | None) -> Finding:
    """Write a finding short: `place` is `line:column`, with `+width` where that isn't 1."""
    spot, _, width = place.partition("+")
    line, column = map(int, spot.split(":"))
    return Finding(
        code, message, "q4.yaml", line, column, None, Severity.ERROR, hint, excerpt, int(width) if width else 1
    )


@both_parsers
@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("12:00:00", "12:00:00"),
        ("12:30", "12:30"),
        ("+14155550123", "+14155550123"),
        ("2026-12-01", "2026-12-01"),
        ("2026-12-01T09:30:00Z", "2026-12-01T09:30:00Z"),
        ("no", "no"),
        ("NO", "NO"),
        ("on", "on"),
        ("True", "True"),
        ("~", "~"),
        ("Null", "Null"),
        ("0123", "0123"),
        ("0x1F", "0x1F"),
        ("0o17", "0o17"),
        ("1_000", "1_000"),
        ("1,000", "1,000"),
        (".5", ".5"),
        ("5.", "5."),
        ("+5", "+5"),
        (".inf", ".inf"),
        ("-.inf", "-.inf"),
        ("NaN", "NaN"),
        ("Infinity", "Infinity"),
        ("٣", "٣"),
        ("", ""),
        ("a\n  b", "a b"),
        ("true", True),
        ("false", False),
        ("null", None),
        ("0", 0),
        ("-0", 0),
        ("5", 5),
        ("-17", -17),
        ("5.0", 5.0),
        ("2.5", 2.5),
        ("1e3", 1000.0),
        ("-1.5E-2", -0.015),
        ("12345678901234567890", 12345678901234567890),
        ("'5'", "5"),
        ('"true"', "true"),
        ('""', ""),
        ("|\n  5", "5"),
        (">-\n  null\n", "null"),
        ("[1, no, {b: 2}]", [1, "no", {"b": 2}]),
        ("{}", {}),
        ("{greeting: How are you?, url: http://x?y=1}", {"greeting": "How are you?", "url": "http://x?y=1"}),
        ('[ready?, Hello!, "?", b? ]', ["ready?", "Hello!", "?", "b?"]),
        ('[a?, "\\ue001"]', ["a?", "\ue001"]),
        ('"\\ue000?"', "\ue000?"),
    ],
)
def test_a_plain_scalar_means_what_json_would_read_and_is_text_otherwise(
    written: str, read: Any, libyaml: bool
) -> None:
    result = value(f"a: {written}", libyaml)["a"]

    assert (result, type(result)) == (read, type(read))


@both_parsers
@pytest.mark.parametrize("written", ["1", "true", "null", "1.0", "~", "<<", "2026-12-01", "'a b'", '""'])
def test_a_key_is_the_text_that_stands_there(written: str, libyaml: bool) -> None:
    assert value(f"{written}: x", libyaml) == {written.strip("'\""): "x"}


@both_parsers
def test_merge_keys_are_ordinary_keys(libyaml: bool) -> None:
    assert value("a: &a {b: 1}\nc:\n  <<: *a\n", libyaml) == {"a": {"b": 1}, "c": {"<<": {"b": 1}}}


@both_parsers
def test_the_place_of_every_key_and_value_is_known(libyaml: bool) -> None:
    text = (
        'a: plain text   # comment\n"b c":\n  - x\n  - {d: [1, 2], e: "two\n     lines"}\nf:\ng:\n  h: |\n    block\n'
    )

    document, _ = parse(text, libyaml)

    assert document is not None
    assert document.value == {
        "a": "plain text",
        "b c": ["x", {"d": [1, 2], "e": "two lines"}],
        "f": "",
        "g": {"h": "block\n"},
    }
    assert document.keys == {
        ("a",): Span(1, 1),
        ("b c",): Span(2, 1, 5),
        ("b c", 1, "d"): Span(4, 6),
        ("b c", 1, "e"): Span(4, 17),
        ("f",): Span(6, 1),
        ("g",): Span(7, 1),
        ("g", "h"): Span(8, 3),
    }
    assert document.values == {
        (): Span(1, 1),
        ("a",): Span(1, 4, 10),
        ("b c",): Span(3, 3),
        ("b c", 0): Span(3, 5),
        ("b c", 1): Span(4, 5, 19),
        ("b c", 1, "d"): Span(4, 9, 6),
        ("b c", 1, "d", 0): Span(4, 10),
        ("b c", 1, "d", 1): Span(4, 13),
        ("b c", 1, "e"): Span(4, 20, 4),
        ("f",): Span(6, 1),
        ("g",): Span(8, 3),
        ("g", "h"): Span(8, 6),
    }


@both_parsers
def test_what_an_alias_stands_for_is_placed_where_it_is_written(libyaml: bool) -> None:
    document, _ = parse("a: &x {b: 1}\nc: [*x, *x]\n", libyaml)

    assert document is not None
    assert document.value == {"a": {"b": 1}, "c": [{"b": 1}, {"b": 1}]}
    assert document.values["c", 1, "b"] == document.values["a", "b"] == Span(1, 11)
    assert document.keys["c", 0, "b"] == Span(1, 8)


@both_parsers
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"], ids=["LF", "CRLF", "CR"])
def test_lines_are_counted_as_an_editor_counts_them(end: str, libyaml: bool) -> None:
    text = end.join(["a: 1", "b: 'x\u2028\u2029\x85y'", "c: 3", ""])

    document, _ = parse(text, libyaml)

    assert document is not None
    assert document.text.lines == ("a: 1", "b: 'x\u2028\u2029\x85y'", "c: 3", "")
    assert document.keys["c",] == Span(3, 1)


@both_parsers
@pytest.mark.parametrize(
    "text", ["\ufeffa: 1\n", "---\na: 1\n...\n", "%YAML 1.1\n---\na: 1\n", "%TAG !e! x:\n---\na: 1", "# c\n\na: 1"]
)
def test_what_stands_around_the_one_document_doesnt_count(text: str, libyaml: bool) -> None:
    assert value(text, libyaml) == {"a": 1}


@both_parsers
def test_a_byte_order_mark_is_no_character_of_the_first_line(libyaml: bool) -> None:
    document, _ = parse("\ufeffa: 1\n", libyaml)

    assert document is not None
    assert (document.text.lines, document.keys) == (("a: 1", ""), {("a",): Span(1, 1)})


@both_parsers
def test_a_pair_of_surrogates_as_json_writes_it_is_one_character(libyaml: bool) -> None:
    assert value(json.dumps({"a": "😀"}), libyaml) == {"a": "😀"}


def test_a_finding_points_at_the_key_or_the_value_or_the_nearest_that_exists() -> None:
    document, _ = parse("# c\na: [x]\ncontacts:\n  path: q4.csv\n")
    assert document is not None

    def place(*route: str | int, at_value: bool = False) -> tuple[int, int, int, str | None]:
        found = document.finding("c", "m", route, at_value=at_value)
        return found.line, found.column, found.width, found.excerpt

    assert place("contacts", "path") == (4, 3, 4, "  path: q4.csv")
    assert place("contacts", "path", at_value=True) == (4, 9, 6, "  path: q4.csv")
    assert place("contacts", "rows") == (3, 1, 8, "contacts:")
    assert place("contacts", "rows", at_value=True) == (4, 3, 1, "  path: q4.csv")
    assert place("a", 0) == (2, 5, 1, "a: [x]")
    assert place("agentId") == (2, 1, 1, "a: [x]")
    assert document.finding("c", "m", ("a",), severity=Severity.INFO, hint="h") == Finding(
        "c", "m", "q4.yaml", 2, 1, None, Severity.INFO, "h", "a: [x]", 1
    )


SYNTAX = {
    "tab": (
        "a:\n\tb: 1\n",
        error(
            "yaml-syntax",
            "2:1",
            "this is a tab, where YAML allows only spaces",
            "write spaces instead of the tab",
            " b: 1",
        ),
    ),
    "tab after a colon": (
        "a:\t1\n",
        error(
            "yaml-syntax",
            "1:3",
            "this is a tab, where YAML allows only spaces",
            "write spaces instead of the tab",
            "a: 1",
        ),
    ),
    "double quote": (
        'a: 1\nb: "x\nc: 2\n',
        error("yaml-syntax", "2:4", "this quote is never closed", "close it with the same quote", 'b: "x'),
    ),
    "single quote": (
        "a: 'x\n",
        error("yaml-syntax", "1:4", "this quote is never closed", "close it with the same quote", "a: 'x"),
    ),
    "quote over a separator": (
        'a: "x\n---\ny"\n',
        error("yaml-syntax", "1:4", "this quote is never closed", "close it with the same quote", 'a: "x'),
    ),
    "apostrophe": (
        "a: 'Bob's list'\n",
        error(
            "yaml-syntax",
            "1:9",
            "text follows the end of a value",
            "put the whole value in one pair of quotes; within single quotes write a quote twice",
            "a: 'Bob's list'",
        ),
    ),
    "brace": (
        "a: {x: 1,\n  y: 2\n",
        error("yaml-syntax", "1:4", "this `{` is never closed", "close it with `}`", "a: {x: 1,"),
    ),
    "bracket": (
        "a: [x, y\nb: 2\n",
        error(
            "yaml-syntax",
            "2:2",
            "a comma or `]` is missing before this, for the bracket on line 1",
            "put a comma between two entries and `]` after the last",
            "b: 2",
        ),
    ),
    "file cut off": (
        "a: 1\nb: [\n\n",
        error(
            "yaml-syntax",
            "2:5",
            "the file ends where a value is missing",
            "write the value, and close every bracket",
            "b: [",
        ),
    ),
    "comma": (
        'a: ["x" "y"]\n',
        error(
            "yaml-syntax",
            "1:9",
            "a comma or `]` is missing before this, for the bracket on line 1",
            "put a comma between two entries and `]` after the last",
            'a: ["x" "y"]',
        ),
    ),
    "second colon": (
        "campaignName: Q4: Outreach\n",
        error(
            "yaml-syntax",
            "1:17",
            "this line has a second `: `",
            "put text that contains `: ` in quotes",
            "campaignName: Q4: Outreach",
        ),
    ),
    "deeper key": (
        "a: x\n  b: y\n",
        error(
            "yaml-syntax",
            "2:4",
            "a `:` isn't allowed here",
            "line the key up with the key above, and put a space after every colon that ends a key",
            "  b: y",
        ),
    ),
    "no space after the colon": (
        "a: 1\nb:2\nc: 3\n",
        error(
            "yaml-syntax",
            "2:1",
            "this line isn't a `key: value`",
            "write the key, a colon, a space and the value",
            "b:2",
        ),
    ),
    "no key": (
        "a: 1\n: 2\n",
        error("yaml-syntax", "2:1", "a key is missing before this", "put the text in quotes", ": 2"),
    ),
    "indentation": (
        "a:\n  b: 1\n c: 2\n",
        error(
            "yaml-syntax",
            "3:2",
            "this doesn't line up with the lines above",
            "indent all keys of one mapping by the same number of spaces",
            " c: 2",
        ),
    ),
    "first line indented": (
        " a: 1\nb: 2\n",
        error(
            "yaml-syntax",
            "2:1",
            "text follows the end of the document",
            "don't indent top-level keys, and keep one document in the file",
            "b: 2",
        ),
    ),
    "list on the line of its key": (
        "a: - x\n",
        error(
            "yaml-syntax",
            "1:4",
            "a list can't begin here",
            "start it on its own line under the key, or put the text in quotes",
            "a: - x",
        ),
    ),
    "at": ("a: @x\n", error("yaml-syntax", "1:4", "`@` can't begin a value", "put the text in quotes", "a: @x")),
    "star": ("a: **x\n", error("yaml-syntax", "1:4", "`*` can't begin a value", "put the text in quotes", "a: **x")),
    "ampersand": (
        "a: & x\n",
        error("yaml-syntax", "1:4", "`&` can't begin a value", "put the text in quotes", "a: & x"),
    ),
    "question mark": (
        "a: ? x\n",
        error("yaml-syntax", "1:4", "`?` can't begin a value", "put the text in quotes", "a: ? x"),
    ),
    "no value": (
        "a: [,]\n",
        error("yaml-syntax", "1:5", "a value is missing before this", "write one, or put the text in quotes", "a: [,]"),
    ),
    "backslash": (
        'a: "C:\\data"\n',
        error(
            "yaml-syntax",
            "1:8",
            "`\\d` isn't an escape sequence",
            "write `\\\\` for a backslash, or use single quotes",
            'a: "C:\\data"',
        ),
    ),
    "escape": (
        'a: "\\xZZ"\n',
        error(
            "yaml-syntax",
            "1:7",
            "this escape sequence names no character",
            "write `\\\\` for a backslash, or use single quotes",
            'a: "\\xZZ"',
        ),
    ),
    "escape beyond Unicode": (
        'a: "\\UFFFFFFFF"\n',
        error(
            "yaml-syntax",
            "1:7",
            "this escape sequence names no character",
            "write `\\\\` for a backslash, or use single quotes",
            'a: "\\UFFFFFFFF"',
        ),
    ),
    "half a pair": (
        'a: "\\ud83d"\n',
        error(
            "yaml-syntax",
            "1:4+8",
            "this text has half a surrogate pair",
            "write the character itself",
            'a: "\\ud83d"',
        ),
    ),
    "block scalar": (
        "a: |x\n",
        error(
            "yaml-syntax",
            "1:5",
            "text follows `|` or `>`",
            "start the text on the next line, or put the text in quotes",
            "a: |x",
        ),
    ),
    "directive": (
        "%YAML 3.0\n---\na: 1\n",
        error(
            "yaml-syntax",
            "1:1",
            "this line isn't a YAML directive",
            "remove the line, or put the text in quotes",
            "%YAML 3.0",
        ),
    ),
    "merge conflict": (
        "a: 1\n<<<<<<< HEAD\nb: 1\n=======\nb: 2\n>>>>>>> theirs\n",
        error(
            "yaml-syntax",
            "2:1+7",
            "this is an unresolved merge conflict",
            "resolve it, and remove the lines of `<`, `=` and `>`",
            "<<<<<<< HEAD",
        ),
    ),
    "second document": (
        "a: 1\n---\nb: 2\n",
        error("yaml-syntax", "2:1+3", "a second document begins here", "keep one document in the file", "---"),
    ),
    "empty second document": (
        "a: 1\n---\n",
        error("yaml-syntax", "2:1+3", "a second document begins here", "keep one document in the file", "---"),
    ),
    "mapping as a key": (
        "{a: 1}: 2\n",
        error(
            "yaml-syntax",
            "1:1",
            "a mapping can't be a key",
            "put the text in quotes if it is a key",
            "{a: 1}: 2",
        ),
    ),
    "list as a key": (
        "? [a, b]\n: 2\n",
        error(
            "yaml-syntax",
            "1:3",
            "a list can't be a key",
            "put the text in quotes if it is a key",
            "? [a, b]",
        ),
    ),
    "alias of nothing": (
        "a: *x\n",
        error("yaml-syntax", "1:4+2", "`*x` has no anchor above it", "put it in quotes if it is text", "a: *x"),
    ),
    "control character": (
        "a: 1\nb: x\x07y\x1b\n",
        error(
            "yaml-syntax",
            "2:5",
            "the character U+0007 isn't allowed in YAML",
            "remove it",
            "b: x�y�",
        ),
    ),
    "empty": ("", error("wrong-type", "1:1", "the file is empty", "write one `key: value` per line", "")),
    "only a comment": (
        "# nothing\n",
        error("wrong-type", "1:1", "the file is empty", "write one `key: value` per line", "# nothing"),
    ),
    "list": (
        "# c\n- a\n- b\n",
        error(
            "wrong-type", "2:1", "the file is a list, not keys with values", "write one `key: value` per line", "- a"
        ),
    ),
    "text": (
        "campaignName = Q4\n",
        error(
            "wrong-type",
            "1:1",
            "the file is one value, not keys with values",
            "write one `key: value` per line",
            "campaignName = Q4",
        ),
    ),
    "recursive alias": (
        "a: &a\n  b: *a\n",
        error("yaml-limit", "2:6+2", "`*a` is inside its own anchor", "write the values out instead", "  b: *a"),
    ),
    "unreadable tag": (
        "a: !e!x y\n",
        error(
            "yaml-tag",
            "1:4+4",
            "`!e!x` is a tag, and tags aren't supported",
            "remove the tag, or put the text in quotes",
            "a: !e!x y",
        ),
    ),
}


@both_parsers
@pytest.mark.parametrize("name", SYNTAX)
def test_what_cant_be_read_is_placed_and_said_in_plain_words(name: str, libyaml: bool) -> None:
    text, finding = SYNTAX[name]

    assert parse(text, libyaml) == (None, [finding])


@both_parsers
@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("a: 1\t# c\n", "1:5"),
        ("a: |# c\n  x\n", "1:5"),
        ("{a: b  ?c}\n", "1:8"),
        ("&a?b c: 1\n", "1:1"),
        ("{\ue000: 1, a?: 2}\n", "1:9"),
        ('{a: "\\ue000", b?: 2}\n', "1:16"),
        ("a: !*! x\n", "1:4"),
    ],
)
def test_what_one_parser_refuses_is_refused(text: str, place: str, libyaml: bool) -> None:
    document, findings = parse(text, libyaml)

    assert document is None
    assert [f"{finding.line}:{finding.column}" for finding in findings] == [place]


@both_parsers
def test_a_byte_order_mark_within_the_file_is_a_character(libyaml: bool) -> None:
    assert value("---\n\ufeffa: 1\n", libyaml) == {"\ufeffa": 1}


@both_parsers
def test_every_repeated_key_is_found_and_the_first_counts(libyaml: bool) -> None:
    document, findings = parse('a: 1\nb: {c: 1, c: 2}\n"a": 2\na: 3\n', libyaml)

    assert document is not None
    assert document.value == {"a": 1, "b": {"c": 1}}
    assert document.values["a",] == Span(1, 4)
    hint = "keep one of the two"
    assert findings == [
        error("duplicate-key", "2:11", "`c` is already on line 2", hint, "b: {c: 1, c: 2}"),
        error("duplicate-key", "3:1+3", "`a` is already on line 1", hint, '"a": 2'),
        error("duplicate-key", "4:1", "`a` is already on line 1", hint, "a: 3"),
    ]


@both_parsers
def test_every_tag_is_found_and_the_rest_is_read(libyaml: bool) -> None:
    document, findings = parse("a: !!str 5\nb: &x !<tag:x> [!y {}]\n! c: 1\n", libyaml)

    assert document is not None
    assert document.value == {"a": 5, "b": [{}], "c": 1}
    hint = "remove the tag, or put the text in quotes"
    assert findings == [
        error("yaml-tag", "1:4+5", "`!!str` is a tag, and tags aren't supported", hint, "a: !!str 5"),
        error("yaml-tag", "2:7+8", "`!<tag:x>` is a tag, and tags aren't supported", hint, "b: &x !<tag:x> [!y {}]"),
        error("yaml-tag", "2:17+2", "`!y` is a tag, and tags aren't supported", hint, "b: &x !<tag:x> [!y {}]"),
        error("yaml-tag", "3:1", "`!` is a tag, and tags aren't supported", hint, "! c: 1"),
    ]


@both_parsers
@pytest.mark.parametrize("number", ["1e999", "-1e999", "9" * 400, "9" * 5000 + ".0"])
def test_a_number_too_large_is_found_once_and_stays_text(number: str, libyaml: bool) -> None:
    document, findings = parse(f"a: &a {number}\nb: *a\n", libyaml)

    assert document is not None
    assert document.value == {"a": number, "b": number}
    assert [(f.code, f.line, f.column, f.hint) for f in findings] == [
        ("bad-value", 1, 4, "put it in quotes if it is text")
    ]
    assert findings[0].message == f"{quoted(number)} is too large for a number"


@both_parsers
def test_problems_of_all_kinds_are_reported_together(libyaml: bool) -> None:
    _, findings = parse("a: !x 1\na: 2\nb: 1e999\n[c]: *d\n", libyaml)

    assert [(f.code, f.line) for f in findings] == [
        ("yaml-tag", 1),
        ("duplicate-key", 2),
        ("yaml-syntax", 4),
        ("yaml-syntax", 4),
    ]


@pytest.mark.parametrize(
    ("data", "finding"),
    [
        (
            b"a: 1\nb: caf\xe9 x\n",
            error(
                "not-utf8",
                "2:7",
                "the byte 0xe9 isn't UTF-8",
                "save the file as UTF-8; it may be Windows-1252 now",
                "b: caf� x",
            ),
        ),
        (
            "ä: ".encode() + b"\xed\xa0\x80",
            error(
                "not-utf8",
                "1:4",
                "the byte 0xed isn't UTF-8",
                "save the file as UTF-8; it may be Windows-1252 now",
                "ä: ���",
            ),
        ),
        *(
            (
                "a: 1\n".encode(encoding),
                error("not-utf8", "1:1", f"the file is {name}, not UTF-8", "save it as UTF-8", None),
            )
            for encoding, name in [
                ("utf-16", "UTF-16"),
                ("utf-16-le", "UTF-16"),
                ("utf-16-be", "UTF-16"),
                ("utf-32", "UTF-32"),
                ("utf-32-le", "UTF-32"),
                ("utf-32-be", "UTF-32"),
            ]
        ),
    ],
)
def test_a_file_that_isnt_utf8_is_refused_at_its_first_bad_byte(data: bytes, finding: Finding) -> None:
    assert parse(data) == (None, [finding])


def test_a_file_of_1_mib_is_read_and_one_byte_more_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "q4.yaml"
    full = b"a: 1 #".ljust(LIMIT, b"x")

    file.write_bytes(full)
    fits, none = read_document(file, "q4.yaml", findings := Findings()), list(findings)
    file.write_bytes(full + b"x")
    over, found = read_document(file, "q4.yaml", findings := Findings()), list(findings)

    assert (fits and fits.value, none) == ({"a": 1}, [])
    hint = "a campaign takes a few lines; contacts belong in a CSV"
    assert (over, found) == (None, [error("yaml-limit", "1:1", "the file is over 1 MiB", hint, None)])


def test_a_file_that_cant_be_opened_is_a_finding_with_the_reason(tmp_path: Path) -> None:
    findings = Findings()

    missing = read_document(tmp_path / "q4.yaml", "q4.yaml", findings)

    hint = "the path must name a file that you may read"
    message = "`q4.yaml` can't be read: no such file or directory"
    assert (missing, list(findings)) == (None, [error("file-missing", "1:1", message, hint, None)])


def test_a_folder_in_a_files_place_is_a_finding(tmp_path: Path) -> None:
    findings = Findings()

    folder = read_document(tmp_path, "q4.yaml", findings)

    assert (folder, [finding.code for finding in findings]) == (None, ["file-missing"])


@both_parsers
@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("[" * LIMIT, "1:33"),
        ("a: " + "[" * 1000, "1:35"),
        ("- " * 1000, "1:65"),
        ("".join(" " * i + "a:\n" for i in range(100)), "33:33"),
    ],
    ids=["1 MiB of brackets", "brackets", "dashes", "keys"],
)
def test_nesting_stops_at_32_levels(text: str, place: str, libyaml: bool) -> None:
    line = text.split("\n")[int(place.split(":")[0]) - 1]
    hint = "no key needs more than a few levels"
    shown = excerpt(line, int(place.split(":")[1]))

    began = time.process_time()
    result = parse(text, libyaml)

    assert result == (None, [error("yaml-limit", place, "this is nested deeper than 32 levels", hint, shown)])
    assert time.process_time() - began < 5


@both_parsers
def test_32_levels_are_read(libyaml: bool) -> None:
    read = value("a: " + "[" * 31 + "]" * 31, libyaml)

    assert json.dumps(read) == '{"a": ' + "[" * 31 + "]" * 31 + "}"


BILLION = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 9)}]\n" for i in range(1, 9)
)
STAIRS = "a0: &a0 [x]\n" + "".join(f"a{i}: &a{i} [*a{i - 1}]\n" for i in range(1, 1000))


@both_parsers
@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        (BILLION, 5, "aliases make this more than 10,000 values"),
        (STAIRS, 32, "aliases make this deeper than 32 levels"),
    ],
    ids=["billion laughs", "stairs"],
)
def test_a_bomb_of_aliases_is_defused(text: str, line: int, message: str, libyaml: bool) -> None:
    began = time.process_time()
    document, findings = parse(text, libyaml)

    assert document is None
    place = f"{line}:1+{len(f'a{line - 1}')}"
    assert findings == [error("yaml-limit", place, message, "write the values out instead", text.split("\n")[line - 1])]
    assert time.process_time() - began < 5


@both_parsers
def test_large_lists_without_aliases_are_no_bomb(libyaml: bool) -> None:
    assert len(value(f"a: [{'1,' * 12_000}]", libyaml)["a"]) == 12_000


CAMPAIGN = """\
# yaml-language-server: $schema=../schemas/campaign.schema.json
campaignName: Q4 Outreach Campaign  # unique
sipPhoneNumber: +14155550123
isScheduled: true
scheduledTime: 12:00:00
dynamicVariables: &v {customer_name: there, "b": [1, 2.5e3, ~], c: }
contacts:
  path: 'it''s.csv'
  columns: *v
  requiredVariables:
  - customer_name
  - "\\u00e9 \\
     x"
  text: |-
    one
     two
  more: >+2
      three

? key
: value
"""
PIECES = [
    *" \n\r\t\x85\u2028\ufeff\x07:-,?&*!|>%@`#'\"[]{}\\~<=1xé😀",
    *(
        "\n  ",
        "\n- ",
        ": ",
        "- ",
        "---\n",
        "...\n",
        "a: ",
        "&a ",
        "*a",
        "!t ",
        "# c",
        "|\n",
        ">2-\n",
        "%YAML 1.1\n",
        "? ",
    ),
    *('"\\ud83d\\ude00"', '"\\ud83d"', '"\\U00110000"', "1e999", "<<: ", "null", "a?", "{b? }", "\ue000", "x" * 1030),
]
texts = st.lists(st.sampled_from(PIECES), max_size=20).map("".join)


@st.composite
def edited(draw: st.DrawFn) -> str:
    """A campaign with a few places overwritten."""
    text = CAMPAIGN
    for _ in range(draw(st.integers(1, 4))):
        start = draw(st.integers(0, len(text)))
        text = text[:start] + draw(st.sampled_from(PIECES)) + text[start + draw(st.integers(0, 3)) :]
    return text


@pytest.mark.slow
@settings(deadline=None, max_examples=600)
@given(st.one_of(texts, edited()))
def test_both_parsers_give_the_same_documents_and_findings(text: str) -> None:
    first, *others = [parse(text, libyaml) for libyaml in PARSERS]

    assert all(other == first for other in others)


@settings(deadline=None)
@given(st.one_of(texts, edited(), st.binary()))
def test_any_bytes_give_a_document_or_a_finding(data: str | bytes) -> None:
    document, findings = parse(data)

    assert document is not None or findings


# Written raw, YAML 1.1 doesn't allow these, or takes them for line breaks.
unsafe = "".join(map(chr, range(0x7F, 0xA0))) + "\u2028\u2029\ufffe\uffff"
characters = st.characters(exclude_categories=["Cs"], exclude_characters=unsafe)
words = st.text(characters, max_size=30)
values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**300), 10**300)
    | st.floats(allow_nan=False, allow_infinity=False)
    | words,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(words, inner, max_size=4),
    max_leaves=12,
)


@both_parsers
@settings(deadline=None)
@given(written=values, ascii=st.booleans(), indent=st.sampled_from([None, 0, 2]))
def test_json_is_read_as_json_reads_it(written: Any, ascii: bool, indent: int | None, libyaml: bool) -> None:
    text = json.dumps({"a": written}, ensure_ascii=ascii, indent=indent)

    assert json.dumps(value(text, libyaml)) == json.dumps(json.loads(text))


@both_parsers
@settings(deadline=None)
@given(
    written=st.text(characters),
    style=st.sampled_from(["'", '"', "|", ">"]),
    unicode=st.booleans(),
    width=st.integers(10, 200),
)
def test_quoted_text_of_any_kind_comes_back(written: str, style: str, unicode: bool, width: int, libyaml: bool) -> None:
    text = yaml.safe_dump({"a": written}, default_style=style, allow_unicode=unicode, width=width)

    assert value(text, libyaml) == {"a": written}


@settings(deadline=None)
@given(st.dictionaries(words, st.lists(words, max_size=3) | words, min_size=1), st.booleans())
def test_what_stands_at_a_place_is_the_key_or_value_itself(written: dict[str, Any], flow: bool) -> None:
    text = yaml.safe_dump(written, default_style='"', default_flow_style=flow, width=10_000)

    document, _ = parse(text)

    assert document is not None

    def read(span: Span) -> Any:
        return yaml.safe_load(document.text.lines[span.line - 1][span.column - 1 :][: span.width])

    words_at = {route: at(written, route) for route in document.values if isinstance(at(written, route), str)}
    assert {route: read(span) for route, span in document.keys.items()} == {route: route[-1] for route in document.keys}
    assert {route: read(document.values[route]) for route in words_at} == words_at


def at(written: Any, route: Route) -> Any:
    for part in route:
        written = written[part]
    return written


@given(st.text(max_size=400), st.integers(1, 450))
def test_an_excerpt_is_short_safe_and_keeps_the_caret_in_place(line: str, column: int) -> None:
    shown = excerpt(line, column)

    assert len(shown) <= 100
    assert shown.isprintable()
    if column <= len(line):
        assert shown[caret(column)] in (printable(line[column - 1]), "…")


def test_a_long_line_is_cut_around_the_column() -> None:
    _, findings = parse(f'a: [{"x, " * 50}"y" z, {"x, " * 50}]')

    assert [(f.column, f.width, f.excerpt) for f in findings] == [
        (159, 1, '…, x, x, x, x, x, x, x, x, x, x, x, "y" z, x, x, x, x, x, x, x, x, x, x, x, x, x, x, x, x, x, x, x,…')
    ]
    assert (findings[0].excerpt or "")[caret(159)] == "z"


def test_a_place_is_no_wider_than_its_excerpt() -> None:
    _, findings = parse(f"a: 1\n{'a' * 5}: 1\n{'b' * 300}: 1\n{'b' * 300}: 1")

    assert [(f.column, f.width, len(f.excerpt or "")) for f in findings] == [(1, 100, 100)]
