"""How questions and passages are laid out, and how the best stretch is chosen from scores."""

from __future__ import annotations

import hypothesis
import hypothesis.strategies as st
import numpy as np
import pytest

from peel_qa.reading.layout import LONGEST, QUESTION_TOKENS, Layout, Window
from peel_qa.reading.spans import LONGEST_ANSWER, Calibration, Marked, best_span

CLS, SEP, COLON = 2, 3, 4


def test_the_order_is_question_heading_passage(layout: Layout) -> None:
    (window,) = layout.windows("the force", "cases", "filed nine")
    assert window.ids == (CLS, 6, 7, SEP, 10, COLON, 8, 12, SEP)
    assert (window.first_segment, window.first) == (4, 6)
    assert window.characters == ((0, 5), (6, 10))


def test_without_a_heading_there_is_no_colon(layout: Layout) -> None:
    (window,) = layout.windows("the force", "", "filed nine")
    assert window.ids == (CLS, 6, 7, SEP, 8, 12, SEP)


@hypothesis.given(st.integers(1, 900), st.integers(0, 120), st.integers(0, 90))
def test_windows_read_every_token_of_the_passage_and_never_too_many(tokens: int, asked: int, named: int) -> None:
    import tiny_reader

    layout = Layout(tiny_reader.tokeniser())
    windows = list(layout.windows("nine " * asked, "cases " * named, "filed " * tokens))
    places = [start for window in windows for start, _ in window.characters]
    assert set(places) == set(range(0, 6 * tokens, 6))
    assert all(len(window.ids) <= LONGEST and window.first_segment <= QUESTION_TOKENS + 2 for window in windows)
    assert all(window.ids[0] == CLS and window.ids[-1] == SEP for window in windows)


def test_a_passage_that_fits_is_one_window(layout: Layout) -> None:
    assert len(list(layout.windows("the force", "", "filed " * 180))) == 1


def test_an_answer_at_the_seam_of_two_windows_is_whole_in_one(layout: Layout) -> None:
    text = "filed " * 600
    windows = list(layout.windows("the force", "", text))
    for start in range(0, 6 * 580, 6):
        assert any(window.token_span(start, start + 6 * 20 - 1) for window in windows)


def test_characters_that_are_not_in_a_window_have_no_place(layout: Layout) -> None:
    (window,) = layout.windows("the", "", "filed nine cases")
    assert window.token_span(6, 10) == (4, 4)
    assert window.token_span(6, 16) == (4, 5)
    assert window.token_span(12, 40) is None


def _window(tokens: int, before: int = 4) -> Window:
    return Window((CLS, *[6] * (before + tokens), SEP), before, before + 1, tuple((3 * i, 3 * i + 2) for i in range(tokens)))


def _scores(count: int, **high: float) -> np.ndarray:
    made = np.full(count, -4.0, dtype=np.float32)
    for place, value in high.items():
        made[int(place[1:])] = value
    return made


def test_the_end_never_comes_before_the_start() -> None:
    window = _window(10)
    marked = best_span(window, _scores(16, t12=5.0), _scores(16, t7=5.0, t13=1.0), 0.0)
    assert (marked.start, marked.end) == (3 * 7, 3 * 8 + 2)


def test_a_stretch_is_never_longer_than_the_longest_answer() -> None:
    tokens = LONGEST_ANSWER + 20
    window = _window(tokens)
    last = window.first + tokens - 1
    marked = best_span(window, _scores(tokens + 6, t5=9.0), _scores(tokens + 6, **{f"t{last}": 9.0}), 0.0)
    assert marked.end - marked.start <= 3 * LONGEST_ANSWER


def test_scores_of_the_question_count_for_nothing() -> None:
    marked = best_span(_window(10), _scores(16, t2=50.0, t8=1.0), _scores(16, t3=50.0, t8=1.0), 0.0)
    assert (marked.start, marked.end) == (9, 11)


def test_the_margin_is_over_no_answer() -> None:
    marked = best_span(_window(10), _scores(16, t0=2.0, t8=5.0), _scores(16, t0=1.0, t8=4.0), 0.7)
    assert marked.margin == pytest.approx(9.0 - 3.0)
    assert marked.answerable == 0.7
    assert 0.9 < marked.share <= 1


def test_equal_stretches_share_the_probability() -> None:
    marked = best_span(_window(2), _scores(8, t5=30.0, t6=30.0), _scores(8, t5=30.0, t6=30.0), 0.0)
    assert marked.share == pytest.approx(1 / 3, rel=1e-3)  # first, second, and both together


@hypothesis.given(st.floats(-50, 50), st.floats(-50, 50))
def test_a_chance_lies_between_nothing_and_one_and_rises_with_both_signs(answerable: float, margin: float) -> None:
    curve = Calibration(bias=-0.3, answerable=0.8, margin=0.1)
    chance = curve.probability(Marked(0, 1, margin, 1.0, answerable))
    assert 0 <= chance <= 1
    assert curve.probability(Marked(0, 1, margin + 1, 1.0, answerable)) >= chance
    assert curve.probability(Marked(0, 1, margin, 1.0, answerable + 1)) >= chance
