"""What a sentence claims of whom, how much, why and how surely: small turns of a source sentence that say something else."""

from __future__ import annotations

import pytest

from peel_qa.facts.records import Facts
from peel_qa.generation.exhibits import Exhibit, Unit
from peel_qa.generation.prompt import instructions
from peel_qa.generation.stream import Draft
from peel_qa.generation.verify import REASONS, Verifier
from peel_qa.records import Passage, Source
from peel_qa.stems import term_set

REPORT = Source("r", "PEEL 2021/22: Northmoor Police", "HMICFRS", "report", "Northmoor Police", "2022-04-13", edition="PEEL 2021/22")
TEXTS = (
    "Inspectors found that call handlers were polite in almost every call.",
    "The operations run by the commissioner have cut burglary by 18%.",
    "The new plan sets out what officers will do about burglary.",
    "Neighbourhood officers can say which offenders live in their area.",
    "The force uses stop and search less than most, and finds what it looks for more often.",
    "Victims lose confidence because attendance is slow.",
    "Its special constable capacity is one of the lowest in England and Wales.",
    "Where the force had identified risk, its response to victims was good.",
    "Sergeants told us that supervision has improved.",
    "Forty-six percent of response officers have less than three years' service.",
    "Anyone who reports nuisance three times in six months is given a case worker.",
    "The visions and values were generally well understood across the workforce.",
    "Case workers can see the records of each partner.",
    "There is a national expectation of standards.",
    "The board saw the data before the meeting.",
    "Detectives are stretched, and the digital backlog is growing.",
    "The force had 1,180 people on bail and 402 released under investigation.",
    "It met its grade 1 target in 58 percent of cases, and its grade 2 target in 39 percent.",
    "Sixty-seven detectives went back to uniform duties.",
    "There were avoidable delays in 17 out of 72 calls.",
    "Response officers assess danger well.",
    "Every file had been checked by the end of the week.",
    "A supervisor had read five of the letters.",
    "Complaints were dealt with slowly, and answers came too late.",
    "The force weighs outcomes only twice a year.",
    "Abandoned calls are up from 34 percent to 41 percent.",
    "Hourly reviews of danger continue until somebody attends.",
    "The ratings board is the same as last year.",
    "Nine in ten of those who answered a questionnaire said that they would use it again.",
    "Because 2015 was the first year of grading, no comparison was possible.",
    "It would bring the average down to about 48.",
    "A nurse works in the control room from 3pm to 3am.",
    "The inspectorate did not give the force a new grade.",
    "Learning from mistakes is slow, and recognition makes it plain that teamwork is valued.",
    "Inspectors were told that custody lacks beds.",
    'The force said that the figure was "closer to 19 officers".',
    "We had heard from 12 advisers.",
    "The force trained 16 Early Intervention and Prevention advisers.",
    "Plans for under-resourced teams, such as custody, are also reflected in budgets.",
    "The dog unit had not always kept its vans clean.",
    "The report said in April 2022 that, according to the board, unreliable systems led to inefficient practices.",
)


@pytest.fixture(scope="module")
def verifier() -> Verifier:
    units = tuple(
        Unit((1,), text, REPORT, "inspectorate", f"{text} inspectorate", term_set(REPORT.title), (("r", n, n + 1),))
        for n, text in enumerate(TEXTS)
    )
    whole = " ".join(TEXTS)
    passage = Passage("p", "r", 0, len(whole), whole, whole, (), "", None, None, ())
    return Verifier([Exhibit(1, passage, REPORT, units)], [], Facts(), "", instructions())


TRUE = [
    "67 detectives went back to uniform duties.",
    "The force had 1,180 people on bail.",
    "It met its grade 1 target in 58 per cent of cases.",
    "In 17 of 72 calls there were avoidable delays.",
    "Response officers assess danger well.",
    "Every file had been checked by the end of the week.",
    "Inspectors were told that custody lacks beds.",
    "It would bring the average down to about 48.",
    "According to the PEEL 2021/22 report, a nurse works in the control room from 3 pm to 3 am.",
    "Call handlers were polite in almost every call.",
    "Operations run by the commissioner have cut burglary by 18 per cent.",
    "Victims lose confidence because attendance is slow.",
    "Because attendance is slow, victims lose confidence.",
    "Where Northmoor Police had identified risk, its response to victims was good.",
    "Sergeants said that supervision has improved.",
    "46% of response officers have less than three years' service.",
    "Detectives are stretched, and call handlers were polite in almost every call.",
]
FALSE = [
    ("Call handlers were polite in every call.", "nearly"),
    ("Officers found that call handlers were polite in almost every call.", ""),
    ("The new plan has cut burglary by 18%.", ""),
    ("Detectives have cut burglary by 18%.", ""),
    ("Detectives are stretched, which have cut burglary by 18%.", ""),
    ("Detectives are stretched, and have cut burglary by 18%.", ""),
    ("Neighbourhood offenders can say which officers live in their area.", "who"),
    ("Neighbourhood officers say which offenders live in their area.", "able"),
    ("The force uses stop and search more than most, and finds what it looks for more often.", "compare"),
    ("Attendance is slow because victims lose confidence.", "cause"),
    ("Its special constable capacity is the lowest in England and Wales.", "among"),
    ("Its response to victims was good.", "condition"),
    ("Supervision has improved.", "who"),
    ("Response officers have less than three years' service.", "who"),
    ("Anyone who reports nuisance three times in six years is given a case worker.", "figure"),
    ("The visions and values were well understood across the workforce.", "most"),
    ("All forces are stretched, and the digital backlog is growing.", ""),
    ("Every force uses stop and search less than most, and finds what it looks for more often.", ""),
    ("Detectives are seriously stretched, and the digital backlog is growing.", ""),
    ("Corruption is a national expectation of standards.", ""),
    ("The board saw the data after the meeting.", ""),
    ("Inefficient practices led to the report said in April 2022 that, according to the board, unreliable systems.", ""),
    ("The force had been released under investigation.", ""),
    ("It met its grade 1 target in 58 percentage points of cases, and its grade 2 target in 39 percent.", "figure"),
    ("Detectives went back to uniform duties.", "count"),
    ("The force were avoidable delays in 17 out of 72 calls.", "who"),
    ("Officers assess danger well.", "kind"),
    ("Every file had checked by the end of the week.", "voice"),
    ("Sergeants were told us that supervision has improved.", ""),
    ("The supervisors had read five of the letters.", "count"),
    ("Complaints were dealt with slowly, and answers came late.", "excess"),
    ("The force weighs outcomes twice a year.", "only"),
    ("Abandoned calls are down from 34 percent to 41 percent.", "placing"),
    ("Hourly reviews of danger continue.", "limit"),
    ("Northmoor Police is the same as last year.", ""),
    ("Those who answered a questionnaire said that they would use it again.", "count"),
    ("In 2015 Northmoor Police was the first year of grading, no comparison was possible.", ""),
    ("It would bring the average down to 48.", "bound"),
    ("A nurse works in the control room from 3pm to 5am.", "figure"),
    ("The inspectorate did not give detectives a new grade.", ""),
    ("Learning from mistakes is valued.", "who"),
    ("The force was told that custody lacks beds.", "who"),
    ('Inspectors found that it "always kept its vans clean".', "quote"),
    ("Today call handlers are polite in almost every call.", ""),
    ("Currently detectives are stretched, and the digital backlog is growing.", ""),
    ("Detectives are stretched, so the digital backlog is growing.", ""),
    ("Detectives are stretched, so call handlers were polite in almost every call.", ""),
    ('The figure was "closer to 19 officers".', "who"),
    ("The force had heard from 12 advisers.", "who"),
    ('The report says: ""Clean its vans had the dog unit not always."".', ""),
    ("The force trained 16 Early Intervention and advisers.", "kind"),
    ("Plans for under-resourced teams, such as custody, also reflected in budgets.", "voice"),
    ("PEEL 2016 says that supervision has improved.", ""),
]


@pytest.mark.parametrize("text", TRUE)
def test_what_is_claimed_of_the_same_in_other_words_passes(verifier: Verifier, text: str) -> None:
    checked = verifier.check(Draft(text, (1,)))
    assert checked.is_sound, checked.reason


@pytest.mark.parametrize(("text", "reason"), FALSE)
def test_a_small_turn_that_says_something_else_does_not_pass(verifier: Verifier, text: str, reason: str) -> None:
    checked = verifier.check(Draft(text, (1,)))
    assert not checked.is_sound
    assert not reason or checked.reason == reason
    assert checked.reason in REASONS
