"""What a sentence must say where a question asks for it in so many words."""

from __future__ import annotations

from dataclasses import replace

import pytest

from peel_qa.answer.enumeration import without_kinds
from peel_qa.answer.evidence import Library
from peel_qa.answer.must_say import unsaid
from peel_qa.answer.sentences import Candidate
from peel_qa.records import Hit
from peel_qa.search.question import understand


@pytest.fixture
def candidate(library: Library) -> Candidate:
    passage = library.index.passages[0]
    return Candidate(Hit(passage, library.index.sources[passage.document], 1.0), passage.sentences[0], "", 1.0, {})


@pytest.mark.parametrize(
    ("question", "sentence", "is_said"),
    [
        ("How many rapes were reported?", "All 26 reports of rape that we checked had been recorded; we reviewed 30 more.", False),
        ("How many searches did the force carry out?", "The item was found in 31 percent of searches.", False),
        ("How many searches did the force carry out?", "It carried out 6,318 searches.", True),
        ("How many 999 calls did the force get?", "Calls to 999 would rise by two percent in 2021.", False),
        ("What % of all officers are women?", "Of joiners, 43 percent were women.", False),
        ("What % of all officers are women?", "Women are 36 percent of officers.", True),
        ("How many officers did it have in 2022?", "Of 318 posts for constables, 57 were vacant.", False),
        ("How many officers did it have in 2022?", "It has 2,318 officers and 1,200 staff.", True),
        ("When is the next PEEL inspection?", "It is a foundation for the next three years.", False),
        ("When is the next PEEL inspection?", "We will return in February 2025.", True),
        ("how often did officers use tasers?", "Officers wore cameras in 93 percent of searches.", False),
        ("What was the recording rate for fraud?", "It records 96.8 percent of all crime (excluding fraud).", False),
        ("What share of calls is abandoned on Sundays?", "In the year 16.9 percent of calls were abandoned.", False),
        ("When does the new chief constable start?", "The chief constable retires on 30 September.", False),
        ("Why did Ada Quill resign?", "The situation had moved on, Ada Quill said.", False),
        ("Patrols: how many fewer offences, as a number not a %?", "Patrols cut crime by 18 percent.", False),
        ("Patrols: how many fewer offences, as a number not a %?", "There were 340 fewer offences, or 18 percent.", True),
        ("exactly how many statements were taken last year", "Statements are taken in only a small proportion of cases.", False),
        ("by what number did the orders drop", "Their use declined over the four quarters to March 2021.", False),
        ("by what number did the orders drop", "They fell by 1,204 in a year.", True),
        ("how many people have signed up for alerts", "Priorities were agreed with 465 parish councils.", False),
        ("how many people have signed up for alerts", "Some 4,000 people subscribe to the alerts.", True),
        ("What was the average 999 answer time in seconds?", "It answered 92.8 percent of 999 calls within ten seconds.", False),
        ("What was the average 999 answer time in seconds?", "The average 999 call took 12 seconds to answer.", True),
        ("Why did Ada Quill get sacked?", "Ada Quill, who joined last year, apologised to victims.", False),
        ("Why did Ada Quill get sacked?", "Ada Quill was dismissed for lying.", True),
        ("how much does the chief constable get paid", "The chief constable has paid for 34 more posts.", False),
        ("how much does the chief constable get paid", "The chief constable earns £194,700.", True),
        ("What did the project cost in the end?", "It has been due to go live in June at a cost of £10.4 million.", False),
        ("What did the project cost in the end?", "It cost £14.3 million, £3.9 million more than planned.", True),
        ("when does Ada Quill start", "Ada Quill was confirmed by the panel on Tuesday, 6 May.", False),
        ("when does Ada Quill start", "She will take over on 1 September.", True),
        ("When did it come out of special measures?", "It left special measures on 5 February 2026.", True),
        ("How quick is the force supposed to pick up calls?", "Half are answered within its own 30-second target.", True),
        ("which district has the most antisocial behaviour?", "Five districts: Brackwell and Hexley among them.", False),
        ("which district has the most antisocial behaviour?", "Antisocial behaviour is highest in Hexley.", True),
        ("How many people answered the workforce survey?", "Just over half of those who answered said so.", False),
        ("How many people answered the workforce survey?", "1,204 people answered it.", True),
        ("how much of that has been spent so far", "It plans to invest £6 million.", False),
        ("how much of that has been spent so far", "It has spent £2 million of it.", True),
        ("how many of those priorities have been met by now", "Priorities were agreed with 465 councils.", False),
        ("Was the skills audit really finished by April 2022?", "It plans to assess skills by April 2022.", False),
        ("Was the skills audit really finished by April 2022?", "The audit was finished in March 2022.", True),
        ("Did it plan to have the audit finished by April?", "It plans to assess skills by April 2022.", True),
        ("Did inspectors close the cause of concern?", "Supervision hasn't improved.", False),
        ("Did inspectors close the cause of concern?", "The cause of concern remains open.", True),
        ("What were the commonest reasons that leavers gave?", "It could do more to understand the reasons why people leave.", False),
        ("What were the commonest reasons that leavers gave?", "The reasons most often given were pay and shifts.", True),
        ("whats the result of the reinspection of the control room", "Power failures affect the control room.", False),
        ("why did Ann Reed stop being chief constable", "Chief Constable Ann Reed accepted the findings.", False),
        ("how long did the men get sent down for", "Interviews took place within 72 hours.", False),
        ("How much in total has the paint scheme cost?", "The programme costs £18 a bike.", False),
    ],
)
def test_what_is_asked_for_has_to_be_said(library: Library, candidate: Candidate, question: str, sentence: str, is_said: bool) -> None:
    assert (not unsaid(understand(question), replace(candidate, text=sentence), library)) == is_said


@pytest.mark.parametrize(
    ("sentence", "is_told"),
    [
        ("Detectives were pulled away to support several major investigations that the force is dealing with.", False),
        ("Detectives were pulled away to support several major investigations, such as Operation Heron.", True),
        ("Detectives were pulled away to support the major investigations of two murders in Haleport.", True),
    ],
)
def test_a_kind_of_things_is_none_by_name(library: Library, candidate: Candidate, sentence: str, is_told: bool) -> None:
    question = understand("Which major investigations were drawing detectives away?")
    assert bool(without_kinds(question, [replace(candidate, text=sentence)], library)) == is_told
