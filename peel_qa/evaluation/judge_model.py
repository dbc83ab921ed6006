"""The judge's language model: any endpoint that speaks OpenAI's chat protocol, through LlamaIndex."""

from __future__ import annotations

import os
from urllib.parse import urlsplit

from peel_qa.errors import EvaluationError

KEY = "OPENAI_API_KEY"
"""The environment variable that holds the key, as for every client of this protocol; nothing else does."""
_TIMEOUT_S = 60.0
_RETRIES = 2
_REPLY_TOKENS = 300


class ChatModel:
    """A chat model at an endpoint; it is asked with temperature 0."""

    def __init__(self, name: str, url: str) -> None:
        """Get ready to ask; nothing is sent yet.

        Raises:
            EvaluationError: for a URL that cannot be used, or where the optional package is missing.
        """
        _require_usable(url)
        try:
            from llama_index.llms.openai_like import OpenAILike
        except ModuleNotFoundError as error:
            raise EvaluationError(
                f"The judge needs a package that is not installed ({error.name})", "Install it: pip install 'peel-qa[judge]'"
            ) from error
        self.name = name
        self._url = url
        self._model = OpenAILike(
            model=name,
            api_base=url,
            api_key=os.environ.get(KEY) or "none",
            is_chat_model=True,
            temperature=0.0,
            max_tokens=_REPLY_TOKENS,
            timeout=_TIMEOUT_S,
            max_retries=_RETRIES,
        )

    def complete(self, prompt: str) -> str:
        """The model's reply.

        Raises:
            EvaluationError: if the endpoint cannot be reached or refuses.
        """
        from llama_index.core.llms import ChatMessage
        from openai import OpenAIError

        try:
            return self._model.chat([ChatMessage(role="user", content=prompt)]).message.content or ""
        except OpenAIError as error:
            told = f"{type(error).__name__}: {error}".replace(os.environ.get(KEY) or "\0", "***")
            raise EvaluationError(
                f"The judge {self.name} at {self._url} did not answer ({told})", f"Check the URL, {KEY} and the model"
            ) from error


def _require_usable(url: str) -> None:
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise EvaluationError(f"The judge's URL {url!r} is not one", "Give --judge-url, such as http://127.0.0.1:8080/v1")
    if parts.username or parts.password or parts.query:
        raise EvaluationError("The judge's URL holds more than an address", f"Keep keys out of it; they are taken from {KEY} only")
