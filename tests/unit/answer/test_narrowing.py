"""What a question narrows down to: a part by itself, some of a whole, what is asked behind what is told first, and a time since."""

from __future__ import annotations

from dataclasses import replace

import pytest

from peel_qa.answer.evidence import Library
from peel_qa.answer.narrowing import is_of_part
from peel_qa.answer.period import is_since, may_tell_of_month
from peel_qa.answer.sentences import Candidate
from peel_qa.records import Hit
from peel_qa.search.question import understand


@pytest.fixture
def candidate(library: Library) -> Candidate:
    passage = library.index.passages[0]
    source = library.index.sources[passage.document]
    assert source.published == "2024-07-18"
    return Candidate(Hit(passage, source, 1.0), passage.sentences[0], "No year stands here.", 1.0, {})


@pytest.mark.parametrize(
    ("question", "sentence", "is_of_it"),
    [
        ("Hot spot patrols: effect on burglary alone?", "The patrols had reduced serious crime by 12 percent.", False),
        ("Hot spot patrols: effect on burglary alone?", "The patrols had reduced burglary by 12 percent.", True),
        ("For Wales on its own?", "The rate for England and Wales was 4.2.", False),
        ("For Wales on its own?", "The rate for Wales was 4.2.", True),
        ("Calls answered in time, upland only?", "In time were 81 percent of all calls.", False),
        (
            "of all the kids that went missing, how many were from a care home",
            "There were 1,204 investigations for missing children.",
            False,
        ),
        (
            "How many of the people found so far were children?",
            "It has found 1,306 people, and the time to find a child has fallen.",
            False,
        ),
        ("How many of the people found so far were children?", "It has found 1,306 people, 400 of them children.", True),
        ("of all the kids that went missing, how many were from a care home", "Of missing children, 310 were from care homes.", True),
        (
            "Out of the cases where a notice might do, how many times was one thought about?",
            "Notices were considered in 1 of 12 cases.",
            True,
        ),
        ("How many of the women in the queue got attacked while they waited?", "Hundreds of women waited for weeks.", False),
        ("When are inspectors coming back to check on the cause of concern?", "They return in May.", True),
        ("How many of the 101 calls were abandoned?", "Of all calls, 8.7 percent were abandoned.", True),
        ("How much did the system end up costing?", "The system cost £9.3m.", True),
        ("How much will the custody suite cost?", "A laboratory will cost £1.4 million.", False),
        ("Why has crime recording got worse?", "The force knew about this and its performance has since become worse.", False),
        ("Why has crime recording got worse?", "Crime recording has become worse, since nobody checks it.", True),
        ("Of the 66 cases how many had a plan?", "A plan was there in 14 of 66 cases.", True),
        (
            "so they had nine meetings about gangs. what i want to know is how many about burglary",
            "There were nine meetings on gangs.",
            False,
        ),
        ("so they had nine meetings about gangs. my question is how many about burglary", "There were nine on burglary.", True),
        ("Why did inspectors make bail a cause of concern?", "A cause of concern is that investigations are not supervised.", False),
        ("Why did inspectors make supervision a cause of concern?", "Investigations are not supervised well.", True),
        ("How many meetings were there about gangs?", "There were nine meetings.", True),
        ("How many of the people found so far were children?", "It has found 1,306 people.", False),
        ("How many of the people found so far were children?", "It has found 40 children.", True),
        ("How many of the four stations were sold?", "Two of the 4 stations were sold.", True),
        ("How many of the four stations were sold?", "Two stations were sold.", False),
        ("What percentage of the Black joiners were women?", "Of the joiners, 43 percent were women.", False),
        ("What percentage of the joiners were women?", "Of the joiners, 43 percent were female.", True),
        ("Of the 66 leavers, how many were staff rather than officers?", "In all 66 of the workforce left.", False),
        (
            "Of the suspects, what share is graded high risk alone?",
            "Over 85 percent of suspects are graded high, medium or low risk.",
            False,
        ),
        ("Of the suspects, what share is graded high risk alone?", "Of the suspects 12 percent are graded high risk.", True),
        ("how many of the broken promises were on a sunday", "They tested 60 promises and 26 had been broken.", False),
        ("And how many of those trainees failed their exam?", "The other 43 were trainees.", False),
        ("And how many of those trainees failed their exam?", "Nine of them failed it.", True),
        ("Satisfaction rate among burglary victims?", "Of 388 victims, 91 percent were satisfied.", False),
        ("Satisfaction rate among burglary victims?", "Of 388 victims of burglary, 91 percent were satisfied.", True),
    ],
)
def test_an_answer_is_about_the_part(candidate: Candidate, question: str, sentence: str, is_of_it: bool) -> None:
    assert is_of_part(understand(question), replace(candidate, text=sentence)) == is_of_it


@pytest.mark.parametrize(
    ("question", "can_tell"),
    [
        ("Has it met the recommendation since July 2024?", False),
        ("Has it met the recommendation since 31 August 2024?", False),
        ("Has it met the recommendation since June 2024?", True),
        ("Has it got better since 2024?", True),
        ("Has it got better since 2025?", False),
        ("Has it got better since then?", True),
    ],
)
def test_what_happened_since_is_told_by_what_came_out_later(candidate: Candidate, question: str, can_tell: bool) -> None:
    assert is_since(understand(question), candidate) == can_tell


def test_a_document_without_a_date_may_tell_anything(candidate: Candidate) -> None:
    source = replace(candidate.hit.source, published="")
    assert is_since(understand("Is it better since 2025?"), replace(candidate, hit=replace(candidate.hit, source=source)))


@pytest.mark.parametrize(
    ("question", "sentence", "can_tell"),
    [
        ("What did inspectors find in November 2025?", "We closed it.", False),
        ("What did inspectors find in November 2025?", "We will return in November 2025.", True),
        ("What did inspectors find in May 2024?", "We closed it.", True),
        ("What did inspectors find in 2025?", "We closed it.", True),
    ],
)
def test_no_document_tells_what_was_found_after_it(candidate: Candidate, question: str, sentence: str, can_tell: bool) -> None:
    assert may_tell_of_month(understand(question), replace(candidate, text=sentence)) is can_tell
