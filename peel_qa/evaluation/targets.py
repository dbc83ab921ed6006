"""What is measured: corpora by name, each with the cases that are asked of it.

A suite is a folder that brings both, `corpus/` and `cases.jsonl`; it is measured as at home with the force that it is about.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from peel_qa.corpus.load import load_corpus
from peel_qa.errors import EvaluationError
from peel_qa.evaluation.cases import Case, matching, read_cases
from peel_qa.settings import Settings, default_corpus, project_root

SUITE_CORPUS, SUITE_CASES = "corpus", "cases.jsonl"


@dataclass(frozen=True, slots=True)
class Target:
    """A corpus under the name that reports and gates give it, and its cases; `is_suite` where it brought them itself."""

    name: str
    settings: Settings
    cases: tuple[Case, ...]
    is_suite: bool = False


def default_cases(evals: Path) -> list[Path]:
    """The cases of the repository, and the sample cases where they are beside it."""
    sample = project_root().parent / "shared" / "evals" / "sample-cases.jsonl"
    return [*sorted((evals / "cases").glob("*.jsonl")), *([sample] if sample.is_file() else [])]


def default_suites() -> list[Path]:
    """The suites of other forces that the repository's tests bring; none where there are none."""
    folder = project_root() / "tests" / "data" / "forces"
    return suites_in(folder) if folder.is_dir() else []


def default_corpora() -> list[tuple[str, Path]]:
    """The digests, and the originals where they are beside the repository."""
    originals = project_root().parent / "shared" / "corpus"
    return [("digests", project_root() / "corpus"), *([("originals", originals)] if originals.is_dir() else [])]


def suites_in(folder: Path) -> list[Path]:
    """A folder that is a suite itself, else the suites right below it, in order of name."""
    return [folder] if _is_suite(folder) else sorted(path for path in folder.glob("*") if _is_suite(path))


def _is_suite(folder: Path) -> bool:
    return (folder / SUITE_CORPUS).is_dir() and (folder / SUITE_CASES).is_file()


def find_targets(
    settings: Settings, cases: Sequence[Path], corpora: Sequence[tuple[str, Path]], suites: Sequence[Path], evals: Path
) -> list[Target]:
    """What is asked for; where nothing is, every corpus and every suite that is here.

    A corpus that is set otherwise (`PEEL_QA_CORPUS`) is the one that is meant. Suites alone are measured alone.

    Raises:
        EvaluationError: for cases that cannot be read, a folder without a suite, or a name that stands for two things.
    """
    is_open = not (cases or corpora or suites) and settings.corpus == default_corpus()
    found = [] if suites and not (cases or corpora) else _named(settings, read_cases(cases or default_cases(evals)), corpora)
    for folder in suites or (default_suites() if is_open else ()):
        inside = suites_in(folder)
        if not inside:
            raise EvaluationError(f"{folder} holds no suite", f"A suite is a folder with {SUITE_CORPUS}/ and {SUITE_CASES}")
        found += [_suite(settings, suite) for suite in inside]
    twice = [name for name, number in Counter(target.name for target in found).items() if number > 1]
    if twice:
        raise EvaluationError(f"Two corpora are named {twice[0]!r}", "Rename one; reports and gates tell them apart by name")
    return found


def narrowed(targets: Sequence[Target], split: str = "", types: Sequence[str] = (), sample: int = 0) -> list[Target]:
    """The targets with only some of their cases; one that has none of these is left out.

    Raises:
        EvaluationError: for an unknown split or type, a negative sample, or where nothing is left.
    """
    fewer = [replace(target, cases=matching(target.cases, split, types, sample)) for target in targets]
    left = [target for target in fewer if target.cases]
    if not left:
        raise EvaluationError("No case is left to measure", "Widen --split, --type or the files of cases")
    return left


def _named(settings: Settings, cases: tuple[Case, ...], corpora: Sequence[tuple[str, Path]]) -> list[Target]:
    if not corpora and settings.corpus != default_corpus():
        return [Target(settings.corpus[-1].name or "corpus", settings, cases)]
    return [Target(name, settings.model_copy(update={"corpus": (folder,)}), cases) for name, folder in corpora or default_corpora()]


def _suite(settings: Settings, folder: Path) -> Target:
    corpus = folder / SUITE_CORPUS
    at_home = settings.model_copy(update={"corpus": (corpus,), "home_force": home_force(corpus)})
    cases = tuple(replace(case, file=f"{folder.name}/{case.file}") for case in read_cases([folder / SUITE_CASES]))
    return Target(folder.resolve().name, at_home, cases, is_suite=True)


def home_force(corpus: Path) -> str:
    """The force that most documents of a corpus are about; of equals the first by name."""
    forces = Counter(document.source.force for document in load_corpus([corpus]).documents)
    return min(forces, key=lambda force: (-forces[force], force))
