"""From our own answer to one in a model's words: asked, checked sentence by sentence, mended once, composed, or left as it was.

Whether there is an answer is decided before: a refusal of ours never comes here.
"""

from __future__ import annotations

import hashlib
import logging
import time
from collections.abc import Callable, Generator, Sequence
from contextlib import closing, suppress
from copy import copy
from dataclasses import replace

from peel_qa.answer.evidence import Library
from peel_qa.generation import prompt as prompts
from peel_qa.generation.access import Access
from peel_qa.generation.deadline import Deadline
from peel_qa.generation.exhibits import exhibits_for, plain_statement, statements
from peel_qa.generation.limits import Breaker, Budget, KeptReplies
from peel_qa.generation.phrases import usable_phrases
from peel_qa.generation.prompt import NO_ANSWER, Prompt
from peel_qa.generation.providers import Model, ModelFailure, open_model
from peel_qa.generation.reply import Reply
from peel_qa.generation.reworded import OUTCOMES, finished, reworded
from peel_qa.generation.stream import Draft, SentenceStream
from peel_qa.generation.verify import REASONS, Checked, Verifier
from peel_qa.generation.words import pattern
from peel_qa.records import Answer, Generation, Passage
from peel_qa.search.question import Question
from peel_qa.settings import Settings
from peel_qa.tracing import span

_LOG = logging.getLogger(__name__)

OnSentence = Callable[[Answer], None]
"""Is told of the answer so far, each time that a sentence has passed the check."""

_WORDED = ("answered", "partly_answered")
_LEAST_SOUND = 0.5
_TALK = ("empty", "self")
"""Reasons of sentences that are left out and say nothing of the subject: "Sure, here is the answer"."""
_MENDING_SECONDS = 1.0
"""Time that must be left for sentences to be mended."""
FURTHER_PASSAGES = 3
"""Passages that are taken from a search for a phrase of the model's."""
_SEARCHED_FURTHER = ("compare", "why", "general", "list", "timeline")
_SENTENCES = 12
"""Sentences that are looked at; a longer reply babbles."""


def open_writer(settings: Settings, library: Library) -> Writer | None:
    """A writer with the model that the settings name; None where they name none.

    Raises:
        SettingsError: where the model's settings cannot be used.
    """
    model = open_model(settings)
    return Writer(model, settings, library, library.index.fingerprint) if model is not None else None


class Writer:
    """Rewords answers with one model, within its limits. Threads may share it."""

    def __init__(
        self, model: Model, settings: Settings, library: Library, fingerprint: str, now: Callable[[], float] = time.monotonic
    ) -> None:
        """Word answers over one opened corpus, whose `fingerprint` replies are kept under; `now` gives seconds."""
        self.model = model
        self._access = Access(model, settings)
        self._now = now
        self._settings = settings
        self._library = library
        self._fingerprint = fingerprint
        self._replies = KeptReplies(settings.llm_kept_replies)

    @property
    def breaker(self) -> Breaker:
        """What stops asking a model that keeps failing."""
        return self._access.breaker

    @property
    def budget(self) -> Budget:
        """What may be spent in a day."""
        return self._access.budget

    def deadline(self) -> Deadline:
        """The moment by which a question that comes in now has its answer."""
        return Deadline.after(self._settings.llm_seconds, self._now)

    def over(self, library: Library) -> Writer:
        """This writer over another opened corpus: the same model, breaker, budget and room."""
        made = copy(self)
        made._library, made._fingerprint = library, library.index.fingerprint
        return made

    def reword(
        self,
        own: Answer,
        asked: str,
        passages: Sequence[Passage],
        on_sentence: OnSentence | None = None,
        deadline: Deadline | None = None,
        is_wide: bool = False,
    ) -> Answer:
        """The answer in the model's words, or our own with the reason why not.

        Args:
            own: our own answer, which has quotes.
            asked: the question as it stands alone, with what a follow-up goes on from.
            passages: what was found for it, best first.
            on_sentence: is told of the answer so far.
            deadline: when it must be there; by default as many seconds from now as the settings say.
            is_wide: whether the model reads all `passages`, and what rests on them is shown, or only those that our answer quotes.
        """
        if not self.may_reword(own):
            return own
        began = time.perf_counter()
        reply = Reply(None if is_wide else tuple((c.document, c.start, c.end) for c in own.citations))
        try:
            outcome = self._converse(own, asked, passages if is_wide else (), deadline or self.deadline(), reply, began, on_sentence)
        except ModelFailure as failure:
            outcome = failure.reason
        return self._composed(own, reply, self._generation(reply, outcome, began))

    def warm_up(self) -> None:
        """Load what the model and the check need on this machine; its server is not contacted. A model that cannot be loaded is logged."""
        try:
            self.model.open()
        except ModelFailure as failure:
            _LOG.error("The language model %s cannot be loaded (%s). Answers go on without it.", self.model.name, failure.reason)
        for exhibit in exhibits_for(Answer("", "", "answered"), self._library.index.passages[:1], self._library, 1):
            prompts.answering(exhibit.about, [], [exhibit], self._settings.llm_window, self._settings.llm_reply_tokens)
            Verifier([exhibit], [], self._library.index.facts, "", prompts.instructions()).check(Draft(exhibit.units[0].text, (1,)))

    def may_reword(self, own: Answer) -> bool:
        """Whether an answer may be put in the model's words: a refusal, or a question back, never is."""
        return own.status in _WORDED and bool(own.citations)

    def is_wide(self, question: Question) -> bool:
        """Whether a question compares, asks why or wants a summary, and the settings let the model read beyond what we quote."""
        return self._settings.llm_rewrites and question.intent.name in _SEARCHED_FURTHER

    def phrases(self, question: Question, deadline: Deadline) -> list[str]:
        """Further phrases to search for, where a question compares, asks why or wants a summary; none where the model has none.

        They are words for our own search and nothing else; a phrase with a name, a year or a force that is not in the question is
        left out. A third of the time left may go by for them.
        """
        if not self.is_wide(question):
            return []
        reply = Reply()
        try:
            pieces = list(self._access.ask(prompts.rewriting(question.full), Deadline.after(deadline.left / 3, self._now), reply))
        except ModelFailure:
            return []
        return usable_phrases("".join(pieces), question.full)

    def _composed(self, own: Answer, reply: Reply, generation: Generation) -> Answer:
        if generation.is_shown:
            made = reworded(own, reply.needed, generation, self._library)
            if len(made.claims) > len(own.claims) or made.claims[: len(own.claims)] != own.claims:
                return made
            generation = replace(generation, outcome="nothing_new", reason=OUTCOMES["nothing_new"], kept=0)
        return finished(own, own.claims, own.citations, generation)

    def _converse(
        self,
        own: Answer,
        asked: str,
        passages: Sequence[Passage],
        deadline: Deadline,
        reply: Reply,
        began: float,
        on_sentence: OnSentence | None,
    ) -> str:
        """Ask, read the reply, mend what failed, and say how it ended; the clock is looked at between the steps.

        Raises:
            ModelFailure: if there is no reply that can be used, or not in time.
        """
        exhibits = exhibits_for(own, passages, self._library, self._settings.top_k)
        deadline.keep()
        facts = [plain_statement(line) for claim in own.claims if claim.citations for line in claim.text.splitlines()]
        prompt = prompts.answering(asked, facts, exhibits, self._settings.llm_window, self._settings.llm_reply_tokens) if exhibits else None
        if prompt is None:
            return "window"
        deadline.keep()
        verifier = self._verifier(own, prompt, deadline)
        deadline.keep()
        with closing(self._pieces(prompt, deadline, reply)) as pieces:
            for piece in pieces:
                self._take(piece, own, verifier, reply, began, on_sentence)
        return self._outcome(prompt, verifier, deadline, reply)

    def _verifier(self, own: Answer, prompt: Prompt, deadline: Deadline) -> Verifier:
        ours = statements(own, prompt.exhibits, self._library)
        return Verifier(prompt.exhibits, ours, self._library.index.facts, own.direct, prompts.instructions(), deadline)

    def _take(
        self, piece: list[Draft], own: Answer, verifier: Verifier, reply: Reply, began: float, on_sentence: OnSentence | None
    ) -> None:
        for draft in piece:
            with span("verify"):
                checked = verifier.check(draft)
            reply.drafts.append(draft)
            reply.checked.append(checked)
            if len(reply.checked) > _SENTENCES:
                raise ModelFailure("babble")
            if checked in reply.needed:
                reply.first = reply.first if reply.first is not None else (time.perf_counter() - began) * 1000
                so_far = self._composed(own, reply, self._generation(reply, "writing", began)) if on_sentence else own
                if on_sentence and so_far.is_writing:
                    on_sentence(so_far)

    def _outcome(self, prompt: Prompt, verifier: Verifier, deadline: Deadline, reply: Reply) -> str:
        if NO_ANSWER in reply.text:
            return "no_answer"
        if not reply.sound and pattern("refusal").search(reply.text):
            return "refused"
        if not reply.checked:
            return "empty"
        if len(reply.sound) < len(reply.checked):
            self._mend(prompt, verifier, deadline, reply)
        if any(checked.is_contradiction for checked in reply.checked):
            return "contradiction"
        claiming = [checked for checked in reply.checked if checked.reason not in _TALK]
        return "reworded" if len(reply.sound) >= max(1, _LEAST_SOUND * len(claiming)) else "unsupported"

    def _mend(self, prompt: Prompt, verifier: Verifier, deadline: Deadline, reply: Reply) -> None:
        """Mend what failed, as far as there is time; what is sound stands without what could not be mended."""
        with suppress(ModelFailure):
            self._mend_each(prompt, verifier, deadline, reply)

    def _mend_each(self, prompt: Prompt, verifier: Verifier, deadline: Deadline, reply: Reply) -> None:
        """Mend each failed sentence once: by its right citations where other passages carry it, else by asking for it again."""
        for place, checked in enumerate(reply.checked):
            if not checked.is_sound and not checked.is_unfit:
                self._put(reply, place, verifier.cite_anew(reply.drafts[place]))
        failed = [place for place, checked in enumerate(reply.checked) if not checked.is_sound]
        if not failed or deadline.left < _MENDING_SECONDS or reply.is_cached:
            return
        told = [(reply.drafts[place].text, REASONS[reply.checked[place].reason]) for place in failed]
        again = self._lines(prompts.repairing(told, prompt.exhibits), deadline, reply)
        if len(again) == len(failed):
            for place, draft in zip(failed, again, strict=True):
                self._put(reply, place, verifier.check(draft))

    def _put(self, reply: Reply, place: int, mended: Checked) -> None:
        if mended.is_sound and mended.text not in {checked.text for checked in reply.sound}:
            reply.checked[place] = mended
            reply.repaired += 1

    def _lines(self, prompt: Prompt, deadline: Deadline, reply: Reply) -> list[Draft]:
        """The sentences of a reply that is not streamed, one for each line."""
        stream, found = SentenceStream(), []
        for piece in self._access.ask(prompt, deadline, reply):
            found += stream.feed(piece)
        return found + stream.close()

    def _pieces(self, prompt: Prompt, deadline: Deadline, reply: Reply) -> Generator[list[Draft]]:
        """The sentences of a reply as they come, from the model or from those kept."""
        key = self._key(prompt)
        kept = self._replies.get(key)
        reply.is_cached = kept is not None
        stream = SentenceStream()
        for piece in [kept] if kept is not None else self._access.ask(prompt, deadline, reply):
            reply.pieces.append(piece)
            yield stream.feed(piece)
        yield stream.close()
        if kept is None and reply.text.strip():
            self._replies.keep(key, reply.text)

    def _key(self, prompt: Prompt) -> str:
        told = "\0".join(message.text for message in prompt.messages)
        parts = (self._fingerprint, prompts.version(), self.model.name, self._settings.llm_url, told)
        return hashlib.sha256("\0".join(parts).encode()).hexdigest()

    def _generation(self, reply: Reply, outcome: str, began: float) -> Generation:
        return Generation(
            model=self.model.name,
            prompt=prompts.version(),
            outcome=outcome,
            reason=OUTCOMES.get(outcome, ""),
            kept=len(reply.needed) if outcome in ("reworded", "writing") else 0,
            unneeded=len(reply.sound) - len(reply.needed) if outcome in ("reworded", "writing") else 0,
            repaired=reply.repaired,
            dropped=tuple(checked.reason for checked in reply.checked if not checked.is_sound),
            first_sentence=reply.first,
            milliseconds=(time.perf_counter() - began) * 1000,
            tokens_read=reply.tokens_read,
            tokens_written=reply.tokens_written,
            cost=self.budget.cost(reply.tokens_read, reply.tokens_written),
            is_cached=reply.is_cached,
        )
