from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from peel_qa.errors import QuestionError
from peel_qa.records import Source
from peel_qa.search.filters import Filters

REPORT = Source("r", "R", "HMICFRS", "report", "Northmoor Police", "2022-04-13", edition="PEEL 2021/22")
NEWS = Source("n", "N", "Northmoor Gazette", "news", "Northmoor Police", "2024-05", about="PEEL 2023-25")
OTHER = Source("o", "O", "HMICFRS", "report", "Eastvale Constabulary", "2024", edition="PEEL 2023-25")
ALL = (REPORT, NEWS, OTHER)


def admitted(**filters: Any) -> str:
    return "".join(source.id for source in ALL if Filters.from_dict(filters).admit(source))


@pytest.mark.parametrize(
    ("filters", "ids"),
    [
        ({}, "rno"),
        ({"documents": ["r", "n"]}, "rn"),
        ({"documents": "r"}, "r"),
        ({"documents": []}, "rno"),
        ({"documents": None}, "rno"),
        ({"documents": "unknown"}, ""),
        ({"kind": "report"}, "ro"),
        ({"kind": "news"}, "n"),
        ({"kind": ""}, "rno"),
        ({"kind": None}, "rno"),
        ({"edition": "PEEL 2021/22"}, "r"),
        ({"edition": "peel 2023-25"}, "no"),
        ({"edition": "2021-22"}, "r"),
        ({"edition": "2023/25"}, "no"),
        ({"edition": None}, "rno"),
        ({"force": "Northmoor Police"}, "rn"),
        ({"force": "northmoor police"}, "rn"),
        ({"force": "Northmoor"}, "rn"),
        ({"force": "Eastvale"}, "o"),
        ({"force": "Kent"}, ""),
        ({"force": None}, "rno"),
        ({"published_from": "2024"}, "no"),
        ({"published_from": "2022-04-13"}, "rno"),
        ({"published_from": "2022-04-14"}, "no"),
        ({"published_from": "2024-05-20"}, "no"),
        ({"published_from": "2025"}, ""),
        ({"published_to": "2022"}, "r"),
        ({"published_to": "2022-04"}, "r"),
        ({"published_to": "2022-04-12"}, ""),
        ({"published_to": "2024-05"}, "rno"),
        ({"published_from": "2022", "published_to": "2023", "kind": "report"}, "r"),
    ],
)
def test_what_a_filter_admits(filters: dict[str, Any], ids: str) -> None:
    assert admitted(**filters) == ids


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ({"colour": "red"}, r"Unknown filter 'colour'.*documents, kind, edition"),
        ({"kind": "letter"}, r"kind is 'letter'.*report or news"),
        ({"published_from": "April 2022"}, r"published_from is 'April 2022'.*2022-04-13"),
        ({"published_to": "2022-13"}, r"published_to is '2022-13'"),
        ({"edition": 2021}, r"edition is 2021"),
        ({"force": ["Northmoor"]}, r"force is \['Northmoor'\]"),
        ({"documents": 5}, r"documents is 5"),
        ({"documents": [5]}, r"documents is \[5\]"),
    ],
)
def test_a_filter_that_cannot_be_used_says_why(values: dict[str, Any], told: str) -> None:
    with pytest.raises(QuestionError, match=told):
        Filters.from_dict(values)


def test_a_search_is_narrowed_only_where_something_is_left_out() -> None:
    assert Filters().select(ALL) is None
    assert Filters(kind="report").select(iter(ALL)) == ["r", "o"]
    assert Filters(force="Kent").select(ALL) == []
    assert Filters(kind="report").select([REPORT]) is None
    assert Filters().select([]) is None


_VALUES = st.none() | st.text(max_size=8) | st.integers() | st.lists(st.text(max_size=3))


@given(st.dictionaries(st.sampled_from([*Filters.__slots__, "colour"]), _VALUES))
def test_whatever_a_request_holds_it_is_used_or_refused(values: dict[str, Any]) -> None:
    try:
        filters = Filters.from_dict(values)
    except QuestionError:
        return
    for source in ALL:
        assert isinstance(filters.admit(source), bool)
