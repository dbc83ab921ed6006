"""Values in sentences: which kind, of which thing, and not of its neighbour."""

from __future__ import annotations

import pytest

from peel_qa.answer.contrasts import is_of_the_other, is_only_of_the_other, kinds_named
from peel_qa.answer.figures import (
    asks_difference,
    asks_ratio,
    asks_total,
    clause_for,
    counted,
    counts_another_kind,
    counts_it,
    counts_some_kind,
    figures,
    holds,
    is_difference,
    is_told,
    is_vague,
    names,
    tells_part,
)
from peel_qa.search.intent import Expects
from peel_qa.stems import terms


@pytest.mark.parametrize(
    ("expects", "sentence", "found"),
    [
        ("percentage", "Callers gave up on 6.4 percent of calls.", ["6.4 percent"]),
        ("percentage", "It was 88.3% (with a margin of 4.3 per cent).", ["88.3%", "4.3 per cent"]),
        ("percentage", "Almost a third of callers gave up.", ["a third"]),
        ("percentage", "There were 71 posts.", []),
        ("money", "It must save £4.8 million and has £163m.", ["£4.8 million", "£163m"]),
        ("money", "It has 4.8 million records.", []),
        ("duration", "A phone waited nine months and a computer five months.", ["nine months", "five months"]),
        ("duration", "Within 10 seconds or half an hour.", ["10 seconds", "half an hour"]),
        ("date", "It began on 18 July 2024 and ends in 2026.", ["18 July 2024", "in 2026"]),
        ("date", "There were 2024 reports of 12 kinds.", ["2024"]),
        ("count", "Of 260 detective posts, 71 were vacant in March 2024.", ["260", "71"]),
        ("count", "Ring 101 or 999.", []),
        ("count", "The £163 budget, 9 percent, the 30-second target.", []),
        ("count", "There are twelve teams.", ["twelve"]),
        ("count", "Fifty-three of them were children.", ["Fifty-three"]),
        ("duration", "By 31 January 2025 it must act.", ["By 31 January 2025"]),
        ("date", "He will take over on 1 September.", ["1 September"]),
    ],
)
def test_values_of_a_kind(expects: Expects, sentence: str, found: list[str]) -> None:
    assert [figure.text.strip() for figure in figures(expects, sentence)] == found


@pytest.mark.parametrize("expects", ["percentage", "money", "duration", "date", "count"])
def test_a_value_stands_where_it_says(expects: Expects) -> None:
    sentence = "In March 2024, 22 of 57 reviews (39 percent) cost £3.1 million and took nine weeks."
    found = figures(expects, sentence)
    assert found
    assert all(sentence[figure.start : figure.end] == figure.text for figure in found)


@pytest.mark.parametrize(
    ("expects", "sentence", "does"),
    [
        ("", "Anything at all.", True),
        ("percentage", "In 14 out of 66 cases it failed.", True),
        ("percentage", "In some cases it failed.", False),
        ("count", "The force answers four in five calls, or 80 percent.", True),
        ("count", "The force is good.", False),
        ("money", "It costs much.", False),
        ("duration", "It happens immediately.", True),
        ("duration", "By 30 September 2026, it should have trained all officers.", True),
        ("date", "It happened once.", False),
        ("date", "She will question him on March 11 at 7pm.", True),
        ("date", "They may 11 times a year.", False),
        ("frequency", "Chiefs came to stations only in times of crisis.", True),
        ("names", "Teams work in Saltby, Tarn Bridge and Great Harrow.", True),
        ("names", "Teams work in Saltby.", False),
    ],
)
def test_holds_a_value_of_the_kind_expected(expects: Expects, sentence: str, does: bool) -> None:
    assert holds(expects, sentence) is does


@pytest.mark.parametrize(
    ("question", "thing"),
    [
        ("How many detective posts were vacant?", "detective posts"),
        ("How many of the wanted suspects are there?", "wanted suspects"),
        ("how many call takers work in the control room", "call takers"),
        ("How many dispatchers?", "dispatchers"),
        ("What percentage of calls?", ""),
    ],
)
def test_the_thing_that_is_counted(question: str, thing: str) -> None:
    assert counted(question) == tuple(terms(thing))


@pytest.mark.parametrize(
    ("sentence", "thing", "is_total", "does"),
    [
        ("The control room has 164 call takers and 47 dispatchers.", "dispatchers", False, True),
        ("Of 260 detective posts, 71 were vacant.", "posts", False, True),
        ("The force spent £1.9 million on patrols in 17 streets.", "patrols", False, True),
        ("It has 38 teams; the chief constable told us that morale is high among traders.", "traders", False, False),
        ("Black people were 2.6 times more likely to be searched.", "people", False, False),
        ("In 41 percent of incidents an arrest was made.", "incidents", False, True),
        ("In 41 percent of incidents an arrest was made.", "incidents", True, False),
        ("Half of the officers agreed.", "officers", True, False),
    ],
)
def test_a_number_counts_what_stands_near_it(sentence: str, thing: str, is_total: bool, does: bool) -> None:
    assert counts_it(sentence, tuple(terms(thing)), is_total, is_ratio=False) is does


@pytest.mark.parametrize(
    ("sentence", "thing", "is_other"),
    [
        ("Priorities are agreed with the force's 465 parish councils.", "town councils", True),
        ("Priorities are agreed with the force's 465 parish councils.", "parish councils", False),
        ("Priorities are agreed with 465 of these councils.", "town councils", False),
        ("It has 16 early intervention officers.", "neighbourhood officers", True),
        ("Its neighbourhood teams have 16 early intervention officers.", "neighbourhood officers", False),
        ("It has 16 early intervention officers and 40 others.", "officers", False),
        ("We looked at 60 case files.", "serious cases", False),
    ],
)
def test_a_number_of_another_kind_of_thing_is_no_answer(sentence: str, thing: str, is_other: bool) -> None:
    assert counts_another_kind(sentence, tuple(terms(thing)), frozenset(terms(sentence))) is is_other


@pytest.mark.parametrize(
    ("expects", "sentence", "question", "is_new"),
    [
        ("count", "Priorities were agreed with the 465 parish councils.", "Of the 465 parish councils, how many declined?", False),
        ("count", "Of the 465 parish councils, 12 declined.", "Of the 465 parish councils, how many declined?", True),
        ("percentage", "The target is 90 percent.", "What percentage of calls met the 90 percent target?", False),
        ("percentage", "In 12 of 70 cases there was no plan.", "What share of the 70 cases had no plan?", True),
        ("count", "A third of councils declined.", "Of the 465 councils, how many declined?", True),
    ],
)
def test_a_figure_of_the_question_is_no_answer(expects: Expects, sentence: str, question: str, is_new: bool) -> None:
    assert is_told(expects, sentence, question) == is_new


@pytest.mark.parametrize("sentence", ["The share fell to 17.2 per cent.", "It took 10 seconds.", "In the three months to June it fell."])
def test_no_part_of_a_share_or_of_a_time_is_a_count(sentence: str) -> None:
    assert figures("count", sentence) == []


def test_a_ratio_counts_only_where_one_is_asked_for() -> None:
    sentence = "Black people were 2.6 times more likely to be searched."
    assert counts_it(sentence, ("peopl",), is_total=False, is_ratio=True)
    assert asks_ratio("How many times more likely are black people to be searched?")
    assert not asks_ratio("How many black people were searched?")


EMERGENCY = "It answers emergency calls, but non-emergency calls within 30 seconds."
BUDGETS = "The revenue budget is £163.4 million and capital is £22 million."


@pytest.mark.parametrize(
    ("question", "expects", "sentence", "is_other"),
    [
        ("How quickly are emergency calls answered?", "duration", EMERGENCY, True),
        ("How quickly are non-emergency calls answered?", "duration", EMERGENCY, False),
        ("What percentage of 999 and 101 calls?", "percentage", "It lost 6 percent of non-emergency calls.", False),
        ("What percentage of 999 calls were lost?", "percentage", "It lost 6 percent of non-emergency calls.", True),
        ("What is the capital budget?", "money", "The revenue budget is £163.4 million.", True),
        ("What is the revenue budget?", "money", BUDGETS, False),
        ("What is the capital budget?", "money", BUDGETS, False),
        ("What percentage of joiners were women?", "percentage", "Of the leavers, 30 percent were women.", True),
        ("How many children were missing?", "count", "In 2023, 486 children and 210 adults were missing.", False),
        ("How many children were missing?", "count", "Children were missed, and 210 adults were missing.", True),
    ],
)
def test_a_value_of_the_neighbour_is_no_answer(question: str, expects: Expects, sentence: str, is_other: bool) -> None:
    assert is_of_the_other(question, expects, sentence) is is_other


@pytest.mark.parametrize(
    ("question", "sentence", "is_other"),
    [
        ("Do victims of rape get help?", "Victims of domestic abuse get prompt help.", True),
        ("Do victims of domestic abuse get help?", "Victims of rape are offered an advisor.", True),
        ("Do victims of rape get help?", "Victims of rape and of domestic abuse get help.", False),
        ("Do victims of rape and domestic abuse get help?", "Victims of domestic abuse get prompt help.", False),
        ("Do victims get help?", "Victims of domestic abuse get prompt help.", False),
        ("Are 101 calls answered?", "Emergency calls are answered well.", True),
        ("Are 101 calls answered?", "Calls are answered well.", False),
        ("Are Asian people stopped more than white people?", "Black people were stopped more than white people.", True),
        ("Are Asian people stopped more than white people?", "Black and Asian people were stopped more.", False),
        ("Do they use force more than before?", "It obtained 47 protection orders, compared with 118 before.", True),
        ("How many domestic violence protection notices were there?", "It obtained 14 stalking protection orders.", True),
        ("Sickness per PCSO?", "Average sickness among officers was 9.8 days.", True),
        ("What percentage of police staff left?", "In the year 7.1 percent of officers left.", True),
    ],
)
def test_a_sentence_about_the_neighbour_alone_is_no_answer(question: str, sentence: str, is_other: bool) -> None:
    assert is_only_of_the_other(question, sentence) is is_other


DRUGS = "Drugs were found in 27 percent of the searches for drugs"
WEAPONS = "a weapon was found in 8 percent of the searches for weapons."
CASES = "On average each carried 24 cases; the force regards 15 as safe."
SAVINGS = "It must save £4.8 million by 2027 and has found £3.1 million."


@pytest.mark.parametrize(
    ("expects", "sentence", "wanted", "clause"),
    [
        ("percentage", f"{DRUGS}, and {WEAPONS}", "weapon searches", "A weapon was found in 8 percent of the searches for weapons."),
        ("percentage", f"{DRUGS}, and {WEAPONS}", "drug searches", DRUGS),
        ("count", CASES, "each carried cases", "On average each carried 24 cases"),
        ("count", CASES, "regards safe", "The force regards 15 as safe."),
        ("money", SAVINGS, "save", SAVINGS),
        ("count", CASES, "on average each regards safe", CASES),
    ],
)
def test_of_several_values_the_clause_that_answers(expects: Expects, sentence: str, wanted: str, clause: str) -> None:
    assert clause_for(expects, sentence, set(terms(wanted))) == clause


@pytest.mark.parametrize(
    ("expects", "sentence", "is_rough"),
    [
        ("percentage", "The force records most crimes.", True),
        ("percentage", "It records most crimes, 92.8 percent.", False),
        ("percentage", "Almost a third give up.", False),
        ("count", "Several departments reported it.", True),
        ("count", "Several of the 12 departments reported it.", False),
        ("count", "Departments reported it.", False),
    ],
)
def test_a_rough_word_is_no_exact_value(expects: Expects, sentence: str, is_rough: bool) -> None:
    assert is_vague(expects, sentence) is is_rough


@pytest.mark.parametrize(
    ("question", "is_total"),
    [
        ("How many officers are there?", True),
        ("How many calls does the force get a year?", True),
        ("How many of the cases had no plan?", False),
        ("How many detectives said so?", False),
        ("How many neighbourhood officers say they have got enough time to do the job?", False),
        ("How many neighbourhood officers have they got?", True),
    ],
)
def test_a_whole_number_is_asked_for(question: str, is_total: bool) -> None:
    assert asks_total(question) is is_total


def test_names_stand_behind_the_first_word_and_are_no_offices() -> None:
    assert names("Officers in Saltby told the Chief Constable about Tarn Bridge.") == ["Saltby", "Tarn Bridge"]
    assert names("Officers in Saltby met Quill.", without="who is quill") == ["Saltby"]


@pytest.mark.parametrize(
    ("sentence", "is_part"),
    [
        ("Statements are taken in only a small proportion of relevant cases.", True),
        ("There is a unit in each area.", True),
        ("None of the victims was asked.", True),
        ("Officers in all areas have been trained.", True),
        ("The unit meets in each month of the year.", False),
        ("Officers are trained well.", False),
    ],
)
def test_a_part_may_be_told_in_words(sentence: str, is_part: bool) -> None:
    assert tells_part(sentence) is is_part


def test_a_rate_for_so_many_households_counts_nothing() -> None:
    sentence = "There were 3.1 residential burglaries for every thousand households."
    assert not counts_it(sentence, tuple(terms("burglaries")), is_total=False, is_ratio=False)
    assert not holds("count", "It is a two-way system for residents.")


def test_a_number_of_one_kind_is_none_of_the_whole() -> None:
    head = terms("officers")[0]
    assert counts_some_kind("It has trained 16 Early Intervention and Prevention officers.", head)
    assert not counts_some_kind("The force has 1,963 officers.", head)
    assert not counts_some_kind("It has 16 early help officers among its 2,100 officers.", head)


@pytest.mark.parametrize(
    ("sentence", "does"),
    [
        ("Inspectors saw delays in 18 out of 70 relevant cases.", True),
        ("Delays stood out in 14 cases.", True),
        ("It reviewed 18 in 70 cases.", True),
        ("One in three cases was late.", False),
        ("Two out of five cases were late.", False),
        ("Every 12 cases it stops.", False),
    ],
)
def test_a_ratio_is_no_total_but_a_sample_is(sentence: str, does: bool) -> None:
    assert counts_it(sentence, ("case",), is_total=True, is_ratio=False) is does


def test_kinds_of_crime_are_told_apart() -> None:
    assert kinds_named("How many rapes led to a charge?") == kinds_named("For rape it was 3.1 percent.")
    assert kinds_named("Of all crimes 6 percent led to a charge.") == frozenset()
    assert kinds_named("For burglary it was 4.3 percent.").isdisjoint(kinds_named("rape"))


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        ("What is the average for giving up on 101?", "The national standard for calls given up is 10%."),
        ("What share of police staff joiners are women?", "Women made up 43% of police officer joiners."),
        ("How long do kids wait for someone to sit with them?", "For vulnerable adults, it took 4 hours."),
    ],
)
def test_a_neighbour_of_the_same_kind_is_no_answer(question: str, sentence: str) -> None:
    assert is_only_of_the_other(question, sentence)


def test_without_something_names_no_thing_that_is_counted() -> None:
    assert counted("How many without in-date vetting?") == ()


def test_by_how_much_something_is_more_is_no_sum_of_its_own() -> None:
    assert is_difference("money", "It came late and cost £1.9 million more than agreed.")
    assert not is_difference("money", "It cost £6.8 million, £1.9 million more than agreed.")
    assert asks_difference("how much over budget was it")
    assert not asks_difference("what did it end up costing")
