from __future__ import annotations

import pytest

from peel_qa.data import any_of, read_table, without_comments


def test_one_pattern_for_all_ignores_case_and_keeps_each_alternative_apart() -> None:
    pattern = any_of(["^a|b$", "ccc"])
    assert [bool(pattern.search(text)) for text in ("Ax", "xB", "xcCCx", "xax")] == [True, True, True, False]


def test_a_table_is_read_once() -> None:
    assert read_table("peel_qa.facts", "areas.toml") is read_table("peel_qa.facts", "areas.toml")


def test_lines_without_comments() -> None:
    lines = without_comments("peel_qa", "stopwords.txt")
    assert lines
    assert all(line.strip() and not line.startswith("#") for line in lines)


def test_a_file_that_is_not_there_is_an_error() -> None:
    with pytest.raises(FileNotFoundError):
        read_table("peel_qa.facts", "nothing.toml")
