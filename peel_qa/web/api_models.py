"""The shapes of the programming interface, for its OpenAPI document."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, Field

from peel_qa.records import Kind, Status, TextKind


class FiltersBody(BaseModel):
    """What a question is narrowed to; every field may be left out."""

    edition: str = Field("", description='An inspection, such as "PEEL 2021/22".')
    kind: Kind | None = Field(None, description="Only official reports, or only the press.")
    force: str = Field("", description='A force, such as "West Mercia Police".')
    documents: list[str] = Field([], description="Ids of documents.")
    published_from: str = Field("", description='ISO day, month or year, such as "2022-04".')
    published_to: str = Field("", description="ISO day, month or year.")
    newest: bool = Field(False, description="Only the newest inspection of each force and kind.")


class AskBody(BaseModel):
    """A question."""

    question: str = Field(description="The question; longer ones than the limit are refused.")
    history: list[str] = Field([], description="Earlier questions of the conversation, the oldest first; the last 8 count.")
    filters: FiltersBody = Field(default_factory=FiltersBody)  # type: ignore[arg-type]


class CitationBody(BaseModel):
    """A quote and where it stands: `quote` is characters `start` to `end` (exclusive) of the stored document."""

    number: int
    document: str
    title: str
    publisher: str
    kind: Kind
    edition: str
    published: str
    section: list[str]
    page: int | None
    url: str
    quote: str
    start: int
    end: int
    voice: str
    verified: bool
    text: TextKind


class AnswerBody(BaseModel):
    """An answer, or a refusal with its reason."""

    answer: str = Field(description="The text as a person sees it, the direct answer on its first line.")
    status: Status
    abstained: bool
    citations: list[CitationBody]
    caveats: list[str]
    nearest: list[CitationBody] = Field(description="With a refusal: the passages that come closest, which are no answer.")
    confidence: float
    milliseconds: float
    corpus: str = Field(description="Fingerprint of the documents that answered.")
    permalink: str = Field(description="Address of this answer, relative to the page.")
    generation: dict[str, Any] | None = Field(None, description="What a language model had to do with it; absent where none was asked.")


class HitBody(BaseModel):
    """A passage that was found."""

    rank: int
    score: float
    document: str
    title: str
    publisher: str
    kind: Kind
    edition: str
    published: str
    section: list[str]
    page: int | None
    url: str
    text: str
    start: int
    end: int


class DocumentBody(BaseModel):
    """A document held."""

    id: str
    title: str
    publisher: str
    kind: Kind
    force: str
    edition: str
    about: str
    inspected: str
    published: str
    url: str
    licence: str
    text: TextKind
    words: int
    newer_inspection: str | None


class GradeBody(BaseModel):
    """A grade, or why there is none, and the sentence that it was read from."""

    force: str
    edition: str
    inspected: str
    published: str
    area: str
    area_name: str
    label: str
    grade: str | None
    ungraded: Literal["elsewhere", "never", "narrative"] | None
    grades_on_scale: int
    document: str
    start: int
    end: int
    quote: str


class ErrorBody(BaseModel):
    """Why there is no answer, in a sentence and in a word."""

    error: str
    reason: str


def request_body() -> dict[str, Any]:
    """The OpenAPI description of `AskBody`, read by hand so that every surface has one validation."""
    schema = AskBody.model_json_schema(ref_template="#/components/schemas/{model}")
    filters = schema.pop("$defs")["FiltersBody"]
    schema["properties"]["filters"] = filters
    return {"requestBody": {"required": True, "content": {"application/json": {"schema": schema}}}}
