"""Where text goes, and what shows that something goes on."""

import io
import time

from runner.cli.console import PLAIN_WIDTH, Terminal


class Screen(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_what_takes_over_a_second_is_shown_where_somebody_watches() -> None:
    screen = Screen()

    with Terminal.of(io.StringIO(), screen, "auto", {}).working("reading contact lists"):
        time.sleep(1.4)

    assert "reading contact lists" in screen.getvalue()


def test_what_is_quick_is_not_shown() -> None:
    screen = Screen()

    with Terminal.of(io.StringIO(), screen, "auto", {}).working("reading contact lists"):
        pass

    assert screen.getvalue() == ""


def test_nothing_is_shown_where_nobody_watches() -> None:
    log = io.StringIO()

    with Terminal.of(io.StringIO(), log, "auto", {}).working("reading contact lists"):
        time.sleep(1.1)

    assert log.getvalue() == ""


def test_data_and_messages_go_apart() -> None:
    out, err = io.StringIO(), io.StringIO()
    terminal = Terminal.of(out, err, "auto", {})

    terminal.say("data")
    terminal.note("message\n")

    assert (out.getvalue(), err.getvalue()) == ("data\n", "message\n")
    assert (terminal.color, terminal.width) == (False, PLAIN_WIDTH)
