"""What a plan's text shows of calling hours: what clashes and what is unknown, and with --hours every launch."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest

from runner.calling_hours.rules.rulebook import Coverage
from runner.report.plan_view import LaunchView
from runner.report.text.color import Ink, without_color
from runner.report.text.local_hours import bar, launch_lines, legend
from tests.project import Project
from tests.report import views

STRIP = re.compile("[·░?▓▒█]{24}")
NEW_YORK, LOS_ANGELES = "+1212555", "+1415555"


@pytest.fixture
def three(project: Project) -> Project:
    """Two launches within calling hours, and one that begins at 6:30 in the morning."""
    for number, time in enumerate(("12:00:00", "06:30:00", "13:00:00")):
        project.csv(f"contacts/{number}.csv", f"Phone\n{LOS_ANGELES}010{number}\n")
        project.add(f"{number}.yaml", campaignName=f"Q{number}", scheduledTime=time, contacts=f"contacts/{number}.csv")
    return project


def test_only_what_clashes_is_shown_by_local_time(three: Project) -> None:
    out = three.run("plan").out

    assert [line.strip() for line in out.splitlines() if line.startswith("Q")] == ["Q1"]
    assert len(STRIP.findall(out)) == 1
    assert "calling hours: 3 launches checked, 1 with a clash\n  time zones guessed for 3 contacts\n" in out
    assert "  `campaigns plan --hours` shows each launch by local time\n" in out


def test_with_hours_every_launch_is_shown_the_worst_first(three: Project) -> None:
    out = three.run("plan", "--hours").out

    assert [line.strip() for line in out.splitlines() if line.startswith("Q")] == ["Q1", "Q0", "Q2"]
    assert "plan --hours" not in out


def test_where_nothing_clashes_what_is_unknown_is_counted(project: Project) -> None:
    project.csv("contacts/q4.csv", "Phone\n+66812345678\n+14155550101\n")
    project.add(scheduledTime="17:00:00", without=("concurrentCalls",))

    out = project.run("plan").out

    assert not STRIP.search(out)
    assert (
        "calling hours: 1 launch checked, no clash\n"
        "  no rule known for 1 contact: that permits nothing\n"
        "  time zones guessed for 2 contacts\n"
        "  `concurrentCalls` is missing, so the end is unknown: 1 launch\n"
    ) in out


def test_more_clashing_campaigns_than_are_listed_are_counted_with_their_worst(project: Project) -> None:
    for number in range(12):
        people = "".join(f"{LOS_ANGELES}{number:02}{row:02}\n" for row in range(number + 1))
        project.csv(f"contacts/{number}.csv", f"Phone\n{people}")
        contacts = f"contacts/{number}.csv"
        project.add(f"{number}.yaml", campaignName=f"Q{number}", scheduledTime="06:30:00", contacts=contacts)

    out = project.run("plan").out

    listed = [line for line in out.splitlines() if re.fullmatch(r"Q\d+", line)]
    assert listed == [f"Q{number}" for number in range(11, 1, -1)]
    assert re.search(
        r"^and 2 more campaigns, the worst calls 2 contacts in quiet hours: .*: `campaigns report`", out, re.MULTILINE
    )


def several_zones() -> LaunchView:
    start = views.AS_OF.replace(hour=17)
    return views.assessed("Q4", start, (views.SHORT, views.LONG), views.ZONES, contacts=1000)


def test_the_worst_time_zones_come_first_and_what_is_cut_says_its_worst() -> None:
    launch = several_zones()
    unknown = replace(launch.zones[2], coverage=Coverage.UNKNOWN)

    lines = launch_lines(replace(launch, zones=(*launch.zones[:2], unknown, *launch.zones[3:]), notes=()))

    clashing = {part.zone for clash in launch.clashes for part in clash.parts}
    assert {line.split()[0] for line in lines[: len(clashing)]} == clashing
    assert lines[len(clashing)].startswith("America/Los_Angeles")
    assert re.fullmatch(rf"and 4 more time zones, the worst: \S+  {STRIP.pattern}  .*, 100 contacts", lines[6])


def test_calls_that_no_rule_is_known_for_are_not_drawn_as_permitted() -> None:
    span = views.zone_span(
        views.AS_OF.replace(hour=17, minute=0), (timedelta(hours=2),) * 2, ("US", "America/New_York"), 3
    )

    assert bar(span) == "········░░░░▓▓░░░░░░░···"
    assert bar(replace(span, coverage=Coverage.UNKNOWN)) == "········????▒▒???????···"


def test_quiet_hours_are_red_known_ones_green_and_unknown_ones_grey_and_each_has_a_character() -> None:
    ink, launch = Ink(color=True), several_zones()
    colors = {"·": "31", "░": "32", "?": "90", "▓": "1;32", "▒": "1;90", "█": "1;31"}

    assert all(f"\x1b[{code}m{sign}\x1b[0m" in legend(ink) for sign, code in colors.items())
    assert without_color(legend(ink)) == legend()
    assert [without_color(line) for line in launch_lines(launch, ink)] == launch_lines(launch)


def test_a_plan_of_three_campaigns_fits_a_screen(project: Project) -> None:
    project.environ["COLUMNS"] = "80"
    for number in range(3):
        project.csv(f"contacts/{number}.csv", f"Phone\n{NEW_YORK}010{number}\n")
        project.add(f"renewal-reminder-{number}.yaml", campaignName=f"Q{number}", contacts=f"contacts/{number}.csv")

    assert len(project.run("plan").out.splitlines()) <= 40
