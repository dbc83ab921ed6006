"""Examples as tensors: laid out once, put together by length, so that little is computed for filling."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

import torch
from torch import Tensor

from peel_qa.reading.layout import LONGEST, Layout, Window
from training.records import Example

IGNORED = -100
_LETTERS = 4.4
"""Letters of a token, about."""


@dataclass(frozen=True, slots=True)
class Item:
    """A window with its targets: positions of the answer's first and last token (0: none; `IGNORED`: not known).

    `contradicts` is None where it is not known. Items of one `group` are one question beside several passages.
    """

    window: Window
    start: int
    end: int
    answerable: bool
    contradicts: bool | None = None
    group: int = -1


@dataclass(frozen=True, slots=True)
class Batch:
    """Tensors of shape (batch, tokens), and targets of shape (batch,).

    `contradicts` is `IGNORED` where it is not known; `group` is -1 for a question that stands beside one passage only.
    """

    input_ids: Tensor
    attention_mask: Tensor
    token_type_ids: Tensor
    start: Tensor
    end: Tensor
    answerable: Tensor
    contradicts: Tensor
    group: Tensor


def items(examples: Sequence[Example], layout: Layout) -> Iterator[Item]:
    """The window of each example that holds its answer; the first window where it has none."""
    for example in examples:
        windows = list(layout.windows(example.question, example.heading, example.passage))
        if not windows:
            continue
        if not example.spans:
            unknown = IGNORED if example.answerable else 0
            yield Item(windows[0], unknown, unknown, example.answerable)
            continue
        for window in windows:
            place = window.token_span(*example.spans[0])
            if place:
                yield Item(window, *place, True, example.contradicts)
                break


def collate(windows: Sequence[Window]) -> tuple[Tensor, Tensor, Tensor]:
    """Ids, mask and segments of windows, filled up to the longest."""
    length = max(len(window.ids) for window in windows)
    ids, mask, segments = (torch.zeros(len(windows), length, dtype=torch.long) for _ in range(3))
    for row, window in enumerate(windows):
        count = len(window.ids)
        ids[row, :count] = torch.tensor(window.ids)
        mask[row, :count] = 1
        segments[row, window.first_segment : count] = 1
    return ids, mask, segments


def batch(chosen: Sequence[Item]) -> Batch:
    """The tensors of some items."""
    return Batch(
        *collate([item.window for item in chosen]),
        start=torch.tensor([item.start for item in chosen]),
        end=torch.tensor([item.end for item in chosen]),
        answerable=torch.tensor([float(item.answerable) for item in chosen]),
        contradicts=torch.tensor([float(IGNORED if item.contradicts is None else item.contradicts) for item in chosen]),
        group=torch.tensor([item.group for item in chosen]),
    )


def in_batches(groups: Iterable[Sequence[Example]], batch_tokens: int, chance: random.Random) -> list[list[Sequence[Example]]]:
    """All groups in batches of like length and of about `batch_tokens` tokens, by an estimate from their letters; in random order."""
    order = sorted((_longest(group) + 8 * chance.random(), number, group) for number, group in enumerate(groups) if group)
    batches: list[list[Sequence[Example]]] = []
    filled = 0
    for length, _, group in order:
        if not batches or (filled + len(group)) * length > batch_tokens:
            batches.append([])
            filled = 0
        batches[-1].append(group)
        filled += len(group)
    chance.shuffle(batches)
    return batches


def _longest(group: Sequence[Example]) -> float:
    """Tokens of the longest example of a group, about."""
    letters = max(len(e.question) + len(e.heading) + len(e.passage) for e in group)
    return min(LONGEST, 4 + letters / _LETTERS)


def laid_out(groups: Sequence[Sequence[Example]], layout: Layout, parts: int) -> list[Batch]:
    """The tensors of a batch in parts of like size; examples of one group are numbered alike and stay in one part."""
    found = [
        item if len(group) == 1 else replace(item, group=number) for number, group in enumerate(groups) for item in items(group, layout)
    ]
    return [batch(part) for part in parts_of(found, parts) if part]


def parts_of(chosen: Sequence[Item], number: int) -> list[list[Item]]:
    """A batch in parts of like size; a group stays whole."""
    parts: list[list[Item]] = [[] for _ in range(number)]
    groups: dict[object, list[Item]] = {}
    for place, item in enumerate(chosen):
        groups.setdefault(item.group if item.group >= 0 else (place,), []).append(item)
    for group in groups.values():
        min(parts, key=len).extend(group)
    return parts
