"""Findings in a terminal: one block for one cause."""

from runner.findings import Finding, Findings, Severity
from runner.report.text.findings import findings_text
from runner.report.text.wrap import display_width, lay_out
from runner.yamlfile.text import excerpt

LIST = "campaigns/contacts/q4.csv"
FILE = "campaigns/q4.yaml"


def text(*findings: Finding, columns: int | None = None) -> str:
    return lay_out(findings_text(Findings(findings), columns=columns), columns)


def in_row(row: int, message: str = "the number has no plus", hint: str = "write the plus") -> Finding:
    return Finding("phone-format", message, LIST, row, row=row, hint=hint)


def at_time(
    code: str, message: str, hint: str | None = "start at 9:00", line: int = 6, severity: Severity = Severity.ERROR
) -> Finding:
    excerpt = "scheduledTime: 06:30:00"
    return Finding(code, message, FILE, line, 16, severity=severity, hint=hint, excerpt=excerpt, width=8)


def test_rows_with_one_mistake_are_one_block_and_the_further_ones_are_counted() -> None:
    assert text(*map(in_row, range(2, 10))) == (
        "error[phone-format]: the number has no plus\n"
        f" --> {LIST}:2 (rows 2, 3, 4, 5, 6 and 3 more)\n"
        "  = hint: write the plus\n"
        "  = see: campaigns explain phone-format\n"
    )


def test_what_several_rules_say_of_one_place_has_its_hint_once_and_the_worst_first() -> None:
    unsure = at_time("calling-hours-unsure", "may call 2 contacts at night", severity=Severity.WARNING)
    certain = at_time("calling-hours", "calls 3 contacts at night")

    assert text(unsure, certain) == (
        "error[calling-hours]: calls 3 contacts at night\n"
        "warning[calling-hours-unsure]: may call 2 contacts at night\n"
        f" --> {FILE}:6:16\n"
        "  |\n"
        "6 | scheduledTime: 06:30:00\n"
        "  |                ^^^^^^^^\n"
        "  = hint: start at 9:00\n"
        "  = see: campaigns explain calling-hours\n"
        "  = see: campaigns explain calling-hours-unsure\n"
    )


def test_what_has_no_hint_or_another_place_has_a_block_of_its_own() -> None:
    none = [at_time("time-twice", f"problem {number}", None) for number in range(2)]
    elsewhere = [at_time("time-twice", "problem", line=line) for line in (6, 7)]

    assert text(*none).count("-->") == text(*elsewhere).count("-->") == 2


def test_many_mistakes_in_one_list_are_cut_and_counted() -> None:
    several = [in_row(row, f"mistake {row // 2}") for row in range(2, 20)]

    lines = text(*several).splitlines()

    assert sum("-->" in line for line in lines) == 5
    assert lines[-1] == f"error[phone-format]: and 8 more in {LIST}"


def test_a_command_of_a_hint_stands_alone_and_can_be_copied() -> None:
    hint = "export it again; or `campaigns contacts fix 'it'\"'\"'s.csv'` does so"

    assert text(in_row(2, hint=hint)).splitlines()[2:5] == [
        "  = hint: export it again; or",
        "      campaigns contacts fix 'it'\"'\"'s.csv'",
        "    does so",
    ]


def test_a_long_line_of_a_file_is_cut_around_what_is_wrong() -> None:
    line = f"dynamicVariables: {{{'a: b, ' * 8}wrong: [1], {'c: d, ' * 4}}}"
    column = line.index("[1]") + 1
    finding = Finding("wrong-type", "not text", FILE, 12, column, excerpt=excerpt(line, column), width=3)

    for columns in range(40, 120):
        lines = text(finding, columns=columns).splitlines()
        assert max(map(display_width, lines)) <= columns
        caret = lines[4].index("^")
        assert lines[3][caret : caret + 3] == "[1]"
    assert excerpt(line, column) in text(finding)
