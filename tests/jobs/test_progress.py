"""What is said of a reading that goes on."""

import os
import pty
import re
import time

import pytest

from runner.cli.console import Terminal
from runner.jobs.option import Jobs
from runner.jobs.progress import Progress
from runner.jobs.workers import Workers
from runner.plan.campaign_files import load_files
from tests.project import Project


def shown_until(terminal: int, text: str) -> str:
    """What a terminal shows until this is on it."""
    shown = ""
    while text not in shown:
        shown += os.read(terminal, 1 << 16).decode()
    return shown


def test_a_terminal_shows_a_live_line_from_the_first_second() -> None:
    reader, writer = pty.openpty()
    began = time.monotonic()
    with os.fdopen(writer, "w") as screen:
        with Terminal.of(screen, screen, "auto", {}).working("reading contact lists") as progress:
            progress.files = 2
            progress.file_read()
            shown_until(reader, "reading contact lists: 1 of 2 files")
            assert time.monotonic() - began >= 1
            progress.begin_lists(2, [1_000, 3_000])
            progress._began -= 60
            shown_until(reader, "reading contact lists: 0 of 2 lists, 0 rows")
            progress.list_read(20, 1_000)
            progress.part_read(1_234, 1_000)
            shown_until(reader, "reading contact lists: 1 of 2 lists, 1,254 rows, about 1 min left")
        assert shown_until(reader, "\x1b[2K").endswith("\x1b[2K"), "the line is removed in the end"
    os.close(reader)


def test_a_log_has_a_line_now_and_then() -> None:
    reader, writer = os.pipe()
    with os.fdopen(writer, "w") as log:
        terminal = Terminal.of(log, log, "auto", {})
        terminal.log_seconds = 0.1
        with terminal.working("reading contact lists") as progress:
            progress.files = 3
            for _ in range(3):
                progress.file_read()
                time.sleep(0.11)
            terminal.log_seconds = 60
            progress.begin_lists(1)
            progress.part_read(10, 100)
            progress.list_read(20)
    with os.fdopen(reader) as read:
        lines = read.read().splitlines()

    assert lines == [
        "reading contact lists: 2 of 3 files",
        "reading contact lists: 3 of 3 files",
        "reading contact lists: 0 of 1 list, 10 rows",
    ]


def test_lists_without_a_size_count_alike() -> None:
    progress = Progress()
    progress.begin_lists(4)
    for _ in range(3):
        progress.list_read(1_000)
    progress._began -= 600

    assert progress.describe() == "3 of 4 lists, 3,000 rows, about 3 min left"


def test_what_is_read_is_counted(project: Project) -> None:
    counts: list[str] = []
    paths = [project.add(f"{name}.yaml", campaignName=name, contacts=f"contacts/{name}.csv") for name in "abc"]
    paths.append(project.write("d.yaml", "campaignName: [\n"))

    load_files(
        paths, project.root, project.directory, progress=Progress(lambda progress: counts.append(progress.describe()))
    )

    assert counts == [
        *(f"{number} of 4 files" for number in range(1, 5)),
        *("0 of 4 lists, 3 rows", "1 of 4 lists, 3 rows"),
        *("1 of 4 lists, 6 rows", "2 of 4 lists, 6 rows"),
        *("2 of 4 lists, 9 rows", "3 of 4 lists, 9 rows"),
        "4 of 4 lists, 9 rows",
    ]


@pytest.mark.parametrize(("processes", "rows"), [(1, 200_000), (2, 1_000_000)])
def test_a_large_list_is_counted_while_it_is_read(project: Project, processes: int, rows: int) -> None:
    project.csv(text="Phone Number\n" + "".join(f"+1212{number:07}\n" for number in range(2_000_000, 2_000_000 + rows)))
    counts: list[tuple[int, str]] = []

    def note(progress: Progress) -> None:
        read = re.fullmatch(r"0 of 1 list, ([\d,]+) rows?.*", progress.describe())
        counts.append((int(read[1].replace(",", "")) if read else 0, progress.describe()))

    with Workers(Jobs(processes)) as workers:
        load_files([project.add()], project.root, project.directory, workers=workers, progress=Progress(note))

    reading = [count for count, _ in counts[1:-1]]
    assert (len(reading) > 2, reading, reading[-1]) == (True, sorted(reading), rows)
    assert counts[-1][1] == f"1 of 1 list, {rows:,} rows"


def test_a_command_writes_no_progress_where_it_is_quick(project: Project) -> None:
    project.add()

    assert not re.search(r"of 1 (file|list)", project.run("validate").err)
