"""Whether a sentence says what a question supposes; yes and no only where the words make it sure."""

from __future__ import annotations

from dataclasses import replace

import pytest

from peel_qa.answer.evidence import Library
from peel_qa.answer.polarity import Stance, is_negated, stance
from peel_qa.answer.premise import contradiction, verdict
from peel_qa.answer.sentences import Candidate
from peel_qa.records import Hit
from peel_qa.search.question import understand

STANCES: list[tuple[str, str, Stance]] = [
    ("Does the force publish its minutes?", "The force publishes its minutes every month.", "same"),
    ("Does the force publish its minutes?", "The force doesn't, however, publish its minutes.", "opposite"),
    ("Are sergeants trained?", "There is currently no training for sergeants who are promoted for a time.", "opposite"),
    ("Why did the chief constable reject the findings?", "The chief constable accepted the findings.", "opposite"),
    ("Why has bail management deteriorated?", "The force has improved its management of bail.", "opposite"),
    ("Are victims always consulted?", "Victims aren't always consulted about cautions.", "partly"),
    ("Are victims consulted?", "Victims aren't always consulted about cautions.", "partly"),
    ("Does every group review footage?", "Not all groups review footage.", "partly"),
    ("Is the model used everywhere?", "The model is used, although it isn't used everywhere.", "partly"),
    ("Do call handlers give advice?", "The force should make sure that call handlers give advice.", "short"),
    ("Isn't the queue slow?", "The queue is slow.", "same"),
    ("Is the gap for searches wider than elsewhere?", "It stopped and searched Black people at a rate higher than elsewhere.", "same"),
    ("Is the gap in pay wider than before?", "The gap in pay is narrower than before.", "opposite"),
    ("Why can't officers understand risk easily?", "Officers have limited opportunity to understand risk.", "same"),
    ("Did they answer calls promptly?", "Calls were answered slowly.", "opposite"),
    ("Why were leaders unaware of the backlog?", "Leaders didn't know about the backlog.", "same"),
    ("Why are fewer suspects arrested?", "Few suspects are arrested.", "same"),
    ("Why were leaders aware of the backlog?", "Leaders didn't know about the backlog.", "opposite"),
    ("Why did complaints fall?", "There were 40 complaints, up from 30.", "opposite"),
    ("Is a nurse there every day?", "A nurse is there from Thursday to Sunday.", "partly"),
    ("Is a nurse there every day?", "A nurse is there every day, from 8am to 6pm.", "same"),
    ("Is a nurse there?", "A nurse is there from Thursday to Sunday.", "same"),
    ("Were kids searched with no adult to sit with them?", "In six searches of children no appropriate adult was present.", "same"),
    ("Was the force put into Engage?", "We considered moving the force into Engage, and decided against it.", "opposite"),
    ("Why did they move it into Engage?", "A decision to move it into Engage hadn't been made.", "opposite"),
    ("Why did the laboratory shut again?", "The laboratory opened in May but closed again in August, when its staff left.", "same"),
    ("Why did complaints rise?", "There were 40 complaints, up from 30.", "same"),
]


@pytest.mark.parametrize(("question", "sentence", "expected"), STANCES)
def test_stance(question: str, sentence: str, expected: Stance) -> None:
    assert stance(understand(question), sentence) == expected


@pytest.mark.parametrize(
    ("text", "expected"), [("Why is there no grade?", True), ("Why can't they say?", True), ("Why is it slow?", False)]
)
def test_a_negated_question_is_known(text: str, expected: bool) -> None:
    assert is_negated(understand(text)) is expected


@pytest.fixture
def sure(library: Library) -> Candidate:
    passage = library.index.passages[0]
    return Candidate(Hit(passage, library.source(passage.document), 1.0), passage.sentences[0], "", 1.0, {"meaning": 0.8, "words": 0.9})


def test_yes_and_no_are_said_where_the_sentence_is_about_the_same(library: Library, sure: Candidate) -> None:
    question = understand("Does the force publish its minutes?")
    assert verdict(question, replace(sure, text="The force publishes its minutes."), library) == "Yes. "
    assert verdict(question, replace(sure, text="The force does not publish its minutes."), library) == "No. "
    every = understand("Does the force publish every one of its minutes?")
    assert verdict(every, replace(sure, text="The force publishes 91 percent of its minutes."), library) == "Not all. "
    assert verdict(every, replace(sure, text="The force publishes its minutes."), library) == ""
    assert verdict(every, replace(sure, text="The force publishes all of its minutes."), library) == "Yes. "
    assert verdict(every, replace(sure, text="The force publishes 100 percent of its minutes."), library) == "Yes. "
    assert verdict(question, replace(sure, text="The force should make sure it publishes its minutes."), library).startswith("Not fully")


def test_no_verdict_on_few_shared_words_an_alternative_or_no_yesno(library: Library, sure: Candidate) -> None:
    unsure = replace(sure, marks={"meaning": 0.8, "words": 0.2}, text="The force publishes its minutes.")
    assert verdict(understand("Does the force publish its minutes?"), unsure, library) == ""
    assert verdict(understand("Does the force publish minutes or agendas?"), replace(sure, text=unsure.text), library) == ""
    assert verdict(understand("When does the force publish its minutes?"), replace(sure, text=unsure.text), library) == ""


def test_what_a_person_says_gets_no_yes(library: Library) -> None:
    passage = next(p for p in library.index.passages if "Quill said" in p.text)
    span = next(s for s in passage.sentences if "sorry for every delay" in library.text(passage.document, s.start, s.end))
    text = library.text(passage.document, span.start, span.end)
    said = Candidate(Hit(passage, library.source(passage.document), 1.0), span, text, 1.0, {"meaning": 0.9, "words": 0.9})
    assert verdict(understand("Is there sorrow for every delay?"), said, library) == ""


def test_a_premise_that_is_denied_is_named(sure: Candidate) -> None:
    said = replace(sure, text="The chief constable accepted the findings.")
    assert contradiction(understand("Why did the chief constable reject the findings?"), said).startswith("The documents say otherwise")
    assert contradiction(understand("Why did the chief constable accept the findings?"), said) == ""
    assert contradiction(understand("Did the chief constable reject the findings?"), said) == ""
    assert contradiction(understand("Why did nobody reject the findings?"), said) == ""
    then = replace(said, text="In May 2023 the chief constable accepted the findings.")
    assert contradiction(understand("Why did the chief constable reject the findings in 2025?"), then) == "", "of another year"


@pytest.mark.parametrize(
    "sentence",
    [
        "Police forces should publish their minutes.",
        "A force is expected to publish its minutes.",
        "Publishing minutes can help the force to be trusted.",
        "The force has to publish its minutes.",
    ],
)
def test_what_should_or_could_be_is_no_yes(library: Library, sure: Candidate, sentence: str) -> None:
    assert verdict(understand("Does the force publish its minutes?"), replace(sure, text=sentence), library) == ""


def test_a_question_of_one_word_gets_no_yes(library: Library, sure: Candidate) -> None:
    assert verdict(understand("Are minutes any good?"), replace(sure, text="Minutes are written."), library) == ""


@pytest.mark.parametrize(
    ("marks", "told"),
    [
        ({"answers": 0.9, "place": 0.9, "contrary": 0.2}, "Yes. "),
        ({"answers": 0.3, "place": 0.9, "contrary": 0.2}, ""),  # its passage does not answer
        ({"answers": 0.9, "place": 0.1, "contrary": 0.0}, ""),  # the answer stands in another sentence
        ({"answers": 0.9, "place": 0.9, "contrary": 0.8}, ""),  # it says otherwise
    ],
)
def test_no_yes_against_the_reader(library: Library, sure: Candidate, marks: dict[str, float], told: str) -> None:
    read = replace(sure, marks={**sure.marks, **marks}, text="The force publishes its minutes.")
    assert verdict(understand("Does the force publish its minutes?"), read, library) == told


def test_the_reader_alone_denies_no_premise(sure: Candidate) -> None:
    read = {**sure.marks, "answers": 0.9, "place": 0.9, "contrary": 0.99}
    said = replace(sure, text="Differences between areas lead to different levels of service.", marks=read)
    assert contradiction(understand("Why do differences between areas matter?"), said) == ""


def test_the_reader_joins_a_word_that_denies_a_premise(sure: Candidate) -> None:
    question = understand("Why has hare coursing shot up?")
    half = {"meaning": 0.5, "words": 0.5}  # too few words for the denial alone
    said = replace(sure, text="Reports of hare coursing fell from 612 to 371.", marks=half)
    assert contradiction(question, said) == ""
    read = {**half, "answers": 0.9, "place": 0.9}
    assert contradiction(question, replace(said, marks={**read, "contrary": 0.6})).startswith("The documents say otherwise")
    assert contradiction(question, replace(said, marks={**read, "contrary": 0.1})) == ""
    assert contradiction(question, replace(said, marks={**read, "answers": 0.4, "contrary": 0.9})) == ""


@pytest.mark.parametrize(
    ("question", "is_denied"),
    [
        ("Why were all four recommendations closed?", True),
        ("Why were the recommendations closed?", False),
        ("Why were all the recommendations closed?", True),
    ],
)
def test_a_part_is_not_all(sure: Candidate, question: str, is_denied: bool) -> None:
    said = replace(sure, text="Two of the four recommendations were closed.")
    assert bool(contradiction(understand(question), said)) == is_denied
    assert contradiction(understand(question), replace(sure, text="Four of the four recommendations were closed.")) == ""


def test_grades_are_no_opposites(sure: Candidate) -> None:
    said = replace(sure, text="The force is inadequate at responding to the public.")
    assert contradiction(understand("Why is the force adequate at responding to the public?"), said) == ""
