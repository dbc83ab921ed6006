"""Settings: values only, frozen, read once at the edge from `PEEL_QA_…` variables and passed on explicitly."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from peel_qa.errors import SettingsError

PLAIN_MODEL = "bundled:all-MiniLM-L6-v2"
"""The model of the package, as it is."""
BUNDLED_MODEL = "bundled:peel-MiniLM-L6-v2"
"""The same with the tuning to reports put on top."""
Backend = Literal["torch", "onnx", "onnx-int8"]
"""What runs the embedding model."""


def project_root() -> Path:
    """The clone that holds `corpus/`, or the working folder where the package was installed elsewhere."""
    clone = Path(__file__).resolve().parents[1]
    return clone if (clone / "corpus").is_dir() else Path.cwd()


def default_corpus() -> tuple[Path, ...]:
    """`corpus/`, and behind it `corpus/originals/` and `corpus/added/` where they are."""
    corpus = project_root() / "corpus"
    return (corpus, *(folder for folder in (corpus / "originals", corpus / "added") if folder.is_dir()))


class Settings(BaseSettings):
    """Everything that can be set. Each field is also an environment variable with the prefix `PEEL_QA_`."""

    model_config = SettingsConfigDict(env_prefix="PEEL_QA_", env_ignore_empty=True, frozen=True, extra="forbid")

    corpus: Annotated[tuple[Path, ...], NoDecode] = Field(default_factory=default_corpus, min_length=1)
    """Corpus folders; a later one's document replaces an earlier one's of the same id. In the environment: separated by `:`."""
    index: Path = Field(default_factory=lambda: project_root() / "index")
    """Folder of the generated index."""
    embedding_model: str = BUNDLED_MODEL
    """A sentence-transformers model: the bundled one tuned to reports, the same untuned, a folder, or a name in the local cache."""
    embedding_backend: Backend = "onnx"
    """What runs it: `onnx` (onnxruntime, the same weights), `onnx-int8` (8-bit weights, quicker and a little less exact), or `torch`."""
    models: Path = Field(default_factory=lambda: project_root() / "index" / "models")
    """Folder of the networks made for onnxruntime, one a model; made at the first use."""
    reader: str = "bundled"
    """The reader: the bundled one, a folder that `training/` exported, or `off`."""
    chroma_url: str = ""
    """Address of a Chroma server that holds the passages, such as http://chroma:8000; empty: the embedded store."""
    chroma_token: SecretStr = SecretStr("")
    """Bearer token that a proxy in front of the Chroma server wants."""
    passage_tokens: int = Field(default=160, ge=32, le=2048)
    """Most tokens (tiktoken cl100k_base) of a passage's own text."""
    max_document_bytes: int = Field(default=20_000_000, ge=1_000)
    """Largest document file that is read, in bytes."""
    parse_seconds: int = Field(default=300, ge=1)
    """Longest time that reading one added file may take, in seconds."""
    parse_megabytes: int = Field(default=2_000, ge=200)
    """Most memory that reading one added file may take, in megabytes."""
    fetch_hosts: Annotated[tuple[str, ...], NoDecode] = ()
    """Further hosts that documents may be fetched from. In the environment: separated by `,`."""
    top_k: int = Field(default=10, ge=1, le=100)
    """Passages that an answer is made from."""
    candidates: int = Field(default=50, ge=1, le=1000)
    """Passages that each retriever proposes before fusion."""
    question_characters: int = Field(default=500, ge=10)
    """Longest question that is answered, in characters."""
    home_force: str = "West Mercia Police"
    """The force that a question without a force is about."""
    host: str = "127.0.0.1"
    """Address that the page listens on."""
    port: int = Field(default=7860, ge=0, le=65535)
    """Port that the page listens on."""
    public_address: str = ""
    """Address under which visitors reach the page through a proxy, such as https://ask.example.org/reports; empty: only directly."""
    root_path: str = ""
    """Path under which the page lies behind a proxy, such as /reports; empty: that of `public_address`."""
    proxies: Annotated[tuple[str, ...], NoDecode] = ()
    """IP addresses of reverse proxies whose X-Forwarded-For is believed. In the environment: separated by commas."""
    questions_per_minute: int = Field(default=30, ge=0)
    """Questions that one address may ask in a minute, over page, programming interface and tools; 0: no limit."""
    answer_seconds: float = Field(default=20.0, gt=0)
    """Time that an answer may take, waiting included, in seconds."""
    feedback: Path = Field(default_factory=lambda: project_root() / "feedback.sqlite")
    """SQLite file that feedback is kept in."""
    feedback_days: int = Field(default=365, ge=0)
    """Days that feedback is kept; 0: until it is moved away."""
    switches: Path = Field(default_factory=lambda: project_root() / "switches")
    """Folder of the switches that `peel-qa switch` sets while the page runs."""
    log: Literal["text", "json"] = "text"
    """How the page logs: lines for people, or one JSON object a line."""
    mcp_token: SecretStr = SecretStr("")
    """Token that callers of the tools over HTTP show; at least 16 characters."""
    contact: str = ""
    """Who runs this page and how to reach them, shown on the About page."""
    llm: Literal["", "openai-like", "ollama", "transformers"] = ""
    """What speaks to a language model that rewords answers; empty: none is asked."""
    llm_model: str = ""
    """The model's name at its server, or the folder of a transformers model."""
    llm_url: str = ""
    """Where the model's server listens, such as http://127.0.0.1:8080/v1."""
    llm_key: SecretStr = SecretStr("")
    """Key of the model's server."""
    llm_key_file: Path | None = None
    """File that holds the key instead."""
    llm_window: int = Field(default=8192, ge=1024)
    """Tokens that the model reads and writes in all."""
    llm_reply_tokens: int = Field(default=500, ge=50)
    """Most tokens of a reply."""
    llm_seconds: float = Field(default=12.0, gt=0)
    """Time that a reply may take, in seconds."""
    llm_retries: int = Field(default=2, ge=0, le=10)
    """How often a question is asked again where the server fails."""
    llm_at_once: int = Field(default=2, ge=1)
    """Questions that are asked of the model at the same time."""
    llm_tokens_a_day: int = Field(default=2_000_000, ge=0)
    """Tokens that may be used in a day; 0: no limit."""
    llm_cost_a_day: float = Field(default=0.0, ge=0)
    """Money that may be spent in a day, in the currency of the prices; 0: no limit."""
    llm_price_read: float = Field(default=0.0, ge=0)
    """Price of a million tokens that the model reads."""
    llm_price_written: float = Field(default=0.0, ge=0)
    """Price of a million tokens that the model writes."""
    llm_usage: Path = Field(default_factory=lambda: project_root() / "llm-usage.sqlite")
    """SQLite file that the use of each day is kept in."""
    llm_kept_replies: int = Field(default=500, ge=0)
    """Replies that are kept in memory, for the same question over the same documents."""
    llm_rewrites: bool = False
    """Whether the model may propose further phrases to search for, for questions that compare, ask why or want a summary."""
    log_questions: bool = False
    """Whether the log line of an answer holds the question."""
    traces: str = ""
    """Collector that traces are sent to (OTLP over gRPC), such as http://127.0.0.1:4317; empty: none."""

    @property
    def prefix(self) -> str:
        """The path that every address of the page begins with, without an end slash; "" at the root."""
        return self.root_path or urlsplit(self.public_address).path

    def __init__(self, **values: Any) -> None:
        """Read the environment, then `values` over it.

        Raises:
            SettingsError: for an unknown or impossible value, naming the variable.
        """
        try:
            super().__init__(**values)
        except ValidationError as error:
            first = error.errors()[0]
            name = "_".join(str(part) for part in first["loc"][:1])
            given = "(hidden)" if "key" in name or "token" in name.split("_") else repr(first.get("input"))
            raise SettingsError(
                f"Setting PEEL_QA_{name.upper()} = {given} cannot be used: {first['msg']}",
                "Correct or unset it; `peel-qa doctor` shows the settings in force",
            ) from error

    @property
    def added(self) -> Path:
        """The folder that documents are added to: the last corpus folder that was named, else `corpus/added/`."""
        return self.corpus[-1] if "corpus" in self.model_fields_set else project_root() / "corpus" / "added"

    @field_validator("fetch_hosts", mode="before")
    @classmethod
    def _split_hosts(cls, value: Any) -> Any:
        return tuple(filter(None, (part.strip().lower() for part in value.split(",")))) if isinstance(value, str) else value

    @field_validator("corpus", mode="before")
    @classmethod
    def _split_folders(cls, value: Any) -> Any:
        if isinstance(value, str):
            return tuple(Path(part) for part in value.split(os.pathsep) if part)
        if isinstance(value, Path):
            return (value,)
        return value

    @field_validator("proxies", mode="before")
    @classmethod
    def _split_names(cls, value: Any) -> Any:
        return tuple(part.strip() for part in value.split(",") if part.strip()) if isinstance(value, str) else value

    @field_validator("root_path")
    @classmethod
    def _tidy_path(cls, value: str) -> str:
        path = value.strip().rstrip("/")
        if path and not re.fullmatch(r"(?:/[\w.~-]+)+", path):
            raise ValueError("a path begins with / and holds letters, digits, '-', '_', '.' and '/'")
        return path

    @field_validator("chroma_url")
    @classmethod
    def _tidy_server(cls, value: str) -> str:
        address = value.strip().rstrip("/")
        if address and not re.fullmatch(r"https?://(?:[\w.-]+|\[[0-9a-fA-F:]+\])(?::\d{1,5})?", address):
            raise ValueError("an address looks like http://127.0.0.1:8000")
        return address

    @field_validator("public_address")
    @classmethod
    def _tidy_address(cls, value: str) -> str:
        address = value.strip().rstrip("/")
        if address and not re.fullmatch(r"https?://[\w.\[\]:-]+(?:/[\w.~-]+)*", address):
            raise ValueError("an address looks like https://ask.example.org or https://example.org/reports")
        return address
