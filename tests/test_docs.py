"""What the documents name exists, what exists is named where it should be, and their examples run."""

from __future__ import annotations

import ast
import contextlib
import io
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from typer.main import get_command

from peel_qa.engine import PeelQA
from peel_qa.settings import Settings

ROOT = Path(__file__).resolve().parents[1]
GENERATED = ("index/", "reports/", ".venv/", "corpus/originals/", "corpus/added/", "benchmarks/results/", "switches/")
"""Folders whose contents a fresh clone does not have."""
BESIDE = "../shared"
"""What may lie beside the project; a clone without it is whole."""
IGNORED = {".venv", ".tools", ".git", ".pytest_cache", "results", "tests", "added"}


def documents() -> list[Path]:
    """Every Markdown file of the repository but the corpus, which is data."""
    found = sorted(path for path in ROOT.rglob("*.md") if not IGNORED & set(path.relative_to(ROOT).parts))
    return [path for path in found if path.parent != ROOT / "corpus" or path.name == "README.md"]


def named(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


each_document = pytest.mark.parametrize("path", documents(), ids=named)


def fences(text: str, language: str) -> list[str]:
    """The contents of the fenced blocks of a language."""
    return re.findall(rf"^```{language}\n(.*?)^```", text, flags=re.MULTILINE | re.DOTALL)


def inline(text: str) -> list[str]:
    """What stands between single backticks, outside of fenced blocks."""
    return re.findall(r"`([^`\n]+)`", re.sub(r"^```.*?^```", "", text, flags=re.MULTILINE | re.DOTALL))


def command_lines(text: str) -> list[str]:
    """Every shell line of a document: those of its `sh` blocks, and inline code."""
    lines = [line for block in fences(text, "sh") for line in block.replace("\\\n", " ").splitlines()]
    return [*lines, *inline(text)]


@cache
def commands() -> dict[str, set[str]]:
    """Each command of `peel-qa` with its options."""
    from peel_qa.cli.entry import app

    group: Any = get_command(app)
    return {name: {option for parameter in command.params for option in parameter.opts} for name, command in group.commands.items()}


def calls_of_peel_qa(text: str) -> Iterator[list[str]]:
    """The words behind each `peel-qa` of a document, up to a pipe or a comment."""
    for line in command_lines(text):
        for match in re.finditer(r"(?:^|[\s/|])peel-qa(?=\s|$)([^|#]*)", line):
            yield shlex.split(match.group(1).replace("…", " "), posix=True)


@cache
def make_targets() -> set[str]:
    return set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), flags=re.MULTILINE))


@each_document
def test_commands_and_their_options_exist(path: Path) -> None:
    for words in calls_of_peel_qa(path.read_text(encoding="utf-8")):
        if not words or words[0].startswith("-"):
            assert set(words) <= {"--help", "--version", "--corpus", "--index"}, words
            continue
        assert words[0] in commands(), f"`peel-qa {words[0]}` does not exist"
        options = {word.split("=")[0] for word in words[1:] if word.startswith("-") and word != "-"}
        assert options <= commands()[words[0]] | {"--help"}, f"`peel-qa {' '.join(words)}`"


def test_every_command_is_in_the_readme() -> None:
    shown = {words[0] for words in calls_of_peel_qa((ROOT / "README.md").read_text(encoding="utf-8")) if words}
    assert commands().keys() <= shown


@each_document
def test_make_targets_exist(path: Path) -> None:
    for line in command_lines(path.read_text(encoding="utf-8")):
        for target in re.findall(r"(?:^|\s)make ([a-z]+)", line):
            assert target in make_targets(), f"`make {target}` does not exist"


def test_every_make_target_is_documented_and_described() -> None:
    text = "".join((ROOT / name).read_text(encoding="utf-8") for name in ("README.md", "CONTRIBUTING.md"))
    assert make_targets() <= set(re.findall(r"make ([a-z]+)", text))
    described = re.findall(r"^([a-z]+):.*## \S", (ROOT / "Makefile").read_text(encoding="utf-8"), flags=re.MULTILINE)
    assert make_targets() == set(described)


def test_the_settings_table_is_the_settings() -> None:
    """Both ways, with the defaults."""
    rows = re.findall(r"^\| `PEEL_QA_(\w+)` \| ([^|]+) \|", (ROOT / "README.md").read_text(encoding="utf-8"), flags=re.MULTILINE)
    assert [name.lower() for name, _ in rows] == list(Settings.model_fields)
    for name, default in rows:
        field = Settings.model_fields[name.lower()]
        if field.default_factory is None:
            shown = default.strip().strip("`").replace(",", "")
            assert shown == str(field.default or "none"), f"PEEL_QA_{name}"


def test_every_setting_named_in_a_document_exists() -> None:
    for path in documents():
        for name in re.findall(r"PEEL_QA_([A-Z][A-Z_]*[A-Z])", path.read_text(encoding="utf-8")):
            assert name.lower() in Settings.model_fields, f"{named(path)}: PEEL_QA_{name}"


def test_the_module_map_is_the_package() -> None:
    """Both ways: every module and package directly in peel_qa, and every file that the map names."""
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| `([\w/.]+)` \|", text.split("## Module map")[1].split("\n## ")[0], flags=re.MULTILINE)
    package = ROOT / "peel_qa"
    here = {path.name + "/" * path.is_dir() for path in package.iterdir() if path.name not in ("__pycache__", "__init__.py")}
    assert set(rows) == {name for name in here if name.endswith(("/", ".py"))}


def is_path(code: str) -> bool:
    """Whether inline code is meant as a path of the repository."""
    return re.fullmatch(r"\.?[\w.-]+(/[\w.*-]+)*/?", code) is not None and re.search(r"/|\w\.(py|md|toml|txt)$", code) is not None


@each_document
def test_paths_named_in_a_document_exist(path: Path) -> None:
    if named(path).startswith(GENERATED):
        pytest.skip("it describes what is generated beside it")
    for code in inline(path.read_text(encoding="utf-8")):
        if is_path(code) and not code.startswith((*GENERATED, BESIDE)):
            places = (ROOT, path.parent, ROOT / "peel_qa")
            assert any(any(place.glob(code)) for place in places), f"{code} does not exist"


@each_document
def test_links_between_files_lead_somewhere(path: Path) -> None:
    for target in re.findall(r"\]\(([^)\s]+)\)", path.read_text(encoding="utf-8")):
        if "://" in target or target.startswith("mailto:"):
            continue
        file, _, anchor = target.partition("#")
        where = (path.parent / file).resolve() if file else path
        assert where.exists(), f"{target} does not exist"
        if anchor:
            headings = re.findall(r"^#+ (.+)$", where.read_text(encoding="utf-8"), flags=re.MULTILINE)
            assert anchor in {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}, f"{target} has no heading"


@pytest.fixture
def ready(qa: PeelQA, monkeypatch: pytest.MonkeyPatch) -> PeelQA:
    """The environment in which `Settings()` means the index that is built for the tests."""
    monkeypatch.setenv("PEEL_QA_CORPUS", ":".join(map(str, qa.settings.corpus)))
    monkeypatch.setenv("PEEL_QA_INDEX", str(qa.settings.index))
    return qa


def python_examples() -> list[str]:
    return fences((ROOT / "README.md").read_text(encoding="utf-8"), "python")


@pytest.mark.parametrize("number", range(len(python_examples())))
def test_the_python_examples_run_and_print(ready: PeelQA, number: int) -> None:
    """An example prints something, and what a comment says it prints is what it prints."""
    code = python_examples()[number]
    output = io.StringIO()
    with contextlib.redirect_stdout(output):
        exec(compile(ast.parse(code), f"README example {number}", "exec"), {"__name__": "example"})
    printed = output.getvalue()
    assert printed.strip()
    for said in re.findall(r"#> (.+)$", code, flags=re.MULTILINE):
        assert said.rstrip("…").strip() in printed


def test_the_answer_shown_is_the_answer_given(ready: PeelQA) -> None:
    """Each line under the first `peel-qa ask` stands in the answer, in order; `…` marks what is left out."""
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    asked = re.search(r'^```sh\n\S*peel-qa ask "([^"]+)"\n```\n+```text\n(.*?)^```', text, flags=re.MULTILINE | re.DOTALL)
    assert asked, "the README shows no question with its answer"
    given, at = " ".join(str(ready.ask(asked[1])).split()), 0
    for line in filter(None, (" ".join(part.split()) for part in re.split(r"…|\n", asked[2]))):
        found = given.find(line, at)
        assert found >= 0, f"the answer no longer holds {line!r}; it is now:\n{given}"
        at = found + len(line)


def test_the_readme_has_a_place_for_the_benchmarks() -> None:
    from benchmarks.table import END, START

    text = (ROOT / "README.md").read_text(encoding="utf-8")
    assert 0 < text.index(START) < text.index(END)


def test_the_changelog_has_a_place_for_what_is_new() -> None:
    assert "## Unreleased" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")


def test_the_advisories_accepted_do_not_reach_us(tmp_path: Path) -> None:
    """SECURITY.md accepts two weaknesses of Chroma's Python server because nothing of it is loaded."""
    code = (
        "import sys\nfrom pathlib import Path\nimport numpy as np\n"
        "from peel_qa.index.store import PassageStore, write_store\n"
        "vectors = np.eye(2, dtype=np.float32)\nfolder = Path(sys.argv[1])\n"
        "write_store(folder, ['a', 'b'], vectors, [{'document': 'd'}] * 2)\nstore = PassageStore(folder)\n"
        "assert store.size == 2\nstore.close()\n"
        "assert 'chromadb' in sys.modules\nprint([name for name in sys.modules if name.startswith('chromadb.server')])\n"
    )
    done = subprocess.run([sys.executable, "-c", code, str(tmp_path / "chroma")], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
