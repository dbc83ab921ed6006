from __future__ import annotations

import datetime
from pathlib import Path
from typing import Any

import pytest

from peel_qa.corpus.catalogue import line_of, make_source, read_sources, split_front_matter
from peel_qa.errors import DocumentError

PATH = Path("doc.md")
VALUES: dict[str, Any] = {
    "id": "peel-2023", "title": "PEEL 2023", "publisher": "HMICFRS", "kind": "report", "force": "Northmoor Police",
    "published": "2023-06-01", "edition": "PEEL 2023",
}  # fmt: skip
FRONT = "".join(f"{key}: {value}\n" for key, value in VALUES.items())


def source(**changes: Any) -> Any:
    return make_source(PATH, {**VALUES, **changes})


def test_front_matter_is_split_from_the_text() -> None:
    values, body, line = split_front_matter(PATH, f"---\n{FRONT}---\n# Title\n")
    assert values == VALUES
    assert body == "# Title\n"
    assert line == 10


def test_values_are_text_whatever_yaml_makes_of_them() -> None:
    text = "---\ntitle: no\npublished: 2022-04-01\nedition: 2021.10\nid: 007\nforce: null\nlicence: >\n  two\n  lines\n---\n"
    values, _, _ = split_front_matter(PATH, text)
    assert values == {
        "title": "no",
        "published": "2022-04-01",
        "edition": "2021.10",
        "id": "007",
        "force": "null",
        "licence": "two lines\n",
    }


@pytest.mark.parametrize("end", ["---", "---\n", "---  \n"])
def test_front_matter_may_end_with_the_file(end: str) -> None:
    assert split_front_matter(PATH, f"---\ntitle: x\n{end}")[:2] == ({"title": "x"}, "")


@pytest.mark.parametrize(
    ("text", "problem", "line"),
    [
        ("# Title\n", "no front matter", 1),
        ("\n---\ntitle: x\n---\n", "no front matter", 1),
        ("---\ntitle: x\n# Title\n", "not closed", 1),
        ("---\ntitle: x\nforce: a: b\n---\n", "not YAML", 3),
        ("---\ntitle: 'x\n---\n", "not YAML", 3),
        ("---\ntitle: x\n\ttab: y\n---\n", "not YAML", 3),
        ("---\ntitle: x\ntitle: y\n---\n", "stands twice", 3),
        ("---\n- a\n- b\n---\n", "not a list of keys", 2),
        ("---\n---\n", "not a list of keys", 2),
        ("---\ntitle: x\nforce: a\x01b\n---\n", "holds the character", 3),
        ("---\ntitle: " + "[" * 3000 + "\n---\n", "nested too deep", 1),
        ("---\ntitle: " + "x" * 30_000 + "\n---\n", "too long", 1),
        ("---\n? [a]\n: b\n---\n", "not YAML", 2),
        ("---\na: &a [1]\nb: *c\n---\n", "not YAML", 3),
    ],
)
def test_broken_front_matter_is_named_with_its_line(text: str, problem: str, line: int) -> None:
    with pytest.raises(DocumentError, match=problem) as caught:
        split_front_matter(PATH, text)
    assert caught.value.line == line
    assert str(caught.value).startswith(f"doc.md:{line}: ")
    assert "\n" not in str(caught.value)


def test_a_source_keeps_every_value() -> None:
    made = source(url="https://a.example/x?p=1", inspected_until="2021-09", text="digest", published_sure="false", about="x", licence="OGL")
    assert (made.id, made.edition, made.inspected, made.text, made.published_sure) == ("peel-2023", "PEEL 2023", "2021-09", "digest", False)
    assert made.file == "doc.md"
    assert source().published_sure
    assert (
        make_source(PATH, {**VALUES, "published": datetime.date(2022, 4, 13), "published_sure": False}, "", "a/b.txt").published
        == "2022-04-13"
    )


def test_values_are_one_line_without_what_cannot_be_seen() -> None:
    assert source(title=" PEEL\u200b\n  2023\u00a0").title == "PEEL 2023"


@pytest.mark.parametrize(
    ("label", "inspected", "expected"),
    [
        ("PEEL 2023-25 (inspected 2024)", "", ("PEEL 2023-25", "2024")),
        ("PEEL 2023-25 (inspected 2024-05)", "2023", ("PEEL 2023-25", "2023")),
        ("PEEL 2023-25 (inspected 2024-13)", "", ("PEEL 2023-25 (inspected 2024-13)", "")),
        ("(inspected 2024)", "", ("(inspected 2024)", "")),
    ],
)
def test_a_date_inside_the_name_of_an_inspection_moves_to_its_own_key(label: str, inspected: str, expected: tuple[str, str]) -> None:
    made = source(edition="", about=label, inspected=inspected)
    assert (made.about, made.inspected) == expected


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"author": "x"}, "unknown key 'author'"),
        ({5: "x"}, "unknown key '5'"),
        ({"title": ["a", "b"]}, "needs a single value"),
        ({"title": {"a": "b"}}, "needs a single value"),
        ({"title": None}, "needs a single value"),
        ({"title": True}, "title is true"),
        ({"title": "  "}, "key 'title' is missing"),
        ({"force": "null"}, "key 'force' is missing"),
        ({"kind": "essay"}, "kind is 'essay'"),
        ({"text": "copy"}, "text is 'copy'"),
        ({"published_sure": "perhaps"}, "published_sure is 'perhaps'"),
        ({"published": "13 April 2022"}, "published is '13 April 2022'"),
        ({"published": "2022-02-30"}, "published is '2022-02-30'"),
        ({"inspected": "2022-13"}, "inspected is '2022-13'"),
        ({"id": "PEEL 2022"}, "id is 'PEEL 2022'"),
        ({"id": "../x"}, "id is '../x'"),
        ({"url": "javascript:alert(1)"}, "url is 'javascript"),
        ({"url": "https://a.example/<b>"}, "url is 'https"),
        ({"edition": ""}, "neither 'edition' nor 'about'"),
    ],
)  # fmt: skip
def test_a_value_that_cannot_be_is_named(changes: dict[Any, Any], problem: str) -> None:
    with pytest.raises(DocumentError, match=r"(Use|Write|Known|Add|Say) ") as caught:
        make_source(PATH, {**VALUES, **changes})
    assert problem in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("key", ["id", "title", "publisher", "kind", "force", "published"])
def test_each_key_that_is_needed_is_named(key: str) -> None:
    values = {name: value for name, value in VALUES.items() if name != key}
    with pytest.raises(DocumentError, match=f"key '{key}' is missing"):
        make_source(PATH, values)


SOURCES = """\
# two texts
[one]
title = "x"
kind = "report"

[ "two.b" ]
kind = "essay"
title = 'y'
"""


def test_lines_are_found_in_the_table_they_belong_to() -> None:
    assert line_of(SOURCES, "one") == 2
    assert line_of(SOURCES, "kind", "one") == 4
    assert line_of(SOURCES, "kind", "two.b") == 7
    assert line_of(SOURCES, "two.b") == 6
    assert line_of(SOURCES, "url", "one") is None
    assert line_of(SOURCES, "") is None
    assert line_of("---\nid: a\nkind : b\n", "kind") == 3


def test_a_wrong_value_is_named_with_the_line_of_its_own_table() -> None:
    with pytest.raises(DocumentError) as caught:
        make_source(Path("sources.toml"), {**VALUES, "id": "two.b", "kind": "essay"}, SOURCES)
    assert caught.value.line == 7
    with pytest.raises(DocumentError, match="missing") as caught:
        make_source(Path("sources.toml"), {"id": "one", "title": "x"}, SOURCES)
    assert caught.value.line == 2


def test_the_tables_of_a_list_are_read_by_id(tmp_path: Path) -> None:
    path = tmp_path / "sources.toml"
    path.write_text("\ufeff" + SOURCES.replace("\n", "\r\n"), encoding="utf-8")
    assert read_sources(path)["two.b"] == {"id": "two.b", "kind": "essay", "title": "y"}


@pytest.mark.parametrize(
    ("raw", "problem", "line"),
    [
        (b"[one]\ntitle = x\n", "is not TOML", 2),
        (b"[one]\n[one]\n", "is not TOML", 2),
        (b"[one]\ntitle = 'caf\xe9'\n", "is not UTF-8", 2),
        (b"title = 'x'\n", "is not a table", 1),
        (b"a = " + b"[" * 3000, "nested too deep", None),
        (b"", "is empty", 1),
        (b"[one]\na = '\0'", "NUL", 2),
    ],
)
def test_a_broken_list_is_one_line(tmp_path: Path, raw: bytes, problem: str, line: int | None) -> None:
    path = tmp_path / "sources.toml"
    path.write_bytes(raw)
    with pytest.raises(DocumentError, match=problem) as caught:
        read_sources(path)
    assert caught.value.line == line
    assert "\n" not in str(caught.value)
