"""Evaluation cases: one JSON object a line, read strictly, so that a slip of the pen never passes for a measurement."""

from __future__ import annotations

import hashlib
import json
import random
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Annotated, ClassVar, Literal, get_args

from pydantic import AfterValidator, ConfigDict, Field, TypeAdapter, ValidationError

from peel_qa.errors import EvaluationError
from peel_qa.records import Status

Split = Literal["dev", "test"]
Type = Literal[
    "number",
    "who",
    "when",
    "grade",
    "list",
    "yesno",
    "why",
    "compare",
    "timeline",
    "attribution",
    "followup",
    "ambiguous",
    "unanswerable",
]
SEED = 20220413
"""Of the sample that `--sample` draws."""


@cache
def pattern(expression: str) -> re.Pattern[str]:
    """An expression as cases mean it: case is ignored, a dot matches a line end too."""
    return re.compile(expression, re.IGNORECASE | re.DOTALL)


def _compiles(expression: str) -> str:
    try:
        pattern(expression)
    except re.error as error:
        raise ValueError(f"{expression!r} is not a regular expression ({error})") from error
    return expression


def _written(text: str) -> str:
    if not text.strip():
        raise ValueError("is empty")
    return text


Expression = Annotated[str, AfterValidator(_compiles), AfterValidator(_written)]
Written = Annotated[str, AfterValidator(_written)]


@dataclass(frozen=True, slots=True)
class Evidence:
    """An excerpt of the document `source`."""

    source: Written
    text: Written

    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(extra="forbid", strict=True)


@dataclass(frozen=True, slots=True)
class Case:
    """A question and what a right answer to it holds; evals/README.md tells each field.

    `file` and `line` say where it was read.
    """

    id: Written
    question: Written
    asker: Literal["public", "staff"]
    type: Type
    must: Annotated[tuple[Annotated[tuple[Expression, ...], Field(min_length=1)], ...], Field(min_length=1)]
    must_not: tuple[Expression, ...]
    source: tuple[Written, ...]
    evidence: str
    answerable: bool
    history: tuple[Written, ...] = ()
    evidence_more: tuple[Evidence, ...] = ()
    split: Split = "dev"
    status: Status | Literal[""] = ""
    edition: str = ""
    voice: str = ""
    digest: str = ""
    ideal: str = ""
    wrong: str = ""
    notes: str = ""
    file: str = ""
    line: int = 0

    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(extra="forbid", strict=True)

    @property
    def editions(self) -> tuple[str, ...]:
        """The names that the expected edition goes by; `edition` parts them by "|"."""
        return tuple(name.strip() for name in self.edition.split("|") if name.strip())

    @property
    def may_clarify(self) -> bool:
        """Whether asking back is a right way of not answering."""
        return self.type == "ambiguous" or self.status == "clarify"


_LINE = TypeAdapter(Case)
_PLACE = ("file", "line")


def read_cases(paths: Iterable[Path]) -> tuple[Case, ...]:
    """The cases of all files, in the order of files and lines.

    Raises:
        EvaluationError: for a file that cannot be read, or a line that is no case; names file, line and field. Also for
            an id that stands twice, and where there is no case at all.
    """
    found: dict[str, Case] = {}
    names = list(paths)
    for path in names:
        for case in _read_file(path):
            if case.id in found:
                first = found[case.id]
                raise EvaluationError(
                    f"{path}:{case.line}: id {case.id!r} stands in {first.file}:{first.line} too", "Give each case its own id"
                )
            found[case.id] = case
    if not found:
        raise EvaluationError(
            f"No case in {', '.join(str(p) for p in names) or 'no file'}", "Name a JSONL file with cases; see evals/README.md"
        )
    return tuple(found.values())


def _read_file(path: Path) -> list[Case]:
    try:
        lines = path.read_text(encoding="utf-8").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise EvaluationError(f"The cases {path} cannot be read ({error})", "Name a JSONL file in UTF-8") from error
    return [_read_line(path, number, line) for number, line in enumerate(lines, start=1) if line.strip()]


def _read_line(path: Path, number: int, line: str) -> Case:
    try:
        case = _LINE.validate_json(line)
    except ValidationError as error:
        raise EvaluationError(f"{path}:{number}: {_first_problem(error, line)}", "Correct that line; see evals/README.md") from error
    if case.file or case.line:
        raise EvaluationError(f"{path}:{number}: 'file' and 'line' are not fields of a case", "Remove them")
    if case.answerable and not case.source:
        raise EvaluationError(f"{path}:{number}: an answerable case names no source", "Add the id of the document that answers it")
    return replace(case, file=path.name, line=number)


def _first_problem(error: ValidationError, line: str) -> str:
    """The first thing wrong, told as field and reason."""
    first = error.errors()[0]
    field = ".".join(str(part) for part in first["loc"] if "[" not in str(part))
    if first["type"] == "json_invalid":
        return f"is not JSON ({first['ctx']['error']})"
    if first["type"] == "unexpected_keyword_argument":
        return f"unknown field {field!r}"
    if first["type"] in ("missing", "missing_argument"):
        return f"field {field!r} is missing"
    return f"field {field!r}: {first['msg'].removeprefix('Value error, ')}"


def matching(cases: Sequence[Case], split: str = "", types: Sequence[str] = (), sample: int = 0) -> tuple[Case, ...]:
    """The cases of a split and of some types, perhaps none; a sample is drawn from a fixed seed and keeps the order.

    Raises:
        EvaluationError: for an unknown split or type, or a negative sample.
    """
    for value, known, what in [(split, ("", *get_args(Split)), "split"), *((t, get_args(Type), "type") for t in types)]:
        if value not in known:
            raise EvaluationError(f"There is no {what} {value!r}", f"Known: {', '.join(name for name in known if name)}")
    if sample < 0:
        raise EvaluationError(f"A sample of {sample} cases cannot be drawn", "Give a number above 0")
    chosen = [case for case in cases if split in ("", case.split) and (not types or case.type in types)]
    if sample and sample < len(chosen):
        numbers = sorted(random.Random(SEED).sample(range(len(chosen)), sample))
        chosen = [chosen[number] for number in numbers]
    return tuple(chosen)


def select(cases: Sequence[Case], split: str = "", types: Sequence[str] = (), sample: int = 0) -> tuple[Case, ...]:
    """What `matching` gives, which must be something.

    Raises:
        EvaluationError: as `matching` does, and where no case is left.
    """
    chosen = matching(cases, split, types, sample)
    if not chosen:
        raise EvaluationError("No case is left to measure", "Widen --split, --type or the files of cases")
    return chosen


def fingerprint(cases: Sequence[Case]) -> str:
    """SHA-256 (12 digits) over everything in the cases that decides a figure, in any order of files."""
    lines = sorted(json.dumps(_LINE.dump_python(replace(case, notes="", file="", line=0), mode="json"), sort_keys=True) for case in cases)
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()[:12]
