from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from peel_qa.corpus.plain import read_plain
from peel_qa.corpus.structure import assemble
from peel_qa.facts.people import read_people
from peel_qa.facts.records import Voice
from peel_qa.facts.voices import INSPECTORATE, read_voices, role_name, spoken_by
from peel_qa.records import Document, Source

Read = Callable[..., Document]
ORIGINALS = Path(__file__).resolve().parents[3].parent / "shared" / "corpus"


def said(document: Document) -> list[tuple[str, str]]:
    """Speaker and words, voice by voice."""
    return [(voice.speaker, document.text[voice.start : voice.end]) for voice in read_voices(document, read_people(document))]


def speakers(document: Document) -> list[str]:
    """The speaker of every sentence that somebody says, in order."""
    return [speaker for speaker, _ in said(document)]


INTRO = "The inspectorate published its report on the force this week.\n"


@pytest.mark.parametrize(("first", "last"), [("“", "”"), ('"', '"'), ("“", '"'), ("‘", "’")])
def test_a_quotation_over_several_paragraphs_has_one_speaker(news: Read, first: str, last: str) -> None:
    text = (
        f"{INTRO}Chief Constable Ada Quill welcomed the report.\n"
        f"She said: {first}We agree with it. Work has begun.\n"
        f"{first}It covers the control room. More people answer calls now.\n"
        f"{first}We won't stop.{last}\n"
        "The report was published on Thursday. It is long.\n"
    )
    assert said(news(text)) == [
        ("Ada Quill", "Chief Constable Ada Quill welcomed the report."),
        ("Ada Quill", f"She said: {first}We agree with it."),
        ("Ada Quill", "Work has begun."),
        ("Ada Quill", f"{first}It covers the control room."),
        ("Ada Quill", "More people answer calls now."),
        ("Ada Quill", f"{first}We won't stop.{last}"),
    ]


def test_each_paragraph_may_close_its_own_quotation(news: Read) -> None:
    text = f"{INTRO}PCC Tom Vale said: “We must do better.”\n“The public expect it. So do I.”\nThe plan is due in May.\n"
    assert speakers(news(text)) == ["Tom Vale"] * 3


@pytest.mark.parametrize(
    ("sentence", "speaker"),
    [
        ("Chief Constable Ada Quill said that work had begun.", "Ada Quill"),
        ("Chief Constable Quill welcomed the praise.", "Ada Quill"),
        ("Ms Quill also accepted the findings.", "Ada Quill"),
        ("The chief constable said that work had begun.", "Ada Quill"),
        ("The Chief Constable also promised more.", "Ada Quill"),
        ("Vale went on to thank the officers.", "Tom Vale"),
        ("Ada Quill told the Gazette that work had begun.", "Ada Quill"),
        ("The PCC added that the public expected more.", "Tom Vale"),
        ("The commissioner, who was elected in May, said so too.", "Tom Vale"),
        ("Vale, the police and crime commissioner, said so too.", "Tom Vale"),
        ("PCC Tom Vale has since said so too.", "Tom Vale"),
        ("“Work has begun,” said Chief Constable Ada Quill.", "Ada Quill"),
        ("“Work has begun,” Ada Quill said.", "Ada Quill"),
        ("“Work has begun,” Quill said, “and goes on.”", "Ada Quill"),
        ("Work has begun, according to the chief constable, Ada Quill.", "Ada Quill"),
        ("According to PCC Tom Vale, work has begun.", "Tom Vale"),
        ("PCC Tom Vale said Ada Quill had made progress.", "Tom Vale"),
        ("PCC Tom Vale praised Chief Constable Ada Quill.", "Tom Vale"),
        ("Inspectors praised Chief Constable Ada Quill.", INSPECTORATE),
        ("Too few calls are answered, Tom Vale said.", "Tom Vale"),
        ("Inspectors found weak supervision, said Tom Vale.", "Tom Vale"),
        ("Inspectors said that supervision was weak.", INSPECTORATE),
        ("The watchdog found that supervision was weak.", INSPECTORATE),
        ("Supervision was weak, the watchdog added.", INSPECTORATE),
        ("The report highlighted weak supervision.", INSPECTORATE),
        ("HMICFRS said the force must do more.", INSPECTORATE),
        ("Supervision was weak, according to inspectors.", INSPECTORATE),
        ("The report, as the Northmoor Gazette gives it in May 2024, praises the call takers.", INSPECTORATE),
    ],
)
def test_who_a_sentence_names_as_its_speaker(news: Read, sentence: str, speaker: str) -> None:
    text = f"{INTRO}The force is led by Chief Constable Ada Quill and overseen by PCC Tom Vale.\n{sentence}\n"
    assert said(news(text)) == [(speaker, sentence)]


@pytest.mark.parametrize(
    "sentence",
    [
        "The report was published on Thursday.",
        "The force answers too few calls.",
        "Ada Quill became chief constable in 2022.",
        "PCC Tom Vale was told of the findings.",
        "The council welcomed the report.",
        "A charity that was consulted by inspectors, welcomed it.",
        "The new centre was “a success” in its first year.",
        "Northmoor Police said it would answer more calls.",
        "A spokesman for the force said that work had begun.",
        "The chief constable’s plan runs until 2026.",
    ],
)
def test_a_sentence_of_nobody_above_is_the_newspapers(news: Read, sentence: str) -> None:
    text = f"{INTRO}The force is led by Chief Constable Ada Quill and overseen by PCC Tom Vale.\n{sentence}\n"
    assert said(news(text)) == []


def test_somebody_introduced_by_a_post_is_the_person_before(news: Read) -> None:
    text = (
        f"{INTRO}Commissioner Tom Vale welcomed the report.\n"
        "At the Police Federation there is a new chair, Bex Hallow, who began in March. "
        'She struck a sharper note. "It is not enough," she said.\n'
    )
    assert speakers(news(text))[-1] == "Bex Hallow"


def test_a_pronoun_is_the_person_before(news: Read) -> None:
    text = f"{INTRO}Chief Constable Ada Quill accepted the findings. She said work had begun.\nShe said no more.\n"
    assert speakers(news(text)) == ["Ada Quill"] * 3
    assert speakers(news(f"{text}He said nothing.\n")) == ["Ada Quill"] * 3  # somebody else, since she was a woman
    assert speakers(news(f"{INTRO}He said that work had begun.\n")) == []
    assert speakers(news(f"{INTRO}Chief Constable Ada Quill took over in 2022.\nShe said: “We agree.”\n")) == ["Ada Quill"]


def test_a_pronoun_behind_the_inspectorate_is_still_the_person(news: Read) -> None:
    text = f"{INTRO}HM Inspector Ina Wold was satisfied.\nInspectors said that supervision was weak.\nShe added: “It must improve.”\n"
    assert speakers(news(text)) == [INSPECTORATE, "Ina Wold"]


def test_two_speakers_in_one_paragraph(news: Read) -> None:
    text = (
        f"{INTRO}“We are proud,” said PCC Tom Vale. Chief Constable Ada Quill said: “We must do more. It is hard.” "
        "“It is for us all,” Mr Vale added.\n"
    )
    assert speakers(news(text)) == ["Tom Vale", "Ada Quill", "Ada Quill", "Tom Vale"]


def test_the_words_before_an_attribution_belong_to_it(news: Read) -> None:
    text = f"{INTRO}PCC Tom Vale said: “I am sorry.”\n“We agree. Work has begun,” said Chief Constable Ada Quill. “It goes well.”\n"
    assert speakers(news(text)) == ["Tom Vale", "Ada Quill", "Ada Quill", "Ada Quill"]


@pytest.mark.parametrize(
    ("line", "named"),
    [
        ("Superintendent Mark Lee said: “Our team works hard.", ["Mark Lee", "Mark Lee"]),
        ("Mark Lee, who runs a shop, said: “Our street is safe.", ["Mark Lee", "Mark Lee"]),
        ("Former Chief Constable Ben Stone said: “I left in time.", ["Ben Stone", "Ben Stone"]),
        ("A spokesman for the force said: “We work hard.", []),
        ("Pc Dan Wells said: “We work hard.", ["Dan Wells", "Dan Wells"]),
        ("Northmoor Council said: “We work hard.", []),
        ("“I am not surprised,” one resident told the Gazette. “Not at all.", []),
        ("The Northmoor Gazette said: “We work hard.", []),
    ],
)
def test_the_words_of_a_stranger_are_not_given_to_the_person_before(news: Read, line: str, named: list[str]) -> None:
    text = f"{INTRO}Chief Constable Ada Quill said: “We agree.”\n{line}\n“We do what we can.”\n"
    assert speakers(news(text)) == ["Ada Quill", *named]


def test_she_is_the_stranger_whom_the_sentence_before_introduced(news: Read) -> None:
    text = (
        f"{INTRO}Commissioner Tom Vale said: “We must do better.”\n"
        "Bethan Marr, who leads the charity Safe Door, praised the team but was angry. “Nine weeks is far too long,” she said. “We wait.”\n"
        "Bethan Marr, chair of the charity, was not at the meeting. “It is late,” she said.\n"
    )
    assert ("Bethan Marr", "“Nine weeks is far too long,” she said.") in said(news(text))
    assert ("Bethan Marr", "“We wait.”") in said(news(text))
    assert ("Bethan Marr", "“It is late,” she said.") in said(news(text))


def test_she_is_never_a_man_by_his_title(news: Read) -> None:
    text = (
        f"{INTRO}Commissioner Tom Vale said: “We must do better.” Mr Vale will hold a meeting.\n"
        "“Nine weeks is far too long,” she said. “It is late,” he said.\n"
    )
    assert "Tom Vale" not in [speaker for speaker, words in said(news(text)) if "Nine weeks" in words]


def test_an_office_that_nobody_is_named_in_is_not_the_person_before(news: Read) -> None:
    text = f"{INTRO}PCC Tom Vale said: “I am sorry.”\nThe chief constable said: “We agree.”\n“Work has begun.”\n"
    assert speakers(news(text)) == ["Tom Vale"]


def test_a_surname_behind_a_title_is_enough(news: Read) -> None:
    text = f"{INTRO}Chief Constable Quill said: “We agree.”\n“Work has begun.”\n"
    voices = read_voices(news(text), [])
    assert [(voice.speaker, voice.role) for voice in voices] == [("Quill", "chief_constable")] * 2


def test_a_digest_names_a_speaker_in_each_sentence(news: Read) -> None:
    text = (
        "# Digest\n\nThe Northmoor Gazette reported in May 2024 that a report was published.\n\n"
        "Chief Constable Ada Quill said in May 2024 that Northmoor Police agreed.\n\n"
        'Police and Crime Commissioner Tom Vale said in May 2024: "We must do better".\n\n'
        "HM Inspector Ina Wold said in May 2024 that the chief constable had accepted the report.\n\n"
        "Northmoor Police has created a plan.\n"
    )
    assert speakers(news(text, markdown=True)) == ["Ada Quill", "Tom Vale", "Ina Wold"]


def test_the_signed_observations_of_a_report_are_the_inspectors(report: Read) -> None:
    text = (
        "# PEEL\n\n## HM Inspector’s observations\n\nI am pleased with Northmoor Police.\n\nIna Wold\n\nHM Inspector of Constabulary\n\n"
        "## Reducing crime\n\nThe force works with partners. The chief constable said that work had begun.\n"
    )
    document = report(text, markdown=True)
    (voice,) = read_voices(document, read_people(document))
    assert (voice.speaker, voice.role) == ("Ina Wold", "inspector")
    assert "I am pleased" in document.text[voice.start : voice.end]
    assert "Reducing crime" not in document.text[voice.start : voice.end]
    assert read_voices(report("# PEEL\n\n## Observations\n\nI am pleased.\n", markdown=True), []) == []


def test_a_stretch_belongs_to_the_voice_that_covers_most_of_it() -> None:
    voices = [Voice("x", 0, 10, "A", ""), Voice("x", 10, 30, "B", "")]
    assert spoken_by(voices, 8, 20) == voices[1]
    assert spoken_by(voices, 0, 11) == voices[0]
    assert spoken_by(voices, 30, 40) is None
    assert spoken_by([], 0, 1) is None


def test_offices_have_names() -> None:
    assert role_name("chief_constable") == "chief constable"
    assert role_name("") == ""


_PIECES = st.sampled_from(
    ["Chief Constable Ada Quill", "PCC Tom Vale", "She", "The PCC", "Inspectors", "A spokesman", "Quill", "the report", "We agree."]
) | st.sampled_from(["said", "added", "found", "according to", "and", ": ", "“", "”", '"', "‘", "’", "\n", ", ", "."])


@given(st.lists(_PIECES, max_size=40))
def test_voices_are_whole_sentences_in_order_and_never_overlap(pieces: list[str]) -> None:
    source = Source("x", "x", "Northmoor Gazette", "news", "Northmoor Police", "2024-01-01", about="PEEL 2023-25")
    document = assemble(source, read_plain(" ".join(pieces), source))
    people = read_people(document)
    voices = read_voices(document, people)
    for before, after in pairwise(voices):
        assert before.end <= after.start
    for voice in voices:
        assert document.text[voice.start : voice.end].strip() == document.text[voice.start : voice.end] != ""
        assert voice.speaker


@pytest.fixture(scope="module")
def originals() -> dict[str, Document]:
    from peel_qa.corpus.load import load_corpus

    if not ORIGINALS.is_dir():
        pytest.skip("needs the original texts in ../shared")
    return {document.id: document for document in load_corpus([ORIGINALS]).documents}


EXPECTED = {
    # Speaker by speaker, with the first words of every paragraph that is theirs; None is the newspaper's own.
    "news-2022-04-13-shropshire-star": [
        ("Pippa Mills", "Chief Constable Pippa Mills has accepted"),
        (None, "Her Majesty's Inspectorate of Constabulary"),
        (INSPECTORATE, "The inspectors concluded"),
        (INSPECTORATE, "Several departments"),
        (INSPECTORATE, "Unreliable IT systems"),
        (INSPECTORATE, "Inspectors said"),
        ("Wendy Williams", "Her Majesty's Inspector of Constabulary Wendy Williams"),
        ("Wendy Williams", "She said: \"There are still"),
        ("Wendy Williams", "\"Despite the force's efforts"),
        ("Wendy Williams", "This is resulting in a poor service"),
        ("Wendy Williams", "She said plans by the force"),
        ("Pippa Mills", "West Mercia's Chief Constable Pippa Mills"),
        ("Pippa Mills", "She said: “We agree with HMICFRS"),
        ("Pippa Mills", "Improvement work has already begun"),
        ("Pippa Mills", "“It was recognised in the report"),
        ("Pippa Mills", "“We agree that our technology"),
        ("Pippa Mills", "We are on track to deliver"),
        ("John Campion", "West Mercia's Conservative Police and Crime Commissioner"),
        ("John Campion", "He said: “My focus"),
        ("John Campion", "\"This report has highlighted"),
        ("John Campion", "The force must take action to improve"),
        ("John Campion", "“On behalf of our communities"),
        ("John Campion", "Through the recent budget"),
        ("John Campion", "“The excellent examples"),
        ("John Campion", "They must strive"),
        ("John Campion", "We can and must do better"),
        ("Pippa Mills", "Chief Constable Mills welcomed"),
        ("Pippa Mills", "She said: “The report highlighted"),
        ("Pippa Mills", "We have trained 16"),
        ("Pippa Mills", "“Our Local Policing Community Charter"),
    ],
    "news-2024-05-14-kidderminster-shuttle": [
        ("John Campion", "The Police and Crime Commissioner has shared"),
        ("John Campion", "PCC John Campion said the rating"),
        (None, "The report was published by His Majesty"),
        (None, "In response, West Mercia Police has created"),
        ("John Campion", "PCC John Campion said: \"Organised"),
        ("John Campion", "The impact of this crime is devastating"),
        ("John Campion", "\"Whilst the rating is not reflective"),
        ("John Campion", "\"I am clear, the verdict"),
        (None, "Since the last inspection six years ago"),
        (None, "Over that period, the PCC has also provided"),
        (None, "This work has been coupled"),
        ("John Campion", "The PCC added: \"Eleven months"),
        ("John Campion", "\"Whilst it's clear action"),
        ("John Campion", "\"I welcome the plan"),
        ("John Campion", "However, I have been very clear"),
    ],
    "news-2025-05-14-kidderminster-standard": [
        (None, "WEST Mercia Police has missed out"),
        (INSPECTORATE, "The report follows an inspection"),
        (INSPECTORATE, "The report’s gradings found"),
        (None, "The force was rated ‘requiring improvement’"),
        ("Andy Cooke", "Andy Cooke, HM Inspector of Constabulary, said"),
        ("Andy Cooke", "He said: “The force still isn’t"),
        ("Andy Cooke", "But it is improving."),
        ("Andy Cooke", "“The number of non-emergency calls"),
        ("Andy Cooke", "“This is something we found"),
        ("Andy Cooke", "“We also found"),
        ("Andy Cooke", "“The force must improve"),
        (INSPECTORATE, "The report outlined areas"),
        (INSPECTORATE, "The report recognised neighbourhood"),
        (None, "The force’s dedicated online child"),
        ("Richard Cooper", "Chief Constable Richard Cooper said"),
        ("Richard Cooper", "“We acknowledge the findings"),
        ("Richard Cooper", "“The inspection highlights"),
        ("Richard Cooper", "“The results are not"),
        ("Richard Cooper", "“As set out in"),
        ("John Campion", "Police and Crime Commissioner John Campion added"),
        ("John Campion", "“Together, with the new"),
        ("John Campion", "“West Mercia Police is full"),
        ("John Campion", "“I will continue"),
        (None, "Visit hmicfrs"),
    ],
}  # fmt: skip


@pytest.mark.originals
@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_the_speakers_of_the_original_news_texts(originals: dict[str, Document], name: str) -> None:
    document = originals[name]
    voices = read_voices(document, read_people(document))
    for speaker, words in EXPECTED[name]:
        start = document.text.index(words)
        voice = spoken_by(voices, start, start + len(words))
        assert (voice.speaker if voice else None) == speaker, words


def test_she_behind_somebody_called_by_a_title_is_that_person(news: Read) -> None:
    text = (
        f"{INTRO}Rolf Teal, the Police and Crime Commissioner, was travelling and sent a short statement. “I will read it,” it read.\n"
        "That was not enough for Beata Amory. She was commissioner herself until last year.\n"
        "“I paid for the hub,” said Cllr Amory. “He let it close.”\n"
        "She said that the commissioner had been “asleep at the wheel” over the backlog.\n"
    )
    assert said(news(text)) == [
        ("Rolf Teal", "“I will read it,” it read."),
        ("Beata Amory", "“I paid for the hub,” said Cllr Amory."),
        ("Beata Amory", "“He let it close.”"),
        ("Beata Amory", "She said that the commissioner had been “asleep at the wheel” over the backlog."),
    ]


def test_nobody_speaks_for_a_stranger(news: Read) -> None:
    text = (
        f"{INTRO}Chief Constable Ada Quill welcomed the report. She said: “Good.”\n"
        "“It is dark here,” said a resident. She added that nobody came.\n"
    )
    assert speakers(news(text)) == ["Ada Quill", "Ada Quill"]


@pytest.mark.parametrize(
    ("before", "role"),
    [
        ("The Northmoor branch of the Police Federation said that it was short of people.", "federation"),
        ("The charity was short of people.", ""),
    ],
)
def test_the_chair_of_a_body_that_was_named_speaks_for_it(news: Read, before: str, role: str) -> None:
    document = news(f"{INTRO}{before}\nIts chair, Jo Rack, said: “It is not the pay.”\n")
    voice = read_voices(document, read_people(document))[-1]
    assert (voice.speaker, voice.role) == ("Jo Rack", role)


def test_an_office_that_opens_a_sentence_is_whom_he_means_behind_it(news: Read) -> None:
    text = (
        f"{INTRO}Chief Constable Tom Vale welcomed the report.\n"
        "Jo Rack, who chairs the branch, said: “It is not the pay.”\n"
        "The chief constable sees it differently. “People leave because of pay,” he said.\n"
    )
    assert speakers(news(text))[-2:] == ["Jo Rack", "Tom Vale"]


def test_she_is_whoever_a_sentence_said_something_of(news: Read) -> None:
    text = (
        f"{INTRO}Moira Tunn, of the Police Federation, said that officers were tired.\n"
        "Noor Castell is chief executive of a charity that helps victims. She said that many hear nothing. “They expect a phone call.”\n"
    )
    assert [speaker for speaker, words in said(news(text)) if "phone call" in words or "hear nothing" in words] == ["Noor Castell"] * 2


def test_somebody_called_by_title_and_surname_who_holds_no_office_has_the_full_name(news: Read) -> None:
    text = (
        f"{INTRO}Commissioner Ada Quill, who beat Alastair Grind in May, said that she was proud.\n"
        "Mr Grind, who now keeps sheep, said that was unfair. “It works,” he said.\n"
    )
    assert speakers(news(text)) == ["Ada Quill", "Alastair Grind", "Alastair Grind"]


def test_what_somebody_rejects_is_said(news: Read) -> None:
    text = f"{INTRO}PCC Tom Vale said that it was late.\nHe rejected the suggestion that his budget was to blame.\n"
    assert speakers(news(text)) == ["Tom Vale", "Tom Vale"]
