import pytest

from .api import FIELDS, SCHEDULED, SCHEDULED_AT, Api


def _wrapper(api: Api, **query: object) -> dict[str, object]:
    page = api.page(**query)
    page["data"] = [campaign["campaignName"] for campaign in page["data"]]
    return page


def test_an_empty_list_is_one_empty_page(api: Api) -> None:
    assert api.page() == {
        "data": [],
        "page": 0,
        "size": 10,
        "totalCount": 0,
        "totalPages": 0,
        "hasNext": False,
        "hasPrevious": False,
    }


def test_pages_count_from_zero_and_begin_with_the_newest(api: Api) -> None:
    for name in "abcde":
        api.made(name)
    total = {"size": 2, "totalCount": 5, "totalPages": 3}

    assert _wrapper(api, size=2) == {"data": ["e", "d"], "page": 0, "hasNext": True, "hasPrevious": False, **total}
    assert _wrapper(api, size=2, page=1) == {
        "data": ["c", "b"],
        "page": 1,
        "hasNext": True,
        "hasPrevious": True,
        **total,
    }
    assert _wrapper(api, size=2, page=2) == {"data": ["a"], "page": 2, "hasNext": False, "hasPrevious": True, **total}
    assert _wrapper(api, size=2, page=3) == {"data": [], "page": 3, "hasNext": False, "hasPrevious": True, **total}


def test_a_page_has_ten_campaigns_unless_another_size_is_asked_for(api: Api) -> None:
    for number in range(11):
        api.made(str(number))

    assert len(api.names()) == 10
    assert len(api.names(size=11)) == 11


def test_no_page_is_larger_than_a_hundred_and_the_answer_says_so(api: Api) -> None:
    for number in range(101):
        api.made(str(number))

    page = api.page(size=500)
    assert (len(page["data"]), page["size"], page["totalPages"], page["hasNext"]) == (100, 100, 2, True)
    assert api.names(size=500, page=1) == ["0"]


def test_a_status_selects_by_the_clock(api: Api) -> None:
    api.made("early", SCHEDULED)
    api.made("late", {**SCHEDULED, "scheduledDate": "2027-03-02"})
    api.made("now", FIELDS)

    assert api.names(status="scheduled") == ["late", "early"]
    assert api.names(status="live") == ["now"]

    api.clock.time = SCHEDULED_AT
    assert api.names(status="scheduled") == ["late"]
    assert api.names(status="live") == ["early"]
    assert api.names(status="completed") == ["now"]
    assert api.names(status="paused") == []
    assert api.names() == ["now", "late", "early"]


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ({"page": "-1"}, "page: must be at least 0"),
        ({"page": "one"}, "page: must be an integer"),
        ({"page": "2147483648"}, "page: must be at most 2147483647"),
        ({"size": "0"}, "size: must be at least 1"),
        ({"size": ""}, "size: must be an integer"),
        ({"status": "over"}, "status: must be one of live, scheduled, paused, completed"),
    ],
)
def test_a_parameter_that_breaks_its_rule_is_refused(api: Api, query: dict[str, str], message: str) -> None:
    assert api.refusal(api.request("GET", "/v1/campaigns", params=query)) == (400, message)


def test_a_parameter_that_the_api_does_not_know_is_ignored(api: Api) -> None:
    assert api.page(name="Spring")["totalCount"] == 0
