from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from peel_qa.errors import EvaluationError
from peel_qa.evaluation import targets
from peel_qa.evaluation.targets import Target, default_suites, find_targets, home_force, narrowed
from peel_qa.settings import Settings, default_corpus

ROOT = Path(__file__).resolve().parents[3]
Write = Callable[..., Path]


def case(name: str, **changes: Any) -> str:
    values: dict[str, Any] = {
        "id": name, "question": f"How many {name}?", "asker": "public", "type": "number", "must": [["1"]], "must_not": [],
        "source": ["report"], "evidence": "1 of 2", "answerable": True,
    }  # fmt: skip
    return json.dumps(values | changes)


@pytest.fixture
def suite(tmp_path: Path, write_document: Write) -> Callable[[str, str], Path]:
    """Writes a suite below `tmp_path`/forces: one report of a force, and one case of the dev split."""

    def write(name: str, force: str) -> Path:
        folder = tmp_path / "forces" / name
        write_document(folder / "corpus", "report", f"# Report\n\n{force} did 1 of 2.\n", force=force)
        (folder / "cases.jsonl").write_text(case("c1"), encoding="utf-8")
        return folder

    return write


@pytest.fixture
def cases(tmp_path: Path) -> Path:
    path = tmp_path / "mine.jsonl"
    path.write_text(case("m1"), encoding="utf-8")
    return path


def found(*suites: Path, cases: tuple[Path, ...] = (), corpora: tuple[tuple[str, Path], ...] = (), **settings: Any) -> list[Target]:
    return find_targets(Settings(**settings), cases, corpora, suites, ROOT / "evals")


def test_a_suite_is_measured_with_its_own_cases_and_at_home_with_its_force(suite: Callable[[str, str], Path]) -> None:
    folder = suite("fenland", "Fenland Police")
    (target,) = found(folder)
    assert (target.name, target.is_suite) == ("fenland", True)
    assert target.settings.corpus == (folder / "corpus",)
    assert target.settings.home_force == "Fenland Police"
    assert [(c.id, c.file, c.line) for c in target.cases] == [("c1", "fenland/cases.jsonl", 1)]


def test_a_folder_of_suites_is_each_of_them(suite: Callable[[str, str], Path]) -> None:
    folder = suite("b", "B Police").parent
    suite("a", "A Police")
    (folder / "README.md").write_text("Not a suite.")
    (folder / "half" / "corpus").mkdir(parents=True)
    assert [(target.name, target.settings.home_force) for target in found(folder)] == [("a", "A Police"), ("b", "B Police")]


def test_a_folder_without_a_suite_is_told(tmp_path: Path) -> None:
    with pytest.raises(EvaluationError, match=r"holds no suite. A suite is a folder with corpus/ and cases.jsonl"):
        found(tmp_path)


def test_two_things_of_one_name_are_told(suite: Callable[[str, str], Path]) -> None:
    folder = suite("a", "A Police")
    with pytest.raises(EvaluationError, match="Two corpora are named 'a'"):
        found(folder, folder)


def test_the_home_force_is_that_of_most_documents(tmp_path: Path, write_document: Write) -> None:
    for name, force in (("one", "B Police"), ("two", "A Police"), ("three", "B Police")):
        write_document(tmp_path / "corpus", name, "# Report\n\nText.\n", force=force)
    assert home_force(tmp_path / "corpus") == "B Police"
    write_document(tmp_path / "corpus", "four", "# Report\n\nText.\n", force="A Police")
    assert home_force(tmp_path / "corpus") == "A Police"


def test_where_nothing_is_asked_for_everything_here_is_measured(suite: Callable[[str, str], Path], monkeypatch: pytest.MonkeyPatch) -> None:
    folder = suite("fenland", "Fenland Police")
    monkeypatch.setattr(targets, "default_suites", lambda: [folder])
    names = [target.name for target in found()]
    here = ["digests", "originals"] if (ROOT.parent / "shared" / "corpus").is_dir() else ["digests"]
    assert names == [*here, "fenland"]


def test_what_is_asked_for_is_measured_and_nothing_else(
    suite: Callable[[str, str], Path], cases: Path, small_corpus: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = suite("fenland", "Fenland Police")
    monkeypatch.setattr(targets, "default_suites", lambda: [folder])
    assert [target.name for target in found(corpora=(("small", small_corpus),))] == ["small"]
    assert "fenland" not in [target.name for target in found(cases=(cases,))]
    both = found(folder, cases=(cases,), corpora=(("small", small_corpus),))
    assert [(target.name, [c.id for c in target.cases]) for target in both] == [("small", ["m1"]), ("fenland", ["c1"])]


def test_a_corpus_that_is_set_is_the_one_that_is_meant(cases: Path, small_corpus: Path) -> None:
    (target,) = found(cases=(cases,), corpus=(small_corpus,))
    assert (target.name, target.settings.corpus) == ("corpus", (small_corpus,))
    assert found(corpus=(small_corpus,))[0].cases
    assert Settings().corpus == default_corpus()


def test_suites_of_the_repository_are_those_of_other_forces() -> None:
    assert all((folder / "cases.jsonl").is_file() and (folder / "corpus").is_dir() for folder in default_suites())


def test_a_target_without_any_case_of_a_selection_is_left_out(suite: Callable[[str, str], Path], cases: Path, small_corpus: Path) -> None:
    cases.write_text(case("m1", split="test"), encoding="utf-8")
    both = found(suite("fenland", "Fenland Police"), cases=(cases,), corpora=(("small", small_corpus),))
    assert [target.name for target in narrowed(both, "test")] == ["small"]
    assert [target.name for target in narrowed(both)] == ["small", "fenland"]
    with pytest.raises(EvaluationError, match="No case is left"):
        narrowed(both, types=["why"])
    with pytest.raises(EvaluationError, match="There is no split 'train'"):
        narrowed(both, "train")
