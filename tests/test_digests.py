"""The digests in corpus/: our own words, every figure kept, and what each is said in its front matter."""

from __future__ import annotations

import re
import subprocess
import sys
from dataclasses import fields
from pathlib import Path

import pytest

from peel_qa.corpus.load import load_corpus
from peel_qa.records import Document, Source

ROOT = Path(__file__).resolve().parents[1]
CORPUS = ROOT / "corpus"
README = CORPUS / "README.md"
SHARED = ROOT.parent / "shared"
NAMES = sorted(path.stem for path in CORPUS.glob("*.md") if path.name != "README.md")
OGL = "Open Government Licence v3.0"

originals_needed = pytest.mark.skipif(not (SHARED / "checks").is_dir(), reason="the originals and their checks (../shared) are not here")


@pytest.fixture(scope="module")
def documents() -> dict[str, Document]:
    return {document.id: document for document in load_corpus([CORPUS]).documents}


def check(name: str, *arguments: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(SHARED / "checks" / name), *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_there_are_digests() -> None:
    assert len(NAMES) >= 5


@pytest.mark.parametrize("name", NAMES)
def test_a_digest_says_what_it_is(name: str, documents: dict[str, Document]) -> None:
    source = documents[name].source
    assert source.text == "digest"
    assert source.file == f"{name}.md"
    assert source.url.startswith("https://")
    assert source.licence
    if source.kind == "report":
        assert OGL in source.licence
        assert source.publisher in source.licence
        assert source.edition
    else:
        assert OGL not in source.licence
        assert "quotations" in source.licence
        assert source.about


@pytest.mark.parametrize("name", NAMES)
def test_a_digest_is_long_enough_to_answer_and_has_no_empty_section(name: str, documents: dict[str, Document]) -> None:
    document = documents[name]
    assert len(document.text) > 2_000
    for number, section in enumerate(document.sections):
        is_parent = any(other.path[: len(section.path)] == section.path for other in document.sections[number + 1 : number + 2])
        body = [block for block in document.blocks if block.section == number and block.kind not in ("title", "heading", "finding")]
        assert body or is_parent or not section.path, section


def test_the_sections_of_2021_22_carry_pages(documents: dict[str, Document]) -> None:
    sections = documents["peel-2021-22-west-mercia"].sections
    assert [section.path for section in sections if section.path and section.page is None] == [("Publication",)]
    pages = [section.page for section in sections if section.page is not None]
    assert pages == sorted(pages)
    assert (pages[0], pages[-1]) == (1, 37)


def test_news_is_given_as_short_facts_and_short_quotations(documents: dict[str, Document]) -> None:
    """Each quotation is a sentence or two, and attributed facts outweigh them."""
    for document in documents.values():
        if document.source.kind == "news":
            quoted = document.text.split('"')[1::2]
            assert all(len(piece.split()) <= 40 for piece in quoted)
            assert sum(len(piece) for piece in quoted) < len(document.text) / 3


@originals_needed
@pytest.mark.originals
def test_no_run_of_words_is_copied_from_an_original() -> None:
    told = check("own_words.py", CORPUS, SHARED / "corpus")
    assert told.returncode == 0, told.stdout + told.stderr


@originals_needed
@pytest.mark.originals
@pytest.mark.parametrize("name", NAMES)
def test_every_figure_of_the_original_is_kept(name: str) -> None:
    original = SHARED / "corpus" / f"{name}.txt"
    if not original.is_file():
        pytest.skip(f"{original.name} is not here")
    told = check("figures_covered.py", CORPUS / f"{name}.md", original)
    assert told.returncode == 0, told.stdout + told.stderr


@originals_needed
@pytest.mark.originals
def test_the_checks_can_fail(tmp_path: Path) -> None:
    original = next((SHARED / "corpus").glob("peel-2021*.txt"))
    (tmp_path / "copied.md").write_text(original.read_text(encoding="utf-8")[5_000:6_000], encoding="utf-8")
    assert check("own_words.py", tmp_path, SHARED / "corpus").returncode == 1
    assert check("figures_covered.py", tmp_path / "copied.md", original).returncode == 1


def fenced(language: str) -> str:
    (example,) = re.findall(rf"^```{language}\n(.*?)^```", README.read_text(encoding="utf-8"), flags=re.MULTILINE | re.DOTALL)
    return str(example)


def test_the_examples_of_the_readme_are_documents(tmp_path: Path) -> None:
    (tmp_path / "one.md").write_text(fenced("markdown"), encoding="utf-8")
    (tmp_path / "two").mkdir()
    (tmp_path / "two" / "sources.toml").write_text(fenced("toml"), encoding="utf-8")
    (tmp_path / "two" / "peel-2023-25-northmoor.txt").write_text("Text of it.\n", encoding="utf-8")
    digest = load_corpus([tmp_path])
    assert [problem for problem in digest.problems if problem.path.suffix == ".md"] == []
    sections = digest.documents[0].sections
    assert [(section.path[-1:], section.finding[:9], section.page) for section in sections[1:]] == [
        (("Responding to the public",), "", 16),
        (("Areas for improvement",), "", 17),
        (("Areas for improvement",), "The force", 17),
    ]
    original = load_corpus([tmp_path, tmp_path / "two"])
    assert [document.text for document in original.documents] == ["Text of it."]


def test_the_readme_names_every_key() -> None:
    named = set(re.findall(r"`(\w+)`", "".join(re.findall(r"^\| (`.+?) \|", README.read_text(encoding="utf-8"), flags=re.MULTILINE))))
    assert named >= {field.name for field in fields(Source)} - {"file"}


def test_the_readme_gives_the_attribution_of_the_licence() -> None:
    text = README.read_text(encoding="utf-8")
    assert "Contains public sector information licensed under the" in text
    assert "https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/" in text
