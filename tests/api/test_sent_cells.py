"""The API's words about a list have none of its cells, and stay useful."""

import io

import pytest

from runner.api.sent_cells import without_cells

LIST = (
    "Phone Number,customer_name,order,note\n"
    "+14155550161,Ada Lovelace,A1B-77,called us about the invoice\n"
    '+14155550162,"Müller, Jürgen",X9,"the agent ""Otto"" is not liked"\n'
    "+14155550163,山田太郎,5,\n"
)


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("unknown agent Ada", "unknown agent …"),
        ("contact Ada Lovelace has no number", "contact … has no number"),
        ("contact LOVELACE, ada is on a list", "contact …, … is on a list"),
        ("Jürgen Müller can't be called", "… can't be called"),
        ("order A1B failed", "order … failed"),
        ("山田太郎 は無効です", "… は無効です"),
        ("連絡先山田太郎は無効です", "連絡先…は無効です"),
        ("name is Ada_Lovelace", "name is …_…"),
        ("contact ` Ada", "contact ` …"),
        ("cut off at Ad…", "cut off at …"),
        ("Otto is not an agent", "… is not an agent"),
        ("the agent is not live", "the agent is not live"),
        ("Insufficient balance", "Insufficient balance"),
        ("row 5 has no `customer_name`; names agentId", "row 5 has no `customer_name`; names agentId"),
        ("row 5 has no `ada`", "row 5 has no `ada`"),
        ("Phone Number, customer_name and order are not known", "Phone Number, customer_name and order are not known"),
        ("", ""),
    ],
)
def test_words_of_cells_are_hidden_and_no_others(said: str, shown: str) -> None:
    what = "POST /v1/campaigns: 402"

    assert without_cells(f"{what} ({said})", io.BytesIO(LIST.encode())) == f"{what} ({shown})"


def test_a_message_without_words_is_as_it_was() -> None:
    assert without_cells("POST /v1/campaigns: 404", io.BytesIO(b"a,b\nPOST,v1\n")) == "POST /v1/campaigns: 404"


def test_the_list_can_be_read_again() -> None:
    sent = io.BytesIO(LIST.encode())

    without_cells("POST: 400 (Ada)", sent)

    assert sent.seek(0) == 0
