"""A campaign whose list has the number that it calls from isn't sent."""

import pytest

from tests.project import Project


@pytest.mark.parametrize("own", ["+525512345678", "+5215512345678"])
def test_the_campaigns_own_number_is_an_error_at_each_of_its_rows_in_any_spelling(project: Project, own: str) -> None:
    project.add(sipPhoneNumber=own)
    project.csv(text="Phone Number,customer_name\n+14155550101,Ada\n+525512345678,Bo\n")

    findings = [(f["code"], f["severity"], f["row"]) for f in project.plan()["findings"] if f["code"] == "own-number"]
    assert findings == [("own-number", "error", 3)]
    result = project.apply()
    assert (result.code, project.api.posts) == (1, [])
    assert "5512345678" not in result.out + result.err


def test_a_recorded_campaign_with_its_own_number_stays_unchanged(project: Project) -> None:
    project.add(sipPhoneNumber="+14155550109")
    assert project.apply().code == 0
    project.csv(text="Phone Number,customer_name\n+14155550101,Ada\n+14155550102,Bo\n+14155550109,Me\n")

    assert "own-number" not in [finding["code"] for finding in project.plan()["findings"]]
