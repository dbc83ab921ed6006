"""The shape of the code, read from its imports: one direction, no ring, each foreign library known to one place."""

from __future__ import annotations

import ast
import re
import subprocess
from collections.abc import Iterator, Mapping
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = "peel_qa"

LAYERS = (
    ("errors", "environment", "data", "text", "dates", "stems"),
    ("records", "settings", "tracing", "journal", "inference"),
    ("corpus",),
    ("facts",),
    ("intake",),
    ("index",),
    ("search",),
    ("reading",),
    ("answer",),
    ("generation",),
    ("engine",),
    ("service",),
    ("briefing",),
    ("llama", "evaluation", "doctor", "backup", "web", "tools"),
    ("terminal",),
    ("cli", "__main__"),
)
"""The way of the data, first what knows nothing of the others. A part imports from its own layer and from those before it."""
LAZY = {("engine", "llama")}
"""The engine hands out LlamaIndex objects, which hold the engine; the import waits until one is asked for."""
HOMES = {
    "chromadb": ("peel_qa.index.store", "peel_qa.index.server"),
    "gradio": ("peel_qa.web.", "app"),
    "mcp": ("peel_qa.tools.",),
    "sentence_transformers": ("peel_qa.index.torch_model",),
    "onnxruntime": ("peel_qa.inference", "peel_qa.index.export"),
    "ray": ("peel_qa.index.cluster",),
    "tokenizers": ("peel_qa.reading.layout", "peel_qa.index.onnx_model"),
    "training": (),
    "pdfplumber": ("peel_qa.corpus.readers.pdf",),
    "docx": ("peel_qa.corpus.readers.word", "peel_qa.briefing.render."),
    "jinja2": ("peel_qa.briefing.render.",),
    "openpyxl": ("peel_qa.briefing.render.sheets",),
    "reportlab": ("peel_qa.briefing.render.",),
    "trafilatura": ("peel_qa.corpus.readers.web",),
    "httpcore": ("peel_qa.intake.connection",),
    "tenacity": ("peel_qa.intake.download", "peel_qa.generation.asking"),
    "opentelemetry": ("peel_qa.tracing",),
    "llama_index": (
        "peel_qa.llama",
        "peel_qa.generation.providers",
        "peel_qa.evaluation.plain_llamaindex",
        "peel_qa.evaluation.judge_model",
    ),
}
"""Foreign libraries and the modules that may import them; a name that ends with a dot means a package. Training stands beside
the product, which knows nothing of it."""
LONGEST = 300
FORBIDDEN = {
    "a path of one machine": re.compile(r"(?<![\w.])/(?:work|tmp/helpers)/"),
    "the host of a package registry": re.compile(
        r"https?://[^\s/\"']*(?:py" + r"pi|pythonhosted|npmjs|artifactory|nexus|devpi)\b", re.IGNORECASE
    ),
}
RANKS = {part: rank for rank, layer in enumerate(LAYERS) for part in layer}


def imports(name: str, source: str, with_types: bool = False) -> Iterator[str]:
    """Absolute names that a module imports, in functions too; those under TYPE_CHECKING only `with_types`."""
    yield from _imports(ast.parse(source), name.split("."), with_types)


def _imports(node: ast.AST, parts: list[str], with_types: bool) -> Iterator[str]:
    if isinstance(node, ast.Import):
        yield from (alias.name for alias in node.names)
    elif isinstance(node, ast.ImportFrom):
        base = ".".join(parts[: len(parts) - node.level]) if node.level else ""
        module = ".".join(part for part in (base, node.module or "") if part)
        yield from (f"{module}.{alias.name}" for alias in node.names)
    elif isinstance(node, ast.If) and not with_types and "TYPE_CHECKING" in ast.unparse(node.test):
        for child in node.orelse:
            yield from _imports(child, parts, with_types)
        return
    for child in ast.iter_child_nodes(node):
        yield from _imports(child, parts, with_types)


def part_of(name: str) -> str:
    return name.split(".")[1] if name.startswith(f"{PACKAGE}.") else ""


def wrong_directions(sources: Mapping[str, str]) -> list[str]:
    """Imports of a later layer, and parts that have no layer."""
    found = [f"{name} has no layer: name it in LAYERS" for name in sources if part_of(name) and part_of(name) not in RANKS]
    for name, source in sources.items():
        part = part_of(name)
        for other in {part_of(imported) for imported in imports(name, source)} & RANKS.keys():
            if part in RANKS and RANKS[other] > RANKS[part] and (part, other) not in LAZY:
                found.append(f"{name} imports {other}, which comes after {part}")
    return sorted(found)


def ring(sources: Mapping[str, str]) -> list[str]:
    """The modules of a ring of imports; none where there is no ring."""
    graph: dict[str, set[str]] = {}
    for name, source in sources.items():
        found = {_module(imported, sources) for imported in imports(name, source)} - {"", name}
        graph[name] = {other for other in found if (part_of(name), part_of(other)) not in LAZY}
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        return list(error.args[1])
    return []


def _module(imported: str, sources: Mapping[str, str]) -> str:
    """The module of ours that an imported name is, or stands in; "" for a foreign one."""
    while imported and imported not in sources:
        imported = imported.rpartition(".")[0]
    return imported


def root_imports(sources: Mapping[str, str]) -> list[str]:
    """Modules that import the package's root, whose names are for users; types count too."""
    found = []
    for name, source in sources.items():
        for node in ast.walk(ast.parse(source)):
            is_root = isinstance(node, ast.Import) and any(alias.name == PACKAGE for alias in node.names)
            is_from_root = (
                isinstance(node, ast.ImportFrom)
                and node.module == PACKAGE
                and any(f"{PACKAGE}.{a.name}" not in sources for a in node.names)
            )
            if (is_root or is_from_root) and name != PACKAGE:
                found.append(f"{name}:{node.lineno}")
    return found


def strangers(sources: Mapping[str, str]) -> list[str]:
    """Modules that import a foreign library outside its home."""
    found = []
    for name, source in sources.items():
        for library in {imported.split(".")[0] for imported in imports(name, source)} & HOMES.keys():
            if not any(name == home or (home.endswith(".") and f"{name}.".startswith(home)) for home in HOMES[library]):
                found.append(f"{name} imports {library}, which only {', '.join(HOMES[library])} may know")
    return sorted(found)


def hidden_imports(sources: Mapping[str, str]) -> list[str]:
    """Calls that import a module of ours by a name that cannot be read here; the root's own table is the one exception."""
    pattern = re.compile(rf"(?:import_module|__import__)\(\s*f?[\"']{PACKAGE}")
    return [name for name, source in sources.items() if name != PACKAGE and pattern.search(source)]


def forbidden_words(texts: Mapping[str, str]) -> list[str]:
    """Lines that name a machine or a registry."""
    return [
        f"{name}:{number}: {what}"
        for name, text in texts.items()
        for number, line in enumerate(text.split("\n"), start=1)
        for what, pattern in FORBIDDEN.items()
        if pattern.search(line)
    ]


def module_name(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


@pytest.fixture(scope="module")
def sources() -> dict[str, str]:
    paths = [*sorted((ROOT / PACKAGE).rglob("*.py")), *([ROOT / "app.py"] if (ROOT / "app.py").is_file() else [])]
    return {module_name(path): path.read_text(encoding="utf-8") for path in paths}


@pytest.fixture(scope="module")
def tree() -> dict[str, str]:
    """Every text file of the repository, whether it is committed yet or not; nothing that git ignores."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"], cwd=ROOT, capture_output=True, check=False
    )
    if listed.returncode:
        pytest.skip("not a git checkout, so what belongs to the tree cannot be told")
    paths = [ROOT / name for name in listed.stdout.decode().split("\0") if name]
    raw = {path: path.read_bytes() for path in paths if path.is_file()}
    return {str(path.relative_to(ROOT)): text.decode("utf-8", "replace") for path, text in raw.items() if b"\0" not in text}


def test_the_package_is_read_whole(sources: dict[str, str]) -> None:
    assert {"peel_qa", "peel_qa.engine", "peel_qa.index.store", "peel_qa.evaluation.cases"} <= sources.keys()


def test_imports_run_one_way(sources: dict[str, str]) -> None:
    assert wrong_directions(sources) == []


def test_there_is_no_ring(sources: dict[str, str]) -> None:
    assert ring(sources) == []


def test_nothing_inside_imports_the_root(sources: dict[str, str]) -> None:
    assert root_imports({name: source for name, source in sources.items() if name != "app"}) == []


def test_each_foreign_library_is_known_to_one_place(sources: dict[str, str]) -> None:
    assert strangers(sources) == []


def test_no_import_is_hidden_in_a_string(sources: dict[str, str]) -> None:
    assert hidden_imports(sources) == []


def test_no_module_is_too_long(sources: dict[str, str]) -> None:
    assert {name: source.count("\n") for name, source in sources.items() if source.count("\n") > LONGEST} == {}


def test_the_tree_names_no_machine_and_no_registry(tree: dict[str, str]) -> None:
    assert forbidden_words(tree) == []


# The checks themselves: each finds a made-up offence, and lets the made-up right thing pass.

ENGINE = "from peel_qa.index.store import PassageStore\n"


@pytest.mark.parametrize(
    ("name", "source", "told"),
    [
        ("peel_qa.index.bad", "from peel_qa.engine import PeelQA", "engine, which comes after index"),
        ("peel_qa.index.bad", "def f():\n    import peel_qa.search.retrieve", "search, which comes after index"),
        ("peel_qa.index.bad", "from ..answer import cite", "answer, which comes after index"),
        ("peel_qa.index.bad", "from peel_qa import answer", "answer, which comes after index"),
        ("peel_qa.index.bad", "class C:\n    if True:\n        from peel_qa.web import server", "web, which comes after index"),
        ("peel_qa.engine", "def f():\n    from peel_qa.web import server", "web, which comes after engine"),
        ("peel_qa.novel", "", "has no layer"),
    ],
)
def test_a_wrong_direction_is_found(name: str, source: str, told: str) -> None:
    (found,) = wrong_directions({name: source})
    assert told in found


@pytest.mark.parametrize(
    ("name", "source"),
    [
        ("peel_qa.index.good", "from peel_qa.records import Passage\nfrom peel_qa.index.store import PassageStore"),
        ("peel_qa.index.good", "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from peel_qa.engine import PeelQA"),
        ("peel_qa.engine", "def f():\n    from peel_qa.llama import PeelRetriever"),
        ("app", "from peel_qa.web.server import serve"),
    ],
)
def test_a_right_direction_passes(name: str, source: str) -> None:
    assert wrong_directions({name: source}) == []


def test_a_ring_is_found_even_through_functions_and_a_third_module() -> None:
    bad = {
        "peel_qa.index.a": "from peel_qa.index.b import x",
        "peel_qa.index.b": "def f():\n    import peel_qa.index.c",
        "peel_qa.index.c": "from peel_qa.index import a",
    }
    assert set(ring(bad)) == set(bad)
    assert ring({**bad, "peel_qa.index.c": ""}) == []
    assert ring({**bad, "peel_qa.index.c": "if TYPE_CHECKING:\n    from peel_qa.index import a"}) == []


@pytest.mark.parametrize("source", ["import peel_qa", "from peel_qa import PeelQA", "if TYPE_CHECKING:\n    from peel_qa import PeelQA"])
def test_an_import_of_the_root_is_found(source: str) -> None:
    assert len(root_imports({"peel_qa.web.bad": source})) == 1


def test_an_import_of_a_part_is_not_one_of_the_root() -> None:
    assert root_imports({"peel_qa.web.good": "from peel_qa import records\nimport peel_qa.records", "peel_qa.records": ""}) == []


@pytest.mark.parametrize(
    ("name", "source", "is_right"),
    [
        ("peel_qa.search.bad", "import chromadb", False),
        ("peel_qa.search.bad", "def f():\n    from chromadb.config import Settings", False),
        ("peel_qa.cli.bad", "import gradio as gr", False),
        ("peel_qa.reading.bad", "from training.records import Example", False),
        ("peel_qa.answer.bad", "import onnxruntime", False),
        ("peel_qa.index.keyword", "from sentence_transformers import SentenceTransformer", False),
        ("peel_qa.llamas", "from llama_index.core import VectorStoreIndex", False),
        ("peel_qa.index.store", "import chromadb", True),
        ("peel_qa.web.page", "import gradio", True),
        ("peel_qa.web", "import gradio", True),
        ("app", "import gradio", True),
        ("peel_qa.engine", "if TYPE_CHECKING:\n    from llama_index.core.base.base_retriever import BaseRetriever", True),
    ],
)
def test_a_foreign_library_away_from_home_is_found(name: str, source: str, is_right: bool) -> None:
    assert (strangers({name: source}) == []) == is_right


def test_an_import_hidden_in_a_string_is_found() -> None:
    assert hidden_imports({"peel_qa.bad": 'import_module("peel_qa.web")', "peel_qa.good": 'import_module("rich")'}) == ["peel_qa.bad"]


@pytest.mark.parametrize(
    ("text", "is_right"),
    [
        ("see /" + "work/main", False),
        ("https://files.python" + "hosted.org/x", False),
        ('index = "https://py' + 'pi.org/simple"', False),
        ("https://example.org/work/1", True),
        ("work/main and network/work/", True),
        ("https://hmicfrs.justiceinspectorates.gov.uk/", True),
    ],
)
def test_a_machine_or_a_registry_is_found(text: str, is_right: bool) -> None:
    assert (forbidden_words({"file": f"first line\n{text}\n"}) == []) == is_right
