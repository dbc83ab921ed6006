"""Fixtures that all tests share: the model, opened indexes, small corpora, and a network that ends at this machine."""

from __future__ import annotations

import contextlib
import os
import socket
import sqlite3
import sys
import threading
from collections import Counter
from collections.abc import Callable, Generator, Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import hypothesis
import pytest

if TYPE_CHECKING:
    from stub_embedder import StubEmbedder

    from peel_qa.engine import PeelQA
    from peel_qa.index.embedding import Embedder

from peel_qa.environment import prepare_environment

for _name in [name for name in os.environ if name.startswith("PEEL_QA_")]:
    del os.environ[_name]  # an operator's own settings are not what is tested
if "PYTEST_XDIST_WORKER" in os.environ:
    os.environ.setdefault("OMP_NUM_THREADS", "1")  # a worker a core: more threads only wait for one another
prepare_environment()
sys.path.insert(0, str(Path(__file__).parent / "support"))  # helpers that tests and their child processes import

import small_corpora  # noqa: E402

ROOT = Path(__file__).resolve().parents[1]
RELIABILITY = ROOT / "tests" / "reliability"
ORIGINALS = ROOT.parent / "shared" / "corpus"
_HERE = {"localhost", "localhost.localdomain", "ip6-localhost", "0.0.0.0", "::", "", socket.gethostname()}

_egress: list[str] = []


def _is_here(host: Any) -> bool:
    name = host.decode(errors="replace") if isinstance(host, bytes) else host
    return name is None or name in _HERE or str(name).startswith("127.") or str(name).split("%")[0] in ("::1", "::ffff:127.0.0.1")


def _refuse(what: str) -> OSError:
    _egress.append(what)
    return OSError(f"tests may not leave this machine: {what}")


def _guard_network() -> None:
    """Refuse every connection, datagram and name look-up that leaves this machine, in this process."""
    real: dict[str, Any] = {name: getattr(socket.socket, name) for name in ("connect", "connect_ex", "sendto")}
    look_up: dict[str, Any] = {
        name: getattr(socket, name) for name in ("getaddrinfo", "gethostbyname", "gethostbyname_ex", "gethostbyaddr")
    }

    def guarded(name: str) -> Callable[..., Any]:
        def call(self: socket.socket, *arguments: Any) -> Any:
            address = arguments[-1]
            if self.family in (socket.AF_INET, socket.AF_INET6) and not (isinstance(address, tuple) and _is_here(address[0])):
                raise _refuse(f"{name} {address!r}")
            return real[name](self, *arguments)

        return call

    def guarded_look_up(name: str) -> Callable[..., Any]:
        def call(host: Any = None, *arguments: Any, **named: Any) -> Any:
            if not _is_here(host):
                raise _refuse(f"{name} {host!r}")
            return look_up[name](host, *arguments, **named)

        return call

    for name in real:
        setattr(socket.socket, name, guarded(name))
    for name in look_up:
        setattr(socket, name, guarded_look_up(name))


_guard_network()
hypothesis.settings.register_profile("repository", deadline=None)  # a busy machine is no failure
hypothesis.settings.load_profile("repository")


_TRACED_CASES = 3
"""Cases of a parametrised test that count for coverage."""
_traced: Counter[str] = Counter()
_UNTRACED = ("slow", "untraced", "browser")
_UNMEASURED = (RELIABILITY, ROOT / "tests" / "unit" / "training")


def _is_traced(item: pytest.Item) -> bool:
    """Whether a test counts for coverage: not the slow ones and those of the page; of one that runs over many cases, the first few.

    What the others cover, these cover too, and the tracing makes a test take twice as long.
    """
    if any(item.get_closest_marker(name) for name in _UNTRACED) or any(item.path.is_relative_to(folder) for folder in _UNMEASURED):
        return False
    name = item.nodeid.partition("[")[0]
    _traced[name] += 1
    return _traced[name] <= _TRACED_CASES


@contextlib.contextmanager
def _untraced() -> Iterator[None]:
    """Without the tracing for coverage, here and in threads and processes that are begun meanwhile."""
    here, threads = sys.gettrace(), threading.gettrace()
    children = {name: os.environ.pop(name) for name in [*os.environ] if name.startswith("COVERAGE_PROCESS")}
    # Not by `Coverage.stop`: a worker of pytest-xdist has several measurements, and the next one below would go on.
    sys.settrace(None)
    threading.settrace(None)  # type: ignore[arg-type]
    try:
        yield
    finally:
        os.environ.update(children)
        threading.settrace(threads)  # type: ignore[arg-type]
        sys.settrace(here)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, object, object]:
    """Run the tests that need not count for coverage without its tracing."""
    if sys.gettrace() is None or _is_traced(item):
        return (yield)
    with _untraced():
        return (yield)


_FIRST = ROOT / "tests" / "browser" / "test_access.py"
_MEANWHILE = [ROOT / "tests" / "integration" / name for name in ("test_index_damage.py", "test_index_kill.py", "test_index_build.py")]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The first worker builds the index of the corpus, for which the second would only wait: it begins with tests that need none."""
    order = {path: number for number, path in enumerate((_FIRST, *_MEANWHILE))}
    items.sort(key=lambda item: order.get(item.path, len(order)))


@pytest.fixture(autouse=True)
def _no_egress() -> Iterator[None]:
    """Fail a test that tried to leave this machine, even where the caller swallowed the refusal."""
    yield
    attempts, _egress[:] = list(_egress), []
    assert not attempts, f"tried to leave this machine: {attempts}"


@pytest.fixture
def egress() -> list[str]:
    """The refused attempts of this test so far; a test that makes one on purpose clears the list."""
    return _egress


@pytest.fixture(scope="session")
def embedder() -> Embedder:
    """The bundled model, loaded once for all tests."""
    from peel_qa.index.embedding import Embedder
    from peel_qa.settings import Settings

    return Embedder.of(Settings())


def _take_vectors(new: Path, kept: Sequence[Path]) -> None:
    """Begin a file of vectors with those that others keep; the build forgets what it does not need.

    All are read through SQLite, since another worker may be writing one of them; one that was only just begun has nothing to give.
    """
    from peel_qa.index.vectors import Kept

    new.parent.mkdir(parents=True, exist_ok=True)
    Kept(new).put({})
    for path in filter(Path.is_file, kept):
        with contextlib.suppress(sqlite3.Error), contextlib.closing(sqlite3.connect(new)) as connection, connection:
            connection.execute("ATTACH ? AS kept", (str(path),))
            connection.execute("INSERT OR IGNORE INTO vectors SELECT * FROM kept.vectors")


@pytest.fixture(scope="session")
def open_corpus(embedder: Embedder, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[Path], PeelQA]]:
    """Opens a corpus: one that lies here in its usual index, which `make eval` and `make run` find ready then; any other in one of its own.

    A new index begins with what all others keep: most words of one force's reports are another's too.
    """
    from peel_qa.engine import PeelQA
    from peel_qa.index.layout import IndexFolder
    from peel_qa.settings import Settings

    opened: list[PeelQA] = []

    def open_(corpus: Path) -> PeelQA:
        settings = Settings(corpus=(corpus,))
        if not corpus.is_relative_to(ROOT.parent):
            settings = settings.model_copy(update={"index": tmp_path_factory.mktemp("index")})
        vectors = IndexFolder(settings).vectors
        if not vectors.exists():
            beside = vectors.with_name(f"{os.getpid()}.new")
            _take_vectors(beside, sorted((ROOT / "index").glob("*/vectors.sqlite")))
            with contextlib.suppress(OSError):  # another worker was quicker
                os.link(beside, vectors)
            beside.unlink()
        with _untraced():  # what builds an index has its own tests
            opened.append(PeelQA.open(settings, embedder=embedder))
        return opened[-1]

    yield open_
    for qa in opened:
        qa.close()


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--all-forces", action="store_true", help="also run the tests of invented forces that `make test` leaves out")


@pytest.fixture(scope="session")
def open_force(open_corpus: Callable[[Path], PeelQA], pytestconfig: pytest.Config) -> Callable[[str], PeelQA]:
    """`open_force(name)`: the engine over an invented force of tests/data/forces, opened once.

    Skips for a force that evals/gates.toml does not count among the quick ones, but with `--all-forces`.
    """
    from peel_qa.evaluation.gates import Gates

    quick = Gates.read(ROOT / "evals" / "gates.toml").quick
    open_once = cache(lambda name: open_corpus(ROOT / "tests" / "data" / "forces" / name / "corpus"))

    def open_(name: str) -> PeelQA:
        if name not in quick and not pytestconfig.getoption("--all-forces"):
            pytest.skip(f"{name} takes half a minute to embed: `make test-all` opens every force")
        return open_once(name)

    return open_


@pytest.fixture(scope="session")
def qa(open_corpus: Callable[[Path], PeelQA]) -> PeelQA:
    """The repository's own corpus, opened."""
    return open_corpus(ROOT / "corpus")


@pytest.fixture(scope="session")
def originals_qa(open_corpus: Callable[[Path], PeelQA]) -> PeelQA:
    """The original texts, opened; skips where they are not on this machine."""
    if not ORIGINALS.is_dir():
        pytest.skip("the original texts (../shared/corpus) are not on this machine")
    return open_corpus(ORIGINALS)


@pytest.fixture
def write_document() -> Callable[..., Path]:
    """`write_document(folder, id, body, **front_matter)` writes one Markdown document and returns its path."""
    return small_corpora.write_document


@pytest.fixture(scope="session")
def small_qa(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PeelQA]:
    """The small corpus, opened with the stand-in for the model and without the reader: a whole engine that answers in milliseconds."""
    from stub_embedder import StubEmbedder

    from peel_qa.engine import PeelQA
    from peel_qa.settings import Settings

    folder = tmp_path_factory.mktemp("small")
    settings = Settings(
        corpus=(small_corpora.write_small_corpus(folder / "corpus"),),
        index=folder / "index",
        reader="off",
        questions_per_minute=0,
        feedback=folder / "feedback.sqlite",
        switches=folder / "switches",
    )
    with PeelQA.open(settings, embedder=StubEmbedder()) as qa:
        yield qa


@pytest.fixture
def small_corpus(tmp_path: Path) -> Path:
    """A folder with two tiny documents of an invented force: a report with a table of grades, and a news item about it."""
    return small_corpora.write_small_corpus(tmp_path / "corpus")


@pytest.fixture
def stub_embedder() -> StubEmbedder:
    """A quick, deterministic stand-in for the model; its `embedded` lists what it was given."""
    from stub_embedder import StubEmbedder

    return StubEmbedder()
