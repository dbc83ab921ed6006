"""The ways in which a question that nobody should ask is asked, and what must hold of whatever comes back."""

from __future__ import annotations

import asyncio
import logging
import random
import tempfile
import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote_plus

from benchmarks.reliability import ROOT, inputs
from benchmarks.reliability.markup import foreign_markup

THREADS = 8
"""Questions that are asked at once, of one engine."""
_KNOWN = frozenset({200, 400, 404, 413, 422, 499, 503, 504})
_TRACES = ("Traceback", 'File "', "line 1, in", "site-packages")


@dataclass
class Seen:
    """What came of some inputs. `longest` is in seconds, `lines` counts lines of the log."""

    tried: int = 0
    ends: Counter[str] = field(default_factory=Counter)
    reasons: list[str] = field(default_factory=list)
    longest: float = 0.0
    quotes: int = 0
    lines: int = 0

    @classmethod
    def of(cls, record: dict[str, Any]) -> Seen:
        """What `record` made of one, read back."""
        return cls(**{**record, "ends": Counter(record["ends"])})

    def record(self) -> dict[str, Any]:
        """As JSON can hold it."""
        return {**vars(self), "ends": dict(self.ends)}

    def add(self, other: Seen) -> None:
        """Take in what another saw."""
        self.tried += other.tried
        self.ends += other.ends
        self.reasons += other.reasons
        self.longest = max(self.longest, other.longest)
        self.quotes += other.quotes
        self.lines += other.lines


_ENGINES: dict[str, Any] = {}
_SCRATCH: dict[str, tempfile.TemporaryDirectory[str]] = {}


def opened(way: str) -> Any:
    """The engine of a way, opened once for each process."""
    from peel_qa.environment import prepare_environment

    prepare_environment()
    if way not in _ENGINES:
        from stub_embedder import StubEmbedder

        from peel_qa.engine import PeelQA
        from peel_qa.settings import Settings

        scratch = _SCRATCH.setdefault(way, tempfile.TemporaryDirectory(prefix="fuzz-"))
        folder = Path(scratch.name)
        values = {"index": folder / "index", "switches": folder / "switches", "questions_per_minute": 0}
        if way == "whole":
            _ENGINES[way] = PeelQA.open(Settings(corpus=(ROOT / "corpus",), **values))
        else:
            settings = Settings(corpus=(ROOT / "tests" / "data" / "northmoor",), reader="off", **values)
            _ENGINES[way] = PeelQA.open(settings, embedder=StubEmbedder())
    return _ENGINES[way]


class _Lines(logging.Handler):
    """Counts what is logged, by the number of the input that was being asked."""

    def __init__(self) -> None:
        super().__init__(logging.INFO)
        self.count = 0
        self.errors: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        if record.name.startswith("peel_qa") or record.levelno >= logging.ERROR:
            self.count += 1
            if record.levelno >= logging.ERROR:
                self.errors.append(record.getMessage()[:300])


def ask_engine(engine: Any, way: str, numbers: range, seed: int) -> Seen:
    """Ask an engine these numbers' questions, each a whole answer; of the way "parser", only until it is read."""
    from peel_qa.errors import QuestionError
    from peel_qa.service.request import read_request
    from peel_qa.web.copies import copy_text
    from peel_qa.web.render import answer_html

    seen, lock = Seen(), threading.Lock()
    links = _links(engine)

    def ask(number: int) -> None:
        dice = random.Random(f"{seed} {way} {number}")
        question, history = inputs.question(dice), [inputs.question(dice) for _ in range(dice.choice((0, 0, 0, 1, 2)))]
        began, reason, end, quotes = time.perf_counter(), "", "a refusal of the question", 0
        try:
            request = read_request(question, history, None, engine.settings.question_characters)
            if way == "parser":
                _read(engine, request)
                raise _Done
            answer = engine.ask(request.question, request.history)
            end, quotes = answer.status, len(answer.citations) + len(answer.nearest)
            reason = _wrong_quotes(engine, answer) or _wrong_html(answer_html(answer, request, engine.index), links)
            if not answer.text.strip() or not copy_text(answer).strip():
                reason = "an answer without words"
        except _Done:
            end = "read"
        except QuestionError as error:
            if len(question) <= engine.settings.question_characters and question.strip() and not _has_long(history, engine):
                reason = f"refused without need: {error}" if not _is_wordless(error) else ""
        except Exception as error:  # whatever comes through is what is looked for
            reason, end = f"{type(error).__name__}: {error}", "an exception"
        with lock:
            seen.tried += 1
            seen.ends[end] += 1
            seen.quotes += quotes
            seen.longest = max(seen.longest, time.perf_counter() - began)
            if reason:
                seen.reasons.append(f"{way} {number} (seed {seed}): {reason} | {question[:120]!a}")

    lines = _Lines()
    logging.getLogger().addHandler(lines)
    with ThreadPoolExecutor(THREADS) as pool:
        list(pool.map(ask, numbers))
    logging.getLogger().removeHandler(lines)
    seen.lines = lines.count
    seen.reasons += [f"{way}: logged {error}" for error in lines.errors]
    return seen


class _Done(Exception):
    """Nothing more is asked on this way."""


def _read(engine: Any, request: Any) -> None:
    """Understand a question, and write the links that lead back to it."""
    from peel_qa.search.question import understand
    from peel_qa.service.links import answer_link

    understand(request.question, request.history, engine.settings.question_characters)
    answer_link(request, "0" * 12)


def _has_long(history: list[str], engine: Any) -> bool:
    return any(len(earlier) > engine.settings.question_characters for earlier in history)


def _is_wordless(error: Exception) -> bool:
    """Whether nothing readable was asked, which is refused as empty."""
    return "empty" in str(error)


def _links(engine: Any) -> set[str]:
    return {document.source.url for document in engine.documents} | {"tel:999", "tel:101"}


def _wrong_quotes(engine: Any, answer: Any) -> str:
    for citation in (*answer.citations, *answer.nearest):
        document = engine.index.documents[citation.document]
        if document.text[citation.start : citation.end] != citation.quote or not citation.quote:
            return f"a quote that is not in {citation.document} at {citation.start}"
    if any(not citation.verified for citation in answer.citations):
        return "a citation that was not verified"
    return ""


def _wrong_html(html: str, links: set[str]) -> str:
    official = {part for part in _addresses(html) if part.split("/")[2].endswith((".gov.uk", ".police.uk"))}
    found = foreign_markup(html, links | official)
    return f"foreign markup: {found[:3]}" if found else ""


def _addresses(html: str) -> set[str]:
    """Addresses of https links; a sentence of a document may name an official one, which becomes a link."""
    return {part.split('"')[0] for part in html.split('href="')[1:] if part.startswith("https://")}


def ask_interface(engine: Any, numbers: range, seed: int) -> Seen:
    """Call the page over an engine: its interface, its plain page, links, searches."""
    return asyncio.run(_over_http(engine, numbers, seed))


async def _over_http(engine: Any, numbers: range, seed: int) -> Seen:
    import httpx

    from peel_qa.web.server import create_app

    seen, links = Seen(), _links(engine)
    if not _APPS:
        _APPS.append(create_app(engine))
    waiting = list(numbers)
    transport = httpx.ASGITransport(_APPS[0], raise_app_exceptions=True)
    lines = _Lines()
    logging.getLogger().addHandler(lines)
    logging.getLogger("peel_qa").setLevel(logging.WARNING)

    async def ask(client: httpx.AsyncClient) -> None:
        while waiting:
            number = waiting.pop()
            dice = random.Random(f"{seed} interface {number}")
            before, began, reason, end = len(lines.errors), time.perf_counter(), "", ""
            try:
                response, said = await _one_call(client, dice)
                end = f"HTTP {response.status_code}"
                reason = _wrong_response(response, links)
                reason = reason or (f"logged {lines.errors[-1]}" if len(lines.errors) > before else "")
            except Exception as error:  # whatever comes through is what is looked for
                reason, end, said = f"{type(error).__name__}: {error}", "an exception", ""
            seen.tried += 1
            seen.ends[end] += 1
            seen.longest = max(seen.longest, time.perf_counter() - began)
            if reason:
                seen.reasons.append(f"interface {number} (seed {seed}): {reason} | {said[:120]!a}")

    async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:7860", timeout=60) as client:
        await asyncio.gather(*(ask(client) for _ in range(THREADS)))
    logging.getLogger().removeHandler(lines)
    seen.lines = lines.count
    return seen


_APPS: list[Any] = []


async def _one_call(client: Any, dice: random.Random) -> tuple[Any, str]:
    """One call of the interface, the plain page, a link, a search or a form of feedback; and what was said in it."""
    said = inputs.question(dice).encode("utf-8", "surrogatepass")
    match dice.randrange(10):
        case 0:
            return await client.post("/plain", content=b"q=" + quote_plus(said).encode()), repr(said)
        case 1:
            return await client.get(f"/answer?q={quote_plus(said[:600])}"), repr(said)
        case 2:
            return await client.get(f"/api/search?q={quote_plus(said[:600])}&k={dice.choice((1, 5, 50, 'x', '', -1, 9**9))}"), repr(said)
        case 3:
            name, place = quote_plus(said[:60]), quote_plus(inputs.question(dice)[:20].encode("utf-8", "surrogatepass"))
            return await client.get(f"/documents/{dice.choice((name, 'peel-2021-22-northmoor'))}?quote={place}"), repr(said)
        case _:
            body = inputs.body(dice)
            return await client.post("/api/ask", content=body), repr(body)


def _wrong_response(response: Any, links: set[str]) -> str:
    if response.status_code not in _KNOWN:
        return f"HTTP {response.status_code}: {response.text[:100]}"
    kind = response.headers.get("content-type", "")
    text = response.text
    if any(trace in text for trace in _TRACES):
        return "a traceback"
    if kind.startswith("application/json"):
        values = response.json()
        if response.status_code == 503:
            return f"a failure: {values}"
        return "" if isinstance(values, list) or {"answer", "error", "detail"} & values.keys() else f"odd JSON: {text[:80]}"
    if kind.startswith("text/html"):
        return _wrong_html(text, links | {"https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/"})
    return "" if kind.startswith("text/plain") else f"content of type {kind!r}"
