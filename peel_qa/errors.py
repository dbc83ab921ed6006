"""The errors of peel_qa.

    PeelQAError
    ├── SettingsError            a setting that cannot be used
    ├── CorpusError              nothing usable in the corpus
    │   ├── DocumentError        one document that cannot be used; the others go on
    │   └── FetchError           an address that cannot be fetched from
    ├── SearchIndexError              the index cannot be used
    │   ├── IndexMissing         nothing was built yet
    │   ├── IndexMismatch        built with other settings or versions
    │   ├── IndexDamaged         a file is not as it was written
    │   ├── IndexBusy            another process is building
    │   └── StoreUnavailable     the Chroma server does not answer
    ├── ModelError               the embedding model cannot be loaded or fed
    ├── ReaderError              the reader's weights cannot be used; answers go on without them
    ├── QuestionError            a question that cannot be read
    ├── FeedbackError            feedback that cannot be taken or kept
    ├── BriefingError            a briefing, comparison or table that cannot be made from what is held
    ├── BackupError              a backup that cannot be made or put back
    └── EvaluationError          cases or results that cannot be used

Every message says what is wrong, which thing, and the remedy, in one line. Errors of Chroma, of the
file system and of the model libraries are turned into these where they enter (store, build, embedding).
"""

from __future__ import annotations

from pathlib import Path


class PeelQAError(Exception):
    """Base of all errors that a user can do something about."""

    def __init__(self, problem: str, remedy: str = "") -> None:
        """Keep both halves of the message; each is squeezed to one line."""
        self.problem = " ".join(problem.split())
        self.remedy = " ".join(remedy.split())
        super().__init__(f"{self.problem}. {self.remedy}" if self.remedy else self.problem)

    def __reduce__(self) -> tuple[object, ...]:
        """Travel between processes as it is, whatever a kind of error is made from."""
        return _again, (type(self), self.args), self.__dict__


def _again(kind: type[PeelQAError], arguments: tuple[object, ...]) -> PeelQAError:
    return kind.__new__(kind, *arguments)


class SettingsError(PeelQAError):
    """A setting that cannot be used."""


class CorpusError(PeelQAError):
    """Nothing usable in the corpus."""


class DocumentError(CorpusError):
    """One document that cannot be used; names its file and, where known, the line."""

    def __init__(self, path: Path, problem: str, remedy: str = "", line: int | None = None) -> None:
        """Prefix the problem with `path:line`."""
        self.path = path
        self.line = line
        where = f"{path}:{line}" if line else f"{path}"
        super().__init__(f"{where}: {problem}", remedy)


class FetchError(CorpusError):
    """An address that cannot be fetched from; names it."""

    def __init__(self, url: str, problem: str, remedy: str = "") -> None:
        """Prefix the problem with the address."""
        self.url = url
        super().__init__(f"{url[:200]}: {problem}", remedy)


class SearchIndexError(PeelQAError):
    """The index cannot be used."""


class IndexMissing(SearchIndexError):
    """Nothing was built yet."""


class IndexMismatch(SearchIndexError):
    """The index was built with other settings or versions than those in force."""

    def __init__(self, field: str, built: object, wanted: object) -> None:
        """Name the field and both values."""
        self.field, self.built, self.wanted = field, built, wanted
        super().__init__(
            f"The index was built with {field} = {built!r}, the settings in force say {wanted!r}",
            "Run `peel-qa index` to build it anew, or restore the setting",
        )


class IndexDamaged(SearchIndexError):
    """A file of the index is missing or not as it was written."""


class IndexBusy(SearchIndexError):
    """Another process is building the same index."""


class StoreUnavailable(SearchIndexError):
    """The Chroma server does not answer, or not as it should."""


class ModelError(PeelQAError):
    """The embedding model cannot be loaded, or was given something it cannot embed."""


class ReaderError(PeelQAError):
    """The reader's weights are absent or not as they were exported, or cannot be run."""


class QuestionError(PeelQAError):
    """A question that cannot be read."""


class FeedbackError(PeelQAError):
    """Feedback that cannot be taken, kept or read."""


class BriefingError(PeelQAError):
    """A briefing, comparison, check or table that cannot be made as asked; says what is available."""


class BackupError(PeelQAError):
    """A backup that cannot be made, read or put back."""


class EvaluationError(PeelQAError):
    """Evaluation cases or results that cannot be used."""
