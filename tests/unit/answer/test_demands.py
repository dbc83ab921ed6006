"""Near misses of the right topic: what is only counted, done by nobody named, a mere sample, or of another period."""

from __future__ import annotations

from dataclasses import replace

import pytest

from peel_qa.answer.demands import has_reason, meeting, names_reasons, tells_cause, tells_condition
from peel_qa.answer.evidence import Library
from peel_qa.answer.sentences import Candidate
from peel_qa.records import Hit
from peel_qa.search.question import understand

MISSES = [
    ("Which two matters did the panels deal with?", "The panels helped with two contentious matters."),
    ("Name the three officers who were trained.", "Three officers were trained."),
    ("Who chairs the strategic group?", "The strategic group is independently chaired and well attended by chief officers."),
    ("How many people were stopped and searched?", "We reviewed a sample of 136 stop and search records."),
    ("How much did it save in 2020/21?", "It has to save £13m from April 2021 to March 2025."),
    ("Which force helped with the one matter?", "The matter was settled through scrutiny work within another force area."),
    ("Which town has the busiest cells?", "The busiest cells are in the north of the county."),
    ("What does the plan say about local policing areas?", "It is writing a plan to bring its strategies together."),
    ("How many calls were there in 2019?", "There were 900 calls in the year ending 31 March 2021."),
    ("How many officers were there at 31 March 2025?", "At 31 March 2024 the force had 1,963 officers."),
    ("What is the longest that anyone waited?", "The average wait went down from 8 hours to 5 hours."),
    ("How many officers were there at 31 March 2025?", "At 31 March 2024 there were 1,963 officers, and in 2024/25 more joined."),
    ("Which two matters did the panels deal with?", "In Haleport, the force has introduced panels."),
    ("Who chairs the advisory group?", "Officers are represented at the advisory group."),
    ("What was the abandonment rate across England and Wales?", "The abandonment rate for 101 calls was 14.5 percent."),
    ("Which police force is the worst at charging people?", "In Marlshire, 5.4 percent of crimes led to a charge."),
    ("Which LPA had its profile done?", "Profiles had been done for only one of its five areas."),
    ("Appraisals done rate, 2022/23?", "In 2020/21 an appraisal was done by 22 percent of the workforce."),
    ("How long was the wait in the year ending 31 March 2023?", "In the year ending 31 March 2024 it took 1 minute on average."),
    ("When does the new chief start?", "She has been chief constable since October 2020."),
    ("How much is the commissioner paid?", "The commissioner gave the charity £240,000."),
    ("Why did they shut down the ethics committee?", "The understanding of the ethics committee's work is limited."),
    ("when did they scrap body cams", "In 2022 officers used body-worn video consistently."),
    ("why did jane doe leave the force", "Jane Doe accepted the findings and said that work had begun."),
    ("how long does it take to get a phone back", "Eleven months on from the inspection, she was reassured."),
    ("whos footing the bill for that", "Making the ground safe will cost £2.3 million."),
    ("How much did the hub cost?", "A study put the benefit at £3.20 for each pound spent."),
    ("What had the project cost by the end?", "The system was to go live in June 2020 at a cost of £3.6m."),
    ("what did they die of", "There has been one death in custody, in August 2020."),
    ("What did the university's study of searches conclude?", "In 9 of the 20 records we studied in depth we did not find a reason."),
    ("that pcso who opened the club, whats her name?", "A PCSO in Carrow noticed the calls."),
    ("Which detective superintendent chairs the reviews?", "It is chaired by a detective superintendent."),
    ("Detective vacancy rate at Ouseland Police?", "Of its 228 posts 27 percent were vacant."),
    ("How old is he?", "John Carver has been the commissioner since 2016."),
    ("Which MP said that?", "A charity asked the new chief to keep the team."),
    ("Who said sorry?", "The commissioner said that the results were below what she expects."),
    ("Who apologised for the delays?", "The chief constable promised shorter waits."),
    ("Who promised to act?", "The inspector praised the team."),
    ("Which party is the commissioner from?", "The commissioner chairs the panel."),
    ("Who is the head of human resources?", "Yasmin Ferreira, head of public protection, spoke to us."),
    ("What percentage of 101 calls were answered within 30 seconds?", "The force answered 93 percent of 999 calls within ten seconds."),
    ("How many were seen within 24 hours?", "It saw 40 of them within an hour."),
    ("what percentage of people who report a stalker get an order", "It obtained 14 orders; it had obtained two in the whole of 2022."),
    ("Twelve percent end in a charge. Is that better than the rest of the country?", "Twelve percent led to a charge."),
    (
        "17% of students resigned. How does that sit against other forces nationally?",
        "In the year 17 percent resigned, 10 the year before.",
    ),
    ("Are assaults on officers rising or falling?", "There were 476 assaults on officers."),
    ("Do they use force more than they did the year before?", "There were 6,210 forms."),
    ("What proportion of victims were satisfied?", "The arrest rate for domestic abuse crimes was 38.7 percent."),
    ("how much did they flog the nick for", "Complaints fell by 37 percent over two summers."),
    ("How many of the 20 new PCSOs are in post?", "There are now 41 PCSOs."),
    ("What confidence interval do they put on their 14-out-of-66 figure?", "It was 94 percent (confidence interval +/- 3.9%)."),
    ("was he ok in the end", "There was no check for an hour on a man who had swallowed tablets."),
    ("How many domestic abuse crimes were there?", "It arrested someone in 41.3 percent of domestic abuse crimes."),
    ("How many call handlers did they think would leave?", "Forty-one call handlers resigned."),
    ("When was the last empty post filled?", "By 30 September 2025, it should fill all posts."),
    ("On what date was it decided?", "It was decided in spring 2023."),
    ("What has the force put in place to get phones back faster?", "The force should improve how fast it examines phones."),
    ("Who chaired the Beacon project board?", "The scrutiny panel, chaired by Yusuf Ellery, met 11 times."),
    ("Has the number of Taser discharges gone up?", "Incidents rose to 17,400."),
    ("and which firm supplied it?", "It cost £14.3 million and went live in October 2023."),
    ("Name the three chief constables whom he met.", "He will, after three meetings, direct resources and money to chief constables."),
    ("whats the name of the player who runs the club", "Two officers and a former player run the club."),
]
HITS = [
    ("Which two matters did the panels deal with?", "The panels helped with two matters: a protest and a closure."),
    ("Which two matters did the panels deal with?", "The panels dealt with a protest and a closure."),
    ("Who chairs the strategic group?", "The strategic group is chaired by a retired judge."),
    ("How many records did inspectors look at?", "We reviewed a sample of 136 stop and search records."),
    ("How much did it save in 2020/21?", "It saved £2m in 2020–21."),
    ("How many calls were there in the year ending 31 March 2021?", "There were 900 calls in the year ending 31 March 2021."),
    ("Which force helped with the one matter?", "The matter was settled by scrutiny work within Marlshire Constabulary."),
    ("Which town has the busiest cells?", "Its cells in Haleport are the busiest."),
    ("What does the plan say about the year?", "It is writing a plan to bring its strategies together."),
    ("How many officers were there at 31 March 2024?", "At 31 March 2024 the force had 1,963 officers."),
    ("What is the longest that anyone waited?", "Some waited for up to 9 hours."),
    ("How many calls were there?", "There were 900 calls in the year ending 31 March 2021."),
    ("Which LPA had its profile done?", "Only the profile of Haleport had been done."),
    ("When does the new chief start?", "He will take over on 1 September."),
    ("How much is the commissioner paid?", "Her salary is £90,000."),
    ("Why did they shut down the ethics committee?", "The ethics committee was closed because few came."),
    ("why did jane doe leave the force", "Jane Doe retired in May 2023."),
    ("Why did the chief leave victims without updates?", "Victims were not kept informed."),
    ("Was it the inspectors who called police funding a sum on an envelope?", "He called it a sum on the back of an envelope."),
    ("whos footing the bill for that", "The council will pay half of it."),
    ("How much did the hub cost?", "The hub cost £90,000."),
    ("what did they die of", "The inquest found natural causes."),
    ("What did the university's study of searches conclude?", "The study found that most were of young men."),
    ("How old is he?", "John Carver, aged 54, is the commissioner."),
    ("Which MP said that?", "Tobias Ravenscar, the MP for Ambersea, said so."),
    ("Who said sorry?", "“I apologise to everybody who waited,” the chief constable said."),
    ("Who promised to act?", "“We will act,” the chief constable said."),
    ("Which party is the commissioner from?", "She is the county's Liberal Democrat commissioner."),
    ("What percentage of 101 calls were answered within 30 seconds?", "It answers half of its 101 calls within its 30-second target."),
    ("What percentage of 999 calls were answered within 10 seconds?", "The force answered 93 percent of 999 calls within ten seconds."),
    ("What percentage of records were reasonable in the 2018/19 report?", "In 2018/19 the share of reasonable records was 82 percent."),
    ("How many calls a day are there?", "There are 900 calls every day."),
    ("what percentage of people who report a stalker get an order", "An order is made for one in three."),
    ("Is that better than the rest of the country?", "In England and Wales it was 9 percent."),
    ("Are assaults on officers rising or falling?", "There were 476 assaults on officers, up from 401."),
    ("What proportion of victims were satisfied?", "In surveys nine in ten were content."),
    ("how much did they flog the nick for", "The sale brought in £1.2m."),
    ("How many of the 20 new PCSOs are in post?", "Of the twenty new PCSOs 12 are in post; of the 20, three left."),
    ("was he ok in the end", "He recovered in hospital."),
    ("how many of the top ranks are women", "Women are 41 percent of the top ranks."),
    ("How many call handlers did they think would leave?", "It had assumed that it would lose eight call handlers."),
    ("When was the last empty post filled?", "The last post was filled on 4 November 2025."),
    ("On what date was it decided?", "It was decided on 6 March 2023."),
    ("What has the force put in place to get phones back faster?", "It has set up a team that examines phones."),
    ("Who chaired the Beacon project board?", "The Beacon project board was chaired by Yusuf Ellery."),
    ("Has the number of Taser discharges gone up?", "Taser discharges rose to 38."),
    ("and which firm supplied it?", "It was supplied by Orbital Systems."),
    ("Name the three chief constables whom he met.", "He met Ada Quill, Tobias Renshaw and Jane Doe, chief constables."),
]


@pytest.fixture
def candidate(library: Library) -> Candidate:
    passage = library.index.passages[0]
    hit = Hit(replace(passage, text="No year stands here."), library.source(passage.document), 1.0)
    return Candidate(hit, passage.sentences[0], "", 1.0, {"meaning": 0.5, "words": 0.5})


@pytest.mark.parametrize(("question", "sentence"), MISSES)
def test_a_near_miss_is_no_answer(library: Library, candidate: Candidate, question: str, sentence: str) -> None:
    assert meeting(understand(question), [replace(candidate, text=sentence)], library) == []


@pytest.mark.parametrize(("question", "sentence"), HITS)
def test_what_answers_stays(library: Library, candidate: Candidate, question: str, sentence: str) -> None:
    assert len(meeting(understand(question), [replace(candidate, text=sentence)], library)) == 1


def test_what_is_farther_from_the_question_is_not_taken_for_what_its_nearest_sentence_does_not_say(
    library: Library, candidate: Candidate
) -> None:
    asked = understand("Twelve percent of burglaries end in a charge. Is that better than the rest of the country?")
    nearest = replace(candidate, text="Twelve percent of burglaries led to a charge.", score=7.0, marks={"meaning": 0.5, "words": 0.6})
    national = "The figure for England and Wales was 27 percent."
    elsewhere = replace(candidate.hit, passage=replace(candidate.hit.passage, id="another"))
    apart = replace(candidate, hit=elsewhere, text=national, score=3.8, marks={"meaning": 0.3, "words": 0.1})
    beside = replace(apart, hit=candidate.hit)
    assert meeting(asked, [nearest, apart], library) == []
    assert meeting(asked, [nearest, beside], library) == [beside]
    assert meeting(asked, [apart], library) == [apart]


@pytest.mark.parametrize(
    ("question", "sentence", "is_kept"),
    [
        ("Why did Ada Quill close the desk?", "The desk was closed to save money.", False),
        ("What made Chief Constable Quill close the desk?", "The desk was closed to save money.", False),
        ("Why did Ada Quill close the desk?", "Ms Quill closed the desk to save money.", True),
        ("Why did Ada Quill close the desk?", "The chief constable closed the desk to save money.", True),
        ("Why did they close the desk?", "The desk was closed to save money.", True),
    ],
)
def test_what_a_named_person_is_supposed_to_have_done_has_to_be_theirs(
    library: Library, candidate: Candidate, question: str, sentence: str, is_kept: bool
) -> None:
    news = next(p for p in library.index.passages if library.source(p.document).kind == "news")
    hit = Hit(news, library.source(news.document), 1.0)
    told = replace(candidate, hit=hit, span=news.sentences[0], text=sentence)
    assert bool(meeting(understand(question), [told], library)) is is_kept
    of_before = replace(candidate, text=sentence)
    assert bool(meeting(understand(question), [of_before], library)) is (question.startswith("Why did they"))


@pytest.mark.parametrize(("place", "is_kept"), [("Carrow", False), ("Northmoor", True)])
def test_a_name_that_a_follow_up_brings_must_stand_there(library: Library, candidate: Candidate, place: str, is_kept: bool) -> None:
    asked = understand(f"And next door in {place}?", ["How many cells does the custody suite have?"])
    assert asked.is_follow_up
    assert bool(meeting(asked, [replace(candidate, text="The suite has 32 cells.")], library)) is is_kept


def test_reasons_are_told_from_bare_statements() -> None:
    assert has_reason("Calls are answered late because there are too few handlers.")
    assert has_reason("Visits help the force to understand the risk.")
    assert not has_reason("The control room is in Saltby.")


@pytest.mark.parametrize(
    ("question", "sentence", "does"),
    [
        ("When does the advice help most?", "It helps when officers can't come at once.", True),
        ("When can they close a case?", "It can be closed once the victim's decision is recorded.", True),
        ("When does the advice help most?", "The advice helps.", False),
        ("When does the new chief start?", "He starts once she has left.", False),
        ("When was the inspection?", "It was held when the force was ready.", False),
    ],
)
def test_when_may_ask_in_which_circumstances(question: str, sentence: str, does: bool) -> None:
    assert tells_condition(understand(question), sentence) is does


def test_a_sentence_may_say_that_it_tells_reasons() -> None:
    assert names_reasons("The reasons most often given were cancelled rest days.")
    assert not names_reasons("It has good reason to worry.")


@pytest.mark.parametrize(
    ("sentence", "does"),
    [
        ("The review of hours has cut the capacity of the specials.", True),
        ("In 2021/22 a shortage of drivers slowed attendance and capacity.", True),
        ("The force has cut the capacity of the specials.", False),
        ("Northmoor Police reduced its capacity.", False),
        ("It has cut capacity.", False),
        ("The review has cut the number of forms.", False),
    ],
)
def test_what_somebody_does_is_no_cause_and_what_something_does_is(sentence: str, does: bool) -> None:
    assert tells_cause(understand("Why did the capacity of the specials fall?"), sentence) is does
