"""Invented forces, each of which brought something that the rules had to learn; tests/data/forces holds their texts and more cases.

Kestrelshire: people and state that change between documents. Wendlebury: staff's shorthand and the public's words. Hollinshire: areas that
no earlier cycle knew, an inspection of one subject with its own grade, and figures in lists. Ormeside: text from a PDF, recommendations by
when they are due, and news that corrects itself. Aldermoor: grades told over several sentences, demands beside findings. Brackenshire: a
report on a region, with a chapter for each of its forces. Cranmere: text from a web page, judgments carried over, an area without a grade.
Lindmoor: reports that are no PEEL's, on crime recording and on custody. Pennant Vale: a chief constable for a time, news of three manners.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest

from peel_qa.engine import PeelQA

pytestmark = pytest.mark.slow

Force = Callable[[str], PeelQA]


@pytest.mark.parametrize(
    ("name", "question", "said"),
    [
        ("kestrelshire", "HMI for PEEL 2021/22?", "Jocelyn Tarrow"),
        ("kestrelshire", "Police Federation chair, March 2025?", "Neil Stannard"),
        ("kestrelshire", "who is the chief constable now", "Callum Wray"),
        ("kestrelshire", "PVP grade, PEEL 2023-25?", "inadequate"),
        ("kestrelshire", "Overall legitimacy judgment, 2017?", "good"),
        ("kestrelshire", "how many coppers has kestrelshire actually got", "1,962"),
        ("kestrelshire", "AFIs on PVP in PEEL 2023-25 (not the CoC)?", "two areas for improvement"),
        ("wendlebury", "How many w/o in-date vetting, Mar 2019?", "640"),
        ("wendlebury", "who was running wendlebury police back in 2019", "Alastair Crome"),
        ("wendlebury", "wen does the new cheif start", "1 September"),
        ("wendlebury", "Rationale for keeping force at Scan in Dec 2024?", "begun to reduce the queue"),
        ("wendlebury", "what stuff do the inspectors want putting right in the police cells", "six areas for improvement"),
        ("wendlebury", "2018/19 AFIs re ethical & lawful behaviour (vetting, CCU etc)", "ethical and lawful workforce behaviour"),
        ("wendlebury", "Investigating crime: 2018/19 v PEEL 2023-25?", "Investigating crime: good in PEEL 2018/19"),
        (
            "wendlebury",
            "what are the three orders the inspectors gave about sex offenders and kids being abused online",
            "three recommendations",
        ),
        ("hollinshire", "How are Hollinshire police rated for dealing with violence against women and girls?", "inadequate"),
        ("hollinshire", "What grade did the constabulary get for working with communities and partners?", "good"),
        ("hollinshire", "What was the overall judgment of the 2018 crime data integrity inspection?", "requires improvement"),
        ("hollinshire", "What share of violent crime was recorded in the 2018 inspection, with what confidence interval?", "84.7 percent"),
        ("hollinshire", "By when do all response and neighbourhood officers have to be trained on stalking?", "30 September 2026"),
        ("hollinshire", "When is the public meeting where the commissioner questions the chief constable?", "March 11"),
        ("hollinshire", "Who admitted being told month after month that crime recording was in good shape?", "Desmond Hartnoll"),
        ("hollinshire", "Will the police come round if my house gets burgled?", "promised to visit"),
        ("hollinshire", "How many PCSOs are there now?", "141"),
        ("ormeside", "What were the two big problems inspectors called causes of concern in the 2022 report?", "two causes of concern"),
        ("ormeside", "Which of the child protection recommendations had to be acted on immediately?", "two recommendations"),
        ("ormeside", "Why is Ormeside so poor at responding to the public?", "What the report found there"),
        ("ormeside", "Why isn't there a serious and organised crime grade in PEEL 2021/22?", "by region and not force by force"),
        ("aldermoor", "How has the grade for responding to the public changed since 2021/22?", "Adequate in the inspection of 2024"),
        ("aldermoor", "How do the reserves in 2022 compare with those in 2015?", "£22.7m"),
        ("aldermoor", "What was the force told to do within three months about the cause of concern?", "two recommendations"),
        ("aldermoor", "how quick do they answer 999", "64.8 percent"),
        ("aldermoor", "Why was the force short of call handlers after it left the shared control room?", "Only 44 did"),
        ("aldermoor", "Did inspectors say some student officers are carrying over 30 crimes?", "it was Sue Garland, Police Federation"),
        ("cranmere", "What grade did vetting and ethical behaviour of the workforce get in 2018/19?", "requires improvement"),
        ("cranmere", "What does the force have to do by the end of March 2025?", "recommendations"),
        ("brackenshire", "Why were senior leaders unaware of the safeguarding backlog?", "only counted notices that had been opened"),
        ("brackenshire", "What were Brackenshire's confiscation orders worth in 2022/23?", "£0.7 million"),
        ("brackenshire", "How was the regional organised crime unit graded?", "good"),
        ("brackenshire", "How many disruptions did Tarnshire Police record?", "88 disruptions"),
        (
            "brackenshire",
            "How does Brackenshire compare with Hollowmere on organised crime?",
            "Brackenshire Constabulary: Serious and organised crime: requires improvement",
        ),
    ],
)
def test_the_first_line_holds_what_was_asked_for(open_force: Force, name: str, question: str, said: str) -> None:
    answer = open_force(name).ask(question)
    assert answer.status == "answered"
    assert said in answer.direct


@pytest.mark.parametrize(
    ("name", "question"),
    [
        ("kestrelshire", "101 abandonment rate, E&W, YE 30 Jun 2024?"),  # the country's figure is not the force's
        ("wendlebury", "Avg 101 wait time, YE 31 Mar 2023?"),
        ("wendlebury", "Rape charge rate for E&W, YE 31 Mar 2024?"),
        ("wendlebury", "how much does that commissioner woman get paid"),
        ("ormeside", "What percentage of 101 calls were abandoned across England and Wales in the year to March 2022?"),  # 999 calls are
        ("hollinshire", "How many of the women in the backlog were attacked while they were waiting?"),  # it is asked there too
    ],
)
def test_another_period_crime_country_or_sum_is_no_answer(open_force: Force, name: str, question: str) -> None:
    assert open_force(name).ask(question).status == "not_in_corpus"


def test_whether_the_force_is_in_special_measures_is_told_by_the_newest_document(open_force: Force) -> None:
    answer = open_force("kestrelshire").ask("is kestrelshire police still in special measures")
    assert answer.direct.startswith("No. ")
    assert "Before that, PEEL 2023-25 (published 13 March 2025) said" in answer.text
    assert [citation.kind for citation in answer.citations] == ["news", "report"]


def test_he_is_the_newest_holder_of_the_office_asked_for(open_force: Force) -> None:
    answer = open_force("kestrelshire").ask("when did he start", ["who is the chief constable now"])
    assert answer.question == "when did he start"
    assert "Achterberg took up" not in answer.direct


def test_an_area_that_a_pillar_s_chapter_does_not_grade_is_told_as_that(open_force: Force) -> None:
    answer = open_force("wendlebury").ask("Armed policing judgment 2018/19?")
    assert answer.status == "not_graded"
    assert "gives no grade for armed policing" in answer.direct


def test_a_comparison_tells_each_inspection_s_own_time(open_force: Force) -> None:
    answer = open_force("wendlebury").ask("101 in that 2019 report against the 2024 one, are less people giving up now")
    assert "24 percent" in answer.text
    assert "In the year before" not in answer.direct


def test_more_now_than_then_is_asked_of_both_inspections(open_force: Force) -> None:
    answer = open_force("hollinshire").ask("Are there more PCSOs now than in 2016, or fewer?")
    assert ["238" in claim.text or "141" in claim.text for claim in answer.claims] == [True, True]


def test_below_a_grade_is_every_grade_below_it_of_the_inspection_asked_for(open_force: Force) -> None:
    answer = open_force("hollinshire").ask("Which things were the police marked down on in the latest inspection, below adequate?")
    assert "requires improvement (2): responding to the public, investigating crime; inadequate (1): tackling violence" in answer.text
    assert "PEEL 2016" not in answer.text


def test_every_recommendation_of_a_cause_of_concern_is_listed_with_its_deadline(open_force: Force) -> None:
    answer = open_force("hollinshire").ask("List the recommendations on violence against women and girls with their deadlines.")
    assert [month in answer.text for month in ("31 March 2026", "31 May 2026", "30 September 2026")] == [True] * 3


def test_a_figure_of_two_sentences_before_is_told_with_the_country_s(open_force: Force) -> None:
    asked = (
        "What percentage of 999 calls were answered within ten seconds in the year to September 2025, and what was it in England and Wales?"
    )
    answer = open_force("hollinshire").ask(asked)
    assert "91.4 percent" in answer.direct
    assert "88.7 percent" in answer.direct


def test_an_inspection_of_one_subject_is_no_peel_inspection_of_that_year(open_force: Force) -> None:
    assert open_force("hollinshire").ask("What grades did Hollinshire get in PEEL 2018/19?").status == "other_edition"


def test_what_a_newspaper_corrects_in_the_next_sentence_is_told(open_force: Force) -> None:
    answer = open_force("ormeside").ask("Did the new control room computer system start in September 2022 as planned?")
    assert "put back to January 2023" in answer.direct


def test_only_the_findings_on_a_matter_are_listed(open_force: Force) -> None:
    ormeside = open_force("ormeside")
    assert "one recommendation that speaks of this" in ormeside.ask("How many recommendations were there on custody?").text
    assert "one recommendation that speaks of this" in ormeside.ask("Which recommendations mention missing children?").text
    assert "names" not in ormeside.ask("What recommendations were made about drones?").direct


def test_a_part_of_an_area_has_no_grade_by_itself(open_force: Force) -> None:
    answer = open_force("hollinshire").ask("What grade did financial management get on its own in PEEL 2025-27?")
    assert answer.status == "not_graded"
    assert "adequate in PEEL 2025-27" in answer.text
    assert open_force("hollinshire").ask("What grade did managing offenders get on its own in PEEL 2025-27?").status == "answered"


@pytest.mark.parametrize(
    ("question", "earlier", "said"),
    [
        (
            "And Hollowmere?",
            "How was Brackenshire graded for serious and organised crime?",
            "Hollowmere Police: Serious and organised crime: adequate",
        ),
        ("and who is it now", "who was chief constable when the organised crime report came out?", "Marian Thackray"),
        (
            "What was it the year before?",
            "What percentage of domestic abuse crimes led to an arrest in the year ending 30 June 2024?",
            "31.0 percent",
        ),
        ("is that better or worse than in the 2022 report?", "how many 101 calls get abandoned?", "11.5 percent"),
    ],
)
def test_a_follow_up_moves_to_another_force_time_or_edition(open_force: Force, question: str, earlier: str, said: str) -> None:
    answer = open_force("brackenshire").ask(question, [earlier])
    assert answer.status == "answered"
    assert said in answer.text


def test_those_of_the_last_answer_are_counted_by_what_is_asked_of_them(open_force: Force) -> None:
    answer = open_force("cranmere").ask("How many of them were trainees?", ["How many detectives does Cranmere have?"])
    assert "88" in answer.direct


def test_who_comes_after_somebody_is_not_that_one(open_force: Force) -> None:
    answer = open_force("cranmere").ask("Who takes over from her?", ["When does Chief Constable Ashdown retire?"])
    assert "Rhys Calloway" in answer.direct
    assert "Imogen Ashdown" in open_force("cranmere").ask("Who replaced Tolworth as chief constable?").direct


def test_a_grade_that_was_never_given_is_not_explained(open_force: Force) -> None:
    answer = open_force("cranmere").ask("Why was armed policing graded good in 2018/19?")
    assert answer.status == "false_premise"
    assert answer.direct.startswith("It wasn’t")


@pytest.mark.parametrize(
    ("name", "question", "status", "said"),
    [
        ("lindmoor", "Why is attendance at incidents slow?", "answered", "too few officers"),
        ("lindmoor", "Why does the force think its strip search figure is too high?", "answered", "tick the box"),
        (
            "lindmoor",
            "What was the constabulary told to do about domestic abuse within three months?",
            "answered",
            "names three recommendations",
        ),
        ("lindmoor", "What was the overall judgment on crime recording in 2019?", "answered", "requires improvement"),
        ("lindmoor", "When did inspectors visit the custody suites?", "answered", "November 2023"),
        ("lindmoor", "who called it a mark against all of us", "answered", "Rawe"),
        ("pennant-vale", "who is the chief constable?", "answered", "Neil Braddock, temporary chief constable"),
        ("pennant-vale", "What did the 2018/19 report give for efficiency?", "answered", "requires improvement"),
        (
            "pennant-vale",
            "What percentage of stop and search records had reasonable grounds in the 2018/19 report?",
            "answered",
            "82 percent",
        ),
        ("pennant-vale", "What percentage of 101 calls were answered within 30 seconds?", "not_in_corpus", ""),
        ("pennant-vale", "Who is the force's head of human resources?", "not_in_corpus", ""),
        ("pennant-vale", "i reported a stolen bike on tuesday, whats happening with it", "individual_case", "999"),
        ("pennant-vale", "How has the share of abandoned 101 calls changed since 2018?", "answered", "28.4 percent"),
        ("quarrendale", "What did the child protection report want done within three months?", "answered", "names four recommendations"),
        (
            "quarrendale",
            "what do they need to get better at when it comes to investigating crime?",
            "answered",
            "two areas for improvement",
        ),
        ("quarrendale", "Why did the 2017 grade for investigating crime go down?", "answered", "has to do with supervision"),
        ("quarrendale", "What did the Federation chair say about the report?", "answered", "Dave Ollerenshaw"),
        ("quarrendale", "how was legitimacy graded in 2016", "answered", "Legitimacy: good in 2016, as PEEL 2017"),
        ("quarrendale", "was it inadequate at investigating crime in 2016?", "answered", "No. Investigating crime: good in 2016"),
        ("stourmarch", "are they still in special measures", "answered", "No. PEEL 2023-25"),
        ("stourmarch", "Which HM Inspector closed the cause of concern about domestic abuse?", "answered", "Desmond Acheson, HM Inspector"),
        (
            "stourmarch",
            "When was investigating crime last graded, and what did it get?",
            "answered",
            "requires improvement in PEEL 2023-25",
        ),
        ("stourmarch", "What is the charge rate in the latest report?", "answered", "5.8 percent"),
        ("stourmarch", "Have overdue visits to registered sex offenders come down since the 2024 inspection?", "answered", "6.4 per cent"),
        ("stourmarch", "how many special constables are there", "not_in_corpus", ""),
        ("stourmarch", "how many special constables have they got", "not_in_corpus", ""),
        ("stourmarch", "how many detective jobs are empty at the moment", "answered", "28 vacancies"),
        ("dunmere", "how many police officers are there in dunmere", "answered", "2,418 officers"),
        ("dunmere", "how many coppers has dunmere got", "answered", "2,418 officers"),
        ("dunmere", "how many PCSOs are there?", "answered", "162 police community support officers"),
        ("dunmere", "How many people were working without up-to-date vetting in May 2022?", "answered", "327"),
        ("dunmere", "What is the average waiting time for a 999 call?", "not_in_corpus", ""),
        ("dunmere", "What is the average waiting time for a 101 call?", "answered", "4 minutes 38 seconds"),
        ("dunmere", "who is the head of the rape investigation team", "not_in_corpus", ""),
        ("dunmere", "Why did the efficiency grade go down in 2018/19?", "answered", "weakness of its financial planning"),
        ("dunmere", "What effectiveness grades has the force had since 2015?", "answered", "requires improvement in 2015"),
        ("harskdale", "who is the chief constable of harskdale", "answered", "Martin Pellow"),
        ("harskdale", "Who was chief constable when the PEEL 2021/22 report was written?", "answered", "Helen Ashdown, chief constable"),
        ("harskdale", "By when did the force have to be answering 90 percent of 999 calls in ten seconds?", "answered", "31 October 2022"),
        ("harskdale", "What did the chief constable say about the waits when the report came out?", "answered", "I am sorry"),
        ("tarndale", "who promised that neighbourhood cops would only spend 10% of their time on other stuff", "answered", "Marian Osei"),
        ("tarndale", "Does the force meet the national standard for 999 calls?", "answered", "71.3 percent"),
        ("tarndale", "should graham tolland have resigned?", "opinion_or_prediction", ""),
        ("wrenfordshire", "What was the 2017 grade for how effectively it records reported crime?", "answered", "inadequate in 2017"),
        ("wrenfordshire", "How long was it given to review every outstanding protection notice?", "answered", "Within three months"),
        ("wrenfordshire", "are sex offenders being visited when they should be?", "answered", "No. Visits to sex offenders are overdue"),
        ("wrenfordshire", "How many detective constable posts are vacant?", "answered", "24 vacancies"),
        ("wrenfordshire", "Is there going to be a new custody suite?", "answered", "being built"),
    ],
)
def test_one_matter_asked_of_one_force(open_force: Force, name: str, question: str, status: str, said: str) -> None:
    answer = open_force(name).ask(question)
    assert answer.status == status
    assert said in answer.text.split("\n\n[1]")[0], "told, and not only quoted"


@pytest.mark.parametrize(
    ("name", "question", "earlier", "said"),
    [
        (
            "quarrendale",
            "And what was it in the inspection before that?",
            "What did it get for responding to the public?",
            "in 2021/22, as",
        ),
        (
            "quarrendale",
            "And two years earlier?",
            "How many domestic violence protection notices were issued in the year to March 2024?",
            "84",
        ),
        ("stourmarch", "how old was the oldest one?", "How many risk assessments were waiting in December 2021?", "47 days"),
        ("lindmoor", "and the priority ones?", "How often do they get to emergency incidents on time?", "54 percent"),
        (
            "lindmoor",
            "What was it two years before?",
            "What was the arrest rate for domestic abuse in the year to March 2021?",
            "38.9 percent",
        ),
        ("wrenfordshire", "how much is that going to cost?", "Is there going to be a new custody suite?", "£21m"),
        (
            "wrenfordshire",
            "what about in the inspection after that?",
            "How was managing offenders graded in 2021/22?",
            "requires improvement",
        ),
        (
            "harskdale",
            "Why is it longer than in 2016?",
            "How long are people held in custody on average?",
            "investigators weren't available at night",
        ),
    ],
)
def test_a_follow_up_of_another_inspection_or_another_time(open_force: Force, name: str, question: str, earlier: str, said: str) -> None:
    answer = open_force(name).ask(question, [earlier])
    assert answer.status == "answered"
    assert said in answer.direct


def test_of_those_told_before_only_what_is_told_of_them_counts(open_force: Force) -> None:
    earlier = "How many call handlers does the control room have now?"
    assert open_force("quarrendale").ask("and how many of them work nights?", [earlier]).status == "not_in_corpus"


@pytest.mark.parametrize(
    ("name", "question", "earlier"),
    [
        ("tarndale", "And for robbery?", "What was the charge rate for adult rape?"),
    ],
)
def test_what_a_follow_up_moves_to_must_be_told_of(open_force: Force, name: str, question: str, earlier: str) -> None:
    assert open_force(name).ask(question, [earlier]).status == "not_in_corpus"


def test_a_neighbour_with_a_chapter_says_nothing_of_what_the_chapter_does_not(open_force: Force) -> None:
    answer = open_force("brackenshire").ask("What is Tarnshire Police's PEEL grade for investigating crime?")
    assert answer.status == "other_force"
    assert "of Tarnshire Police only a chapter in a report on its region is held" in answer.text


@pytest.mark.parametrize(
    "question", ["How many disruptions were recorded in 2022/23?", "What areas for improvement are there on organised crime?"]
)
def test_no_chapter_of_a_neighbour_answers_for_the_force(open_force: Force, question: str) -> None:
    engine = open_force("brackenshire")
    answer = engine.ask(question)
    chapters = [(c.document, c.start, c.end) for c in engine.index.facts.neighbours]
    assert {c.force for c in engine.index.facts.neighbours} >= {"Hollowmere Police", "Tarnshire Police"}
    assert not [q for q in answer.citations if any(q.document == d and a <= q.start < b for d, a, b in chapters)]
