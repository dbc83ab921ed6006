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
