"""What a language model had to do with measured answers: sentences that passed the check, what was left out and why, tokens, cost.

The check of the answers judges its own work here only for what it counts; `unsupported` is read anew, by the numbers of the answers'
lines and of their quotes, as the measure `numbers_faithful` reads them, and by what the cases say that an answer must not say.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from peel_qa.evaluation.metrics import Outcome, mismatches, numbers_held, numbers_said
from peel_qa.generation.verify import REASONS
from peel_qa.records import Answer, Generation


@dataclass(frozen=True, slots=True)
class Generated:
    """The sums over the answers that a model was asked for. `sentences` were looked at, `passed` of them shown or good to be shown.

    `unsupported` counts the answers in the model's words of which a line has a number that no quote holds, or the first line says
    what its case says it must not. `outcomes` are answers by outcome, `dropped` sentences by reason; times are medians in milliseconds.
    """

    model: str
    prompt: str
    asked: int
    shown: int
    sentences: int
    passed: int
    repaired: int
    unsupported: int
    outcomes: dict[str, int]
    dropped: dict[str, int]
    tokens_read: int
    tokens_written: int
    cost: float
    first_sentence: float | None

    @property
    def passed_share(self) -> float | None:
        """Share of the sentences that passed; None where there was none."""
        return self.passed / self.sentences if self.sentences else None


def generated_of(outcomes: Sequence[Outcome]) -> Generated | None:
    """The sums over some outcomes; None where no model was asked."""
    asked = [(outcome, made) for outcome in outcomes if (made := outcome.answer.generation) is not None]
    if not asked:
        return None
    shown = [outcome for outcome, made in asked if made.is_shown]
    made_all = [made for _, made in asked]
    dropped = Counter(reason for made in made_all for reason in made.dropped)
    passed = sum(made.kept + made.unneeded for made in made_all)
    return Generated(
        model=made_all[0].model,
        prompt=made_all[0].prompt,
        asked=len(asked),
        shown=len(shown),
        sentences=passed + dropped.total(),
        passed=passed,
        repaired=sum(made.repaired for made in made_all),
        unsupported=sum(_is_unsupported(outcome) for outcome in shown),
        outcomes=dict(Counter(made.outcome for made in made_all).most_common()),
        dropped=dict(dropped.most_common()),
        tokens_read=sum(made.tokens_read for made in made_all),
        tokens_written=sum(made.tokens_written for made in made_all),
        cost=sum(made.cost for made in made_all),
        first_sentence=_median(made_all),
    )


def generated_lines(sums: Generated | None) -> list[str]:
    """The sums in words; none where no model was asked."""
    if sums is None:
        return []
    share = f"{sums.passed_share:.1%}" if sums.passed_share is not None else "none"
    first = f"; first checked sentence after {sums.first_sentence / 1000:.2f} s (median)" if sums.first_sentence is not None else ""
    outcomes = ", ".join(f"{name} {count}" for name, count in sums.outcomes.items())
    lines = [
        f"Language model {sums.model}, prompt {sums.prompt}: asked for {sums.asked} answers, {sums.shown} in its words ({outcomes}).",
        f"Sentences: {sums.sentences}, of which {share} passed, {sums.repaired} of them mended{first}.",
        f"Answers in its words with a number that no quote holds, or against their case: {sums.unsupported}.",
        f"Tokens: {sums.tokens_read:,} read, {sums.tokens_written:,} written; cost {sums.cost:.4f}.",
    ]
    return lines + [f"Left out {count}: {REASONS.get(reason, reason)}." for reason, count in sums.dropped.items()]


def _is_unsupported(outcome: Outcome) -> bool:
    return has_strange_number(outcome.answer) or any(m.startswith("the first line") for m in mismatches(outcome.case, outcome.answer.text))


def has_strange_number(answer: Answer) -> bool:
    """Whether a line of an answer has a number that neither its quotes nor what is said of them have."""
    held = numbers_held(answer.citations)
    return any(not number_stands(number, held) for claim in answer.claims for number in numbers_said(claim.text))


def number_stands(number: str, held: set[str]) -> bool:
    """Whether a number is held, whole or, as "2021/22", by its parts."""
    return number in held or set(number.split("/")) <= held


def _median(made: Sequence[Generation]) -> float | None:
    times = sorted(one.first_sentence for one in made if one.first_sentence is not None)
    return times[len(times) // 2] if times else None
