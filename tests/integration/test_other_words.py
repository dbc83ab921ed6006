"""Questions that share hardly a word with the reports: corrections, people before others, reasons told behind, deadlines, danger."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest

from peel_qa.engine import PeelQA

pytestmark = pytest.mark.slow

Force = Callable[[str], PeelQA]
STOPPED = "Stop and search: proportion on reasonable grounds, latest inspection?"
FOLK = "how did they do on looking after vulnerable folk"


@pytest.mark.parametrize(
    ("name", "history", "question", "said"),
    [
        ("calderwick", [STOPPED], "no sorry, I meant 2018/19", "73 percent"),
        ("calderwick", [FOLK], "what about 2019?", "requires improvement in PEEL 2018/19"),
        ("calderwick", ["who runs calderwick police these days?"], "no i mean the bloke before her", "Derek Staunton was chief constable"),
        ("calderwick", [], "who did the job before Hallworth", "Derek Staunton was chief constable before Imogen Hallworth"),
        ("calderwick", [], "who chairs the scrutiny panel?", "Winifred Amoako"),
        ("calderwick", [], "Efficiency pillar judgment 2018/19", "Efficiency: good in PEEL 2018/19"),
        ("calderwick", [], "how was planning for the future graded in 2018/19", "Planning for the future: requires improvement"),
        ("calderwick", [], "how was treating the public fairly graded in 2018/19", "requires improvement in PEEL 2018/19"),
        ("calderwick", [], "What had to be done by 30 June 2025 about the control room?", "names two recommendations. By 30 June 2025"),
        (
            "calderwick",
            [],
            "when they were bumping jobs down the list (2019) did anybody get hurt",
            "No one was found to have come to harm",
        ),
        ("aberlwyd", ["What did they get for responding to the public in 2021/22?"], "And the latest?", "adequate in PEEL 2025-27"),
        ("aberlwyd", [], "who was holding the fort before this boss came in", "Dafydd Ellacombe"),
        ("aberlwyd", [], "2021/22 rating for how it looks after its people", "good in PEEL 2021/22"),
        ("aberlwyd", [], "What did leadership/culture score in the 2019 CDI?", "outstanding in Crime Data Integrity 2019"),
        (
            "aberlwyd",
            [],
            "what were the worst marks this time round, anything under adequate i mean",
            "inadequate (1): investigating crime",
        ),
        ("aberlwyd", [], "when does llanfeddyn get its detectives back", "1 June"),
        ("aberlwyd", [], "What has to be put right on investigations, and by which dates?", "names four recommendations"),
        ("aberlwyd", [], "how many devices are in the DFU queue?", "913 devices awaiting examination"),
        ("aberlwyd", [], "how was it they were so rubbish at answering the phone back in 2021", "inadequate in PEEL 2021/22"),
        (
            "cranmere",
            [],
            "why did burglary go down",
            "fell by 19 percent in the year ending 31 March 2024, from 2,610 offences to 2,114. The force",
        ),
        ("oxmoor", [], "what was the grade for the financial position in 2015?", "outstanding in PEEL 2015"),
        ("oxmoor", [], "which bits did they get 'needs improving' on in the new report?", "requires improvement (3): responding"),
        ("oxmoor", [], "Protecting vulnerable people - judgement at every inspection you hold", "Inadequate in PEEL 2023-25"),
        ("oxmoor", [], "what do they share with Calder Reach Police?", "Firearms, dogs and roads policing"),
        ("oxmoor", [], "HMI responsible for the 2015 and 2016 assessments?", "Isobel Thring"),
        ("oxmoor", [], "who was the police boss in charge back when they looked round the cells in 2021", "Judith Maybrick"),
        ("oxmoor", ["what percentage of people give up on 101?"], "no sorry i meant back in 2016", "from 6.1 percent to 8.8 percent"),
        (
            "oxmoor",
            [],
            "my husband's on response and he's had weekends taken off him. how many days off does the force owe its lot altogether",
            "9,140 days",
        ),
        ("oxmoor", [], "savings needed by 2027/28?", "£11.2m by March 2028"),
        ("oxmoor", [], "DA cause of concern: what had to be done straight away, what in three months?", "names six recommendations"),
        ("thirlbeck", [], "whats their mark these days for keeping people at risk safe", "inadequate in PEEL 2023-25"),
        ("thirlbeck", [], "what innovative practice does the newest report name?", "names three innovative practices"),
        ("thirlbeck", [], "how many promising practices are there", "names two promising practices"),
        ("thirlbeck", [], "which new ideas could other forces copy?", "names five innovative and promising practices"),
        ("thirlbeck", ["How many detective posts are unfilled at Thirlbeck?"], "says who?", "The inspectorate (HMICFRS)"),
        (
            "thirlbeck",
            [],
            "when they turn up again does a copper always go round and make sure theyre alright, ask em where theyve been",
            "This took place in 15 of the 40 cases",
        ),
        ("saltmarsh", [], "Why did the number of recorded uses of force rise in 2023/24?", "fill in the form on their phones"),
        ("thornvale", [], "y were so many people hanging up on 101 back in 2021", "Lodestar"),
    ],
)
def test_it_is_answered(open_force: Force, name: str, history: Sequence[str], question: str, said: str) -> None:
    answer = open_force(name).ask(question, history)
    assert answer.status == "answered"
    assert said in answer.direct


@pytest.mark.parametrize(
    ("name", "history", "question", "status"),
    [
        ("calderwick", [FOLK, "what about 2019?"], "and the one in between them", "other_edition"),
        ("calderwick", [], "why did they get top marks for stopping crime before it happens", "false_premise"),
        ("calderwick", [], "Conclusions of the joint inspection with probation?", "not_yet_published"),
        ("aberlwyd", ["Investigating crime: grade in 2025-27?", "And in 2021/22?"], "And the one in between, 2023-25?", "other_edition"),
        ("aberlwyd", [], "why did they get inadequate for answering the phones this year", "false_premise"),
        ("oxmoor", [], "Calder Reach - what did they get for legitimacy 2016?", "other_force"),
        ("oxmoor", ["What % of violent offences are recorded properly?"], "And hate crime?", "not_in_corpus"),
        ("oxmoor", [], "how long are you sat there on average on 101 before somebody picks up", "not_in_corpus"),
        ("thirlbeck", ["How many detective posts are unfilled at Thirlbeck?"], "And Coverholme?", "other_force"),
        ("aberlwyd", [], "999 calls picked up inside 10 seconds, upland only?", "not_in_corpus"),
    ],
)
def test_it_is_refused(open_force: Force, name: str, history: Sequence[str], question: str, status: str) -> None:
    assert open_force(name).ask(question, history).status == status


def test_who_names_somebody_in_office_is_never_told_that_one_as_the_one_before(open_force: Force) -> None:
    answer = open_force("calderwick").ask("who was chief constable before her?")
    assert "Hallworth, chief constable, in the newest" not in answer.text


def test_danger_is_answered_first_and_the_question_below(open_force: Force) -> None:
    answer = open_force("aberlwyd").ask("my husband hit me, what share of domestic abuse suspects get arrested?")
    assert answer.direct.startswith("Call 999 now")
    assert "38.2 percent" in answer.text
