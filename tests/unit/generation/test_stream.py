from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from peel_qa.generation.stream import Draft, SentenceStream

REPLY = """<think>First I look at [1]. Hm.</think>
In 2021/22, almost 20% of calls were ended early [2]. The standard is 10%. [2][3] Inspectors said no. [4]
- **Firmly**, said Mr. Smith, e.g. in May [1, 2].
2. A second one, p. 16. And a third without a mark
"Good," he said. [5]
Broken off in the mid"""
PIECES = st.lists(st.sampled_from([*'ab .!?[]12\n-*"<', "[1]", " [2, 3]. ", "The ", "<think>", "</think>", "e.g. ", "Mr. "]), max_size=40)


def read(text: str, cuts: list[int]) -> list[Draft]:
    stream, found, start = SentenceStream(), [], 0
    for cut in [*sorted(cuts), len(text)]:
        found += stream.feed(text[start:cut])
        start = cut
    return found + stream.close()


def test_sentences_come_with_their_marks_and_without_thoughts() -> None:
    assert read(REPLY, []) == [
        Draft("In 2021/22, almost 20% of calls were ended early.", (2,)),
        Draft("The standard is 10%.", (2, 3)),
        Draft("Inspectors said no.", (4,)),
        Draft("Firmly, said Mr. Smith, e.g. in May.", (1, 2)),
        Draft("A second one, p. 16.", ()),
        Draft("And a third without a mark.", ()),
        Draft('"Good," he said.', (5,)),
    ]


def test_a_sentence_is_handed_out_before_the_reply_is_over() -> None:
    stream = SentenceStream()
    assert stream.feed("The standard is 10% [2]. Insp") == [Draft("The standard is 10%.", (2,))]


def test_what_was_broken_off_is_no_sentence() -> None:
    assert read("One is whole. [1] The other was brok", []) == [Draft("One is whole.", (1,))]
    assert read("<think>never ends. [1] so", []) == []


@given(st.lists(st.integers(0, len(REPLY)), max_size=12))
def test_however_a_reply_is_cut_its_sentences_are_the_same(cuts: list[int]) -> None:
    assert read(REPLY, cuts) == read(REPLY, [])


@given(PIECES, st.lists(st.integers(0, 200), max_size=6))
def test_however_any_reply_is_cut_its_sentences_are_the_same(pieces: list[str], cuts: list[int]) -> None:
    text = "".join(pieces)
    assert read(text, [min(cut, len(text)) for cut in cuts]) == read(text, [])
