from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from peel_qa.corpus.markdown import read_markdown
from peel_qa.corpus.readers.write import to_markdown
from peel_qa.corpus.structure import Part
from peel_qa.text import visible

line = (
    st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=60)
    .map(lambda text: " ".join(visible(text).split()))
    .filter(bool)
)


@st.composite
def parts(draw: st.DrawFn) -> list[Part]:
    kinds = st.sampled_from(["heading", "paragraph", "item", "table", "page"])
    made = []
    for kind in draw(st.lists(kinds, min_size=1, max_size=6)):
        if kind == "table":
            width = draw(st.integers(2, 4))
            rows = draw(st.lists(st.tuples(*[line | st.just("")] * width), min_size=2, max_size=4))
            made.append(Part("table", "x", rows=tuple(rows)))
        elif kind == "page":
            made.append(Part("paragraph", "", page=draw(st.integers(1, 999))))
        elif kind == "heading":
            made.append(Part("heading", draw(line), level=draw(st.integers(2, 3)), page=draw(st.none() | st.integers(1, 999))))
        else:
            made.append(Part(kind, draw(line)))
    return made


@given(parts())
def test_what_is_written_reads_back_as_it_was(written: list[Part]) -> None:
    read = read_markdown(to_markdown(written))
    told = [(part.kind, part.rows or part.text, part.level, part.page) for part in written]
    assert [(part.kind, part.rows or part.text, part.level, part.page) for part in read] == told


@pytest.mark.parametrize(
    "text",
    ["# no heading", "- no item", "1. no list", "1986. The year", "> no quote", "a | b", "=====", "---", "*not* _bold_", "[a](b)", "`x`",
     "<b>x</b>", "&amp; &copy;", "a\\b", "~~~", "![a](b)", "Costs # 5 #", "{page=4}", ": x", "\\", "5) five", "+ 3 percent", "<!-- x -->"],
)  # fmt: skip
def test_nothing_in_a_text_is_markup(text: str) -> None:
    (read,) = read_markdown(to_markdown([Part("paragraph", text)]))
    assert (read.kind, read.text) == ("paragraph", text.replace("{page", "(page") if text.startswith("{page") else text)


def test_a_finding_keeps_its_page() -> None:
    finding = Part("finding", "The force should answer its calls faster", level=4, page=17)
    assert read_markdown(to_markdown([Part("heading", "Calls", level=2), finding]))[1] == finding


def test_nothing_makes_nothing() -> None:
    assert to_markdown([]) == ""
    assert to_markdown([Part("paragraph", "  ")]) == ""
