"""Tags in a PDF (ISO 32000-1, 14.7 and 14.8): what a screen reader reads, in order, headings as headings and cells as cells.

reportlab lays out but does not tag. So each flowable is wrapped: it marks what it draws with a number, and the canvas writes the tree
of structure when it saves. Page numbers are artifacts; links are left as they are.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from reportlab.pdfbase.pdfdoc import PDFArray, PDFDictionary, PDFName, PDFObject
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Flowable

Path = tuple[tuple[str, str], ...]
"""The elements that an element stands in, from the outside in, each with its kind and a key that tells it from its neighbours."""


@dataclass(frozen=True, slots=True)
class _Mark:
    kind: str
    path: Path
    page: int
    number: int


class TaggedCanvas(Canvas):  # type: ignore[misc]  # reportlab ships no types
    """A canvas that collects marked contents, page by page, and writes them as the document's structure."""

    def __init__(self, *arguments: Any, **named: Any) -> None:
        """Begin without marks."""
        super().__init__(*arguments, **named)
        self._marks: list[_Mark] = []

    def begin_marked(self, kind: str, path: Path = ()) -> None:
        """Begin contents of a kind ("P", "H1", "TD") that stand within the elements of `path`."""
        page = self.getPageNumber()
        number = sum(mark.page == page for mark in self._marks)
        self._code.append(f"/{kind} <</MCID {number}>> BDC")
        self._marks.append(_Mark(kind, path, page, number))

    def begin_artifact(self) -> None:
        """Begin what is no part of the contents."""
        self._code.append("/Artifact BMC")

    def end(self) -> None:
        """End what was begun last."""
        self._code.append("EMC")

    def save(self) -> None:
        """Write the structure, then the file."""
        if self._code:
            self.showPage()
        _Tree(self._doc, self._marks).write()
        super().save()


class _Tree:
    """The structure of one document."""

    def __init__(self, document: Any, marks: list[_Mark]) -> None:
        self.document, self.marks = document, marks
        self.pages = document.Pages.pages

    def write(self) -> None:
        """Put the tree into the catalogue, and into each page the key of its marks."""
        root = PDFDictionary({"Type": PDFName("StructTreeRoot")})
        whole = self._element("Document", root)
        kids: dict[int, list[Any]] = {id(whole): []}
        opened: dict[Path, Any] = {}
        parents: dict[int, list[Any]] = {}
        for mark in self.marks:
            parent = whole
            for depth in range(1, len(mark.path) + 1):
                path = mark.path[:depth]
                if path not in opened:
                    opened[path] = self._element(path[-1][0], parent)
                    kids[id(parent)].append(self.document.Reference(opened[path]))
                    kids[id(opened[path])] = []
                parent = opened[path]
            leaf = self._element(mark.kind, parent)
            leaf.dict["Pg"], leaf.dict["K"] = self.document.Reference(self.pages[mark.page - 1]), mark.number
            kids[id(parent)].append(self.document.Reference(leaf))
            parents.setdefault(mark.page - 1, []).append(self.document.Reference(leaf))
        for element in (whole, *opened.values()):
            element.dict["K"] = PDFArray(kids[id(element)])
        root.dict["K"] = self.document.Reference(whole)
        root.dict["ParentTree"] = self.document.Reference(PDFDictionary({"Nums": PDFArray(self._numbers(parents))}))
        catalogue = self.document.Catalog
        catalogue.StructTreeRoot, catalogue.MarkInfo = root, PDFDictionary({"Marked": "true"})
        catalogue.ViewerPreferences = PDFDictionary({"DisplayDocTitle": "true"})

    def _element(self, kind: str, parent: PDFObject) -> Any:
        return PDFDictionary({"Type": PDFName("StructElem"), "S": PDFName(kind), "P": self.document.Reference(parent)})

    def _numbers(self, parents: dict[int, list[Any]]) -> list[Any]:
        numbers: list[Any] = []
        for number, page in enumerate(self.pages):
            page.__NoDefault__ = [*page.__NoDefault__, "StructParents"]
            page.StructParents = number
            page.Tabs = PDFName("S")
            numbers += [number, PDFArray(parents.get(number, []))]
        return numbers


class Tagged(Flowable):  # type: ignore[misc]  # reportlab ships no types
    """A flowable whose contents are marked; a heading becomes a bookmark, too."""

    def __init__(self, inside: Flowable, kind: str, path: Path = (), bookmark: str = "") -> None:
        """Wrap a flowable; one of kind "Table" marks its own cells, so it is not marked itself."""
        super().__init__()
        self.inside, self.kind, self.path, self.bookmark = inside, kind, path, bookmark
        self.keepWithNext = inside.getKeepWithNext()

    def wrap(self, width: float, height: float) -> tuple[float, float]:
        """The room that the contents take."""
        size: tuple[float, float] = self.inside.wrap(width, height)
        return size

    def split(self, width: float, height: float) -> list[Flowable]:
        """The parts of the contents, each marked for itself; only the first is a bookmark."""
        parts = self.inside.split(width, height)
        return [Tagged(part, self.kind, self.path, self.bookmark if place == 0 else "") for place, part in enumerate(parts)]

    def getSpaceBefore(self) -> float:  # noqa: N802  # reportlab's name
        """Room above, as the contents want it."""
        return float(self.inside.getSpaceBefore())

    def getSpaceAfter(self) -> float:  # noqa: N802  # reportlab's name
        """Room below, as the contents want it."""
        return float(self.inside.getSpaceAfter())

    def draw(self) -> None:
        """Draw the contents between their marks."""
        if self.bookmark:
            name = f"at-{len(self.canv._marks)}"
            self.canv.bookmarkHorizontal(name, 0, getattr(self.inside, "height", 0))
            self.canv.addOutlineEntry(self.bookmark, name, 0 if self.kind == "H1" else 1)
        if self.kind == "Table":
            self.inside.drawOn(self.canv, 0, 0)
            return
        self.canv.begin_marked(self.kind, self.path)
        self.inside.drawOn(self.canv, 0, 0)
        self.canv.end()
