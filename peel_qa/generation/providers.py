"""Language models, through LlamaIndex's own classes, each an optional extra; nothing is contacted until a model is asked.

Errors of the client libraries end here: they become `ModelFailure`, which never holds a key or an address with one.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Lock, local
from typing import Any, Protocol
from urllib.parse import urlsplit

from peel_qa.errors import SettingsError
from peel_qa.settings import Settings


@dataclass(frozen=True, slots=True)
class Message:
    """One message of a prompt: its role ("system" or "user") and its text."""

    role: str
    text: str


class ModelFailure(Exception):
    """A model that did not reply. `reason` is the word that is counted; `is_lasting` where asking again would not help."""

    def __init__(self, reason: str, is_lasting: bool = False) -> None:
        """Keep the reason: "refused", "overloaded", "unreachable", "key", "broken"."""
        super().__init__(reason)
        self.reason, self.is_lasting = reason, is_lasting


class Model(Protocol):
    """A language model; `name` says which, as answers and reports name it. Threads may share one."""

    name: str

    def open(self) -> None:
        """Load what it needs on this machine, so that the first question does not wait for it."""

    def stream(self, messages: Sequence[Message]) -> Iterator[str]:
        """The reply, piece by piece.

        Raises:
            ModelFailure: if there is none.
        """


def open_model(settings: Settings) -> Model | None:
    """The model that the settings name; None where they name none.

    Raises:
        SettingsError: where a setting is missing, or the package of the provider is not installed.
    """
    if not settings.llm:
        return None
    if not settings.llm_model:
        raise SettingsError(f"PEEL_QA_LLM is {settings.llm!r}, but no model is named", "Set PEEL_QA_LLM_MODEL, or unset PEEL_QA_LLM")
    return _OPENERS[settings.llm](settings)


class OpenResponses:
    """The response that each thread reads, so that it is closed when its reader goes, and not when it happens to be collected.

    openai's stream is part of a ring of references: left to the collector it may be closed by any thread, in the middle of the
    connection pool's own work, which then waits for itself, and all later questions with it.
    """

    def __init__(self) -> None:
        """Begin with none."""
        self._own = local()

    def note(self, response: Any) -> None:
        """Keep the response that this thread got; a hook of httpx."""
        self._own.response = response

    def close(self) -> None:
        """Close the response of this thread."""
        response, self._own.response = getattr(self._own, "response", None), None
        if response is not None:
            response.close()


class ChatModel:
    """A chat model behind one of LlamaIndex's classes. `make` is called when it is asked first."""

    def __init__(self, name: str, make: Callable[[], Any], is_alone: bool = False, responses: OpenResponses | None = None) -> None:
        """Get ready; `is_alone` for a model that answers one question at a time. `responses` are those that its client reads."""
        self.name = name
        self._make = make
        self._responses = responses
        self._model: Any = None
        self._opening = Lock()
        self._turn = Lock() if is_alone else None

    def stream(self, messages: Sequence[Message]) -> Iterator[str]:
        """The reply, piece by piece.

        Raises:
            ModelFailure: if there is none.
        """
        from llama_index.core.llms import ChatMessage

        with _failures(), _held(self._turn):
            told = self._opened().stream_chat([ChatMessage(role=message.role, content=message.text) for message in messages])
            try:
                for piece in told:
                    yield piece.delta or ""
            finally:
                if self._responses is not None:
                    self._responses.close()

    def open(self) -> None:
        """Make the client, or load the model from its folder, now.

        Raises:
            ModelFailure: if that cannot be done.
        """
        with _failures():
            self._opened()

    def _opened(self) -> Any:
        with self._opening:
            if self._model is None:
                self._model = self._make()
            return self._model


def _openai_like(settings: Settings) -> Model:
    address = _address(settings, "")
    kind = _class("llama_index.llms.openai_like", "OpenAILike", settings.llm)
    key = _key(settings)
    responses = OpenResponses()

    def make() -> Any:
        client = importlib.import_module("openai").DefaultHttpxClient
        importlib.import_module("openai.resources.chat.completions")  # it is imported at the first question else, which would wait
        return kind(
            model=settings.llm_model,
            api_base=address,
            api_key=key or "none",
            is_chat_model=True,
            temperature=0.0,
            max_tokens=settings.llm_reply_tokens,
            context_window=settings.llm_window,
            timeout=settings.llm_seconds,
            max_retries=0,  # ours are within the deadline, and told
            http_client=client(timeout=settings.llm_seconds, event_hooks={"response": [responses.note]}),
        )

    return ChatModel(settings.llm_model, make, responses=responses)


def _ollama(settings: Settings) -> Model:
    address = _address(settings, "http://127.0.0.1:11434")
    kind = _class("llama_index.llms.ollama", "Ollama", settings.llm)
    key = _key(settings)

    def make() -> Any:
        return kind(
            model=settings.llm_model,
            base_url=address,
            temperature=0.0,
            context_window=settings.llm_window,
            request_timeout=settings.llm_seconds,
            thinking=False,
            additional_kwargs={"num_predict": settings.llm_reply_tokens},
            headers={"Authorization": f"Bearer {key}"} if key else None,
        )

    return ChatModel(settings.llm_model, make)


def _transformers(settings: Settings) -> Model:
    """A model of the transformers library from a folder; names are not looked up, since that would download."""
    folder = Path(settings.llm_model).expanduser()
    if not (folder / "config.json").is_file():
        raise SettingsError(
            f"PEEL_QA_LLM_MODEL = {settings.llm_model!r} is no folder with a transformers model", "Name one with a config.json"
        )
    kind = _class("llama_index.llms.huggingface", "HuggingFaceLLM", settings.llm)

    def make() -> Any:
        return kind(
            model_name=str(folder),
            tokenizer_name=str(folder),
            device_map="auto",
            context_window=settings.llm_window,
            max_new_tokens=settings.llm_reply_tokens,
            is_chat_model=True,
            model_kwargs={"local_files_only": True, "trust_remote_code": False},
            tokenizer_kwargs={"local_files_only": True, "trust_remote_code": False},
            tokenizer_outputs_to_remove=["token_type_ids"],
            generate_kwargs={"do_sample": False},
        )

    return ChatModel(folder.name, make, is_alone=True)


_OPENERS: dict[str, Callable[[Settings], Model]] = {"openai-like": _openai_like, "ollama": _ollama, "transformers": _transformers}


def _class(module: str, name: str, extra: str) -> Any:
    """A class of an optional package.

    Raises:
        SettingsError: where the package is not installed, naming the extra.
    """
    try:
        return getattr(importlib.import_module(module), name)
    except ModuleNotFoundError as error:
        raise SettingsError(
            f"PEEL_QA_LLM = {extra!r} needs a package that is not installed ({error.name})", f"Install it: pip install 'peel-qa[{extra}]'"
        ) from error


def _address(settings: Settings, default: str) -> str:
    """Where the server listens; a hosted service is never guessed."""
    address = settings.llm_url or default
    parts = urlsplit(address)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise SettingsError(
            f"PEEL_QA_LLM = {settings.llm!r} needs the server's address", "Set PEEL_QA_LLM_URL, such as http://127.0.0.1:8080/v1"
        )
    if parts.username or parts.password or parts.query:
        raise SettingsError(
            "PEEL_QA_LLM_URL holds more than an address", "Keep keys out of it; set PEEL_QA_LLM_KEY or PEEL_QA_LLM_KEY_FILE"
        )
    return address.rstrip("/")


def _key(settings: Settings) -> str:
    """The key of the server, "" for none.

    Raises:
        SettingsError: where its file cannot be read; the key itself is in no message.
    """
    if settings.llm_key_file is None:
        return settings.llm_key.get_secret_value().strip()
    try:
        return settings.llm_key_file.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(
            f"PEEL_QA_LLM_KEY_FILE {settings.llm_key_file} cannot be read ({type(error).__name__})", "Name a readable file"
        ) from None


@contextmanager
def _held(turn: Lock | None) -> Iterator[None]:
    if turn is None:
        yield
        return
    with turn:
        yield


@contextmanager
def _failures() -> Iterator[None]:
    """Turn whatever a client raises into a `ModelFailure` without its words, which may hold a key or a question."""
    try:
        yield
    except (ModelFailure, GeneratorExit):
        raise
    except Exception as error:
        raise _failure(error) from None


def _failure(error: Exception) -> ModelFailure:
    status = getattr(error, "status_code", None)
    if status in (401, 403):
        return ModelFailure("key", is_lasting=True)
    if status == 429 or (isinstance(status, int) and status >= 500):
        return ModelFailure("overloaded")
    if isinstance(status, int) and status >= 400:
        return ModelFailure("refused", is_lasting=True)
    names = {kind.__name__ for kind in type(error).__mro__}
    if names & {"ConnectionError", "APIConnectionError", "TransportError", "TimeoutError", "OSError"}:
        return ModelFailure("unreachable")
    return ModelFailure("broken")
