from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from peel_qa.facts.grades import GRADES
from peel_qa.search.intent import asks_for_grades, find_intent, grades_described, grades_in
from peel_qa.search.plain import written_out


def intent(text: str) -> str:
    return find_intent(written_out(text)).name


PHRASINGS = {
    "percentage": [
        "What percentage of non-emergency calls are abandoned?",
        "What percent of 101 calls are dropped?",
        "wat percent of 101 calls do ppl give up on",
        "what proportion of stop searches were reasonable",
        "In what proportion of cases was there a plan?",
        "What share of new recruits are women?",
        "What was the percentage of crimes solved?",
        "Stop and search: estimated reasonable share for 2022?",
        "What was the confidence interval?",
    ],
    "count": [
        "How many officers does the force have?",
        "how many of the 66 cases were badly supervised",
        "What is the number of missing children?",
        "How large a team is it?",
        "how many ppl work there",
    ],
    "frequency": [
        "How often are calls abandoned?",
        "how frequently does the board meet",
        "how regular are visits to sex offenders",
    ],
    "duration": [
        "Waiting time for a first visit?",
        "How long does it take to answer a 101 call?",
        "how quickly does the force answer 999 calls",
        "How many months does it have to put this right?",
        "What is the deadline for the recommendations?",
        "By when must it act?",
        "how fast do they turn up",
    ],
    "money": [
        "How much money will the force spend on computers?",
        "how much must it save",
        "How big is the police budget for 2024/25?",
        "how much does the chief constable get paid?",
        "how much will they get to stay?",
        "What is the budget for digital work?",
        "What did the new system cost?",
        "How many pounds is it investing?",
        "Salary of the head of forensics?",
        "how large a fine did it get",
        "what did the new computer end up costing",
    ],
    "when": [
        "When was the report published?",
        "when did the inspection end?",
        "wen was the inspection",
        "What date was the report published?",
        "In which year did it become a cause of concern?",
        "When is the review due and will they publish it?",
        "How old is this report?",
        "Date of the second visit?",
    ],
    "who": [
        "Who is the chief constable?",
        "whos the pcc",
        "Who leads the force?",
        "who signed the report",
        "Which inspector carried out the inspection?",
        "What's the name of the chief constable?",
    ],
    "attribution": [
        "Who said the results are not where we want to be?",
        "Who called the rating deeply disappointing?",
        "who owned up to getting the promise wrong",
        "Who denies that the force was slow to act?",
        "Whose words are these: we must do better?",
        "Was it the PCC who said the rating was disappointing?",
        "Is that a finding of the inspectorate or the newspaper's words?",
        "Did the chief constable say that work had begun?",
        "The harm being 'devastating' for everybody - the inspector's words?",
    ],
    "why": [
        "Why are investigations poor?",
        "why did it get that grade",
        "What are the reasons for the long delays?",
        "How come nobody answers 101?",
        "y is the force slow",
    ],
    "definition": [
        "What does MARAC stand for?",
        "What is a ROCU?",
        "what does cause of concern mean",
        "What is the meaning of SOC?",
    ],
    "list": [
        "List the areas for improvement.",
        "What are the areas for improvement?",
        "Which areas require improvement?",
        "give me the recommendations",
        "What were the recommendations for investigating crime?",
    ],
    "yesno": [
        "Is the force good at preventing crime?",
        "Does it answer 999 calls quickly?",
        "did they improve",
        "Are victims kept informed?",
        "Has the cause of concern been closed?",
        "Do officers wear body-worn video?",
        "when a woman drops the charges cos shes scared do they still think about an order",
    ],
    "compare": [
        "Compare 2015 and 2021/22.",
        "Is it better than in 2015?",
        "What is the difference between 2015 and 2021?",
        "Did it get the same grade as last time?",
        "West Mercia versus Warwickshire",
    ],
    "timeline": [
        "How has the force changed over time?",
        "Show me the timeline of grades.",
        "Is the force getting better?",
        "What is the history of its grades?",
        "how have the grades changed since 2015",
        "Trace the grades across the three inspections.",
        "grades for treatment of the public, earliest to latest",
        "how was responding to the public graded each time",
    ],
    "scale": [
        "What are the five grades?",
        "Which grades can inspectors give?",
        "what grades are there",
        "What is the grading scale?",
    ],
    "general": [
        "Tell me about stop and search",
        "body worn video",
        "How does the force deal with missing children?",
        "what did inspectors find on stalking",
        "neighbourhood policing",
    ],
}  # fmt: skip


@pytest.mark.parametrize(("wanted", "text"), [(name, text) for name, texts in PHRASINGS.items() for text in texts])
def test_what_a_question_asks_for(wanted: str, text: str) -> None:
    assert intent(text) == wanted


@pytest.mark.parametrize(("wanted", "text"), [(name, text) for name, texts in PHRASINGS.items() for text in texts])
def test_small_letters_and_curly_quotes_change_nothing(wanted: str, text: str) -> None:
    shown = text.replace("'", "’")
    assert intent(shown) == wanted
    if not any(word.isupper() and len(word) > 1 for word in text.strip("?").split()):
        assert intent(text.lower()) == wanted


def test_what_kind_of_value_an_intent_expects() -> None:
    expected = {
        "percentage": "percentage",
        "count": "count",
        "frequency": "frequency",
        "money": "money",
        "duration": "duration",
        "when": "date",
        "who": "",
    }
    assert {name: find_intent(PHRASINGS[name][0]).expects for name in expected} == expected


def test_there_are_more_than_sixty_phrasings_without_repeats() -> None:
    every = [text for texts in PHRASINGS.values() for text in texts]
    assert len(every) == len(set(every)) > 60


@pytest.mark.parametrize(
    ("text", "full"),
    [
        ("wat percent do ppl give up", "what percent do people give up"),
        ("whats the grade", "what is the grade"),
        ("doesnt it answer", "doesn't it answer"),
        ("dont", "don't"),
        ("What does IT cost?", "What does IT cost?"),
        ("U and R", "U and R"),
        ("what's the grade", "what's the grade"),
        ("how r u", "how are you"),
        ("", ""),
        ("how meny calls and how mutch money", "how many calls and how much money"),
        ("why'd he go", "why did he go"),
        ("how come its got so slow", "how come it's got so slow"),
        ("the force and its plans", "the force and its plans"),
    ],
)
def test_text_speak_is_written_out_and_names_stay(text: str, full: str) -> None:
    assert written_out(text) == full


@given(st.text(max_size=60))
def test_writing_out_twice_changes_nothing_more(text: str) -> None:
    once = written_out(text)
    assert written_out(once) == once


# Grades in questions


@pytest.mark.parametrize(
    "text",
    [
        "What grade did it get?",
        "How was it rated for investigating crime?",
        "Is it good at preventing crime?",
        "was it inadequate",
        "Which areas require improvement?",
        "Is anything outstanding?",
        "Why was managing offenders rated outstanding?",
        "Is managing suspects outstanding?",
        "how is it doing at answering calls",
        "any good at solving crime?",
        "What were the judgments?",
    ],
)
def test_questions_about_grades(text: str) -> None:
    assert asks_for_grades(text)


@pytest.mark.parametrize(
    "text",
    [
        "How many outstanding suspects are there?",
        "How does it find outstanding offenders?",
        "What is the crime rate?",
        "What is the abandonment rate of 101 calls?",
        "What good practice was found?",
        "At what rate are people searched?",
        "How many calls are answered?",
        "Who is the chief constable?",
        "What was the find rate of searches?",
        "What is the arrest rate?",
        "Are suspects who've been outstanding for over 28 days going up or down?",
        "Did any good come of it?",
        "How many offenders that are still outstanding pose a risk?",
        "How many of the cases were judged inadequate?",
        "How does the scale of judgments differ from the one before?",
    ],
)
def test_questions_that_only_look_so(text: str) -> None:
    assert not asks_for_grades(text)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Is it good or outstanding?", ("good", "outstanding")),
        ("Which areas require improvement?", ("requires improvement",)),
        ("What needs improvement?", ("requires improvement",)),
        ("what was requiring improvement or inadequate", ("requires improvement", "inadequate")),
        ("Is it GOOD? good?", ("good",)),
        ("What was marked down, below adequate?", ("requires improvement", "inadequate")),
        ("Which areas were good or better?", ("outstanding", "good")),
        ("What is at least adequate?", ("outstanding", "good", "adequate")),
        ("Was anything 'good' or worse?", ("good", "adequate", "requires improvement", "inadequate")),
        ("What did better than requires improvement?", ("outstanding", "good", "adequate")),
        ("Is anything under inadequate?", ()),
        ("How many outstanding suspects?", ()),
        ("How does it use good practice?", ()),
        ("How many calls?", ()),
    ],
)
def test_grades_that_a_question_names(text: str, found: tuple[str, ...]) -> None:
    assert grades_in(text) == found


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Is the number of plans much the same in each area?", "yesno"),
        ("Had inspectors met the high number of lost calls before?", "yesno"),
        ("Do you know the number of plans in each area?", "count"),
        ("How many times a year do chief officers meet the areas?", "frequency"),
        ("What must they do about it, and by when?", "general"),
        ("By when must they do it?", "duration"),
    ],
)
def test_a_number_that_is_only_spoken_of_is_not_asked_for(text: str, name: str) -> None:
    assert find_intent(text).name == name


@given(st.text(max_size=80))
def test_no_text_breaks_the_reading(text: str) -> None:
    assert find_intent(text).name in PHRASINGS or find_intent(text).name == "names"
    assert set(grades_in(text)) <= set(GRADES)
    assert isinstance(asks_for_grades(text), bool)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("was preventing crime graded badly", ("requires improvement", "inadequate")),
        ("did it get a poor rating", ("requires improvement", "inadequate")),
        ("was it rated highly", ("outstanding", "good")),
        ("why did it come out at the bottom", ("requires improvement", "inadequate")),
        ("did it finish top", ("outstanding", "good")),
        ("was it graded in 2015", ()),
    ],
)
def test_grades_that_a_question_only_describes(text: str, found: tuple[str, ...]) -> None:
    assert grades_described(text) == found


def test_what_is_graded_for_risk_has_no_grade() -> None:
    assert not asks_for_grades("What share of suspects has been graded for risk?")
    assert not asks_for_grades("How many incidents were graded as high risk?")


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Did senior leaders know how long victims were waiting?", "yesno"),
        ("can the police even say how fast they get to incidents?", "yesno"),
        ("Does it record why people leave?", "yesno"),
        ("Does the report say how many calls were lost?", "count"),
        ("do you know how long it takes?", "duration"),
        ("Did inspectors check how many were filed?", "count"),
    ],
)
def test_whether_somebody_knows_how_long_asks_for_a_yes(text: str, name: str) -> None:
    assert intent(text) == name
