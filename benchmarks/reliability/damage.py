"""Every file of a published index damaged in every way; each attempt opens it in a process of its own, which may die."""

from __future__ import annotations

import os
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import chromadb  # noqa: F401  (loaded before the forks)
from damage import FORMS, counterpart, is_damaged, large_index, restore, versions_of
from stub_embedder import StubEmbedder

from benchmarks.reliability.outcome import SHOWN, Outcome
from peel_qa.errors import IndexDamaged
from peel_qa.index.reader import SearchIndex
from peel_qa.settings import Settings

SIZE = 100
"""Per cent of the files that are damaged; all of them."""
REFUSED, UNAFFECTED, WRONG, UNTOLD, DIED = (
    "refused",
    "unaffected",
    "served a wrong answer",
    "refused without its file's name",
    "died or hung",
)
_CODES = {10: REFUSED, 11: UNAFFECTED, 12: WRONG, 13: UNTOLD}
_PATIENCE_S = 60
_QUESTIONS = [f"The force answered call number {n}" for n in range(0, 1_050, 50)]
Found = list[list[tuple[str, float]]]


def measure(size: int = SIZE, seed: int = 1) -> Outcome:
    """Damage every file (or a share of them) in every form; a failure is a process that dies, hangs or answers otherwise than before."""
    began = time.perf_counter()
    ends: Counter[str] = Counter()
    reasons: list[str] = []
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        _in_child(lambda: large_index(folder))
        current, other = versions_of(Settings(corpus=(folder / "corpus",), index=folder / "index"))
        _in_child(lambda: (folder / "true.txt").write_text(_answers(SearchIndex(current)), encoding="utf-8"))
        true = (folder / "true.txt").read_text(encoding="utf-8")
        files = sorted(path for path in current.rglob("*") if path.is_file())
        for path in files[:: max(1, 100 // size)]:
            for form in FORMS:
                end = _attempt(path, form, current, other, true)
                ends[end] += end != ""
                if end not in ("", REFUSED, UNAFFECTED):
                    reasons.append(f"{form.__name__} {path.relative_to(current)}: {end}")
        whole = _outcome(current, true, "")
    if whole != UNAFFECTED:
        reasons.append(f"the index that was put back: {whole}")
    figures = {
        "files": len(files),
        "forms": len(FORMS),
        **{f"{end} (attempts)": ends[end] for end in (REFUSED, UNAFFECTED, WRONG, UNTOLD, DIED)},
    }
    return Outcome(
        "damage",
        "T3",
        "A damaged file is refused by name before Chroma opens it, or changes nothing; the process lives, and no answer differs.",
        ends.total(),
        len(reasons),
        seed,
        time.perf_counter() - began,
        tuple(reasons[:SHOWN]),
        figures,
    )


def _attempt(path: Path, form: Callable[[Path, Path], None], current: Path, other: Path, true: str) -> str:
    """How opening ends after one damage; "" where the form changed nothing."""
    good, twin = path.read_bytes(), counterpart(path, current, other)
    form(path, twin)
    try:
        return _outcome(current, true, path.name) if is_damaged(path, good) else ""
    finally:
        restore(path, good)


def _outcome(current: Path, true: str, name: str) -> str:
    """Open and ask in a child; `name` must stand in the refusal."""
    child = os.fork()
    if child == 0:
        code = 14
        try:
            code = _opened(current, true, name)
        finally:
            os._exit(code)
    return _CODES.get(_waited(child), DIED)


def _opened(current: Path, true: str, name: str) -> int:
    sys.stderr = Path(os.devnull).open("w")  # noqa: SIM115  (until the child ends)
    try:
        index = SearchIndex(current)
    except IndexDamaged as error:
        return 10 if name in str(error) and "\n" not in str(error) else 13
    return 11 if _answers(index) == true else 12


def _answers(index: SearchIndex) -> str:
    embedder = StubEmbedder()
    found: Found = [index.store.nearest(embedder.embed_question(question), 10) for question in _QUESTIONS]
    texts = [[index.passages[index.numbers[name]].text for name, _ in each] for each in found]
    return repr((found, texts, sorted(index.documents), len(index.facts.grades)))


def _in_child(work: Callable[[], object]) -> None:
    """Work in a child of its own: a process in which Chroma was opened does not fork well."""
    child = os.fork()
    if child == 0:
        code = 1
        try:
            work()
            code = 0
        finally:
            os._exit(code)
    if _waited(child) != 0:
        raise RuntimeError("The index to be damaged could not be made")


def _waited(child: int) -> int:
    """The child's exit code; minus its signal where it died, or was ended for hanging."""
    deadline = time.monotonic() + _PATIENCE_S
    while time.monotonic() < deadline:
        ended, status = os.waitpid(child, os.WNOHANG)
        if ended:
            return os.waitstatus_to_exitcode(status)
        time.sleep(0.002)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return -signal.SIGKILL
