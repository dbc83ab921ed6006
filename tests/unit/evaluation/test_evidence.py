from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from peel_qa.evaluation.cases import Case, Evidence
from peel_qa.evaluation.evidence import Finder, FoldedText, Gold, Place
from peel_qa.records import Document, Source, TextKind


def document(name: str, text: str, kind: TextKind = "original") -> Document:
    source = Source(name, name, "HMICFRS", "report", "Northmoor Police", "2023", edition="PEEL 2023", text=kind)
    return Document(source, text, (), ())


def case(**changes: object) -> Case:
    values: dict[str, object] = {
        "id": "c", "question": "q", "asker": "public", "type": "number", "must": (("x",),), "must_not": (),
        "source": ("report",), "evidence": "14 of 66", "answerable": True,
    }  # fmt: skip
    return Case(**(values | changes))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "excerpt", "found"),
    [
        ("In all, 14 of 66 cases.", "14 OF 66", ["14 of 66"]),
        ("The force’s “plan”: it can’t wait", "the force's plan it can't wait", ["The force’s “plan”: it can’t wait"]),
        (
            "We inspect serious crime (SOC) on a regional basis",
            "inspect [serious crime \\(SOC\\)](#) on",
            ["inspect serious crime (SOC) on"],
        ),
        (
            "We inspect [serious crime](https://a.org/b) on",
            "inspect serious crime on",
            ["inspect [serious crime](https://a.org/b) on"],
        ),
        ("from 2,822 to 1,530 in 2021/22", "2,822 to 1,530", ["2,822 to 1,530"]),
        ("good. And good again: good", "good", ["good", "good", "good"]),
        ("a a a", "a a", ["a a", "a a"]),
        ("114 of 66", "14 of 66", []),
        ("14 of 661", "14 of 66", []),
        ("text", "", []),
        ("text", " – ", []),
        ("", "text", []),
    ],
)
def test_an_excerpt_is_found_by_its_words(text: str, excerpt: str, found: list[str]) -> None:
    assert [text[start:end] for start, end in FoldedText(text).find(excerpt)] == found


@given(st.text(max_size=200), st.text(max_size=200), st.text(alphabet="abc 14,.’'-", min_size=1, max_size=60))
def test_an_excerpt_put_between_words_is_found_where_it_was_put(before: str, after: str, excerpt: str) -> None:
    text = f"{before} | {excerpt} | {after}"
    wanted = FoldedText(excerpt)._text.split()
    places = FoldedText(text).find(excerpt)
    assert bool(places) == bool(wanted)
    for start, end in places:
        assert FoldedText(text[start:end])._text.split() == wanted


def test_a_place_holds_another_where_it_holds_half_of_it() -> None:
    assert Place("d", 0, 10).holds(Place("d", 5, 15))
    assert not Place("d", 0, 9).holds(Place("d", 5, 15))
    assert not Place("e", 0, 99).holds(Place("d", 5, 15))
    assert not Place("d", 0, 10).holds(Place("d", 10, 10))


def test_two_places_meet_where_half_of_the_shorter_one_is_shared() -> None:
    assert Place("d", 0, 100).meets(Place("d", 95, 105))
    assert Place("d", 95, 105).meets(Place("d", 0, 100))
    assert not Place("d", 0, 100).meets(Place("d", 96, 106))
    assert not Place("d", 0, 100).meets(Place("e", 0, 100))


@given(st.integers(0, 40), st.integers(0, 40), st.integers(1, 40))
def test_however_a_text_is_cut_in_two_one_side_holds_the_excerpt(cut: int, start: int, length: int) -> None:
    wanted = Place("d", start, start + length)
    assert Place("d", 0, cut).holds(wanted) or Place("d", cut, 100).holds(wanted)


@pytest.fixture
def finder() -> Callable[..., Finder]:
    return lambda *documents: Finder({d.id: d for d in documents})


def test_originals_are_searched_for_the_evidence_and_digests_for_the_digest(finder: Callable[..., Finder]) -> None:
    wanted = case(digest="fourteen of the 66")
    original = finder(document("report", "Only 14 of 66 were.")).gold(wanted)
    digest = finder(document("report", "Only fourteen of the 66 were; 14 of 66.", "digest")).gold(wanted)
    assert original.pieces == ((Place("report", 5, 13),),)
    assert digest.pieces == ((Place("report", 5, 23),),)


def test_evidence_counts_wherever_it_stands(finder: Callable[..., Finder]) -> None:
    gold = finder(document("report", "14 of 66. Again: 14 of 66."), document("news", "14 of 66")).gold(case(source=("report", "news")))
    assert gold.pieces == ((Place("report", 0, 8), Place("report", 17, 25), Place("news", 0, 8)),)
    assert gold.missing == ()


def test_evidence_that_ought_to_be_there_and_is_not_is_missing_not_zero(finder: Callable[..., Finder]) -> None:
    gold = finder(document("report", "Nothing.")).gold(case())
    assert gold == Gold((), ("14 of 66",))
    assert gold.share_held([Place("report", 0, 8)]) is None


@pytest.mark.parametrize("wanted", [case(source=("elsewhere",)), case(evidence=""), case(source=(), answerable=False)])
def test_evidence_that_is_not_stated_for_these_documents_is_not_missing(finder: Callable[..., Finder], wanted: Case) -> None:
    assert finder(document("report", "14 of 66")).gold(wanted) == Gold((), ())


def test_further_evidence_is_a_piece_of_its_own_in_originals_only(finder: Callable[..., Finder]) -> None:
    wanted = case(evidence_more=(Evidence("news", "the rest"),), digest="14 of 66")
    report, news = document("report", "14 of 66"), document("news", "and the rest")
    assert len(finder(report, news).gold(wanted).pieces) == 2
    assert len(finder(report, document("news", "and the rest", "digest")).gold(wanted).pieces) == 1


def test_rank_and_share() -> None:
    gold = Gold(((Place("d", 0, 10),), (Place("d", 90, 99), Place("e", 0, 5))), ())
    found = [Place("x", 0, 100), Place("e", 0, 50), Place("d", 0, 50)]
    assert (gold.rank(0, found), gold.rank(1, found)) == (3, 2)
    assert gold.rank(0, found[:2]) is None
    assert gold.share_held(found[:2]) == 0.5
    assert gold.share_held([]) == 0.0
