"""From the scores of tokens to a stretch of the passage and the chance that it answers; for training and for answering."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from peel_qa.reading.layout import Window

Scores = NDArray[np.float32]
LONGEST_ANSWER = 40
"""Most tokens of a marked stretch."""


@dataclass(frozen=True, slots=True)
class Ends:
    """How likely an answer begins and ends at each token of a window, given that there is one.

    `places` are the tokens' first and last characters, shape (tokens, 2); `first` and `last` the chances, shape (tokens,), each with
    the sum 1.
    """

    places: NDArray[np.int64]
    first: Scores
    last: Scores

    def within(self, start: int, end: int) -> float:
        """Chance that the answer lies in the characters `start` to `end`: the mean of both ends' chances to do."""
        inside = (self.places[:, 0] < end) & (self.places[:, 1] > start)
        return float(self.first[inside].sum() + self.last[inside].sum()) / 2


@dataclass(frozen=True, slots=True)
class Marked:
    """The best stretch of one window.

    `start` and `end` are characters of the passage. `margin` is the stretch's score less the score of "no answer here", in
    logits; `share` the part of all stretches' probability that it has, 0 to 1; `answerable` the logit of the head that
    judges the passage as a whole; `contradicts` the logit of the head that judges whether the answer says the opposite of what
    the question asks or takes for granted; `ends` where the answer may begin and end, token by token.
    """

    start: int
    end: int
    margin: float
    share: float
    answerable: float
    contradicts: float = 0.0
    ends: Ends | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Calibration:
    """Logistic curve from the two signs of an answer to a probability, fitted on held-back passages."""

    bias: float = 0.0
    answerable: float = 0.5
    margin: float = 0.25

    def probability(self, marked: Marked) -> float:
        """Chance that the passage answers the question, 0 to 1."""
        logit = self.bias + self.answerable * marked.answerable + self.margin * marked.margin
        return chance_of(logit)


def chance_of(logit: float) -> float:
    """The chance, 0 to 1, that a logit stands for."""
    return float(1 / (1 + np.exp(-np.clip(logit, -30, 30))))


def best_span(window: Window, start_scores: Scores, end_scores: Scores, answerable: float, contradicts: float = 0.0) -> Marked:
    """The best stretch of a window.

    Args:
        window: the input; at least one token of the passage.
        start_scores: logit of each token to be the first of the answer, shape (tokens,); position 0 means "no answer".
        end_scores: the same for the last token.
        answerable: logit of the head for the whole passage.
        contradicts: logit of the head for "it says otherwise".
    """
    here = slice(window.first, window.first + len(window.characters))
    pairs = start_scores[here, None] + end_scores[None, here]
    count = len(window.characters)
    distance = np.arange(count)[None, :] - np.arange(count)[:, None]
    pairs = np.where((distance >= 0) & (distance < LONGEST_ANSWER), pairs, -np.inf)
    first, last = np.unravel_index(int(np.argmax(pairs)), pairs.shape)
    best = float(pairs[first, last])
    share = float(1 / np.exp(pairs - best).sum())
    null = float(start_scores[0] + end_scores[0])
    ends = Ends(np.array(window.characters), _chances(start_scores[here]), _chances(end_scores[here]))
    return Marked(window.characters[first][0], window.characters[last][1], best - null, share, answerable, contradicts, ends)


def _chances(scores: Scores) -> Scores:
    raised = np.exp(scores - scores.max())
    return np.asarray(raised / raised.sum(), dtype=np.float32)
