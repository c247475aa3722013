"""The examples teach what is so, with invented people, and their launches are still to come."""

import csv
import re
from datetime import UTC, datetime, timedelta

import pytest

from runner.config import discovery
from runner.plan.campaign_files import load_files
from runner.plan.desired import Desired
from tests.paths import ROOT

FILES = discovery.files(ROOT / "campaigns")
# Numbers that are given to nobody: NANPA's 555-0100 to 555-0199, and Ofcom's for drama.
FICTIONAL = re.compile(r"\+1[2-9]\d\d55501\d\d|\+447700900\d\d\d|\+442079460\d\d\d")


@pytest.fixture(scope="module")
def loaded() -> list[Desired]:
    return load_files(FILES, ROOT, ROOT / "campaigns")


def test_there_is_one_of_each_kind(loaded: list[Desired]) -> None:
    campaigns = [one.campaign for one in loaded if one.campaign]

    assert len(campaigns) == 3
    assert sum(not campaign.isScheduled for campaign in campaigns) == 1
    assert sum(campaign.dynamicVariables is not None for campaign in campaigns) == 1


def test_they_have_no_findings(loaded: list[Desired]) -> None:
    assert [finding for one in loaded for finding in one.findings] == []


def test_their_launches_are_at_least_a_year_ahead(loaded: list[Desired]) -> None:
    for one in loaded:
        if one.launch and one.launch.at:
            ahead = one.launch.at - datetime.now(UTC)
            assert ahead > timedelta(days=365), f"{one.path} launches within a year: move its scheduledDate"


def test_their_numbers_are_fictional(loaded: list[Desired]) -> None:
    for path in sorted((ROOT / "campaigns" / "contacts").glob("*.csv")):
        with path.open(newline="") as file:
            numbers = [cell for row in csv.reader(file) for cell in row if cell.startswith("+")]
        assert numbers
        assert [number for number in numbers if not FICTIONAL.fullmatch(number)] == []
    for one in loaded:
        assert one.campaign
        assert FICTIONAL.fullmatch(one.campaign.sipPhoneNumber)
