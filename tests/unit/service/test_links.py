"""Links: what a link holds comes back from it, and what is held of each source is told by its age."""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import parse_qsl

import pytest
from hypothesis import given
from hypothesis import strategies as st

from peel_qa.engine import PeelQA
from peel_qa.records import Document, Source
from peel_qa.search.filters import Filters
from peel_qa.service.holdings import editions, may_show_whole, newer_inspection, newest_documents
from peel_qa.service.links import answer_link, fields_of, place_link, query_of
from peel_qa.service.request import HISTORY_KEPT, Request, read_request
from peel_qa.service.timeline import cycle_of, entries, timeline

TEXT = st.text(st.characters(exclude_categories=("Cs",)), min_size=1, max_size=40).filter(lambda text: bool(text.strip()))
FILTERS = st.builds(
    Filters,
    documents=st.lists(TEXT, max_size=2).map(tuple),
    kind=st.sampled_from([None, "report", "news"]),
    edition=st.one_of(st.just(""), TEXT),
    force=st.one_of(st.just(""), TEXT),
    published_from=st.sampled_from(["", "2022", "2022-04"]),
)


@given(
    st.builds(Request, question=TEXT, history=st.lists(TEXT, max_size=HISTORY_KEPT).map(tuple), filters=FILTERS, is_newest=st.booleans())
)
def test_a_request_comes_back_from_its_link(request: Request) -> None:
    link = answer_link(request, "0123456789abcdef")
    query = parse_qsl(link.removeprefix("answer?"), keep_blank_values=True)
    assert read_request(**fields_of(query)) == request
    assert ("corpus", "0123456789ab") in query


def test_a_link_names_the_corpus_only_where_it_is_given() -> None:
    assert query_of(Request("Who?")) == "q=Who%3F"
    assert place_link("a b/c", 3, 9) == "documents/a%20b%2Fc?quote=3-9#quote"


def source(inspection: str, inspected: str, force: str = "Northmoor Police", **values: str) -> Source:
    base = Source(f"{inspection}-{force}", "A report", "HMICFRS", "report", force, "2024-01-01", edition=inspection, inspected=inspected)
    return replace(base, **values)  # type: ignore[arg-type]


def test_a_source_is_old_only_against_its_own_kind_and_force() -> None:
    old, new = source("PEEL 2018/19", "2018"), source("PEEL 2023-25", "2024")
    other, force = source("Regional SOC 2025", "2025"), source("PEEL 2025-27", "2026", "Fenmarch Police")
    documents = [Document(each, "", (), ()) for each in (old, new, other, force)]
    assert newer_inspection(old, documents) == new
    assert newer_inspection(new, documents) is None
    assert newer_inspection(other, documents) is None
    assert newest_documents([old, new, other, force]) == [new, other, force]
    assert editions([old, new, other]) == ["Regional SOC 2025", "PEEL 2023-25", "PEEL 2018/19"]


@pytest.mark.parametrize(
    ("text", "licence", "is_whole"),
    [
        ("digest", "copyright", True),
        ("original", "Open Government Licence v3.0", True),
        ("original", "copyright", False),
        ("original", "", False),
    ],
)
def test_an_original_is_shown_whole_only_under_an_open_licence(text: str, licence: str, is_whole: bool) -> None:
    assert may_show_whole(source("PEEL 2015", "2015", text=text, licence=licence)) == is_whole


@pytest.mark.parametrize(
    ("inspection", "first", "grades"),
    [("PEEL 2014", 2014, 4), ("PEEL 2018/19", 2014, 4), ("PEEL 2021/22", 2021, 5), ("PEEL 2023-25", 2023, 5)],
)
def test_the_cycle_of_an_inspection(inspection: str, first: int, grades: int) -> None:
    assert cycle_of(source(inspection, inspection[5:9]))[:2] == (first, grades)


def test_every_cell_of_the_timeline_stands_in_its_document(qa: PeelQA) -> None:
    table = timeline(qa.index, "West Mercia Police")
    assert [column.name for column in table.columns] == ["PEEL 2015", "PEEL 2021/22", "PEEL 2023-25", "Regional SOC 2023"]
    assert [bool(column.change) for column in table.columns] == [False, True, True, True]
    found = entries([table])
    assert len(found) >= 20
    for entry in found:
        text = qa.index.documents[str(entry["document"])].text
        assert " ".join(text[int(str(entry["start"])) : int(str(entry["end"]))].split()) == entry["quote"]
        assert entry["grade"] is None or str(entry["grade"]) in str(entry["quote"]).lower()
    investigating = {entry["edition"]: entry["grade"] for entry in found if entry["area"] == "investigating"}
    assert investigating == {"PEEL 2015": "good", "PEEL 2021/22": "requires improvement", "PEEL 2023-25": "adequate"}
    assert sum(count for column in table.columns for _, count in column.counts) == sum(entry["grade"] is not None for entry in found)


def test_a_force_without_grades_has_no_columns(qa: PeelQA) -> None:
    assert timeline(qa.index, "Kent Police").columns == ()
