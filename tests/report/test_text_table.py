"""Tables for a terminal, and the lists that they become where it is too narrow."""

from runner.report.text.color import Ink, without_color
from runner.report.text.table import Styled, Table
from runner.report.text.wrap import keep_together, lay_out

LAUNCH = "Tue 1 Dec 2026 12:00 America/Los_Angeles"


def table() -> Table:
    a_table = Table(("", "campaign", "contacts", "launch"))
    name = [Styled("Q4 outreach", "bold"), Styled(keep_together("campaigns/us west/q4 outreach.yaml"))]
    a_table.add_row(keep_together("+ create"), name, "4,812", LAUNCH)
    a_table.add_row("= same", "Été 東京\ncampaigns/tokyo.yaml", "3", "")
    return a_table


def drawn(width: int) -> list[str]:
    return lay_out(table().render(width), width).splitlines()


def test_a_table_has_its_columns_side_by_side_and_numbers_at_the_right() -> None:
    assert drawn(120) == [
        "          campaign                            contacts  launch",
        "",
        "+ create  Q4 outreach                            4,812  Tue 1 Dec 2026 12:00 America/Los_Angeles",
        "          campaigns/us west/q4 outreach.yaml",
        "",
        "= same    Été 東京                                   3",
        "          campaigns/tokyo.yaml",
    ]


def test_a_cell_breaks_between_words_where_the_whole_table_would_not_fit() -> None:
    assert drawn(80)[2:5] == [
        "+ create  Q4 outreach                            4,812  Tue 1 Dec 2026 12:00",
        "          campaigns/us west/q4 outreach.yaml            America/Los_Angeles",
        "",
    ]


def test_a_table_that_would_break_a_path_is_a_list() -> None:
    assert drawn(60) == [
        "+ create  Q4 outreach",
        "  campaigns/us west/q4 outreach.yaml",
        "  contacts: 4,812",
        f"  launch: {LAUNCH}",
        "",
        "= same  Été 東京",
        "  campaigns/tokyo.yaml",
        "  contacts: 3",
    ]


def test_rows_of_one_line_stand_close() -> None:
    close = Table(("id", "status"))
    close.add_row("camp_1", "created")
    close.add_row("camp_2", "unknown")

    assert close.render(80) == "id      status\ncamp_1  created\ncamp_2  unknown\n"


def test_color_moves_nothing() -> None:
    assert without_color(table().render(80, Ink(color=True))) == table().render(80)
