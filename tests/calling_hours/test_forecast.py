"""How long calling a list takes, as a range with its assumptions."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from runner.calling_hours.forecast import Forecast, Pace, Seconds, calling_span, lines_for
from tests.calling_hours.groups import at

CONTACTS = st.integers(1, 5_000_000)
LINES = st.integers(1, 10_000)
PACES = st.builds(
    lambda seconds, attempts: Pace(talk=Seconds(*sorted(seconds)), attempts=attempts),
    st.tuples(st.integers(0, 600), st.integers(0, 600)),
    st.integers(1, 5),
)
START = datetime(2026, 12, 1, 20, tzinfo=UTC)


def test_4812_contacts_over_10_lines_take_four_to_sixteen_hours() -> None:
    forecast = Forecast(4812, 10, Pace())

    assert (forecast.shortest, forecast.longest) == (timedelta(seconds=14_436), timedelta(seconds=57_744))
    assert forecast.calls_per_hour == (300, 1200)
    assert str(forecast) == (
        "300 to 1,200 calls an hour over 10 lines, assuming one call to each number, 15 to 25 seconds of ringing, "
        "10 to 90 of talk and 5 between calls, and all lines busy"
    )


def test_fewer_contacts_than_lines_still_take_a_call() -> None:
    assert Forecast(3, 10, Pace()).longest == timedelta(seconds=120)


def test_without_lines_the_end_is_that_of_one_line_within_a_day() -> None:
    few, many = (calling_span(START, contacts, None, Pace()) for contacts in (60, 4812))

    assert (few.earliest_end, few.latest_end) == (START, START + timedelta(hours=2))
    assert (many.earliest_end, many.latest_end) == (START, START + timedelta(days=1))


def test_there_are_never_more_calls_an_hour_than_calls() -> None:
    assert Forecast(40, 2_147_483_647, Pace()).calls_per_hour == (40, 40)
    assert Forecast(40, 2_147_483_647, Pace()).rate == "40 calls within an hour over 40 lines"
    assert Forecast(100, 1, Pace()).rate == "30 to 100 calls an hour over 1 line"
    assert Forecast(1000, 1, Pace()).rate == "30 to 120 calls an hour over 1 line"


def test_calling_takes_as_long_when_clocks_go_back() -> None:
    start = at("2026-11-01 00:30 America/New_York")

    assert calling_span(start, 120, 1, Pace(Seconds(0, 0), Seconds(60, 60), Seconds(0, 0))).latest_end.astimezone(
        ZoneInfo("America/New_York")
    ) == at("2026-11-01 01:30 America/New_York").replace(fold=1)


def test_endless_calling_ends_with_the_calendar() -> None:
    endless = calling_span(datetime(9998, 12, 31, tzinfo=UTC), 5_000_000, 1, Pace(talk=Seconds(0, 14_400), attempts=20))

    assert endless.latest_end == datetime(9999, 1, 1, tzinfo=UTC)


@given(CONTACTS, CONTACTS, LINES, PACES)
def test_more_contacts_never_take_less_time(contacts: int, more: int, lines: int, pace: Pace) -> None:
    few, many = calling_span(START, contacts, lines, pace), calling_span(START, contacts + more, lines, pace)

    assert few.start < few.earliest_end <= few.latest_end <= many.latest_end
    assert few.earliest_end <= many.earliest_end


@given(CONTACTS, LINES, LINES, PACES)
def test_more_lines_never_take_more_time(contacts: int, lines: int, more: int, pace: Pace) -> None:
    slow, fast = Forecast(contacts, lines, pace), Forecast(contacts, lines + more, pace)

    assert fast.longest <= slow.longest
    assert fast.shortest <= slow.shortest
    assert all(a >= b for a, b in zip(fast.calls_per_hour, slow.calls_per_hour, strict=True))


@given(CONTACTS, PACES, st.integers(0, 100_000))
def test_the_fewest_lines_finish_in_time_and_one_fewer_does_not(contacts: int, pace: Pace, seconds: int) -> None:
    most = timedelta(seconds=seconds)
    lines = lines_for(contacts, pace, most)

    if lines is None:
        assert pace.call.most > seconds
    else:
        assert Forecast(contacts, lines, pace).longest <= most
        assert lines == 1 or Forecast(contacts, lines - 1, pace).longest > most
