"""What a reader makes of one file: its parts, what it says of itself, and what could not be read."""

from __future__ import annotations

from dataclasses import dataclass, field

from peel_qa.corpus.structure import Part


class Unreadable(ValueError):
    """A file that cannot be read: what is wrong with it and the remedy, in a form that `DocumentError` takes."""

    def __init__(self, problem: str, remedy: str) -> None:
        """Keep the two apart, for the one who knows the file's name."""
        super().__init__(problem)
        self.problem, self.remedy = problem, remedy


@dataclass(frozen=True, slots=True)
class Reading:
    """The content of one file.

    `own` is what the file says of itself, by name ("title", "author", "date", "site", "url", "created", …); `front` the front
    matter of a Markdown file; `notes` name what could not be read, such as pages that are only pictures; `markdown`
    is the body of a file that was Markdown already, which is kept as it stands; `pages` is the number of pages, 0 where
    a file has none.
    """

    form: str
    parts: tuple[Part, ...]
    own: dict[str, str] = field(default_factory=dict)
    front: dict[str, str] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    markdown: str = ""
    pages: int = 0

    @property
    def told(self) -> tuple[Part, ...]:
        """The parts that have a text; others only say that a page begins."""
        return tuple(part for part in self.parts if part.text)

    @property
    def has_text(self) -> bool:
        """Whether there is more than headings."""
        return any(part.kind not in ("title", "heading") for part in self.told)

    @property
    def text(self) -> str:
        """All parts, one below the other."""
        return "\n".join(part.text for part in self.told)
