"""New values in a YAML file's text: everything else stays, and what can't be edited isn't."""

from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from runner.findings import Findings
from runner.yamlfile.document import Document, parse_document
from runner.yamlfile.editor import Value, with_values
from runner.yamlfile.nodes import Route


def document(text: str) -> Document:
    parsed = parse_document(text.encode(), "q4.yaml", Findings())
    assert parsed is not None
    return parsed


@pytest.mark.parametrize(
    ("before", "values", "after"),
    [
        ("a: 1  # x\nb: 2\n", {("a",): 3}, "a: 3  # x\nb: 2\n"),
        ("a: 'x'\n", {("a",): "y z"}, "a: 'y z'\n"),
        ("a: 'x'\n", {("a",): "it's"}, 'a: "it\'s"\n'),
        ('a: "x"\n', {("a",): "y"}, 'a: "y"\n'),
        ("a: x\n", {("a",): "12:30:00"}, "a: 12:30:00\n"),
        ("a: x\n", {("a",): "12"}, 'a: "12"\n'),
        ("a: x\n", {("a",): "+14155550100"}, 'a: "+14155550100"\n'),
        ("a: x\n", {("a",): "NULL"}, 'a: "NULL"\n'),
        ("a: x\n", {("a",): "b: c"}, 'a: "b: c"\n'),
        ("a: x\n", {("a",): "b #c"}, 'a: "b #c"\n'),
        ("a: x\n", {("a",): "é (b/c)"}, "a: é (b/c)\n"),
        ("a: false\r\nb: 1\r\n", {("a",): True, ("c",): "d"}, "a: true\r\nc: d\r\nb: 1\r\n"),
        ("a: 1 # x\nb: 1", {("a",): 2, ("c",): 3, ("d",): 4}, "a: 2 # x\nc: 3\nd: 4\nb: 1"),
        ("c: {path: a.csv, rows: 3}\n", {("c", "path"): "b.csv", ("c", "rows"): 1}, "c: {path: b.csv, rows: 1}\n"),
        ("{a: 1, b: 2}\n", {("a",): 3}, "{a: 3, b: 2}\n"),
        ("a:\n  x\nb: 1\n", {("a",): "y"}, "a:\n  y\nb: 1\n"),
    ],
)
def test_a_value_is_replaced_or_added_and_the_rest_stays(
    before: str, values: Mapping[Route, Value], after: str
) -> None:
    assert with_values(document(before), values) == after


@pytest.mark.parametrize(
    ("before", "values"),
    [
        ("a: |\n  x\n  y\n", {("a",): "z"}),
        ("a: &n x\nb: *n\n", {("a",): "z"}),
        ("a: 'x\n  y'\n", {("a",): "z"}),
        ("{a: 1}\n", {("a",): 2, ("b",): 3}),
        ("a: {b: 1}\n", {("a", "c"): 2}),
    ],
)
def test_what_can_not_be_edited_in_place_is_none(before: str, values: Mapping[Route, Value]) -> None:
    assert with_values(document(before), values) is None


@given(value=st.one_of(st.text(), st.booleans(), st.integers(0, 10**6)), old=st.sampled_from(["x", "'x'", '"x"']))
def test_a_text_that_is_edited_reads_as_the_new_value(value: str | bool | int, old: str) -> None:
    edited = with_values(document(f"a: {old}  # y\nb: 1\n"), {("a",): value})

    if edited is not None:
        assert document(edited).value == {"a": value, "b": 1}
        assert edited.endswith("  # y\nb: 1\n")
