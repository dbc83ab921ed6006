"""Measures: area under the curve, exact match and F1 as SQuAD 2.0 counts them, and their intervals."""

from __future__ import annotations

import re
import string
from collections import Counter
from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

_ARTICLES = re.compile(r"\b(?:a|an|the)\b")
_PUNCTUATION = str.maketrans("", "", string.punctuation)


def auc(scores: Sequence[float], labels: Sequence[bool]) -> float:
    """Chance that an answerable pair scores higher than an unanswerable one; ties count half."""
    from scipy.stats import rankdata

    is_right = np.asarray(labels, dtype=bool)
    right, wrong = int(is_right.sum()), int((~is_right).sum())
    if not right or not wrong:
        return float("nan")
    ranks = rankdata(np.asarray(scores, dtype=float))
    return float((ranks[is_right].sum() - right * (right + 1) / 2) / (right * wrong))


def normal(text: str) -> str:
    """Lower case, without punctuation, articles and double blanks."""
    return " ".join(_ARTICLES.sub(" ", text.lower().translate(_PUNCTUATION)).split())


def exact(said: str, true: Sequence[str]) -> float:
    """1 where the text is one of the true ones; no answer is right where there is none."""
    return float(any(normal(said) == normal(one) for one in true) if true else not normal(said))


def f1(said: str, true: Sequence[str]) -> float:
    """Best harmonic mean of precision and recall of words over the true answers."""
    return max((_f1(normal(said).split(), normal(one).split()) for one in true), default=float(not normal(said)))


def _f1(said: list[str], true: list[str]) -> float:
    if not said or not true:
        return float(said == true)
    shared = sum((Counter(said) & Counter(true)).values())
    return 2 * shared / (len(said) + len(true))


def interval(measure: Callable[[NDArray[np.int64]], float], count: int, rounds: int = 500, seed: int = 1) -> tuple[float, float]:
    """95% interval of a measure over samples of the rows `0 … count - 1` with replacement."""
    chance = np.random.default_rng(seed)
    values = [measure(chance.integers(0, count, count)) for _ in range(rounds)]
    low, high = np.nanpercentile(values, [2.5, 97.5])
    return float(low), float(high)
