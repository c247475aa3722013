"""Row errors of the API name the rows of the list: blank rows, titles and rows left out don't shift them."""

import re
from collections.abc import Sequence

import pytest

from runner.api.upload_errors import UploadErrors
from runner.apply.list_rows import with_list_rows
from runner.contacts.sent_rows import SentRow
from tests.fake_api import makes, times_out
from tests.project import Project

Q4 = "Q4 Outreach Campaign"
LACKS_NAME = "Row {}: missing required variable 'customer_name'"
HEADER = "Phone Number,customer_name\n"


def rows_named(project: Project, errors: list[str]) -> str:
    """Return what apply says of the rows after the API answered with these errors."""
    project.api.on_post = [makes(errors=errors)]
    result = project.apply()
    assert result.code == 5
    message: str = result.json["outcomes"][-1]["message"]
    assert not re.search(r"\d{4}|Ada|Cem", message)
    return message


def test_a_blank_row_shifts_no_row(project: Project) -> None:
    project.csv(text=HEADER + "+14155550101,Ada\n,\n+14155550102,\n+14155550103,Cem\n")
    project.add()

    assert "1 row error: row 4 has no `customer_name`" in rows_named(project, [LACKS_NAME.format(3)])


def test_an_api_that_counts_contacts_names_the_same_row(project: Project) -> None:
    project.csv(text=HEADER + "+14155550101,Ada\n,\n+14155550102,\n+14155550103,Cem\n")
    project.add()

    assert "1 row error: row 4 has no `customer_name`" in rows_named(project, [LACKS_NAME.format(2)])


def test_where_both_readings_remain_both_rows_are_named(project: Project) -> None:
    project.csv(text=HEADER + "+14155550101,Ada\n,\n+14155550102,\n+14155550103,\n")
    project.add()

    assert "1 row error: row 4 or 5 has no `customer_name`" in rows_named(project, [LACKS_NAME.format(3)])


def test_rows_from_zero_are_understood_where_no_other_reading_fits(project: Project) -> None:
    project.csv(text=HEADER + "+14155550101,Ada\n+14155550102,Cem\n+14155550103,\n+14155550104,Ada\n")
    project.add()

    message = rows_named(project, [LACKS_NAME.format(2), "Row 0: invalid phone number '+1'"])

    assert "2 row errors: row 4 has no `customer_name`, the number in row 2 was refused" in message


def test_where_no_reading_fits_both_rows_are_named(project: Project) -> None:
    project.add()

    assert "1 row error: row 2 or 3 has no `customer_name`" in rows_named(project, [LACKS_NAME.format(2)])


def test_one_error_decides_how_the_others_are_counted(project: Project) -> None:
    project.csv(text=HEADER + "+14155550101,Ada\n\n+14155550102,\n+14155550103,Cem\n")
    project.add()

    message = rows_named(project, [LACKS_NAME.format(3), "Row 4: invalid phone number '+1'"])

    assert "2 row errors: row 4 has no `customer_name`, the number in row 5 was refused" in message


def test_a_quoted_number_decides_it_too(project: Project) -> None:
    project.add()

    message = rows_named(project, ["Row 3: invalid phone number '+14155550102'"])

    assert "1 row error: the number in row 3 was refused" in message


def test_titles_above_the_header_and_renamed_columns_are_counted(project: Project) -> None:
    project.csv(text="Our list,\n\nMobile,Customer Name\n+14155550101,Ada\n+14155550102,\n")
    project.add(contacts={"path": "contacts/q4.csv", "headerRow": 3, "columns": {"Customer Name": "customer_name"}})

    assert "1 row error: row 5 has no `customer_name`" in rows_named(project, [LACKS_NAME.format(3)])


def test_rows_that_were_left_out_are_counted(project: Project) -> None:
    project.csv(text=HEADER + "+14155550101,Ada\n+14155550104,Dan\n+14155550102,\n+14155550103,Cem\n")
    project.csv("stop.txt", "+14155550104\n")
    project.write("policy.yaml", "suppressed: leave-out\nsuppression: [{path: stop.txt}]\n")
    project.add()

    assert "1 row error: row 4 has no `customer_name`" in rows_named(project, [LACKS_NAME.format(3)])


def test_a_word_for_no_value_is_no_value(project: Project) -> None:
    project.csv(text=HEADER + "+14155550101,Ada\n+14155550102,(none)\n+14155550103,Cem\n")
    project.add(contacts={"path": "contacts/q4.csv", "blankValues": ["(none)"]})

    assert "1 row error: row 3 has no `customer_name`" in rows_named(project, [LACKS_NAME.format(3)])


def test_the_row_after_the_end_of_the_list_is_no_reading(project: Project) -> None:
    project.add()

    message = rows_named(project, ["Row 4: invalid phone number '+1'"])

    assert "1 row error: the number in row 4 was refused" in message


def test_a_list_that_was_edited_since_has_the_rows_that_the_api_counted(project: Project) -> None:
    project.add()
    project.api.on_post = [times_out]
    assert project.apply().code == 6
    project.csv(text=HEADER + "+14155550101,Ada\n\n+14155550102,\n")
    sent = {key: str(value) for key, value in project.recorded[Q4]["request"].items()}
    project.api.create({**sent, "isScheduled": "true"}, errors=[LACKS_NAME.format(3)])

    message = project.apply().json["outcomes"][0]["message"]

    assert "1 row error, rows as the API counts them: row 3 has no `customer_name`" in message


@pytest.mark.parametrize(
    ("errors", "sent", "rows"),
    [
        (["Row 9: invalid phone number '+1'"], [], [()]),
        (["Row 0: invalid phone number '+1'"], [2], [(2,)]),
        (["Row 0: invalid phone number '+1'"], [], [()]),
        (["Row 1: invalid phone number '+1'"], [2], [(2,)]),
        (["Row 999999999: invalid phone number '+1'"], [2, 3], [()]),
    ],
)
def test_rows_that_the_list_does_not_have_are_left_as_they_are(
    errors: list[str], sent: Sequence[int], rows: list[tuple[int, ...]]
) -> None:
    placed = with_list_rows(UploadErrors.read(errors), [SentRow(row, str(row)) for row in sent])

    assert [error.rows for error in placed.known] == rows


def test_row_errors_that_are_recorded_are_no_drift_in_other_words(project: Project) -> None:
    project.csv(text=HEADER + "+14155550101,Ada\n,\n+14155550102,\n")
    project.add()
    rows_named(project, [LACKS_NAME.format(3)])

    (shown,) = project.run("status", "--refresh", "--format", "json").json["campaigns"]

    assert shown["drift"] == []
