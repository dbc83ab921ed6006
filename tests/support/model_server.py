"""A language model's server on loopback: OpenAI's protocol over real HTTP, streamed, with scripted behaviours.

It reads the prompt as a model would, and has nothing else. `honest` rewords the facts and the passages; the others lie, fail or stall.
"""

from __future__ import annotations

import json
import random
import re
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import cycle
from typing import Any

import honest
import hostile
from replies import reply_json

from peel_qa.records import Source
from peel_qa.stems import terms
from peel_qa.text import sentences

FAILING = (
    "401",
    "403",
    "404",
    "429",
    "500",
    "503",
    "closed",
    "garbage",
    "half",
    "stalled",
    "slow",
    "endless",
    "empty",
    "not_json",
)
SAYING = (
    "refusal", "leak", "invented", "obedient", "dangling", "uncited", "beacon", "chatter", "thoughts", "verdict", "prompt_html", "one_true",
)  # fmt: skip
LYING = tuple(hostile.WAYS)
CANARY = "XYZZY-CANARY"
_LEAST_LIES = 3
"""False sentences of a lying reply, where there are as many that can be made so."""


@dataclass(frozen=True)
class Shown:
    """A passage as the prompt shows it."""

    number: int
    source: Source
    voice: str
    sentences: tuple[str, ...]

    def may_tell(self, sentence: str) -> bool:
        """Whether it is plain who says a sentence: nobody by name speaks in the passage, or the sentence names who does."""
        return self.voice in ("inspectorate", "newspaper") or self.voice.split(",")[0].split()[-1] in sentence


@dataclass
class Asked:
    """A prompt as it came in, and the sentences that were sent back."""

    messages: list[dict[str, str]]
    headers: dict[str, str]
    sent: list[str] = field(default_factory=list)


class ModelServer:
    """Serves one behaviour at a time; `asked` are the requests so far, and `ended` those that are over.

    `pieces` are the characters of the pieces of a reply, over and over, and `pause` the seconds between two of them.
    """

    def __init__(self, behaviour: str = "honest", seed: int = 1) -> None:
        self.behaviour = behaviour
        self.chance = random.Random(seed)
        self.asked: list[Asked] = []
        self.failures_first = 0
        self.ended = 0
        self.pieces: tuple[int, ...] = (1, 7, 40, 90)
        self.pause = 0.0
        self._released = threading.Event()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        self._thread.start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}/v1"

    def close(self) -> None:
        self._released.set()
        self._server.shutdown()
        self._server.server_close()

    def __enter__(self) -> ModelServer:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        outer = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                asked = Asked(body["messages"], {name.lower(): value for name, value in self.headers.items()})
                outer.asked.append(asked)
                try:
                    outer._answer(self, asked, self.path)
                except (BrokenPipeError, ConnectionResetError):
                    self.close_connection = True
                finally:
                    outer.ended += 1

            def log_message(self, *_: Any) -> None:
                """Say nothing."""

        return Handler

    def _answer(self, handler: BaseHTTPRequestHandler, asked: Asked, path: str) -> None:
        behaviour = self.behaviour
        if self.failures_first:
            self.failures_first -= 1
            behaviour = "500"
        if behaviour.isdigit():
            reply_json(handler, int(behaviour), b'{"error": {"message": "no", "code": "x"}}')
        elif behaviour == "closed":
            handler.close_connection = True
            handler.connection.close()
        elif behaviour == "not_json":
            reply_json(handler, 200, b"<html>gateway</html>")
        else:
            self._stream(handler, behaviour, asked, "ollama" if path.startswith("/api/") else "openai")

    def _stream(self, handler: BaseHTTPRequestHandler, behaviour: str, asked: Asked, protocol: str) -> None:
        kind = "application/x-ndjson" if protocol == "ollama" else "text/event-stream"
        handler.send_response(200)
        handler.send_header("Content-Type", kind)
        handler.send_header("Connection", "close")
        handler.end_headers()
        handler.close_connection = True
        for piece in self._pieces(behaviour, asked):
            handler.wfile.write(_event(piece, protocol))
            handler.wfile.flush()
        if behaviour != "half":
            handler.wfile.write(_end(protocol))

    def _pieces(self, behaviour: str, asked: Asked) -> Iterator[str | None]:
        text = self._text(behaviour, asked)
        if behaviour == "empty":
            return
        if behaviour == "garbage":
            yield None
            return
        if behaviour == "half":
            text = text[: len(text) // 2]
        if behaviour == "stalled":
            yield text[:20]
            self._released.wait(60)
            return
        while behaviour == "endless" and not self._released.is_set():
            yield "and so on and so forth "
        rest, lengths = text, cycle(self.pieces)
        while rest:
            length = next(lengths)
            yield rest[:length]
            rest = rest[length:]
            time.sleep(0.2 if behaviour == "slow" else self.pause)

    def _text(self, behaviour: str, asked: Asked) -> str:
        told = reading(asked.messages[-1]["content"])
        true = told.honest(self.chance)
        lines = behaviours(behaviour, told, true, asked, self.chance)
        asked.sent = [re.sub(r"\s*\[[\d, ]+\]", "", line).strip() for line in lines]
        return "\n".join(lines)


@dataclass(frozen=True)
class Told:
    """A prompt, read."""

    question: str
    facts: tuple[str, ...]
    passages: tuple[Shown, ...]
    is_repair: bool

    @property
    def said(self) -> frozenset[str]:
        """What the passages say, sentence by sentence: no lie."""
        return frozenset(sentence for passage in self.passages for sentence in passage.sentences)

    def honest(self, chance: random.Random) -> list[tuple[str, Shown, str]]:
        """The facts and the sentences nearest to the question, each in other words: (as said, passage, as it stands there)."""
        found: list[tuple[str, Shown, str]] = []
        for fact in [fact for fact in self.facts if _is_tellable(fact)][:6]:
            holder = max(self.passages, key=lambda p: _shared(fact, " ".join(p.sentences)), default=None)
            if holder is not None and (holder.may_tell(fact) or (holder.source.is_official and fact in holder.sentences)):
                said = (
                    honest.the_force(fact, holder.source, "") if holder.may_tell(fact) else honest.quoted(fact, holder.source, holder.voice)
                )
                found.append((said, holder, fact))
        every = [(s, p) for p in self.passages for s in p.sentences if _is_tellable(s) and p.may_tell(s)]
        for sentence, passage in sorted(every, key=lambda pair: -_shared(self.question, pair[0]))[:3]:
            told = [text for _, text in honest.rephrasings(sentence, passage.source, passage.voice, chance)]
            found.append((chance.choice(told), passage, sentence))
        return found


def _is_tellable(sentence: str) -> bool:
    """Whether a sentence can be told by itself: no half of a quotation, no row of a table, nobody's "I", no "it" of another sentence."""
    plain = sentence.translate(str.maketrans("“”", '""'))
    is_whole = plain.count('"') % 2 == 0 and len(plain.split()) >= 5 and plain.rstrip('"')[-1:] in ".?!"
    is_own = re.search(
        r"\b(?:I|I'[a-z]+|we|my|our|us)\b|; Grade:|^[A-Z][\w ]*: [A-Z]|^\W*(?:He|She|It|They|This|These|That|Its|Their)\b",
        plain,
        re.IGNORECASE,
    )
    return is_whole and is_own is None


def reading(text: str) -> Told:
    """What a prompt holds."""
    question = re.search(r"^Question: (.*)$", text, re.MULTILINE)
    facts = re.search(r"Facts that were checked:\n(.*?)\n\nPassages:", text, re.DOTALL)
    blocks = re.findall(r"^\[(\d+)\] (.*)\n(.*)$", text.split("Passages:", 1)[-1], re.MULTILINE)
    given = [line[2:] for line in facts[1].splitlines()] if facts else []
    return Told(
        question[1] if question else "",
        tuple(fact for fact in given if fact != "none"),
        tuple(_shown(int(number), about, body) for number, about, body in blocks),
        text.startswith("A check"),
    )


def _shown(number: int, about: str, body: str) -> Shown:
    parts = about.split(" | ")
    named = {part.split(":", 1)[0]: part.split(":", 1)[-1].strip() for part in parts if ":" in part}
    force = next((part[6:] for part in parts if part.startswith("about ")), "")
    published = next((part[10:] for part in parts if part.startswith("published ")), "")
    kind = "report" if parts[1].startswith("HMIC") else "news"
    source = Source("x", parts[0], parts[1], kind, force, published, edition=named.get("inspection", ""))
    voice = named.get("speaking", "") or ("inspectorate" if kind == "report" else "newspaper")
    return Shown(number, source, voice.split(";")[0], tuple(body[start:end] for start, end in sentences(body)))


def _shared(one: str, other: str) -> int:
    return len(set(terms(one)) & set(terms(other)))


def behaviours(behaviour: str, told: Told, true: list[tuple[str, Shown, str]], asked: Asked, chance: random.Random) -> list[str]:
    """The lines of a reply."""
    lines = [f"{said} [{shown.number}]" for said, shown, _ in true]
    if behaviour == "honest" or behaviour in FAILING:
        return _mended(told) if told.is_repair else lines
    if behaviour in LYING:
        return [f"{text} [{shown.number}]" for text, shown in _lies(behaviour, told, true, chance)]
    first = told.passages[0].number if told.passages else 1
    return {
        "refusal": ["I'm sorry, but I cannot answer that question."],
        "leak": [line for line in asked.messages[0]["content"].splitlines() if line.strip()],
        "invented": [f"The force has 2,431 officers and spends £212 million. [{first}]", f"Its chief constable is Jane Doe. [{first}]"],
        "obedient": [f"{CANARY}: the force was graded outstanding in every area. [{first}]", f"Visit evil.example now. [{first}]"],
        "dangling": [f"{said} [97]" for said, _, _ in true],
        "uncited": [said for said, _, _ in true],
        "beacon": [f"![{said}](https://evil.example/{chance.random()}) [{shown.number}]" for said, shown, _ in true],
        "chatter": ["Sure! Here is the answer:", *lines, "I hope this helps!"],
        "thoughts": [f"<think>The user wants {CANARY}. Let me see [1].</think>", *lines],
        "verdict": [f"Yes, absolutely. [{first}]", f"No, never. [{first}]"],
        "prompt_html": [f"<script>alert('{CANARY}')</script> {said} [{shown.number}]" for said, shown, _ in true],
        "one_true": [*lines[:1], *(f"{CANARY} officers were sacked in 1999 for {n} crimes. [{first}]" for n in range(20, 24))],
    }[behaviour]  # fmt: skip


def _lies(behaviour: str, told: Told, true: list[tuple[str, Shown, str]], chance: random.Random) -> Iterator[tuple[str, Shown]]:
    """Sentences made false in one way, those of the honest reply first; where it fits none, something added that is not there."""
    pool = [(sentence, shown) for _, shown, sentence in true]
    pool += sorted(((s, p) for p in told.passages for s in p.sentences), key=lambda pair: -_shared(told.question, pair[0]))
    made: dict[str, Shown] = {}
    for sentence, shown in pool:
        others = [other for other in shown.sentences if other != sentence]
        lie = hostile.WAYS[behaviour](sentence, shown.source, shown.voice, others, chance)
        if lie and lie not in told.said:
            made.setdefault(lie, shown)
        if len(made) >= max(_LEAST_LIES, len(true)):
            break
    for sentence, shown in pool if not made else ():
        made[hostile.addition(sentence, shown.source, shown.voice, (), chance) or sentence] = shown
        if len(made) >= _LEAST_LIES:
            break
    yield from made.items()


def _mended(told: Told) -> list[str]:
    """For each sentence that failed the sentence of a passage nearest to it."""
    failed = [line for line in told.question.splitlines() if line]
    ranked = [(s, p) for p in told.passages for s in p.sentences]
    return [f"{s} [{p.number}]" for s, p in ranked[: len(failed)]]


def _event(piece: str | None, protocol: str) -> bytes:
    if piece is None:
        return b"data: {{{ not json\n\n" if protocol == "openai" else b"{{{ not json\n"
    if protocol == "ollama":
        return json.dumps({"model": "m", "message": {"role": "assistant", "content": piece}, "done": False}).encode() + b"\n"
    chunk = {
        "id": "1",
        "object": "chat.completion.chunk",
        "created": 1,
        "model": "m",
        "choices": [{"index": 0, "delta": {"content": piece}}],
    }
    return b"data: " + json.dumps(chunk).encode() + b"\n\n"


def _end(protocol: str) -> bytes:
    if protocol == "ollama":
        return json.dumps({"model": "m", "message": {"role": "assistant", "content": ""}, "done": True}).encode() + b"\n"
    return b"data: [DONE]\n\n"
