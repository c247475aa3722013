"""Extensions and letters in place of digits have their own words."""

import pytest

from runner.phone_numbers.e164 import explain_format

NUMBERS = ("+14155550101", "+1 (415) 555-0101", "030 1234567", "(415) 555-0101")


@pytest.mark.parametrize("number", NUMBERS)
@pytest.mark.parametrize(
    "extension",
    [
        *(
            "x123",
            " x12",
            " ext. 12",
            " ext 12",
            " EXT12",
            ";ext=12",
            " extension 12",
            "#7",
            " #227",
            "*227",
            ",,12",
            ", ext 3",
        ),
        *(" Durchwahl 12", " DW 12", " poste 12", " p. 12", "p12", " int. 4", " anexo 12", " ramal 12", " toestel 3"),
        *(" (ext. 12)", " [x12]", " dahili 12", " доб. 12", " 内線12", "w12", " wew. 12"),
    ],
)
def test_an_extension_is_called_that(number: str, extension: str) -> None:
    message, hint = explain_format(number + extension)

    assert message == "the number has an extension"
    assert hint == "an extension can't be dialed: delete it, if the number alone reaches the person"


@pytest.mark.parametrize(
    "number",
    [
        "1-800-FLOWERS",
        "+1 800 FLOWERS",
        "1-800-flowers",
        "1-888-GO-FEDEX",
        "(415) 555-HELP",
        "800 MATTRESS",
        "+61 13 CATS",
        "1800-CALL-NOW",
        "1-800-4-A-CHILD",
        "+1-800-COLLECT",
    ],
)
def test_letters_that_stand_for_digits_are_called_that(number: str) -> None:
    assert explain_format(number) == (
        "letters stand for digits of the number",
        "write the digits that are on the keys with those letters",
    )


@pytest.mark.parametrize(
    "text",
    [
        *(
            "call me",
            "n/a",
            "+1 415 555 0101 home",
            "4155550101 cell",
            "555-0101 (work)",
            "Ada 4155550101",
            "p:+14155550101",
        ),
        *("+14155550101", "+1 415 555 0101", "030-123456-7", "tel:+14155550101", "ext 12", "x12", "4.41555E+11"),
    ],
)
def test_other_cells_have_neither(text: str) -> None:
    message, _ = explain_format(text)

    assert "extension" not in message
    assert "letters stand" not in message
